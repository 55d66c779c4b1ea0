/* special.h: what libm lacks and the table's expressions need. */
#ifndef DUALTAPE_SPECIAL_H
#define DUALTAPE_SPECIAL_H

#include <math.h>

/* Constants, correctly rounded; libm's M_LN2 and others are not in C11. */
#define AD_LN2 0.69314718055994530942              /* log 2 */
#define AD_LN10 2.30258509299404568402             /* log 10 */
#define AD_TWO_OVER_SQRT_PI 1.12837916709551257390 /* 2/sqrt(pi) */

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

#endif
