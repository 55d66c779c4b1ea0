/* test_autograd_leaves.c: who requires a gradient: leaves, no-gradient regions,
 * detach; and vars of another or of a reset tape. */
#include <config.h>

#include "autograd.h"

START_TEST(leaves)
{
  var x = tape_input(t, 3), y = var_sqr(x), c = var_const(2);
  ck_assert(var_is_leaf(x) && var_is_leaf(c) && !var_is_leaf(y));
  ck_assert(var_requires_grad(x) && var_requires_grad(y));
  ck_assert(!var_requires_grad(c) && !var_requires_grad(var_sqr(c)));
  const double v[] = {1, 2, 3, 4};
  var_mat a = var_mat_input(t, 2, 2, v), d = var_mat_fixed(t, 2, 2, v);
  var_mat p = var_mat_mul(a, d), q = var_mat_mul(d, d);
  ck_assert(var_mat_is_leaf(a) && var_mat_is_leaf(d) && !var_mat_is_leaf(p));
  ck_assert(var_mat_requires_grad(a) && !var_mat_requires_grad(d));
  ck_assert(var_mat_requires_grad(p) && !var_mat_requires_grad(q));
  ck_assert(var_mat_is_leaf(q)); /* PyTorch: what requires none is a leaf */
  ck_assert(var_mat_is_leaf(var_mat_transpose(a)));
  ck_assert_int_eq(var_mat_require_grad(&d, true), AD_OK);
  ck_assert(var_mat_requires_grad(var_mat_mul(d, d)));
  ck_assert_int_eq(var_mat_require_grad(&p, false), AD_BAD_ARGUMENT);
  ck_assert(message_has("no leaf") && var_mat_requires_grad(p));
  ck_assert_int_eq(var_backward(c, NULL, 0), AD_NO_GRADIENT);
  ck_assert_int_eq(var_mat_backward(q, v, 0), AD_NO_GRADIENT);
  ck_assert_str_eq(var_grad_none(c), "it requires no gradient");
}
END_TEST

START_TEST(no_grad)
{
  var x = tape_input(t, 3), y, z, w;
  const double one = 1;
  tape_no_grad_begin(t);
  tape_no_grad_begin(t);
  y = var_mul(x, x);
  tape_no_grad_end(t);
  ck_assert(tape_in_no_grad(t));
  z = var_fma(x, x, x); /* the region is still open */
  w = tape_input(t, 5); /* a leaf made inside requires one */
  var_mat m = var_mat_exp(var_mat_of(x));
  tape_no_grad_end(t);
  tape_no_grad_end(t); /* one too many does nothing */
  ck_assert(!tape_in_no_grad(t));
  ck_assert(!var_requires_grad(y) && !var_requires_grad(z));
  ck_assert(!var_mat_requires_grad(m) && var_requires_grad(w));
  ck_assert_double_eq(var_value(y), 9);
  ck_assert_double_eq(var_value(z), 12);
  /* outside again, everything is recorded; y is a constant */
  ck_assert_int_eq(var_backward(var_mul(var_mul(x, y), w), &one, 0), AD_OK);
  ck_assert_double_eq(grad(x), 45);
  ck_assert_double_eq(grad(w), 27);
  tape_no_grad_begin(t);
  tape_reset(t);
  ck_assert(!tape_in_no_grad(t));
  ck_assert(var_requires_grad(var_sqr(tape_input(t, 1))));
}
END_TEST

START_TEST(detach)
{
  var x = tape_input(t, 3), u = var_sqr(x);
  ck_assert_int_eq(var_backward(var_mul(x, var_detach(u)), NULL, 0), AD_OK);
  ck_assert_double_eq(grad(x), 9);
  tape_zero_grad(t);
  ck_assert_int_eq(var_backward(var_mul(x, u), NULL, 0), AD_OK);
  ck_assert_double_eq(grad(x), 27); /* not detached */
  const double v[] = {1, 2};
  double g[2];
  var_mat a = var_mat_input(t, 2, 1, v);
  ck_assert_int_eq(var_mat_backward(var_mat_mul(a, var_mat_detach(a)), v, 0),
                   AD_OK);
  ck_assert(var_mat_grad(a, g));
  ck_assert(g[0] == 1 && g[1] == 4);
}
END_TEST

START_TEST(stale_and_mixed)
{
  tape *other = tape_new();
  var x = tape_input(t, 1), far = tape_input(other, 1);
  tape_reset(t);
  tape_input(t, 2);
  ck_assert_int_eq(var_backward(x, NULL, 0), AD_STALE_VAR);
  ck_assert(message_has("slot 0 of epoch 0") && message_has("tape_reset"));
  ck_assert_ptr_nonnull(strstr(var_grad_none(x), "tape_reset"));
  var_sin(x);
  ck_assert_int_eq(tape_status(t), AD_STALE_VAR);
  ck_assert_ptr_nonnull(strstr(tape_error_text(t), "sin: an operand, slot 0"));
  tape_reset(t);
  var_mul(tape_input(t, 1), far);
  ck_assert_int_eq(tape_status(t), AD_MIXED_TAPES);
  ck_assert_ptr_nonnull(
    strstr(tape_error_text(t), "mul: an operand is slot 0 of another tape"));
  ck_assert_int_eq(tape_status(other), AD_MIXED_TAPES);
  tape_free(other);
}
END_TEST

/* ---- all ------------------------------------------------------------------ */

int main(void)
{
  Suite *s = suite_create("autograd_leaves");
  TCase *c = autograd_case(s);
  tcase_add_test(c, leaves);
  tcase_add_test(c, no_grad);
  tcase_add_test(c, detach);
  tcase_add_test(c, stale_and_mixed);
  return run_suite(s);
}
