/* test_compare.c: differences, engines side by side, functions written once,
 * what plots show. */
#include <config.h>

#include "close.h"

#include "../dualtape.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- differences -------------------------------------------------------- */

static double trap(double x, void *data)
{
  (void)data;
  double c = cos(x), s = sin(x);
  return exp(x) / (c * c * c + s * s * s);
}
static double line(double x, void *data) { return *(double *)data * x; }
static double jump(double x, void *data) { return (void)data, x >= 1; }
static double root(double x, void *data) { return (void)data, sqrt(x); }

START_TEST(best_central_is_right_within_its_error)
{
  const double true_value = 3.62203370071632604; /* Squire and Trapp */
  struct fd_result r = fd_best_central(trap, NULL, 1.5, 4e-15);
  ck_assert_double_le(fabs(r.d - true_value), r.error);
  ck_assert_double_le(r.error, 1e-7);
  double slope = 3;
  r = fd_best_central(line, &slope, 0.3, 2.2e-16);
  ck_assert_double_le(fabs(r.d - 3), r.error);
}
END_TEST

START_TEST(no_step_no_answer)
{
  struct fd_result r = fd_best_central(root, NULL, 0, 1e-16);
  ck_assert(isnan(r.d) && isinf(r.error));
  r = fd_best_central(jump, NULL, 1, 1e-16); /* grows as 1/h */
  ck_assert(isinf(r.error));
}
END_TEST

START_TEST(steps_are_exact_and_optimal)
{
  double slope = 1;
  /* (x + h) - x is h, so that a line's slope comes out exactly */
  assert_same(fd_forward(line, &slope, 0.1, 1e-9), 1);
  assert_same(fd_central(line, &slope, 0.1, 1e-9), 1);
  assert_close(fd_best_step(FD_FORWARD, 1e-16, 1), 2e-8, 1e-12);
  assert_close(fd_best_step(FD_CENTRAL, 1e-15, 3), 1e-5, 1e-12);
}
END_TEST

/* ---- the comparison ----------------------------------------------------- */

static struct check_report compare(const char *text, const double *x)
{
  struct check_report r;
  ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
  ck_assert_ptr_nonnull(f);
  struct ad_function fn = ad_formula_function(f);
  ck_assert_int_eq(check_compare(&fn, x, &r), AD_OK);
  ad_formula_free(f);
  return r;
}

static const struct {
  const char *text;
  double x[3];
} agreeing[] = {
  {"(x + y)^3 * z^2", {1, 2, 3}},
  {"ln(x1) + x1*x2 - sin(x2)", {2, 5}},
  {"exp(x)/(cos(x)^3 + sin(x)^3)", {1.5}},
  {"exp(x)/(cos(x)^3 + sin(x)^3)", {5.5}},
  {"exp(x)", {300}},
  {"1/x", {1e-8}},
  {"log(x)", {1e-20}},
  {"x^2", {1e-200}},
  {"sin(1e-8*x)/x", {1e-9}},
  {"sin(1/x)", {1e-5}},
  {"tan(x)", {1.5707}},
  {"1e16 + x - 1e16", {2.5}},
  {"sqrt(x)", {0}},
  {"abs(x)", {0}},
  {"max(x, y)", {2, 2}},
  {"x*y, x + y, sin(x)^y", {1, 2}},
  {"hypot(x, y)", {1e200, 1e200}},
  {"x - x", {3}},
  {"(x - 1)^6", {1}},
};

START_TEST(engines_agree)
{
  struct check_report r = compare(agreeing[_i].text, agreeing[_i].x);
  ck_assert(r.exact_agree);
  ck_assert(r.agree);
  check_release(&r);
}
END_TEST

static enum ad_status one_double(const double *x, double *y, void *d)
{
  return (void)d, y[0] = sin(x[0]) * x[1], AD_OK;
}
static enum ad_status one_dual(const dual *x, dual *y, void *d)
{
  return (void)d, y[0] = dual_mul(dual_sin(x[0]), x[1]), AD_OK;
}
static enum ad_status one_var(const var *x, var *y, void *d)
{
  return (void)d, y[0] = var_mul(var_sin(x[0]), x[1]), AD_OK;
}
/* sin with a derivative that is wrong by one part in a million */
static dual wrong_sin(dual x)
{
  return dual_make(sin(x.v), cos(x.v) * (1 + 1e-6) * x.d);
}
static enum ad_status wrong_dual(const dual *x, dual *y, void *d)
{
  return (void)d, y[0] = dual_mul(wrong_sin(x[0]), x[1]), AD_OK;
}
static enum ad_status wrong_var(const var *x, var *y, void *d)
{
  return (void)d, y[0] = var_mul(var_cos(x[0]), x[1]), AD_OK;
}

static void verdict(dual_map *on_dual, var_map *on_var, bool exact, bool all)
{
  struct check_report r;
  const double x[] = {0.4, 2};
  struct ad_function f = {"f", 2, 1, one_double, on_dual, on_var,
                          NULL, NULL, NULL, NULL, NULL, NULL};
  ck_assert_int_eq(check_compare(&f, x, &r), AD_OK);
  ck_assert_int_eq(r.exact_agree, exact);
  ck_assert_int_eq(r.agree, all);
  check_release(&r);
}

/* Negative controls: a wrong derivative in either engine, or in both. */
START_TEST(wrong_derivatives_are_detected)
{
  verdict(one_dual, one_var, true, true);
  verdict(wrong_dual, one_var, false, false);
  verdict(one_dual, wrong_var, false, false);
  /* both wrong in the same way: only the differences see it */
  struct check_report r;
  struct ad_function f = {"f", 2, 1, one_double, one_dual, one_var,
                          NULL, NULL, NULL, NULL, NULL, NULL};
  const double x[] = {0.4, 2};
  ck_assert_int_eq(check_compare(&f, x, &r), AD_OK);
  r.jac[0] = r.jac[2] = 1.000001 * r.jac[0];
  ck_assert(check_entry(&r, 0, 1, 0, 0));
  ck_assert(!check_entry(&r, 0, 2, 0, 0));
  check_release(&r);
}
END_TEST

START_TEST(closeness)
{
  ck_assert(check_close(1, 1, 0));
  ck_assert(check_close(1, 1.1, 0.2));
  ck_assert(!check_close(1, 1.3, 0.2));
  ck_assert(check_close(NAN, NAN, 0));
  ck_assert(!check_close(NAN, 1, 1));
  ck_assert(check_close(INFINITY, INFINITY, 0));
  ck_assert(!check_close(INFINITY, -INFINITY, 1));
}
END_TEST

START_TEST(bad_arguments)
{
  struct check_report r;
  struct ad_function f = {"f", 2, 1, one_double, one_dual, one_var,
                          NULL, NULL, NULL, NULL, NULL, NULL};
  ck_assert_int_eq(check_compare(NULL, NULL, &r), AD_BAD_ARGUMENT);
  ck_assert_int_eq(check_compare(&f, NULL, &r), AD_BAD_ARGUMENT);
}
END_TEST

/* ---- a C function written once ------------------------------------------ */

#define FN_FILE "rosen.fn.c"
#include "../dualtape_each.h"
AD_FUNCTION(rosen, 2);

START_TEST(function_written_once)
{
  const double x[] = {1.5, 2};
  struct check_report r;
  assert_same(rosen_double(x), 0.25 + 100 * 0.0625);
  ck_assert_int_eq(check_compare(&rosen_function, x, &r), AD_OK);
  ck_assert(r.agree);
  assert_same(r.jac[0], 2 * 0.5 + 4 * 100 * 0.25 * 1.5);
  assert_same(r.jac[1], -50);
  assert_same(exp(0.0), 1); /* the words are only there in the file */
  check_release(&r);
}
END_TEST

/* ---- plots ---------------------------------------------------------------- */

/* No two items of a layer share a place, and edges go to the right. */
START_TEST(graph_layout)
{
  const char *text = "u = x*y; v = sin(u) + x; w = v/(x - z); w*u, exp(z)";
  struct ad_graph g;
  ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
  ck_assert_int_eq(ad_graph_make(f, &g), AD_OK);
  for (size_t i = 0; i < g.item_count; i++)
    for (size_t j = 0; j < i; j++)
      ck_assert(g.items[i].layer != g.items[j].layer ||
                fabs(g.items[i].y - g.items[j].y) > 0.999);
  for (size_t k = 0; k < g.step_count; k++)
    ck_assert_uint_eq(g.items[g.steps[k].left].layer + 1,
                      g.items[g.steps[k].right].layer);
  ad_graph_release(&g);
  ad_formula_free(f);
}
END_TEST

/* Graphs that can be drawn without a crossing are. */
static const char *const planar[] = {
  "sin(x)",
  "x*x",
  "u = x^2; v = u + y; w = z*v; fma(w, x, y)",
  "u = sin(x); v = cos(x); (u + y)*(v - z)",
  "exp(sin(cos(x))) + x",
};
START_TEST(graph_crossings)
{
  struct ad_graph g;
  ad_formula *f = ad_formula_parse(planar[_i], strlen(planar[_i]), NULL);
  ck_assert_int_eq(ad_graph_make(f, &g), AD_OK);
  for (size_t k = 0; k < g.step_count; k++)
    for (size_t i = 0; i < k; i++) {
      const struct ad_graph_item *a = &g.items[g.steps[k].left];
      const struct ad_graph_item *b = &g.items[g.steps[i].left];
      const double from = a->y - b->y;
      const double to =
        g.items[g.steps[k].right].y - g.items[g.steps[i].right].y;
      ck_assert(a->layer != b->layer || from * to >= 0);
    }
  ad_graph_release(&g);
  ad_formula_free(f);
}
END_TEST

/* Of exp every derivative is exp, and the series of each rule is known; where
 * truncation is all that there is, half of h leaves 2^-order of the error. */
START_TEST(rules_in_one_frame)
{
  static const double series[AD_VCURVE_RULES] = {
    1 / 2., 1 / 6., 1 / 30., 1 / 140., 1 / 4096. / 362880, 1 / 6.};
  static const double large[AD_VCURVE_RULES] = {1e-3, 1e-2, 0.1, 0.3, 2, 1e-2};
  struct ad_vcurve_rule rule[AD_VCURVE_RULES];
  const char *text = "exp(x)";
  const double x = 0.5, truth = exp(x);
  double d[AD_VCURVE_RULES], small[AD_VCURVE_RULES];
  ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
  struct ad_function fn = ad_formula_function(f);
  ck_assert_int_eq(ad_vcurve_rules(&fn, &x, 0, 0, rule), AD_OK);
  for (int k = 0; k < AD_VCURVE_RULES; k++) {
    assert_close(rule[k].truncation, series[k] * truth, 2e-3);
    const double h = rule[k].step, p = rule[k].order;
    ck_assert(!ad_vcurve_rules_at(&fn, &x, 0, 0, large[k], d));
    ck_assert(!ad_vcurve_rules_at(&fn, &x, 0, 0, large[k] / 2, small));
    assert_close(log2((d[k] - truth) / (small[k] - truth)), p, 0.03);
    if (k == AD_VCURVE_RULES - 1) { /* the complex step has no best one */
      ck_assert(rule[k].rounding == 0 && isnan(h) && isnan(rule[k].error));
      ck_assert(!ad_vcurve_rules_at(&fn, &x, 0, 0, 1e-9, d));
      ck_assert_double_le(fabs(d[k] - truth), 0x1p-51 * truth);
      continue;
    }
    assert_close(rule[k].error,
                 rule[k].truncation * pow(h, p) + rule[k].rounding / h, 1e-12);
    ck_assert(!ad_vcurve_rules_at(&fn, &x, 0, 0, h, d));
    ck_assert_double_le(fabs(d[k] - truth), rule[k].error);
  }
  ck_assert_int_eq(ad_vcurve_rules(&fn, &x, 0, 1, rule), AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_vcurve_rules_at(&fn, &x, 1, 0, 1, d), AD_BAD_ARGUMENT);
  ad_formula_free(f);
}
END_TEST

/* Of degree 2 only the forward difference has a truncation. */
START_TEST(rules_of_a_polynomial)
{
  struct ad_vcurve_rule rule[AD_VCURVE_RULES];
  const char *text = "x^2";
  const double x = 0.3;
  ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
  struct ad_function fn = ad_formula_function(f);
  ck_assert_int_eq(ad_vcurve_rules(&fn, &x, 0, 0, rule), AD_OK);
  assert_close(rule[0].truncation, 1, 1e-9);
  for (int k = 1; k < AD_VCURVE_RULES; k++)
    ck_assert(rule[k].truncation == 0 && isnan(rule[k].step) &&
              isnan(rule[k].error));
  ad_formula_free(f);
}
END_TEST

START_TEST(predicted_optimum)
{
  const char *text = "exp(x)";
  const double x = 1;
  struct ad_vcurve c;
  ad_formula *f = ad_formula_parse(text, strlen(text), NULL);
  struct ad_function fn = ad_formula_function(f);
  ck_assert_int_eq(ad_vcurve_predict(&fn, &x, 0, 0, &c), AD_OK);
  assert_close(c.d2, exp(1), 1e-7);
  assert_close(c.d3, exp(1), 1e-5);
  assert_close(c.forward_step, 2 * sqrt(0x1p-52), 1e-6);
  assert_close(c.central_step, cbrt(3 * 0x1p-52), 1e-4);
  ck_assert_int_eq(ad_vcurve_predict(&fn, &x, 1, 0, &c), AD_BAD_ARGUMENT);
  ad_formula_free(f);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("compare");
  ADD_EACH(s, "check", engines_agree, agreeing);
  ADD(s, best_central_is_right_within_its_error);
  ADD(s, no_step_no_answer);
  ADD(s, steps_are_exact_and_optimal);
  ADD(s, wrong_derivatives_are_detected);
  ADD(s, closeness);
  ADD(s, bad_arguments);
  ADD(s, function_written_once);
  ADD(s, graph_layout);
  ADD_EACH(s, "graph", graph_crossings, planar);
  ADD(s, rules_in_one_frame);
  ADD(s, rules_of_a_polynomial);
  ADD(s, predicted_optimum);
  return run_suite(s);
}
