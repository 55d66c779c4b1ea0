/* test_edge_push.c: Hessians by edge pushing: against the second-order adjoint, op
 * by op and in random programs and formulas; against closed forms; and that each
 * term of the method counts. */
#include <config.h>

#include "programs.h"

#include "edge_push_wrong.inc.h"

#include "on_tape.h"
#include "patterns.h"

#include "../compare/check_sketch.h"
#include "../compare/formula.h"
#include "../compare/function.h"
#include "../reverse/custom.h"
#include "../reverse/edge_push.h"
#include "../reverse/matrix.h"
#include "../reverse/replay.h"

/* ---- against the second-order adjoint -------------------------------------------- */

/* The dense Hessian by edges, row by row. */
static void by_edges(struct tape_edges *e, var y, size_t n, const var *x,
                     double *grad, double *h)
{
  struct ad_sparse s;
  ck_assert_int_eq(tape_edges_find(e, y, n, x, grad, &s), AD_OK);
  ck_assert(s.at.rows == n && s.at.cols == n && !s.colour && !s.colours);
  assert_sound(&s.at);
  memset(h, 0, n * n * sizeof *h);
  for (size_t i = 0; i < n; i++)
    for (size_t k = s.at.start[i]; k < s.at.start[i + 1]; k++)
      h[i * n + s.at.col[k]] = s.value[k];
  ad_sparse_free(&s);
}

/* Rounding apart: as a part of the largest entry, or of `scale`, the size of what
 * entries are sums of, where these may cancel. */
static bool near(const double *h, const double *want, size_t count, double rel,
                 double scale)
{
  double largest = scale;
  for (size_t k = 0; k < count; k++)
    if (isfinite(want[k]))
      largest = fmax(largest, fabs(want[k]));
  for (size_t k = 0; k < count; k++)
    if (isfinite(want[k]) ? !(fabs(h[k] - want[k]) <= rel * largest)
                          : isfinite(h[k]) || isnan(h[k]) != isnan(want[k]))
      return false;
  return true;
}

static bool has_nan(const double *h, size_t count)
{
  for (size_t k = 0; k < count; k++)
    if (isnan(h[k]))
      return true;
  return false;
}

/* Into the tape's own pattern as well; and the gradient. */
static void compare(var y, size_t n, const var *x, double rel, double scale,
                    const char *what)
{
  struct tape_edges *e = tape_edges_new();
  double *h = calloc(n * n, sizeof *h), *value = calloc(n * n + 1, sizeof *h);
  double *grad = calloc(n, sizeof *h), *want_grad = calloc(n, sizeof *h);
  struct ad_pattern p;
  ck_assert(e && h && value && grad && want_grad);
  double *want = dense_hessian(y, n, x);
  by_edges(e, y, n, x, grad, h);
  ck_assert_msg(near(h, want, n * n, rel, scale), "%s", what);
  ck_assert_int_eq(tape_hessian_pattern(y, n, x, &p), AD_OK);
  ck_assert_uint_eq(missing(&p, h), 0);
  const enum ad_status status = /* NaN may be where there is no pattern */
    tape_edges_hessian(e, y, n, x, &p, want_grad, value);
  ck_assert(status == AD_OK ||
            (status == AD_BAD_ARGUMENT && has_nan(h, n * n)));
  if (!status)
    for (size_t i = 0; i < n; i++)
      for (size_t k = p.start[i]; k < p.start[i + 1]; k++)
        assert_same(value[k], h[i * n + p.col[k]]);
  ck_assert_int_eq(tape_gradient(y, n, x, want_grad), AD_OK);
  assert_bits(grad, want_grad, n, 0);
  ad_pattern_free(&p);
  free(want);
  free(h);
  free(value);
  free(grad);
  free(want_grad);
  tape_edges_free(e);
}

/* The largest of y's second derivatives, of which those of what is made of y are
 * sums: at x = 1 those of sin(log x) + x log x are 1 - 1. */
static double size_of_second(var y, size_t n, const var *x)
{
  double *h = dense_hessian(y, n, x), largest = 0;
  for (size_t k = 0; k < n * n; k++)
    if (isfinite(h[k]))
      largest = fmax(largest, fabs(h[k]));
  free(h);
  return largest;
}

/* An op at one of its points, edges among them, with each choice of constants,
 * between other ops: sin(op(...)) + x_0 op(...). */
START_TEST(every_op)
{
  const enum ad_op op = (enum ad_op)_i;
  const int args = ad_op_variables(op);
  for (size_t k = 0; k < ad_op_info(op)->point_count; k++)
    for (unsigned constants = 0; constants + 1 < 1u << args; constants++) {
      double at[AD_OP_ARGS];
      var u[AD_OP_ARGS], in[AD_OP_ARGS];
      size_t n = 0;
      op_point(op, k, at);
      tape_reset(t);
      for (int j = 0; j < AD_OP_ARGS; j++) {
        const bool fixed = j >= args || constants >> j & 1;
        u[j] = fixed ? var_const(at[j]) : tape_input(t, at[j]);
        if (!fixed)
          in[n++] = u[j];
      }
      const var y = var_by_op(op, u);
      compare(y, n, in, 1e-13, 0, ad_op_info(op)->name);
      const double size = size_of_second(y, n, in);
      compare(var_add(var_sin(y), var_mul(in[0], y)), n, in, 1e-12, size,
              ad_op_info(op)->name);
      for (int j = 0; j < args; j++) /* all arguments are the same value */
        u[j] = u[j].on ? in[0] : u[j];
      compare(var_by_op(op, u), 1, in, 1e-12, 0, ad_op_info(op)->name);
    }
}
END_TEST

START_TEST(random_programs)
{
  struct ad_policy policy;
  ck_assert(ad_policy_parse("zero", &policy, NULL));
  for (uint64_t seed = 1; seed <= 1000; seed++) {
    double at[PROGRAM_INPUTS], all[PROGRAM_RESULTS];
    var x[PROGRAM_INPUTS], y[PROGRAM_OUTPUTS];
    program_point(seed, at);
    record(t, seed, at, x, y);
    sweep_all(t, x, y, all);
    bool finite = true;
    for (int k = 0; k < PROGRAM_RESULTS; k++)
      finite = finite && isfinite(all[k]);
    for (int i = 0; i < PROGRAM_OUTPUTS && finite; i++)
      compare(y[i], PROGRAM_INPUTS, x, 1e-10, 1, "a program");
    tape_policy(t, &policy);
    if (finite)
      compare(y[0], PROGRAM_INPUTS, x, 1e-10, 1, "... under a policy");
    if (finite) /* by some of the inputs, backwards */
      compare(y[0], 2, (const var[]){x[3], x[1]}, 1e-10, 1, "... by two inputs");
    tape_policy(t, NULL);
  }
}
END_TEST

/* Those of `dualtape fuzz`, which are sound: no edges. */
START_TEST(random_formulas)
{
  for (uint64_t seed = 0; seed < 2000; seed++) {
    struct ad_sketch s;
    var v[AD_SKETCH_STEPS], x[AD_SKETCH_STEPS];
    size_t n = 0;
    check_sketch_random(5, seed, &s);
    tape_reset(t);
    for (size_t i = 0; i < s.count; i++) {
      const struct ad_step *const step = &s.step[i];
      var arg[AD_OP_ARGS] = {var_const(0), var_const(0), var_const(0)};
      if (step->kind == AD_STEP_INPUT)
        x[n++] = v[i] = tape_input(t, step->number);
      else if (step->kind == AD_STEP_CONSTANT)
        v[i] = var_const(step->number);
      else {
        for (int k = 0; k < ad_op_variables(step->op); k++)
          arg[k] = v[step->arg[k]];
        if (ad_op_info(step->op)->kind == AD_INTEGER)
          arg[1] = var_const(step->n);
        v[i] = var_by_op(step->op, arg);
      }
    }
    for (size_t i = 0; i < s.outputs; i++)
      compare(v[s.output[i]], n, x, 1e-10, 1, "a formula");
  }
}
END_TEST

/* ---- closed forms ------------------------------------------------------------------ */

struct size {
  size_t n;
};

static enum ad_status rosenbrock(const var *x, var *y, void *data)
{
  const struct size *s = data;
  y[0] = var_const(0);
  for (size_t i = 0; i + 1 < s->n; i++) {
    const var w = var_sub(x[i + 1], var_sqr(x[i]));
    const var u = var_sub(var_const(1), x[i]);
    y[0] = var_add(y[0], var_add(var_sqr(u), var_mul(var_const(100), var_sqr(w))));
  }
  return AD_OK;
}

static double rosenbrock_entry(size_t n, const double *x, size_t i, size_t j)
{
  const double own = i + 1 < n ? 2 + 1200 * x[i] * x[i] - 400 * x[i + 1] : 0;
  return i == j ? own + (i ? 200 : 0) : i + 1 == j || j + 1 == i ? -400 * x[i < j ? i : j] : 0;
}

/* x_0 meets each other one: sum of x_0^2 x_i^3. */
static enum ad_status arrow(const var *x, var *y, void *data)
{
  const struct size *s = data;
  y[0] = var_const(0);
  for (size_t i = 1; i < s->n; i++)
    y[0] = var_add(y[0], var_mul(var_sqr(x[0]), var_cube(x[i])));
  return AD_OK;
}

static double arrow_entry(size_t n, const double *x, size_t i, size_t j)
{
  double sum = 0;
  for (size_t k = 1; i == 0 && j == 0 && k < n; k++)
    sum += 2 * x[k] * x[k] * x[k];
  const size_t k = i > j ? i : j;
  return k == 0 ? sum : i == j ? 6 * x[0] * x[0] * x[i]
                      : i && j ? 0 : 6 * x[0] * x[k] * x[k];
}

/* Seven diagonals: the sum of (x_i + 2 x_{i+1} + 3 x_{i+2} + 4 x_{i+3})^3. */
enum { WIDE = 4 };
static enum ad_status band(const var *x, var *y, void *data)
{
  const struct size *s = data;
  y[0] = var_const(0);
  for (size_t i = 0; i + WIDE <= s->n; i++) {
    var sum = x[i];
    for (size_t k = 1; k < WIDE; k++)
      sum = var_fma(x[i + k], var_const(1 + (double)k), sum);
    y[0] = var_add(y[0], var_cube(sum));
  }
  return AD_OK;
}

static double band_entry(size_t n, const double *x, size_t i, size_t j)
{
  double h = 0;
  for (size_t from = i < WIDE ? 0 : i - WIDE + 1; from <= i && from + WIDE <= n; from++) {
    double sum = 0;
    for (size_t k = 0; k < WIDE; k++)
      sum += (1 + (double)k) * x[from + k];
    if (j >= from && j < from + WIDE)
      h += 6 * sum * (1 + (double)(i - from)) * (1 + (double)(j - from));
  }
  return h;
}

static enum ad_status speelpenning(const var *x, var *y, void *data)
{
  const struct size *s = data;
  y[0] = x[0];
  for (size_t i = 1; i < s->n; i++)
    y[0] = var_mul(y[0], x[i]);
  return AD_OK;
}

static double speelpenning_entry(size_t n, const double *x, size_t i, size_t j)
{
  double h = i != j;
  for (size_t k = 0; k < n; k++)
    h *= k == i || k == j ? 1 : x[k];
  return h;
}

/* Dense: log of the sum of squares, all made before they are added. */
static enum ad_status dense(const var *x, var *y, void *data)
{
  const struct size *s = data;
  var square[100], sum = var_const(0);
  for (size_t i = 0; i < s->n; i++)
    square[i] = var_sqr(x[i]);
  for (size_t i = 0; i < s->n; i++)
    sum = var_add(sum, square[i]);
  y[0] = var_log(sum);
  return AD_OK;
}

static double dense_entry(size_t n, const double *x, size_t i, size_t j)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    sum += x[k] * x[k];
  return (i == j ? 2 / sum : 0) - 4 * x[i] * x[j] / sum / sum;
}

static const struct closed {
  var_map *f;
  double (*entry)(size_t n, const double *x, size_t i, size_t j);
  size_t n, entries;
  bool edges; /* AD_BY_COST takes them */
} closed[] = {
  {rosenbrock, rosenbrock_entry, 20, 58, true},
  {rosenbrock, rosenbrock_entry, 100000, 299998, true},
  {arrow, arrow_entry, 20, 58, true},
  {arrow, arrow_entry, 5000, 14998, true},
  {band, band_entry, 20, 128, true},
  {band, band_entry, 20000, 139988, true},
  {speelpenning, speelpenning_entry, 6, 30, true},
  {speelpenning, speelpenning_entry, 300, 89700, true},
  {dense, dense_entry, 8, 64, true},
  {dense, dense_entry, 100, 10000, true},
};
enum { CLOSED = sizeof closed / sizeof *closed };

static void check_entries(const struct closed *c, const double *x,
                          const struct ad_sparse *s)
{
  ck_assert_uint_eq(ad_pattern_count(&s->at), c->entries);
  assert_sound(&s->at);
  for (size_t i = 0; i < c->n; i++)
    for (size_t k = s->at.start[i]; k < s->at.start[i + 1]; k++)
      assert_close(s->value[k], c->entry(c->n, x, i, s->at.col[k]), 1e-11);
}

START_TEST(closed_forms)
{
  const struct closed *const c = &closed[_i];
  struct size size = {c->n};
  double *x = malloc(c->n * sizeof *x), *grad = malloc(c->n * sizeof *x), y, z;
  double *want = malloc(c->n * sizeof *x);
  struct ad_sparse s;
  ck_assert(x && grad && want);
  for (size_t i = 0; i < c->n; i++)
    x[i] = 0.75 + 0.25 * sin((double)(i * i % 101));
  for (int way = AD_BY_COLOURS; way <= AD_BY_COST; way++) {
    ck_assert_int_eq(var_sparse_hessian_by((enum ad_hessian_way)way, c->f, &size,
                                           t, c->n, x, &y, grad, &s), AD_OK);
    check_entries(c, x, &s);
    ck_assert(!s.colour == (way == AD_BY_EDGES ||
                            (way == AD_BY_COST && c->edges)));
    ad_sparse_free(&s);
    ck_assert_int_eq(var_jacobian(c->f, &size, t, c->n, x, 1, &z, want), AD_OK);
    ck_assert_mem_eq(grad, want, c->n * sizeof *x);
    assert_same(y, z);
  }
  free(x);
  free(grad);
  free(want);
}
END_TEST

/* ---- memory, choice, edges, errors ------------------------------------------------------- */

/* The same bits from memory that is new, or too large, or was left by a failure. */
START_TEST(memory_is_used_again)
{
  struct tape_edges *e = tape_edges_new();
  for (uint64_t seed = 1; seed < 200; seed++) {
    struct tape_edges *fresh = tape_edges_new();
    enum { SIDE = PROGRAM_INPUTS };
    double at[SIDE], a[SIDE * SIDE], b[SIDE * SIDE], grad[SIDE];
    var x[SIDE], y[PROGRAM_OUTPUTS];
    program_point(seed, at);
    record(t, seed, at, x, y);
    ck_assert_int_eq(tape_edges_sweep(e, 3, y[1], SIDE, x, NULL), AD_OK);
    by_edges(e, y[0], SIDE, x, grad, a);
    by_edges(fresh, y[0], SIDE, x, NULL, b);
    assert_bits(a, b, SIDE * SIDE, seed);
    ck_assert(tape_edges_bytes(e) >= tape_edges_bytes(fresh));
    tape_edges_free(fresh);
  }
  tape_edges_free(e);
}
END_TEST

/* A pool that is small beside what is added to the same edges: added up on the
 * way, to the same bits as in a large one. */
START_TEST(the_pool_stays_small)
{
  enum { TERMS = 20000, SIDE = 3 };
  const double at[SIDE] = {0.5, 1.5, -0.25};
  double a[SIDE * SIDE], b[SIDE * SIDE], grad[SIDE];
  var x[SIDE], y = var_const(0);
  ck_assert_int_eq(tape_inputs(t, SIDE, at, x), AD_OK);
  for (int k = 0; k < TERMS; k++)
    y = var_add(y, var_mul(x[k % 3], var_mul(x[(k + 1) % 3], x[(k + 2) % 3])));
  struct tape_edges *e = tape_edges_new(), *large = tape_edges_new();
  ck_assert_int_eq(tape_edges_begin(large, 1000000), AD_OK);
  by_edges(e, y, SIDE, x, grad, a);
  by_edges(large, y, SIDE, x, grad, b);
  ck_assert_mem_eq(a, b, sizeof a);
  const struct tape_edges_cost cost = tape_edges_count(e);
  ck_assert_double_ge(cost.edges, 3 * TERMS);
  ck_assert_uint_le(cost.most, tape_size(t) / 2 + 256);
  ck_assert_uint_le(tape_edges_bytes(e), 24 * tape_size(t) + 10000);
  ck_assert_double_gt((double)tape_edges_count(large).most, (double)cost.most);
  tape_edges_free(e);
  tape_edges_free(large);
}
END_TEST

/* Two inputs meet through 2000 values, which all meet: colours. */
static enum ad_status meet(const var *x, var *y, void *data)
{
  var u[2000], sum = var_const(0);
  (void)data;
  for (int k = 0; k < 2000; k++)
    u[k] = var_sin(var_mul(x[k % 2], var_const(1 + k)));
  for (int k = 0; k < 2000; k++)
    sum = var_add(sum, u[k]);
  y[0] = var_sqr(sum);
  return AD_OK;
}

static enum ad_status with_matrix(const var *x, var *y, void *data)
{
  (void)data;
  y[0] = var_add(var_mat_at(var_mat_sum(var_mat_cube(var_mat_of(x[0])), AD_ALL), 0, 0),
                 var_cube(x[1]));
  return AD_OK;
}

START_TEST(by_cost)
{
  static const double x[2] = {0.5, 0.25};
  struct ad_sparse s, edges;
  ck_assert_int_eq(var_sparse_hessian_by(AD_BY_COST, meet, NULL, t, 2, x, NULL, NULL, &s), AD_OK);
  ck_assert(s.colour && s.colours == 2);
  ck_assert_int_eq(var_sparse_hessian_by(AD_BY_EDGES, meet, NULL, t, 2, x, NULL, NULL, &edges), AD_OK);
  ck_assert(!edges.colour);
  ck_assert(near(edges.value, s.value, 4, 1e-12, 0));
  ad_sparse_free(&s);
  ad_sparse_free(&edges);
  ck_assert_int_eq(var_sparse_hessian_by(AD_BY_COST, with_matrix, NULL, t, 2, x, NULL, NULL, &s), AD_OK);
  ck_assert(s.colour && s.colours == 1);
  assert_same(s.value[1], 6 * x[1]);
  ad_sparse_free(&s);
  ck_assert_int_eq(var_sparse_hessian_by(AD_BY_EDGES, with_matrix, NULL, t, 2, x, NULL, NULL, &s), AD_BAD_ARGUMENT);
  ck_assert(!s.value && !s.at.start);
  ck_assert_int_eq(var_sparse_hessian_by((enum ad_hessian_way)7, meet, NULL, t, 2, x, NULL, NULL, &s), AD_BAD_ARGUMENT);
}
END_TEST

/* 0 times infinity is 0, NaN goes where it should, as in the other sweeps. */
START_TEST(not_finite)
{
  static const double points[] = {0, -0.0, 1, -1, INFINITY, -INFINITY, NAN, 1e300, 1e-300};
  enum { POINTS = sizeof points / sizeof *points };
  for (int i = 0; i < POINTS; i++)
    for (int j = 0; j < POINTS; j++) {
      tape_reset(t);
      const var x[2] = {tape_input(t, points[i]), tape_input(t, points[j])};
      compare(var_mul(x[0], x[1]), 2, x, 1e-13, 0, "x*y");
      compare(var_sqrt(var_mul(x[0], x[0])), 1, x, 1e-13, 0, "sqrt(x*x)");
      compare(var_mul(var_log(x[0]), var_const(0)), 1, x, 1e-13, 0, "0 log(x)");
      compare(var_add(var_sqrt(x[0]), var_exp(x[1])), 2, x, 1e-13, 0, "sqrt(x) + exp(y)");
      compare(var_max(var_sqr(x[0]), var_cube(x[1])), 2, x, 1e-13, 0, "max(x^2, y^3)");
      compare(var_select(x[0], var_log(x[1]), var_sqr(x[1])), 2, x, 1e-13, 0, "select");
    }
}
END_TEST

START_TEST(errors)
{
  struct tape_edges *e = tape_edges_new();
  struct ad_pattern p, diagonal;
  double value[4], grad[2];
  struct ad_sparse s;
  var x[2] = {tape_input(t, 2), tape_input(t, 3)};
  const var y = var_mul(x[0], x[1]);
  tape *other = tape_new();
  const var z = tape_input(other, 1);
  ck_assert_int_eq(tape_hessian_pattern(y, 2, x, &p), AD_OK);
  ck_assert_int_eq(ad_pattern_of(2, 2, (const double[]){1, 0, 0, 1}, &diagonal), AD_OK);
  ck_assert_int_eq(tape_edges_hessian(NULL, y, 2, x, &p, grad, value), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_edges_hessian(e, y, 2, NULL, &p, grad, value), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_edges_hessian(e, y, 2, x, NULL, grad, value), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_edges_hessian(e, y, 2, x, &p, grad, NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_edges_hessian(e, y, 1, x, &p, grad, value), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_edges_hessian(e, y, 2, x, &diagonal, grad, value), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_edges_find(e, y, 2, x, grad, NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_edges_find(NULL, y, 2, x, grad, &s), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_edges_find(e, y, 2, (var[]){x[0], x[0]}, grad, &s), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_edges_find(e, y, 2, (var[]){x[0], y}, grad, &s), AD_NOT_INPUT);
  ck_assert_int_eq(tape_edges_find(e, y, 1, (var[]){var_const(1)}, grad, &s), AD_NOT_INPUT);
  ck_assert_int_eq(tape_edges_find(e, y, 2, (var[]){x[0], z}, grad, &s), AD_MIXED_TAPES);
  ck_assert_int_eq(tape_edges_find(e, z, 2, x, grad, &s), AD_MIXED_TAPES);
  ck_assert_ptr_null(s.at.start);
  /* What is right comes out right all the same. */
  ck_assert_int_eq(tape_edges_hessian(e, y, 2, x, &p, grad, value), AD_OK);
  ck_assert(value[0] == 1 && value[1] == 1 && grad[0] == 3 && grad[1] == 2);
  assert_same(var_adjoint(y), 1);
  /* A constant, an input, nothing. */
  ck_assert_int_eq(tape_edges_hessian(e, var_const(4), 2, x, &p, grad, value), AD_OK);
  ck_assert(value[0] == 0 && value[1] == 0 && grad[0] == 0 && grad[1] == 0);
  ck_assert_int_eq(tape_edges_find(e, x[1], 2, x, grad, &s), AD_OK);
  ck_assert(ad_pattern_count(&s.at) == 0 && grad[0] == 0 && grad[1] == 1);
  ad_sparse_free(&s);
  ck_assert_int_eq(tape_edges_find(e, y, 0, NULL, NULL, &s), AD_OK);
  ad_sparse_free(&s);
  tape_reset(t);
  tape_input(t, 1);
  ck_assert_int_eq(tape_edges_hessian(e, y, 2, x, &p, grad, value), AD_STALE_VAR);
  tape_edges_free(e);
  tape_edges_free(NULL);
  ad_pattern_free(&p);
  ad_pattern_free(&diagonal);
  tape_free(other);
}
END_TEST

/* ---- each term counts ------------------------------------------------------------------- */

/* How many of 100 programs have a wrong Hessian. */
static size_t wrong_ones(struct tape_edges *e)
{
  enum { SIDE = PROGRAM_INPUTS };
  size_t wrong = 0;
  for (uint64_t seed = 1; seed <= 100; seed++) {
    double at[SIDE], grad[SIDE], h[SIDE * SIDE] = {0};
    var x[SIDE], y[PROGRAM_OUTPUTS];
    program_point(seed, at);
    record(t, seed, at, x, y);
    double *want = dense_hessian(y[0], SIDE, x);
    ck_assert_int_eq(wrong_edges_sweep(e, INFINITY, y[0], SIDE, x, grad), AD_OK);
    for (uint32_t i = 0; i < SIDE; i++) {
      const uint32_t q = tape_slot(x[i]);
      tape_edges_sum(e, q);
      for (uint32_t k = e->list[q].first; k != EDGE_NONE; k = e->pool[k].next) {
        const uint32_t j = e->what[e->pool[k].to];
        h[i * SIDE + j] = h[j * SIDE + i] = e->pool[k].h;
      }
    }
    wrong += !near(h, want, SIDE * SIDE, 1e-10, 1);
    free(want);
  }
  return wrong;
}

START_TEST(controls)
{
  struct tape_edges *e = tape_edges_new();
  const size_t at_all = (mistake = NO_MISTAKE, wrong_ones(e));
  ck_assert_uint_le(at_all, 10); /* some are NaN in one entry of a pair alone */
  for (int k = NO_MISTAKE + 1; k < MISTAKES; k++) {
    mistake = (enum mistake)k;
    ck_assert_msg(wrong_ones(e) > at_all + 20, "mistake %d: %zu wrong", k,
                  wrong_ones(e));
  }
  tape_edges_free(e);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("edge_push");
  TCase *ops = tcase_create("every op"), *forms = tcase_create("closed forms");
  tcase_add_checked_fixture(ops, setup, teardown);
  tcase_add_loop_test(ops, every_op, 0, AD_OP_COUNT);
  suite_add_tcase(s, ops);
  tcase_add_checked_fixture(forms, setup, teardown);
  tcase_set_timeout(forms, 120);
  tcase_add_loop_test(forms, closed_forms, 0, CLOSED);
  suite_add_tcase(s, forms);
  ADD_ON_TAPE(s, random_programs);
  ADD_ON_TAPE(s, random_formulas);
  ADD_ON_TAPE(s, memory_is_used_again);
  ADD_ON_TAPE(s, the_pool_stays_small);
  ADD_ON_TAPE(s, by_cost);
  ADD_ON_TAPE(s, not_finite);
  ADD_ON_TAPE(s, errors);
  ADD_ON_TAPE(s, controls);
  return run_suite(s);
}
