/* test_autograd_second.c: gradients of gradients. */
#include <config.h>

#include "autograd.h"

/* f = x^2 y^3: H = (2 y^3, 6 x y^2; 6 x y^2, 6 x^2 y). */
START_TEST(create_graph)
{
  var x = tape_input(t, 3), y = tape_input(t, 2);
  var f = var_mul(var_powi(x, 2), var_powi(y, 3));
  ck_assert_int_eq(var_backward_gradient(x, 1, 0), AD_BAD_ARGUMENT);
  ck_assert(message_has("TAPE_CREATE_GRAPH"));
  ck_assert_int_eq(var_backward(f, NULL, TAPE_CREATE_GRAPH), AD_OK);
  ck_assert_double_eq(grad(x), 48);
  ck_assert_double_eq(grad(y), 108);
  /* as PyTorch does, on top of the first gradient */
  ck_assert_int_eq(var_backward_gradient(x, 1, 0), AD_OK);
  ck_assert_double_eq(grad(x), 48 + 16);
  ck_assert_double_eq(grad(y), 108 + 72);
  tape_zero_grad(t);
  ck_assert_int_eq(var_backward_gradient(x, 2, 0), AD_OK);
  ck_assert_int_eq(var_backward_gradient(y, -1, 0), AD_OK);
  ck_assert_double_eq(grad(x), 2 * 16 - 72);
  ck_assert_double_eq(grad(y), 2 * 72 - 108);
  ck_assert_int_eq(var_backward_gradient(x, 1, TAPE_CREATE_GRAPH),
                   AD_BAD_ARGUMENT);
  ck_assert(message_has("third"));
  ck_assert_int_eq(var_backward_gradient(f, 1, 0), AD_NOT_INPUT);
  ck_assert_int_eq(var_set(x, 1), AD_OK);
  ck_assert_int_eq(var_backward_gradient(x, 1, 0), AD_CHANGED_IN_PLACE);
  /* a plain backward is no such graph */
  var h = var_sqr(x);
  ck_assert_int_eq(var_backward(h, NULL, TAPE_RETAIN_GRAPH), AD_OK);
  ck_assert_int_eq(var_backward_gradient(x, 1, 0), AD_BAD_ARGUMENT);
}
END_TEST

/* A detached factor is a constant for the second derivative, too. */
START_TEST(create_graph_matrix)
{
  const double v[] = {1, 2}, ones[] = {1, 1}, dir[] = {3, 5};
  double g[2];
  for (int detached = 0; detached < 2; detached++) {
    var_mat a = var_mat_input(t, 2, 1, v);
    var_mat s = var_mat_mul(a, detached ? var_mat_detach(a) : a);
    ck_assert_int_eq(var_mat_backward(s, ones, TAPE_CREATE_GRAPH), AD_OK);
    tape_forget_grad(t);
    ck_assert_int_eq(var_mat_backward_gradient(a, dir, 0), AD_OK);
    ck_assert(var_mat_grad(a, g));
    ck_assert_double_eq(g[0], detached ? 0 : 6);
    ck_assert_double_eq(g[1], detached ? 0 : 10);
  }
}
END_TEST

/* The gradient of an intermediate value that is retained, as a function:
 * f = u^3 x, g = 3 u^2 x, 2 g: u gets 12 u x, and x that times 2 x, and 6 u^2. */
START_TEST(of_an_intermediate)
{
  var x = tape_input(t, 3), u = var_sqr(x), f = var_mul(var_cube(u), x);
  ck_assert_int_eq(var_backward(f, NULL, TAPE_CREATE_GRAPH), AD_OK);
  ck_assert_int_eq(var_backward_gradient(u, 2, 0), AD_NOT_INPUT);
  ck_assert(message_has("retained"));
  ck_assert_int_eq(var_retain_grad(u), AD_OK);
  ck_assert_int_eq(var_backward(f, NULL, TAPE_CREATE_GRAPH), AD_OK);
  tape_forget_grad(t);
  ck_assert_int_eq(var_backward_gradient(u, 2, 0), AD_OK);
  ck_assert_double_eq(grad(x), 2430);
  ck_assert_double_eq(grad(u), 324);
}
END_TEST

/* H v of a function with every kind of record, a slice, a join and a product,
 * against differences of the gradient. */
static var_mat many_kinds(var_mat x)
{
  const var_mat parts[] = {var_mat_slice(x, 0, 0, 2, 1),
                           var_mat_slice(x, 1, 0, 2, 1)};
  const var_mat a = var_mat_join(1, 2, parts);
  const var c = var_fma(var_mat_at(x, 0, 0), var_mat_at(x, 1, 0),
                        var_exp(var_mat_at(x, 2, 0)));
  const var_mat y = var_mat_matmul(var_mat_tanh(a), var_mat_transpose(a));
  return var_mat_sum(var_mat_mul(var_mat_sqr(y), var_mat_of(c)), AD_ALL);
}

START_TEST(against_differences)
{
  const double at[] = {0.3, -0.7, 0.5}, v[] = {1, -2, 0.5}, h = 1e-5;
  double got[3], up[3], down[3], moved[3];
  var_mat x = var_mat_input(t, 3, 1, at);
  ck_assert_int_eq(var_mat_backward(many_kinds(x), NULL, TAPE_CREATE_GRAPH),
                   AD_OK);
  tape_forget_grad(t);
  ck_assert_int_eq(var_mat_backward_gradient(x, v, 0), AD_OK);
  ck_assert(var_mat_grad(x, got));
  for (int side = 0; side < 2; side++) {
    for (int k = 0; k < 3; k++)
      moved[k] = at[k] + (side ? -h : h) * v[k];
    x = var_mat_input(t, 3, 1, moved);
    ck_assert_int_eq(var_mat_backward(many_kinds(x), NULL, 0), AD_OK);
    ck_assert(var_mat_grad(x, side ? down : up));
  }
  for (int k = 0; k < 3; k++) {
    assert_close(got[k], (up[k] - down[k]) / (2 * h), 1e-8);
    ck_assert(fabs(got[k]) > 0.1);
  }
}
END_TEST

/* ---- all ------------------------------------------------------------------ */

int main(void)
{
  Suite *s = suite_create("autograd_second");
  TCase *c = autograd_case(s);
  tcase_add_test(c, create_graph);
  tcase_add_test(c, create_graph_matrix);
  tcase_add_test(c, of_an_intermediate);
  tcase_add_test(c, against_differences);
  return run_suite(s);
}
