/* test_certified.c: fits of NIST's data from both starts reach the certified
 * numbers; with wrong derivatives, or a wrong model, they do not. */
#include <config.h>

#include "close.h"

#include "../dualtape.h"

#include <stdio.h>
#include <stdlib.h>

/* Digits demanded of parameters, deviations and sum of squares, of 11; at least
 * 10.4 were measured in each. */
static const double DIGITS = 10;

static const char *const names[] = {"Bennett5", "Eckerle4", "Kirby2",
                                    "MGH09",    "Misra1a",  "Thurber"};

struct certified {
  struct ad_strd *set;
  ad_formula *model;
  struct ad_curve curve;
  struct ad_function residuals;
};

static void begin(struct certified *c, const char *name, const char *model)
{
  char path[4096];
  const char *top = getenv("top_srcdir");
  snprintf(path, sizeof path, "%s/compare/data/strd/%s.dat", top ? top : ".",
           name);
  c->set = ad_strd_read(path, NULL);
  ck_assert_ptr_nonnull(c->set);
  model = model ? model : c->set->formula;
  c->model = ad_formula_parse(model, strlen(model), NULL);
  ck_assert_ptr_nonnull(c->model);
  c->curve = (struct ad_curve){c->model, c->set->count, c->set->x, c->set->y};
  c->residuals = ad_curve_residuals(&c->curve);
}

static void end(struct certified *c)
{
  ad_formula_free(c->model);
  ad_strd_free(c->set);
}

/* The least digits of what a fit from a start yields. */
static double digits(struct certified *c, const struct ad_function *residuals,
                     const double *start, struct ad_lm_result *result)
{
  double b[AD_STRD_PARAMETERS], deviation[AD_STRD_PARAMETERS];
  memcpy(b, start, sizeof b);
  ck_assert_int_eq(ad_lm_fit(residuals, b, deviation, NULL, result), AD_OK);
  double least = ad_strd_digits(result->squares, c->set->squares);
  for (size_t k = 0; k < c->set->parameters; k++) {
    least = fmin(least, ad_strd_digits(b[k], c->set->certified[k]));
    least = fmin(least, ad_strd_digits(deviation[k], c->set->deviation[k]));
  }
  return least;
}

START_TEST(certified_parameters)
{
  struct certified c;
  begin(&c, names[_i], NULL);
  for (int start = 0; start < 2; start++) {
    struct ad_lm_result r;
    const double found = digits(&c, &c.residuals, c.set->start[start], &r);
    ck_assert_msg(found >= DIGITS, "start %d: %.2f digits", start + 1, found);
    ck_assert_int_eq(r.end, AD_LM_CONVERGED);
    ck_assert_double_le(r.offset, 1e-10);
    ck_assert_uint_le(r.jacobians, r.steps + 1);
  }
  end(&c);
}
END_TEST

/* Wrong derivatives, of otherwise right residuals. */
static enum ad_status sign_lost(const dual *b, dual *r, void *data)
{
  struct certified *c = data; /* as if dr_i/db_1 had the other sign */
  dual flipped[AD_STRD_PARAMETERS];
  memcpy(flipped, b, c->set->parameters * sizeof *b);
  flipped[0].d = -flipped[0].d;
  return c->residuals.on_dual(flipped, r, &c->curve);
}
static enum ad_status half_lost(const dual *b, dual *r, void *data)
{
  struct certified *c = data; /* as if an op's derivative were wrong by 1 % on
                               * one side of a point */
  enum ad_status status = c->residuals.on_dual(b, r, &c->curve);
  for (size_t i = 0; i < c->set->count / 2; i++)
    r[i].d *= 1.01;
  return status;
}
/* The same on a tape: 2 v - b has the value v of b and the derivative -1. */
static enum ad_status sign_lost_on_tape(const var *b, var *r, void *data)
{
  struct certified *c = data;
  var flipped[AD_STRD_PARAMETERS];
  memcpy(flipped, b, c->set->parameters * sizeof *b);
  flipped[0] = var_sub(var_const(2 * var_value(b[0])), b[0]);
  return c->residuals.on_var(flipped, r, &c->curve);
}
static enum ad_status half_lost_on_tape(const var *b, var *r, void *data)
{
  struct certified *c = data;
  enum ad_status status = c->residuals.on_var(b, r, &c->curve);
  for (size_t i = 0; i < c->set->count / 2; i++)
    r[i] = var_add(r[i], var_mul(var_const(0.01),
                                 var_sub(r[i], var_const(var_value(r[i])))));
  return status;
}
static enum ad_status right_values(const double *b, double *r, void *data)
{
  struct certified *c = data;
  return c->residuals.on_double(b, r, &c->curve);
}

START_TEST(wrong_derivatives_are_seen)
{
  struct certified c;
  struct ad_lm_result r;
  begin(&c, names[_i], NULL);
  struct ad_function f = c.residuals;
  f.on_double = right_values, f.data = &c;
  f.on_dual = sign_lost, f.on_var = sign_lost_on_tape;
  for (int start = 0; start < 2; start++) {
    double found = digits(&c, &f, c.set->start[start], &r);
    ck_assert_msg(found < 6, "sign lost, start %d: %.2f digits", start + 1,
                  found);
    ck_assert_int_ne(r.end, AD_LM_CONVERGED);
  }
  f.on_dual = half_lost, f.on_var = half_lost_on_tape;
  ck_assert_double_lt(digits(&c, &f, c.set->start[1], &r), 6);
  end(&c);
}
END_TEST

START_TEST(a_wrong_model_is_seen)
{
  struct certified c;
  struct ad_lm_result r;
  begin(&c, "Misra1a", "input b1, b2, x\nb1*(1 - exp(-b2*x^1.001))");
  const double found = digits(&c, &c.residuals, c.set->start[1], &r);
  ck_assert_int_eq(r.end, AD_LM_CONVERGED);
  ck_assert_msg(found < 6, "%.2f digits", found);
  end(&c);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("certified");
  ADD_EACH(s, "certified_parameters", certified_parameters, names);
  ADD_EACH(s, "wrong_derivatives_are_seen", wrong_derivatives_are_seen, names);
  ADD(s, a_wrong_model_is_seen);
  return run_suite(s);
}
