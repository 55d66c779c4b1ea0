/* test_check.c: Taylor remainders and the dot-product identity: right
 * derivatives pass, wrong ones fail. */
#include <config.h>

#include <string.h>

#include "close.h"
#include "compare/check_all.h"
#include "compare/check_dot.h"
#include "compare/check_taylor.h"
#include "compare/derivatives.h"
#include "compare/formula.h"
#include "compare/random.h"

/* Formulas, and how many inputs they have, x1, x2, ... in this order. */
static const struct {
  const char *text;
  size_t n;
  double x[4];
} smooth[] = {
  {"x1^2 * sin(x2) + exp(x1*x2)", 2, {0.7, 1.3}},
  {"log(x1) + x1*x2 - sin(x2)", 2, {2, 5}},
  {"(x1 + x2)^3 * x3^2", 3, {1, 2, 3}},
  {"exp(x1)/(cos(x1)^3 + sin(x1)^3)", 1, {1.5}},
  {"100*(x2 - x1^2)^2 + (1 - x1)^2", 2, {-1.2, 1}},
  {"tanh(x1 - x2) * sqrt(x3) / (1 + x4^2)", 4, {0.3, -0.2, 400, 1e-3}},
  {"lgamma(x1) * erf(x2) + atan2(x1, x3)", 3, {2.5, 0.3, -1}},
};
enum { SMOOTH = sizeof smooth / sizeof *smooth };

struct problem {
  ad_formula *formula;
  struct ad_function f;
  double v[4], g[4], hv[4], y;
};

static struct problem open_problem(int k, uint64_t seed)
{
  struct problem p;
  struct ad_random random = ad_random_seed(seed);
  p.formula = ad_formula_parse(smooth[k].text, strlen(smooth[k].text), NULL);
  ck_assert_ptr_nonnull(p.formula);
  p.f = ad_formula_function(p.formula);
  ck_assert_uint_eq(p.f.n, smooth[k].n);
  for (size_t j = 0; j < p.f.n; j++)
    p.v[j] = ad_random_normal(&random) * fmax(fabs(smooth[k].x[j]), 0.1);
  ck_assert_int_eq(ad_hvp(&p.f, smooth[k].x, p.v, &p.y, p.g, p.hv), AD_OK);
  return p;
}

static double dot(size_t n, const double *a, const double *b)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    sum += a[k] * b[k];
  return sum;
}

static struct check_taylor_report remainders(const struct problem *p, int k,
                                             double wrong_slope, double wrong_curve)
{
  struct check_taylor_report t;
  const double slope = dot(p->f.n, p->g, p->v);
  const double curve = dot(p->f.n, p->hv, p->v);
  const double g = sqrt(dot(p->f.n, p->g, p->g) * dot(p->f.n, p->v, p->v));
  const double h = sqrt(dot(p->f.n, p->hv, p->hv) * dot(p->f.n, p->v, p->v));
  ck_assert_int_eq(check_taylor(&p->f, smooth[k].x, 0, p->v,
                                slope + wrong_slope * g,
                                curve + wrong_curve * h, &t),
                   AD_OK);
  return t;
}

START_TEST(rates)
{
  for (uint64_t seed = 1; seed <= 50; seed++) {
    struct problem p = open_problem(_i, seed);
    const struct check_taylor_report t = remainders(&p, _i, 0, 0);
    ck_assert_msg(t.right, "%s, seed %d", smooth[_i].text, (int)seed);
    for (int order = 0; order < CHECK_TAYLOR_RATES; order++)
      if (t.rate[order].end == CHECK_RATE_HOLDS)
        ck_assert_msg(t.rate[order].rate > order + 0.7, "%s, seed %d: R%d %g",
                      smooth[_i].text, (int)seed, order, t.rate[order].rate);
    ck_assert_int_eq(t.rate[1].end, CHECK_RATE_HOLDS);
    ad_formula_free(p.formula);
  }
}
END_TEST

/* Controls: gradients off by 1e-4 of their length, Hessians by 5 %. */
START_TEST(wrong_rates)
{
  for (uint64_t seed = 1; seed <= 50; seed++) {
    struct problem p = open_problem(_i, seed);
    struct check_taylor_report t = remainders(&p, _i, 1e-4, 0);
    ck_assert_msg(!t.right && t.rate[1].end == CHECK_RATE_FAILS,
                  "%s, seed %d: R1 %g", smooth[_i].text, (int)seed,
                  t.rate[1].rate);
    ck_assert(t.rate[1].rate < 1.5);
    t = remainders(&p, _i, 0, 0.05);
    ck_assert_msg(!t.right && t.rate[2].end == CHECK_RATE_FAILS,
                  "%s, seed %d: R2 %g", smooth[_i].text, (int)seed,
                  t.rate[2].rate);
    t = remainders(&p, _i, 0, NAN);
    ck_assert(t.right && t.rate[2].end == CHECK_RATE_UNKNOWN);
    ad_formula_free(p.formula);
  }
}
END_TEST

/* Lines have no R1, and nothing is known where f is not. */
START_TEST(no_rates)
{
  static const char *const texts[] = {"3*x", "sqrt(x)", "abs(x)"};
  const double v[] = {-1};
  for (int k = 0; k < 3; k++) {
    struct check_taylor_report t;
    ad_formula *formula = ad_formula_parse(texts[k], strlen(texts[k]), NULL);
    const struct ad_function f = ad_formula_function(formula);
    const double x[] = {k == 0 ? 2 : 0};
    ck_assert_int_eq(check_taylor(&f, x, 0, v, -3, NAN, &t), AD_OK);
    ck_assert_int_eq(t.rate[1].end, k == 0   ? CHECK_RATE_VANISHES
                                    : k == 1 ? CHECK_RATE_UNKNOWN
                                             : CHECK_RATE_FAILS);
    ck_assert_int_eq(t.right, k == 0);
    ck_assert_int_eq(check_taylor(&f, x, 1, v, 0, 0, &t), AD_BAD_ARGUMENT);
    ad_formula_free(formula);
  }
}
END_TEST

/* ---- the identity ------------------------------------------------------------ */

START_TEST(identity)
{
  for (uint64_t seed = 1; seed <= 200; seed++) {
    struct problem p = open_problem(_i, seed);
    struct check_dot_report r;
    const double w[] = {0.1 * (double)seed};
    ck_assert_int_eq(check_dot(&p.f, smooth[_i].x, p.v, w, &r), AD_OK);
    ck_assert_msg(r.holds, "%s: %.17g, %.17g, bound %g", smooth[_i].text,
                  r.forward, r.reverse, r.bound);
    assert_close(r.forward, dot(p.f.n, p.g, p.v) * w[0], 1e-10);
    ck_assert_msg(r.bound < 1e-11 * (fabs(w[0]) * dot(p.f.n, p.v, p.v) + 1) *
                              (1e3 + dot(p.f.n, p.g, p.g)),
                  "%s: bound %g", smooth[_i].text, r.bound);
    ad_formula_free(p.formula);
  }
}
END_TEST

/* Control: a reverse mode that loses a ten-millionth part. */
static enum ad_status product(const double *x, double *y, void *data)
{
  (void)data;
  y[0] = x[0] * x[1];
  return AD_OK;
}
static enum ad_status product_dual(const dual *x, dual *y, void *data)
{
  (void)data;
  y[0] = dual_mul(x[0], x[1]);
  return AD_OK;
}
static enum ad_status product_var(const var *x, var *y, void *data)
{
  (void)data;
  y[0] = var_mul(x[0], var_mul(x[1], var_const(1 - 1e-7)));
  return AD_OK;
}
START_TEST(wrong_identity)
{
  const struct ad_function f = {.name = "product", .n = 2, .m = 1,
                                .on_double = product, .on_dual = product_dual,
                                .on_var = product_var};
  const double x[] = {2, 3}, v[] = {1, -0.5}, w[] = {1};
  struct check_dot_report r;
  ck_assert_int_eq(check_dot(&f, x, v, w, &r), AD_OK);
  ck_assert(!r.holds);
  ck_assert_int_eq(check_dot(&f, x, NULL, w, &r), AD_BAD_ARGUMENT);
}
END_TEST

/* ---- all of them ------------------------------------------------------------- */

START_TEST(all_right)
{
  struct problem p = open_problem(_i, 1);
  struct check_all_report r;
  ck_assert_int_eq(check_all(&p.f, smooth[_i].x, NULL, &r), AD_OK);
  ck_assert(r.right);
  ck_assert_uint_eq(r.points, 5);
  for (int k = 0; k < CHECK_KINDS; k++) {
    ck_assert_uint_eq(r.part[k].failed, 0);
    ck_assert_msg(r.part[k].asked > 0, "%s", check_kind_text((enum check_kind)k));
  }
  ad_formula_free(p.formula);
}
END_TEST

/* Reverse mode wrong: who tells, and who cannot. */
START_TEST(all_wrong)
{
  const struct ad_function f = {.name = "product", .n = 2, .m = 1,
                                .on_double = product, .on_dual = product_dual,
                                .on_var = product_var};
  const double x[] = {2, 3};
  const struct check_all_options o = {.points = 4, .seed = 3};
  struct check_all_report r;
  ck_assert_int_eq(check_all(&f, x, &o, &r), AD_OK);
  ck_assert(!r.right);
  ck_assert_uint_eq(r.part[CHECK_EXACT].failed, 8);
  ck_assert_uint_eq(r.part[CHECK_DOT].failed, 4);
  ck_assert_uint_eq(r.part[CHECK_SECOND].failed, 0); /* wrong both times */
  ck_assert(r.part[CHECK_EXACT].found > r.part[CHECK_EXACT].allowed);
  ck_assert_int_eq(check_all(&f, NULL, &o, &r), AD_BAD_ARGUMENT);
}
END_TEST

/* Right derivatives that checks without bounds of their own would accuse: inner
 * derivatives that are 0, values that cancel, saturate or underflow, stairs,
 * corners and jumps nearby, spikes. */
static const struct {
  const char *text;
  double x;
} innocent[] = {
  {"(x - 2.09) - 0.5", 2.59},
  {"trunc(x)", 2.8},
  {"log(x)/log(x)", 2},
  {"sinpi(x) + 1", 1.5},
  {"log10(logb(x, x))", 2},
  {"cube(log(x + 5.38))", -4.38},
  {"(((x + 10.9) - 6.02) - 2)^2", -2.88},
  {"lbeta(0.5, x)", 3},
  {"normcdf(x*x)", 2.72},
  {"tanh(cosh(cube(x)))", 1.52},
  {"erf(x^3)", 3},
  {"sqr(log(expm1(x - 48) + 2))", 1},
  {"min(0.368, remainder(x, -3.11))", 3.34},
  {"round(trigamma(cospi(atan2(1.86, cospi(x)))))", 1.55},
  {"rint(exp10(x + 3.48))", -0.481},
  {"erf(exp2(x^(-1.6)) - 198)", 0.28},
  {"u = exp(x) - 147; softplus(sqr(fma(u, cube(u), u) - 75))", 4.97},
};
START_TEST(the_innocent)
{
  const char *text = innocent[_i].text;
  ad_formula *formula = ad_formula_parse(text, strlen(text), NULL);
  ck_assert_ptr_nonnull(formula);
  const struct ad_function f = ad_formula_function(formula);
  for (uint64_t seed = 1; seed <= 20; seed++) {
    const struct check_all_options o = {.points = 1, .seed = seed};
    struct check_all_report r;
    ck_assert_int_eq(check_all(&f, &innocent[_i].x, &o, &r), AD_OK);
    for (int k = 0; k < CHECK_KINDS; k++)
      ck_assert_msg(!r.part[k].failed, "%s, seed %d: %s: %g, allowed %g", text,
                    (int)seed, check_kind_text((enum check_kind)k),
                    r.part[k].found, r.part[k].allowed);
  }
  ad_formula_free(formula);
}
END_TEST

/* Not a number in one engine alone is a disagreement, not an edge. */
static enum ad_status product_nan(const var *x, var *y, void *data)
{
  (void)data;
  y[0] = var_mul(x[0], x[1]);
  y[0] = var_add(y[0], var_mul(var_sub(x[0], var_const(var_value(x[0]))),
                               var_const(NAN)));
  return AD_OK;
}
START_TEST(one_is_not_a_number)
{
  const struct ad_function f = {.name = "product", .n = 2, .m = 1,
                                .on_double = product, .on_dual = product_dual,
                                .on_var = product_nan};
  const double x[] = {2, 3};
  struct check_all_report r;
  ck_assert_int_eq(check_all(&f, x, NULL, &r), AD_OK);
  ck_assert(!r.right);
  ck_assert_uint_ge(r.part[CHECK_EXACT].failed, 5);
}
END_TEST

/* Outside the domain there is nothing to be right. */
static bool never(const double *x, void *data)
{
  (void)x, (void)data;
  return false;
}
START_TEST(all_unknown)
{
  static const char text[] = "log(x)";
  ad_formula *formula = ad_formula_parse(text, strlen(text), NULL);
  const struct ad_function f = ad_formula_function(formula);
  const double outside[] = {-5}, inside[] = {5};
  const struct check_all_options o = {.smooth = never};
  struct check_all_report r;
  ck_assert_int_eq(check_all(&f, outside, NULL, &r), AD_OK);
  ck_assert(!r.right);
  ck_assert_uint_eq(r.undefined, 5);
  ck_assert_int_eq(check_all(&f, inside, &o, &r), AD_OK);
  ck_assert(r.right);
  ck_assert_uint_eq(r.edges, 5);
  ck_assert_uint_eq(r.part[CHECK_TAYLOR_1].asked, 0);
  ck_assert_uint_eq(r.part[CHECK_DIFFERENCES].asked, 0);
  ad_formula_free(formula);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("check");
  ADD_EACH(s, "rates", rates, smooth);
  ADD_EACH(s, "wrong_rates", wrong_rates, smooth);
  ADD(s, no_rates);
  ADD_EACH(s, "identity", identity, smooth);
  ADD(s, wrong_identity);
  ADD_EACH(s, "all_right", all_right, smooth);
  ADD(s, all_wrong);
  ADD_EACH(s, "the_innocent", the_innocent, innocent);
  ADD(s, one_is_not_a_number);
  ADD(s, all_unknown);
  return run_suite(s);
}
