/* vcurve_rules.c: the errors of many rules against their step: measured, and
 * predicted. */
#include <config.h>

#include "vcurve.h"

#include "fd_complex.h"
#include "fd_extrapolate.h"
#include "fd_rule.h"
#include "vcurve_impl.h"

enum { LEVELS = 4, HALVINGS = 60 };

/* The quotient of a row at t with step h. */
struct row;
typedef double quotient(const struct row *r, struct vcurve_line *l, double t,
                        double h);
static quotient by_rule, by_extrapolation, by_complex;

/* A row is a curve.  Richardson's levels leave of the central difference's
 * series, f' + f''' h^2/3! + f^(5) h^4/5! + ..., the term in h^8, over
 * 4^(1 + 2 + 3), with the gain of its weights,
 * (1, 84, 1344, 4096) / 2835 with signs, each of a difference at h, h/2, ...
 * The complex step, which takes no difference, has gain 0, and no best step. */
static const struct row {
  const char *name;
  quotient *at;
  enum fd_rule rule; /* has truncation and gain; FD_RULE_COUNT: they are here */
  int order;
  double truncation, gain;
} rows[] = {
  {"forward", by_rule, FD_FORWARD, 1, 0, 0},
  {"central", by_rule, FD_CENTRAL, 2, 0, 0},
  {"5-point", by_rule, FD_FIVE_POINT, 4, 0, 0},
  {"7-point", by_rule, FD_SEVEN_POINT, 6, 0, 0},
  {"Richardson", by_extrapolation, FD_RULE_COUNT, 8, 1 / 4096. / 362880,
   (1 + 84 * 2 + 1344 * 4 + 4096 * 8) / 2835.},
  {"complex step", by_complex, FD_RULE_COUNT, 2, 1 / 6., 0},
};
_Static_assert(sizeof rows / sizeof *rows == AD_VCURVE_RULES, "a row each");

static double by_rule(const struct row *r, struct vcurve_line *l, double t,
                      double h)
{
  return fd_quotient(r->rule, vcurve_value, l, t, h);
}

static double by_extrapolation(const struct row *r, struct vcurve_line *l,
                               double t, double h)
{
  (void)r;
  return fd_richardson(vcurve_value, l, t, h, LEVELS, 1).d;
}

/* NaN where it is refused. */
static double by_complex(const struct row *r, struct vcurve_line *l, double t,
                         double h)
{
  (void)r;
  l->x[l->j] = t;
  return fd_complex_at(l->f, l->x, l->i, l->j, h);
}

/* f^(order+1), as a central difference of that order of f', with step h. */
static double difference(struct vcurve_line *l, double t, int order, double h)
{
  double sum = 0, weight = 1; /* (-1)^k (order over k) */
  for (int k = 0; k <= order; k++) {
    sum += weight * vcurve_derivative(t + (order / 2. - k) * h, l);
    weight *= -(double)(order - k) / (k + 1);
  }
  return sum / pow(h, order);
}

/* The same at the step where, for its size, it changes least from step to step
 * and rounding, 2^order of the bound of f's, is least; 0 if it may as well be
 * nothing. */
static double higher(struct vcurve_line *l, double t, int order,
                     double rounding)
{
  double best = 0, error = INFINITY, before = NAN, last = NAN;
  double h = fmax(1, fabs(t)) / 2;
  for (int k = 0; k < HALVINGS && t + h / 4 != t; k++, h /= 2) {
    const double d = difference(l, t, order, h);
    const double changed = fmax(fabs(d - last), fabs(last - before) / 4);
    const double off =
      d != 0 ? (changed + 2 * rounding * pow(2 / h, order)) / fabs(d)
             : INFINITY;
    if (off < error)
      best = d, error = off;
    before = last, last = d;
  }
  return error < 0.5 ? fabs(best) : 0;
}

enum ad_status ad_vcurve_rules(const struct ad_function *f, const double *x,
                               size_t i, size_t j,
                               struct ad_vcurve_rule rule[AD_VCURVE_RULES])
{
  struct vcurve_line l;
  struct ad_vcurve c = {0};
  enum ad_status status = vcurve_line_make(&l, f, x, i, j);
  if (!status)
    status = vcurve_bounds(&l, &c);
  for (int k = 0; !status && k < AD_VCURVE_RULES; k++) {
    const struct row *r = &rows[k];
    const struct fd_rule_row *known = fd_rule_of(r->rule);
    const double p = r->order;
    const double next = higher(&l, x[j], r->order, c.rounding);
    const double a = next * (known ? known->truncation : r->truncation);
    const double b = c.noise * (known ? known->gain : r->gain);
    const double h = a > 0 && b > 0 ? pow(b / (p * a), 1 / (p + 1)) : NAN;
    rule[k] = (struct ad_vcurve_rule){r->name, r->order, a, b, h,
                                      a * pow(h, p) + b / h};
    status = l.status;
  }
  vcurve_line_free(&l);
  return status;
}

enum ad_status ad_vcurve_rules_at(const struct ad_function *f, const double *x,
                                  size_t i, size_t j, double h,
                                  double d[AD_VCURVE_RULES])
{
  struct vcurve_line l;
  enum ad_status status = vcurve_line_make(&l, f, x, i, j);
  for (int k = 0; !status && k < AD_VCURVE_RULES; k++) {
    d[k] = rows[k].at(&rows[k], &l, x[j], h);
    status = l.status;
  }
  vcurve_line_free(&l);
  return status;
}
