/* plane.h: lengths and angles in the plane, for hypot and atan2. */
#ifndef DUALTAPE_PLANE_H
#define DUALTAPE_PLANE_H

#include "special.h"

/* t / hypot(a, b), where h = hypot(a, b) is known, for t = a, t = b, and |t|
 * at most 1.  Where h is subnormal, and so lacks bits, or overflows, all is
 * scaled first.  Error: below 2 ulp.  An infinite a outweighs a finite b; two
 * infinities weigh the same. */
static inline double ad_by_length(double t, double a, double b, double h)
{
  if (h >= 0x1p-960 && h <= DBL_MAX)
    return t / h;
  if (a != a || b != b)
    return NAN;
  if (isinf(a) || isinf(b))
    return !isinf(t) ? 0 : copysign(isinf(a) && isinf(b) ? AD_SQRT_HALF : 1, t);
  double scale = h < 1 ? 0x1p600 : 0x1p-600;
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
    scale = 0x1p-600;
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
