/* grade_run.c: the tasks of a class, some at a time, each in a worker. */
#include <config.h>

#include "grade.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "cli.h"
#include "judge_impl.h"
#include "progress.h"

/* What a worker shares with the program, and with nobody else: programs that it
 * starts lose it as they start. */
struct shared {
  bool done;
  struct judge_report report;
  char output[GRADE_OUTPUT];
};

struct slot {
  pid_t pid; /* 0: free */
  struct grade_task *task;
  struct shared *shared;
  double began;
};

struct crew {
  struct coursework *work;
  struct grade_class *class;
  struct grade_guard *guard;
  const struct grade_options *o;
  struct grade_journal *journal;
  char *folder; /* of folders, one for each slot */
  struct slot *slot;
  size_t slots, busy, done, broken, all;
  bool failed;
};

static volatile sig_atomic_t stopped;
static void stop(int sig) { stopped = sig; }

/* ---- folders ------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *s, int type,
                      struct FTW *at)
{
  (void)s, (void)type, (void)at;
  remove(path);
  return 0;
}

static void remove_all(const char *folder)
{
  nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static bool write_file(const char *path, const char *text, size_t size)
{
  const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  bool good = fd >= 0;
  for (size_t at = 0; good && at < size;) {
    const ssize_t put = write(fd, text + at, size - at);
    good = put > 0 || (put < 0 && errno == EINTR);
    at += put > 0 ? (size_t)put : 0;
  }
  if (fd >= 0)
    close(fd);
  return good;
}

/* ---- the worker ------------------------------------------------------------------------- */

/* What other files say, which a submission may include, is not for students. */
static void hide_others(struct judge_report *r, const char *file)
{
  const char *name = strrchr(file, '/') + 1;
  const size_t n = strlen(name);
  if (r->verdict == JUDGE_NO_COMPILE && r->line == 0 &&
      strncmp(r->diagnosis, "check.c:", 8) != 0 &&
      (strncmp(r->diagnosis, name, n) != 0 || r->diagnosis[n] != ':'))
    snprintf(r->diagnosis, sizeof r->diagnosis, "%s",
             _("the compiler fails, but not in a line of this file"));
}

static void put_words(struct shared *s, const struct exercise *e,
                      const char *file)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return;
  judge_print(e, strrchr(file, '/') + 1, &s->report, out);
  if (fclose(out) == 0)
    grade_clean(s->output, sizeof s->output, text);
  free(text);
}

/* In the new process. */
static void work(const struct crew *w, const struct slot *s, unsigned number,
                 const char *folder, const char *file)
{
  const struct exercise *e =
    w->class->column[s->task->exercise].exercise;
  struct grade_guard guard = *w->guard;
  char *check = exercise_path(e, "check.c");
  guard.slot = number;
  guard.check = check ? realpath(check, NULL) : NULL;
  free(check);
  char *source = strdup(file);
  if (!guard.check || !source)
    _exit(1);
  *strrchr(source, '/') = '\0';
  guard.source = source;
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  prctl(PR_SET_DUMPABLE, 0); /* no /proc/PID/mem for processes of this user */
#endif
  setenv("TMPDIR", folder, 1);
  const struct judge_options o = {
    .alone = true, .seed = w->class->seed, .seconds = w->o->answer, .in_all = w->o->seconds,
    .start = grade_guard_start, .data = &guard};
  judge_run(w->work, e, file, &o, &s->shared->report);
  grade_guard_sweep(&guard);
  hide_others(&s->shared->report, file);
  put_words(s->shared, e, file);
  s->shared->done = true;
}

/* ---- beginning and end of a task ---------------------------------------------------------- */

static void note(struct crew *w, struct grade_task *t, const char *verdict,
                 const char *output)
{
  snprintf(t->result.verdict, sizeof t->result.verdict, "%s", verdict);
  free(t->result.output);
  t->result.output = strdup(output);
  t->result.state = GRADE_DONE;
  w->done++;
  if (strcmp(verdict, "broken") == 0)
    w->broken++; /* and not in the journal: it is tried again */
  else if (!grade_journal_add(w->journal, w->class, t))
    w->failed = true;
}

static void refuse(struct crew *w, struct grade_task *t, const char *why)
{
  char *text = text_format("%s: %s\n", strrchr(t->file, '/') + 1, why);
  note(w, t, "refused", text ? text : why);
  free(text);
}

/* A folder for the slot, with a copy of what was handed in: folder/in/lab.c. */
static char *copy(struct crew *w, const char *folder, struct grade_task *t)
{
  const struct exercise *e = w->class->column[t->exercise].exercise;
  const char *why;
  size_t size;
  char *text = grade_read(t->file, &size, &why);
  char *inner = text_format("%s/in", folder);
  char *file = text_format("%s/in/%s.c", folder, e->word);
  if (!text || !inner || !file) {
    refuse(w, t, why ? why : _("out of memory"));
    free(file);
    file = NULL;
  } else if (mkdir(folder, 0755) != 0 || mkdir(inner, 0755) != 0 ||
             !write_file(file, text, size)) {
    cli_error(NULL, "%s: %s", folder, strerror(errno));
    w->failed = true;
    free(file);
    file = NULL;
  } else {
    t->result.hash = grade_hash(text, size);
  }
  free(text);
  free(inner);
  return file;
}

static void begin(struct crew *w, size_t k, struct grade_task *t)
{
  struct slot *s = &w->slot[k];
  char *folder = text_format("%s/%zu", w->folder, k);
  char *file = folder ? copy(w, folder, t) : NULL;
  if (file) {
    t->result.state = GRADE_RUNNING;
    s->task = t;
    s->began = judge_clock();
    memset(s->shared, 0, sizeof *s->shared);
    s->shared->report.verdict = JUDGE_BROKEN;
    fflush(NULL);
    s->pid = fork();
    if (s->pid == 0) {
      signal(SIGALRM, SIG_IGN);
      for (int sig = 0; sig < 3; sig++)
        signal((const int[]){SIGINT, SIGTERM, SIGHUP}[sig], SIG_DFL);
      work(w, s, (unsigned)k, folder, file);
      _exit(0);
    }
    if (s->pid < 0) {
      cli_error(NULL, "fork: %s", strerror(errno));
      w->failed = true;
      s->pid = 0;
    } else {
      w->busy++;
    }
  }
  free(file);
  free(folder);
}

static void finish(struct crew *w, size_t k)
{
  struct slot *s = &w->slot[k];
  char *folder = text_format("%s/%zu", w->folder, k);
  if (folder)
    remove_all(folder);
  free(folder);
  s->pid = 0;
  w->busy--;
  s->task->result.seconds = judge_clock() - s->began;
  if (stopped && !s->shared->done)
    s->task->result.state = GRADE_TODO;
  else if (!s->shared->done)
    note(w, s->task, "broken", _("the worker did not come to an end\n"));
  else
    note(w, s->task, judge_word(s->shared->report.verdict), s->shared->output);
}

/* ---- all of them ------------------------------------------------------------------------------ */

static void show(const struct crew *w)
{
  if (!cli_progress_due())
    return;
  cli_progress_text(_("%zu of %zu checked"), w->done, w->all);
}

static void tell_workers(struct crew *w, int sig)
{
  for (size_t k = 0; k < w->slots; k++)
    if (w->slot[k].pid > 0)
      kill(w->slot[k].pid, sig);
}

/* Waits for a worker, or at least for a while; signals end the wait. */
static void await(struct crew *w)
{
  int status;
  const pid_t pid = waitpid(-1, &status, 0);
  for (size_t k = 0; pid > 0 && k < w->slots; k++)
    if (w->slot[k].pid == pid)
      finish(w, k);
}

static void run(struct crew *w)
{
  const size_t count = w->class->students * w->class->columns;
  size_t next = 0;
  bool told = false;
  for (;;) {
    for (size_t k = 0; k < w->slots && !stopped && !w->failed; k++)
      while (!w->slot[k].pid && next < count && !w->failed && !stopped) {
        struct grade_task *t = &w->class->task[next++];
        if (t->result.state == GRADE_TODO)
          begin(w, k, t);
      }
    if (!w->busy)
      return;
    if (stopped && !told)
      tell_workers(w, SIGTERM);
    told = stopped;
    await(w);
    show(w);
  }
}

static bool make_slots(struct crew *w)
{
  w->slot = calloc(w->slots, sizeof *w->slot);
  for (size_t k = 0; w->slot && k < w->slots; k++) {
    w->slot[k].shared =
      mmap(NULL, sizeof *w->slot->shared, PROT_READ | PROT_WRITE,
           MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (w->slot[k].shared == MAP_FAILED) {
      w->slots = k;
      return false;
    }
  }
  return w->slot != NULL;
}

static void catch_signals(struct sigaction kept[3], bool begin)
{
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP};
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = stop; /* without SA_RESTART: waitpid returns */
  for (int k = 0; k < 3; k++)
    sigaction(signals[k], begin ? &action : &kept[k], begin ? &kept[k] : NULL);
}

int grade_run(struct coursework *work_, struct grade_class *c,
              struct grade_guard *g, const struct grade_options *o,
              struct grade_journal *j)
{
  const char *place = getenv("TMPDIR");
  struct crew w = {.work = work_, .class = c, .guard = g, .o = o, .journal = j,
                   .slots = (size_t)o->jobs};
  struct sigaction kept[3];
  for (size_t k = 0; k < c->students * c->columns; k++)
    w.all += c->task[k].result.state == GRADE_TODO;
  w.folder = text_format("%s/dualtape-grade-XXXXXX",
                         place && *place ? place : "/tmp");
  if (!w.folder || !mkdtemp(w.folder) || chmod(w.folder, 0711) != 0) {
    const int code = cli_error(NULL, "%s: %s", w.folder ? w.folder : "TMPDIR",
                               strerror(errno));
    free(w.folder);
    return code;
  }
  if (!make_slots(&w))
    w.failed = true, cli_error(NULL, _("out of memory"));
  cli_progress_begin("grade");
  catch_signals(kept, true);
  if (!w.failed)
    run(&w);
  catch_signals(kept, false);
  cli_progress_end();
  remove_all(w.folder);
  for (size_t k = 0; w.slot && k < w.slots; k++)
    munmap(w.slot[k].shared, sizeof *w.slot->shared);
  free(w.slot);
  free(w.folder);
  if (stopped) {
    cli_error(j->path ? _("the same command again goes on from there") : NULL,
              _("stopped: %zu of %zu checked"), w.done, w.all);
    grade_journal_close(j);
    coursework_free(work_);
    raise(stopped);
    return CLI_BAD;
  }
  if (w.broken)
    cli_error(NULL, _("%zu could not be checked, through no fault of theirs"),
              w.broken);
  return w.failed ? cli_error(NULL, _("the results are not complete"))
         : w.broken ? CLI_DISAGREE
                    : CLI_OK;
}
