/* grade_guard_limits.c: setrlimit: processor time, memory, files, processes. */
#include <config.h>

#include "grade_guard_impl.h"

#include <dirent.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
  COMPILER_SECONDS = 10,
  COMPILER_MEGABYTES = 1024, OBJECT_MEGABYTES = 32,
};

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

void guard_limits(const struct grade_guard *g, bool compiles)
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
