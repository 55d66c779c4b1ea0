/* test_inputs.c: ranges of inputs on the tape, with an array of vars and
 * without. */
#include <config.h>

#include "on_tape.h"

/* What lies in the middle of a range is never looked at, even where an earlier
 * recording has left its records. */
START_TEST(ranges_hide_what_was_there)
{
  const double x0[] = {1, 2, 3, 4, 5, 6, 7, 8};
  var x[8];
  double g[8];
  var old = tape_input(t, 2);
  for (int k = 0; k < 20; k++)
    old = var_mul(var_exp(old), var_const(1e-3));
  for (int round = 0; round < 2; round++) {
    tape_reset(t);
    tape_inputs(t, 8, x0, x);
    var y = var_mul(x[1], x[6]);
    ck_assert_int_eq(tape_gradient(y, 8, x, g), AD_OK);
    for (int j = 0; j < 8; j++)
      assert_same(g[j], j == 1 ? 7 : j == 6 ? 2 : 0);
    assert_same(tape_rounding(t), 0x1p-52 * 14);
  }
}
END_TEST

START_TEST(ranges_take_one_record)
{
  enum { MANY = 1000 };
  double x0[MANY], g[MANY];
  var x[MANY], y = var_const(0);
  for (int j = 0; j < MANY; j++)
    x0[j] = j;
  (void)tape_input(t, 1);
  ck_assert_int_eq(tape_inputs(t, MANY, x0, x), AD_OK);
  for (int j = 0; j < MANY; j++)
    y = var_add(y, var_mul(x[j], x[MANY - 1 - j]));
  ck_assert_int_eq(tape_gradient(y, MANY, x, g), AD_OK);
  for (int j = 0; j < MANY; j++)
    assert_same(g[j], 2 * (MANY - 1 - j));
}
END_TEST

/* Both ways put the same on the tape. */
START_TEST(without_an_array)
{
  const double x0[] = {1.5, 2.5, -3};
  double g[3], h[3];
  var x[3];
  tape *other = tape_new();
  const var first = tape_input_range(t, 3, x0);
  tape_inputs(other, 3, x0, x);
  const var y = var_mul(var_mul(first, var_after(first, 1)), var_after(first, 2));
  const var z = var_mul(var_mul(x[0], x[1]), x[2]);
  ck_assert_int_eq(tape_gradient_range(y, 3, first, g), AD_OK);
  ck_assert_int_eq(tape_gradient(z, 3, x, h), AD_OK);
  assert_same(var_value(y), 1.5 * 2.5 * -3);
  for (size_t j = 0; j < 3; j++) {
    assert_same(var_value(var_after(first, j)), x0[j]);
    assert_same(g[j], -11.25 / x0[j]);
    assert_same(g[j], h[j]);
  }
  ck_assert_uint_eq(tape_size(t), tape_size(other));
  tape_free(other);
}
END_TEST

/* A part of the inputs, and slots that are none. */
START_TEST(parts_of_a_range)
{
  const double x0[] = {2, 3, 5, 7};
  double g[2];
  const var first = tape_input_range(t, 4, x0);
  const var y = var_mul(var_after(first, 1), var_after(first, 2));
  const var z = var_mul(y, y);
  ck_assert_int_eq(tape_gradient_range(z, 2, var_after(first, 2), g), AD_OK);
  assert_same(g[0], 2 * 15 * 3);
  assert_same(g[1], 0);
  ck_assert_int_eq(tape_gradient_range(z, 2, y, g), AD_OK);
  assert_same(g[0], 30);
  assert_same(g[1], 1);
}
END_TEST

START_TEST(range_of_a_constant_output)
{
  const double x0[] = {2, 3};
  double g[] = {7, 7};
  const var first = tape_input_range(t, 2, x0);
  ck_assert_int_eq(tape_gradient_range(var_const(1), 2, first, g), AD_OK);
  assert_same(g[0], 0);
  assert_same(g[1], 0);
}
END_TEST

START_TEST(wrong_ranges)
{
  const double x0[] = {2, 3};
  double g[] = {7, 7, 7};
  tape *other = tape_new();
  const var first = tape_input_range(t, 2, x0), y = var_mul(first, first);
  const var there = tape_input_range(other, 2, x0);
  ck_assert_int_eq(tape_gradient_range(y, 4, first, g), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_gradient_range(y, 2, first, NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_gradient_range(y, 2, var_const(1), g), AD_NOT_INPUT);
  ck_assert_int_eq(tape_gradient_range(y, 2, there, g), AD_MIXED_TAPES);
  ck_assert_int_eq(tape_gradient_range(y, 0, first, NULL), AD_OK);
  tape_reset(other);
  ck_assert_int_eq(tape_gradient_range(y, 1, there, g), AD_STALE_VAR);
  assert_same(g[0], 7);
  ck_assert_int_eq(tape_status(t), AD_OK);
  ck_assert(isnan(var_value(tape_input_range(NULL, 2, x0))));
  ck_assert(isnan(var_value(tape_input_range(t, 0, x0))));
  ck_assert_int_eq(tape_status(t), AD_BAD_ARGUMENT);
  tape_free(other);
}
END_TEST

START_TEST(a_full_tape)
{
  const double x0[] = {2, 3};
  double g;
  tape_limit(t, 3);
  const var first = tape_input_range(t, 2, x0);
  const var more = tape_input_range(t, 2, x0);
  ck_assert_int_eq(tape_status(t), AD_TAPE_FULL);
  ck_assert(isnan(var_value(more)));
  ck_assert(isnan(var_value(first)));
  ck_assert_int_eq(tape_gradient_range(more, 1, first, &g), AD_TAPE_FULL);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("inputs");
  ADD_ON_TAPE(s, ranges_hide_what_was_there);
  ADD_ON_TAPE(s, ranges_take_one_record);
  ADD_ON_TAPE(s, without_an_array);
  ADD_ON_TAPE(s, parts_of_a_range);
  ADD_ON_TAPE(s, range_of_a_constant_output);
  ADD_ON_TAPE(s, wrong_ranges);
  ADD_ON_TAPE(s, a_full_tape);
  return run_suite(s);
}
