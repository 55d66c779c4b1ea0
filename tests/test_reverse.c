/* test_reverse.c: the tape. */
#include <config.h>

#include "close.h"
#include "each_op.h"
#include "on_tape.h"

#include <stdlib.h>


/* Forward and reverse mode use the same partials of the same values, so that
 * for a single op they agree to the last bit, whichever operands are
 * constants. */
START_TEST(op_agrees_with_forward_bitwise)
{
  enum ad_op op = (enum ad_op)_i;
  for (size_t k = 0; k < ad_op_info(op)->point_count; k++) {
    double x[AD_OP_ARGS];
    op_point(op, k, x);
    struct ad_partials want = partials_by_dual(op, x);
    for (unsigned constants = 0; constants < 1u << ad_op_variables(op);
         constants++) {
      struct ad_partials got = partials_by_tape(t, op, x, constants);
      assert_same(got.y, want.y);
      for (int j = 0; j < ad_op_variables(op); j++)
        assert_same(got.d[j], constants >> j & 1 ? 0 : want.d[j]);
    }
  }
}
END_TEST

/* Constants alone give a constant, and nothing is recorded. */
START_TEST(constants_are_not_recorded)
{
  enum ad_op op = (enum ad_op)_i;
  double x[AD_OP_ARGS];
  var c[AD_OP_ARGS];
  op_point(op, 0, x);
  for (int k = 0; k < AD_OP_ARGS; k++)
    c[k] = var_const(x[k]);
  var y = var_by_op(op, c);
  ck_assert_ptr_null(y.on);
  assert_same(var_value(y), ad_op_eval(op, x[0], x[1], x[2]).y);
  ck_assert_uint_eq(tape_size(t), 0);
}
END_TEST

/* A record takes one slot, constants none. */
START_TEST(constants_take_no_slot)
{
  enum ad_op op = (enum ad_op)_i;
  double x[AD_OP_ARGS];
  op_point(op, 0, x);
  for (int k = 0; k < ad_op_variables(op); k++) {
    partials_by_tape(t, op, x, ~(1u << k));
    ck_assert_uint_eq(tape_size(t), 2);
  }
}
END_TEST

/* Whatever kind of record it is, it adds to what its arguments already got. */
START_TEST(op_adds_to_adjoints)
{
  enum ad_op op = (enum ad_op)_i;
  const int n = ad_op_variables(op);
  for (size_t k = 0; k < ad_op_info(op)->point_count; k++)
    for (unsigned constants = 0; constants < 1u << n; constants++) {
      double x[AD_OP_ARGS];
      var u[AD_OP_ARGS];
      op_point(op, k, x);
      struct ad_partials p = ad_op_eval(op, x[0], x[1], x[2]);
      tape_reset(t);
      for (int j = 0; j < AD_OP_ARGS; j++)
        u[j] = j < n && !(constants >> j & 1) ? tape_input(t, x[j])
                                              : var_const(x[j]);
      var y = var_by_op(op, u);
      for (int j = 0; j < n; j++)
        y = var_add(y, u[j]);
      ck_assert_int_eq(tape_gradient(y, 0, NULL, NULL), AD_OK);
      for (int j = 0; j < n; j++)
        assert_same(var_adjoint(u[j]), constants >> j & 1 ? 0 : 1 + p.d[j]);
    }
}
END_TEST

START_TEST(same_operand_twice)
{
  double g;
  var x = tape_input(t, 3);
  ck_assert_int_eq(tape_gradient(var_mul(x, x), 1, &x, &g), AD_OK);
  assert_same(g, 6);
  ck_assert_int_eq(tape_gradient(var_sub(x, x), 1, &x, &g), AD_OK);
  assert_same(g, 0);
}
END_TEST

START_TEST(fan_out_accumulates)
{
  double g;
  var x = tape_input(t, 2), u = var_sqr(x);
  var y = var_add(var_add(u, u), var_mul(u, x)); /* 2x^2 + x^3 */
  ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_OK);
  assert_same(g, 4 * 2 + 3 * 4);
}
END_TEST

/* 2x + x*3 + e^x + e^x + (4 - x) + x^2 + x^3: the one slot of x gets a share
 * from every kind of record. */
START_TEST(fan_out_accumulates_from_all_records)
{
  double g;
  var x = tape_input(t, 0.5), two = var_const(2), three = var_const(3);
  var parts[] = {var_mul(two, x),   var_mul(x, three),
                 var_exp(x),        var_exp(x),
                 var_sub(var_const(4), x), var_sub(x, two), var_div(three, x),
                 var_powi(x, 2),    var_powi(x, 3)};
  var y = parts[0];
  for (size_t k = 1; k < sizeof parts / sizeof *parts; k++)
    y = var_add(y, parts[k]);
  ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_OK);
  assert_close(g, 2 + 3 + 2 * exp(0.5) - 1 + 1 - 3 / 0.25 + 2 * 0.5 +
                    3 * 0.25, 1e-15);
}
END_TEST

START_TEST(adjoints_of_intermediate_values)
{
  const double x0[] = {1, 2, 4};
  var x[3];
  ck_assert_int_eq(tape_inputs(t, 3, x0, x), AD_OK);
  var u = var_powi(x[0], 2), v = var_add(u, x[1]), w = var_mul(x[2], v);
  var r = var_powi(w, 2);
  double grad[3];
  ck_assert_int_eq(tape_gradient(r, 3, x, grad), AD_OK);
  assert_same(var_value(r), 144);
  assert_same(var_adjoint(w), 24);
  assert_same(var_adjoint(v), 96);
  assert_same(var_adjoint(u), 96);
  assert_same(grad[0], 192);
  assert_same(grad[1], 96);
  assert_same(grad[2], 72);
  assert_same(var_adjoint(var_const(5)), 0);
  ck_assert_int_eq(tape_gradient(r, 1, &v, grad), AD_OK);
  assert_same(grad[0], 96);
}
END_TEST

START_TEST(several_outputs_with_seeds)
{
  var x = tape_input(t, 2), z = tape_input(t, 5);
  const var y[] = {var_mul(x, z), var_add(x, z), var_const(9)};
  const double w[] = {10, 0.1, 7};
  double xbar[2];
  ck_assert_int_eq(tape_vjp(3, y, w, 2, (const var[]){x, z}, xbar), AD_OK);
  assert_close(xbar[0], 10 * 5 + 0.1, 1e-15);
  assert_close(xbar[1], 10 * 2 + 0.1, 1e-15);
  /* the same output twice: the seeds add up */
  const var twice[] = {y[0], y[0]};
  const double both[] = {1, 2};
  ck_assert_int_eq(tape_vjp(2, twice, both, 1, &x, xbar), AD_OK);
  assert_same(xbar[0], 15);
}
END_TEST

START_TEST(outputs_may_be_inputs)
{
  const double x0[] = {1, 2, 3, 4};
  var x[4];
  double g[4];
  tape_inputs(t, 4, x0, x);
  (void)var_exp(x[0]);
  ck_assert_int_eq(tape_gradient(x[2], 4, x, g), AD_OK);
  for (int j = 0; j < 4; j++)
    assert_same(g[j], j == 2);
}
END_TEST

START_TEST(constant_output_has_zero_gradient)
{
  double g = 9;
  var x = tape_input(t, 2);
  ck_assert_int_eq(tape_gradient(var_const(3), 1, &x, &g), AD_OK);
  assert_same(g, 0);
}
END_TEST

/* A dead record with an infinite partial spoils nothing. */
START_TEST(dead_records_do_no_harm)
{
  double g;
  var x = tape_input(t, 0);
  (void)var_sqrt(x);
  ck_assert_int_eq(tape_gradient(var_add(x, x), 1, &x, &g), AD_OK);
  assert_same(g, 2);
}
END_TEST

START_TEST(grows_past_many_doublings)
{
  enum { MANY = 1000000 };
  double g;
  var x = tape_input(t, 1), y = x;
  for (int k = 0; k < MANY; k++)
    y = var_add(y, x);
  ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_OK);
  assert_same(g, MANY + 1);
  assert_same(var_value(y), MANY + 1);
}
END_TEST

START_TEST(reset_keeps_the_memory)
{
  double g;
  size_t bytes = 0;
  for (int round = 0; round < 5; round++) {
    tape_reset(t);
    ck_assert_uint_eq(tape_size(t), 0);
    var x = tape_input(t, round), y = x;
    for (int k = 0; k < 5000; k++)
      y = var_mul(var_const(1.0 + k % 3), var_sin(y));
    ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_OK);
    if (round == 0)
      bytes = tape_bytes(t);
    ck_assert_uint_eq(tape_bytes(t), bytes);
  }
}
END_TEST

/* As many different constants as ops: their list is used again, too. */
START_TEST(reset_keeps_the_memory_of_constants)
{
  size_t bytes = 0;
  for (int round = 0; round < 5; round++) {
    tape_reset(t);
    var y = tape_input(t, round);
    for (int k = 0; k < 5000; k++)
      y = var_add(y, var_const(k));
    if (round == 0)
      bytes = tape_bytes(t);
    ck_assert_uint_eq(tape_bytes(t), bytes);
  }
}
END_TEST

START_TEST(reset_forgets_the_sweep)
{
  double g;
  var x = tape_input(t, 2);
  ck_assert_int_eq(tape_gradient(var_exp(x), 1, &x, &g), AD_OK);
  var later = var_exp(x);
  ck_assert(isnan(var_adjoint(later)));
  var old = x;
  tape_reset(t);
  assert_same(tape_rounding(t), 0);
  x = tape_input(t, 2);
  ck_assert(isnan(var_adjoint(x)));
  ck_assert_int_eq(tape_gradient(var_exp(x), 1, &x, &g), AD_OK);
  ck_assert(isnan(var_adjoint(old)));
}
END_TEST

START_TEST(stale_vars_are_caught)
{
  double g = 9;
  var x = tape_input(t, 2), old = var_exp(x);
  tape_reset(t);
  ck_assert(isnan(var_value(old)));
  x = tape_input(t, 3);
  ck_assert_int_eq(tape_gradient(old, 1, &x, &g), AD_STALE_VAR);
  assert_same(g, 9);
  var y = var_exp(var_exp(x)); /* now old's slot is in use again */
  ck_assert_int_eq(tape_gradient(old, 1, &x, &g), AD_STALE_VAR);
  ck_assert_int_eq(tape_gradient(y, 1, &old, &g), AD_STALE_VAR);
  ck_assert(isnan(var_value(old)));
  ck_assert(isnan(var_adjoint(old)));
  assert_same(g, 9);
  ck_assert_int_eq(tape_status(t), AD_OK); /* a wrong question, a good tape */
  ck_assert(isnan(var_value(var_add(x, old))));
  ck_assert_int_eq(tape_status(t), AD_STALE_VAR);
}
END_TEST

START_TEST(mixed_tapes_are_caught)
{
  tape *other = tape_new();
  double g = 9;
  var x = tape_input(t, 2), z = tape_input(other, 3);
  ck_assert_int_eq(tape_gradient(x, 1, &z, &g), AD_MIXED_TAPES);
  ck_assert_int_eq(tape_status(t), AD_OK);
  (void)var_mul(x, z);
  ck_assert_int_eq(tape_status(t), AD_MIXED_TAPES);
  ck_assert_int_eq(tape_status(other), AD_MIXED_TAPES);
  assert_same(g, 9);
  tape_free(other);
}
END_TEST

START_TEST(errors_stick)
{
  double g = 9;
  tape_limit(t, 3);
  var x = tape_input(t, 1), y = var_exp(x);
  y = var_exp(y);
  ck_assert_int_eq(tape_status(t), AD_OK);
  y = var_exp(y);
  ck_assert_int_eq(tape_status(t), AD_TAPE_FULL);
  tape *other = tape_new();
  y = var_add(var_sin(y), tape_input(other, 1)); /* a second error */
  ck_assert_int_eq(tape_status(t), AD_TAPE_FULL);
  ck_assert(isnan(var_value(y)));
  ck_assert(isnan(var_value(x)));
  ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_TAPE_FULL);
  assert_same(g, 9);
  tape_free(other);
  tape_reset(t);
  ck_assert_int_eq(tape_status(t), AD_OK);
  tape_limit(t, 0);
  x = tape_input(t, 1);
  y = var_exp(var_exp(var_exp(var_exp(x))));
  ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_OK);
}
END_TEST

/* A limit below what the tape holds is no room at all; a new limit does not
 * heal a tape. */
START_TEST(limits_hold_at_once)
{
  var x[8];
  const double x0[8] = {0};
  ck_assert_int_eq(tape_inputs(t, 8, x0, x), AD_OK);
  tape_limit(t, 5);
  ck_assert_int_eq(tape_inputs(t, 1, x0, x), AD_TAPE_FULL);
  ck_assert_uint_eq(tape_size(t), 8);
  tape_limit(t, 0);
  ck_assert(isnan(var_value(var_exp(x[0]))));
  ck_assert_int_eq(tape_status(t), AD_TAPE_FULL);
  ck_assert_uint_eq(tape_size(t), 8);
  tape_reset(t);
  x[0] = tape_input(t, 1);
  tape_limit(t, 1);
  (void)var_exp(x[0]);
  ck_assert_int_eq(tape_status(t), AD_TAPE_FULL);
  ck_assert_uint_eq(tape_size(t), 1);
}
END_TEST

/* Two errors of different kinds on one tape, in either order of operands. */
/* Slots have indexes of 32 bits.  Instead of 70 GB of records: a range that
 * alone is longer, and a tape that is told it were almost full. */
START_TEST(more_slots_than_indexes_are_refused)
{
  const double one = 1;
  (void)tape_input_range(t, (size_t)1 << 32, &one);
  ck_assert_int_eq(tape_status(t), AD_TAPE_FULL);
  ck_assert_uint_eq(tape_size(t), 0);
  tape_reset(t);
  var x = tape_input(t, 1);
  t->used = UINT32_MAX - 1;
  (void)var_exp(x);
  ck_assert_int_eq(tape_status(t), AD_TAPE_FULL);
  tape_reset(t);
  x = tape_input(t, 1);
  tape_limit(t, 2);
  x = var_fma(x, x, x);
  ck_assert_int_eq(tape_status(t), AD_OK);
  (void)var_fma(x, x, x);
  ck_assert_int_eq(tape_status(t), AD_TAPE_FULL);
  ck_assert_uint_eq(tape_size(t), 2);
  tape_limit(t, 0);
  tape_reset(t);
  ck_assert(!isnan(var_value(var_exp(tape_input(t, 1)))));
}
END_TEST

START_TEST(first_error_stays)
{
  tape *other = tape_new();
  tape_limit(t, 1);
  var x = tape_input(t, 1);
  (void)var_exp(x);
  ck_assert_int_eq(tape_status(t), AD_TAPE_FULL);
  (void)var_add(tape_input(other, 1), x);
  ck_assert_int_eq(tape_status(other), AD_MIXED_TAPES);
  ck_assert_int_eq(tape_status(t), AD_TAPE_FULL);
  ck_assert_int_eq(tape_inputs(t, 1, NULL, NULL), AD_TAPE_FULL);
  ck_assert(isnan(var_value(x)) && isnan(var_adjoint(x)));
  tape_free(other);
  /* what a good sweep left is not to be had from a bad tape */
  double g;
  tape_reset(t);
  x = tape_input(t, 1);
  ck_assert_int_eq(tape_gradient(x, 1, &x, &g), AD_OK);
  assert_same(var_adjoint(x), 1);
  (void)var_exp(x);
  ck_assert_int_eq(tape_status(t), AD_TAPE_FULL);
  ck_assert(isnan(var_adjoint(x)));
}
END_TEST

START_TEST(wrong_arguments)
{
  double g;
  var x = tape_input(t, 2), c = var_const(1);
  ck_assert_int_eq(tape_gradient(x, 1, &c, &g), AD_NOT_INPUT);
  ck_assert_int_eq(tape_gradient(c, 1, &c, &g), AD_NOT_INPUT);
  ck_assert_int_eq(tape_gradient(x, 1, NULL, &g), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_gradient(x, 1, &x, NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_vjp(1, NULL, &g, 1, &x, &g), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_inputs(NULL, 1, &g, &x), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_status(NULL), AD_BAD_ARGUMENT);
  ck_assert(isnan(var_value(tape_input(NULL, 1))));
  tape_free(NULL);
}
END_TEST

START_TEST(no_adjoint_before_a_sweep)
{
  var x = tape_input(t, 2);
  ck_assert(isnan(var_adjoint(x)));
}
END_TEST

START_TEST(magnitude_and_rounding)
{
  double m;
  var x = tape_input(t, 3);
  var u = var_mul(var_const(1e8), x);
  var y = var_sub(var_add(x, u), u); /* x, by a detour over 3e8 */
  ck_assert_int_eq(tape_vjp_magnitude(1, &y, (const double[]){-1}, 1, &x, &m),
                   AD_OK);
  assert_same(m, 2e8 + 1);
  ck_assert_int_eq(tape_gradient(y, 0, NULL, NULL), AD_OK);
  /* |1e8 x| with adjoint 0, x + u and y with adjoint 1 */
  assert_close(tape_rounding(t), 0x1p-52 * (3e8 + 3 + 3), 1e-12);
}
END_TEST

/* 0 and -0 are equal but not the same constant. */
START_TEST(signed_zeros_are_two_constants)
{
  double g;
  var x = tape_input(t, 3);
  (void)var_div(x, var_const(0.0));
  ck_assert_int_eq(
    tape_gradient(var_div(x, var_const(-0.0)), 1, &x, &g), AD_OK);
  assert_same(g, -INFINITY);
}
END_TEST

/* Magnitudes add up where values cancel; ranges of inputs count nothing. */
START_TEST(rounding_adds_magnitudes)
{
  const double x0[] = {3, 5, 7};
  var x[3];
  ck_assert_int_eq(tape_inputs(t, 3, x0, x), AD_OK);
  var y = var_add(var_neg(x[0]), var_sub(x[2], x[1])); /* -3 + 2 = -1 */
  ck_assert_int_eq(tape_gradient(y, 0, NULL, NULL), AD_OK);
  assert_same(tape_rounding(t), 0x1p-52 * (3 + 2 + 1));
}
END_TEST

/* lbeta errs by 3.5 ulp of the logarithms that it is a difference of; near where
 * it is 0 these are more than the value. */
START_TEST(rounding_as_the_row_says)
{
  const var a = tape_input(t, 0.51), y = var_lbeta(a, var_const(3.3));
  ck_assert_int_eq(tape_gradient(y, 0, NULL, NULL), AD_OK);
  ck_assert(fabs(var_value(y)) < 0.02);
  ck_assert(tape_rounding(t) > 3.5 * 0x1p-52 * 0.1);
  ck_assert(tape_rounding(t) < 3.5 * 0x1p-52 * 1);
}
END_TEST

START_TEST(seventeen_bytes_an_op)
{
  ck_assert_uint_eq(sizeof *t->val + sizeof *t->arg + sizeof *t->code, 17);
  ck_assert_uint_eq(sizeof *t->rest, 8); /* once more for three arguments */
}
END_TEST

int main(void)
{
  Suite *s = suite_create("reverse");
  for (int op = 0; op < AD_OP_COUNT; op++) {
    TCase *c = tcase_create(ad_op_info((enum ad_op)op)->name);
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, op_agrees_with_forward_bitwise, op, op + 1);
    tcase_add_loop_test(c, constants_are_not_recorded, op, op + 1);
    tcase_add_loop_test(c, constants_take_no_slot, op, op + 1);
    tcase_add_loop_test(c, op_adds_to_adjoints, op, op + 1);
    suite_add_tcase(s, c);
  }
  ADD_ON_TAPE(s, same_operand_twice);
  ADD_ON_TAPE(s, fan_out_accumulates);
  ADD_ON_TAPE(s, fan_out_accumulates_from_all_records);
  ADD_ON_TAPE(s, adjoints_of_intermediate_values);
  ADD_ON_TAPE(s, several_outputs_with_seeds);
  ADD_ON_TAPE(s, outputs_may_be_inputs);
  ADD_ON_TAPE(s, constant_output_has_zero_gradient);
  ADD_ON_TAPE(s, dead_records_do_no_harm);
  ADD_ON_TAPE(s, grows_past_many_doublings);
  ADD_ON_TAPE(s, reset_keeps_the_memory);
  ADD_ON_TAPE(s, reset_keeps_the_memory_of_constants);
  ADD_ON_TAPE(s, reset_forgets_the_sweep);
  ADD_ON_TAPE(s, stale_vars_are_caught);
  ADD_ON_TAPE(s, mixed_tapes_are_caught);
  ADD_ON_TAPE(s, errors_stick);
  ADD_ON_TAPE(s, limits_hold_at_once);
  ADD_ON_TAPE(s, more_slots_than_indexes_are_refused);
  ADD_ON_TAPE(s, first_error_stays);
  ADD_ON_TAPE(s, wrong_arguments);
  ADD_ON_TAPE(s, no_adjoint_before_a_sweep);
  ADD_ON_TAPE(s, magnitude_and_rounding);
  ADD_ON_TAPE(s, signed_zeros_are_two_constants);
  ADD_ON_TAPE(s, rounding_adds_magnitudes);
  ADD_ON_TAPE(s, rounding_as_the_row_says);
  ADD_ON_TAPE(s, seventeen_bytes_an_op);
  return run_suite(s);
}
