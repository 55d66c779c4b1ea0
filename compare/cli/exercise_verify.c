/* exercise_verify.c: `dualtape exercise verify`: is an exercise sound?
 *
 * A proof has a name and one line of output, in TAP.  What each shows:
 *
 *   skeleton    compiles, and is wrong
 *   solution    is right, with several seeds
 *   wrong/ID.c  is wrong, with the remark ID
 *   disguises   answers that a program made of the solution's: always those of the
 *               example; all nearly right; none: they are found out in any exercise
 *   texts       README, hints and remarks are there in both languages
 *   words       what check.c says, while all these are judged, has its Korean
 *
 * The first four are in exercise_verify_answers.c and _solution.c, the last two in
 * _texts.c; here they are put together, a process for each exercise. */
#include <config.h>

#include "exercise_verify_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"

static int verify_one(const struct coursework *c, struct exercise *e,
                      const struct verify_options *o, FILE *out)
{
  struct proof p = {.c = c,
                    .e = e,
                    .out = out,
                    .said = tmpfile(),
                    .seed = o->seed,
                    .seeds = o->seeds};
  prove_readmes(&p);
  prove_hints(&p);
  prove_remarks(&p);
  prove_skeleton(&p);
  prove_solution(&p);
  prove_known_mistakes(&p);
  prove_words(&p);
  if (p.said)
    fclose(p.said);
  return p.failed ? CLI_DISAGREE : CLI_OK;
}

/* A process for each, whose lines are kept until its turn has come. */
struct worker {
  pid_t pid;
  FILE *lines;
};

static int begin(struct coursework *c, struct exercise *e,
                 const struct verify_options *o, struct worker *w)
{
  int code = judge_load(c, e);
  w->lines = code ? NULL : tmpfile();
  if (!code && !w->lines)
    code = cli_error(NULL, "%s", strerror(errno));
  fflush(NULL);
  w->pid = code ? -1 : fork();
  if (w->pid == 0) {
    code = verify_one(c, e, o, w->lines);
    fflush(w->lines);
    _exit(code);
  }
  return code;
}

/* Prints the lines with their numbers. */
static int finish(struct worker *w, const char *name, int *number)
{
  int status = 0;
  char *text = NULL;
  size_t room = 0;
  if (w->pid > 0)
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
      continue;
  const bool whole = w->pid > 0 && WIFEXITED(status);
  if (w->lines)
    rewind(w->lines);
  while (w->lines && getline(&text, &room, w->lines) > 0) {
    const int word = strncmp(text, "not ok ", 7) == 0 ? 6
                     : strncmp(text, "ok ", 3) == 0  ? 2
                                                     : 0;
    if (word)
      printf("%.*s %d -%s", word, text, ++*number, text + word);
    else
      fputs(text, stdout);
  }
  if (!whole)
    printf("not ok %d - %s: can be checked\n", ++*number, name);
  fflush(stdout);
  free(text);
  if (w->lines)
    fclose(w->lines);
  return whole ? WEXITSTATUS(status) : CLI_DISAGREE;
}

int exercise_verify(struct coursework *c, struct exercise **which, size_t count,
                    const struct verify_options *o)
{
  struct worker *w = calloc(count + 1, sizeof *w);
  size_t begun = 0;
  int number = 0, code = CLI_OK;
  if (!w)
    return cli_error(NULL, _("out of memory"));
  for (size_t k = 0; k < count; k++) {
    for (; begun < count && begun < k + (size_t)o->jobs; begun++)
      begin(c, which[begun], o, &w[begun]);
    const int one = finish(&w[k], which[k]->name, &number);
    code = one > code ? one : code;
  }
  printf("1..%d\n", number);
  free(w);
  return code;
}
