/* checkpoint.c: the gradient of a loop of 10^7 steps, workload W3, with few
 * states kept: how often steps run, what it costs, how much memory it takes.
 *
 *   x_k = sin(x_{k-1}) exp(-x_{k-1}) + p_k x_{k-1},   output sum x_k,
 *   gradient for x_0 and all p
 *
 * The p are made where they are needed, since SplitMix64 can be entered
 * anywhere; so the gradient, 80 MB, is the only large array there is.  Each row
 * is a process of its own, whose memory the system has measured. */
#include <config.h>

#include <getopt.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../forward/dual.h"
#include "../reverse/checkpoint.h"

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- W3 -------------------------------------------------------------------- */

/* Number k, from 0, that SplitMix64 yields from a seed. */
static double unit(uint64_t seed, uint64_t k)
{
  uint64_t z = seed + (k + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)((z ^ (z >> 31)) >> 11) * 0x1p-53;
}

static enum ad_status parameters(uint64_t k, double *p, void *data)
{
  (void)data;
  p[0] = 0.2 + 0.3 * unit(1, k);
  return AD_OK;
}

static enum ad_status step(uint64_t k, const var *x, const var *q,
                           const var *p, var *y, void *data)
{
  (void)k, (void)q, (void)data;
  y[0] = var_add(var_mul(var_sin(x[0]), var_exp(var_neg(x[0]))),
                 var_mul(p[0], x[0]));
  y[1] = var_add(x[1], y[0]);
  return AD_OK;
}

static enum ad_status plain_step(uint64_t k, const double *x, const double *q,
                                 const double *p, double *y, void *data)
{
  (void)k, (void)q, (void)data;
  y[0] = sin(x[0]) * exp(-x[0]) + p[0] * x[0];
  y[1] = x[1] + y[0];
  return AD_OK;
}

static double plain(uint64_t steps)
{
  double x = 0.5, sum = 0, p;
  for (uint64_t k = 0; k < steps; k++) {
    parameters(k, &p, NULL);
    x = sin(x) * exp(-x) + p * x;
    sum += x;
  }
  return sum;
}

/* The derivative in a direction v, random numbers, by forward mode, which needs
 * no memory; it is gradient . v. */
static double along(uint64_t steps)
{
  dual x = dual_make(0.5, 1), sum = dual_const(0);
  for (uint64_t k = 0; k < steps; k++) {
    double p;
    parameters(k, &p, NULL);
    x = dual_add(dual_mul(dual_sin(x), dual_exp(dual_neg(x))),
                 dual_mul(dual_make(p, 2 * unit(2, k) - 1), x));
    sum = dual_add(sum, x);
  }
  return sum.d;
}

/* ---- a row ------------------------------------------------------------------ */

static bool row(uint64_t steps, size_t snapshots, bool json)
{
  const double x[2] = {0.5, 0}, w[2] = {0, 1};
  double y[2], xbar[2], start = now();
  struct tape_loop_cost cost;
  const struct tape_loop loop = {.steps = steps, .snapshots = snapshots, .n = 2,
                                 .own = 1, .parameters = parameters,
                                 .step = step, .plain = plain_step};
  const double value = plain(steps), once = now() - start;
  double *grad = malloc((size_t)steps * sizeof *grad);
  if (!grad)
    return false;
  start = now();
  const enum ad_status status =
    tape_checkpointed(&loop, x, w, y, xbar, NULL, grad, &cost);
  const double spent = now() - start;
  double dot = xbar[0], size = fabs(xbar[0]);
  for (uint64_t k = 0; !status && k < steps; k++) {
    dot += grad[k] * (2 * unit(2, k) - 1);
    size += fabs(grad[k]);
  }
  free(grad);
  if (status || fabs(y[1] - value) > 1e-12 * fabs(value) ||
      fabs(dot - along(steps)) > 1e-12 * size ||
      cost.advances != tape_schedule_optimum(steps, snapshots)) {
    fprintf(stderr, "checkpoint: error: wrong with %zu snapshots (%s)\n",
            snapshots, ad_status_text(status));
    return false;
  }
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  const double runs = (double)(cost.advances + steps) / (double)steps;
  const double mega = (double)used.ru_maxrss / 1024;
  const double array = (double)steps * sizeof(double) / 1048576;
  printf(json ? "{\"steps\": %llu, \"snapshots\": %zu, \"forward_steps\": %llu, "
                "\"runs\": %.4g, \"time\": %.4g, \"own_megabytes\": %.4g, "
                "\"gradient_megabytes\": %.4g, \"peak_megabytes\": %.4g}\n"
              : "%10llu %9zu %13llu %8.3f %9.1f %9.3f %9.1f %9.1f\n",
         (unsigned long long)steps, snapshots,
         (unsigned long long)cost.advances, runs, spent / once,
         (double)cost.bytes / 1048576, array, mega);
  return true;
}

static bool row_apart(uint64_t steps, size_t snapshots, bool json)
{
  int state = 1;
  fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    const bool good = row(steps, snapshots, json);
    fflush(stdout);
    _exit(good ? 0 : 1);
  }
  return child > 0 && waitpid(child, &state, 0) == child && state == 0;
}

/* ---- the program ------------------------------------------------------------ */

static int help(void)
{
  puts("Usage: checkpoint [OPTION...]\n"
       "\n"
       "Value and gradient of workload W3 by checkpoints: steps run forward in\n"
       "all (the optimum t(l, s), or it is an error), runs of each step, time\n"
       "over that of the plain loop, megabytes of states and tape, of the\n"
       "gradient, and of the process at its peak.\n"
       "\n"
       "      --quick  10^5 steps in place of 10^7; a test, no measure\n"
       "      --json   a JSON object for each row, one a line\n"
       "  -h, --help   this text");
  return 0;
}

int main(int argc, char **argv)
{
  static const struct option longs[] = {
    {"quick", no_argument, NULL, 'q'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  static const size_t snapshots[] = {10, 100, 1000, 10000};
  uint64_t steps = 10000000;
  bool json = false, good = true;
  for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;)
    switch (c) {
    case 'q': steps = 100000; break;
    case 'j': json = true; break;
    case 'h': return help();
    default: return 2;
    }
  if (!json)
    puts("     steps snapshots forward steps     runs  time /   states,  "
         "gradient     peak\n"
         "                                    of each plain loop tape (MB)  "
         "   (MB)     (MB)");
  for (size_t k = 0; k < sizeof snapshots / sizeof *snapshots; k++)
    good = row_apart(steps, snapshots[k], json) && good;
  return good ? 0 : 1;
}
