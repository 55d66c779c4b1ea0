/* test_jet.c: several tangents at once are the tangents one by one. */
#include <config.h>

#define JET_N 4

#include "close.h"
#include "each_op.h"

#include "../forward/drivers.h"
#include "../forward/jet_drivers.h"

enum { INPUTS = 11, OUTPUTS = 2 }; /* three chunks, the last not full */

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
  jet x = jet_seed(0.7, 0), y = jet_seed(0.9, 2);
  jet z = jet_mul(jet_sin(x), y);
  assert_close(z.d[0], cos(0.7) * 0.9, 2e-16);
  assert_same(z.d[1], 0);
  assert_close(z.d[2], sin(0.7), 2e-16);
  assert_same(z.d[3], 0);
  ck_assert(!is_close(z.d[0], z.d[2], 1e-3));
  assert_same(jet_seed(1, JET_N).d[JET_N - 1], 0);
  assert_same(jet_seed(1, -1).d[0], 0);
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
  Suite *s = suite_create("jet");
  ADD(s, jacobian_is_the_duals);
  ADD(s, gradient_is_the_jacobians_row);
  ADD(s, directions_are_kept_apart);
  ADD(s, bad_arguments);
  return run_suite(s);
}
