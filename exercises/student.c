/* student.c: the process in which a student's functions are called.
 *
 * It is compiled with the student's file and the student's side of check.c, and
 * linked with libm alone.  On descriptor 3 it is asked, by dualtape, and
 * answers in numbers; nothing else that happens here counts:
 *
 *   asked     struct head, the function's name, n doubles
 *   answered  struct head of the same number, m doubles
 *
 * Functions by which a program could be had to do the work answer for
 * themselves, below. */
#include <dlfcn.h>
#include <errno.h>
#include <math.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

typedef void exercise_answer(const double *in, size_t n, double *out, size_t m);
void exercise_answers(const char *name, exercise_answer *answer);

enum { CHANNEL = 3, NAME = 64, CALLS = 64, MOST = 65536 };

/* As in compare/cli/judge_student.c. */
enum { ANSWERED, NO_SUCH_CALL, FORBIDDEN };
struct head {
  uint32_t number, status, n, m;
  char name[NAME];
};

static struct {
  const char *name;
  exercise_answer *answer;
} calls[CALLS];
static int known;

void exercise_answers(const char *name, exercise_answer *answer)
{
  if (known < CALLS) {
    calls[known].name = name;
    calls[known++].answer = answer;
  }
}

/* ---- the channel -------------------------------------------------------------- */

static void take(void *data, size_t size)
{
  for (char *to = data; size;) {
    struct iovec part = {to, size};
    const ssize_t got = readv(CHANNEL, &part, 1);
    if (got < 0 && errno == EINTR)
      continue;
    if (got <= 0)
      _exit(0); /* the judge has heard enough */
    to += got, size -= (size_t)got;
  }
}

static void give(const void *data, size_t size)
{
  union { const void *in; void *out; } from = {data};
  for (char *rest = from.out; size;) {
    struct iovec part = {rest, size};
    const ssize_t put = writev(CHANNEL, &part, 1);
    if (put < 0 && errno == EINTR)
      continue;
    if (put <= 0)
      _exit(0);
    rest += put, size -= (size_t)put;
  }
}

static struct head asked;

int main(void)
{
  static double in[MOST], out[MOST];
  for (;;) {
    take(&asked, sizeof asked);
    if (asked.n > MOST || asked.m > MOST)
      return 1;
    take(in, asked.n * sizeof *in);
    for (size_t k = 0; k < asked.m; k++)
      out[k] = NAN;
    asked.status = NO_SUCH_CALL;
    for (int k = 0; k < known; k++)
      if (strncmp(calls[k].name, asked.name, NAME) == 0) {
        calls[k].answer(in, asked.n, out, asked.m);
        asked.status = ANSWERED;
        break;
      }
    fflush(stdout);
    give(&asked, sizeof asked);
    give(out, asked.m * sizeof *out);
  }
}

/* ---- what would have another program do the work --------------------------------- */

static void forbidden(const char *name)
{
  struct head head = asked;
  head.status = FORBIDDEN;
  head.m = 0;
  memset(head.name, 0, sizeof head.name);
  strncpy(head.name, name, NAME - 1);
  fflush(stdout);
  give(&head, sizeof head);
  _exit(1);
}

/* They stand here under their own names, so that the linker prefers them to
 * the C library's. */
#define FORBID(result, name, arguments, value)                                \
  result name arguments;                                                      \
  result name arguments                                                       \
  {                                                                           \
    forbidden(#name);                                                         \
    return value;                                                             \
  }
FORBID(int, system, (const char *command), ((void)command, -1))
FORBID(FILE *, popen, (const char *command, const char *mode),
       ((void)command, (void)mode, NULL))
FORBID(void *, dlopen, (const char *file, int mode),
       ((void)file, (void)mode, NULL))
FORBID(pid_t, fork, (void), -1)
FORBID(int, execv, (const char *path, char *const argv[]),
       ((void)path, (void)argv, -1))
FORBID(int, execvp, (const char *file, char *const argv[]),
       ((void)file, (void)argv, -1))
FORBID(int, execve, (const char *path, char *const argv[], char *const envp[]),
       ((void)path, (void)argv, (void)envp, -1))
FORBID(int, execl, (const char *path, const char *argument, ...),
       ((void)path, (void)argument, -1))
FORBID(int, execlp, (const char *file, const char *argument, ...),
       ((void)file, (void)argument, -1))
FORBID(int, execle, (const char *path, const char *argument, ...),
       ((void)path, (void)argument, -1))
