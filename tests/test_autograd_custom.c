/* test_autograd_custom.c: ops of the user's own, and whether wrong ones are found. */
#include <config.h>

#include "autograd.h"

/* y = A x, as if no matmul were there; `wrong` spoils one argument's adjoint. */
struct product {
  int wrong;
  enum ad_status status;
};

static const char *product_shape(const struct ad_shape *x, struct ad_shape *y,
                                 void *data)
{
  (void)data;
  y->rows = x[0].rows, y->cols = x[1].cols;
  return x[0].cols == x[1].rows ? NULL : "the inner sizes differ";
}

static enum ad_status product_value(const struct ad_block *x, struct ad_block y,
                                    void *data)
{
  const struct product *p = data;
  for (size_t i = 0; i < y.rows; i++)
    for (size_t j = 0; j < y.cols; j++) {
      y.v[i * y.cols + j] = 0;
      for (size_t k = 0; k < x[0].cols; k++)
        y.v[i * y.cols + j] +=
          x[0].v[i * x[0].cols + k] * x[1].v[k * y.cols + j];
    }
  return p->status;
}

static enum ad_status product_adjoint(const struct ad_block *x,
                                      const struct ad_block *ybar,
                                      const struct ad_block *xbar, void *data)
{
  const struct product *p = data;
  const size_t n = ybar->cols, inner = x[0].cols;
  for (size_t i = 0; i < ybar->rows; i++)
    for (size_t j = 0; j < n; j++)
      for (size_t k = 0; k < inner; k++) {
        const double w = ybar->v[i * n + j];
        if (xbar[0].v)
          xbar[0].v[i * inner + k] += w * x[1].v[k * n + j];
        if (xbar[1].v)
          xbar[1].v[k * n + j] +=
            w * x[0].v[i * inner + k] * (p->wrong == 1 || p->wrong == 2 ? 1.001 : 1);
      }
  return AD_OK;
}

static enum ad_status product_tangent(const struct ad_block *x,
                                      struct ad_block y, void *data)
{
  const struct product *p = data;
  for (size_t i = 0; i < y.rows; i++)
    for (size_t j = 0; j < y.cols; j++) {
      y.d[i * y.cols + j] = 0;
      for (size_t k = 0; k < x[0].cols; k++)
        y.d[i * y.cols + j] +=
          x[0].d[i * x[0].cols + k] * x[1].v[k * y.cols + j] +
          x[0].v[i * x[0].cols + k] * x[1].d[k * y.cols + j] *
            (p->wrong == 2 ? 1.001 : 1);
    }
  return AD_OK;
}

START_TEST(custom)
{
  struct product p = {0, AD_OK};
  const struct tape_custom product = {
    "product", 2, product_shape, product_value, product_adjoint,
    product_tangent, &p, NULL};
  const double v[] = {1, 2, 3, 4, 5, 6}, w[] = {7, 8, 9, 10, 11, 12};
  const double head[] = {1, -2, 3, 4};
  double g[6], want[6];
  var_mat a = var_mat_input(t, 3, 2, v), b = var_mat_input(t, 3, 2, w);
  const var_mat x[] = {var_mat_transpose(a), b}, bad[] = {a, b};
  var_mat y = var_mat_custom(&product, x), z = var_mat_matmul(x[0], b);
  char text[40];
  tape_function_torch_name(var_mat_grad_fn(y), text, sizeof text);
  ck_assert_str_eq(text, "productBackward");
  ck_assert_int_eq(var_mat_backward(y, head, 0), AD_OK);
  ck_assert(var_mat_grad(a, g));
  tape_forget_grad(t);
  ck_assert_int_eq(var_mat_backward(z, head, 0), AD_OK);
  ck_assert(var_mat_grad(a, want));
  for (int k = 0; k < 6; k++)
    assert_close(g[k], want[k], 1e-15);
  ck_assert_int_eq(var_mat_backward(y, head, 0), AD_FREED);
  /* the user's error comes back, with the op's name */
  p.status = AD_SINGULAR;
  var_mat_custom(&product, x);
  ck_assert_int_eq(tape_status(t), AD_CUSTOM);
  ck_assert_ptr_nonnull(strstr(tape_error_text(t), "product"));
  tape_reset(t);
  p.status = AD_OK;
  a = var_mat_input(t, 3, 2, v);
  var_mat_custom(&product, (const var_mat[]){a, a});
  ck_assert_int_eq(tape_status(t), AD_BAD_SHAPE);
  ck_assert_ptr_nonnull(strstr(tape_error_text(t), "3x2"));
  (void)bad;
}
END_TEST

START_TEST(custom_checked)
{
  struct product p = {0, AD_OK};
  struct check_custom_report r;
  struct tape_custom product = {
    "product", 2, product_shape, product_value, product_adjoint,
    product_tangent, &p, NULL};
  const struct ad_shape shapes[] = {{2, 3}, {3, 2}};
  const double v[] = {1, 2, 3, 4, 5, 6}, w[] = {0.7, 8, -9, 1, 11, 0.1};
  const double *const x[] = {v, w};
  ck_assert_int_eq(check_custom(&product, shapes, x, &r), AD_OK);
  ck_assert(r.agree);
  p.wrong = 1; /* the adjoint of the second argument, by a thousandth */
  ck_assert_int_eq(check_custom(&product, shapes, x, &r), AD_OK);
  ck_assert(!r.agree && !r.tangent);
  ck_assert_int_eq(r.argument, 1);
  assert_close(r.got / r.want, 1.001, 1e-8);
  ck_assert_ptr_nonnull(strstr(r.text, "argument 2"));
  product.adjoint = NULL;
  ck_assert_int_eq(check_custom(&product, shapes, x, &r), AD_BAD_ARGUMENT);
}
END_TEST

START_TEST(custom_tangent_checked)
{
  struct product p = {2, AD_OK};
  struct check_custom_report r;
  const struct tape_custom product = {
    "product", 2, product_shape, product_value, product_adjoint,
    product_tangent, &p, NULL};
  const struct ad_shape shapes[] = {{1, 1}, {1, 1}};
  const double v[] = {2}, w[] = {3}, *const x[] = {v, w};
  /* adjoint and tangent are wrong alike: the differences tell */
  ck_assert_int_eq(check_custom(&product, shapes, x, &r), AD_OK);
  ck_assert(!r.agree && r.argument == 1);
}
END_TEST

/* ---- second derivatives -------------------------------------------------------- */

/* sum ȳ_ij (sum_k a'_ik x_kj + a_ik x'_kj), differentiated: ȳ x'' and a'' ȳ. */
static enum ad_status product_second(const struct ad_block *x,
                                     const struct ad_block *ybar,
                                     const struct ad_block *xbar, void *data)
{
  const struct product *p = data;
  const size_t n = ybar->cols, inner = x[0].cols;
  for (size_t i = 0; i < ybar->rows; i++)
    for (size_t j = 0; j < n; j++)
      for (size_t k = 0; k < inner; k++) {
        const double w = ybar->v[i * n + j];
        if (xbar[0].d)
          xbar[0].d[i * inner + k] += w * x[1].d[k * n + j];
        if (xbar[1].d)
          xbar[1].d[k * n + j] +=
            w * x[0].d[i * inner + k] * (p->wrong == 3 ? 1.001 : 1);
      }
  return AD_OK;
}

/* The gradient of <v, dz/da>, z = sum(exp(product(a', b) / 40)^2), by one op or
 * the other. */
static void second_by(const struct tape_custom *c, double out[12])
{
  const double v[] = {1, 2, 3, 4, 5, 6}, w[] = {7, 8, 9, 10, 11, 12};
  const double along[] = {1, -1, 0.5, 2, 0, -3};
  var_mat a = var_mat_input(t, 3, 2, v), b = var_mat_input(t, 3, 2, w);
  const var_mat x[] = {var_mat_transpose(a), b};
  const var_mat y = c ? var_mat_custom(c, x) : var_mat_matmul(x[0], x[1]);
  const var_mat e = var_mat_exp(var_mat_div(y, var_mat_const(40)));
  const var_mat z = var_mat_sum(var_mat_sqr(e), AD_ALL);
  ck_assert_int_eq(var_mat_backward(z, NULL, TAPE_CREATE_GRAPH), AD_OK);
  tape_forget_grad(t);
  ck_assert_int_eq(var_mat_backward_gradient(a, along, 0), AD_OK);
  ck_assert(var_mat_grad(a, out) && var_mat_grad(b, out + 6));
}

START_TEST(custom_twice)
{
  struct product p = {0, AD_OK};
  struct tape_custom product = {
    "product", 2, product_shape, product_value, product_adjoint,
    product_tangent, &p, product_second};
  double got[12], want[12];
  second_by(&product, got);
  second_by(NULL, want);
  for (int k = 0; k < 12; k++)
    assert_close(got[k], want[k], 1e-13);
  p.wrong = 3; /* the curvature for the second argument */
  second_by(&product, got);
  ck_assert(is_close(got[0], want[0], 1e-13));
  ck_assert(!is_close(got[6], want[6], 1e-6));
}
END_TEST

/* Without the functions: refused, with what to give; but not where nothing
 * that moves comes by. */
START_TEST(custom_without_second)
{
  struct product p = {0, AD_OK};
  struct tape_custom product = {
    "product", 2, product_shape, product_value, product_adjoint, NULL, &p, NULL};
  const double v[] = {2}, one[] = {1};
  var_mat a = var_mat_input(t, 1, 1, v), b = var_mat_input(t, 1, 1, v);
  const var_mat both[] = {a, a}, other[] = {b, b};
  var_mat y = var_mat_custom(&product, both);
  ck_assert_int_eq(var_mat_backward(y, NULL, TAPE_CREATE_GRAPH), AD_OK);
  ck_assert_int_eq(var_mat_backward_gradient(a, one, 0), AD_CUSTOM);
  ck_assert(message_has("no tangent function") &&
            message_has("give tape_custom.tangent"));
  product.tangent = product_tangent;
  ck_assert_int_eq(var_mat_backward_gradient(a, one, 0), AD_CUSTOM);
  ck_assert(message_has("give tape_custom.second"));
  product.second = product_second;
  tape_forget_grad(t);
  ck_assert_int_eq(var_mat_backward_gradient(a, one, 0), AD_OK);
  assert_grad(a, 1, (const double[]){2}, 0);
  product.second = NULL;
  var_mat z = var_mat_add(var_mat_custom(&product, other), var_mat_sqr(a));
  ck_assert_int_eq(var_mat_backward(z, NULL, TAPE_CREATE_GRAPH), AD_OK);
  tape_forget_grad(t);
  ck_assert_int_eq(var_mat_backward_gradient(a, one, 0), AD_OK);
  assert_grad(a, 1, (const double[]){2}, 0);
}
END_TEST

/* round(x), with the gradient of x: a straight-through estimator.  Its adjoint
 * is not the derivative, on purpose. */
static enum ad_status round_value(const struct ad_block *x, struct ad_block y,
                                  void *data)
{
  (void)data;
  y.v[0] = round(x[0].v[0]);
  return AD_OK;
}
static enum ad_status through(const struct ad_block *x,
                              const struct ad_block *ybar,
                              const struct ad_block *xbar, void *data)
{
  (void)x, (void)data;
  xbar[0].v[0] += ybar->v[0];
  return AD_OK;
}
static enum ad_status through_tangent(const struct ad_block *x,
                                      struct ad_block y, void *data)
{
  (void)data;
  y.d[0] = x[0].d[0];
  return AD_OK;
}
static enum ad_status no_curvature(const struct ad_block *x,
                                   const struct ad_block *ybar,
                                   const struct ad_block *xbar, void *data)
{
  (void)x, (void)ybar, (void)xbar, (void)data;
  return AD_OK;
}

/* f = r^2 x, r = round(x): 9 + 6 * 2.6, then 2 (3 + 3 + 2.6); as PyTorch's
 * torch.autograd.Function has it. */
START_TEST(straight_through)
{
  const struct tape_custom rounded = {
    "rounded", 1, NULL, round_value, through, through_tangent, NULL,
    no_curvature};
  struct check_custom_report report;
  const struct ad_shape shape = {1, 1};
  const double at[] = {2.6}, *const point[] = {at};
  var x = tape_input(t, 2.6);
  const var_mat xm = var_mat_of(x);
  var r = var_mat_at(var_mat_custom(&rounded, &xm), 0, 0);
  ck_assert_int_eq(
    var_backward(var_mul(var_sqr(r), x), NULL, TAPE_CREATE_GRAPH), AD_OK);
  assert_close(grad(x), 24.6, 1e-15);
  tape_forget_grad(t);
  ck_assert_int_eq(var_backward_gradient(x, 1, 0), AD_OK);
  assert_close(grad(x), 17.2, 1e-15);
  ck_assert_int_eq(check_custom(&rounded, &shape, point, &report), AD_OK);
  ck_assert(!report.agree); /* it is no derivative, and that is found */
  ck_assert(report.got != 0 && fabs(report.want) < 1e-9);
}
END_TEST

START_TEST(custom_second_checked)
{
  struct product p = {0, AD_OK};
  struct check_custom_report r;
  struct tape_custom product = {
    "product", 2, product_shape, product_value, product_adjoint,
    product_tangent, &p, product_second};
  const struct ad_shape shapes[] = {{2, 3}, {3, 2}};
  const double v[] = {1, 2, 3, 4, 5, 6}, w[] = {0.7, 8, -9, 1, 11, 0.1};
  const double *const x[] = {v, w};
  ck_assert_int_eq(check_custom(&product, shapes, x, &r), AD_OK);
  ck_assert(r.agree);
  p.wrong = 3; /* by a thousandth, in the second argument */
  ck_assert_int_eq(check_custom(&product, shapes, x, &r), AD_OK);
  ck_assert(!r.agree && r.second && !r.tangent);
  ck_assert_int_eq(r.argument, 1);
  assert_close(r.got / r.want, 1.001, 1e-7);
  ck_assert_ptr_nonnull(strstr(r.text, "second derivative for argument 2"));
  product.tangent = NULL;
  ck_assert_int_eq(check_custom(&product, shapes, x, &r), AD_BAD_ARGUMENT);
}
END_TEST

/* ---- all ------------------------------------------------------------------ */

int main(void)
{
  Suite *s = suite_create("autograd_custom");
  TCase *c = autograd_case(s);
  tcase_add_test(c, custom);
  tcase_add_test(c, custom_checked);
  tcase_add_test(c, custom_tangent_checked);
  tcase_add_test(c, custom_twice);
  tcase_add_test(c, custom_without_second);
  tcase_add_test(c, straight_through);
  tcase_add_test(c, custom_second_checked);
  return run_suite(s);
}
