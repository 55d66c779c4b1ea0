/* judge_run.c: one check, from the student's file to the report. */
#include <config.h>

#include "judge_impl.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "source.h"

int judge_load(struct coursework *c, struct exercise *e)
{
  char *path = exercise_path(e, "check.c"), *full = path ? realpath(path, NULL)
                                                         : NULL;
  char *text = full ? text_format("#include \"%s\"\n", full)
                    : NULL;
  int code = CLI_OK;
  if (!full)
    code = cli_error(NULL, "%s: %s", path ? path : e->name, strerror(errno));
  else if (!c->runtime)
    code = judge_compile_runtime(c);
  if (!code && !e->judge)
    code = source_load(text, full, c->folder, &e->judge);
  if (!code && !dlsym(e->judge, "exercise_judge"))
    code = cli_error(_("see doc/lecturer.md"), _("%s has no JUDGE(j) { ... }"),
                     full);
  free(path);
  free(full);
  free(text);
  return code;
}

/* ---- the judge's process --------------------------------------------------------------- */

static void judge_free(struct judge *j)
{
  for (int k = 0; k < j->answers; k++)
    free(j->answer[k].first);
  for (int k = 0; k < JUDGE_FORMULAS; k++) {
    free(j->formula[k].text);
    ad_formula_free(j->formula[k].formula);
  }
  free(j->got);
  free(j->want);
  free(j->words);
  free(j);
}

static void judge(const struct exercise *e, const char *folder,
                  const struct judge_options *o, struct judge_report *r)
{
  union { void *object; void (*call)(struct judge *); } entry;
  struct judge *j = calloc(1, sizeof *j);
  entry.object = dlsym(e->judge, "exercise_judge");
  if (!j || !entry.object) {
    r->verdict = JUDGE_BROKEN;
    snprintf(r->detail, sizeof r->detail, "%s", _("out of memory"));
    free(j);
    return;
  }
  j->report = r;
  j->options = o;
  j->words = words_read(e);
  j->random = ad_random_seed(o->seed);
  j->points = 20;
  j->point = -1;
  j->relative = 1e-13;
  if (student_start(&j->student, folder, o, r)) {
    entry.call(j);
    judge_conclude(j);
    student_end(&j->student, r);
  }
  judge_free(j);
}

/* ---- interruptions ----------------------------------------------------------------------- */

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNALS = sizeof signals / sizeof *signals };

static volatile sig_atomic_t interrupted;
static volatile pid_t running;
static struct sigaction kept[SIGNALS];

static void interrupt(int sig)
{
  interrupted = sig;
  if (running > 0)
    kill(running, SIGKILL);
}

/* Between both, a signal ends what is under way, no more. */
static void hold_signals(void)
{
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = interrupt;
  for (int k = 0; k < SIGNALS; k++)
    sigaction(signals[k], &action, &kept[k]);
}

static void release_signals(void)
{
  for (int k = 0; k < SIGNALS; k++)
    sigaction(signals[k], &kept[k], NULL);
}

/* ---- the steps -------------------------------------------------------------------------- */

static bool broken(struct judge_report *r, const char *what, const char *why)
{
  r->verdict = JUDGE_BROKEN;
  snprintf(r->detail, sizeof r->detail, "%s: %s", what, why);
  return false;
}

char *judge_build(const struct coursework *c, const struct exercise *e,
                  const char *file, const struct judge_options *o,
                  struct judge_report *r)
{
  const char *place = getenv("TMPDIR");
  char *folder =
    text_format("%s/dualtape-XXXXXX", place && *place ? place : "/tmp");
  *r = (struct judge_report){.seed = o->seed};
  if (!folder || !mkdtemp(folder)) {
    broken(r, folder ? folder : e->name, strerror(errno));
    free(folder);
    return NULL;
  }
  hold_signals();
  const bool good = judge_compile(c, e, file, folder, o, r) && !interrupted;
  release_signals();
  if (good)
    return folder;
  judge_clean(folder);
  if (interrupted) {
    broken(r, e->name, strsignal(interrupted)); /* for whoever survives it */
    raise(interrupted);
  }
  return NULL;
}

/* Waits for the judge's process. */
static void await(struct judge_report *r)
{
  int status = 0;
  while (waitpid(running, &status, 0) < 0 && errno == EINTR)
    continue;
  running = 0;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    broken(r, "check.c", WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "?");
}

/* In a process of its own, so that a check.c that crashes does not take the program
 * along. */
void judge_ask(const struct exercise *e, const char *folder,
               const struct judge_options *o, struct judge_report *r)
{
  struct judge_report *shared =
    mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) {
    broken(r, e->name, strerror(errno));
    return;
  }
  *shared = *r;
  shared->seed = o->seed;
  fflush(NULL); /* or both processes would write what waits */
  hold_signals();
  running = fork();
  if (running == 0) {
    for (int k = 0; k < SIGNALS; k++)
      signal(signals[k], SIG_DFL);
    judge(e, folder, o, shared);
    _exit(0);
  }
  if (running < 0)
    broken(shared, "fork", strerror(errno));
  else
    await(shared);
  release_signals();
  *r = *shared;
  munmap(shared, sizeof *shared);
}

/* It has files of known names only. */
void judge_clean(char *folder)
{
  static const char *const files[] = {"student.o", "includes", "program"};
  for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
    char *path = text_format("%s/%s", folder, files[k]);
    if (path)
      unlink(path);
    free(path);
  }
  rmdir(folder);
  free(folder);
}

void judge_run(const struct coursework *c, const struct exercise *e,
               const char *file, const struct judge_options *o,
               struct judge_report *r)
{
  char *folder = judge_build(c, e, file, o, r);
  if (!folder)
    return;
  judge_ask(e, folder, o, r);
  judge_clean(folder);
  if (interrupted)
    raise(interrupted);
}
