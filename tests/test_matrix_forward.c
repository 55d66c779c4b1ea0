/* test_matrix_forward.c: matrices in forward mode, against the tape's matrices
 * and against single numbers in both modes. */
#include <config.h>

#include "close.h"
#include "each_op.h"
#include "matrices.h"
#include "on_tape.h"
#include "sample.h"

#include "../ops/shape.h"

static dual_space *s, *plain;
static void open_all(void)
{
  setup();
  s = dual_space_new(true);
  plain = dual_space_new(false);
}
static void close_all(void)
{
  dual_space_free(s);
  dual_space_free(plain);
  teardown();
}

enum { ROWS = 3, COLS = 2, MOST = (ROWS + 2) * (COLS + 2) };

/* ---- one op, its operands of any shape and place ---------------------------- */

/* An operand: its own shape, how it lies, the base's numbers, a direction. */
struct side {
  bool constant;
  size_t rows, cols, n;
  enum view view;
  double v[MOST], d[MOST];
};

/* Shape 0 is a constant, then 1 by 1, a row, a column, the whole. */
enum { SHAPES = 5 };
static struct side side_of(int shape, enum view view, uint64_t *state)
{
  struct side x = {.constant = shape == 0, .view = view};
  x.rows = shape >= 3 ? ROWS : 1;
  x.cols = shape == 2 || shape == 4 ? COLS : 1;
  const struct ad_shape base = base_shape(view, x.rows, x.cols);
  x.n = base.rows * base.cols;
  for (size_t k = 0; k < x.n; k++) {
    x.v[k] = 0.2 + 1.6 * sample_unit(state);
    x.d[k] = x.constant ? 0 : 2 * sample_unit(state) - 1;
  }
  return x;
}

/* Where its element that meets (i, j) of the result lies. */
static size_t place(const struct side *x, size_t i, size_t j)
{
  return base_place(x->view, x->rows, x->cols, x->rows == 1 ? 0 : i,
                    x->cols == 1 ? 0 : j);
}

static size_t differ(double a, double b, double bound)
{
  return !(is_close(a, b, 0) || fabs(a - b) <= bound);
}

/* Counts the elements of values, tangents and adjoints of one call on which
 * matrices and single numbers differ.  With `wrong` the matrix has another
 * direction: the negative control. */
static size_t disagreements(enum ad_op op, const struct side *x, double n,
                            bool wrong)
{
  const int args = ad_op_variables(op);
  size_t rows = 1, cols = 1, bad = 0;
  dual_mat a[AD_OP_ARGS], p[AD_OP_ARGS];
  var_mat base[AD_OP_ARGS], b[AD_OP_ARGS];
  var in[AD_OP_ARGS][MOST];
  dual_space_reset(s), dual_space_reset(plain), tape_reset(t);
  for (int k = 0; k < args; k++) {
    const struct ad_shape shape = base_shape(x[k].view, x[k].rows, x[k].cols);
    double d[MOST];
    memcpy(d, x[k].d, sizeof d);
    if (wrong)
      for (size_t e = 0; e < x[k].n; e++)
        d[e] = -d[e] - 1;
    a[k] = dual_mat_view(x[k].view, x[k].rows, x[k].cols,
                         dual_mat_input(s, shape.rows, shape.cols, x[k].v, d));
    p[k] = dual_mat_view(
      x[k].view, x[k].rows, x[k].cols,
      dual_mat_input(plain, shape.rows, shape.cols, x[k].v, d));
    base[k] = var_mat_input(t, shape.rows, shape.cols, x[k].v);
    b[k] = var_mat_view(x[k].view, x[k].rows, x[k].cols, base[k]);
    if (x[k].constant) {
      a[k] = p[k] = dual_mat_const(x[k].v[place(&x[k], 0, 0)]);
      b[k] = var_mat_const(x[k].v[place(&x[k], 0, 0)]);
    }
    rows = x[k].rows > rows ? x[k].rows : rows;
    cols = x[k].cols > cols ? x[k].cols : cols;
  }
  double y[MOST], dy[MOST], z[MOST], plain_y[MOST], w[MOST];
  const dual_mat c = dual_mat_each(op, a, (int)n);
  const var_mat v = var_mat_each(op, b, (int)n);
  dual_mat_value(c, y), dual_mat_tangent(c, dy);
  dual_mat_value(dual_mat_each(op, p, (int)n), plain_y);
  var_mat_value(v, z);
  ck_assert_str_eq(dual_space_error(s), "ok");
  ck_assert_str_eq(tape_error_text(t), "ok");

  tape *scalars = tape_new();
  var out[MOST];
  for (int k = 0; k < args; k++)
    tape_inputs(scalars, x[k].n, x[k].v, in[k]);
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < cols; j++) {
      dual u[AD_OP_ARGS] = {{0, 0}, {n, 0}};
      var q[AD_OP_ARGS] = {var_const(0), var_const(n)};
      for (int k = 0; k < args; k++) {
        const size_t at = place(&x[k], i, j);
        u[k] = dual_make(x[k].v[at], x[k].d[at]);
        q[k] = x[k].constant ? var_const(x[k].v[at]) : in[k][at];
      }
      const dual want = dual_by_op(op, u);
      const size_t e = i * cols + j;
      out[e] = var_by_op(op, q);
      w[e] = 1 + (double)e / 8;
      bad += differ(y[e], want.v, 0) + differ(z[e], want.v, 0) +
             differ(plain_y[e], want.v, 0) + differ(dy[e], want.d, 0);
    }
  if (v.on) {
    tape_clear_adjoints(t);
    var_mat_seed(v, w);
    ck_assert_int_eq(tape_sweep(t), AD_OK);
  }
  for (int k = 0; k < args; k++) {
    double got[MOST], want[MOST], size[MOST];
    if (x[k].constant || !v.on)
      continue;
    var_mat_adjoint(base[k], got);
    tape_vjp_magnitude(rows * cols, out, w, x[k].n, in[k], size);
    tape_vjp(rows * cols, out, w, x[k].n, in[k], want);
    for (size_t e = 0; e < x[k].n; e++)
      bad += differ(got[e], want[e], 2e-15 * size[e]);
  }
  tape_free(scalars);
  return bad;
}

/* Every op of the table with every combination of shapes, each lying as the
 * dice want. */
static size_t all_forms(enum ad_op op, bool wrong)
{
  const int args = ad_op_variables(op);
  int forms = 1;
  uint64_t state = 1;
  size_t bad = 0;
  for (int k = 0; k < args; k++)
    forms *= SHAPES;
  for (int form = 0; form < forms; form++)
    for (int round = 0; round < VIEWS; round++) {
      struct side x[AD_OP_ARGS];
      bool constant = true;
      for (int k = 0, rest = form; k < args; k++, rest /= SHAPES) {
        const int roll = k ? (int)(sample_bits(&state) % VIEWS) : round;
        x[k] = side_of(rest % SHAPES, (enum view)roll, &state);
        constant = constant && x[k].constant;
      }
      bad += disagreements(op, x, 3, wrong && !constant);
    }
  return bad;
}

START_TEST(every_form_agrees)
{
  ck_assert_uint_eq(all_forms((enum ad_op)_i, false), 0);
}
END_TEST

START_TEST(control_another_direction_disagrees)
{
  ck_assert_uint_gt(all_forms(AD_OP_sin, true), 50);
  ck_assert_uint_gt(all_forms(AD_OP_mul, true), 50);
  ck_assert_uint_gt(all_forms(AD_OP_fma, true), 50);
}
END_TEST

/* ---- at edges ---------------------------------------------------------------- */

/* Under each rule an op on matrices has the partials of the op on numbers, in
 * both modes, at zeros of either sign, ties and ordinary points. */
START_TEST(policies_rule_edges)
{
  static const double v[] = {0, -0.0, 1, -1, 0.5, 2, NAN, INFINITY, -INFINITY};
  enum { N = sizeof v / sizeof *v };
  const enum ad_op op = (enum ad_op)_i;
  if (ad_op_info(op)->kind == AD_INTEGER || ad_op_variables(op) == 3)
    return;
  const int args = ad_op_variables(op);
  for (int rule = 0; rule < AD_RULE_COUNT; rule++) {
    const struct ad_policy policy = ad_policy_of((enum ad_rule)rule);
    double ones[N], dy[N * N], bar[N];
    for (int k = 0; k < N; k++)
      ones[k] = 1;
    dual_space_reset(s), tape_reset(t);
    dual_space_policy(s, &policy), tape_policy(t, &policy);
    /* All pairs: a column against a row, which has no tangent. */
    const dual_mat a[] = {dual_mat_input(s, N, 1, v, ones),
                          dual_mat_fixed(s, 1, args == 2 ? N : 1, v)};
    const size_t cols = args == 2 ? N : 1;
    dual_mat_tangent(dual_mat_each(op, a, 0), dy);
    const var_mat x = var_mat_input(t, N, 1, v);
    const var_mat y =
      var_mat_each(op, (var_mat[]){x, var_mat_fixed(t, 1, cols, v)}, 0);
    for (size_t j = 0; j < cols; j++) {
      tape_clear_adjoints(t);
      var_mat_seed(var_mat_slice(y, 0, j, N, 1), ones);
      ck_assert_int_eq(tape_sweep(t), AD_OK);
      var_mat_adjoint(x, bar);
      for (size_t i = 0; i < N; i++) {
        const double b = args == 2 ? v[j] : 0;
        const struct ad_partials q = ad_op_eval(op, v[i], b, 0);
        const double want =
          ad_policy_partial(&policy, op, 0, v[i], b, 0, q.d[0]);
        assert_same(dy[i * cols + j], want);
        assert_same(bar[i], want);
      }
    }
  }
}
END_TEST

/* ---- ops on whole matrices --------------------------------------------------- */

enum { N = 3 };

/* Well away from where determinants, inverses and factors end. */
static const double positive[2][N * N] = {{4, 1, 0.5, 1, 3, 0.2, 0.5, 0.2, 2},
                                          {2, .3, -.1, .3, 1.5, .2, -.1, .2, 1}};

/* A symmetric direction, since a Cholesky factor knows no other. */
static const double along[2][N * N] = {{1, .5, -1, .5, .3, 2, -1, 2, -.7},
                                       {-.4, 1, .1, 1, 2, .6, .1, .6, .9}};

/* Square matrices, or columns for an op that takes no others. */
static size_t columns(enum ad_matrix_op op)
{
  const struct ad_shape square[AD_MATRIX_ARGS] = {{N, N}, {N, N}};
  return ad_fit_matrix(op, square, AD_ALL).wrong ? 1 : N;
}

static dual_mat call(dual_space *on, enum ad_matrix_op op, int axis, double h)
{
  dual_mat x[AD_MATRIX_ARGS];
  for (int k = 0; k < AD_MATRIX_ARGS; k++) {
    double v[N * N];
    for (int e = 0; e < N * N; e++)
      v[e] = positive[k][e] + h * along[k][e];
    x[k] = dual_mat_input(on, N, columns(op), v, along[k]);
  }
  return dual_mat_apply(op, x, axis);
}

/* The tangent is the limit of differences, and values and tangents meet the
 * tape's values and adjoints: <w, J v> = <J' w, v>. */
START_TEST(matrix_ops_agree)
{
  const struct ad_matrix_info *info = ad_matrix_info((enum ad_matrix_op)_i);
  for (int axis = AD_ALL; axis <= (info->axis ? 1 : AD_ALL); axis++) {
    double y[N * N], dy[N * N], z[N * N], up[N * N], down[N * N];
    dual_space_reset(s), dual_space_reset(plain), tape_reset(t);
    const dual_mat a = call(s, (enum ad_matrix_op)_i, axis, 0);
    ck_assert_str_eq(dual_space_error(s), "ok");
    const size_t n = a.at.rows * a.at.cols;
    ck_assert_uint_le(n, N * N);
    const double h = 0x1p-17;
    dual_mat_value(a, y), dual_mat_tangent(a, dy);
    dual_mat_value(call(plain, (enum ad_matrix_op)_i, axis, h), up);
    dual_mat_value(call(plain, (enum ad_matrix_op)_i, axis, -h), down);
    var_mat x[AD_MATRIX_ARGS];
    for (int k = 0; k < AD_MATRIX_ARGS; k++)
      x[k] = var_mat_input(t, N, columns((enum ad_matrix_op)_i), positive[k]);
    const var_mat v = var_mat_apply((enum ad_matrix_op)_i, x, axis);
    var_mat_value(v, z);
    double w[N * N], left = 0, right = 0, size = 0;
    for (size_t e = 0; e < n; e++) {
      assert_same(y[e], z[e]);
      ck_assert_msg(fabs((up[e] - down[e]) / (2 * h) - dy[e]) <
                      1e-8 * (1 + fabs(dy[e])),
                    "%s, element %zu: %.17g", info->name, e, dy[e]);
      w[e] = 1 - (double)e / 4;
      left += w[e] * dy[e];
      size += fabs(w[e] * dy[e]);
    }
    tape_clear_adjoints(t);
    ck_assert_int_eq(var_mat_seed(v, w), AD_OK);
    ck_assert_int_eq(tape_sweep(t), AD_OK);
    for (int k = 0; k < info->args; k++) {
      double bar[N * N];
      var_mat_adjoint(x[k], bar);
      for (size_t e = 0; e < N * columns((enum ad_matrix_op)_i); e++) {
        right += bar[e] * along[k][e];
        size += fabs(bar[e] * along[k][e]);
      }
    }
    ck_assert_msg(fabs(left - right) <= 1e-15 * 8 * size, "%s: %.17g, %.17g",
                  info->name, left, right);
    ck_assert_msg(fabs(left + right) > 1e-3 * size, "%s: no test",
                  info->name);
  }
}
END_TEST

/* Matrices that are not square, lying anyhow, one without a tangent: against
 * the sum of products written out. */
START_TEST(products_of_views)
{
  uint64_t state = 5;
  for (int round = 0; round < VIEWS * VIEWS * 2; round++) {
    enum { R = 3, K = 4, C = 2, MORE = 40 };
    const enum view u = (enum view)(round % VIEWS);
    const enum view v = (enum view)(round / VIEWS % VIEWS);
    const bool fixed = round >= VIEWS * VIEWS;
    const struct ad_shape p = base_shape(u, R, K), q = base_shape(v, K, C);
    double a[MORE], da[MORE], b[MORE], db[MORE], y[R * C], dy[R * C];
    for (int e = 0; e < MORE; e++) {
      a[e] = sample_unit(&state), da[e] = sample_unit(&state);
      b[e] = sample_unit(&state), db[e] = sample_unit(&state);
    }
    dual_space_reset(s);
    dual_mat left = dual_mat_view(u, R, K, dual_mat_input(s, p.rows, p.cols, a, da));
    dual_mat right = dual_mat_view(v, K, C, dual_mat_input(s, q.rows, q.cols, b, db));
    left = fixed ? dual_mat_detach(left) : left;
    const dual_mat product = dual_mat_matmul(left, right);
    dual_mat_value(product, y), dual_mat_tangent(product, dy);
    for (size_t i = 0; i < R; i++)
      for (size_t j = 0; j < C; j++) {
        double sum = 0, dsum = 0;
        for (size_t k = 0; k < K; k++) {
          const size_t l = base_place(u, R, K, i, k), m = base_place(v, K, C, k, j);
          sum += a[l] * b[m];
          dsum += (fixed ? 0 : da[l] * b[m]) + a[l] * db[m];
        }
        assert_close(y[i * C + j], sum, 1e-15);
        assert_close(dy[i * C + j], dsum, 1e-15);
      }
  }
}
END_TEST

/* ---- joining, constants, NaN, views ------------------------------------------- */

START_TEST(joined)
{
  const double v[] = {1, 2, 3, 4, 5, 6}, d[] = {6, 5, 4, 3, 2, 1};
  const dual_mat a = dual_mat_input(s, 2, 3, v, d);
  const dual_mat parts[] = {
    dual_mat_slice(a, 0, 1, 2, 2), dual_mat_fixed(s, 2, 1, v),
    dual_mat_transpose(dual_mat_slice(a, 0, 0, 2, 1)), dual_mat_const(9)};
  const dual_mat y = dual_mat_join(2, 2, parts);
  double got[9], tangent[9];
  const double value[] = {2, 3, 1, 5, 6, 2, 1, 4, 9};
  const double want[] = {5, 4, 0, 2, 1, 0, 6, 3, 0};
  dual_mat_value(y, got), dual_mat_tangent(y, tangent);
  for (int k = 0; k < 9; k++) {
    assert_same(got[k], value[k]);
    assert_same(tangent[k], want[k]);
  }
  const dual corner = dual_mat_at(dual_mat_transpose(y), 1, 0);
  assert_same(corner.v, 3);
  assert_same(corner.d, 4);
  ck_assert_int_eq(dual_space_status(s), AD_OK);
}
END_TEST

START_TEST(constants_stay_constants)
{
  double y, d;
  const dual_mat c =
    dual_mat_pow(dual_mat_const(2), dual_mat_powi(dual_mat_const(3), 2));
  ck_assert_ptr_null(c.on);
  dual_mat_value(c, &y), dual_mat_tangent(c, &d);
  assert_same(y, 512);
  assert_same(d, 0);
  assert_same(dual_mat_at(c, 7, 7).v, 512);
  assert_same(dual_mat_at(dual_mat_slice(c, 3, 3, 1, 1), 0, 0).v, 512);
  assert_same(dual_mat_at(dual_mat_of(NULL, dual_make(3, 1)), 0, 0).v, 3);
  ck_assert(isnan(dual_mat_at(dual_mat_sum(c, AD_ALL), 0, 0).v));
  ck_assert(isnan(dual_mat_at(dual_mat_join(2, 1, (dual_mat[]){c, c}), 0, 0).v));
  assert_same(dual_mat_at(dual_mat_join(1, 1, &c), 0, 0).v, 512);
}
END_TEST

START_TEST(without_tangents)
{
  const double v[] = {1, 2, 3, 4};
  double d[4];
  const dual_mat fixed = dual_mat_fixed(s, 2, 2, v);
  ck_assert_ptr_null(dual_mat_exp(fixed).at.d);
  ck_assert_ptr_null(dual_mat_matmul(fixed, fixed).at.d);
  const dual_mat x = dual_mat_input(s, 2, 2, v, v);
  ck_assert_ptr_nonnull(dual_mat_matmul(fixed, x).at.d);
  dual_mat_tangent(dual_mat_mul(x, dual_mat_detach(x)), d);
  for (int k = 0; k < 4; k++)
    assert_same(d[k], v[k] * v[k]);
  ck_assert_ptr_null(dual_mat_input(plain, 2, 2, v, v).at.d);
  dual_mat_tangent(dual_mat_sin(dual_mat_input(plain, 2, 2, v, v)), d);
  assert_same(d[3], 0);
  assert_same(dual_mat_at(dual_mat_of(s, dual_make(5, 7)), 0, 0).d, 7);
  assert_same(dual_mat_at(dual_mat_of(plain, dual_make(5, 7)), 0, 0).d, 0);
}
END_TEST

START_TEST(nan_spreads_and_no_further)
{
  const double v[] = {1, NAN, 3, 4}, d[] = {1, 1, 1, 1};
  double y[4], dy[4];
  const dual_mat x = dual_mat_input(s, 2, 2, v, d);
  const dual_mat z = dual_mat_exp(x);
  dual_mat_value(z, y), dual_mat_tangent(z, dy);
  for (int k = 0; k < 4; k++) {
    ck_assert_int_eq(isnan(y[k]) != 0, k == 1);
    ck_assert_int_eq(isnan(dy[k]) != 0, k == 1);
  }
  dual_mat_value(dual_mat_sum(x, 1), y);
  ck_assert(isnan(y[0]));
  assert_same(y[1], 7);
  ck_assert_int_eq(dual_space_status(s), AD_OK);
}
END_TEST

/* ---- errors -------------------------------------------------------------------- */

/* Both engines refuse the same calls with the same words. */
#define WRONG_CALLS(MAT, BASE)                                                \
  static void MAT##_wrong(int which, MAT a, MAT b)                            \
  {                                                                           \
    const MAT parts[] = {a, b}, four[] = {a, a, a, b};                        \
    switch (which) {                                                          \
    case 0: MAT##_add(a, b); break;                                           \
    case 1: MAT##_matmul(a, b); break;                                        \
    case 2: MAT##_fma(MAT##_const(1), a, b); break;                           \
    case 3: MAT##_sum(a, 2); break;                                           \
    case 4: MAT##_join(1, 2, parts); break;                                   \
    case 5: MAT##_join(2, 1, parts); break;                                   \
    case 6: MAT##_join(2, 2, four); break;                                    \
    case 7: MAT##_at(a, 2, 0); break;                                         \
    case 8: MAT##_at(a, 0, 3); break;                                         \
    case 9: MAT##_slice(a, 1, 1, 2, 2); break;                                \
    case 10: MAT##_slice(a, 0, 0, 0, 1); break;                               \
    case 11: MAT##_slice(a, SIZE_MAX, 0, 2, 1); break;                        \
    case 12: MAT##_reshape(a, 4, 2); break;                                   \
    case 13: MAT##_reshape(a, 0, 2); break;                                   \
    case 14: MAT##_matmul(MAT##_const(2), a); break;                          \
    case 15: MAT##_sum(MAT##_add(MAT##_exp(a), MAT##_transpose(a)), 1); break; \
    }                                                                         \
  }
WRONG_CALLS(dual_mat, s)
WRONG_CALLS(var_mat, t)

static const char *const complaints[] = {
  "add of a 2x3 and a 4x5 matrix (record 26)",
  "matmul of a 2x3 and a 4x5 matrix (record 26)",
  "fma of a 2x3 and a 4x5 matrix (record 26)",
  "sum of a 2x3 matrix (record 26): the axis is 0",
  "join of a 2x3 and a 4x5 matrix (record 26): what stands side by side",
  "join of a 2x3 and a 4x5 matrix (record 26): what stands below",
  "join of a 2x3 and a 4x5 matrix (record 26): what stands side by side",
  "element (2, 0) of a 2x3 matrix",
  "element (0, 3) of a 2x3 matrix",
  "slice: 2x2 from (1, 1) of a 2x3 matrix",
  "slice: 0x1 from (0, 0) of a 2x3 matrix",
  "slice: 2x1 from (",
  "reshape: 2x3 has 6 elements, 4x2 would have 8",
  "reshape: 2x3 has 6 elements, 0x2 would have 0",
  "matmul of a 1x1 and a 2x3 matrix (record 26)",
  "add of a 2x3 and a 3x2 matrix (record 32): shapes have to be the same"};
enum { COMPLAINTS = sizeof complaints / sizeof *complaints };

START_TEST(same_words_in_both_modes)
{
  double v[20] = {1};
  dual_mat_wrong(_i, dual_mat_input(s, 2, 3, v, v),
                 dual_mat_input(s, 4, 5, v, v));
  var_mat_wrong(_i, var_mat_input(t, 2, 3, v), var_mat_input(t, 4, 5, v));
  ck_assert_str_eq(dual_space_error(s), tape_error_text(t));
  ck_assert_msg(strncmp(dual_space_error(s), complaints[_i],
                        strlen(complaints[_i])) == 0,
                "%s", dual_space_error(s));
  ck_assert_int_eq(dual_space_status(s), AD_BAD_SHAPE);
  ck_assert_int_eq(tape_status(t), AD_BAD_SHAPE);
}
END_TEST

/* The first error stays; results are NaN; a reset makes all good again, and
 * what was before it is stale. */
START_TEST(errors_stay)
{
  const double v[] = {1, 2, 3, 4, 5, 6};
  double y[6];
  const dual_mat a = dual_mat_input(s, 2, 3, v, v);
  const dual_mat bad = dual_mat_matmul(a, a);
  dual_mat_slice(a, 9, 9, 1, 1);
  ck_assert_msg(strstr(dual_space_error(s), "matmul of a 2x3 and a 2x3"), "%s",
                dual_space_error(s));
  dual_mat_value(dual_mat_exp(a), y);
  for (int k = 0; k < 6; k++)
    ck_assert(isnan(y[k]));
  dual_mat_tangent(a, y);
  ck_assert(isnan(y[0]));
  ck_assert(isnan(dual_mat_at(bad, 0, 0).v) && isnan(dual_mat_at(a, 0, 0).d));
  dual_space_reset(s);
  ck_assert_str_eq(dual_space_error(s), "ok");
  dual_mat_value(a, y);
  ck_assert(isnan(y[0]));
  ck_assert(isnan(dual_mat_at(a, 0, 0).v));
  dual_mat_add(dual_mat_input(s, 2, 3, v, v), a);
  ck_assert_int_eq(dual_space_status(s), AD_STALE_VAR);
}
END_TEST

START_TEST(spaces_do_not_mix)
{
  const double v[] = {1, 2};
  const dual_mat a = dual_mat_input(s, 1, 2, v, v);
  const dual_mat b = dual_mat_input(plain, 1, 2, v, v);
  double y[2];
  dual_mat_value(dual_mat_mul(a, b), y);
  ck_assert(isnan(y[0]));
  ck_assert_int_eq(dual_space_status(s), AD_MIXED_TAPES);
  ck_assert_int_eq(dual_space_status(plain), AD_MIXED_TAPES);
}
END_TEST

START_TEST(impossible_arguments)
{
  const double v = 1;
  dual_space_free(NULL);
  ck_assert_int_eq(dual_space_status(NULL), AD_BAD_ARGUMENT);
  ck_assert_str_eq(dual_space_error(NULL), ad_status_text(AD_BAD_ARGUMENT));
  dual_mat_input(s, 1, 1, NULL, NULL);
  ck_assert_int_eq(dual_space_status(s), AD_BAD_ARGUMENT);
  static const size_t wrong[][2] = {
    {0, 1}, {1, 0}, {INT32_MAX, 1}, {1, INT32_MAX}, {65536, 65536}, {SIZE_MAX, 2}};
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
    dual_space_reset(s);
    const dual_mat a = dual_mat_fixed(s, wrong[k][0], wrong[k][1], &v);
    ck_assert_int_eq(dual_space_status(s), AD_BAD_SHAPE);
    dual_mat_exp(dual_mat_transpose(dual_mat_diagonal(a)));
  }
  ck_assert_ptr_null(dual_mat_input(NULL, 1, 1, &v, NULL).on);
  ck_assert(isnan(dual_mat_at(dual_mat_join(1, 1, NULL), 0, 0).v));
  ck_assert(isnan(dual_mat_at(dual_mat_join(0, 0, NULL), 0, 0).v));
}
END_TEST

#define ADD_ON_SPACE(suite, test, count)                                      \
  do {                                                                        \
    TCase *case_ = tcase_create(#test);                                       \
    tcase_set_timeout(case_, 120);                                            \
    tcase_add_checked_fixture(case_, open_all, close_all);                    \
    tcase_add_loop_test(case_, test, 0, count);                               \
    suite_add_tcase(suite, case_);                                            \
  } while (0)

int main(void)
{
  Suite *suite = suite_create("matrix_forward");
  ADD_ON_SPACE(suite, every_form_agrees, AD_OP_COUNT);
  ADD_ON_SPACE(suite, control_another_direction_disagrees, 1);
  ADD_ON_SPACE(suite, policies_rule_edges, AD_OP_COUNT);
  ADD_ON_SPACE(suite, matrix_ops_agree, AD_MATRIX_COUNT);
  ADD_ON_SPACE(suite, products_of_views, 1);
  ADD_ON_SPACE(suite, joined, 1);
  ADD_ON_SPACE(suite, constants_stay_constants, 1);
  ADD_ON_SPACE(suite, without_tangents, 1);
  ADD_ON_SPACE(suite, nan_spreads_and_no_further, 1);
  ADD_ON_SPACE(suite, same_words_in_both_modes, COMPLAINTS);
  ADD_ON_SPACE(suite, errors_stay, 1);
  ADD_ON_SPACE(suite, spaces_do_not_mix, 1);
  ADD_ON_SPACE(suite, impossible_arguments, 1);
  return run_suite(suite);
}
