/* test_jet.c: several tangents at once are the tangents one by one, and 0 times
 * anything is 0 in each.  JET_N and JET_WIDE may come from the command line, so
 * that jets are tried of all kinds of pieces. */
#include <config.h>

#ifndef JET_N
#define JET_N 4
#endif

#include "close.h"
#include "each_op.h"
#include "grid.h"

#include <stdio.h>

#include "../forward/drivers.h"
#include "../forward/jet_drivers.h"

/* Three chunks, the last not full. */
enum { INPUTS = 3 * JET_N - 1, OUTPUTS = 2 };

#define TWO(REAL)                                                             \
  static enum ad_status two_##REAL(const REAL *x, REAL *y, void *data)        \
  {                                                                           \
    REAL sum = REAL##_const(0), product = REAL##_const(1);                    \
    if (data)                                                                 \
      ++*(int *)data;                                                         \
    for (int j = 0; j < INPUTS; j++) {                                        \
      sum = REAL##_fma(x[j], REAL##_sin(x[j]), sum);                          \
      product = REAL##_mul(product, REAL##_sqrt(x[j]));                       \
    }                                                                         \
    y[0] = REAL##_div(sum, x[0]);                                             \
    y[1] = REAL##_powi(product, 3);                                           \
    return AD_OK;                                                             \
  }
TWO(dual)
TWO(jet)

static jet first_jet(const jet *x)
{
  jet y[OUTPUTS];
  two_jet(x, y, NULL);
  return y[0];
}

static void point(double x[INPUTS])
{
  for (int j = 0; j < INPUTS; j++)
    x[j] = 0.5 + 0.1 * j;
}

START_TEST(jacobian_is_the_duals)
{
  double x[INPUTS], y[2], z[2], a[OUTPUTS * INPUTS], b[OUTPUTS * INPUTS];
  int calls = 0;
  point(x);
  ck_assert_int_eq(jet_jacobian(two_jet, &calls, INPUTS, x, 2, y, a), AD_OK);
  ck_assert_int_eq(calls, 3);
  ck_assert_int_eq(dual_jacobian(two_dual, NULL, INPUTS, x, 2, z, b), AD_OK);
  for (int k = 0; k < OUTPUTS * INPUTS; k++)
    assert_same(a[k], b[k]);
  assert_same(y[0], z[0]);
  assert_same(y[1], z[1]);
}
END_TEST

START_TEST(gradient_is_the_jacobians_row)
{
  double x[INPUTS], y, grad[INPUTS], jac[OUTPUTS * INPUTS];
  point(x);
  ck_assert_int_eq(jet_gradient(first_jet, INPUTS, x, &y, grad), AD_OK);
  ck_assert_int_eq(jet_jacobian(two_jet, NULL, INPUTS, x, 2, NULL, jac),
                   AD_OK);
  for (int j = 0; j < INPUTS; j++)
    assert_same(grad[j], jac[j]);
}
END_TEST

/* Negative control: a seed in the wrong direction gives another Jacobian. */
START_TEST(directions_are_kept_apart)
{
  for (int k = 1; k < JET_N; k++) {
    const jet x = jet_seed(0.7, 0), y = jet_seed(0.9, k);
    const jet z = jet_mul(jet_sin(x), y);
    assert_close(z.d[0], cos(0.7) * 0.9, 2e-16);
    assert_close(z.d[k], sin(0.7), 2e-16);
    ck_assert(!is_close(z.d[0], z.d[k], 1e-3));
    for (int i = 1; i < JET_N; i++)
      if (i != k)
        assert_same(z.d[i], 0);
  }
  assert_same(jet_seed(1, JET_N).d[JET_N - 1], 0);
  assert_same(jet_seed(1, -1).d[0], 0);
}
END_TEST

/* ---- 0 times anything is 0 ------------------------------------------------- */

/* Tangents of the arguments: all tuples of these, tuple c. */
static const double special[] = {0,    -0.0,     1,         -2.5,
                                 1e300, INFINITY, -INFINITY, NAN};
enum { SPECIAL = sizeof special / sizeof *special };

static size_t tuples(int variables)
{
  return variables ? SPECIAL * tuples(variables - 1) : 1;
}

static double tangent(size_t c, int k)
{
  return special[c / tuples(k) % SPECIAL];
}

/* The chain rule with ad_times for each product; and plainly. */
static double by_times(const struct ad_partials *p, int variables, size_t c)
{
  double sum = ad_times(p->d[0], tangent(c, 0));
  for (int k = 1; k < variables; k++)
    sum += ad_times(p->d[k], tangent(c, k));
  return sum;
}
static double plainly(const struct ad_partials *p, int variables, size_t c)
{
  double sum = p->d[0] * tangent(c, 0);
  for (int k = 1; k < variables; k++)
    sum += p->d[k] * tangent(c, k);
  return sum;
}

/* To the sign of a zero. */
static bool same_bits(double a, double b)
{
  return (isnan(a) && isnan(b)) || memcmp(&a, &b, sizeof a) == 0;
}

static dual dual_at(enum ad_op op, const double *x, size_t c)
{
  dual u[AD_OP_ARGS];
  for (int k = 0; k < AD_OP_ARGS; k++)
    u[k] = k < ad_op_variables(op) ? dual_make(x[k], tangent(c, k))
                                   : dual_const(x[k]);
  return dual_by_op(op, u);
}

/* Tuples c, c + 1, ... as directions. */
static jet jet_at(enum ad_op op, const double *x, size_t c)
{
  jet u[AD_OP_ARGS];
  for (int k = 0; k < AD_OP_ARGS; k++) {
    u[k] = jet_const(x[k]);
    for (size_t i = 0; k < ad_op_variables(op) && i < JET_N; i++)
      u[k].d[i] = tangent(c + i, k);
  }
  return jet_by_op(op, u);
}

static void assert_bits(enum ad_op op, const double *x, const char *type,
                        double got, double want)
{
  if (!same_bits(got, want))
    ck_abort_msg("%s(%g, %g, %g): the tangent is %.17g by %s, not %.17g",
                 ad_op_info(op)->name, x[0], x[1], x[2], got, type, want);
}

START_TEST(products_are_ad_times)
{
  const enum ad_op op = (enum ad_op)_i;
  const int n = ad_op_variables(op);
  for (size_t k = 0; k < grid_size(op); k++) {
    double x[AD_OP_ARGS];
    grid_tuple(op, k, x);
    const struct ad_partials p = ad_op_eval(op, x[0], x[1], x[2]);
    for (size_t c = 0; c < tuples(n); c++)
      assert_bits(op, x, "dual numbers", dual_at(op, x, c).d,
                  by_times(&p, n, c));
    for (size_t c = 0; c < tuples(n); c += JET_N) {
      const jet y = jet_at(op, x, c);
      assert_bits(op, x, "jets (the value)", y.v, p.y);
      for (size_t i = 0; i < JET_N; i++)
        assert_bits(op, x, "jets", y.d[i], by_times(&p, n, c + i));
    }
  }
}
END_TEST

/* Negative control: of an op whose partials may be 0 or infinite, plain products
 * are others at some of these places, and at none of a sum's. */
static size_t plain_differs(enum ad_op op)
{
  const int n = ad_op_variables(op);
  size_t differ = 0;
  for (size_t k = 0; k < grid_size(op); k++) {
    double x[AD_OP_ARGS];
    grid_tuple(op, k, x);
    const struct ad_partials p = ad_op_eval(op, x[0], x[1], x[2]);
    for (size_t c = 0; c < tuples(n); c++)
      differ += !same_bits(by_times(&p, n, c), plainly(&p, n, c));
  }
  return differ;
}

START_TEST(plain_products_differ)
{
  static const enum ad_op some[] = {AD_OP_mul, AD_OP_div,   AD_OP_fma,
                                    AD_OP_sqr, AD_OP_sqrt,  AD_OP_log,
                                    AD_OP_max, AD_OP_floor, AD_OP_powi};
  for (size_t k = 0; k < sizeof some / sizeof *some; k++)
    ck_assert_uint_gt(plain_differs(some[k]), 0);
  ck_assert_uint_eq(plain_differs(AD_OP_add), 0);
  ck_assert_uint_eq(plain_differs(AD_OP_sub), 0);
}
END_TEST

/* The question itself. */
START_TEST(partials_are_tame)
{
  ck_assert(ad_partials_tame(1) && ad_partials_tame(-1e-300));
  ck_assert(ad_partials_tame(-5e-324) && ad_partials_tame(1.7e308));
  ck_assert(!ad_partials_tame(0) && !ad_partials_tame(-0.0));
  ck_assert(!ad_partials_tame(INFINITY) && !ad_partials_tame(-INFINITY));
  ck_assert(!ad_partials_tame(NAN));
}
END_TEST

static enum ad_status refuses(const jet *x, jet *y, void *data)
{
  (void)x, (void)y, (void)data;
  return AD_NOT_INPUT;
}

START_TEST(bad_arguments)
{
  double x[INPUTS] = {1}, y[2], jac[OUTPUTS * INPUTS];
  ck_assert_int_eq(jet_jacobian(NULL, NULL, 1, x, 1, y, jac), AD_BAD_ARGUMENT);
  ck_assert_int_eq(jet_jacobian(two_jet, NULL, 1, NULL, 1, y, jac),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(jet_jacobian(two_jet, NULL, SIZE_MAX / 2, x, 1, y, jac),
                   AD_NO_MEMORY);
  ck_assert_int_eq(jet_jacobian(refuses, NULL, INPUTS, x, 2, y, jac),
                   AD_NOT_INPUT);
  ck_assert_int_eq(jet_gradient(NULL, 1, x, y, jac), AD_BAD_ARGUMENT);
  ck_assert_int_eq(jet_gradient(first_jet, SIZE_MAX / 2, x, y, jac),
                   AD_NO_MEMORY);
}
END_TEST

int main(void)
{
#ifdef __AVX2__
  if (!__builtin_cpu_supports("avx2")) {
    puts("1..0 # SKIP this processor has no AVX2");
    return 0;
  }
#endif
  Suite *s = suite_create("jet");
  ADD(s, jacobian_is_the_duals);
  ADD(s, gradient_is_the_jacobians_row);
  ADD(s, directions_are_kept_apart);
  for (int op = 0; op < AD_OP_COUNT; op++) {
    TCase *c = tcase_create(ad_op_info((enum ad_op)op)->name);
    tcase_set_timeout(c, 300);
    tcase_add_loop_test(c, products_are_ad_times, op, op + 1);
    suite_add_tcase(s, c);
  }
  ADD(s, plain_products_differ);
  ADD(s, partials_are_tame);
  ADD(s, bad_arguments);
  return run_suite(s);
}
