#include <config.h>

#include "bessel.h"

#include <math.h>

double ad_bessel_j(int n, double x)
{
  if (isinf(x))
    return 0;
  return n == 0 ? j0(x) : n == 1 ? j1(x) : jn(n, x);
}

double ad_bessel_y(int n, double x)
{
  if (!(x >= 0))
    return NAN;
  return isinf(x) ? 0 : n == 0 ? y0(x) : n == 1 ? y1(x) : yn(n, x);
}
