/* special.h: what libm lacks and the table's expressions need. */
#ifndef DUALTAPE_SPECIAL_H
#define DUALTAPE_SPECIAL_H

#include <math.h>

/* sech(a)^2 = 4e / (1+e)^2 with e = exp(-2|a|): no cancellation near 0, right
 * to the last bits in the tails, where 1 - tanh(a)^2 is 0.  Error: 1/2 ulp
 * each for exp, 1+e (twice), the square and the quotient; below 3 ulp. */
static inline double ad_sech2(double a)
{
  double e = exp(-2 * fabs(a));
  return 4 * e / ((1 + e) * (1 + e));
}

#endif
