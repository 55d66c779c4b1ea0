/* test_forward.c: dual numbers and the drivers of forward mode. */
#include <config.h>

#include "close.h"
#include "each_op.h"

#include "../forward/drivers.h"

static dual square_of_sine(dual x) { return dual_sqr(dual_sin(x)); }

START_TEST(chain_rule)
{
  double y, d = dual_derivative(square_of_sine, 0.7, &y);
  assert_close(y, sin(0.7) * sin(0.7), 1e-15);
  assert_close(d, 2 * sin(0.7) * cos(0.7), 1e-15);
  assert_close(dual_derivative(square_of_sine, 0.7, NULL), d, 0);
}
END_TEST

START_TEST(constants_have_no_tangent)
{
  dual c = dual_const(3);
  assert_same(c.d, 0);
  assert_same(dual_mul(c, dual_const(4)).d, 0);
  assert_same(dual_mul(c, dual_make(2, 1)).d, 3);
}
END_TEST

/* x^2 at x < 0 with a constant exponent: no partial with respect to the
 * exponent exists, and none is needed. */
START_TEST(constant_exponent_at_a_negative_base)
{
  assert_same(dual_pow(dual_make(-3, 1), dual_const(2)).d, -6);
  ck_assert(isnan(dual_pow(dual_make(-3, 1), dual_make(2, 1)).d));
}
END_TEST

/* Every op's tangent is linear in the seeds. */
START_TEST(tangent_is_linear_in_the_seed)
{
  enum ad_op op = (enum ad_op)_i;
  for (size_t k = 0; k < ad_op_info(op)->point_count; k++) {
    const double seed[] = {2, -4, 0.5};
    double x[AD_OP_ARGS], want = 0;
    dual u[AD_OP_ARGS];
    op_point(op, k, x);
    struct ad_partials p = partials_by_dual(op, x);
    for (int j = 0; j < AD_OP_ARGS; j++) {
      u[j] = dual_make(x[j], seed[j]);
      want += seed[j] * p.d[j];
    }
    assert_close(dual_by_op(op, u).d, want, 1e-14);
  }
}
END_TEST

/* (x0 x1, x0 + x2, sin x1): three outputs of three inputs. */
static enum ad_status three(const dual *x, dual *y, void *data)
{
  if (data)
    ++*(int *)data;
  y[0] = dual_mul(x[0], x[1]);
  y[1] = dual_add(x[0], x[2]);
  y[2] = dual_sin(x[1]);
  return AD_OK;
}

static const double at3[] = {2, 3, 5};
static const double jac3[] = {3, 2, 0, 1, 0, 1, 0, -0.98999249660044542, 0};

START_TEST(jacobian_is_stored_by_rows)
{
  double y[3], jac[9];
  int calls = 0;
  ck_assert_int_eq(dual_jacobian(three, &calls, 3, at3, 3, y, jac), AD_OK);
  for (int k = 0; k < 9; k++)
    assert_close(jac[k], jac3[k], 1e-15);
  assert_same(y[0], 6);
  assert_same(y[1], 7);
  ck_assert_int_eq(calls, 3);
}
END_TEST

START_TEST(jvp_is_jacobian_times_direction)
{
  const double dx[] = {1, -2, 0.5};
  double dy[3];
  int calls = 0;
  ck_assert_int_eq(dual_jvp(three, &calls, 3, at3, dx, 3, NULL, dy), AD_OK);
  for (int i = 0; i < 3; i++)
    assert_close(dy[i], jac3[3 * i] * dx[0] + jac3[3 * i + 1] * dx[1] +
                          jac3[3 * i + 2] * dx[2], 1e-15);
  ck_assert_int_eq(calls, 1);
}
END_TEST

static dual lab(const dual *x)
{
  return dual_mul(dual_powi(dual_add(x[0], x[1]), 3), dual_sqr(x[2]));
}

START_TEST(gradient_of_the_lab)
{
  const double x[] = {1, 2, 3};
  double y, grad[3];
  ck_assert_int_eq(dual_gradient(lab, 3, x, &y, grad), AD_OK);
  assert_same(y, 243);
  assert_same(grad[0], 243);
  assert_same(grad[1], 243);
  assert_same(grad[2], 162);
}
END_TEST

static enum ad_status refuses(const dual *x, dual *y, void *data)
{
  (void)x, (void)y, (void)data;
  return AD_TAPE_FULL;
}

static enum ad_status constant(const dual *x, dual *y, void *data)
{
  (void)x, (void)data;
  y[0] = dual_const(7);
  return AD_OK;
}

START_TEST(drivers_pass_on_errors)
{
  double y[3] = {0}, jac[9];
  ck_assert_int_eq(dual_jacobian(refuses, NULL, 3, at3, 3, y, jac),
                   AD_TAPE_FULL);
  ck_assert_int_eq(dual_jvp(refuses, NULL, 3, at3, at3, 3, y, jac),
                   AD_TAPE_FULL);
  ck_assert_int_eq(dual_jacobian(NULL, NULL, 3, at3, 3, y, jac),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(dual_jacobian(three, NULL, 3, NULL, 3, y, jac),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(dual_jvp(three, NULL, 3, at3, NULL, 3, y, jac),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(dual_gradient(NULL, 3, at3, y, jac), AD_BAD_ARGUMENT);
  ck_assert_int_eq(dual_jacobian(three, NULL, SIZE_MAX / 16, at3, 3, y, jac),
                   AD_NO_MEMORY);
  ck_assert_int_eq(dual_jacobian(three, NULL, 3, at3, SIZE_MAX - 1, y, jac),
                   AD_NO_MEMORY);
}
END_TEST

START_TEST(outputs_may_be_null)
{
  double y[3], jac[9];
  ck_assert_int_eq(dual_jacobian(three, NULL, 3, at3, 3, y, NULL), AD_OK);
  assert_same(y[0], 6);
  ck_assert_int_eq(dual_jacobian(three, NULL, 3, at3, 3, NULL, jac), AD_OK);
  assert_same(jac[0], 3);
  ck_assert_int_eq(dual_jvp(three, NULL, 3, at3, at3, 3, y, NULL), AD_OK);
}
END_TEST

START_TEST(no_inputs_is_a_value)
{
  double y = 0;
  ck_assert_int_eq(dual_jacobian(constant, NULL, 0, NULL, 1, &y, NULL), AD_OK);
  assert_same(y, 7);
}
END_TEST

static enum ad_status silent(const dual *x, dual *y, void *data)
{
  (void)x, (void)y, (void)data;
  return AD_OK;
}

START_TEST(one_output_and_none)
{
  double y, dy[3], jac[9] = {0};
  ck_assert_int_eq(dual_jvp(three, NULL, 3, at3, at3, 3, NULL, NULL), AD_OK);
  ck_assert_int_eq(dual_gradient(lab, 3, at3, NULL, dy), AD_OK);
  ck_assert_int_eq(dual_gradient(lab, 3, at3, &y, NULL), AD_OK);
  /* one output, and none */
  jac[0] = jac[3] = 9;
  ck_assert_int_eq(dual_jacobian(constant, NULL, 3, at3, 1, &y, jac), AD_OK);
  assert_same(jac[0], 0);
  assert_same(jac[3], 9);
  jac[0] = 9;
  ck_assert_int_eq(dual_jacobian(silent, NULL, 3, at3, 0, NULL, jac), AD_OK);
  assert_same(jac[0], 9);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("forward");
  for (int op = 0; op < AD_OP_COUNT; op++) {
    TCase *c = tcase_create(ad_op_info((enum ad_op)op)->name);
    tcase_add_loop_test(c, tangent_is_linear_in_the_seed, op, op + 1);
    suite_add_tcase(s, c);
  }
  ADD(s, chain_rule);
  ADD(s, constants_have_no_tangent);
  ADD(s, constant_exponent_at_a_negative_base);
  ADD(s, jacobian_is_stored_by_rows);
  ADD(s, jvp_is_jacobian_times_direction);
  ADD(s, gradient_of_the_lab);
  ADD(s, drivers_pass_on_errors);
  ADD(s, outputs_may_be_null);
  ADD(s, no_inputs_is_a_value);
  ADD(s, one_output_and_none);
  return run_suite(s);
}
