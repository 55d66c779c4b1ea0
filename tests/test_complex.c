/* test_complex.c: the complex step: digits reached on functions that trap
 * differences, what is refused and why, formulas, and that a function which is
 * not analytic is told from one that is.  Each op against MPFR:
 * test_oracle.c. */
#include <config.h>

#include <float.h>

#include "close.h"
#include "compare/check.h"
#include "compare/check_all.h"
#include "compare/fd_complex.h"
#include "compare/fn.h"
#include "compare/formula.h"

typedef long double exact_function(long double x);

/* ---- traps -------------------------------------------------------------- */

/* e^x / (cos^3 x + sin^3 x): Lyness and Moler's, as in test_fd.c. */
static cplx lyness(cplx x, void *data)
{
  (void)data;
  return cplx_div(cplx_exp(x), cplx_add(cplx_cube(cplx_cos(x)),
                                        cplx_cube(cplx_sin(x))));
}
static long double lyness_slope(long double x)
{
  const long double c = cosl(x), s = sinl(x), q = c * c * c + s * s * s;
  return expl(x) * (q - 3 * s * c * (s - c)) / (q * q);
}
static cplx exponential(cplx x, void *data)
{
  (void)data;
  return cplx_exp(x);
}
static long double exponential_slope(long double x) { return expl(x); }
static cplx reciprocal(cplx x, void *data)
{
  (void)data;
  return cplx_inv(x);
}
static long double reciprocal_slope(long double x) { return -1 / (x * x); }
static cplx oscillating(cplx x, void *data)
{
  (void)data;
  return cplx_sin(cplx_mul(cplx_const(1000), x));
}
static long double oscillating_slope(long double x)
{
  return 1000 * cosl(1000 * x);
}
static cplx root(cplx x, void *data)
{
  (void)data;
  return cplx_sqrt(x);
}
static long double root_slope(long double x) { return 0.5L / sqrtl(x); }

/* At least so many right digits: what was reached, less one. */
static const struct trap {
  const char *name;
  fd_complex_function *f;
  exact_function *slope;
  double x;
  int digits;
} traps[] = {
  {"Lyness", lyness, lyness_slope, 1.5, 15},
  {"Lyness near a pole", lyness, lyness_slope, 5.5, 12},
  {"exp(100)", exponential, exponential_slope, 100, 15},
  {"exp(700)", exponential, exponential_slope, 700, 15},
  {"exp(-700)", exponential, exponential_slope, -700, 2},
  {"1/x", reciprocal, reciprocal_slope, 1e-4, 15},
  {"1/x near 0", reciprocal, reciprocal_slope, 1e-8, 15},
  {"1/x at 1e-150", reciprocal, reciprocal_slope, 1e-150, 15},
  {"sin(1000 x)", oscillating, oscillating_slope, 1, 15},
  {"sqrt near 0", root, root_slope, 1e-10, 15},
};

static double digits_of(double d, long double want)
{
  return (double)-log10l(fabsl((long double)d - want) / fabsl(want) + 1e-20L);
}

START_TEST(digits)
{
  const struct trap *t = &traps[_i];
  const struct fd_complex_result r = fd_complex_step(t->f, NULL, t->x, 0);
  const long double want = t->slope((long double)t->x);
  ck_assert_int_eq(r.refused, 0);
  ck_assert_msg(digits_of(r.d, want) >= t->digits,
                "%s: %.17g, not %.17Lg: %.1f digits", t->name, r.d, want,
                digits_of(r.d, want));
}
END_TEST

START_TEST(known_value)
{
  const double known = 3.62203370071632604;
  const struct fd_complex_result r = fd_complex_step(lyness, NULL, 1.5, 0);
  const struct fd_complex_result s = fd_complex_step(lyness, NULL, 1.5, 1e-20);
  ck_assert_uint_le(ulps_between(r.d, known), 2);
  ck_assert_uint_le(ulps_between(s.d, known), 2);
  assert_same(s.h, 1e-20);
  ck_assert(fabs(r.d - known) <= r.error && r.error < 1e-14);
  ck_assert(!(fabs(r.d - 3.622033700717326) <= r.error));
}
END_TEST

/* Truncation is h^2 f'''/6, and the bound holds at any step. */
START_TEST(truncation)
{
  const long double want = lyness_slope(1.5L);
  double before = INFINITY;
  for (double h = 1e-2; h > 5e-6; h /= 10) {
    const struct fd_complex_result r = fd_complex_step(lyness, NULL, 1.5, h);
    const double error = (double)fabsl((long double)r.d - want);
    ck_assert(error <= r.error);
    if (isfinite(before))
      assert_close(error, before / 100, 1e-2);
    before = error;
  }
}
END_TEST

/* ---- what is refused ---------------------------------------------------- */

static cplx by_abs(cplx x, void *data)
{
  (void)data;
  return cplx_add(cplx_sin(x), cplx_abs(x));
}
static cplx by_square_root_of_zero(cplx x, void *data)
{
  (void)data;
  return cplx_sqrt(cplx_sub(x, x));
}
static cplx by_log(cplx x, void *data)
{
  (void)data;
  return cplx_log(x);
}
static const char *reason(int refused)
{
  static char text[300];
  ad_complex_reason(refused, text, sizeof text);
  return text;
}

START_TEST(refusals)
{
  struct fd_complex_result r = fd_complex_step(by_abs, NULL, 2, 0);
  ck_assert(isnan(r.d) && isinf(r.error));
  ck_assert_str_eq(reason(r.refused), "abs is not analytic: it has a corner");
  r = fd_complex_step(root, NULL, 0, 0);
  ck_assert_str_eq(reason(r.refused),
                   "sqrt is not analytic on its edge, a == 0");
  /* Nothing varies in x - x: a real 0, whose root is refused by nobody. */
  r = fd_complex_step(by_square_root_of_zero, NULL, 2, 0);
  ck_assert(r.refused == 0 && r.d == 0);
  /* Out of the domain; the complex logarithm would have a value. */
  r = fd_complex_step(by_log, NULL, -1, 0);
  ck_assert(r.refused == 0 && isnan(r.d) && isinf(r.error));
  ck_assert_str_eq(reason(0), "");
  ck_assert_str_eq(reason(ad_complex_refuse_matrix(AD_MATRIX_amax).refused),
                   "amax has no known complex form");
  ck_assert_str_eq(ad_complex_refusal(AD_OP_COUNT), "is no op");
  ck_assert_ptr_null(ad_complex_refusal(AD_OP_sin));
  ck_assert(isnan(fd_complex_step(lyness, NULL, 1, -1).d));
  ck_assert(isnan(fd_complex_step(lyness, NULL, 1, NAN).d));
  ck_assert(isnan(fd_complex_step(NULL, NULL, 1, 0).d));
}
END_TEST

/* Every op has a form or a reason, and one that is refused stays so. */
START_TEST(every_op)
{
  const enum ad_op op = (enum ad_op)_i;
  const struct ad_op_info *info = ad_op_info(op);
  const size_t arity = (size_t)ad_op_arity(op);
  cplx x[AD_OP_ARGS] = {{0}};
  for (size_t k = 0; k < arity; k++)
    x[k] = cplx_const(info->points[k]);
  const int n = info->kind == AD_INTEGER ? (int)info->points[1] : 0;
  const cplx real = ad_complex_op(op, x, n);
  assert_same(real.re, ad_op_value(op, x[0].re, x[1].re, x[2].re));
  ck_assert(real.im == 0 && !real.refused);
  x[0].im = x[0].re == 0 ? 1e-30 : fabs(x[0].re) * 1e-20;
  const cplx y = ad_complex_op(op, x, n);
  if (ad_complex_refusal(op)) {
    ck_assert(isnan(y.re) && y.refused);
    ck_assert_int_eq(strncmp(reason(y.refused), info->name,
                             strlen(info->name)), 0);
    ck_assert_int_eq(cplx_add(cplx_const(1), y).refused, y.refused);
  } else if (!ad_op_on_edge(op, x[0].re, x[1].re, x[2].re)) {
    assert_same(y.re, real.re); /* the same real numbers on the way */
    ck_assert(!y.refused);
  }
}
END_TEST

/* ---- Jacobians of formulas ---------------------------------------------- */

struct whole {
  ad_formula *formula;
  struct ad_function f;
  double x[40];
};

static struct whole parse(const char *text)
{
  struct whole w = {.formula = ad_formula_parse(text, strlen(text), NULL)};
  ck_assert_msg(w.formula != NULL, "%s", text);
  w.f = ad_formula_function(w.formula);
  size_t at = 0;
  for (size_t j = 0; j < ad_formula_inputs(w.formula); j++) {
    struct ad_shape s;
    const double *v = ad_formula_default(w.formula, j, &s);
    for (size_t k = 0; k < s.rows * s.cols; k++)
      w.x[at++] = v[k];
  }
  ck_assert_uint_eq(at, w.f.n);
  return w;
}

/* Everything that formulas have, with values at which it is smooth. */
static const char *const formulas[] = {
  "input x = 1.5, y = 0.3; u = x^y; sin(u)*x^3, atan2(u, y), x/y - -x",
  "input A = [1, 2; 3, 5], x = [1; -2]; A @ x, x' @ A', A*A, A^2, exp(A/9)",
  "input A = [1, 2; 3, 5]; [A, A'; 2*A, eye(2)], A[1, :], A[2, 1:end]",
  "input A = [1, 2, 4; 3, 5, 7]; reshape(A, 3, 2), sum(A), sum(A, 0), "
  "sum(A, 1)",
  "input A = [1, 2, 4; 3, 5, 7]; mean(A), mean(A, 0), prod(A, 1), prod(A)",
  "input A = [1, 2, 4; 3, 5, 7]; norm(A), norm(A, 0), norm(1e200*A, 1)",
  "input A = [1, 2, 4; 3, 5, 7]; logsumexp(A), logsumexp(9*A, 1), "
  "logsumexp(A, 0)",
  "input A = [1, 2, 4; 3, 5, 7]; softmax(A), softmax(A, 0), softmax(A, 1)",
  "input A = [1, 2, 4; 3, 5, 7], b = [1; 2]; A + b, A*b, A - [1, 2, 3]",
  "input a = [1; 2], b = [3; 4; 5]; outer(a, b), dot(a, a), dot(a, [3; 1])",
  "input A = [0, 2, 4; 3, 5, 7; 1, -1, 2]; det(A), trace(A), inverse(A)",
  "input A = [0, 2; 3, 5], b = [1, 2; 3, 7]; solve(A, b), det(A @ b)",
  "input A = [2, 1; 0, 3]; cholesky(A @ A'), logdet(A @ A')",
  "input A = [1, 1; 1, 1]; det(A)",
  "input x = [3, 1, 2]; amax([1, 2]) * x, swish(x), sinc(x)",
};

/* The complex step against forward mode, and the real parts against a run in
 * doubles. */
START_TEST(jacobians)
{
  struct whole w = parse(formulas[_i]);
  const size_t n = w.f.n, m = w.f.m;
  struct check_report r;
  double y[80], jac[800];
  int refused[800];
  ck_assert(m <= 80 && n * m <= 800);
  ck_assert_int_eq(fd_complex_jacobian(&w.f, w.x, 0, y, jac, NULL, refused),
                   AD_OK);
  ck_assert_int_eq(check_compare(&w.f, w.x, &r), AD_OK);
  for (size_t k = 0; k < m * n; k++) {
    const size_t at = AD_ENGINE_COMPLEX * m * n + k;
    ck_assert_int_eq(refused[k], 0);
    ck_assert_msg(fabs(jac[k] - r.jac[k]) <= r.error[at] + r.error[k],
                  "%s: entry %zu: %.17g, not %.17g", formulas[_i], k, jac[k],
                  r.jac[k]);
    assert_same(jac[k], r.jac[at]);
    ck_assert_msg(r.error[at] <= 1e-9 * fmax(1, fabs(r.jac[k])),
                  "%s: entry %zu: %.17g +- %g", formulas[_i], k, jac[k],
                  r.error[at]);
  }
  for (size_t i = 0; i < m; i++)
    assert_close(y[i], r.y[i], 1e-14);
  ck_assert(r.agree);
  check_release(&r);
  ad_formula_free(w.formula);
}
END_TEST

/* By one input refused, by the other not; and in matrices. */
START_TEST(refused_entries)
{
  struct whole w = parse("input x = 2, y = -3; abs(y) * x, max(x, y)");
  double jac[8], error[8];
  int refused[8];
  ck_assert_int_eq(fd_complex_jacobian(&w.f, w.x, 0, NULL, jac, error, refused),
                   AD_OK);
  assert_same(jac[0], 3);
  ck_assert(isnan(jac[1]) && isinf(error[1]));
  ck_assert_str_eq(reason(refused[1]), "abs is not analytic: it has a corner");
  ck_assert_str_eq(reason(refused[2]), "max is not analytic: it has corners");
  ck_assert(refused[0] == 0 && refused[2] && refused[3]);
  ad_formula_free(w.formula);
  w = parse("input A = [1, 2; 3, 4]; amax(A), sum(relu(A))");
  ck_assert_int_eq(fd_complex_jacobian(&w.f, w.x, 0, NULL, jac, error, refused),
                   AD_OK);
  ck_assert_str_eq(reason(refused[0]), "max is not analytic: it has corners");
  ck_assert_str_eq(reason(refused[4]), "relu is not analytic: it has a corner");
  w.f.on_complex = NULL;
  ck_assert_int_eq(fd_complex_jacobian(&w.f, w.x, 0, NULL, jac, error, refused),
                   AD_OK);
  ck_assert_str_eq(reason(refused[7]),
                   "the function is not written over complex numbers");
  ck_assert_int_eq(fd_complex_jacobian(NULL, w.x, 0, NULL, jac, NULL, NULL),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(fd_complex_jacobian(&w.f, w.x, -1, NULL, jac, NULL, NULL),
                   AD_BAD_ARGUMENT);
  ad_formula_free(w.formula);
}
END_TEST

/* A point of its curve over h: right where differences are at their worst. */
START_TEST(curve)
{
  struct whole w =
    parse("input x = 1.5; exp(x)/(cube(cos(x)) + cube(sin(x)))");
  const double known = 3.62203370071632604;
  for (double h = 1e-8; h > 1e-300; h /= 1e10)
    assert_close(fd_complex_at(&w.f, w.x, 0, 0, h), known, 1e-15);
  ck_assert(fabs(fd_complex_at(&w.f, w.x, 0, 0, 0.1) - known) > 1e-2);
  ck_assert(isnan(fd_complex_at(&w.f, w.x, 1, 0, 0.1)));
  ck_assert(isnan(fd_complex_at(&w.f, w.x, 0, 0, 0)));
  ad_formula_free(w.formula);
}
END_TEST

/* ---- C functions, and a wrong one --------------------------------------- */

#define FN_FILE "rosen.fn.c"
#include "../dualtape_each.h"
AD_FUNCTION(rosen, 2);

START_TEST(function_written_once)
{
  const double x[] = {1.5, 2};
  double y, g[2];
  ck_assert_int_eq(fd_complex_jacobian(&rosen_function, x, 0, &y, g, NULL,
                                       NULL), AD_OK);
  assert_same(y, rosen_double(x));
  assert_close(g[0], 2 * 0.5 + 4 * 100 * 0.25 * 1.5, 1e-15);
  assert_close(g[1], -50, 1e-15);
}
END_TEST

/* Negative control: |x|^2 as z times its conjugate has no complex derivative,
 * and its complex step is 0; as x * x it is 2x. */
static enum ad_status by_conjugate(const cplx *x, cplx *y, void *data)
{
  cplx other[2] = {x[0], x[1]};
  (void)data;
  other[0].im = -other[0].im;
  y[0] = cplx_mul(x[0], other[0]);
  return AD_OK;
}
START_TEST(a_conjugate_is_caught)
{
  struct whole w = parse("input x = 3, y = 2; x*x + 0*y");
  struct check_report r;
  struct check_all_report all;
  ck_assert_int_eq(check_compare(&w.f, w.x, &r), AD_OK);
  ck_assert(r.agree);
  check_release(&r);
  ck_assert_int_eq(check_all(&w.f, w.x, NULL, &all), AD_OK);
  ck_assert(all.right && all.part[CHECK_COMPLEX].asked == 10);
  w.f.on_complex = by_conjugate;
  ck_assert_int_eq(check_compare(&w.f, w.x, &r), AD_OK);
  ck_assert(r.exact_agree && !r.agree);
  assert_same(r.jac[AD_ENGINE_COMPLEX * 2], 0);
  check_release(&r);
  ck_assert_int_eq(check_all(&w.f, w.x, NULL, &all), AD_OK);
  ck_assert(!all.right && all.part[CHECK_COMPLEX].failed == 5);
  ck_assert_uint_eq(all.part[CHECK_DIFFERENCES].failed, 0);
  ad_formula_free(w.formula);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("complex");
  TCase *ops = tcase_create("every op");
  tcase_add_loop_test(ops, every_op, 0, AD_OP_COUNT);
  suite_add_tcase(s, ops);
  ADD_EACH(s, "digits", digits, traps);
  ADD(s, known_value);
  ADD(s, truncation);
  ADD(s, refusals);
  ADD_EACH(s, "jacobians", jacobians, formulas);
  ADD(s, refused_entries);
  ADD(s, curve);
  ADD(s, function_written_once);
  ADD(s, a_conjugate_is_caught);
  return run_suite(s);
}
