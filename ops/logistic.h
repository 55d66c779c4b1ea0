/* logistic.h: the logistic function and its kin, right in both tails: each is
 * written in e = exp(-|a|), which is at most 1, so that nothing overflows and
 * nothing is subtracted from 1 that is nearly 1. */
#ifndef DUALTAPE_LOGISTIC_H
#define DUALTAPE_LOGISTIC_H

#include "special.h"

/* s(a) = 1/(1 + exp(-a)) = e/(1 + e) for a < 0.  Error: below 2 ulp. */
static inline double ad_logistic(double a)
{
  double e = exp(-fabs(a));
  return (a < 0 ? e : 1) / (1 + e);
}

/* s'(a) = s(a) s(-a) = e/(1 + e)^2.  Error: below 3 ulp. */
static inline double ad_logistic_slope(double a)
{
  double e = exp(-fabs(a));
  return e / ((1 + e) * (1 + e));
}

/* s''(a) = s'(a) (s(-a) - s(a)) = -s'(a) tanh(a/2).  Error: below 6 ulp. */
static inline double ad_logistic_curve(double a)
{
  return -ad_logistic_slope(a) * tanh(a / 2);
}

/* log(1 + exp(a)).  Error: below 2 ulp. */
static inline double ad_log_one_plus_exp(double a)
{
  return (a > 0 ? a : 0) + log1p(exp(-fabs(a)));
}

/* a s(a), and its derivatives s + a s' and 2 s' + a s''.  Far left, s(a) is
 * exp(a) and becomes subnormal before the product does; exp(a/2) twice does
 * not. */
static inline double ad_silu(double a)
{
  double half = exp(a / 2);
  return a > -700 ? a / (1 + exp(-a)) : ad_times(half, a) * half;
}

static inline double ad_silu_slope(double a)
{
  double half = exp(a / 2);
  return a > -700 ? ad_logistic(a) + ad_times(ad_logistic_slope(a), a)
                  : ad_times(half, 1 + a) * half;
}

static inline double ad_silu_curve(double a)
{
  double half = exp(a / 2);
  return a > -700 ? 2 * ad_logistic_slope(a) + ad_times(ad_logistic_curve(a), a)
                  : ad_times(half, 2 + a) * half;
}

/* ---- log(exp(a) + exp(b)) and its partials ------------------------------ */

/* The larger of the two, and log1p of what the smaller adds.  Error: below
 * 2 ulp, but for where the sum of the two vanishes. */
static inline double ad_log_of_sum(double a, double b)
{
  if (a == b)
    return a + AD_LN2; /* also where both are the same infinity */
  double more = a > b ? a : b, less = a > b ? b : a;
  return a != a || b != b ? a + b : more + log1p(exp(less - more));
}

/* What the rounding of d = a - b took away.  (D. Knuth, TAOCP 2, section
 * 4.2.2, theorem B.)  0 where d is infinite. */
static inline double ad_rest_of_difference(double a, double b, double d)
{
  double v = d - a, rest = (a - (d - v)) - (b + v);
  return rest - rest == 0 ? rest : 0;
}

/* s(a - b) = exp(a)/(exp(a) + exp(b)).  At d = a - b = -700 the rounding of d
 * alone would be 350 ulp of s; the first order in what it took mends that.
 * Error: below 3 ulp. */
static inline double ad_logistic_of_difference(double a, double b)
{
  if (a == b)
    return 0.5;
  double d = a - b, rest = ad_rest_of_difference(a, b, d);
  return ad_logistic(d) + rest * ad_logistic_slope(d);
}

/* s'(a - b), mended likewise.  Error: below 4 ulp. */
static inline double ad_slope_of_difference(double a, double b)
{
  if (a == b)
    return 0.25;
  double d = a - b, rest = ad_rest_of_difference(a, b, d);
  return ad_logistic_slope(d) * (1 - rest * tanh(d / 2));
}

#endif
