/* special.h: what libm lacks and the table's expressions need, by topic. */
#ifndef DUALTAPE_SPECIAL_H
#define DUALTAPE_SPECIAL_H

#include <float.h>
#include <math.h>

/* Constants, correctly rounded; libm's M_LN2 and others are not in C11. */
#define AD_PI 3.14159265358979323846
#define AD_LN2 0.69314718055994530942              /* log 2 */
#define AD_LN10 2.30258509299404568402             /* log 10 */
#define AD_TWO_OVER_SQRT_PI 1.12837916709551257390 /* 2/sqrt(pi) */
#define AD_SQRT_HALF 0.70710678118654752440        /* 1/sqrt 2 */

/* The least double that is not below -1/e, where Lambert's W begins. */
#define AD_BRANCH_POINT (-0.3678794411714423)

/* How round smooth_abs is at 0: it leaves |a| by at most this. */
#define AD_SMOOTH 0.0009765625 /* 2^-10 */

/* One factor of the chain rule times another, where 0 times anything is 0: a
 * value that nothing depends on adds nothing, even if its partial is infinite
 * or NaN (x^y at x < 0 has no partial with respect to y and needs none while y
 * stands still).  Both engines multiply so, and hence agree.  (CppAD calls
 * this azmul, absolute zero multiplication.) */
static inline double ad_times(double partial, double factor)
{
  double product = partial * factor;
  if (product == product)
    return product;
  return partial == 0 || factor == 0 ? 0 : product;
}

/* The partial of what does not move: 0, but NaN where a is. */
static inline double ad_flat(double a) { return a != a ? a : 0; }

/* x/a, 0 at an infinite a even if x is infinite. */
static inline double ad_over(double x, double a)
{
  return isinf(a) ? 0 : x / a;
}

/* The larger of the two; NaN if one of them is. */
static inline double ad_larger(double a, double b)
{
  return a > b || a != a ? a : b;
}

/* What a gets of max(a, b): all, nothing, or half where they meet. */
static inline double ad_share(double a, double b)
{
  return a > b ? 1 : a < b ? 0 : a == b ? 0.5 : NAN;
}

#include "bessel.h"
#include "erf.h"
#include "gamma.h"
#include "lambertw.h"
#include "logistic.h"
#include "plane.h"
#include "power.h"
#include "tails.h"
#include "trig.h"

#endif
