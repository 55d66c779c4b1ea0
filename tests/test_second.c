/* test_second.c: tangents on the tape and second-order adjoints, against dual
 * and hyper-dual numbers, which share nothing with the sweeps but the table. */
#include <config.h>

#include "close.h"
#include "each_op.h"
#include "on_tape.h"
#include "sample.h"

#include "../forward/hyper_drivers.h"
#include "../reverse/drivers.h"
#include "../reverse/second.h"

#include <float.h>
#include <stdlib.h>

/* Gradient and its tangent for the seed w of y, after the inputs' tangents are
 * seeded. */
static enum ad_status second_of(tape *on, var y, double w)
{
  enum ad_status status = tape_sweep_tangents(on);
  if (!status)
    status = tape_clear_adjoints(on);
  if (!status)
    status = tape_seed(y, w);
  return status ? status : tape_sweep_second(on);
}

/* ---- each op --------------------------------------------------------------- */

static const double direction[AD_OP_ARGS] = {1.25, -0.75, 2.5};

/* One op at x, some arguments constant: tangent, gradient and its tangent
 * against the second partials by hyper-dual numbers. */
static void one_op(enum ad_op op, const double *x, unsigned constants,
                   const struct ad_policy *policy)
{
  const int args = ad_op_variables(op);
  const struct ad_partials p = partials_by_hyper(op, x);
  const double w = -1.5;
  var u[AD_OP_ARGS];
  tape_reset(t);
  tape_policy(t, policy);
  for (int k = 0; k < AD_OP_ARGS; k++)
    u[k] = k < args && !(constants >> k & 1) ? tape_input(t, x[k])
                                             : var_const(x[k]);
  const var y = var_by_op(op, u);
  ck_assert_int_eq(tape_clear_tangents(t), AD_OK);
  for (int k = 0; k < args; k++)
    ck_assert_int_eq(tape_seed_tangent(u[k], direction[k]), AD_OK);
  ck_assert_int_eq(second_of(t, y, w), AD_OK);
  double dot = 0;
  for (int k = 0; k < args; k++) {
    double curve = 0, size = 0;
    if (constants >> k & 1) {
      assert_same(var_adjoint_tangent(u[k]), 0);
      continue;
    }
    dot += ad_times(p.d[k], direction[k]);
    for (int l = 0; l < args; l++)
      if (!(constants >> l & 1)) {
        curve += ad_times(p.dd[k][l], direction[l]);
        size += fabs(ad_times(p.dd[k][l], direction[l]));
      }
    assert_same(var_adjoint(u[k]), ad_times(p.d[k], w));
    const double got = var_adjoint_tangent(u[k]), want = w * curve;
    ck_assert_msg(is_close(got, want, 4 * DBL_EPSILON) ||
                    fabs(got - want) <= 8 * DBL_EPSILON * size,
                  "%s at %.17g, %.17g, %.17g, argument %d: %.17g, not %.17g",
                  ad_op_info(op)->name, x[0], x[1], x[2], k, got, want);
  }
  if (constants != (1u << args) - 1)
    assert_same(var_tangent(y), dot);
  tape_policy(t, NULL);
}

START_TEST(every_op_at_its_points)
{
  const enum ad_op op = (enum ad_op)_i;
  double x[AD_OP_ARGS];
  for (size_t k = 0; k < ad_op_info(op)->point_count; k++) {
    op_point(op, k, x);
    for (unsigned constants = 0; constants < 1u << ad_op_variables(op);
         constants++)
      one_op(op, x, constants, NULL);
  }
}
END_TEST

START_TEST(every_op_at_random_points)
{
  const enum ad_op op = (enum ad_op)_i;
  uint64_t state = 7 + (uint64_t)_i;
  double x[AD_OP_ARGS];
  for (int k = 0; k < 300 && sample(op, &state, x); k++)
    one_op(op, x, (unsigned)k % (1u << ad_op_variables(op)), NULL);
}
END_TEST

/* Off the edges a policy changes nothing; on them the first partials. */
START_TEST(policies_rule_first_partials)
{
  struct ad_policy right;
  ck_assert(ad_policy_parse("right", &right, NULL));
  for (int op = 0; op < AD_OP_COUNT; op++) {
    uint64_t state = 99;
    double x[AD_OP_ARGS];
    for (int k = 0; k < 20 && sample((enum ad_op)op, &state, x); k++)
      one_op((enum ad_op)op, x, 0, &right);
  }
  tape_reset(t);
  tape_policy(t, &right);
  const var x = tape_input(t, 0), y = var_mul(var_abs(x), var_add(x, var_const(3)));
  tape_clear_tangents(t);
  tape_seed_tangent(x, 1);
  ck_assert_int_eq(second_of(t, y, 1), AD_OK);
  assert_same(var_tangent(y), 3); /* |x|' is 1 from the right */
  assert_same(var_adjoint(x), 3);
  assert_same(var_adjoint_tangent(x), 2); /* (x (x + 3))'' */
  tape_policy(t, NULL);
  ck_assert_int_eq(second_of(t, y, 1), AD_OK);
  assert_same(var_tangent(y), 0);
  assert_same(var_adjoint_tangent(x), 0);
}
END_TEST

/* ---- random compositions ------------------------------------------------------ */

enum { INPUTS = 4, STEPS = 24 };

/* A random program: each step applies an op to earlier values, or to
 * constants. */
struct program {
  double x[INPUTS], c[STEPS];
  enum ad_op op[STEPS];
  int from[STEPS][AD_OP_ARGS]; /* -1: the constant c; -2: an integer */
  int n[STEPS];
};

static hyper run_hyper(const hyper *x, void *data)
{
  const struct program *p = data;
  hyper v[INPUTS + STEPS];
  memcpy(v, x, INPUTS * sizeof *v);
  for (int s = 0; s < STEPS; s++) {
    hyper u[AD_OP_ARGS];
    for (int k = 0; k < AD_OP_ARGS; k++)
      u[k] = p->from[s][k] >= 0 ? v[p->from[s][k]]
             : hyper_const(p->from[s][k] == -1 ? p->c[s] : p->n[s]);
    v[INPUTS + s] = hyper_by_op(p->op[s], u);
  }
  return v[INPUTS + STEPS - 1];
}

static enum ad_status run_var(const var *x, var *y, void *data)
{
  const struct program *p = data;
  var v[INPUTS + STEPS];
  memcpy(v, x, INPUTS * sizeof *v);
  for (int s = 0; s < STEPS; s++) {
    var u[AD_OP_ARGS];
    for (int k = 0; k < AD_OP_ARGS; k++)
      u[k] = p->from[s][k] >= 0 ? v[p->from[s][k]]
             : var_const(p->from[s][k] == -1 ? p->c[s] : p->n[s]);
    v[INPUTS + s] = var_by_op(p->op[s], u);
  }
  y[0] = v[INPUTS + STEPS - 1];
  return AD_OK;
}

/* Whether the op is tame here: value and partials of a size with which sums of
 * many paths keep their digits. */
static bool tame(enum ad_op op, const double *x)
{
  if (!ad_op_defined(op, x[0], x[1], x[2]) || ad_op_on_edge(op, x[0], x[1], x[2]))
    return false;
  const struct ad_partials p = partials_by_hyper(op, x);
  bool good = fabs(p.y) < 8 && fabs(p.y) > 1e-3;
  for (int k = 0; k < ad_op_variables(op); k++) {
    good = good && fabs(p.d[k]) < 4;
    for (int l = 0; l < ad_op_variables(op); l++)
      good = good && fabs(p.dd[k][l]) < 4;
  }
  return good;
}

/* Fills a program with steps that are tame at its point; each step takes the
 * value before it, so that all count. */
static void make_program(struct program *p, uint64_t *state)
{
  double v[INPUTS + STEPS];
  for (int j = 0; j < INPUTS; j++)
    v[j] = p->x[j] = 4 * sample_unit(state) - 2;
  for (int s = 0; s < STEPS;) {
    const enum ad_op op = (enum ad_op)(sample_bits(state) % AD_OP_COUNT);
    double x[AD_OP_ARGS] = {0};
    p->op[s] = op;
    p->c[s] = 4 * sample_unit(state) - 2;
    p->n[s] = (int)(sample_bits(state) % 7) - 3;
    const int args = ad_op_variables(op);
    const int last = (int)(sample_bits(state) % (uint64_t)args);
    for (int k = 0; k < AD_OP_ARGS; k++) {
      const int any = (int)(sample_bits(state) % (uint64_t)(INPUTS + s + 2)) - 2;
      p->from[s][k] = k == last ? INPUTS + s - 1 : any < 0 ? -1 : any;
      if (k >= args)
        p->from[s][k] = -2;
      x[k] = p->from[s][k] >= 0 ? v[p->from[s][k]]
             : k < args         ? p->c[s]
                                : p->n[s];
    }
    if (tame(op, x))
      v[INPUTS + s++] = ad_op_value(op, x[0], x[1], x[2]);
  }
}

START_TEST(random_compositions)
{
  uint64_t state = 2024;
  double worst = 0;
  for (int round = 0; round < 400; round++) {
    struct program p;
    double v[INPUTS], hv[INPUTS], grad[INPUTS], y, h[INPUTS * INPUTS];
    double want[INPUTS * INPUTS], g[INPUTS], wy, dy;
    make_program(&p, &state);
    for (int j = 0; j < INPUTS; j++)
      v[j] = 2 * sample_unit(&state) - 1;
    ck_assert_int_eq(
      var_hvp(run_var, &p, t, INPUTS, p.x, v, &y, grad, hv), AD_OK);
    ck_assert_int_eq(var_hessian(run_var, &p, t, INPUTS, p.x, NULL, NULL, h),
                     AD_OK);
    ck_assert_int_eq(
      hyper_hessian(run_hyper, &p, INPUTS, p.x, &wy, g, want), AD_OK);
    ck_assert_int_eq(
      var_jvp(run_var, &p, t, INPUTS, p.x, v, 1, NULL, &dy), AD_OK);
    assert_same(y, wy);
    double size = 1, gv = 0;
    for (int k = 0; k < INPUTS * INPUTS; k++)
      size = fmax(size, fabs(want[k]));
    for (int i = 0; i < INPUTS; i++) {
      double sum = 0;
      for (int j = 0; j < INPUTS; j++) {
        sum += want[i * INPUTS + j] * v[j];
        worst = fmax(worst, fabs(h[i * INPUTS + j] - want[i * INPUTS + j]) / size);
      }
      worst = fmax(worst, fabs(hv[i] - sum) / size);
      gv += g[i] * v[i];
      size = fmax(size, fabs(g[i]));
      worst = fmax(worst, fabs(grad[i] - g[i]) / size);
    }
    worst = fmax(worst, fabs(dy - gv) / size);
  }
  ck_assert_msg(worst < 1e-12, "%g", worst);
  ck_assert_msg(worst > 0, "nothing was compared");
}
END_TEST

/* ---- matrices against scalar recordings ------------------------------------------ */

enum { ROWS = 3, COLS = 4 };

static void random_numbers(uint64_t *state, size_t n, double *x)
{
  for (size_t k = 0; k < n; k++)
    x[k] = 2 * sample_unit(state) - 1;
}

/* y = sum of tanh(A X + b) * sin(X[first rows])..., once with matrices and once
 * number by number: A is ROWS by COLS, X is COLS by 2, b a column. */
static var by_matrices(const double *a, const double *x, const double *b,
                       var_mat in[3])
{
  in[0] = var_mat_input(t, ROWS, COLS, a);
  in[1] = var_mat_input(t, COLS, 2, x);
  in[2] = var_mat_input(t, ROWS, 1, b);
  var_mat h = var_mat_tanh(var_mat_add(var_mat_matmul(in[0], in[1]), in[2]));
  var_mat part = var_mat_sin(var_mat_slice(in[1], 1, 0, ROWS, 2));
  var_mat both = var_mat_join(1, 2, (const var_mat[]){
    var_mat_mul(h, part), var_mat_fma(h, var_mat_const(0.5), h)});
  var_mat sums = var_mat_sum(both, 0);
  return var_mat_at(
    var_mat_matmul(sums, var_mat_transpose(var_mat_exp(sums))), 0, 0);
}

static var by_numbers(const double *a, const double *x, const double *b, var *u)
{
  var *const ua = u, *const ux = ua + ROWS * COLS, *const ub = ux + COLS * 2;
  tape_inputs(t, ROWS * COLS, a, ua);
  tape_inputs(t, COLS * 2, x, ux);
  tape_inputs(t, ROWS, b, ub);
  var sums[4] = {var_const(0), var_const(0), var_const(0), var_const(0)};
  for (int i = 0; i < ROWS; i++)
    for (int j = 0; j < 2; j++) {
      var h = var_const(0);
      for (int k = 0; k < COLS; k++)
        h = var_add(h, var_mul(ua[i * COLS + k], ux[k * 2 + j]));
      h = var_tanh(var_add(h, ub[i]));
      sums[j] = var_add(sums[j], var_mul(h, var_sin(ux[(i + 1) * 2 + j])));
      sums[2 + j] = var_add(sums[2 + j], var_fma(h, var_const(0.5), h));
    }
  var y = var_const(0);
  for (int j = 0; j < 4; j++)
    y = var_add(y, var_mul(sums[j], var_exp(sums[j])));
  return y;
}

START_TEST(matrices_agree_with_numbers)
{
  enum { ALL = ROWS * COLS + COLS * 2 + ROWS };
  uint64_t state = 5;
  double x[ALL], v[ALL], hv[ALL], grad[ALL];
  double *const xx = x + ROWS * COLS, *const xb = xx + COLS * 2;
  for (int round = 0; round < 20; round++) {
    var_mat in[3];
    var u[ALL];
    random_numbers(&state, ALL, x);
    random_numbers(&state, ALL, v);
    tape_reset(t);
    var y = by_matrices(x, xx, xb, in);
    ck_assert_str_eq(tape_error_text(t), ad_status_text(AD_OK));
    ck_assert_int_eq(tape_clear_tangents(t), AD_OK);
    size_t at = 0;
    for (int k = 0; k < 3; at += (size_t)in[k].rows * in[k].cols, k++)
      ck_assert_int_eq(var_mat_seed_tangent(in[k], v + at), AD_OK);
    ck_assert_int_eq(second_of(t, y, 1), AD_OK);
    at = 0;
    for (int k = 0; k < 3; at += (size_t)in[k].rows * in[k].cols, k++) {
      var_mat_adjoint(in[k], grad + at);
      var_mat_adjoint_tangent(in[k], hv + at);
    }
    const double value = var_value(y), tangent = var_tangent(y);
    tape_reset(t);
    y = by_numbers(x, xx, xb, u);
    ck_assert_int_eq(tape_clear_tangents(t), AD_OK);
    for (int k = 0; k < ALL; k++)
      ck_assert_int_eq(tape_seed_tangent(u[k], v[k]), AD_OK);
    ck_assert_int_eq(second_of(t, y, 1), AD_OK);
    assert_close(value, var_value(y), 1e-14);
    ck_assert(fabs(tangent - var_tangent(y)) <= 1e-13 * (1 + fabs(tangent)));
    for (int k = 0; k < ALL; k++) {
      ck_assert(fabs(grad[k] - var_adjoint(u[k])) <= 1e-12 * (1 + fabs(grad[k])));
      ck_assert_msg(fabs(hv[k] - var_adjoint_tangent(u[k])) <=
                      1e-12 * (1 + fabs(hv[k])),
                    "%d: %.17g, not %.17g", k, hv[k], var_adjoint_tangent(u[k]));
    }
  }
}
END_TEST

/* Each op of matrix.def, unasked: the tangent of the adjoint against a
 * difference of adjoints.  The arguments are symmetric and positive definite,
 * where every op is defined. */
static enum ad_status gradient_of(enum ad_matrix_op op, const double *x,
                                  const double *v, double *grad, double *hv)
{
  enum { SIDE = 3, SIZE = SIDE * SIDE };
  const struct ad_matrix_info *info = ad_matrix_info(op);
  var_mat in[AD_MATRIX_ARGS];
  double w[SIZE];
  /* outer takes vectors only */
  const struct ad_shape square[] = {{SIDE, SIDE}, {SIDE, SIDE}};
  struct ad_shape shape;
  const size_t cols =
    info->shape(square, info->axis ? 0 : AD_ALL, &shape) ? 1 : SIDE;
  for (int k = 0; k < AD_MATRIX_ARGS * SIZE; k++)
    grad[k] = hv[k] = 0;
  tape_reset(t);
  for (int k = 0; k < info->args; k++)
    in[k] = var_mat_input(t, SIDE, cols, x + k * SIZE);
  const var_mat y = var_mat_sin(var_mat_apply(op, in, info->axis ? 0 : AD_ALL));
  for (size_t k = 0; k < SIZE; k++)
    w[k] = 0.3 + (double)k;
  enum ad_status status = tape_clear_tangents(t);
  for (int k = 0; !status && k < info->args; k++)
    status = var_mat_seed_tangent(in[k], v + k * SIZE);
  if (!status)
    status = tape_sweep_tangents(t);
  if (!status)
    status = tape_clear_adjoints(t);
  if (!status)
    status = var_mat_seed(y, w);
  if (!status)
    status = tape_sweep_second(t);
  for (int k = 0; !status && k < info->args; k++) {
    var_mat_adjoint(in[k], grad + k * SIZE);
    var_mat_adjoint_tangent(in[k], hv + k * SIZE);
  }
  return status;
}

START_TEST(matrix_ops_against_differences)
{
  enum { SIDE = 3, SIZE = SIDE * SIDE, ALL = AD_MATRIX_ARGS * SIZE };
  static const double spd[SIZE] = {2, 0.3, -0.2, 0.3, 1.5, 0.4, -0.2, 0.4, 1.8};
  static const double sym[SIZE] = {0.5, 0.2, 0.1, 0.2, -0.3, 0.4, 0.1, 0.4, 0.7};
  const enum ad_matrix_op op = (enum ad_matrix_op)_i;
  double x[ALL], v[ALL], up[ALL], down[ALL], hv[ALL], ignored[ALL];
  const double h = 1e-4;
  for (int k = 0; k < ALL; k++)
    x[k] = spd[k % SIZE] * (1 + 0.1 * (k / SIZE)), v[k] = sym[k % SIZE];
  for (int k = 0; k < ALL; k++)
    x[k] += h * v[k];
  ck_assert_int_eq(gradient_of(op, x, v, up, ignored), AD_OK);
  for (int k = 0; k < ALL; k++)
    x[k] -= 2 * h * v[k];
  ck_assert_int_eq(gradient_of(op, x, v, down, ignored), AD_OK);
  for (int k = 0; k < ALL; k++)
    x[k] += h * v[k];
  ck_assert_int_eq(gradient_of(op, x, v, ignored, hv), AD_OK);
  for (int k = 0; k < ad_matrix_info(op)->args * SIZE; k++) {
    const double want = (up[k] - down[k]) / (2 * h);
    ck_assert_msg(fabs(hv[k] - want) <= 1e-5 * (1 + fabs(want)),
                  "%s, %d: %.10g, not %.10g", ad_matrix_info(op)->name, k, hv[k],
                  want);
  }
}
END_TEST

/* Fixed matrices and detached views have no tangent, and give none. */
START_TEST(fixed_and_detached)
{
  const double a[] = {1, 2, 3, 4}, b[] = {5, 6, 7, 8}, v[] = {1, -1, 2, 0.5};
  double out[4], dot[4];
  const var_mat x = var_mat_input(t, 2, 2, a), f = var_mat_fixed(t, 2, 2, b);
  const var_mat y = var_mat_matmul(f, var_mat_mul(x, var_mat_detach(x)));
  const var_mat z = var_mat_matmul(y, var_mat_detach(var_mat_transpose(x)));
  const var s = var_mat_at(var_mat_sum(z, AD_ALL), 0, 0);
  ck_assert_int_eq(tape_clear_tangents(t), AD_OK);
  ck_assert_int_eq(var_mat_seed_tangent(x, v), AD_OK);
  ck_assert_int_eq(var_mat_seed_tangent(f, v), AD_OK);
  ck_assert_int_eq(second_of(t, s, 1), AD_OK);
  var_mat_tangent(y, dot); /* F (v * x), not F (2 v * x) */
  const double xv[] = {1, -2, 6, 2};
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++)
      assert_close(dot[2 * i + j], b[2 * i] * xv[j] + b[2 * i + 1] * xv[2 + j],
                   1e-15);
  var_mat_adjoint_tangent(x, out); /* the result is linear in what is left */
  for (int k = 0; k < 4; k++)
    assert_same(out[k], 0);
  var_mat_tangent(f, out);
  for (int k = 0; k < 4; k++)
    assert_same(out[k], 0);
}
END_TEST

/* ---- what may go wrong ------------------------------------------------------------ */

/* x^2 y at (3, 5): Hessian 2y, 2x; 2x, 0. */
static var quadratic(var *x)
{
  x[0] = tape_input(t, 3);
  x[1] = tape_input(t, 5);
  return var_mul(var_sqr(x[0]), x[1]);
}

START_TEST(steps_in_the_wrong_order)
{
  var x[2];
  const var y = quadratic(x);
  ck_assert_int_eq(tape_sweep_tangents(t), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_seed_tangent(x[0], 1), AD_BAD_ARGUMENT);
  ck_assert(isnan(var_tangent(y)) && isnan(var_adjoint_tangent(x[0])));
  ck_assert_int_eq(tape_sweep_second(t), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_clear_tangents(t), AD_OK);
  ck_assert_int_eq(tape_sweep_second(t), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_seed_tangent(x[0], 1), AD_OK);
  ck_assert_int_eq(second_of(t, y, 1), AD_OK);
  assert_same(var_tangent(y), 30);
  assert_same(var_adjoint_tangent(x[0]), 10);
  assert_same(var_adjoint_tangent(x[1]), 6);
  const var z = var_add(y, y); /* the tape grows */
  ck_assert_int_eq(tape_sweep_tangents(t), AD_BAD_ARGUMENT);
  ck_assert(isnan(var_tangent(z)));
  assert_same(var_tangent(y), 30);
  ck_assert_int_eq(tape_clear_tangents(t), AD_OK);
  ck_assert_int_eq(tape_seed_tangent(var_const(4), 1), AD_OK);
  assert_same(var_tangent(var_const(4)), 0);
  assert_same(var_adjoint_tangent(var_const(4)), 0);
  ck_assert_int_eq(tape_clear_tangents(NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_sweep_tangents(NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_sweep_second(NULL), AD_BAD_ARGUMENT);
  tape_reset(t);
  ck_assert_int_eq(tape_seed_tangent(x[0], 1), AD_STALE_VAR);
  ck_assert(isnan(var_tangent(x[0])));
  ck_assert_int_eq(tape_status(t), AD_OK);
}
END_TEST

/* Seeds add up; sweeping again with other seeds forgets the old results; the
 * seed's own tangent counts: y̅' = 7 brings 7 times the gradient. */
START_TEST(seeds)
{
  var x[2];
  const var y = quadratic(x);
  tape_clear_tangents(t);
  tape_seed_tangent(x[0], 1);
  tape_seed_tangent(x[0], 1);
  ck_assert_int_eq(second_of(t, y, 3), AD_OK);
  assert_same(var_adjoint_tangent(x[0]), 3 * 2 * 10);
  tape_seed_tangent(x[0], -1);
  ck_assert_int_eq(second_of(t, y, 1), AD_OK);
  assert_same(var_adjoint_tangent(x[0]), 10);
  tape_clear_adjoints(t);
  ck_assert(isnan(var_adjoint_tangent(x[0])));
  tape_seed(y, 1);
  ck_assert_int_eq(tape_seed_second(y, 7), AD_OK);
  ck_assert_int_eq(tape_sweep_second(t), AD_OK);
  assert_same(var_adjoint(x[0]), 30);
  assert_same(var_adjoint_tangent(x[0]), 10 + 7 * 30);
  assert_same(var_adjoint_tangent(x[1]), 6 + 7 * 9);
}
END_TEST

static enum ad_status flat(const var *x, var *y, void *data)
{
  (void)x;
  y[0] = data ? *(var *)data : var_const(7);
  return AD_OK;
}

/* y = (x - 3)^2 at 4: an error d of u = x - 3 changes y by 2 u d, and y' = 2 u u'
 * by 2 d. */
START_TEST(rounding_of_slopes)
{
  const var x = tape_input(t, 4), u = var_sub(x, var_const(3)), y = var_sqr(u);
  ck_assert(tape_rounding_slope(t) == INFINITY);
  ck_assert_int_eq(tape_clear_tangents(t), AD_OK);
  ck_assert_int_eq(tape_seed_tangent(x, 1), AD_OK);
  ck_assert_int_eq(second_of(t, y, 1), AD_OK);
  assert_same(tape_rounding(t), DBL_EPSILON * (2 + 1));
  assert_same(tape_rounding_slope(t), DBL_EPSILON * 2);
  assert_same(tape_rounding(t), DBL_EPSILON * (2 + 1));
}
END_TEST

START_TEST(drivers_and_constants)
{
  const double x[] = {1, 2}, v[] = {1, 1};
  double y = 0, g[2] = {9, 9}, hv[2] = {9, 9}, h[4], dy;
  ck_assert_int_eq(var_hvp(flat, NULL, NULL, 2, x, v, &y, g, hv), AD_OK);
  assert_same(y, 7);
  for (int j = 0; j < 2; j++) {
    assert_same(g[j], 0);
    assert_same(hv[j], 0);
  }
  ck_assert_int_eq(var_hessian(flat, NULL, t, 2, x, &y, g, h), AD_OK);
  for (int k = 0; k < 4; k++)
    assert_same(h[k], 0);
  ck_assert_int_eq(var_jvp(flat, NULL, t, 2, x, v, 1, &y, &dy), AD_OK);
  assert_same(dy, 0);
  ck_assert_int_eq(var_hessian(flat, NULL, NULL, 0, NULL, &y, NULL, h), AD_OK);
  ck_assert_int_eq(var_hvp(flat, NULL, t, 0, NULL, NULL, &y, NULL, hv), AD_OK);
  ck_assert_int_eq(var_hvp(flat, NULL, t, 2, x, NULL, &y, g, hv),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(var_hvp(flat, NULL, t, 2, x, NULL, &y, g, NULL), AD_OK);
  ck_assert_int_eq(var_hessian(flat, NULL, t, 2, x, &y, g, NULL), AD_OK);
  ck_assert_int_eq(var_jvp(flat, NULL, t, 2, x, NULL, 1, &y, &dy),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(var_jvp(NULL, NULL, t, 2, x, v, 1, &y, &dy),
                   AD_BAD_ARGUMENT);
  tape *other = tape_new();
  var elsewhere = tape_input(other, 1);
  ck_assert_int_eq(var_hvp(flat, &elsewhere, t, 2, x, v, &y, g, hv),
                   AD_MIXED_TAPES);
  ck_assert_int_eq(var_jvp(flat, &elsewhere, t, 2, x, v, 1, &y, &dy),
                   AD_MIXED_TAPES);
  tape_free(other);
}
END_TEST

/* Negative controls: without the curvature term of one record, or with a
 * tangent on the wrong input, the comparison fails. */
START_TEST(wrong_seconds_are_seen)
{
  var x[2];
  const var y = quadratic(x);
  tape_clear_tangents(t);
  tape_seed_tangent(x[0], 1);
  ck_assert_int_eq(tape_sweep_tangents(t), AD_OK);
  t->dot[x[0].as.at.slot] = 0; /* the square's curvature is left out */
  tape_clear_adjoints(t);
  tape_seed(y, 1);
  ck_assert_int_eq(tape_sweep_second(t), AD_OK);
  ck_assert(!is_close(var_adjoint_tangent(x[0]), 10, 1e-3));
  tape_clear_tangents(t);
  tape_seed_tangent(x[1], 1);
  ck_assert_int_eq(second_of(t, y, 1), AD_OK);
  ck_assert(!is_close(var_adjoint_tangent(x[0]), 10, 1e-3));
}
END_TEST

/* By hand: x y is 1 operation, 5 with its gradient; H v takes 4 for tangents, 6 for
 * adjoints with theirs, and f_xy once, times each tangent, times the adjoint.  A
 * sum bends nowhere; what is multiplied by a constant has one arc. */
START_TEST(costs)
{
  struct tape_cost c;
  const var x = tape_input(t, 2), y = tape_input(t, 3);
  var_mul(x, y);
  ck_assert(tape_count_cost(t, &c));
  ck_assert(c.function == 1 && c.gradient == 5 && c.product == 10 + 1 + 2 + 2);
  var_add(x, y);
  ck_assert(tape_count_cost(t, &c));
  ck_assert(c.function == 2 && c.gradient == 10 && c.product == 15 + 10);
  var_mul(x, var_const(4));
  ck_assert(tape_count_cost(t, &c));
  ck_assert(c.function == 3 && c.gradient == 13 && c.product == 25 + 5);
  var_sin(x);
  ck_assert(tape_count_cost(t, &c));
  ck_assert(c.function == 4 && c.gradient == 16 && c.product == 30 + 5 + 3);
  var_mat_input(t, 1, 1, (double[]){1});
  ck_assert(tape_count_cost(t, &c)); /* an input is none */
  var_mat_exp(var_mat_of(x));
  ck_assert(!tape_count_cost(t, &c) && c.product == 0);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("second");
  TCase *ops = tcase_create("every_op");
  tcase_set_timeout(ops, 120);
  tcase_add_checked_fixture(ops, setup, teardown);
  tcase_add_loop_test(ops, every_op_at_its_points, 0, AD_OP_COUNT);
  tcase_add_loop_test(ops, every_op_at_random_points, 0, AD_OP_COUNT);
  tcase_add_loop_test(ops, matrix_ops_against_differences, 0, AD_MATRIX_COUNT);
  suite_add_tcase(s, ops);
  ADD_ON_TAPE(s, policies_rule_first_partials);
  ADD_ON_TAPE(s, random_compositions);
  ADD_ON_TAPE(s, matrices_agree_with_numbers);
  ADD_ON_TAPE(s, fixed_and_detached);
  ADD_ON_TAPE(s, steps_in_the_wrong_order);
  ADD_ON_TAPE(s, seeds);
  ADD_ON_TAPE(s, drivers_and_constants);
  ADD_ON_TAPE(s, rounding_of_slopes);
  ADD_ON_TAPE(s, wrong_seconds_are_seen);
  ADD_ON_TAPE(s, costs);
  return run_suite(s);
}
