/* tails.h: expressions of exponentials that keep their digits where the
 * textbook's lose them. */
#ifndef DUALTAPE_TAILS_H
#define DUALTAPE_TAILS_H

#include "special.h"

/* exp(-a^2).  The rounding of a*a alone, times a^2, would be 200 ulp at
 * a = 20; fma has what was rounded away, r = a^2 - s, and exp(-s) (1 - r) is
 * right to 2 ulp. */
static inline double ad_exp_minus_square(double a)
{
  double s = a * a, r = fma(a, a, -s);
  double e = exp(-s);
  return e == 0 ? 0 : e - e * r;
}

/* sech(a)^2 = 4e / (1+e)^2 with e = exp(-2|a|): no cancellation near 0, right
 * to the last bits in the tails, where 1 - tanh(a)^2 is 0.  Error: 1/2 ulp
 * each for exp, 1+e (twice), the square and the quotient; below 3 ulp. */
static inline double ad_sech2(double a)
{
  double e = exp(-2 * fabs(a));
  return 4 * e / ((1 + e) * (1 + e));
}

/* log(1 - exp(-a)) for a > 0: up to log 2 the difference is expm1's, beyond
 * the sum log1p's.  (M. Maechler, Accurately computing log(1 - exp(-|a|)),
 * 2012.)  Error: below 2 ulp. */
static inline double ad_log_one_minus_exp(double a)
{
  return a <= AD_LN2 ? log(-expm1(-a)) : log1p(-exp(-a));
}

/* log(a/(1-a)).  Near 1/2 the logarithm of a quotient near 1 is log1p of the
 * quotient less 1, and 2a-1 is exact there.  Error: below 2 ulp. */
static inline double ad_log_odds(double a)
{
  return a > 0.25 && a < 0.75 ? log1p((2 * a - 1) / (1 - a))
                              : log(a / (1 - a));
}

/* 1 + log a = log(e a).  Near its zero 1/e that is log1p(e (a - 1/e)), with
 * 1/e in two parts, so that the difference keeps all its digits.  Error: below
 * 2 ulp. */
static inline double ad_one_plus_log(double a)
{
  const double e = 2.71828182845904523536;
  const double inverse = 0.36787944117144233;    /* 1/e, rounded, ... */
  const double rest = -1.2428753672788363e-17;     /* ... and what is missing */
  if (a < 0.3 || a > 0.45)
    return 1 + log(a);
  return log1p(e * ((a - inverse) - rest));
}

#endif
