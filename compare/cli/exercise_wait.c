/* exercise_wait.c: waits until a file is saved: by inotify, where there is one, else by
 * looking twice a second (kqueue's systems; folders of another machine, where
 * inotify hears nothing: --poll). */
#include <config.h>

#include "exercise.h"

#include <dirent.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifdef HAVE_SYS_INOTIFY_H
#include <sys/inotify.h>
#endif

#ifdef __APPLE__
#define st_mtim st_mtimespec
#endif

/* A student's program may have several files; editors write others besides. */
static bool is_source(const char *name)
{
  const size_t n = strlen(name);
  return n > 2 && *name != '.' &&
         (strcmp(name + n - 2, ".c") == 0 || strcmp(name + n - 2, ".h") == 0);
}

/* ---- looking ---------------------------------------------------------------------------- */

/* FNV-1a (Fowler, Noll, Vo). */
static void mix(unsigned long long *h, const void *data, size_t size)
{
  for (const unsigned char *at = data; size-- > 0; at++)
    *h = (*h ^ *at) * 1099511628211ull;
}

/* A number that changes when one of the folder's files does. */
static unsigned long long look(const char *folder)
{
  unsigned long long sum = 0;
  DIR *dir = opendir(folder);
  if (!dir)
    return 0;
  for (const struct dirent *entry; (entry = readdir(dir));) {
    struct stat s;
    if (!is_source(entry->d_name) ||
        fstatat(dirfd(dir), entry->d_name, &s, 0) != 0)
      continue;
    unsigned long long h = 14695981039346656037ull;
    mix(&h, entry->d_name, strlen(entry->d_name));
    mix(&h, &s.st_ino, sizeof s.st_ino);
    mix(&h, &s.st_size, sizeof s.st_size);
    mix(&h, &s.st_mtim.tv_sec, sizeof s.st_mtim.tv_sec);
    mix(&h, &s.st_mtim.tv_nsec, sizeof s.st_mtim.tv_nsec);
    sum += h; /* whatever their order */
  }
  closedir(dir);
  return sum;
}

/* ---- being told ---------------------------------------------------------------------------- */

#ifdef HAVE_SYS_INOTIFY_H
/* The folder, not the file: most editors write another and rename it. */
static int listen_to(const char *folder)
{
  const int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (fd < 0)
    return -1;
  if (inotify_add_watch(fd, folder, IN_CLOSE_WRITE | IN_MOVED_TO) >= 0)
    return fd;
  close(fd);
  return -1;
}
#else
static int listen_to(const char *folder)
{
  (void)folder;
  return -1;
}
#endif

/* Forgets what is to be read: what changed is found by looking. */
static void drain(int fd)
{
  char events[4096];
  while (read(fd, events, sizeof events) > 0)
    continue;
}

void wait_begin(struct wait *w, const char *folder, bool poll)
{
  *w = (struct wait){.folder = folder,
                     .inotify = poll ? -1 : listen_to(folder)};
  w->seen = look(folder);
}

void wait_end(struct wait *w)
{
  if (w->inotify >= 0)
    close(w->inotify);
  w->inotify = -1;
}

/* True after this time or when the descriptor has something; false if a signal
 * stops it, also one that came just before. */
static bool wait_for(int fd, double seconds,
                     const volatile sig_atomic_t *stopped)
{
  fd_set set;
  sigset_t held, before;
  const struct timespec time = {
    (time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
  FD_ZERO(&set);
  if (fd >= 0)
    FD_SET(fd, &set);
  sigemptyset(&held);
  sigaddset(&held, SIGINT);
  sigaddset(&held, SIGTERM);
  sigaddset(&held, SIGHUP);
  sigprocmask(SIG_BLOCK, &held, &before);
  if (!*stopped)
    pselect(fd + 1, &set, NULL, NULL, &time, &before);
  sigprocmask(SIG_SETMASK, &before, NULL);
  return !*stopped;
}

bool wait_for_change(struct wait *w, const volatile sig_atomic_t *stopped)
{
  const double now_and_then = 0.5, settled = 0.05;
  unsigned long long now = look(w->folder);
  while (now == w->seen) {
    /* inotify says at once that it is time to look; it may lose events, so that
     * now and then is often enough, no more */
    if (!wait_for(w->inotify, w->inotify >= 0 ? 10 * now_and_then : now_and_then,
                  stopped))
      return false;
    if (w->inotify >= 0)
      drain(w->inotify);
    now = look(w->folder);
  }
  do { /* until it rests */
    w->seen = now;
    if (!wait_for(-1, settled, stopped))
      return false;
    now = look(w->folder);
  } while (now != w->seen);
  return true;
}
