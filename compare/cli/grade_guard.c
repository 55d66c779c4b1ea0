/* grade_guard.c: what a submission is kept within, put around a new process.
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
 * Each is in the file grade_guard_NAME.c.  The environment is not passed on.
 * Which of them work is tried: grade_guard_find.c. */
#include <config.h>

#include "grade_guard_impl.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

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
  struct guard_words w = {.argc = 0};
  if (!guard_user_folder(g, compiles, folder))
    return;
  if (chdir(folder) != 0)
    return;
  umask(022);
  set_environment(folder);
  guard_limits(g, compiles);
  if ((g->have & GRADE_USER) && !guard_user_become(g))
    return;
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL); /* which a change of user has cleared */
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#endif
  if (filters && !(wraps ? guard_filter_hand() : guard_filter_load()))
    return;
  if (wraps) {
    guard_wrap(g, compiles, argv, folder, &w);
    argv = w.argv;
  }
  execvp(argv[0], argv);
}
