/* judge_process.c: compilers and students' programs, each in a process group of
 * its own, with deadlines. */
#include <config.h>

#include "judge_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

enum { KEPT = 1 << 16, CHANNEL = 3, ABOVE = 10, MOST_OPEN = 1024 };

double judge_clock(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* A pair of descriptors above those that the child gets, closed in programs. */
static bool make_pair(int ends[2], bool sockets)
{
  int low[2];
  if ((sockets ? socketpair(AF_UNIX, SOCK_STREAM, 0, low) : pipe(low)) != 0)
    return false;
  for (int k = 0; k < 2; k++) {
    ends[k] = fcntl(low[k], F_DUPFD_CLOEXEC, ABOVE);
    close(low[k]);
  }
  if (ends[0] >= 0 && ends[1] >= 0)
    return true;
  if (ends[0] >= 0)
    close(ends[0]);
  if (ends[1] >= 0)
    close(ends[1]);
  return false;
}

/* In the new process. */
static void become(enum judge_process which, char **argv, const char *folder,
                   const struct judge_options *o, int output, int channel)
{
  static const int reset[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGALRM};
  setpgid(0, 0);
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  for (size_t k = 0; k < sizeof reset / sizeof *reset; k++)
    signal(reset[k], SIG_DFL);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, STDIN_FILENO);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (channel >= 0)
    dup2(channel, CHANNEL);
  for (int fd = channel >= 0 ? CHANNEL + 1 : CHANNEL; fd < MOST_OPEN; fd++)
    close(fd); /* nothing of ours is within its reach */
  setenv("LC_ALL", "C", 1); /* judge_compile.c reads what compilers say */
  if (o && o->start)
    o->start(which, argv, folder, o->data);
  else
    execvp(argv[0], argv);
  _exit(127);
}

bool child_start(struct child *c, enum judge_process which, bool channel,
                 char **argv, const char *folder,
                 const struct judge_options *o)
{
  int output[2], sockets[2] = {-1, -1};
  *c = (struct child){.pid = -1, .output = -1, .channel = -1};
  if (!make_pair(output, false))
    return false;
  if (channel && !make_pair(sockets, true)) {
    close(output[0]);
    close(output[1]);
    return false;
  }
  c->text = malloc(KEPT);
  c->pid = c->text ? fork() : -1;
  if (c->pid == 0)
    become(which, argv, folder, o, output[1], sockets[1]);
  close(output[1]);
  if (channel)
    close(sockets[1]);
  c->output = output[0];
  c->channel = sockets[0];
  fcntl(c->output, F_SETFL, O_NONBLOCK);
  if (c->pid > 0) {
    setpgid(c->pid, c->pid); /* whoever of both is first */
    return true;
  }
  child_end(c);
  return false;
}

bool child_read(struct child *c)
{
  char rest[4096];
  while (c->output >= 0) {
    const bool room = c->kept < KEPT;
    const ssize_t got = room ? read(c->output, c->text + c->kept, KEPT - c->kept)
                             : read(c->output, rest, sizeof rest);
    if (got < 0 && errno == EINTR)
      continue;
    if (got < 0 && errno == EAGAIN)
      return true;
    if (got <= 0) {
      close(c->output);
      c->output = -1;
      break;
    }
    c->printed += (size_t)got;
    c->kept += room ? (size_t)got : 0;
    if (c->printed > JUDGE_PRINTED_MOST)
      return true;
  }
  return false;
}

bool child_wait(struct child *c, double deadline)
{
  while (child_read(c)) {
    const double left = deadline - judge_clock();
    struct pollfd p = {.fd = c->output, .events = POLLIN};
    if (left <= 0 || c->printed > JUDGE_PRINTED_MOST)
      return false;
    if (poll(&p, 1, (int)(left * 1000) + 1) < 0 && errno != EINTR)
      return false;
  }
  return true;
}

int child_end(struct child *c)
{
  int status = 0;
  if (c->pid > 0) {
    kill(-c->pid, SIGKILL);
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR)
      continue;
  }
  if (c->output >= 0)
    close(c->output);
  if (c->channel >= 0)
    close(c->channel);
  free(c->text);
  *c = (struct child){.pid = -1, .output = -1, .channel = -1};
  return status;
}
