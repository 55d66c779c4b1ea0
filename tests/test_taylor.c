/* test_taylor.c: Taylor polynomials against closed forms to order 20, and every
 * op's terms of order 1 and 2 against dual and hyper-dual numbers. */
#include <config.h>

#include "close.h"
#include "each_op.h"

#include <float.h>
#include <stdio.h>

#include "../compare/formula.h"
#include "../forward/taylor.h"

enum { ORDER = 20 };

/* ---- closed forms ------------------------------------------------------------ */

static double factorial(int k)
{
  double f = 1; /* exact up to 22! */
  for (int i = 2; i <= k; i++)
    f *= i;
  return f;
}

/* A function of one number, a point, and its coefficient k there. */
struct closed {
  const char *formula;
  double x;
  double (*coefficient)(int k);
  double ulps; /* of the coefficient, or of its neighbours' size */
};

static double of_exp(int k) { return exp(1.5) / factorial(k); }
static double of_exp_double(int k) { return pow(2, k) / factorial(k); }
static double geometric(int k) { (void)k; return 1; }
static double far_geometric(int k) { return pow(0.5, k + 1) * (k & 1 ? -1 : 1); }

/* sin at 0.7: sin^(k) runs through sin, cos, -sin, -cos. */
static double of_sin(int k)
{
  const double v = k & 1 ? cos(0.7) : sin(0.7);
  return (k & 2 ? -v : v) / factorial(k);
}

static double of_log(int k)
{
  return k == 0 ? log(3) : (k & 1 ? 1 : -1) / (k * pow(3, k));
}

/* tan x = sum |B_2n| 4^n (4^n - 1)/(2n)! x^(2n-1); tangent numbers: 1, 2, 16,
 * 272, ... (OEIS A000182), over (2n-1)!. */
static const double tangent[] = {
  1, 2, 16, 272, 7936, 353792, 22368256, 1903757312, 209865342976, 29088885112832,
  4951498053124096};

static double of_tan(int k)
{
  return k & 1 ? tangent[k / 2] / factorial(k) : 0;
}

/* tanh has the same numbers, with signs in turn. */
static double of_tanh(int k) { return k % 4 == 3 ? -of_tan(k) : of_tan(k); }

/* 1/cos x: Euler's numbers 1, 1, 5, 61, ... (OEIS A000364), over (2n)! */
static const double euler[] = {
  1, 1, 5, 61, 1385, 50521, 2702765, 199360981, 19391512145.0,
  2404879675441.0, 370371188237525.0};

static double of_sec(int k) { return k & 1 ? 0 : euler[k / 2] / factorial(k); }

/* erf x = 2/sqrt(pi) sum (-1)^n x^(2n+1)/(n! (2n+1)) */
static double of_erf(int k)
{
  const int n = k / 2;
  return k & 1 ? 1.12837916709551257390 * (n & 1 ? -1 : 1) / factorial(n) / k : 0;
}

static double of_atan(int k)
{
  return k & 1 ? (k % 4 == 1 ? 1.0 : -1.0) / k : 0;
}

/* binom(2n, n)/(4^n (2n+1)) */
static double of_asin(int k)
{
  double c = 1;
  for (int n = 1; n <= k / 2; n++)
    c *= (2.0 * n - 1) / (2 * n);
  return k & 1 ? c / k : 0;
}

/* sqrt(1 + x): binom(1/2, k) */
static double of_sqrt(int k)
{
  double c = 1;
  for (int j = 1; j <= k; j++)
    c *= (1.5 - j) / j;
  return c;
}

/* exp(e^x - 1): Bell's numbers (OEIS A000110) over k! */
static const double bell[] = {
  1, 1, 2, 5, 15, 52, 203, 877, 4140, 21147, 115975, 678570, 4213597, 27644437,
  190899322, 1382958545, 10480142147.0, 82864869804.0, 682076806159.0,
  5832742205057.0, 51724158235372.0};

static double of_bell(int k) { return bell[k] / factorial(k); }

/* (1 - sqrt(1 - 4x))/2: Catalan's numbers, one behind. */
static double of_catalan(int k)
{
  double c = k ? 1 : 0;
  for (int n = 1; n < k; n++)
    c = c * (2 * (2.0 * n - 1)) / (n + 1);
  return c;
}

/* 1/(1 - x - x^2): Fibonacci's numbers. */
static double of_fibonacci(int k)
{
  double a = 0, b = 1;
  for (int n = 0; n < k; n++) {
    const double c = a + b;
    a = b, b = c;
  }
  return b;
}

/* Lambert's W: (-n)^(n-1)/n! */
static double of_lambertw(int k)
{
  return k ? pow(-k, k - 1) / factorial(k) : 0;
}

/* J_0: (-1)^n/(4^n n!^2) */
static double of_j0(int k)
{
  const int n = k / 2;
  return k & 1 ? 0 : (n & 1 ? -1 : 1) / (pow(4, n) * factorial(n) * factorial(n));
}

/* x^2.5 at 4: binom(5/2, k) 4^(5/2-k) */
static double of_power(int k)
{
  double c = 32;
  for (int j = 1; j <= k; j++)
    c *= (3.5 - j) / j / 4;
  return c;
}

static const struct closed forms[] = {
  {"exp(x)", 1.5, of_exp, 6},
  {"exp(2*x)", 0, of_exp_double, 4},
  {"1/(1 - x)", 0, geometric, 0},
  {"inv(x)", 2, far_geometric, 0},
  {"sin(x)", 0.7, of_sin, 6},
  {"log(x)", 3, of_log, 6},
  {"ln(3) + log1p(x/3)", 0, of_log, 6},
  {"tan(x)", 0, of_tan, 8},
  {"sin(x)/cos(x)", 0, of_tan, 8},
  {"tanh(x)", 0, of_tanh, 16},
  {"sec(x)", 0, of_sec, 8},
  {"erf(x)", 0, of_erf, 8},
  {"1 - erfc(x)", 0, of_erf, 8},
  {"atan(x)", 0, of_atan, 2},
  {"asin(x)", 0, of_asin, 8},
  {"sqrt(x)", 1, of_sqrt, 8},
  {"exp(0.5*log1p(x))", 0, of_sqrt, 32},
  {"exp(expm1(x))", 0, of_bell, 12},
  {"(1 - sqrt(1 - 4*x))/2", 0, of_catalan, 8},
  {"1/(1 - x - x^2)", 0, of_fibonacci, 0},
  {"lambertw(x)", 0, of_lambertw, 16},
  {"j0(x)", 0, of_j0, 8},
  {"x^2.5", 4, of_power, 8},
};

/* Coefficients by a formula over Taylor polynomials. */
static void by_formula(const char *text, double x, int order, double *c)
{
  const double one = 1;
  ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
  ck_assert_ptr_nonnull(f);
  const struct ad_function fn = ad_formula_function(f);
  ck_assert_int_eq(ad_taylor_coefficients(fn.on_taylor, fn.data, 1, &x, &one, 1,
                                          order, c, NULL), AD_OK);
  ad_formula_free(f);
}

static bool agrees(const struct closed *f, const double *c)
{
  for (int k = 0; k <= ORDER; k++) {
    const double truth = f->coefficient(k);
    double size = fabs(truth);
    if (truth == 0 && k > 0)
      size = sqrt(fabs(f->coefficient(k - 1)) * fabs(f->coefficient(k + 1)));
    if (!(fabs(c[k] - truth) <= f->ulps * DBL_EPSILON * size))
      return false;
  }
  return true;
}

START_TEST(closed_forms)
{
  const struct closed *f = &forms[_i];
  double c[ORDER + 1];
  by_formula(f->formula, f->x, ORDER, c);
  for (int k = 0; k <= ORDER && !agrees(f, c); k++)
    printf("# %s: %d is %.17g, not %.17g\n", f->formula, k, c[k],
           f->coefficient(k));
  ck_assert_msg(agrees(f, c), "%s", f->formula);
  /* Negative control: a coefficient 1e-13 off, two in the other order, and the
   * derivatives in place of the coefficients. */
  const int at = f->coefficient(11) != 0 ? 11 : 10;
  const double kept = c[at];
  c[at] *= 1 + 1e-13;
  ck_assert(!agrees(f, c));
  c[at] = -kept;
  ck_assert(!agrees(f, c));
  c[at] = kept * factorial(at);
  ck_assert(!agrees(f, c));
}
END_TEST

/* A polynomial of lower order is the beginning of that of a higher one. */
START_TEST(orders_agree)
{
  const struct closed *f = &forms[_i];
  double all[TAYLOR_MOST + 1], some[ORDER + 1];
  by_formula(f->formula, f->x, TAYLOR_MOST, all);
  for (int order = 0; order <= ORDER; order++) {
    by_formula(f->formula, f->x, order, some);
    for (int k = 0; k <= order; k++)
      assert_close(some[k], all[k], 1e-12);
  }
}
END_TEST

/* ---- dual and hyper-dual numbers ------------------------------------------------ */

/* Along a direction, from the row's point k: the second derivative is that of
 * hyper-dual numbers along it twice. */
static void along(enum ad_op op, size_t k, hyper *second, taylor *y)
{
  static const double d[AD_OP_ARGS] = {1, -0.75, 0.5};
  double x[AD_OP_ARGS];
  hyper h[AD_OP_ARGS];
  taylor t[AD_OP_ARGS];
  op_point(op, k, x);
  for (int i = 0; i < AD_OP_ARGS; i++) {
    const double s = x[i] != 0 ? d[i] * x[i] : d[i];
    const bool moves = i < ad_op_variables(op);
    h[i] = hyper_make(x[i], moves ? s : 0, moves ? s : 0, 0);
    t[i] = taylor_make(x[i], moves ? s : 0, 3);
  }
  *second = hyper_by_op(op, h);
  *y = ad_taylor_apply(NULL, op, &t[0], &t[1], &t[2], (int)x[1]);
}

/* Hyper-dual numbers square what moves, which has to stay in the range. */
static bool ordinary(enum ad_op op, size_t k)
{
  double x[AD_OP_ARGS];
  op_point(op, k, x);
  for (int i = 0; i < ad_op_variables(op); i++)
    if (x[i] != 0 && !(fabs(x[i]) > 1e-60 && fabs(x[i]) < 1e60))
      return false;
  return true;
}

/* `size`: of what a second derivative along a line is added up from; where that
 * cancels, neither of the two is right to its own last bits. */
static bool near(double a, double b, double size)
{
  if (!isfinite(a) || !isfinite(b))
    return (isnan(a) && isnan(b)) || a == b;
  return fabs(a - b) <= 64 * DBL_EPSILON * (fmax(fabs(a), fabs(b)) + size);
}

START_TEST(first_and_second_order)
{
  const enum ad_op op = (enum ad_op)_i;
  int tried = 0;
  for (size_t k = 0; k < ad_op_info(op)->point_count; k++) {
    hyper h;
    taylor y;
    if (!ordinary(op, k))
      continue;
    tried++;
    along(op, k, &h, &y);
    const double size = fabs(h.d1);
    assert_same(y.c[0], h.v);
    if (h.d1 == 0)
      ck_assert(y.c[1] == 0);
    ck_assert_msg(near(y.c[1], h.d1, 0), "%s, point %zu: %.17g, not %.17g",
                  ad_op_info(op)->name, k, y.c[1], h.d1);
    ck_assert_msg(near(2 * y.c[2], h.d12, size),
                  "%s, point %zu: second %.17g, not %.17g",
                  ad_op_info(op)->name, k, 2 * y.c[2], h.d12);
    ck_assert(!near(y.c[1] * (1 + 1e-12) + 1e-300, h.d1, 0)); /* control */
  }
  ck_assert_int_gt(tried, 0);
}
END_TEST

/* Every op of the table has a rule to any order: none was forgotten. */
START_TEST(all_ops_have_rules)
{
  for (int op = 0; op < AD_OP_COUNT; op++)
    ck_assert_msg(ad_taylor_order((enum ad_op)op) == TAYLOR_MOST,
                  "%s wants a line in taylor.def",
                  ad_op_info((enum ad_op)op)->name);
}
END_TEST

/* ---- edges, constants, errors ---------------------------------------------------- */

START_TEST(edges)
{
  const taylor t = taylor_make(0, 1, 4);
  taylor y = taylor_abs(t); /* straight on by the row's subgradient */
  for (int k = 0; k <= 4; k++)
    assert_same(y.c[k], 0);
  y = taylor_sqrt(t);
  ck_assert(y.c[0] == 0 && y.c[1] == INFINITY && isnan(y.c[3]));
  ck_assert_int_eq(y.status, AD_OK);
  y = taylor_pow(t, taylor_const(3)); /* smooth, although pow's edge */
  ck_assert(y.c[1] == 0 && y.c[2] == 0 && y.c[3] == 1 && y.c[4] == 0);
  y = taylor_powi(t, 2);
  ck_assert(y.c[2] == 1 && y.c[3] == 0 && y.c[4] == 0);
  struct ad_policy right;
  ck_assert(ad_policy_parse("abs=right", &right, NULL));
  y = taylor_abs_under(&right, t);
  ck_assert(y.c[1] == 1 && y.c[2] == 0);
  y = taylor_log(taylor_make(-1, 1, 4));
  ck_assert(isnan(y.c[0]) && isnan(y.c[4]));
}
END_TEST

/* What stands still has no influence, be its partial infinite or NaN. */
START_TEST(constants)
{
  taylor y = taylor_sqrt(taylor_make(0, 0, 4));
  for (int k = 0; k <= 4; k++)
    assert_same(y.c[k], 0);
  y = taylor_pow(taylor_make(-2, 1, 3), taylor_const(2)); /* no log(-2) */
  ck_assert(y.c[0] == 4 && y.c[1] == -4 && y.c[2] == 1 && y.c[3] == 0);
  y = taylor_add(taylor_const(2), taylor_make(1, 1, 3));
  ck_assert_int_eq(y.order, 3);
  ck_assert(y.c[0] == 3 && y.c[1] == 1 && y.c[2] == 0);
}
END_TEST

static enum ad_status fails(const taylor *x, taylor *y, void *data)
{
  (void)x, (void)y, (void)data;
  return AD_CUSTOM;
}

static enum ad_status square(const taylor *x, taylor *y, void *data)
{
  (void)data;
  y[0] = taylor_mul(x[0], x[1]);
  y[1] = taylor_const(7);
  return AD_OK;
}

static enum ad_status high(const taylor *x, taylor *y, void *data)
{
  (void)x, (void)data;
  y[0] = taylor_exp(taylor_sin(taylor_make(0, 1, TAYLOR_MOST + 1)));
  return AD_OK;
}

START_TEST(drivers)
{
  const double x[] = {2, 3}, d[] = {1, -1};
  double c[8];
  ck_assert_int_eq(ad_taylor_coefficients(square, NULL, 2, x, d, 2, 3, c, NULL),
                   AD_OK);
  const double want[] = {6, 1, -1, 0, 7, 0, 0, 0};
  for (int k = 0; k < 8; k++)
    assert_same(c[k], want[k]);
  ck_assert_int_eq(ad_taylor_coefficients(fails, NULL, 2, x, d, 1, 3, c, NULL),
                   AD_CUSTOM);
  ck_assert_int_eq(ad_taylor_coefficients(high, NULL, 2, x, d, 1, 3, c, NULL),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_taylor_coefficients(NULL, NULL, 2, x, d, 1, 3, c, NULL),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_taylor_coefficients(square, NULL, 2, NULL, d, 1, 3, c,
                                          NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_taylor_coefficients(square, NULL, 2, x, d, 1,
                                          TAYLOR_MOST + 1, c, NULL),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_taylor_coefficients(square, NULL, 2, x, d, 1, -1, c,
                                          NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_taylor_coefficients(square, NULL, SIZE_MAX, x, d, 1, 3, c,
                                          NULL), AD_NO_MEMORY);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("taylor");
  ADD_EACH(s, "closed_forms", closed_forms, forms);
  ADD_EACH(s, "orders_agree", orders_agree, forms);
  for (int op = 0; op < AD_OP_COUNT; op++) {
    TCase *c = tcase_create(ad_op_info((enum ad_op)op)->name);
    tcase_add_loop_test(c, first_and_second_order, op, op + 1);
    suite_add_tcase(s, c);
  }
  ADD(s, all_ops_have_rules);
  ADD(s, edges);
  ADD(s, constants);
  ADD(s, drivers);
  return run_suite(s);
}
