/* exercise_watch.c: `dualtape exercise watch`: checks whenever the file is saved, and
 * moves on when it is right. */
#include <config.h>

#include "exercise.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

static volatile sig_atomic_t stopped;

static void stop(int sig) { stopped = sig; }

static void catch_stop(void)
{
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = stop; /* without SA_RESTART: it ends a wait */
  for (size_t k = 0; k < sizeof signals / sizeof *signals; k++)
    sigaction(signals[k], &action, NULL);
}

static void clear(void)
{
  const char *term = getenv("TERM");
  if (isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0)
    fputs("\033[H\033[2J\033[3J", stdout);
}

/* One look at the exercise, from the bar to the remark, on a clear screen if there was
 * one before. */
static int look(struct coursework *c, struct exercise *e, struct study *s,
                const char *file, const struct exercise_options *o, bool again,
                struct judge_report *r)
{
  const int code = exercise_judge_file(c, e, s, file, o, r);
  if (stopped)
    return code;
  if (again)
    clear();
  exercise_bar(s, c, stdout);
  if (r->verdict != JUDGE_BROKEN || *r->detail)
    judge_print(e, file, r, stdout);
  if (code == CLI_DISAGREE)
    printf(_("  a hint: dualtape exercise hint %s\n"), e->word);
  return code;
}

static void show_wait(const char *file)
{
  printf(_("Waiting for %s to be saved; Ctrl-C ends.\n"), file);
  fflush(stdout);
}

/* Until the exercise is solved (CLI_OK), a signal has come, or it cannot be
 * checked. */
static int until_solved(struct coursework *c, struct exercise *e,
                        struct study *s, const struct exercise_options *o)
{
  char *folder = text_format("%s%s", s->folder, e->name);
  char *file = study_file(s, e);
  struct exercise_options mine = *o;
  struct wait w = {.inotify = -1};
  struct judge_report r = {.verdict = JUDGE_BROKEN};
  int code = folder && file ? exercise_folder_make(folder)
                            : cli_error(NULL, _("out of memory"));
  for (bool again = false; folder && file && !stopped; again = true) {
    wait_begin(&w, folder, o->poll);
    code = look(c, e, s, file, &mine, again, &r);
    if (code != CLI_OK && r.verdict != JUDGE_BROKEN && !stopped) {
      show_wait(file);
      wait_for_change(&w, &stopped);
    }
    wait_end(&w);
    if (code == CLI_OK || r.verdict == JUDGE_BROKEN)
      break;
    mine.seed += !o->seeded; /* other inputs, where none were asked for */
  }
  free(folder);
  free(file);
  return code;
}

static int watch(struct coursework *c, struct study *s,
                 const struct exercise_options *o, int argc, char **argv)
{
  struct exercise *e;
  int code = exercise_choose(c, s, argc, argv, &e);
  catch_stop();
  while (!code && e && !stopped) {
    code = until_solved(c, e, s, o);
    e = stopped || code ? NULL : study_next(s, c);
    if (!stopped && !code)
      exercise_next(s, c, stdout);
  }
  if (!stopped)
    return code;
  putchar('\n');
  exercise_bar(s, c, stdout);
  return CLI_OK;
}

int exercise_watch(struct coursework *c, const struct exercise_options *o,
                   int argc, char **argv)
{
  struct study s;
  int code = study_open(&s, o->folder);
  if (!code)
    code = study_wanted(&s);
  if (!code && o->file)
    code = cli_error(NULL, _("watch looks at the files in your own folder, not "
                             "at --file"));
  if (!code)
    code = watch(c, &s, o, argc, argv);
  study_free(&s);
  return code;
}
