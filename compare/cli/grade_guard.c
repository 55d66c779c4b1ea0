/* grade_guard.c: what a submission is kept within.
 *
 *   limits      setrlimit: processor time, memory, files, processes; always
 *   user        where dualtape is root: a user id that nobody has, another for
 *               each worker, so that files and signals are out of reach
 *   filter      the student's program may read, compute and answer, no more: no
 *               other process, no signal but to itself, no socket, no file to
 *               write (libseccomp)
 *   bubblewrap  own file system, read-only but for the private folder; no
 *               network; own processes, which end with it (bwrap(1))
 *
 * The environment is not passed on.  Which of them work is tried, not assumed:
 * containers and kernels may forbid each of them. */
#include <config.h>

#include "grade.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#if HAVE_SECCOMP
#include <seccomp.h>
#endif

#include "cli.h"
#include "source.h"

enum {
  FILTER_FD = 4, /* 0 to 2 are usual, 3 is the channel */
  FIRST_USER = 61184, USERS = 4336, /* those that systemd lends to services */
  BLOCK = 16, BLOCKS = USERS / BLOCK, /* of users, that are reserved together */
  COMPILER_SECONDS = 10,
  COMPILER_MEGABYTES = 1024, OBJECT_MEGABYTES = 32,
  WORDS = 160,
};

/* ---- limits --------------------------------------------------------------------------- */

static struct rlimit lowered(struct rlimit l, double most)
{
  if (l.rlim_max == RLIM_INFINITY || l.rlim_max > (rlim_t)most)
    l.rlim_max = (rlim_t)most;
  l.rlim_cur = l.rlim_max;
  return l;
}

/* A macro: what type `what` has differs between C libraries. */
#define limit(what, most)                                                     \
  do {                                                                        \
    struct rlimit now = {RLIM_INFINITY, RLIM_INFINITY};                       \
    getrlimit(what, &now);                                                    \
    now = lowered(now, most);                                                 \
    setrlimit(what, &now);                                                    \
  } while (0)

/* How many processes and threads this user has: the kernel counts them all. */
static double processes_of(uid_t user)
{
  DIR *all = opendir("/proc");
  double count = 0;
  for (struct dirent *d; all && (d = readdir(all));) {
    char path[300];
    struct stat s;
    snprintf(path, sizeof path, "/proc/%s/task", d->d_name);
    if (d->d_name[0] >= '0' && d->d_name[0] <= '9' && stat(path, &s) == 0 &&
        s.st_uid == user)
      count += (double)s.st_nlink - 2;
  }
  if (all)
    closedir(all);
  return count;
}

static void set_limits(const struct grade_guard *g, bool compiles)
{
  const double megabyte = 1 << 20, seconds = compiles ? COMPILER_SECONDS
                                                      : g->seconds + 1;
  const double others = g->have & GRADE_USER ? 0 : processes_of(getuid());
  limit(RLIMIT_CPU, seconds < 1 ? 1 : (double)(long)seconds);
  limit(RLIMIT_AS, (compiles ? COMPILER_MEGABYTES : g->megabytes) * megabyte);
  limit(RLIMIT_FSIZE, compiles ? OBJECT_MEGABYTES * megabyte : 0);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_NOFILE, 256);
#ifdef RLIMIT_NPROC
  limit(RLIMIT_NPROC, others + (compiles ? 64 : 16));
#endif
}

/* ---- a user of its own ------------------------------------------------------------------ */

/* Another dualtape that grades on this machine must not have the same users, as it
 * kills all of theirs.  The name of a socket in no file system is a lock, which
 * ends with this program, however it ends. */
static bool reserve_block(unsigned block, int *fd)
{
#ifdef __linux__
  struct sockaddr_un name = {.sun_family = AF_UNIX};
  const int n = snprintf(name.sun_path + 1, sizeof name.sun_path - 1,
                         "dualtape-grade-%u", block);
  union { const struct sockaddr_un *un; const struct sockaddr *any; } at = {&name};
  *fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (*fd >= 0 && bind(*fd, at.any, (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
                                                1 + (size_t)n)) == 0)
    return true;
  if (*fd >= 0)
    close(*fd);
#else
  (void)block;
#endif
  *fd = -1;
  return false;
}

/* Users for so many workers; the descriptors stay open.  False: all are taken. */
static bool reserve_users(struct grade_guard *g, unsigned workers)
{
  const unsigned count = (workers + BLOCK - 1) / BLOCK;
  int fd[BLOCKS];
  for (unsigned tries = 0; count <= BLOCKS && tries < BLOCKS; tries++) {
    const unsigned first = ((unsigned)getpid() + tries) % (BLOCKS - count + 1);
    unsigned have = 0;
    while (have < count && reserve_block(first + have, &fd[have]))
      have++;
    if (have == count) {
      g->user = FIRST_USER + first * BLOCK;
      return true;
    }
    while (have > 0)
      close(fd[--have]);
  }
  return false;
}

static bool become_user(const struct grade_guard *g)
{
#ifdef __linux__
  const unsigned id = g->user + g->slot;
  return setgroups(0, NULL) == 0 && setresgid(id, id, id) == 0 &&
         setresuid(id, id, id) == 0 && setuid(0) != 0;
#else
  (void)g;
  return false;
#endif
}

/* ---- the filter --------------------------------------------------------------------------- */

#if HAVE_SECCOMP
/* What a C program needs to start, compute, allocate, print and end, and bwrap's
 * first process to wait for it.  Everything else fails with EPERM. */
static const int allowed[] = {
  SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(write),
  SCMP_SYS(writev), SCMP_SYS(close), SCMP_SYS(lseek), SCMP_SYS(fstat),
  SCMP_SYS(stat), SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx),
  SCMP_SYS(fstat64), SCMP_SYS(stat64), SCMP_SYS(fstatat64), SCMP_SYS(_llseek),
  SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
  SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
  SCMP_SYS(brk), SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(munmap),
  SCMP_SYS(mremap), SCMP_SYS(mprotect), SCMP_SYS(madvise), SCMP_SYS(execve),
  SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(arch_prctl),
  SCMP_SYS(set_tid_address), SCMP_SYS(set_robust_list), SCMP_SYS(rseq),
  SCMP_SYS(set_thread_area), SCMP_SYS(set_tls), SCMP_SYS(futex),
  SCMP_SYS(getrlimit), SCMP_SYS(ugetrlimit), SCMP_SYS(getrandom),
  SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
  SCMP_SYS(sigreturn), SCMP_SYS(sigaltstack), SCMP_SYS(getpid),
  SCMP_SYS(getppid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid),
  SCMP_SYS(getgid), SCMP_SYS(getegid), SCMP_SYS(uname), SCMP_SYS(sysinfo),
  SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(gettimeofday),
  SCMP_SYS(time), SCMP_SYS(times), SCMP_SYS(getrusage),
  SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep), SCMP_SYS(sched_yield),
  SCMP_SYS(restart_syscall), SCMP_SYS(wait4), /* bwrap's */
};

/* abort() and raise() send a signal to the process itself: which is process
 * `self`, or any among the sandbox's own with -1. */
static scmp_filter_ctx make_filter(long self)
{
  scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
  if (!f)
    return NULL;
  for (size_t k = 0; k < sizeof allowed / sizeof *allowed; k++)
    seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[k], 0); /* -EDOM: not here */
  const int writes = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;
  seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
                   SCMP_A1(SCMP_CMP_MASKED_EQ, (scmp_datum_t)writes, 0));
  seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
                   SCMP_A2(SCMP_CMP_MASKED_EQ, (scmp_datum_t)writes, 0));
  /* asked, not set */
  seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 1,
                   SCMP_A2(SCMP_CMP_EQ, 0, 0));
  if (self < 0)
    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 0);
  else
    seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                     SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)self, 0));
  return f;
}

static bool load_filter(void)
{
  scmp_filter_ctx f = make_filter((long)getpid());
  const bool good = f && seccomp_load(f) == 0;
  if (f)
    seccomp_release(f);
  return good;
}

/* On FILTER_FD, for bwrap to load. */
static bool hand_filter(void)
{
  int ends[2];
  scmp_filter_ctx f = make_filter(-1);
  bool good = f && pipe(ends) == 0;
  if (good) { /* it is smaller than a pipe's buffer */
    good = seccomp_export_bpf(f, ends[1]) == 0;
    if (ends[0] != FILTER_FD)
      good = dup2(ends[0], FILTER_FD) == FILTER_FD && good;
    for (int k = 0; k < 2; k++)
      if (ends[k] != FILTER_FD)
        close(ends[k]);
  }
  if (f)
    seccomp_release(f);
  return good;
}
#else
static bool load_filter(void) { return false; }
static bool hand_filter(void) { return false; }
#endif

/* ---- bubblewrap ------------------------------------------------------------------------------ */

/* A word that is const where execv's argv is not. */
static char *word(const char *text)
{
  union { const char *in; char *out; } u = {text};
  return u.out;
}

struct words {
  char *argv[WORDS];
  int argc;
};
static void add(struct words *w, const char *a, const char *b, const char *c)
{
  const char *const three[] = {a, b, c};
  for (int k = 0; k < 3; k++)
    if (three[k] && w->argc + 1 < WORDS)
      w->argv[w->argc++] = word(three[k]);
  w->argv[w->argc] = NULL;
}

/* /bin and its like: links into /usr, or folders. */
static void add_root(struct words *w, const char *path)
{
  static char targets[4][64];
  static int used;
  struct stat s;
  if (lstat(path, &s) != 0)
    return;
  if (!S_ISLNK(s.st_mode)) {
    add(w, "--ro-bind", path, path);
    return;
  }
  const ssize_t n =
    used < 4 ? readlink(path, targets[used], sizeof targets[used] - 1) : -1;
  if (n > 0) {
    targets[used][n] = '\0';
    add(w, "--symlink", targets[used++], path);
  }
}

static void wrap(const struct grade_guard *g, bool compiles, char **argv,
                 const char *folder, struct words *w)
{
  static const char *const roots[] = {"/bin", "/lib", "/lib64", "/lib32"};
  add(w, g->bwrap, "--unshare-all", "--die-with-parent");
  add(w, "--new-session", NULL, NULL);
  add(w, "--ro-bind", "/usr", "/usr");
  for (size_t k = 0; k < sizeof roots / sizeof *roots; k++)
    add_root(w, roots[k]);
  add(w, "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache");
  add(w, "--ro-bind-try", "/etc/alternatives", "/etc/alternatives");
  add(w, "--dev", "/dev", NULL);
  add(w, "--proc", "/proc", NULL);
  add(w, "--tmpfs", "/tmp", NULL);
  if (compiles) {
    static char header[4096];
    snprintf(header, sizeof header, "%s/exercise.h", g->toolkit);
    add(w, "--tmpfs", g->toolkit, NULL);
    add(w, "--ro-bind", header, header);
    add(w, "--ro-bind", g->check, g->check);
    add(w, "--ro-bind", g->runtime, g->runtime);
    if (g->source)
      add(w, "--ro-bind", g->source, g->source);
    add(w, "--bind", folder, folder);
  } else {
    /* installed below /usr, the toolkit would be there */
    add(w, access(INCLUDEDIR, F_OK) == 0 ? "--tmpfs" : NULL,
        access(INCLUDEDIR, F_OK) == 0 ? INCLUDEDIR : NULL, NULL);
    add(w, access(PKGDATADIR, F_OK) == 0 ? "--tmpfs" : NULL,
        access(PKGDATADIR, F_OK) == 0 ? PKGDATADIR : NULL, NULL);
    add(w, "--ro-bind", folder, folder);
    if (g->have & GRADE_FILTER)
      add(w, "--seccomp", "4", NULL);
  }
  add(w, "--chdir", folder, NULL);
  add(w, "--", NULL, NULL);
  while (*argv)
    add(w, *argv++, NULL, NULL);
}

/* ---- the new process --------------------------------------------------------------------------- */

/* The folder is the compiler's to write in, and no longer once it has run. */
static bool own_folder(const struct grade_guard *g, bool compiles,
                       const char *folder)
{
  const unsigned id = compiles ? g->user + g->slot : 0;
  if (!(g->have & GRADE_USER))
    return true;
  char program[4096];
  snprintf(program, sizeof program, "%s/program", folder);
  return chown(folder, id, id) == 0 && chmod(folder, 0755) == 0 &&
         (compiles || lchown(program, 0, 0) == 0);
}

static void set_environment(const char *folder)
{
  static char path[4096];
  const char *own = getenv("PATH");
  snprintf(path, sizeof path, "%s", own && *own ? own : "/usr/bin:/bin");
#ifdef __linux__
  clearenv();
#endif
  setenv("PATH", path, 1);
  setenv("LC_ALL", "C", 1);
  setenv("HOME", folder, 1);
  setenv("TMPDIR", folder, 1);
  setenv("CCACHE_DISABLE", "1", 1);
}

void grade_guard_start(enum judge_process which, char **argv,
                       const char *folder, void *data)
{
  const struct grade_guard *g = data;
  const bool compiles = which == JUDGE_COMPILER;
  const bool wraps = g->have & GRADE_BWRAP;
  const bool filters = (g->have & GRADE_FILTER) && !compiles;
  struct words w = {.argc = 0};
  if (!own_folder(g, compiles, folder))
    return;
  if (chdir(folder) != 0)
    return;
  umask(022);
  set_environment(folder);
  set_limits(g, compiles);
  if ((g->have & GRADE_USER) && !become_user(g))
    return;
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* which a change of user has cleared */
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#endif
  if (filters && !(wraps ? hand_filter() : load_filter()))
    return;
  if (wraps) {
    wrap(g, compiles, argv, folder, &w);
    argv = w.argv;
  }
  execvp(argv[0], argv);
}

/* ---- afterwards --------------------------------------------------------------------------------- */

/* Those of the user of its own: a process of this user kills all that it may
 * but itself. */
static void sweep_user(const struct grade_guard *g)
{
  const pid_t pid = fork();
  if (pid == 0) {
    if (become_user(g))
      kill(-1, SIGKILL);
    _exit(0);
  }
  while (pid > 0 && waitpid(pid, NULL, 0) < 0 && errno == EINTR)
    continue;
}

/* Orphans come to the worker, which is their subreaper. */
static bool kill_children(int sig)
{
  const pid_t self = getpid();
  DIR *all = opendir("/proc");
  bool found = false;
  for (struct dirent *d; all && (d = readdir(all));) {
    char path[300], text[512];
    const long pid = strtol(d->d_name, NULL, 10);
    snprintf(path, sizeof path, "/proc/%s/stat", d->d_name);
    FILE *in = pid > 0 ? fopen(path, "r") : NULL;
    if (!in)
      continue;
    const size_t n = fread(text, 1, sizeof text - 1, in);
    fclose(in);
    text[n] = '\0';
    const char *behind = strrchr(text, ')'); /* "pid (name) S ppid" */
    if (behind && strlen(behind) > 4 && strtol(behind + 4, NULL, 10) == self) {
      kill((pid_t)pid, sig);
      found = true;
    }
  }
  if (all)
    closedir(all);
  return found;
}

void grade_guard_sweep(const struct grade_guard *g)
{
  if (g->have & GRADE_USER)
    sweep_user(g);
  for (int k = 0; k < 200 && kill_children(SIGKILL); k++) {
    while (waitpid(-1, NULL, WNOHANG) > 0)
      continue;
    nanosleep(&(struct timespec){0, 1000000}, NULL);
  }
}

/* ---- which of them work ---------------------------------------------------------------------------- */

/* Whether within what g has the compiler starts, and the files that it needs can be
 * read; or, of the student's process, whether a program starts. */
static bool works(struct grade_guard *g, enum judge_process which,
                  const char *folder)
{
  char *argv[SOURCE_WORDS + 8], *words = NULL;
  char *header = text_format("%s/exercise.h", g->toolkit);
  int argc = 0, status = 1;
  argv[argc++] = word("/bin/sh");
  argv[argc++] = word("-c");
  if (which == JUDGE_COMPILER) {
    argv[argc++] = word("test -r \"$0\" && test -r \"$1\" && test -r \"$2\" && "
                        "shift 2 && exec \"$@\" --version");
    argv[argc++] = header;
    argv[argc++] = word(g->check);
    argv[argc++] = word(g->runtime);
    argc += source_compiler(argv + argc, &words);
  } else {
    argv[argc++] = word("exec test -r \"$0\"");
    argv[argc++] = word(folder);
  }
  argv[argc] = NULL;
  fflush(NULL);
  const pid_t pid = header ? fork() : -1;
  if (pid == 0) {
    const int nothing = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++)
      dup2(nothing, fd);
    for (int fd = FILTER_FD; fd < 64; fd++)
      close(fd);
    grade_guard_start(which, argv, folder, g);
    _exit(127);
  }
  while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
    continue;
  free(words);
  free(header);
  return pid > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool all_work(struct grade_guard *g, const char *folder)
{
  char *program = text_format("%s/program", folder);
  const int fd = program ? open(program, O_WRONLY | O_CREAT, 0755) : -1;
  if (fd >= 0)
    close(fd);
  const bool good = fd >= 0 && works(g, JUDGE_COMPILER, folder) &&
                    works(g, JUDGE_STUDENT, folder);
  if (program)
    unlink(program);
  free(program);
  return good;
}

static char *find_program(const char *name)
{
  const char *path = getenv("PATH");
  for (const char *at = path ? path : "/usr/bin"; *at;) {
    const int n = (int)strcspn(at, ":");
    char *full = text_format("%.*s/%s", n, at, name);
    if (full && *full == '/' && access(full, X_OK) == 0)
      return full;
    free(full);
    at += n + (at[n] == ':');
  }
  return NULL;
}

void grade_guard_find(struct grade_guard *g, unsigned want, unsigned workers,
                      const char *folder)
{
  static char bwrap[4096];
  char *found = find_program("bwrap");
  snprintf(bwrap, sizeof bwrap, "%s", found ? found : "");
  free(found);
  g->bwrap = bwrap;
  g->have = GRADE_LIMITS;
  if ((want & GRADE_USER) && geteuid() == 0 && reserve_users(g, workers)) {
    g->have |= GRADE_USER;
    if (!all_work(g, folder))
      g->have &= ~(unsigned)GRADE_USER;
  }
  if ((want & GRADE_BWRAP) && *bwrap) {
    g->have |= GRADE_BWRAP;
    if (!all_work(g, folder))
      g->have &= ~(unsigned)GRADE_BWRAP;
  }
  if (want & GRADE_FILTER) {
    g->have |= GRADE_FILTER;
    if (!all_work(g, folder))
      g->have &= ~(unsigned)GRADE_FILTER;
  }
}

char *grade_guard_text(const struct grade_guard *g)
{
  const unsigned h = g->have;
  return text_format(
    "%s%s%s%s",
    h & GRADE_BWRAP ? _("bubblewrap (own files, processes, no network), ") : "",
    h & GRADE_USER ? _("a user of its own, ") : "",
    h & GRADE_FILTER ? _("a filter of system calls, ") : "",
    _("limits (time, memory, processes, files)"));
}
