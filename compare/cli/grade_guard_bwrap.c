/* grade_guard_bwrap.c: bubblewrap's own file system, read-only but for the private
 * folder; no network; own processes, which end with it (bwrap(1)). */
#include <config.h>

#include "grade_guard_impl.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

char *guard_word(const char *text)
{
  union { const char *in; char *out; } u = {text};
  return u.out;
}

static void add(struct guard_words *w, const char *a, const char *b, const char *c)
{
  const char *const three[] = {a, b, c};
  for (int k = 0; k < 3; k++)
    if (three[k] && w->argc + 1 < GUARD_WORDS)
      w->argv[w->argc++] = guard_word(three[k]);
  w->argv[w->argc] = NULL;
}

/* /bin and its like: links into /usr, or folders. */
static void add_root(struct guard_words *w, const char *path)
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

void guard_wrap(const struct grade_guard *g, bool compiles, char **argv,
                const char *folder, struct guard_words *w)
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
