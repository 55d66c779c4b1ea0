/* test_lm.c: least squares: closed forms, every way to end; the Jacobian by
 * shape; random numbers. */
#include <config.h>

#include "close.h"

#include "../dualtape.h"

/* ---- closed forms -------------------------------------------------------------- */

/* A straight line: slope, its deviation and S by the formulas of any textbook. */
START_TEST(straight_line)
{
  static const double x[] = {1, 2, 3, 4, 5, 7}, y[] = {2.1, 3.9, 6.2, 7.8, 10.1, 14.2};
  enum { N = 6 };
  double sx = 0, sy = 0, sxx = 0, sxy = 0, S = 0, b[] = {0, 0}, deviation[2];
  static const char model[] = "input a, b, x\na + b*x";
  ad_formula *line = ad_formula_parse(model, strlen(model), NULL);
  struct ad_curve curve = {line, N, x, y};
  const struct ad_function f = ad_curve_residuals(&curve);
  struct ad_lm_result r;
  for (int i = 0; i < N; i++)
    sx += x[i], sy += y[i];
  for (int i = 0; i < N; i++)
    sxx += (x[i] - sx / N) * (x[i] - sx / N), sxy += (x[i] - sx / N) * y[i];
  const double slope = sxy / sxx, base = (sy - slope * sx) / N;
  for (int i = 0; i < N; i++)
    S += (y[i] - base - slope * x[i]) * (y[i] - base - slope * x[i]);
  ck_assert_int_eq(ad_lm_fit(&f, b, deviation, NULL, &r), AD_OK);
  ck_assert_int_eq(r.end, AD_LM_CONVERGED);
  assert_close(b[1], slope, 1e-13);
  assert_close(b[0], base, 1e-12);
  assert_close(r.squares, S, 1e-12);
  assert_close(deviation[1], sqrt(S / (N - 2) / sxx), 1e-12);
  assert_close(deviation[0],
               sqrt(S / (N - 2) * (1.0 / N + sx / N * sx / N / sxx)), 1e-12);
  ad_formula_free(line);
}
END_TEST

/* Fits a formula's outputs to 0. */
static struct ad_lm_result fit(const char *text, double *x, double *deviation,
                               const struct ad_lm_options *options)
{
  struct ad_lm_result r;
  ad_formula *formula = ad_formula_parse(text, strlen(text), NULL);
  ck_assert_ptr_nonnull(formula);
  const struct ad_function f = ad_formula_function(formula);
  ck_assert_int_eq(ad_lm_fit(&f, x, deviation, options, &r), AD_OK);
  ad_formula_free(formula);
  return r;
}

START_TEST(every_end)
{
  const struct ad_lm_options few = {.steps = 3}, coarse = {.offset = 1e-3};
  double deviation[4];
  /* Rosenbrock's valley: as many residuals as parameters, none left over */
  double a[] = {-1.2, 1};
  struct ad_lm_result r = fit("10*(y - x^2), 1 - x", a, deviation, NULL);
  ck_assert_int_eq(r.end, AD_LM_CONVERGED);
  assert_close(a[0], 1, 1e-14);
  assert_close(a[1], 1, 1e-14);
  ck_assert(isnan(deviation[0]) && isnan(r.offset));
  double b[] = {-1.2, 1};
  r = fit("10*(y - x^2), 1 - x", b, NULL, &few);
  ck_assert_int_eq(r.end, AD_LM_TOO_MANY_STEPS);
  ck_assert_uint_eq(r.steps, 3);
  /* Powell's singular function: J has rank 2 at its zero */
  double c[] = {3, -1, 0, 1};
  r = fit("a + 10*b, sqrt(5)*(c - d), (b - 2*c)^2, sqrt(10)*(a - d)^2", c,
          deviation, NULL);
  ck_assert_double_le(r.squares, 1e-20);
  double d[] = {-1};
  r = fit("log(x), x", d, deviation, NULL);
  ck_assert_int_eq(r.end, AD_LM_UNDEFINED);
  assert_same(d[0], -1);
  /* a parameter on which nothing depends stays, and has no deviation */
  double e[] = {2, 7};
  r = fit("x - 1 + 0*y, x - 2 + 0*y, x - 3 + 0*y", e, deviation, NULL);
  ck_assert(fabs(e[0] - 2) < 1e-15 && e[1] == 7 && isnan(deviation[0]));
  /* log's edge must not be stepped over */
  double g[] = {30};
  r = fit("log(x), log(2*x)", g, deviation, NULL);
  ck_assert_int_eq(r.end, AD_LM_CONVERGED);
  assert_close(g[0], 1 / sqrt(2), 1e-10);
  double h[] = {30};
  const struct ad_lm_result early = fit("log(x), log(2*x)", h, NULL, &coarse);
  ck_assert(early.steps < r.steps && early.offset <= 1e-3);
  for (int k = AD_LM_CONVERGED; k <= AD_LM_UNDEFINED; k++)
    ck_assert_str_ne(ad_lm_end_text((enum ad_lm_end)k), "unknown end");
}
END_TEST

static void falling(size_t step, const double *x, double squares, void *data)
{
  double *last = data;
  (void)x;
  ck_assert(step == 0 || squares <= *last * (1 + 1e-14));
  *last = squares;
}

START_TEST(watched)
{
  double last = 0, x[] = {-1.2, 1};
  const struct ad_lm_options o = {.watch = falling, .data = &last};
  const struct ad_lm_result r = fit("10*(y - x^2), 1 - x, 2", x, NULL, &o);
  assert_close(last, r.squares, 1e-12);
  assert_close(last, 4, 1e-12);
}
END_TEST

START_TEST(bad_arguments)
{
  struct ad_lm_result r;
  double x[] = {1, 2};
  ad_formula *formula = ad_formula_parse("x*y", 3, NULL);
  struct ad_function f = ad_formula_function(formula);
  ck_assert_int_eq(ad_lm_fit(&f, x, NULL, NULL, &r), AD_BAD_ARGUMENT); /* m < n */
  ck_assert_int_eq(ad_lm_fit(NULL, x, NULL, NULL, &r), AD_BAD_ARGUMENT);
  f.n = 0;
  ck_assert_int_eq(ad_lm_fit(&f, x, NULL, NULL, &r), AD_BAD_ARGUMENT);
  f.n = f.m = SIZE_MAX / 2;
  ck_assert_int_eq(ad_lm_fit(&f, x, NULL, NULL, &r), AD_NO_MEMORY);
  ad_formula_free(formula);
}
END_TEST

/* ---- the Jacobian by shape ------------------------------------------------------ */

START_TEST(mode_follows_the_shape)
{
  static const char *const texts[] = {"x*y*z, sin(x)", "x*y, x + y, exp(x)*y"};
  static const char *const modes[] = {"reverse", "forward"};
  const double x[] = {0.5, 2, 3};
  for (int k = 0; k < 2; k++) {
    double y[3], jac[9], want_y[3], want[9], error[9];
    ad_formula *formula = ad_formula_parse(texts[k], strlen(texts[k]), NULL);
    const struct ad_function f = ad_formula_function(formula);
    ck_assert_str_eq(ad_jacobian_mode(&f), modes[k]);
    ck_assert_int_eq(ad_jacobian(&f, x, y, jac), AD_OK);
    ad_engines[k].jacobian(&f, x, want_y, want, error); /* the other mode */
    for (size_t i = 0; i < f.m; i++)
      assert_same(y[i], want_y[i]);
    for (size_t i = 0; i < f.m * f.n; i++)
      assert_close(jac[i], want[i], 1e-15);
    ad_formula_free(formula);
  }
}
END_TEST

/* ---- random numbers -------------------------------------------------------------- */

START_TEST(splitmix64)
{
  /* the published generator's first numbers from this seed */
  static const uint64_t first[] = {
    UINT64_C(6457827717110365317), UINT64_C(3203168211198807973),
    UINT64_C(9817491932198370423), UINT64_C(4593380528125082431),
    UINT64_C(16408922859458223821)};
  struct ad_random r = ad_random_seed(1234567);
  for (int k = 0; k < 5; k++)
    ck_assert(ad_random_bits(&r) == first[k]);
}
END_TEST

START_TEST(normal_moments)
{
  enum { N = 100000 };
  struct ad_random r = ad_random_seed(3);
  double sum[5] = {0};
  for (int k = 0; k < N; k++) {
    const double u = ad_random_unit(&r), x = ad_random_normal(&r);
    ck_assert(u >= 0 && u < 1 && isfinite(x));
    for (int power = 1; power <= 4; power++)
      sum[power] += pow(x, power) / N;
  }
  /* 0, 1, 0, 3 within five standard errors: sqrt of 1, 2, 15, 96 over N */
  ck_assert_double_le(fabs(sum[1]), 5 * sqrt(1.0 / N));
  ck_assert_double_le(fabs(sum[2] - 1), 5 * sqrt(2.0 / N));
  ck_assert_double_le(fabs(sum[3]), 5 * sqrt(15.0 / N));
  ck_assert_double_le(fabs(sum[4] - 3), 5 * sqrt(96.0 / N));
}
END_TEST

int main(void)
{
  Suite *s = suite_create("lm");
  ADD(s, straight_line);
  ADD(s, every_end);
  ADD(s, watched);
  ADD(s, bad_arguments);
  ADD(s, mode_follows_the_shape);
  ADD(s, splitmix64);
  ADD(s, normal_moments);
  return run_suite(s);
}
