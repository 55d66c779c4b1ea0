/* trig.h: sin and cos of multiples of pi, and sin(a)/a. */
#ifndef DUALTAPE_TRIG_H
#define DUALTAPE_TRIG_H

#include "special.h"

/* sin(pi a) for |a| <= 1/2; sine and cosine share the work, so that the
 * argument of libm's function stays below pi/4. */
static inline double ad_sin_of_half_turn(double a)
{
  return fabs(a) <= 0.25 ? sin(AD_PI * a)
                         : copysign(cos(AD_PI * (0.5 - fabs(a))), a);
}

/* sin(pi a): a is brought to [-1/2, 1/2] exactly, since sin(pi (a - n)) is
 * sin(pi a) with the sign of (-1)^n.  Exact 0 at integers.  Error: below
 * 2 ulp. */
static inline double ad_sin_of_turn(double a)
{
  double r = remainder(a, 2);
  if (fabs(r) > 0.5)
    r = copysign(1, r) - r; /* exact: both lie within a factor of 2 */
  return ad_sin_of_half_turn(r);
}

/* cos(pi a) = sin(pi (1/2 - |a|)), for the same reason; 0 at halves. */
static inline double ad_cos_of_turn(double a)
{
  double r = fabs(remainder(a, 2));
  return r <= 0.25   ? cos(AD_PI * r)
         : r <= 0.75 ? sin(AD_PI * (0.5 - r))
                     : -cos(AD_PI * (1 - r));
}

/* sin(a)/a, 1 at 0. */
static inline double ad_cardinal(double a)
{
  return a == 0 ? 1 : isinf(a) ? 0 : sin(a) / a;
}

/* The power series of sin(a)/a differentiated once (by a's powers) or twice:
 *
 *   sum_k (-1)^k 2k a^(2k-1)/(2k+1)!,
 *   sum_k (-1)^k 2k (2k-1) a^(2k-2)/(2k+1)!
 *
 * For |a| <= 3 the 18th term is below 1e-21 of the sum.  Terms are formed
 * one from the other. */
static inline double ad_cardinal_series(double a, int order)
{
  double power = order == 1 ? a : 1, sum = 0; /* a^(2k-order)/(2k+1)!, k = 1 */
  double term[18];
  power /= 6;
  for (int k = 1; k <= 18; k++) {
    term[k - 1] = (k & 1 ? -1 : 1) * power * 2 * k *
                  (order == 1 ? 1 : 2 * k - 1);
    power *= a * a / ((2 * k + 2) * (2 * k + 3));
  }
  for (int k = 18; k-- > 0;) /* the small ones first */
    sum += term[k];
  return sum;
}

/* (cos a - y)/a, which cancels below |a| = 3/2. */
static inline double ad_cardinal_slope(double a, double y)
{
  if (isinf(a))
    return 0;
  return fabs(a) < 1.5 ? ad_cardinal_series(a, 1) : (cos(a) - y) / a;
}

/* From (a y)'' = -a y: y'' = -y - 2 y'/a, which cancels below |a| = 3. */
static inline double ad_cardinal_curve(double a, double y)
{
  if (isinf(a))
    return 0;
  return fabs(a) < 3 ? ad_cardinal_series(a, 2)
                     : -y - 2 * (ad_cardinal_slope(a, y) / a);
}

#endif
