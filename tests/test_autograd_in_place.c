/* test_autograd_in_place.c: values that change, and whether backward notices. */
#include <config.h>

#include "autograd.h"

/* exp needs its own value only, a sum nothing, a product the other factor. */
START_TEST(changed_values)
{
  var x = tape_input(t, 3), c = tape_input(t, 2);
  var e = var_exp(x), s = var_add(x, c), p = var_mul(x, c), q = var_sqr(x);
  ck_assert_int_eq(var_version(x), 0);
  ck_assert_int_eq(var_set(x, 5), AD_OK);
  ck_assert_int_eq(var_version(x), 1);
  ck_assert_double_eq(var_value(x), 5);
  ck_assert_int_eq(var_backward(e, NULL, 0), AD_OK);
  assert_close(grad(x), exp(3), 1e-15);
  tape_zero_grad(t);
  ck_assert_int_eq(var_backward(s, NULL, 0), AD_OK);
  ck_assert_double_eq(grad(x), 1);
  tape_zero_grad(t);
  ck_assert_int_eq(var_backward(p, NULL, 0), AD_CHANGED_IN_PLACE);
  ck_assert(message_has("mul (slot 4)") && message_has("slot 0") &&
            message_has("at version 1, version 0"));
  ck_assert_double_eq(grad(x), 0);
  ck_assert_int_eq(var_backward(q, NULL, 0), AD_CHANGED_IN_PLACE);
  /* used after the change, it is that version which counts */
  ck_assert_int_eq(var_backward(var_sqr(x), NULL, 0), AD_OK);
  ck_assert_double_eq(grad(x), 10);
  /* exp's own result */
  var f = var_exp(c);
  ck_assert_int_eq(var_set(f, 1), AD_OK);
  ck_assert_int_eq(var_backward(f, NULL, 0), AD_CHANGED_IN_PLACE);
  ck_assert(message_has("its own result"));
  /* x * constant needs the constant only */
  var k = var_mul(x, var_const(7));
  ck_assert_int_eq(var_set(x, 1), AD_OK);
  ck_assert_int_eq(var_set(x, 2), AD_OK);
  tape_zero_grad(t);
  ck_assert_int_eq(var_backward(k, NULL, 0), AD_OK);
  ck_assert_double_eq(grad(x), 7);
  ck_assert_int_eq(var_version(x), 3);
}
END_TEST

START_TEST(changed_matrices)
{
  const double v[] = {1, 2, 3, 4}, w[] = {5, 6, 7, 8}, ones[] = {1, 1, 1, 1};
  double g[4];
  var_mat a = var_mat_input(t, 2, 2, v), b = var_mat_input(t, 2, 2, w);
  var_mat s = var_mat_sum(a, AD_ALL), p = var_mat_matmul(a, b);
  ck_assert_int_eq(var_mat_set(var_mat_slice(a, 0, 1, 2, 1), w), AD_OK);
  ck_assert_int_eq(var_mat_version(a), 1);
  ck_assert_int_eq(var_version(var_mat_at(a, 0, 0)), 0);
  ck_assert_int_eq(var_version(var_mat_at(a, 1, 1)), 1);
  ck_assert_int_eq(var_mat_backward(s, NULL, 0), AD_OK);
  ck_assert(var_mat_grad(a, g) && g[0] == 1 && g[3] == 1);
  ck_assert_int_eq(var_mat_backward(p, ones, 0), AD_CHANGED_IN_PLACE);
  ck_assert(message_has("matmul") && message_has("first operand"));
  /* where nobody asks for b's gradient, a is not needed */
  var_mat r = var_mat_matmul(a, var_mat_detach(b));
  ck_assert_int_eq(var_mat_set(a, w), AD_OK);
  tape_zero_grad(t);
  ck_assert_int_eq(var_mat_backward(r, ones, 0), AD_OK);
  ck_assert(var_mat_grad(a, g));
  ck_assert(g[0] == 11 && g[1] == 15 && g[2] == 11 && g[3] == 15);
}
END_TEST

START_TEST(ops_in_place)
{
  var x = tape_input(t, 3), two = tape_input(t, 2), y = var_sqr(x), old = y;
  var s = var_add(y, two); /* before the change, needs no value */
  ck_assert_int_eq(var_in_place(AD_OP_mul, &y, &two, 0), AD_OK);
  ck_assert_double_eq(var_value(y), 18);
  ck_assert_double_eq(var_value(old), 18); /* its place has it too */
  ck_assert_int_eq(var_backward(y, NULL, TAPE_RETAIN_GRAPH), AD_OK);
  ck_assert_double_eq(grad(x), 12);
  ck_assert_double_eq(grad(two), 9); /* by the value before the change */
  ck_assert_int_eq(var_backward(s, NULL, TAPE_RETAIN_GRAPH), AD_OK);
  /* a var of the past would miss the factor: refused, even in a sum */
  ck_assert_int_eq(var_backward(var_add(old, two), NULL, 0),
                   AD_CHANGED_IN_PLACE);
  ck_assert(message_has("use the variable that the op in place has set"));
  /* what had used the old value */
  var u = var_sqr(x), e = var_sin(u);
  ck_assert_int_eq(var_in_place(AD_OP_add, &u, &two, 0), AD_OK);
  ck_assert_int_eq(var_backward(e, NULL, 0), AD_CHANGED_IN_PLACE);
  ck_assert(message_has("sin"));
  /* a leaf */
  ck_assert_int_eq(var_in_place(AD_OP_mul, &x, &two, 0), AD_CHANGED_IN_PLACE);
  ck_assert(message_has("a leaf that requires a gradient"));
  ck_assert_double_eq(var_value(x), 3);
  tape_no_grad_begin(t);
  ck_assert_int_eq(var_in_place(AD_OP_mul, &x, &two, 0), AD_OK);
  tape_no_grad_end(t);
  ck_assert(var_is_leaf(x) && var_value(x) == 6);
  tape_forget_grad(t);
  ck_assert_int_eq(var_backward(var_sqr(x), NULL, 0), AD_OK);
  ck_assert_double_eq(grad(x), 12);
  /* shapes */
  const double v[] = {1, 2};
  var_mat a = var_mat_exp(var_mat_input(t, 1, 1, v));
  var_mat b = var_mat_input(t, 2, 1, v);
  ck_assert_int_eq(var_mat_in_place(AD_OP_add, &a, &b, 0), AD_BAD_SHAPE);
  ck_assert_int_eq(tape_status(t), AD_OK);
}
END_TEST

/* Descent as it is written in PyTorch: w -= 0.1 * w.grad, zero. */
START_TEST(descent)
{
  var w = tape_input(t, 5);
  for (int k = 0; k < 100; k++) {
    ck_assert_int_eq(var_backward(var_sqr(var_sub(w, var_const(2))), NULL, 0),
                     AD_OK);
    var_set(w, var_value(w) - 0.1 * grad(w));
    tape_zero_grad(t);
  }
  assert_close(var_value(w), 2, 1e-8);
}
END_TEST

/* PyTorch 1.13.1: b = a*a; b[0:1, :].mul_(c); a.grad and c.grad are these. */
START_TEST(slices_in_place)
{
  const double v[] = {1, 2, 3, 4}, row[] = {5, 6}, head[] = {1, 2, 3, 4};
  const double want_a[] = {10, 48, 18, 32}, want_c[] = {1, 8};
  double values[4];
  var_mat a = var_mat_input(t, 2, 2, v), c = var_mat_input(t, 1, 2, row);
  var_mat b = var_mat_mul(a, a), old = b, sine = var_mat_sin(b);
  ck_assert_int_eq(var_mat_slice_in_place(AD_OP_mul, &b, 0, 0, 1, 2, &c, 0),
                   AD_OK);
  var_mat_value(b, values);
  ck_assert(values[0] == 5 && values[1] == 24 && values[2] == 9);
  ck_assert_int_eq(var_mat_backward(b, head, TAPE_RETAIN_GRAPH), AD_OK);
  assert_grad(a, 4, want_a, 0);
  assert_grad(c, 2, want_c, 0);
  ck_assert_str_eq(tape_function_name(var_mat_grad_fn(b)), "join");
  /* what had used the numbers before; and the matrix of the past */
  ck_assert_int_eq(var_version(var_mat_at(old, 0, 1)), 1);
  ck_assert_int_eq(var_version(var_mat_at(old, 1, 1)), 0);
  ck_assert_int_eq(var_mat_backward(sine, head, 0), AD_CHANGED_IN_PLACE);
  ck_assert(message_has("sin") && message_has("version 1, version 0"));
  ck_assert_int_eq(var_mat_backward(var_mat_neg(old), head, 0),
                   AD_CHANGED_IN_PLACE);
  ck_assert(message_has("use the variable that the op in place has set"));
}
END_TEST

/* In the middle: nine parts are joined; alone at an edge, two. */
START_TEST(slices_everywhere)
{
  double v[12], head[12], ones[12], want[12];
  const var_mat ten = var_mat_const(10);
  for (int k = 0; k < 12; k++)
    v[k] = k, head[k] = 1 + k % 5, ones[k] = 1;
  for (size_t i = 0; i < 3; i++)
    for (size_t j = 0; j < 4; j++)
      for (size_t rows = 1; i + rows <= 3; rows++) {
        const size_t cols = 4 - j > 1 ? 2 : 1;
        var_mat a = var_mat_input(t, 3, 4, v), b = var_mat_add(a, a);
        ck_assert_int_eq(
          var_mat_slice_in_place(AD_OP_mul, &b, i, j, rows, cols, &ten, 0),
          AD_OK);
        ck_assert_uint_eq(b.rows, 3);
        ck_assert_uint_eq(b.cols, 4);
        for (size_t k = 0; k < 12; k++) {
          const size_t r = k / 4, c = k % 4;
          const bool in = r >= i && r < i + rows && c >= j && c < j + cols;
          want[k] = head[k] * (in ? 20 : 2);
        }
        ck_assert_int_eq(var_mat_backward(b, head, 0), AD_OK);
        assert_grad(a, 12, want, 0);
      }
  /* refused: outside, a leaf that requires a gradient, a shape that grows */
  var_mat a = var_mat_input(t, 3, 4, v), b = var_mat_exp(a);
  const var_mat tall = var_mat_fixed(t, 2, 1, ones);
  ck_assert_int_eq(var_mat_slice_in_place(AD_OP_mul, &b, 2, 0, 2, 1, &ten, 0),
                   AD_BAD_SHAPE);
  ck_assert(message_has("2x1 part from row 2") && message_has("3x4"));
  ck_assert_int_eq(var_mat_slice_in_place(AD_OP_mul, &a, 0, 0, 1, 1, &ten, 0),
                   AD_CHANGED_IN_PLACE);
  ck_assert(message_has("a leaf that requires a gradient"));
  ck_assert_int_eq(var_mat_slice_in_place(AD_OP_mul, &b, 0, 0, 1, 1, &tall, 0),
                   AD_BAD_SHAPE);
  ck_assert_int_eq(var_mat_version(a), 0);
  tape_no_grad_begin(t);
  ck_assert_int_eq(var_mat_slice_in_place(AD_OP_add, &a, 1, 1, 1, 2, &ten, 0),
                   AD_OK);
  tape_no_grad_end(t);
  ck_assert(var_mat_is_leaf(a) && var_mat_version(a) == 1);
  ck_assert_double_eq(var_value(var_mat_at(a, 1, 2)), 16);
}
END_TEST

/* ---- all ------------------------------------------------------------------ */

int main(void)
{
  Suite *s = suite_create("autograd_in_place");
  TCase *c = autograd_case(s);
  tcase_add_test(c, changed_values);
  tcase_add_test(c, changed_matrices);
  tcase_add_test(c, ops_in_place);
  tcase_add_test(c, descent);
  tcase_add_test(c, slices_in_place);
  tcase_add_test(c, slices_everywhere);
  return run_suite(s);
}
