/* test_single.c: formulas and differences in single precision: why the steps of
 * double fail there, figure by figure, and which steps mend it. */
#include <config.h>

#include <float.h>

#include "close.h"
#include "compare/fd_single.h"
#include "compare/fn.h"
#include "compare/formula.h"

static ad_formula *parse(const char *text)
{
  ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
  ck_assert_msg(f != NULL, "%s", text);
  return f;
}

/* ---- the trap ----------------------------------------------------------- */

/* Lyness and Moler's function (test_fd.c), its cubes by multiplication; and its
 * derivative at 1.5. */
static const char lyness[] =
  "c = cos(x); s = sin(x); exp(x)/(c*c*c + s*s*s)";
static const double known = 3.62203370071632604;

/* The relative error of each rule and step at 1.5, to two digits. */
static const struct figure {
  enum fd_rule rule;
  double h; /* 0: the step that suits */
  double error;
} figures[] = {
  {FD_FORWARD, 1e-6, 3.4e-2},  {FD_CENTRAL, 1e-6, 3.5e-2},
  {FD_FORWARD, 0, 1.4e-3},     {FD_CENTRAL, 0, 1.5e-4},
  {FD_FIVE_POINT, 0, 2.3e-4},  {FD_SEVEN_POINT, 0, 3.6e-3},
};

START_TEST(errors)
{
  const struct figure *g = &figures[_i];
  ad_formula *formula = parse(lyness);
  const struct ad_function f = ad_formula_function(formula);
  float x = 1.5f, y;
  struct fd_single_slice s = {&f, &x, &y, 0, 0};
  const float h = g->h > 0 ? (float)g->h : fd_single_step(g->rule, x);
  const struct fd_result r =
    fd_single_quotient(g->rule, fd_single_on_slice, &s, x, h);
  const double error = fabs(r.d / known - 1);
  ck_assert_msg(fabs(error - g->error) <= 0.05 * g->error, "%s, %g: %.3g",
                fd_rule_of(g->rule)->name, (double)h, error);
  assert_same(r.d, (double)(float)r.d);
  assert_close(r.h, (double)h, 0.05);
  if (g->h > 0) /* rounding alone explains it */
    ck_assert(error <= 1.1 * r.error / known && r.error / known < 0.2);
  ad_formula_free(formula);
}
END_TEST

/* The same by hand: 1.5 +- 8 floats; the values differ by 15 floats where 14.5
 * would be right. */
START_TEST(by_hand)
{
  ad_formula *formula = parse(lyness);
  const struct ad_function f = ad_formula_function(formula);
  const float right = 1.5f + 8 * 0x1p-23f, left = 1.5f - 8 * 0x1p-23f;
  float a, b;
  ck_assert_int_eq(f.on_float(&right, &a, f.data), AD_OK);
  ck_assert_int_eq(f.on_float(&left, &b, f.data), AD_OK);
  assert_same((double)(a - b), 15 * 0x1p-21);
  assert_close(known * 16 * 0x1p-23 / 0x1p-21, 14.5, 1e-2);
  assert_close((double)((a - b) / (right - left)) / known - 1, 3.533e-2, 1e-3);
  ad_formula_free(formula);
}
END_TEST

/* In double the same step has no such error: it is the precision that fails. */
START_TEST(double_does_not_fail)
{
  ad_formula *formula = parse(lyness);
  const struct ad_function f = ad_formula_function(formula);
  const double right = 1.5 + 1e-6, left = 1.5 - 1e-6;
  double a, b;
  ck_assert_int_eq(f.on_double(&right, &a, f.data), AD_OK);
  ck_assert_int_eq(f.on_double(&left, &b, f.data), AD_OK);
  assert_close((a - b) / (right - left), known, 1e-9);
  ad_formula_free(formula);
}
END_TEST

/* ---- quotients ---------------------------------------------------------- */

static float line(float x, void *data)
{
  (void)data;
  return 3 * x;
}
static float root(float x, void *data)
{
  (void)data;
  return single_sqrt(x);
}
static float square(float x, void *data)
{
  (void)data;
  return x * x;
}

START_TEST(quotients)
{
  for (int rule = 0; rule < FD_SECOND; rule++) {
    const enum fd_rule r = (enum fd_rule)rule;
    const struct fd_result q =
      fd_single_quotient(r, line, NULL, 1, fd_single_step(r, 1));
    ck_assert_msg(fabs(q.d - 3) <= 2 * q.error, "%d: %g", rule, q.d);
    assert_same((double)(float)q.h, q.h);
    ck_assert(isnan(fd_single_quotient(r, line, NULL, 100, 1e-6f).d));
    ck_assert(isinf(fd_single_quotient(r, line, NULL, 100, 1e-6f).error));
    ck_assert(isnan(fd_single_quotient(r, root, NULL, -1, 1e-3f).d));
  }
  assert_close(fd_single_quotient(FD_SECOND, square, NULL, 1, 0.0625f).d, 2,
               1e-5);
  ck_assert(isnan(fd_single_quotient(FD_RULE_COUNT, line, NULL, 1, 1e-3f).d));
  ck_assert(isnan(fd_single_quotient(FD_CENTRAL, NULL, NULL, 1, 1e-3f).d));
  ck_assert(isnan(fd_single_quotient(FD_CENTRAL, line, NULL, 1, NAN).d));
  ck_assert(isnan(fd_single_step(FD_RULE_COUNT, 1)));
  assert_close((double)fd_single_step(FD_CENTRAL, -8), 8 * cbrt(FLT_EPSILON),
               1e-6);
  assert_close((double)fd_single_step(FD_FORWARD, 0.1f), sqrt(FLT_EPSILON),
               1e-6);
}
END_TEST

/* ---- the number type ---------------------------------------------------- */

/* + - * / sqrt are what the machine's float unit gives, though they are rounded
 * twice. */
START_TEST(arithmetic)
{
  uint64_t state = 1;
  for (int k = 0; k < 100000; k++) {
    float x[2];
    for (int j = 0; j < 2; j++) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      x[j] = ldexpf((float)(state >> 40), (int)(state >> 33) % 40 - 20);
    }
    volatile float sum = x[0] + x[1], difference = x[0] - x[1];
    volatile float product = x[0] * x[1], quotient = x[0] / x[1];
    volatile float r = sqrtf(x[0]);
    ck_assert(sum == single_add(x[0], x[1]));
    ck_assert(difference == single_sub(x[0], x[1]));
    ck_assert(product == single_mul(x[0], x[1]));
    ck_assert(quotient == single_div(x[0], x[1]) || x[1] == 0);
    ck_assert(r == single_sqrt(x[0]));
  }
}
END_TEST

/* Every step is rounded: 1e8 + 1 is 1e8 in a float. */
START_TEST(formulas)
{
  ad_formula *f = parse("input x = 1e8; (x + 1) - x, x/3");
  struct ad_function fn = ad_formula_function(f);
  const float x = 1e8f;
  float y[40];
  ck_assert_int_eq(fn.on_float(&x, y, fn.data), AD_OK);
  assert_same((double)y[0], 0);
  ck_assert(y[1] == 1e8f / 3);
  ad_formula_free(f);
  f = parse("input A = [4, 1; 1, 3]; A @ A, inverse(A), softmax(A, 1), "
            "logdet(A), norm(A), amax(A), cholesky(A), [A[1, :]'; det(A)], 1e-30*A^2");
  fn = ad_formula_function(f);
  const double at[] = {4, 1, 1, 3};
  const float single[] = {4, 1, 1, 3};
  double want[40];
  ck_assert_uint_le(fn.m, 40);
  ck_assert_int_eq(fn.on_double(at, want, fn.data), AD_OK);
  ck_assert_int_eq(fn.on_float(single, y, fn.data), AD_OK);
  int differ = 0;
  for (size_t i = 0; i < fn.m; i++) {
    assert_close((double)y[i], want[i], 1e-6);
    differ += (double)y[i] != want[i];
  }
  ck_assert_int_gt(differ, 8); /* so these are no doubles */
  ad_formula_free(f);
}
END_TEST

#define FN_FILE "rosen.fn.c"
#include "../dualtape_each.h"
AD_FUNCTION(rosen, 2);

START_TEST(function_written_once)
{
  const float x[] = {1.1f, 2};
  const double at[] = {(double)x[0], 2};
  float y;
  ck_assert_int_eq(rosen_function.on_float(x, &y, NULL), AD_OK);
  assert_close((double)y, rosen_double(at), 1e-6);
  ck_assert((double)y != rosen_double(at));
}
END_TEST

/* What has no floats says so. */
START_TEST(missing)
{
  ad_formula *f = parse("x^2");
  struct ad_function fn = ad_formula_function(f);
  float x = 1, y;
  struct fd_single_slice s = {&fn, &x, &y, 0, 0};
  assert_same((double)fd_single_on_slice(3, &s), 9);
  assert_same((double)x, 1);
  fn.on_float = NULL;
  ck_assert(isnan(fd_single_on_slice(3, &s)));
  ad_formula_free(f);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("single");
  ADD_EACH(s, "errors", errors, figures);
  ADD(s, by_hand);
  ADD(s, double_does_not_fail);
  ADD(s, quotients);
  ADD(s, arithmetic);
  ADD(s, formulas);
  ADD(s, function_written_once);
  ADD(s, missing);
  return run_suite(s);
}
