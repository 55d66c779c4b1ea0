/* plot_cost.c: what all derivatives cost, as multiples of the plain function,
 * against the number of inputs and against that of outputs.
 *
 * Counted is an operation for each elementary function, each local partial and
 * each product with one.  A function of L operations, which take A arguments
 * that depend on inputs (the arcs of its graph), with n inputs and m outputs
 * then costs
 *
 *   L                 by itself,
 *   (n + 1) L         with differences,
 *   n (L + 2 A)       with forward mode, a run for each input,
 *   L + 2 (A_1 + ...) with reverse mode, a recording and a sweep for each
 *                     output i over the A_i arcs before it.
 *
 * (Griewank & Walther, Evaluating Derivatives, 2nd ed., ch. 3 and 4.) */
#include <config.h>

#include "plot.h"

#include <stdlib.h>
#include <time.h>

#include "../function.h"
#include "progress.h"

enum { MOST = 1024, RUNS = 5 };

/* ---- a number that counts ----------------------------------------------- */

struct work {
  double ops, arcs;
};

/* The work is NULL of a constant. */
typedef struct {
  struct work *work;
} tally;

static tally tally_const(double c)
{
  (void)c;
  return (tally){NULL};
}

static tally tally_sqr(tally a)
{
  if (a.work)
    a.work->ops++, a.work->arcs++;
  return a;
}

static tally tally_two(tally a, tally b)
{
  const tally y = a.work ? a : b;
  if (y.work)
    y.work->ops++, y.work->arcs += (a.work != NULL) + (b.work != NULL);
  return y;
}
#define tally_add tally_two
#define tally_sub tally_two
#define tally_mul tally_two

/* ---- the functions ------------------------------------------------------ */

struct job {
  size_t n, m;
  double *x, *y, *jac;
  double sweeps; /* where numbers are tallies: the sum of A_1, A_2, ... */
  tape *t;
  const struct family *family;
};

static void output(struct job *j, tally y)
{
  j->sweeps += y.work ? y.work->arcs : 0;
}

#define NOTHING(j, y) ((void)0)

/* Rosenbrock's function of n inputs, sum of 100 (x_{i+1} - x_i^2)^2 +
 * (1 - x_i)^2; and of one input m outputs, Chebyshev's polynomials
 * T_{i+1} = 2 x T_i - T_{i-1}, from T_2 on. */
#define FUNCTIONS(REAL, C, op, OUTPUT)                                        \
  static enum ad_status rosen_##REAL(const REAL *x, REAL *y, void *data)      \
  {                                                                           \
    struct job *j = data;                                                     \
    REAL sum = C(0);                                                          \
    for (size_t i = 0; i + 1 < j->n; i++) {                                   \
      REAL u = op##_sub(C(1), x[i]);                                          \
      REAL w = op##_sub(x[i + 1], op##_sqr(x[i]));                            \
      REAL a = op##_sqr(u), b = op##_mul(C(100), op##_sqr(w));                \
      sum = op##_add(sum, op##_add(a, b));                                    \
    }                                                                         \
    y[0] = sum;                                                               \
    OUTPUT(j, sum);                                                           \
    return AD_OK;                                                             \
  }                                                                           \
  static enum ad_status chebyshev_##REAL(const REAL *x, REAL *y, void *data)  \
  {                                                                           \
    struct job *j = data;                                                     \
    REAL twice = op##_mul(C(2), x[0]), before = C(1), last = x[0];            \
    for (size_t i = 0; i < j->m; i++) {                                       \
      REAL next = op##_sub(op##_mul(twice, last), before);                    \
      y[i] = next;                                                            \
      OUTPUT(j, next);                                                        \
      before = last, last = next;                                             \
    }                                                                         \
    return AD_OK;                                                             \
  }
#define AS_IS(c) (c)
FUNCTIONS(double, AS_IS, ad, NOTHING)
FUNCTIONS(dual, dual_const, dual, NOTHING)
FUNCTIONS(var, var_const, var, NOTHING)
FUNCTIONS(tally, tally_const, tally, output)

struct family {
  const char *head;
  bool outputs; /* their number grows, and not that of inputs */
  double_map *on_double;
  dual_map *on_dual;
  var_map *on_var;
  enum ad_status (*on_tally)(const tally *x, tally *y, void *data);
};

static const struct family families[] = {
  {"Rosenbrock's function of n inputs", false, rosen_double, rosen_dual,
   rosen_var, rosen_tally},
  {"n of Chebyshev's polynomials, of one input", true, chebyshev_double,
   chebyshev_dual, chebyshev_var, chebyshev_tally},
};

/* ---- times -------------------------------------------------------------- */

static void plain(struct job *j) { j->family->on_double(j->x, j->y, j); }

static void differences(struct job *j)
{
  plain(j);
  for (size_t k = 0; k < j->n; k++) {
    const double keep = j->x[k];
    j->x[k] += 1e-8;
    j->family->on_double(j->x, j->jac, j);
    j->x[k] = keep;
  }
}

static void forward(struct job *j)
{
  dual_jacobian(j->family->on_dual, j, j->n, j->x, j->m, j->y, j->jac);
}

static void reverse(struct job *j)
{
  var_jacobian(j->family->on_var, j, j->t, j->n, j->x, j->m, j->y, j->jac);
}

/* The processor's time: what else the machine does counts not. */
static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
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

/* ---- the data ----------------------------------------------------------- */

static void write_counts(struct job *j, FILE *out)
{
  static tally x[MOST], y[MOST];
  struct work work = {0, 0};
  for (size_t k = 0; k < j->n; k++)
    x[k] = (tally){&work};
  j->sweeps = 0;
  j->family->on_tally(x, y, j);
  const double n = (double)j->n, ops = work.ops;
  fprintf(out, "%zu %.0f %.6g %.6g %.6g", j->family->outputs ? j->m : j->n, ops,
          n + 1, n * (ops + 2 * work.arcs) / ops, 1 + 2 * j->sweeps / ops);
}

static void write_times(struct job *j, FILE *out)
{
  const double base = seconds(plain, j);
  fprintf(out, " %.3g %.3g %.3g\n", seconds(differences, j) / base,
          seconds(forward, j) / base, seconds(reverse, j) / base);
}

static void write_family(struct job *j, bool timed, FILE *out)
{
  fprintf(out, "\n\n# %s\n# n   its operations   cost of all derivatives, in "
               "runs of the function,\n# counted: by differences, forward "
               "mode, reverse mode; the same, measured\n", j->family->head);
  for (size_t n = 2; n <= MOST; n *= 2) {
    if (cli_progress_due())
      cli_progress_text(_("%zu inputs"), n);
    j->n = j->family->outputs ? 1 : n, j->m = j->family->outputs ? n : 1;
    write_counts(j, out);
    if (timed)
      write_times(j, out);
    else
      fputs(" NaN NaN NaN\n", out);
  }
}

int plot_cost(const struct cli_problem *p, const struct plot_options *o,
              FILE *out)
{
  double x[MOST], y[MOST], jac[MOST];
  struct job j = {.x = x, .y = y, .jac = jac, .t = tape_new()};
  (void)p;
  if (!j.t)
    return cli_error(NULL, _("out of memory"));
  fprintf(out,
          "# cost of all derivatives\n\n# measured, too: 0 no, 1 yes\n%d\n",
          o->time);
  for (size_t k = 0; k < sizeof families / sizeof *families; k++) {
    for (size_t i = 0; i < MOST; i++)
      x[i] = 0.9 - 1.8 * (double)i / MOST;
    j.family = &families[k];
    write_family(&j, o->time, out);
  }
  tape_free(j.t);
  return CLI_OK;
}
