/* cost.c: what the gradient costs as the number of inputs grows from 10 to 10^7:
 * recorded and swept, a fixed multiple of the function, so that its line on
 * log-log paper has the function's slope, 1; by central differences, two runs of
 * the function for each input, the slope is 2. */
#include <config.h>

#include <getopt.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "workloads.h"

enum { MOST_SIZES = 16, RUNS = 5 };

struct line {
  double n[MOST_SIZES], plain[MOST_SIZES], tape[MOST_SIZES], fd[MOST_SIZES];
  bool measured[MOST_SIZES]; /* fd; else estimated from two runs an input */
  size_t count;
};

static const struct way *way_named(const char *name)
{
  for (size_t k = 0; way_at(k); k++)
    if (strcmp(way_at(k)->name, name) == 0)
      return way_at(k);
  return NULL;
}

static const struct workload *workload_named(const char *name)
{
  for (size_t k = 0; workload_at(k); k++)
    if (strcmp(workload_at(k)->name, name) == 0)
      return workload_at(k);
  return NULL;
}

/* The least of some runs, which the rest of the machine disturbs least. */
static double least(void (*run)(struct data *), struct data *d)
{
  double best = INFINITY;
  for (int r = 0; r < RUNS; r++)
    best = fmin(best, seconds(run, d));
  return best;
}

/* (f(x + h e_j) - f(x - h e_j)) / 2h for each j. */
static double differences(const struct workload *w, struct data *d)
{
  const double h = 1e-6, start = now();
  for (size_t j = 0; j < d->n; j++) {
    const double x = d->x[j];
    d->x[j] = x + h;
    w->plain(d);
    const double y = d->y;
    d->x[j] = x - h;
    w->plain(d);
    d->x[j] = x;
    d->grad[j] = (y - d->y) / (2 * h);
  }
  return now() - start;
}

static bool measure(const struct workload *w, const struct way *way, size_t n,
                    struct line *to)
{
  struct data d = {.n = n};
  d.x = malloc(n * sizeof *d.x);
  d.grad = malloc(n * sizeof *d.grad);
  const bool good = d.x && d.grad;
  if (good) {
    const size_t k = to->count++;
    w->fill(&d);
    to->n[k] = (double)n;
    to->plain[k] = least(w->plain, &d);
    to->tape[k] = least(way->run, &d);
    to->fd[k] = 2 * (double)n * to->plain[k];
    to->measured[k] = to->fd[k] < 0.5;
    if (to->measured[k])
      to->fd[k] = differences(w, &d);
  }
  free(d.x);
  free(d.grad);
  return good;
}

/* The slope of log y over log n, by least squares, from the size `from` on. */
static double slope(const struct line *l, const double *y, double from)
{
  double sx = 0, sy = 0, sxx = 0, sxy = 0, m = 0;
  for (size_t k = 0; k < l->count; k++)
    if (l->n[k] >= from) {
      const double u = log(l->n[k]), v = log(y[k]);
      sx += u, sy += v, sxx += u * u, sxy += u * v, m++;
    }
  return (m * sxy - sx * sy) / (m * sxx - sx * sx);
}

static void print_line(FILE *out, const struct workload *w,
                       const struct line *l, double from)
{
  fprintf(out, "# %s: %s\n# slopes from n = %g on: function %.3f, gradient "
               "%.3f, differences %.3f\n"
               "#        n     function/s     gradient/s        ratio  "
               "differences/s  measured\n",
          w->name, w->about, from, slope(l, l->plain, from),
          slope(l, l->tape, from), slope(l, l->fd, from));
  for (size_t k = 0; k < l->count; k++)
    fprintf(out, "%10.0f %14.4g %14.4g %12.4g %14.4g %9d\n", l->n[k],
            l->plain[k], l->tape[k], l->tape[k] / l->plain[k], l->fd[k],
            l->measured[k]);
  fputs("\n\n", out);
}

static int help(void)
{
  puts("Usage: cost [OPTION...]\n"
       "\n"
       "Times the gradients of W2, W3 and W4, recorded and swept, for 10 to 10^7\n"
       "inputs, beside the function and central differences (beyond half a second:\n"
       "estimated from two runs of the function for each input), and prints the\n"
       "slopes on log-log paper.  The output is data for plots/cost-of-n.gp.\n"
       "\n"
       "      --most=N     the largest number of inputs (default: 10000000)\n"
       "      --save=FILE  write the table there, too\n"
       "  -h, --help       this text\n");
  return 0;
}

int main(int argc, char **argv)
{
  static const struct option longs[] = {
    {"most", required_argument, NULL, 'm'},
    {"save", required_argument, NULL, 's'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  static const char *const names[] = {"W2", "W3", "W4"};
  double most = 1e7;
  const char *save = NULL;
  for (int c; (c = getopt_long(argc, argv, "h", longs, NULL)) != -1;)
    switch (c) {
    case 'm': most = atof(optarg); break;
    case 's': save = optarg; break;
    case 'h': return help();
    default: return 2;
    }
  if (!(most >= 1000 && most <= 1e8)) {
    fputs("cost: error: --most takes a number from 1000 to 100000000\n",
          stderr);
    return 2;
  }
  FILE *file = save ? fopen(save, "w") : NULL;
  if (save && !file) {
    fprintf(stderr, "cost: error: cannot write %s\n", save);
    return 2;
  }
  bool good = true;
  workloads_begin();
  for (size_t k = 0; good && k < sizeof names / sizeof *names; k++) {
    const struct workload *w = workload_named(names[k]);
    struct line l = {.count = 0};
    for (double n = 10; good && n <= most * 1.001; n *= 10) {
      if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r%s n = %g   \r", w->name, n);
      good = measure(w, way_named(names[k]), (size_t)(n + 0.5), &l);
    }
    print_line(stdout, w, &l, 1000);
    if (file)
      print_line(file, w, &l, 1000);
  }
  workloads_end();
  if (file && fclose(file) != 0)
    good = false;
  return good ? 0 : 1;
}
