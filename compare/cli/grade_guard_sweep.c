/* grade_guard_sweep.c: what is left of a task's processes ends, wherever they
 * went. */
#include <config.h>

#include "grade_guard_impl.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Those of the user of its own: a process of this user kills all that it may
 * but itself. */
static void sweep_user(const struct grade_guard *g)
{
  const pid_t pid = fork();
  if (pid == 0) {
    if (guard_user_become(g))
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
