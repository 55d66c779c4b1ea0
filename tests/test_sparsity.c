/* test_sparsity.c: patterns of Jacobians and Hessians against what sweeps find
 * dense, at several points; and what the table says of partials that are 0. */
#include <config.h>

#include "programs.h"

#include "on_tape.h"
#include "patterns.h"

#include "../reverse/matrix.h"
#include "../reverse/replay.h"

/* ---- the table ---------------------------------------------------------------- */

/* What the row calls 0 is 0 wherever there is a derivative; and what it does not,
 * is somewhere not. */
START_TEST(zero_partials)
{
  const enum ad_op op = (enum ad_op)_i;
  uint64_t state = 5 + (uint64_t)_i;
  double x[AD_OP_ARGS];
  bool first[AD_OP_ARGS] = {false}, second[AD_OP_ARGS][AD_OP_ARGS] = {{false}};
  for (int point = 0; point < 2000 && sample(op, &state, x); point++) {
    const struct ad_partials p = ad_op_eval(op, x[0], x[1], x[2]);
    for (int k = 0; k < AD_OP_ARGS; k++) {
      first[k] = first[k] || (p.d[k] != 0 && !isnan(p.d[k]));
      for (int l = 0; l < AD_OP_ARGS; l++)
        second[k][l] = second[k][l] || (p.dd[k][l] != 0 && !isnan(p.dd[k][l]));
    }
  }
  for (int k = 0; k < AD_OP_ARGS; k++) {
    ck_assert_msg(ad_op_flat(op, k) == !first[k], "%s, argument %d",
                  ad_op_info(op)->name, k);
    for (int l = 0; l < AD_OP_ARGS; l++)
      ck_assert_msg(ad_op_straight(op, k, l) == !second[k][l],
                    "%s, arguments %d and %d", ad_op_info(op)->name, k, l);
  }
}
END_TEST

/* ---- comparing ------------------------------------------------------------------- */

enum { EXACT = 1 };

static void compare(size_t m, const var *y, size_t n, const var *x, int exact)
{
  double *jac = malloc((m * n + 1) * sizeof *jac);
  struct ad_pattern p;
  ck_assert(jac);
  ck_assert_int_eq(tape_jacobian_pattern(m, y, n, x, &p), AD_OK);
  ck_assert_int_eq(tape_jacobian_rows(m, y, n, x, jac), AD_OK);
  assert_sound(&p);
  ck_assert_uint_eq(missing(&p, jac), 0);
  if (exact)
    ck_assert_uint_eq(needless(&p, jac), 0);
  ad_pattern_free(&p);
  free(jac);
  for (size_t i = 0; i < m; i++) {
    double *h = dense_hessian(y[i], n, x);
    ck_assert_int_eq(tape_hessian_pattern(y[i], n, x, &p), AD_OK);
    assert_sound(&p);
    ck_assert_uint_eq(missing(&p, h), 0);
    if (exact)
      ck_assert_uint_eq(needless(&p, h), 0);
    for (size_t j = 0; j < n; j++)
      for (size_t k = p.start[j]; k < p.start[j + 1]; k++)
        ck_assert(ad_pattern_has(&p, p.col[k], j)); /* symmetric */
    ad_pattern_free(&p);
    free(h);
  }
}

/* Ops of every row, with constants, at three points of the same tape. */
START_TEST(random_programs)
{
  for (uint64_t seed = 1; seed <= 300; seed++) {
    double at[PROGRAM_INPUTS];
    var x[PROGRAM_INPUTS], y[PROGRAM_OUTPUTS];
    program_point(seed, at);
    record(t, seed, at, x, y);
    for (uint64_t point = 0; point < 3; point++) {
      compare(PROGRAM_OUTPUTS, y, PROGRAM_INPUTS, x, 0);
      program_point(seed + 1000 * (point + 1), at);
      ck_assert_int_eq(tape_replay(t, PROGRAM_INPUTS, x, at), AD_OK);
    }
  }
}
END_TEST

/* ---- known patterns -------------------------------------------------------------- */

enum { N = 40 };

static void inputs(size_t n, var *x)
{
  double at[N];
  for (size_t j = 0; j < n; j++)
    at[j] = 0.5 + 0.37 * (double)(j % 5) + 0.01 * (double)j;
  tape_reset(t);
  ck_assert_int_eq(tape_inputs(t, n, at, x), AD_OK);
}

static var square(var x) { return var_mul(x, x); }

static var rosenbrock(size_t n, const var *x)
{
  var y = var_const(0);
  for (size_t i = 0; i + 1 < n; i++) {
    const var w = var_sub(x[i + 1], square(x[i]));
    const var u = var_sub(var_const(1), x[i]);
    y = var_add(y, var_add(square(u), var_mul(var_const(100), square(w))));
  }
  return y;
}

static size_t hessian_count(var y, size_t n, const var *x)
{
  struct ad_pattern p;
  ck_assert_int_eq(tape_hessian_pattern(y, n, x, &p), AD_OK);
  const size_t count = ad_pattern_count(&p);
  ad_pattern_free(&p);
  return count;
}

START_TEST(tridiagonal)
{
  var x[N];
  inputs(N, x);
  const var y = rosenbrock(N, x);
  compare(1, &y, N, x, EXACT);
  ck_assert_uint_eq(hessian_count(y, N, x), 3 * N - 2);
}
END_TEST

/* x_0 with all others, and each alone: an arrow. */
START_TEST(arrow)
{
  var x[N], y[N], sum;
  inputs(N, x);
  sum = var_exp(x[0]);
  y[0] = x[0];
  for (size_t j = 1; j < N; j++) {
    sum = var_add(sum, var_add(var_mul(x[0], x[j]), var_sin(x[j])));
    y[0] = var_add(y[0], x[j]);
    y[j] = var_mul(x[0], x[j]);
  }
  compare(1, &sum, N, x, EXACT);
  compare(N, y, N, x, EXACT);
  ck_assert_uint_eq(hessian_count(sum, N, x), 3 * N - 2);
}
END_TEST

/* The product of all has every mixed second derivative and no pure one. */
START_TEST(speelpenning)
{
  var x[N];
  inputs(N, x);
  var y = x[0];
  for (size_t j = 1; j < N; j++)
    y = var_mul(y, x[j]);
  compare(1, &y, N, x, EXACT);
  ck_assert_uint_eq(hessian_count(y, N, x), N * (N - 1));
}
END_TEST

/* Blocks of four that share nothing; and what is linear, flat, or not used has
 * no second derivative. */
START_TEST(blocks)
{
  var x[N], y = var_const(1);
  inputs(N, x);
  for (size_t j = 0; j + 4 <= N; j += 4)
    y = var_add(y, var_sin(var_add(var_mul(x[j], x[j + 1]),
                                   var_mul(x[j + 2], x[j + 3]))));
  compare(1, &y, N, x, EXACT);
  ck_assert_uint_eq(hessian_count(y, N, x), 4 * N);
  var_exp(var_mul(x[0], x[N - 1]));
  y = var_add(y, var_floor(var_mul(x[0], x[N - 1])));
  y = var_add(y, var_abs(var_max(x[0], x[N - 2])));
  compare(1, &y, N, x, 0);
  ck_assert_uint_eq(hessian_count(y, N, x), 4 * N);
}
END_TEST

/* A banded Jacobian, with a constant and an input among the outputs. */
START_TEST(banded)
{
  var x[N], y[N];
  inputs(N, x);
  for (size_t i = 0; i + 2 < N; i++)
    y[i] = var_fma(x[i], x[i + 1], var_tanh(x[i + 2]));
  y[N - 2] = var_const(3);
  y[N - 1] = x[7];
  compare(N, y, N, x, EXACT);
  compare(N, y, 5, x + 3, EXACT); /* some inputs alone */
}
END_TEST

/* ---- matrices -------------------------------------------------------------------- */

START_TEST(matrices)
{
  double at[9], v[6];
  for (int k = 0; k < 9; k++)
    at[k] = (k % 4 ? 0.2 : 2.5) + 0.05 * k;
  for (int k = 0; k < 6; k++)
    v[k] = 1 + 0.3 * k;
  for (int axis = -1; axis < 2; axis++) {
    tape_reset(t);
    var x[15], y[9];
    const var_mat a = var_mat_input(t, 3, 3, at), b = var_mat_input(t, 3, 2, v);
    const var_mat fixed = var_mat_fixed(t, 3, 2, v);
    for (size_t k = 0; k < 9; k++)
      x[k] = var_mat_at(a, k / 3, k % 3);
    for (size_t k = 0; k < 6; k++)
      x[9 + k] = var_mat_at(b, k / 2, k % 2);
    const var_mat column = var_mat_slice(b, 0, 1, 3, 1), row = var_mat_slice(a, 1, 0, 1, 3);
    const struct {
      var_mat y;
      int exact;
    } all[] = {
      {var_mat_mul(a, var_mat_transpose(a)), 0},
      {var_mat_matmul(a, b), EXACT},
      {var_mat_matmul(a, fixed), EXACT},
      {var_mat_mul(a, column), EXACT}, /* broadcast */
      {var_mat_outer(column, row), EXACT},
      {var_mat_dot(b, b), EXACT},
      {var_mat_sum(var_mat_sin(a), axis), EXACT},
      {var_mat_mean(a, axis), EXACT},
      {var_mat_prod(b, axis), 0}, /* the diagonal is 0 */
      {var_mat_norm(a, axis), EXACT},
      {var_mat_logsumexp(a, axis), EXACT},
      {var_mat_softmax(b, axis), 0},
      {var_mat_amax(a, axis), 0},
      {var_mat_amin(a, axis), 0},
      {var_mat_trace(a), EXACT},
      {var_mat_det(a), 0},
      {var_mat_inverse(a), 0},
      {var_mat_solve(a, b), 0},
      {var_mat_floor(a), EXACT},
      {var_mat_join(1, 2, (var_mat[]){var_mat_exp(a), var_mat_mul(b, b)}), EXACT},
      {var_mat_reshape(var_mat_transpose(b), 3, 2), EXACT},
    };
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
      size_t m = (size_t)all[k].y.rows * all[k].y.cols;
      m = m < 9 ? m : 9;
      for (size_t i = 0; i < m; i++)
        y[i] = var_mat_at(all[k].y, i / all[k].y.cols, i % all[k].y.cols);
      compare(m, y, 15, x, all[k].exact);
      const var last = var_mat_at(
        var_mat_sum(var_mat_mul(all[k].y, all[k].y), AD_ALL), 0, 0);
      compare(1, &last, 15, x, 0);
    }
  }
}
END_TEST

/* ---- size, edges, errors ------------------------------------------------------------ */

/* Neither a sum of many terms nor a square of it makes n^2 work. */
START_TEST(large)
{
  const size_t n = 100000;
  double *at = calloc(n, sizeof *at);
  var *x = malloc(n * sizeof *x);
  ck_assert(at && x);
  ck_assert_int_eq(tape_inputs(t, n, at, x), AD_OK);
  const var y = rosenbrock(n, x);
  ck_assert_uint_eq(hessian_count(y, n, x), 3 * n - 2);
  struct ad_pattern p;
  ck_assert_int_eq(tape_jacobian_pattern(1, &y, n, x, &p), AD_OK);
  ck_assert_uint_eq(ad_pattern_count(&p), n);
  ad_pattern_free(&p);
  free(at);
  free(x);
}
END_TEST

/* A pattern that lacks an entry does not pass, one with too many is seen. */
START_TEST(controls)
{
  var x[N];
  struct ad_pattern p, q;
  inputs(N, x);
  const var y = rosenbrock(N, x);
  double *h = dense_hessian(y, N, x);
  ck_assert_int_eq(tape_hessian_pattern(y, N, x, &p), AD_OK);
  p.col[p.start[5]] = 0; /* was 4 */
  ck_assert_uint_eq(missing(&p, h), 1);
  ck_assert_uint_eq(needless(&p, h), 1);
  ck_assert_int_eq(ad_pattern_of(N, N, h, &q), AD_OK);
  ck_assert_uint_eq(missing(&q, h) + needless(&q, h), 0);
  ad_pattern_free(&p);
  ck_assert_int_eq(ad_pattern_transpose(&q, &p), AD_OK);
  ck_assert_uint_eq(ad_pattern_count(&p), ad_pattern_count(&q));
  for (size_t k = 0; k < ad_pattern_count(&p); k++)
    ck_assert_uint_eq(p.col[k], q.col[k]);
  ad_pattern_free(&p);
  ad_pattern_free(&q);
  free(h);
}
END_TEST

/* Under a policy floor may have a slope. */
START_TEST(policies)
{
  struct ad_policy none;
  struct ad_pattern p;
  ck_assert(ad_policy_parse("none", &none, NULL));
  const var x = tape_input(t, 1), y = var_floor(x);
  ck_assert_int_eq(tape_jacobian_pattern(1, &y, 1, &x, &p), AD_OK);
  ck_assert_uint_eq(ad_pattern_count(&p), 0);
  ad_pattern_free(&p);
  tape_policy(t, &none);
  ck_assert_int_eq(tape_jacobian_pattern(1, &y, 1, &x, &p), AD_OK);
  ck_assert_uint_eq(ad_pattern_count(&p), 1);
  ad_pattern_free(&p);
  tape_policy(t, NULL);
}
END_TEST

START_TEST(errors)
{
  struct ad_pattern p;
  const var x = tape_input(t, 1), y = var_sin(x), c = var_const(2);
  const var twice[] = {x, x};
  ck_assert_int_eq(tape_jacobian_pattern(1, NULL, 1, &x, &p), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_jacobian_pattern(1, &y, 1, NULL, &p), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_jacobian_pattern(1, &y, 1, &x, NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_jacobian_pattern(1, &y, 2, twice, &p), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_jacobian_pattern(1, &y, 1, &y, &p), AD_NOT_INPUT);
  ck_assert_int_eq(tape_jacobian_pattern(1, &y, 1, &c, &p), AD_NOT_INPUT);
  ck_assert_int_eq(tape_hessian_pattern(y, 1, &y, &p), AD_NOT_INPUT);
  ck_assert_int_eq(tape_hessian_pattern(y, 1, NULL, &p), AD_BAD_ARGUMENT);
  ck_assert_ptr_null(p.start);
  ck_assert_int_eq(tape_jacobian_pattern(1, &c, 1, &x, &p), AD_OK);
  ck_assert_uint_eq(ad_pattern_count(&p), 0);
  ad_pattern_free(&p);
  ck_assert_int_eq(tape_hessian_pattern(c, 1, &x, &p), AD_OK);
  ck_assert_uint_eq(ad_pattern_count(&p), 0);
  ad_pattern_free(&p);
  ck_assert_int_eq(tape_jacobian_pattern(0, NULL, 0, NULL, &p), AD_OK);
  ad_pattern_free(&p);
  ad_pattern_free(&p); /* twice does no harm */
  tape *other = tape_new();
  const var z = tape_input(other, 1);
  ck_assert_int_eq(tape_jacobian_pattern(1, &y, 1, &z, &p), AD_MIXED_TAPES);
  ck_assert_int_eq(tape_hessian_pattern(z, 1, &x, &p), AD_MIXED_TAPES);
  tape_free(other);
  tape_reset(t);
  tape_input(t, 1);
  ck_assert_int_eq(tape_hessian_pattern(y, 1, &x, &p), AD_STALE_VAR);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("sparsity");
  TCase *c = tcase_create("zero_partials");
  tcase_add_loop_test(c, zero_partials, 0, AD_OP_COUNT);
  suite_add_tcase(s, c);
  ADD_ON_TAPE(s, random_programs);
  ADD_ON_TAPE(s, tridiagonal);
  ADD_ON_TAPE(s, arrow);
  ADD_ON_TAPE(s, speelpenning);
  ADD_ON_TAPE(s, blocks);
  ADD_ON_TAPE(s, banded);
  ADD_ON_TAPE(s, matrices);
  ADD_ON_TAPE(s, large);
  ADD_ON_TAPE(s, controls);
  ADD_ON_TAPE(s, policies);
  ADD_ON_TAPE(s, errors);
  return run_suite(s);
}
