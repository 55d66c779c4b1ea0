/* power.h: the partials of a^b and of the cube root, where the plain formulas
 * overflow on the way or lose digits. */
#ifndef DUALTAPE_POWER_H
#define DUALTAPE_POWER_H

#include "special.h"

/* b a^(b-1).  b (y/a), or (b/a) y where y/a leaves the range, is within 3 ulp;
 * pow(a, b-1) loses bits in b-1, and serves only where y itself left the
 * range. */
static inline double ad_power_slope(double a, double b, double y)
{
  if (b == 0)
    return 0;
  if (a != 0 && isnormal(y) && isnormal(y / a))
    return b * (y / a);
  if (a != 0 && isnormal(y) && isnormal(b / a))
    return b / a * y;
  return ad_times(pow(a, b - 1), b);
}

/* b (b-1) a^(b-2), in the same way. */
static inline double ad_power_curve(double a, double b, double y)
{
  if (b == 0 || b == 1)
    return 0;
  double slope = ad_power_slope(a, b, y) * (b - 1);
  if (a != 0 && isnormal(slope))
    return slope / a;
  return ad_times(pow(a, b - 2), b * (b - 1));
}

/* d2(a^b)/da db = a^(b-1) (1 + b log a) */
static inline double ad_power_twist(double a, double b, double y)
{
  if (a < 0) /* beside b there is no power */
    return NAN;
  if (a == 0 && b > 1)
    return 0;
  if (b == 0)
    return 1 / a;
  double before = a != 0 && isnormal(y) && isnormal(y / a) ? y / a
                                                           : pow(a, b - 1);
  return ad_times(before, fma(b, log(a), 1));
}

/* y log a, where nothing is left of it if y is 0. */
static inline double ad_times_log(double a, double y)
{
  return a < 0 ? NAN : ad_times(y, log(a));
}

/* 1/(3 y^2) as y/(3a), which does not double the error of y. */
static inline double ad_cube_root_slope(double a, double y)
{
  return a == 0 ? INFINITY : isinf(a) ? 0 : y / a / 3;
}

static inline double ad_cube_root_curve(double a, double y)
{
  return a == 0 ? NAN : isinf(a) ? 0 : -2.0 / 9 * (y / a / a);
}

#endif
