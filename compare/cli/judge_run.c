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

/* ---- and who starts it ------------------------------------------------------------------ */

static volatile sig_atomic_t interrupted;
static pid_t running;

static void interrupt(int sig)
{
  interrupted = sig;
  if (running > 0)
    kill(running, SIGKILL);
}

static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
enum { SIGNALS = sizeof signals / sizeof *signals };

/* In the judge's process, so that a check.c that crashes does not take the program
 * along. */
static void judge_apart(const struct exercise *e, const char *folder,
                        const struct judge_options *o, struct judge_report *r)
{
  int status = 0;
  fflush(NULL); /* or both processes would write what waits */
  r->verdict = JUDGE_BROKEN;
  running = fork();
  if (running == 0) {
    for (int k = 0; k < SIGNALS; k++)
      signal(signals[k], SIG_DFL);
    r->verdict = JUDGE_RIGHT;
    judge(e, folder, o, r);
    _exit(0);
  }
  if (running < 0) {
    snprintf(r->detail, sizeof r->detail, "fork: %s", strerror(errno));
    return;
  }
  while (waitpid(running, &status, 0) < 0 && errno == EINTR)
    continue;
  running = 0;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    r->verdict = JUDGE_BROKEN;
    snprintf(r->detail, sizeof r->detail, _("check.c crashed: %s"),
             WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "?");
  }
}

/* The private folder has files of known names only. */
static void remove_folder(const char *folder)
{
  static const char *const files[] = {"student.o", "includes", "program"};
  for (size_t k = 0; k < sizeof files / sizeof *files; k++) {
    char *path = text_format("%s/%s", folder, files[k]);
    if (path)
      unlink(path);
    free(path);
  }
  rmdir(folder);
}

void judge_run(const struct coursework *c, const struct exercise *e,
               const char *file, const struct judge_options *o,
               struct judge_report *r)
{
  const char *place = getenv("TMPDIR");
  struct sigaction kept[SIGNALS], action;
  struct judge_report *shared =
    mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  char *folder =
    text_format("%s/dualtape-XXXXXX", place && *place ? place : "/tmp");
  *r = (struct judge_report){.verdict = JUDGE_BROKEN, .seed = o->seed};
  if (shared == MAP_FAILED || !folder || !mkdtemp(folder)) {
    snprintf(r->detail, sizeof r->detail, "%s: %s", folder ? folder : "",
             strerror(errno));
    if (shared != MAP_FAILED)
      munmap(shared, sizeof *shared);
    free(folder);
    return;
  }
  memset(&action, 0, sizeof action);
  action.sa_handler = interrupt;
  interrupted = 0;
  for (int k = 0; k < SIGNALS; k++)
    sigaction(signals[k], &action, &kept[k]);
  r->verdict = JUDGE_RIGHT;
  if (judge_compile(c, e, file, folder, o, r)) {
    *shared = *r;
    if (!interrupted)
      judge_apart(e, folder, o, shared);
    *r = *shared;
  }
  if (r->verdict == JUDGE_FORBIDDEN)
    snprintf(r->remark, sizeof r->remark, "%s", REMARK_FORBIDDEN);
  remove_folder(folder);
  munmap(shared, sizeof *shared);
  free(folder);
  for (int k = 0; k < SIGNALS; k++)
    sigaction(signals[k], &kept[k], NULL);
  if (interrupted)
    raise(interrupted);
}
