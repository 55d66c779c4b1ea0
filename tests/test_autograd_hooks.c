/* test_autograd_hooks.c: functions that change a gradient on its way, and what
 * becomes of gradients of gradients there. */
#include <config.h>

#include "autograd.h"

static void clip(double *g, size_t rows, size_t cols, void *data)
{
  const double most = *(double *)data;
  for (size_t k = 0; k < rows * cols; k++)
    g[k] = fmax(-most, fmin(most, g[k]));
}

static void add_ten(double *g, size_t rows, size_t cols, void *data)
{
  (void)data;
  for (size_t k = 0; k < rows * cols; k++)
    g[k] += 10;
}

START_TEST(hooks)
{
  double most = 1;
  var x = tape_input(t, 3), y = tape_input(t, 5);
  var u = var_sqr(x), z = var_mul(var_add(u, x), y);
  const int first = var_hook(u, clip, &most), second = var_hook(u, add_ten, NULL);
  ck_assert(first > 0 && second > first);
  var_retain_grad(u);
  /* dz/du = 5, clipped to 1, then 11; x gets 6 * 11 + 5 */
  ck_assert_int_eq(var_backward(z, NULL, TAPE_RETAIN_GRAPH), AD_OK);
  ck_assert_double_eq(grad(x), 71);
  ck_assert_double_eq(grad(u), 11);
  ck_assert_double_eq(grad(y), 12);
  ck_assert(tape_unhook(t, second) && !tape_unhook(t, second));
  tape_forget_grad(t);
  ck_assert_int_eq(var_backward(z, NULL, TAPE_RETAIN_GRAPH), AD_OK);
  ck_assert_double_eq(grad(x), 11);
  ck_assert(tape_unhook(t, first));
  tape_forget_grad(t);
  ck_assert_int_eq(var_backward(z, NULL, TAPE_RETAIN_GRAPH), AD_OK);
  ck_assert_double_eq(grad(x), 35);
  /* leaves, z itself, and matrices with strides */
  tape_forget_grad(t);
  var_hook(x, clip, &most);
  var_hook(z, add_ten, NULL);
  ck_assert_int_eq(var_backward(z, NULL, 0), AD_OK);
  ck_assert_double_eq(grad(x), 1);
  ck_assert_double_eq(grad(y), 132);
  const double v[] = {1, 2, 3, 4, 5, 6}, head[] = {1, 2, 3, 4, 5, 6};
  double g[6];
  most = 2.5;
  var_mat a = var_mat_input(t, 2, 3, v), b = var_mat_add(a, a);
  var_mat_hook(var_mat_slice(var_mat_transpose(b), 1, 0, 2, 2), clip, &most);
  ck_assert_int_eq(var_mat_backward(b, head, 0), AD_OK);
  ck_assert(var_mat_grad(a, g));
  const double want[] = {2, 4, 5, 8, 5, 5};
  for (int k = 0; k < 6; k++)
    ck_assert_double_eq(g[k], want[k]);
  ck_assert_int_eq(var_hook(var_const(1), clip, &most), 0);
}
END_TEST

/* ---- hooks and gradients of gradients ---------------------------------------- */

static void scale(double *g, size_t rows, size_t cols, void *data)
{
  for (size_t k = 0; k < rows * cols; k++)
    g[k] *= *(double *)data;
}

static void scale_derivative(const double *g, double *dot, size_t rows,
                             size_t cols, void *data)
{
  (void)g;
  scale(dot, rows, cols, data);
}

static void clip_derivative(const double *g, double *dot, size_t rows,
                            size_t cols, void *data)
{
  for (size_t k = 0; k < rows * cols; k++)
    dot[k] *= fabs(g[k]) < *(double *)data;
}

static void square(double *g, size_t rows, size_t cols, void *data)
{
  (void)data;
  for (size_t k = 0; k < rows * cols; k++)
    g[k] *= g[k];
}

static void square_derivative(const double *g, double *dot, size_t rows,
                              size_t cols, void *data)
{
  (void)data;
  for (size_t k = 0; k < rows * cols; k++)
    dot[k] *= 2 * g[k];
}

/* Of a hook that only looks, or adds a constant. */
static void unchanged(const double *g, double *dot, size_t rows, size_t cols,
                      void *data)
{
  (void)g, (void)dot, (void)rows, (void)cols, (void)data;
}

/* The gradient of (dy/dx) v alone. */
static void second(var x, double v)
{
  tape_forget_grad(t);
  ck_assert_int_eq(var_backward_gradient(x, v, 0), AD_OK);
}

/* f = u^2 y x, u = x^2, and the gradient of u times 3:
 * df/dx = u^2 y + 3 * 2 u y x * 2 x = 13 x^4 y, but as a function of x it is
 * differentiated with the hook on its way again.  The numbers are
 * PyTorch 1.13.1's, for register_hook(lambda g: 3*g). */
START_TEST(scaled_twice)
{
  double three = 3;
  var x = tape_input(t, 3), y = tape_input(t, 2), u = var_sqr(x);
  var f = var_mul(var_mul(var_mul(u, u), y), x);
  const int hook = var_hook(u, scale, &three);
  ck_assert_int_eq(var_backward(f, NULL, TAPE_CREATE_GRAPH), AD_OK);
  ck_assert_double_eq(grad(x), 2106);
  ck_assert_double_eq(grad(y), 243);
  /* what the hook does is not known: refused, with the remedy */
  ck_assert_int_eq(var_backward_gradient(x, 1, 0), AD_BAD_ARGUMENT);
  ck_assert(message_has("var_mat_hook_with_derivative"));
  ck_assert_double_eq(grad(x), 2106);
  tape_unhook(t, hook);
  var_hook_with_derivative(u, scale, scale_derivative, &three);
  ck_assert_int_eq(var_backward(f, NULL, TAPE_CREATE_GRAPH), AD_OK);
  second(x, 1);
  ck_assert_double_eq(grad(x), 5832);
  ck_assert_double_eq(grad(y), 1053);
  second(y, 1); /* not what x had along y: with hooks H is not symmetric */
  ck_assert_double_eq(grad(x), 1053);
  ck_assert_double_eq(grad(y), 0);
  second(x, -2); /* linear in v */
  ck_assert_double_eq(grad(x), -2 * 5832);
  /* a wrong derivative is another number */
  tape_unhook(t, hook + 1);
  var_hook_with_derivative(u, scale, unchanged, &three);
  ck_assert_int_eq(var_backward(f, NULL, TAPE_CREATE_GRAPH), AD_OK);
  second(x, 1);
  ck_assert(grad(x) != 5832);
}
END_TEST

/* The hook of f is not called a second time, as f's value is not in the
 * gradient; w = exp(...) needs its own value, so its hook is. */
START_TEST(called_where_gradients_come)
{
  var x = tape_input(t, 3), y = tape_input(t, 2), u = var_sqr(x);
  var w = var_exp(var_mul(var_mul(u, y), var_const(0.1)));
  var f = var_mul(w, var_const(3));
  var_hook_with_derivative(u, add_ten, unchanged, NULL);
  var_hook_with_derivative(w, add_ten, unchanged, NULL);
  var_hook_with_derivative(f, add_ten, unchanged, NULL);
  ck_assert_int_eq(var_backward(f, NULL, TAPE_CREATE_GRAPH), AD_OK);
  assert_close(grad(x), 372.161809163708, 1e-14);
  assert_close(grad(y), 234.12135687278104, 1e-14);
  second(x, 1);
  assert_close(grad(x), 631.2438769573077, 1e-14);
  assert_close(grad(y), 491.4733600089079, 1e-14);
  second(y, 1);
  assert_close(grad(x), 569.6223024021467, 1e-14);
  assert_close(grad(y), 265.1560483652195, 1e-14);
}
END_TEST

/* A hook that is not linear: g^2 at f = x^2 y, on top of g + 10 at f + x. */
START_TEST(not_linear)
{
  var x = tape_input(t, 3), y = tape_input(t, 2);
  var f = var_mul(var_sqr(x), y), s = var_add(f, x);
  var_hook_with_derivative(s, add_ten, unchanged, NULL);
  var_hook_with_derivative(f, square, square_derivative, NULL);
  ck_assert_int_eq(var_backward(s, NULL, TAPE_CREATE_GRAPH), AD_OK);
  ck_assert_double_eq(grad(x), 1463);
  ck_assert_double_eq(grad(y), 1089);
  second(x, 1);
  ck_assert_double_eq(grad(x), 484);
  ck_assert_double_eq(grad(y), 726);
  second(y, 1);
  ck_assert_double_eq(grad(x), 726);
  ck_assert_double_eq(grad(y), 0);
}
END_TEST

START_TEST(clipped_and_leaf)
{
  const double v[] = {3, 0.1}, dir[] = {1, 2}, clipped[] = {2, 0.24};
  const double leaf[] = {72, 4.8}, ones[] = {1, 1};
  double one = 1, two = 2;
  var_mat x = var_mat_input(t, 2, 1, v), u = var_mat_sqr(x);
  var_mat_hook_with_derivative(u, clip, clip_derivative, &one);
  ck_assert_int_eq(var_mat_backward(var_mat_sqr(u), ones, TAPE_CREATE_GRAPH),
                   AD_OK);
  tape_forget_grad(t);
  ck_assert_int_eq(var_mat_backward_gradient(x, dir, 0), AD_OK);
  assert_grad(x, 2, clipped, 1e-15);
  /* the hook of a leaf: in the gradient, and on the way again */
  x = var_mat_input(t, 2, 1, v);
  var_mat_hook_with_derivative(x, scale, scale_derivative, &two);
  ck_assert_int_eq(var_mat_backward(var_mat_cube(x), ones, TAPE_CREATE_GRAPH),
                   AD_OK);
  tape_forget_grad(t);
  ck_assert_int_eq(var_mat_backward_gradient(x, dir, 0), AD_OK);
  assert_grad(x, 2, leaf, 1e-14);
}
END_TEST

/* g <- M g with an M that is not symmetric: its transpose is needed. */
static const double mix[] = {1, 2, 0, 3};
static void mixed(double *g, size_t rows, size_t cols, void *data)
{
  const double a = g[0], b = g[1];
  (void)rows, (void)cols, (void)data;
  g[0] = mix[0] * a + mix[1] * b;
  g[1] = mix[2] * a + mix[3] * b;
}

static void mixed_derivative(const double *g, double *dot, size_t rows,
                             size_t cols, void *data)
{
  const double a = dot[0], b = dot[1];
  const bool transposed = *(const bool *)data;
  (void)g, (void)rows, (void)cols;
  dot[0] = mix[0] * a + mix[transposed ? 2 : 1] * b;
  dot[1] = mix[transposed ? 1 : 2] * a + mix[3] * b;
}

START_TEST(matrices_mixed)
{
  const double av[] = {.5, -1, .25, 1, .75, -.5}, xv[] = {1, 2, -1};
  const double along_x[] = {1, -1, 2}, along_a[] = {1, 0, 2, 0, -1, 1};
  const double ones[] = {1, 1};
  const double gx[] = {0.7747749082426412, -0.06039688009618571,
    -0.15412270456562363};
  /* with the hook called again; and taken away between the two */
  const double x_by_x[2][3] = {
    {0.10737613180668211, 0.18153953389545774, -0.09041804228168512},
    {-0.03672997637834406, 0.20555721859296214, -0.06640035758418075},
  };
  const double a_by_x[2][6] = {
    {0.3930695463547057, -0.61344940462477, 1.0065189509794759,
     0.6856162668719703, -0.25329794231689184, 0.9389142091888623},
    {0.29699880756468827, -0.805590882204805, 1.1025896897694933,
     0.5895455280819529, -0.4454394198969267, 1.0349849479788797},
  };
  const double x_by_a[2][3] = {
    {-0.6988342585050072, -0.7017596563667393, 1.7976971009788394},
    {0.20697556437230086, -0.852727960179624, 1.6467287971659548},
  };
  const double a_by_a[2][6] = {
    {-0.519107869478186, -1.038215738956372, 0.519107869478186,
     -0.9058098228773082, -1.8116196457546163, 0.9058098228773082},
    {0.08476534577335279, 0.16953069154670558, -0.08476534577335279,
     -0.3019366076257694, -0.6038732152515388, 0.3019366076257694},
  };
  for (int away = 0; away < 2; away++) {
    bool right = true;
    var_mat a = var_mat_input(t, 2, 3, av), x = var_mat_input(t, 3, 1, xv);
    var_mat h = var_mat_mul(var_mat_matmul(a, x), var_mat_const(0.25));
    const int hook =
      var_mat_hook_with_derivative(h, mixed, mixed_derivative, &right);
    ck_assert_int_eq(var_mat_backward(var_mat_cube(var_mat_tanh(h)), ones,
                                      TAPE_CREATE_GRAPH), AD_OK);
    assert_grad(x, 3, gx, 1e-14);
    if (away)
      ck_assert(tape_unhook(t, hook));
    tape_forget_grad(t);
    ck_assert_int_eq(var_mat_backward_gradient(x, along_x, 0), AD_OK);
    assert_grad(x, 3, x_by_x[away], 1e-13);
    assert_grad(a, 6, a_by_x[away], 1e-13);
    tape_forget_grad(t);
    ck_assert_int_eq(var_mat_backward_gradient(a, along_a, 0), AD_OK);
    assert_grad(x, 3, x_by_a[away], 1e-13);
    assert_grad(a, 6, a_by_a[away], 1e-13);
    right = false; /* M in place of M' is seen */
    tape_forget_grad(t);
    ck_assert_int_eq(var_mat_backward_gradient(x, along_x, 0), AD_OK);
    double g[3];
    ck_assert(var_mat_grad(x, g));
    ck_assert(!is_close(g[0], x_by_x[away][0], 1e-3));
  }
}
END_TEST

/* Two at one value: the second one's transpose comes first. */
START_TEST(several)
{
  double two = 2, one = 1;
  var x = tape_input(t, 0.5), u = var_sqr(x);
  var_hook_with_derivative(u, square, square_derivative, NULL);
  var_hook_with_derivative(u, scale, scale_derivative, &two);
  var_hook_with_derivative(u, clip, clip_derivative, &one);
  /* ū = 2 (2u)^2 = 8 x^4 = 0.5, not clipped; g = 16 x^5 */
  ck_assert_int_eq(var_backward(var_sqr(u), NULL, TAPE_CREATE_GRAPH), AD_OK);
  ck_assert_double_eq(grad(x), 0.5);
  second(x, 1);
  /* g' at fixed ū: 2 ū = 1; by u: p = 2x = 1, through the hooks 16 u p = 4,
   * ū' = 2 p = 8; that, as it comes to u, is hooked again: 2 * 8^2, clipped */
  ck_assert_double_eq(grad(x), 1 + 1);
}
END_TEST

/* ---- all ------------------------------------------------------------------ */

int main(void)
{
  Suite *s = suite_create("autograd_hooks");
  TCase *c = autograd_case(s);
  tcase_add_test(c, hooks);
  tcase_add_test(c, scaled_twice);
  tcase_add_test(c, called_where_gradients_come);
  tcase_add_test(c, not_linear);
  tcase_add_test(c, clipped_and_leaf);
  tcase_add_test(c, matrices_mixed);
  tcase_add_test(c, several);
  return run_suite(s);
}
