/* judge_student.c: the student's process, seen from the judge.
 *
 * It is trusted in nothing: what comes over the channel is as many bytes as were
 * asked for, of which m numbers count; it comes in time, or the process is
 * killed. */
#include <config.h>

#include "judge_impl.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* As in exercises/student.c. */
enum { ANSWERED, NO_SUCH_CALL, FORBIDDEN, NAME = 64 };
struct head {
  uint32_t number, status, n, m;
  char name[NAME];
};

bool student_start(struct judge_student *s, const char *folder,
                   const struct judge_options *o, struct judge_report *r)
{
  char *program = text_format("%s/program", folder);
  char *argv[] = {program, NULL};
  *s = (struct judge_student){
    .seconds = o->seconds > 0 ? o->seconds : 2,
    .end = o->in_all > 0 ? judge_clock() + o->in_all : 0};
  const bool good =
    program && child_start(&s->child, JUDGE_STUDENT, true, argv, folder, o);
  free(program);
  if (!good) {
    r->verdict = JUDGE_BROKEN;
    snprintf(r->detail, sizeof r->detail, "%s", strerror(errno));
  }
  return good;
}

/* ---- how it ended ------------------------------------------------------------------ */

static bool is_crash(int sig)
{
  return sig == SIGSEGV || sig == SIGBUS || sig == SIGFPE || sig == SIGILL ||
         sig == SIGABRT || sig == SIGSYS || sig == SIGXCPU || sig == SIGXFSZ ||
         sig == SIGKILL || sig == SIGTRAP || sig == SIGTERM;
}

/* The channel is closed: has the process crashed, or ended by itself?  A sandbox
 * around it passes a signal on as 128 + signal. */
static void ended(struct judge_student *s, struct judge_report *r)
{
  int status = 0;
  pid_t done = 0;
  for (int k = 0; k < 50 && !done; k++) { /* 0.5 s: it is about to end */
    done = waitpid(s->child.pid, &status, WNOHANG);
    if (!done)
      nanosleep(&(struct timespec){0, 10000000}, NULL);
  }
  if (done > 0) {
    kill(-s->child.pid, SIGKILL);
    s->child.pid = -1;
  }
  int sig = done > 0 && WIFSIGNALED(status) ? WTERMSIG(status) : 0;
  if (done > 0 && WIFEXITED(status) && is_crash(WEXITSTATUS(status) - 128))
    sig = WEXITSTATUS(status) - 128;
  r->verdict = sig ? JUDGE_CRASHED : JUDGE_EXITS;
  if (sig)
    snprintf(r->detail, sizeof r->detail, "%s", strsignal(sig));
}

/* ---- the channel ---------------------------------------------------------------------- */

static bool gone(struct judge_report *r, enum judge_verdict verdict)
{
  r->verdict = verdict;
  return false;
}

/* Waits until the channel can be read or written; reads meanwhile what is
 * printed.  False with the verdict. */
static bool ready(struct judge_student *s, struct judge_report *r, short what,
                  double deadline)
{
  for (;;) {
    const double left = deadline - judge_clock();
    struct pollfd p[] = {{.fd = s->child.channel, .events = what},
                         {.fd = s->child.output, .events = POLLIN}};
    if (left <= 0)
      return gone(r, JUDGE_HANGS);
    if (poll(p, 2, (int)(left * 1000) + 1) < 0 && errno != EINTR)
      return gone(r, JUDGE_BROKEN);
    if (p[1].revents)
      child_read(&s->child);
    if (s->child.printed > JUDGE_PRINTED_MOST)
      return gone(r, JUDGE_FLOODS);
    if (p[0].revents)
      return true;
  }
}

static bool put(struct judge_student *s, struct judge_report *r,
                const void *data, size_t size, double deadline)
{
  for (const char *from = data; size;) {
    if (!ready(s, r, POLLOUT, deadline))
      return false;
    const ssize_t done = send(s->child.channel, from, size,
                              MSG_NOSIGNAL | MSG_DONTWAIT);
    if (done < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (done <= 0) {
      ended(s, r);
      return false;
    }
    from += done, size -= (size_t)done;
  }
  return true;
}

static bool take(struct judge_student *s, struct judge_report *r, void *data,
                 size_t size, double deadline)
{
  for (char *to = data; size;) {
    if (!ready(s, r, POLLIN, deadline))
      return false;
    const ssize_t done = recv(s->child.channel, to, size, MSG_DONTWAIT);
    if (done < 0 && (errno == EINTR || errno == EAGAIN))
      continue;
    if (done <= 0) {
      ended(s, r);
      return false;
    }
    to += done, size -= (size_t)done;
  }
  return true;
}

/* Whether something is there that was not asked for. */
static bool silent(const struct judge_student *s, struct judge_report *r)
{
  char byte;
  return recv(s->child.channel, &byte, 1, MSG_PEEK | MSG_DONTWAIT) <= 0
           ? true
           : gone(r, JUDGE_RUBBISH);
}

bool student_ask(struct judge_student *s, struct judge_report *r,
                 const char *call, size_t n, const double *in, size_t m,
                 double *out)
{
  const double one = judge_clock() + s->seconds;
  const double deadline = s->end > 0 && s->end < one ? s->end : one;
  struct head head = {.number = ++s->asked, .n = (uint32_t)n, .m = (uint32_t)m};
  snprintf(head.name, sizeof head.name, "%s", call);
  struct head back;
  if (!silent(s, r) || !put(s, r, &head, sizeof head, deadline) ||
      !put(s, r, in, n * sizeof *in, deadline) ||
      !take(s, r, &back, sizeof back, deadline))
    return false;
  if (back.number != head.number)
    return gone(r, JUDGE_RUBBISH);
  if (back.status == FORBIDDEN) {
    snprintf(r->detail, sizeof r->detail, "%.*s", NAME, back.name);
    return gone(r, JUDGE_FORBIDDEN);
  }
  if (back.status == NO_SUCH_CALL) {
    snprintf(r->detail, sizeof r->detail, "check.c has no CALL(%s)", call);
    return gone(r, JUDGE_BROKEN);
  }
  if (back.m != head.m)
    return gone(r, JUDGE_RUBBISH);
  return take(s, r, out, m * sizeof *out, deadline) && silent(s, r);
}

void student_end(struct judge_student *s, struct judge_report *r)
{
  if (s->child.channel >= 0)
    shutdown(s->child.channel, SHUT_RDWR);
  child_read(&s->child);
  size_t n = s->child.kept;
  if (n > sizeof r->printed - 1)
    n = sizeof r->printed - 1;
  if (s->child.text)
    memcpy(r->printed, s->child.text, n);
  r->printed[n] = '\0';
  r->printed_size = s->child.printed;
  child_end(&s->child);
}
