/* test_autograd_backward.c: backward: heads, what is kept, accumulation, freed graphs,
 * the graph's functions. */
#include <config.h>

#include "autograd.h"

/* The notebook's cells 1 and 2. */
START_TEST(heads)
{
  const double x0[] = {0.8945, -0.3214, -0.7774, 0.9983}, c[] = {0, 1, 2, 3};
  const double head[] = {10, 1, 0.1, 0.01}, ones[] = {1, 1, 1, 1};
  double g[4];
  var_mat x = var_mat_input(t, 4, 1, x0);
  var_mat y = var_mat_mul(var_mat_const(2),
                          var_mat_matmul(var_mat_transpose(x), x));
  ck_assert_int_eq(var_mat_backward(y, NULL, 0), AD_OK);
  ck_assert(var_mat_grad(x, g));
  for (int k = 0; k < 4; k++)
    assert_close(g[k], 4 * x0[k], 1e-15);
  var_mat u = var_mat_input(t, 4, 1, c);
  var_mat z = var_mat_mul(var_mat_mul(var_mat_const(2), u), u);
  ck_assert_int_eq(var_mat_backward(z, NULL, 0), AD_NEEDS_SEED);
  ck_assert(message_has("4x1") && message_has("pass 4 numbers"));
  ck_assert(!var_mat_grad(u, g)); /* a refusal changes nothing */
  ck_assert_int_eq(tape_status(t), AD_OK);
  ck_assert_int_eq(var_mat_backward(z, head, TAPE_RETAIN_GRAPH), AD_OK);
  ck_assert(var_mat_grad(u, g));
  const double want[] = {0, 4, 0.8, 0.12};
  for (int k = 0; k < 4; k++)
    assert_close(g[k], want[k], 1e-15);
  tape_forget_grad(t);
  ck_assert(!var_mat_grad(u, g));
  ck_assert_int_eq(var_mat_backward(var_mat_transpose(z), ones, 0), AD_OK);
  ck_assert(var_mat_grad(u, g));
  for (int k = 0; k < 4; k++)
    ck_assert_double_eq(g[k], 4 * c[k]);
}
END_TEST

/* Cells 3 to 6: r = z^2 (x^2 + y)^2 at (1, 2, 4). */
START_TEST(intermediates)
{
  var x = tape_input(t, 1), y = tape_input(t, 2), z = tape_input(t, 4);
  for (int retain = 0; retain < 2; retain++) {
    var u = var_powi(x, 2), v = var_add(u, y), w = var_mul(z, v);
    var r = var_powi(w, 2);
    if (retain) {
      ck_assert_int_eq(var_retain_grad(u), AD_OK);
      ck_assert_int_eq(var_retain_grad(v), AD_OK);
      ck_assert_int_eq(var_retain_grad(w), AD_OK);
    }
    tape_forget_grad(t);
    ck_assert_str_eq(var_grad_none(x), "no backward has come by");
    ck_assert_int_eq(var_backward(r, NULL, 0), AD_OK);
    ck_assert_double_eq(var_value(r), 144);
    ck_assert_double_eq(grad(x), 192);
    ck_assert_double_eq(grad(y), 96);
    ck_assert_double_eq(grad(z), 72);
    if (retain) {
      ck_assert_double_eq(grad(w), 24);
      ck_assert_double_eq(grad(v), 96);
      ck_assert_double_eq(grad(u), 96);
      ck_assert_ptr_null(var_grad_none(w));
    } else {
      ck_assert(isnan(grad(w)) && isnan(grad(v)) && isnan(grad(u)));
      ck_assert_ptr_nonnull(strstr(var_grad_none(w), "var_retain_grad"));
    }
    ck_assert(isnan(grad(r)));
  }
  ck_assert_int_eq(var_retain_grad(var_const(1)), AD_NO_GRADIENT);
}
END_TEST

START_TEST(accumulation)
{
  var x = tape_input(t, 3), other = tape_input(t, 1), y = var_sqr(x);
  for (int k = 1; k <= 3; k++) {
    ck_assert_int_eq(var_backward(y, NULL, TAPE_RETAIN_GRAPH), AD_OK);
    ck_assert_double_eq(grad(x), 6 * k);
  }
  ck_assert(isnan(grad(other))); /* not reached: none, not 0 */
  tape_zero_grad(t);
  ck_assert_double_eq(grad(x), 0);
  ck_assert(isnan(grad(other)));
  ck_assert_int_eq(var_backward(y, NULL, 0), AD_OK);
  ck_assert_double_eq(grad(x), 6);
  ck_assert_int_eq(var_backward(x, NULL, 0), AD_OK); /* a leaf's own */
  ck_assert_double_eq(grad(x), 7);
}
END_TEST

START_TEST(freeing)
{
  var x = tape_input(t, 3), u = var_sqr(x), y = var_exp(u), z = var_sin(u);
  ck_assert_int_eq(var_backward(y, NULL, 0), AD_OK);
  const double once = grad(x);
  ck_assert_int_eq(var_backward(y, NULL, 0), AD_FREED);
  ck_assert(message_has("exp") && message_has("TAPE_RETAIN_GRAPH"));
  ck_assert_double_eq(grad(x), once);
  /* z itself was not swept, but u below it was */
  ck_assert_int_eq(var_backward(z, NULL, 0), AD_FREED);
  ck_assert(message_has("sqr"));
  /* values stay, leaves stay, what is recorded now has a graph of its own */
  ck_assert_double_eq(var_value(u), 9);
  ck_assert_int_eq(var_backward(var_sqr(x), NULL, 0), AD_OK);
  ck_assert_double_eq(grad(x), once + 6);
  /* but not what is recorded on top of the freed */
  ck_assert_int_eq(var_backward(var_sqr(u), NULL, 0), AD_FREED);
  /* PyTorch: sums keep nothing, and can be swept again */
  var s = var_sub(var_neg(x), var_const(1));
  ck_assert_int_eq(var_backward(s, NULL, 0), AD_OK);
  ck_assert_int_eq(var_backward(s, NULL, 0), AD_OK);
  var p = var_mul(var_const(2), x); /* a product keeps its factor */
  ck_assert_int_eq(var_backward(p, NULL, 0), AD_OK);
  ck_assert_int_eq(var_backward(p, NULL, 0), AD_FREED);
}
END_TEST

START_TEST(functions)
{
  const double v[] = {1, 2};
  char text[40];
  struct tape_function next[3];
  var_mat x = var_mat_input(t, 2, 1, v);
  var_mat y = var_mat_mul(var_mat_const(2),
                          var_mat_matmul(var_mat_transpose(x), x));
  ck_assert_str_eq(tape_function_name(var_mat_grad_fn(x)), "None");
  struct tape_function f = var_mat_grad_fn(y);
  ck_assert_str_eq(tape_function_name(f), "mul");
  tape_function_torch_name(f, text, sizeof text);
  ck_assert_str_eq(text, "MulBackward0");
  ck_assert_uint_eq(tape_next_functions(f, 3, next), 2);
  ck_assert_ptr_null(next[0].on); /* the constant */
  tape_function_torch_name(next[1], text, sizeof text);
  ck_assert_str_eq(text, "MmBackward0");
  ck_assert_uint_eq(tape_next_functions(next[1], 3, next), 2);
  ck_assert_str_eq(tape_function_name(next[0]), "AccumulateGrad");
  ck_assert_uint_eq(tape_next_functions(next[0], 3, next), 0);
  var a = tape_input(t, 1);
  f = var_grad_fn(var_fma(a, var_const(2), var_sin(a)));
  ck_assert_uint_eq(tape_next_functions(f, 3, next), 3);
  ck_assert_str_eq(tape_function_name(next[0]), "AccumulateGrad");
  ck_assert_ptr_null(next[1].on);
  ck_assert_str_eq(tape_function_name(next[2]), "sin");
  tape_reset(t);
  ck_assert_str_eq(tape_function_name(f), "None");
}
END_TEST

/* ---- all ------------------------------------------------------------------ */

int main(void)
{
  Suite *s = suite_create("autograd_backward");
  TCase *c = autograd_case(s);
  tcase_add_test(c, heads);
  tcase_add_test(c, intermediates);
  tcase_add_test(c, accumulation);
  tcase_add_test(c, freeing);
  tcase_add_test(c, functions);
  return run_suite(s);
}
