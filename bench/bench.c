/* bench.c: times the workloads, each as plain C, with an adjoint written by
 * hand, and by dualtape.  What counts is ratios in one run: the machine may be
 * busy, but it is so for all three, which take turns. */
#include <config.h>

#include "workloads.h"

#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { PLAIN, HAND, TAPE, KINDS };

/* Seconds of one run of each kind, in `runs` rounds. */
struct times {
  double *of[KINDS];
};

/* Of the processor, which a busy machine takes away less than the clock's. */
static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Small workloads are repeated until the clock does not count. */
static double seconds(void (*run)(struct data *), struct data *d)
{
  for (size_t repeats = 1;; repeats *= 2) {
    double start = now();
    for (size_t k = 0; k < repeats; k++)
      run(d);
    double spent = now() - start;
    if (spent > 1e-3)
      return spent / (double)repeats;
  }
}

static int ascending(const void *a, const void *b)
{
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static double quantile(const double *sorted, int count, double q)
{
  return sorted[(int)(q * (count - 1) + 0.5)];
}

/* ---- are they right? ---------------------------------------------------- */

static bool close_to(double a, double b)
{
  return fabs(a - b) <= 1e-9 * fmax(fmax(fabs(a), fabs(b)), 1e-300);
}

/* Whether another way to the value and the gradient ends where d is. */
static bool same(void (*run)(struct data *), struct data *d)
{
  struct data other = *d;
  bool good = false;
  other.grad = calloc(d->n, sizeof *other.grad);
  if (other.grad) {
    run(&other);
    good = close_to(d->y, other.y);
    for (size_t j = 0; good && j < d->n; j++)
      good = close_to(d->grad[j], other.grad[j]);
  }
  free(other.grad);
  return good;
}

/* Whether dualtape's value and gradient are those of the adjoint written by
 * hand, and of a scalar tape where there is one, and its value that of the
 * plain function. */
static bool right(const struct workload *w, struct data *d)
{
  w->plain(d);
  const double y = d->y;
  memset(d->grad, 0, d->n * sizeof *d->grad);
  w->hand(d);
  return close_to(y, d->y) && same(w->tape, d) &&
         (!w->again || same(w->again, d));
}

/* ---- the table ---------------------------------------------------------- */

static void print_row(const struct workload *w, const struct times *times,
                      int runs, bool json)
{
  double *ratios = times->of[HAND]; /* reused below, after its own median */
  double plain, hand, low, mid, high;
  for (int r = 0; r < runs; r++) {
    ratios[r] /= times->of[PLAIN][r];
    times->of[TAPE][r] /= times->of[PLAIN][r];
  }
  for (int k = 0; k < KINDS; k++)
    qsort(times->of[k], (size_t)runs, sizeof(double), ascending);
  plain = quantile(times->of[PLAIN], runs, 0.5);
  hand = quantile(ratios, runs, 0.5);
  low = quantile(times->of[TAPE], runs, 0.25);
  mid = quantile(times->of[TAPE], runs, 0.5);
  high = quantile(times->of[TAPE], runs, 0.75);
  if (json)
    printf("{\"workload\": \"%s\", \"plain_seconds\": %.4g, \"hand\": %.4g, "
           "\"dualtape\": %.4g, \"low\": %.4g, \"high\": %.4g, \"target\": "
           "%.4g}\n", w->name, plain, hand, mid, low, high, w->target);
  else
    printf("%-4s %9.3f ms %8.2f %9.2f  %6.2f ..%6.2f %8.4g  %s\n", w->name,
           1e3 * plain, hand, mid, low, high, w->target, w->about);
  fflush(stdout);
}

static bool measure(const struct workload *w, int runs, size_t divide,
                    bool json)
{
  if (w->size < 10000) /* a network's size is what it is */
    divide = 1;
  struct data d = {.n = w->size / divide};
  struct times times;
  d.x = malloc(d.n * sizeof *d.x);
  d.grad = malloc(d.n * sizeof *d.grad);
  bool good = d.x && d.grad;
  for (int k = 0; k < KINDS; k++) {
    times.of[k] = malloc((size_t)runs * sizeof(double));
    good = good && times.of[k];
  }
  if (good) {
    w->fill(&d);
    good = right(w, &d);
    if (!good)
      fprintf(stderr, "bench: error: %s: the gradients differ\n", w->name);
  }
  for (int r = 0; good && r < runs; r++) {
    times.of[PLAIN][r] = seconds(w->plain, &d);
    times.of[HAND][r] = seconds(w->hand, &d);
    times.of[TAPE][r] = seconds(w->tape, &d);
    if (isatty(STDERR_FILENO))
      fprintf(stderr, "\r%s %d/%d \r", w->name, r + 1, runs);
  }
  if (good)
    print_row(w, &times, runs, json);
  for (int k = 0; k < KINDS; k++)
    free(times.of[k]);
  free(d.x);
  free(d.grad);
  return good;
}

/* ---- the program -------------------------------------------------------- */

static int help(void)
{
  puts("Usage: bench [OPTION...] [WORKLOAD...]\n"
       "\n"
       "Times value and gradient of each workload against the plain function:\n"
       "by an adjoint written by hand, and by dualtape.  Ratios are medians\n"
       "over runs that take turns, with quartiles; first all are checked to\n"
       "agree.\n"
       "\n"
       "      --runs=N  rounds (default: 15)\n"
       "      --quick   a hundredth of the data, 3 rounds; a test, no measure\n"
       "      --json    a JSON object for each workload, one a line\n"
       "  -h, --help    this text\n");
  for (size_t k = 0; workload_at(k); k++)
    printf("  %-4s %s\n", workload_at(k)->name, workload_at(k)->about);
  return 0;
}

static bool wanted(const struct workload *w, int count, char **names)
{
  for (int i = 0; i < count; i++)
    if (strcmp(names[i], w->name) == 0)
      return true;
  return count == 0;
}

static bool known(const char *name)
{
  for (size_t k = 0; workload_at(k); k++)
    if (strcmp(workload_at(k)->name, name) == 0)
      return true;
  fprintf(stderr, "bench: error: there is no workload `%s`; --help lists "
                  "them\n", name);
  return false;
}

int main(int argc, char **argv)
{
  static const struct option longs[] = {
    {"runs", required_argument, NULL, 'r'},
    {"quick", no_argument, NULL, 'q'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  int runs = 15;
  size_t divide = 1;
  bool json = false, good = true;
  for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;)
    switch (c) {
    case 'r': runs = atoi(optarg); break;
    case 'q': divide = 100, runs = 3; break;
    case 'j': json = true; break;
    case 'h': return help();
    default: return 2;
    }
  if (runs < 1 || runs > 10000) {
    fputs("bench: error: --runs takes a number from 1 to 10000\n", stderr);
    return 2;
  }
  for (int i = optind; i < argc; i++)
    if (!known(argv[i]))
      return 2;
  if (!json)
    puts("          plain    by hand  dualtape   quartiles       target\n"
         "          function  (ratio)   (ratio)");
  workloads_begin();
  for (size_t k = 0; workload_at(k); k++)
    if (wanted(workload_at(k), argc - optind, argv + optind))
      good = measure(workload_at(k), runs, divide, json) && good;
  workloads_end();
  return good ? 0 : 1;
}
