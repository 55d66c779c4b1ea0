/* plot_cost.c: what a gradient of n inputs costs, as multiples of the plain
 * function: n runs of forward mode, one sweep of reverse mode. */
#include <config.h>

#include "plot.h"

#include <stdlib.h>
#include <time.h>

#include "../function.h"

enum { MOST = 1024, RUNS = 5 };

/* Rosenbrock's function, sum of 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2, in the
 * three number types. */
#define ROSENBROCK(REAL, C, op)                                               \
  static enum ad_status rosen_##REAL(const REAL *x, REAL *y, void *data)      \
  {                                                                           \
    size_t n = *(const size_t *)data;                                         \
    REAL sum = C(0);                                                          \
    for (size_t i = 0; i + 1 < n; i++) {                                      \
      REAL u = op##_sub(C(1), x[i]);                                          \
      REAL w = op##_sub(x[i + 1], op##_sqr(x[i]));                            \
      sum = op##_add(sum, op##_add(op##_sqr(u),                               \
                                   op##_mul(C(100), op##_sqr(w))));           \
    }                                                                         \
    y[0] = sum;                                                               \
    return AD_OK;                                                             \
  }
#define AS_IS(c) (c)
ROSENBROCK(double, AS_IS, ad)
ROSENBROCK(dual, dual_const, dual)
ROSENBROCK(var, var_const, var)

struct job {
  size_t n;
  double *x, *grad, y;
  tape *t;
};

static void plain(struct job *j) { rosen_double(j->x, &j->y, &j->n); }

static void forward(struct job *j)
{
  dual_jacobian(rosen_dual, &j->n, j->n, j->x, 1, &j->y, j->grad);
}

static void reverse(struct job *j)
{
  var_jacobian(rosen_var, &j->n, j->t, j->n, j->x, 1, &j->y, j->grad);
}

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* The mean of so many runs that the clock does not count. */
static double mean(void (*run)(struct job *), struct job *j)
{
  for (size_t repeats = 1;; repeats *= 2) {
    double start = now();
    for (size_t k = 0; k < repeats; k++)
      run(j);
    double spent = now() - start;
    if (spent > 1e-3)
      return spent / (double)repeats;
  }
}

/* Seconds for one run: the least of RUNS means. */
static double seconds(void (*run)(struct job *), struct job *j)
{
  double best = INFINITY;
  for (int r = 0; r < RUNS; r++)
    best = fmin(best, mean(run, j));
  return best;
}

int plot_cost(const struct cli_problem *p, const struct plot_options *o,
              FILE *out)
{
  double x[MOST], grad[MOST];
  struct job j = {.x = x, .grad = grad, .t = tape_new()};
  (void)p, (void)o;
  if (!j.t)
    return cli_error(NULL, _("out of memory"));
  for (size_t i = 0; i < MOST; i++)
    x[i] = -1.5 + 3 * (double)i / MOST;
  fputs("# cost of a gradient of Rosenbrock's function of n inputs\n"
        "\n# n   function (s)   forward mode / function   reverse mode / "
        "function\n", out);
  for (j.n = 2; j.n <= MOST; j.n *= 2) {
    double base = seconds(plain, &j);
    fprintf(out, "%zu %.3e %.3g %.3g\n", j.n, base,
            seconds(forward, &j) / base, seconds(reverse, &j) / base);
  }
  tape_free(j.t);
  return CLI_OK;
}
