/* plane.h: lengths and angles in the plane, for hypot and atan2. */
#ifndef DUALTAPE_PLANE_H
#define DUALTAPE_PLANE_H

#include "special.h"

/* Powers of two that bring squares back into range; in decimals, since the
 * hexadecimal ones of C are not in C++ before 2017. */
#define AD_HUGE_SCALE 4.149515568880993e+180 /* 2^600 */
#define AD_TINY_SCALE 2.409919865102884e-181 /* 2^-600 */
#define AD_FULL_BITS 1.0261342003245941e-289 /* 2^-960: below it bits run out */

/* t / hypot(a, b), where h = hypot(a, b) is known, for t = a, t = b, and |t|
 * at most 1.  Where h is subnormal, and so lacks bits, or overflows, all is
 * scaled first.  Error: below 2 ulp.  An infinite a outweighs a finite b; two
 * infinities weigh the same. */
static inline double ad_by_length(double t, double a, double b, double h)
{
  if (h >= AD_FULL_BITS && h <= DBL_MAX)
    return t / h;
  if (a != a || b != b)
    return NAN;
  if (isinf(a) || isinf(b))
    return !isinf(t) ? 0 : copysign(isinf(a) && isinf(b) ? AD_SQRT_HALF : 1, t);
  double scale = h < 1 ? AD_HUGE_SCALE : AD_TINY_SCALE;
  return t * scale / hypot(a * scale, b * scale);
}

/* (t/h)/h, for t as above. */
static inline double ad_by_square(double t, double a, double b)
{
  double h = hypot(a, b);
  return ad_by_length(ad_by_length(t, a, b, h), a, b, h);
}

/* 2ab/h^4 and (a^2 - b^2)/h^4, the second partials of the angle.  a - b is
 * exact where they are close, which a/h - b/h would not be. */
static inline double ad_angle_twice(double a, double b)
{
  double h = hypot(a, b);
  return ad_by_square(2 * ad_by_length(a, a, b, h) * ad_by_length(b, a, b, h),
                      a, b);
}

static inline double ad_angle_twist(double a, double b)
{
  double h = hypot(a, b), scale = 1;
  if (isinf(a) || isinf(b))
    return 0;
  if (h > 1e300) {
    scale = AD_TINY_SCALE;
    a *= scale, b *= scale, h = hypot(a, b);
  }
  double twist =
    ad_by_length(a - b, a, b, h) * ad_by_length(a + b, a, b, h);
  return ad_by_square(twist, a, b) * scale * scale;
}

/* (t/h)^2/h, the second partials of the length. */
static inline double ad_length_curve(double t, double a, double b, double h)
{
  double u = ad_by_length(t, a, b, h);
  return h == 0 ? 0 : ad_by_length(u * u, a, b, h);
}

#endif
