/* grade_guard_find.c: which of the protections work is tried, not assumed:
 * containers and kernels may forbid each of them. */
#include <config.h>

#include "grade_guard_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "source.h"

/* Whether within what g has the compiler starts, and the files that it needs can be
 * read; or, of the student's process, whether a program starts. */
static bool works(struct grade_guard *g, enum judge_process which,
                  const char *folder)
{
  char *argv[SOURCE_WORDS + 8], *words = NULL;
  char *header = text_format("%s/exercise.h", g->toolkit);
  int argc = 0, status = 1;
  argv[argc++] = guard_word("/bin/sh");
  argv[argc++] = guard_word("-c");
  if (which == JUDGE_COMPILER) {
    argv[argc++] =
      guard_word("test -r \"$0\" && test -r \"$1\" && test -r \"$2\" && "
                 "shift 2 && exec \"$@\" --version");
    argv[argc++] = header;
    argv[argc++] = guard_word(g->check);
    argv[argc++] = guard_word(g->runtime);
    argc += source_compiler(argv + argc, &words);
  } else {
    argv[argc++] = guard_word("exec test -r \"$0\"");
    argv[argc++] = guard_word(folder);
  }
  argv[argc] = NULL;
  fflush(NULL);
  const pid_t pid = header ? fork() : -1;
  if (pid == 0) {
    const int nothing = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++)
      dup2(nothing, fd);
    for (int fd = GUARD_FILTER_FD; fd < 64; fd++)
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
  if ((want & GRADE_USER) && geteuid() == 0 && guard_users_reserve(g, workers)) {
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
