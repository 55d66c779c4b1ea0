/* test_traps.c: compositions that make naive derivatives NaN or wrong: the
 * trap as plain arithmetic has it (which has to go wrong: the negative
 * control), and what the engines answer. */
#include <config.h>

#include "close.h"
#include "on_tape.h"

#include "../forward/dual.h"

/* ---- an unused branch ----------------------------------------------------- */

START_TEST(unused_branch_leaks_no_nan)
{
  /* plain: weight times slope */
  volatile double weight = 0, slope = 0.5 / sqrt(0);
  ck_assert(isnan(weight * slope));
  const double at[] = {0, -1}; /* sqrt has an infinite slope, or no value */
  for (int k = 0; k < 2; k++) {
    dual u = dual_make(at[k], 1);
    dual y = dual_select(u, dual_sqrt(u), dual_mul(dual_const(3), u));
    assert_same(y.v, 3 * at[k]);
    assert_same(y.d, 3);
    double g;
    tape_reset(t);
    var x = tape_input(t, at[k]);
    var z = var_select(x, var_sqrt(x), var_mul(var_const(3), x));
    ck_assert_int_eq(tape_gradient(z, 1, &x, &g), AD_OK);
    assert_same(var_value(z), 3 * at[k]);
    assert_same(g, 3);
  }
}
END_TEST

START_TEST(masking_by_a_product)
{
  /* mask * f(x) with f(x) = log x, masked at x <= 0: mul keeps the value NaN,
   * azmul does not */
  for (double x0 = -1; x0 <= 0; x0++) {
    dual x = dual_make(x0, 1), mask = dual_const(0);
    ck_assert(isnan(dual_mul(mask, dual_log(x)).v));
    assert_same(dual_azmul(mask, dual_log(x)).v, 0);
    assert_same(dual_azmul(mask, dual_log(x)).d, 0);
    double g;
    tape_reset(t);
    var u = tape_input(t, x0), zero = tape_input(t, 0);
    var y = var_add(var_azmul(zero, var_log(u)), u);
    ck_assert_int_eq(tape_gradient(y, 1, &u, &g), AD_OK);
    assert_same(var_value(y), x0);
    assert_same(g, 1);
  }
}
END_TEST

/* ---- |x| and lengths at 0 ------------------------------------------------- */

START_TEST(square_root_of_a_square)
{
  volatile double root = 0.5 / sqrt(0), square = 0;
  ck_assert(isnan(root * square));
  dual x = dual_make(0, 1);
  assert_same(dual_sqrt(dual_sqr(x)).d, 0);
  assert_same(dual_abs(x).d, 0);
  /* off 0 the cure is right where the trap overflows or underflows */
  dual tiny = dual_make(-1e-200, 1), huge = dual_make(1e200, 1);
  assert_same(dual_sqrt(dual_sqr(tiny)).v, 0);
  assert_same(dual_abs(tiny).d, -1);
  ck_assert(isinf(dual_sqrt(dual_sqr(huge)).v));
  assert_same(dual_abs(huge).d, 1);
}
END_TEST

START_TEST(norm_at_zero)
{
  double g[2];
  var x[2];
  const double zero[] = {0, 0}, tiny[] = {3e-200, 4e-200};
  ck_assert_int_eq(tape_inputs(t, 2, zero, x), AD_OK);
  ck_assert_int_eq(tape_gradient(var_hypot(x[0], x[1]), 2, x, g), AD_OK);
  assert_same(g[0], 0);
  assert_same(g[1], 0);
  tape_reset(t);
  ck_assert_int_eq(tape_inputs(t, 2, tiny, x), AD_OK);
  var trap = var_sqrt(var_add(var_sqr(x[0]), var_sqr(x[1])));
  assert_same(var_value(trap), 0);
  ck_assert_int_eq(tape_gradient(var_hypot(x[0], x[1]), 2, x, g), AD_OK);
  assert_close(g[0], 0.6, 4e-16);
  assert_close(g[1], 0.8, 4e-16);
}
END_TEST

/* ---- log of softmax -------------------------------------------------------- */

START_TEST(log_of_softmax)
{
  dual x = dual_make(0, 1), y = dual_const(1000);
  dual share = dual_div(dual_exp(x), dual_add(dual_exp(x), dual_exp(y)));
  ck_assert(isinf(dual_log(share).v)); /* the trap: e^1000 overflows */
  dual cure = dual_sub(x, dual_logaddexp(x, y));
  assert_same(cure.v, -1000);
  assert_same(cure.d, 1);
  assert_same(dual_logsigmoid(dual_sub(x, y)).v, -1000);
  assert_same(dual_logsigmoid(dual_sub(x, y)).d, 1);
}
END_TEST

/* ---- x^n with a variable n -------------------------------------------------- */

START_TEST(variable_exponent)
{
  double g[2];
  var x[2];
  const double at[] = {-3, 2};
  ck_assert_int_eq(tape_inputs(t, 2, at, x), AD_OK);
  ck_assert_int_eq(tape_gradient(var_pow(x[0], x[1]), 2, x, g), AD_OK);
  assert_same(g[0], -6);       /* by the base all is well, */
  ck_assert(isnan(g[1]));      /* by the exponent there is none, */
  dual u = dual_make(-3, 1);   /* and while it stands still none is missed */
  assert_same(dual_pow(u, dual_make(2, 0)).d, -6);
  assert_same(dual_powi(u, 2).d, -6);
}
END_TEST

/* ---- a frozen branch -------------------------------------------------------- */

/* sin(x)/x with the hole at 0 filled by a constant: the tape records the branch
 * that was taken, here a constant, whose derivative is 0 everywhere. */
static var frozen(var x)
{
  if (var_value(x) == 0)
    return var_const(1);
  return var_div(var_sin(x), x);
}

/* |x| by a branch: the record is of one side only. */
static var one_sided(var x)
{
  return var_value(x) >= 0 ? x : var_neg(x);
}

START_TEST(frozen_branch)
{
  double g;
  var x = tape_input(t, 0);
  /* trap: x + hole(x) where hole is x for x != 0 */
  var hole = var_value(x) == 0 ? var_const(0) : x;
  ck_assert_int_eq(tape_gradient(var_add(x, hole), 1, &x, &g), AD_OK);
  assert_same(g, 1); /* and not 2: the branch at 0 is a constant */
  ck_assert_ptr_null(frozen(x).on);
  ck_assert_int_eq(tape_gradient(one_sided(x), 1, &x, &g), AD_OK);
  assert_same(g, 1); /* the side that was taken */
  /* cures: ops that know their own value and derivative there */
  ck_assert_int_eq(tape_gradient(var_sinc(x), 1, &x, &g), AD_OK);
  assert_same(g, 0);
  assert_same(var_value(var_sinc(x)), 1);
  ck_assert_int_eq(tape_gradient(var_abs(x), 1, &x, &g), AD_OK);
  assert_same(g, 0);
  var both = var_select(x, x, var_neg(x)); /* both sides are recorded */
  ck_assert_uint_ge(tape_size(t), 6);
  ck_assert_int_eq(tape_gradient(both, 1, &x, &g), AD_OK);
  assert_same(g, -1); /* the side of x <= 0, as select's row says */
}
END_TEST

int main(void)
{
  Suite *s = suite_create("traps");
  ADD_ON_TAPE(s, unused_branch_leaks_no_nan);
  ADD_ON_TAPE(s, masking_by_a_product);
  ADD_ON_TAPE(s, square_root_of_a_square);
  ADD_ON_TAPE(s, norm_at_zero);
  ADD_ON_TAPE(s, log_of_softmax);
  ADD_ON_TAPE(s, variable_exponent);
  ADD_ON_TAPE(s, frozen_branch);
  return run_suite(s);
}
