#include <config.h>

#include "peer.h"

#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "workloads.h"

static void become(const char *python, const char *file, size_t divide,
                   int in, int out)
{
  char word[40];
  snprintf(word, sizeof word, "%zu", divide);
  dup2(in, STDIN_FILENO);
  dup2(out, STDOUT_FILENO);
  if (python)
    execlp(python, python, file, word, (char *)NULL);
  else
    execl(file, file, word, (char *)NULL);
  _exit(127);
}

/* Whose ends are closed in peers that start later, lest these keep it alive. */
static bool open_pipe(int *ends)
{
  if (pipe(ends) != 0)
    return false;
  fcntl(ends[0], F_SETFD, FD_CLOEXEC);
  fcntl(ends[1], F_SETFD, FD_CLOEXEC);
  return true;
}

bool peer_start(struct peer *p, const char *python, const char *file,
                size_t divide)
{
  int there[2], back[2];
  *p = (struct peer){.pid = -1};
  if (access(file, python ? R_OK : X_OK) != 0 || !open_pipe(there))
    return false;
  if (!open_pipe(back)) {
    close(there[0]), close(there[1]);
    return false;
  }
  signal(SIGPIPE, SIG_IGN);
  p->pid = fork();
  if (p->pid == 0)
    become(python, file, divide, there[0], back[1]);
  close(there[0]), close(back[1]);
  p->to = fdopen(there[1], "w");
  p->from = fdopen(back[0], "r");
  char line[200];
  if (p->pid > 0 && p->to && p->from && fgets(line, sizeof line, p->from) &&
      sscanf(line, "{\"peer\": \"%63[^\"]\"}", p->name) == 1)
    return true;
  peer_end(p);
  return false;
}

/* It ends when nothing more is asked. */
void peer_end(struct peer *p)
{
  if (p->to)
    fclose(p->to);
  if (p->from)
    fclose(p->from);
  if (p->pid > 0)
    waitpid(p->pid, NULL, 0);
  *p = (struct peer){.pid = -1};
}

size_t peer_ask(struct peer *p, const char *workload, size_t most,
                struct peer_run *runs)
{
  char line[400];
  size_t count = 0;
  if (fprintf(p->to, "%s\n", workload) < 0 || fflush(p->to) != 0)
    return 0;
  while (fgets(line, sizeof line, p->from) && line[0] == '{') {
    struct peer_run r;
    if (count < most &&
        sscanf(line, "{\"mode\": \"%39[^\"]\", \"seconds\": %lf, "
                     "\"value\": %lf, \"gradient\": %lf}",
               r.mode, &r.seconds, &r.value, &r.gradient) == 4)
      runs[count++] = r;
  }
  return count;
}

double peer_checksum(size_t n, const double *grad, double *magnitude)
{
  double sum = 0, size = 0;
  bench_seed(99);
  for (size_t j = 0; j < n; j++) {
    const double term = (2 * bench_unit() - 1) * grad[j];
    sum += term;
    size += fabs(term);
  }
  *magnitude = size;
  return sum;
}
