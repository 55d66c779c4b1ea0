/* test_hyper.c: second derivatives of whole functions. */
#include <config.h>

#include "close.h"
#include "each_op.h"

#include "../forward/hyper_drivers.h"

/* x^y + z sin(x y): every second partial by hand. */
static hyper three(const hyper *x, void *data)
{
  if (data)
    ++*(int *)data;
  return hyper_fma(x[2], hyper_sin(hyper_mul(x[0], x[1])),
                   hyper_pow(x[0], x[1]));
}

static const double at[] = {1.3, 2.1, -0.7};

static void by_hand(double h[9])
{
  const double x = at[0], y = at[1], z = at[2];
  const double s = sin(x * y), c = cos(x * y), p = pow(x, y), l = log(x);
  h[0] = y * (y - 1) * p / x / x - z * y * y * s;
  h[1] = h[3] = p / x * (1 + y * l) + z * c - z * x * y * s;
  h[2] = h[6] = y * c;
  h[4] = p * l * l - z * x * x * s;
  h[5] = h[7] = x * c;
  h[8] = 0;
}

START_TEST(hessian_is_right)
{
  double y, grad[3], h[9], want[9];
  int calls = 0;
  ck_assert_int_eq(hyper_hessian(three, &calls, 3, at, &y, grad, h), AD_OK);
  by_hand(want);
  for (int k = 0; k < 9; k++)
    ck_assert_double_le(fabs(h[k] - want[k]), 4e-15);
  assert_close(y, pow(at[0], at[1]) + at[2] * sin(at[0] * at[1]), 4e-16);
  assert_close(grad[2], sin(at[0] * at[1]), 2e-16);
  ck_assert_int_eq(calls, 6);
}
END_TEST

/* Negative control: the hand-made Hessian with one sign wrong is not it. */
START_TEST(a_wrong_hessian_is_seen)
{
  double h[9], want[9];
  ck_assert_int_eq(hyper_hessian(three, NULL, 3, at, NULL, NULL, h), AD_OK);
  by_hand(want);
  for (int k = 0; k < 8; k++)
    ck_assert_double_gt(fabs(h[k] + want[k]), 1e-3);
}
END_TEST

/* v' H w in one call is the sum over the Hessian. */
START_TEST(along_two_directions)
{
  const double v[] = {1, -2, 0.5}, w[] = {0.3, 1, 4};
  double h[9], got, want = 0;
  ck_assert_int_eq(hyper_hessian(three, NULL, 3, at, NULL, NULL, h), AD_OK);
  ck_assert_int_eq(hyper_along(three, NULL, 3, at, v, w, &got), AD_OK);
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      want += v[i] * h[3 * i + j] * w[j];
  assert_close(got, want, 1e-14);
}
END_TEST

static hyper wave(hyper x) { return hyper_mul(hyper_exp(x), hyper_sin(x)); }

/* (e^x sin x)'' = 2 e^x cos x */
START_TEST(second_derivative)
{
  double y, dy;
  assert_close(hyper_second(wave, 0.4, &y, &dy), 2 * exp(0.4) * cos(0.4),
               1e-15);
  assert_close(y, exp(0.4) * sin(0.4), 4e-16);
  assert_close(dy, exp(0.4) * (sin(0.4) + cos(0.4)), 4e-16);
  hyper_second(wave, 0.4, NULL, NULL);
}
END_TEST

static hyper constant(const hyper *x, void *data)
{
  (void)x, (void)data;
  return hyper_const(7);
}

START_TEST(bad_arguments_and_no_inputs)
{
  double y, h[9];
  ck_assert_int_eq(hyper_hessian(constant, NULL, 0, NULL, &y, NULL, h), AD_OK);
  assert_same(y, 7);
  ck_assert_int_eq(hyper_hessian(NULL, NULL, 1, at, &y, NULL, h),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(hyper_hessian(three, NULL, 3, NULL, &y, NULL, h),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(hyper_hessian(three, NULL, SIZE_MAX, at, &y, NULL, h),
                   AD_NO_MEMORY);
  ck_assert_int_eq(hyper_along(three, NULL, 3, at, at, NULL, &y),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(hyper_along(three, NULL, 3, at, at, at, NULL),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(hyper_along(three, NULL, SIZE_MAX, at, at, at, &y),
                   AD_NO_MEMORY);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("hyper");
  ADD(s, hessian_is_right);
  ADD(s, a_wrong_hessian_is_seen);
  ADD(s, along_two_directions);
  ADD(s, second_derivative);
  ADD(s, bad_arguments_and_no_inputs);
  return run_suite(s);
}
