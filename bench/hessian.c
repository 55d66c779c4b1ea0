/* hessian.c: sparse Hessians by colours and by edge pushing.
 *
 *   bench/hessian              the table: times, shortest of some runs taking turns
 *   bench/hessian NAME N       one line of it
 *
 * Of one tape: its pattern, and star colours; then the entries by a sweep for each
 * colour, or by edges; and by edges that find the pattern by themselves.  Numbers of
 * both are compared before anything is printed.  In instructions, exactly:
 *
 *   valgrind --tool=callgrind --toggle-collect=by_edges bench/hessian arrow 1000 1 */
#include <config.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"

#include "../reverse/edge_push.h"
#include "../reverse/second.h"
#include "../reverse/sparse.h"

#ifdef __clang__
#define ALONE __attribute__((noinline))
#else
#define ALONE __attribute__((noinline, noclone))
#endif

/* ---- functions ------------------------------------------------------------------ */

/* W2: three diagonals. */
static var rosenbrock(size_t n, const var *x)
{
  var y = var_const(0);
  for (size_t i = 0; i + 1 < n; i++) {
    const var w = var_sub(x[i + 1], var_sqr(x[i]));
    const var u = var_sub(var_const(1), x[i]);
    y = var_add(y, var_add(var_sqr(u), var_mul(var_const(100), var_sqr(w))));
  }
  return y;
}

/* Nine diagonals: sum of exp(x_i) sin(x_i + ... + x_{i+4}). */
static var band(size_t n, const var *x)
{
  var y = var_const(0);
  for (size_t i = 0; i + 4 < n; i++) {
    var s = x[i];
    for (size_t k = 1; k <= 4; k++)
      s = var_add(s, x[i + k]);
    y = var_add(y, var_mul(var_exp(x[i]), var_sin(s)));
  }
  return y;
}

/* The first input meets each other one, which meet nobody else. */
static var arrow(size_t n, const var *x)
{
  var y = var_const(0);
  for (size_t i = 1; i < n; i++)
    y = var_add(y, var_sin(var_mul(x[0], x[i])));
  return y;
}

/* Speelpenning's product: all meet all. */
static var product(size_t n, const var *x)
{
  var y = x[0];
  for (size_t i = 1; i < n; i++)
    y = var_mul(y, x[i]);
  return y;
}

/* The square of a sum of n terms of four inputs, all of them made before they are
 * added: all terms meet all. */
static var square(size_t n, const var *x)
{
  var u[1000], s = var_const(0);
  for (size_t i = 0; i < n && i < 1000; i++)
    u[i] = var_exp(var_mul(x[i % 4], var_const(1 / (1 + (double)i))));
  for (size_t i = 0; i < n && i < 1000; i++)
    s = var_add(s, u[i]);
  return var_sqr(s);
}

/* A loop whose state meets itself and everything to come. */
static var loop(size_t n, const var *x)
{
  var v = x[0], y = v;
  for (size_t i = 1; i < n; i++) {
    v = var_add(var_mul(var_sin(v), var_exp(var_neg(v))), var_mul(x[i], v));
    y = var_add(y, v);
  }
  return y;
}

static const struct problem {
  const char *name;
  var (*f)(size_t n, const var *x);
  size_t n[2], inputs; /* of these sizes; 0 inputs: as many */
} problems[] = {
  {"rosenbrock", rosenbrock, {10000, 100000}, 0},
  {"band", band, {10000, 100000}, 0},
  {"arrow", arrow, {10000, 100000}, 0},
  {"product", product, {100, 300}, 0},
  {"loop", loop, {100, 300}, 0},
  {"square", square, {100, 1000}, 4},
};
enum { PROBLEMS = sizeof problems / sizeof *problems };

/* ---- what is measured --------------------------------------------------------------- */

struct work {
  tape *t;
  struct tape_edges *e;
  size_t n;
  var *x, y;
  struct ad_sparse plan, other;
  double *value[2];
};

ALONE enum ad_status by_pattern(struct work *w);
ALONE enum ad_status by_plan(struct work *w);
ALONE enum ad_status by_colours(struct work *w);
ALONE enum ad_status by_edges(struct work *w);
ALONE enum ad_status by_finding(struct work *w);

enum ad_status by_pattern(struct work *w)
{
  ad_sparse_free(&w->other);
  return tape_hessian_pattern(w->y, w->n, w->x, &w->other.at);
}
enum ad_status by_plan(struct work *w) /* pattern and colours */
{
  ad_sparse_free(&w->other);
  return tape_sparse_plan_hessian(w->y, w->n, w->x, &w->other);
}
enum ad_status by_colours(struct work *w)
{
  return tape_sparse_hessian(w->y, w->n, w->x, &w->plan.at, w->plan.colour,
                             w->plan.colours, NULL, w->value[0]);
}
enum ad_status by_edges(struct work *w)
{
  return tape_edges_hessian(w->e, w->y, w->n, w->x, &w->plan.at, NULL,
                            w->value[1]);
}

enum ad_status by_finding(struct work *w) /* the pattern, too */
{
  ad_sparse_free(&w->other);
  return tape_edges_find(w->e, w->y, w->n, w->x, NULL, &w->other);
}

enum { WAYS = 5 };
static enum ad_status (*const ways[WAYS])(struct work *) = {
  by_pattern, by_plan, by_colours, by_edges, by_finding};

static bool good(enum ad_status status)
{
  if (status)
    fprintf(stderr, "hessian: %s\n", ad_status_text(status));
  return !status;
}

static bool begin(struct work *w, const struct problem *p, size_t size)
{
  *w = (struct work){.n = p->inputs ? p->inputs : size};
  w->t = tape_new();
  w->e = tape_edges_new();
  w->x = calloc(w->n, sizeof *w->x);
  double *const at = calloc(w->n, sizeof *at);
  bool all = w->t && w->e && w->x && at;
  for (size_t j = 0; all && j < w->n; j++)
    at[j] = 0.9 + 0.2 * sin((double)j);
  all = all && good(tape_inputs(w->t, w->n, at, w->x));
  free(at);
  if (!all)
    return false;
  w->y = p->f(size, w->x);
  if (!good(tape_status(w->t)) ||
      !good(tape_sparse_plan_hessian(w->y, w->n, w->x, &w->plan)))
    return false;
  for (int k = 0; k < 2; k++)
    w->value[k] = calloc(ad_pattern_count(&w->plan.at) + 1, sizeof(double));
  return w->value[0] && w->value[1];
}

static void end(struct work *w)
{
  ad_sparse_free(&w->plan);
  ad_sparse_free(&w->other);
  for (int k = 0; k < 2; k++)
    free(w->value[k]);
  free(w->x);
  tape_edges_free(w->e);
  tape_free(w->t);
}

/* How far the entries are apart, as a part of the largest. */
static double apart(const struct work *w)
{
  double most = 0, largest = 0;
  for (size_t k = 0; k < ad_pattern_count(&w->plan.at); k++) {
    most = fmax(most, fabs(w->value[0][k] - w->value[1][k]));
    largest = fmax(largest, fabs(w->value[0][k]));
  }
  return most / largest;
}

static void print(const struct work *w, const struct problem *p, size_t size,
                  const double *time)
{
  struct tape_cost cost;
  tape_count_cost(w->t, &cost);
  const double colours = (double)w->plan.colours * cost.product,
               edges = tape_edges_count(w->e).operations;
  printf("%-10s %7zu %9zu %4zu", p->name, size, ad_pattern_count(&w->plan.at),
         w->plan.colours);
  printf("  %8.3f %8.3f %8.3f %8.3f  %6.2f", 1e3 * time[1], 1e3 * time[2],
         1e3 * time[3], 1e3 * time[4], time[2] / time[3]);
  printf("  %9.3g %9.3g  %6.1f\n", colours, edges,
         (double)tape_edges_bytes(w->e) / (double)tape_size(w->t));
}

static bool measure(const struct problem *p, size_t size, int runs)
{
  struct work w;
  double time[WAYS] = {INFINITY, INFINITY, INFINITY, INFINITY, INFINITY};
  bool all = begin(&w, p, size);
  for (int r = 0; all && r < runs; r++)
    for (int k = 0; all && k < WAYS; k++) {
      const double start = now();
      all = good(ways[k](&w));
      time[k] = fmin(time[k], now() - start);
    }
  if (all && !(apart(&w) < 1e-10)) {
    fprintf(stderr, "hessian: %s: they differ by %g\n", p->name, apart(&w));
    all = false;
  }
  if (all)
    print(&w, p, size, time);
  end(&w);
  return all;
}

int main(int argc, char **argv)
{
  const int runs = argc > 3 ? atoi(argv[3]) : 7;
  bool all = true, any = false;
  puts("                                         ms of a Hessian              "
       "       operations, of\n"
       "function         n   entries cols     plan   sweeps    edges     find   "
       "ratio   sweeps     edges    bytes/slot");
  for (size_t k = 0; all && k < PROBLEMS; k++)
    for (int s = 0; all && s < 2; s++) {
      const struct problem *const p = &problems[k];
      if (argc > 2 && (s || strcmp(argv[1], p->name) != 0))
        continue;
      any = true;
      all = measure(p, argc > 2 ? (size_t)atol(argv[2]) : p->n[s], runs);
    }
  return !all ? 1 : any ? 0 : 2;
}
