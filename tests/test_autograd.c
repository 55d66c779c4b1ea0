/* test_autograd.c: PyTorch's semantics, each with what must not happen. */
#include <config.h>

#include <stdio.h>

#include "close.h"

#include "../dualtape.h"

static tape *t;

static void begin(void) { t = tape_new(); }
static void end(void) { tape_free(t); }

/* What x.grad is; NaN if there is none. */
static double grad(var x)
{
  double g = NAN;
  var_grad(x, &g);
  return g;
}

static bool message_has(const char *text)
{
  if (strstr(tape_message(t), text))
    return true;
  fprintf(stderr, "message: %s\n", tape_message(t));
  return false;
}

/* ---- leaves, requires_grad -------------------------------------------------- */

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

/* ---- backward ------------------------------------------------------------------ */

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

/* ---- in place ------------------------------------------------------------------- */

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

/* ---- vars of elsewhere ------------------------------------------------------------ */

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

/* ---- the graph ---------------------------------------------------------------------- */

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

/* ---- hooks ------------------------------------------------------------------------ */

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

/* ---- custom ops ---------------------------------------------------------------------- */

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
            w * x[0].v[i * inner + k] * (p->wrong ? 1.001 : 1);
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
    product_tangent, &p};
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

/* ---- gradients of gradients ------------------------------------------------------------ */

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

START_TEST(custom_checked)
{
  struct product p = {0, AD_OK};
  struct check_custom_report r;
  struct tape_custom product = {
    "product", 2, product_shape, product_value, product_adjoint,
    product_tangent, &p};
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
    product_tangent, &p};
  const struct ad_shape shapes[] = {{1, 1}, {1, 1}};
  const double v[] = {2}, w[] = {3}, *const x[] = {v, w};
  /* adjoint and tangent are wrong alike: the differences tell */
  ck_assert_int_eq(check_custom(&product, shapes, x, &r), AD_OK);
  ck_assert(!r.agree && r.argument == 1);
}
END_TEST

/* ---- all -------------------------------------------------------------------------------- */

int main(void)
{
  Suite *s = suite_create("autograd");
  TCase *c = tcase_create("autograd");
  suite_add_tcase(s, c);
  tcase_add_checked_fixture(c, begin, end);
  tcase_add_test(c, leaves);
  tcase_add_test(c, no_grad);
  tcase_add_test(c, detach);
  tcase_add_test(c, heads);
  tcase_add_test(c, intermediates);
  tcase_add_test(c, accumulation);
  tcase_add_test(c, freeing);
  tcase_add_test(c, changed_values);
  tcase_add_test(c, changed_matrices);
  tcase_add_test(c, ops_in_place);
  tcase_add_test(c, descent);
  tcase_add_test(c, stale_and_mixed);
  tcase_add_test(c, functions);
  tcase_add_test(c, hooks);
  tcase_add_test(c, custom);
  tcase_add_test(c, create_graph);
  tcase_add_test(c, create_graph_matrix);
  tcase_add_test(c, custom_checked);
  tcase_add_test(c, custom_tangent_checked);
  return run_suite(s);
}
