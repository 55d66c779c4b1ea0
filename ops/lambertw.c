/* lambertw.c: Lambert's W, the inverse of w exp(w), and its derivatives.
 *
 * Principal branch: W(-1/e) = -1, where W' is infinite, W(0) = 0, and
 * W(x) ~ log x - log log x.  "CGHJK" is Corless, Gonnet, Hare, Jeffrey, Knuth
 * 1996, "On the Lambert W function", Adv. Comput. Math. 5.  "Measured" is the
 * largest error a comparison with MPFR at 20000 points a piece has seen, in units of the last place,
 * with glibc 2.36 (whose log is right to 0.52). */
#include <config.h>

#include "lambertw.h"

#include <math.h>

#define E_HI 2.7182818284590451 /* e as a double and what the double lacks */
#define E_LO 1.4456468917292502e-16

#define DEG 17

/* ((1 + W)/p - 1)/p in powers of p = sqrt(2 (e x + 1)), 0 <= p <= 7/8: close
 * to the series -1/3 + 11/72 p - ... of CGHJK section 4, but interpolated in
 * Chebyshev points by "make_tables w" (700 bits, MPFR); relative error 6e-18. */
static const double branch[DEG + 1] = {
  -0.33333333333333331, 0.15277777777777637, -0.079629629629454982,
  0.044502314806228405, -0.025984714650085335, 0.01563562897616546,
  -0.0096168543739718875, 0.0060142629568509581, -0.003809774512645219,
  0.0024346708019095916, -0.0015576170002080082, 0.00097975502045154509,
  -0.00058451594168385456, 0.00031252594837882395, -0.00013891764703409496,
  4.6640084601844668e-05, -1.0265476586748204e-05, 1.0932064486958931e-06
};

/* 1 + W(x) for -1/e <= x <= -1/4 to full relative accuracy, NaN below.
 *
 * Method: 1 + W = p + p^2 branch(p).  At the branch point e x + 1 cancels, so
 * it is computed as e_hi x + 1 (one rounding, after the cancellation) plus
 * e_lo x.  What sqrt rounds away of p, pl, comes back to first order.  The
 * double nearest to -1/e lies below it and gets NaN; the next gets 1.6e-8. */
static double one_plus_w(double x)
{
  double h = 2 * (fma(E_HI, x, 1) + E_LO * x);
  if (!(h >= 0))
    return NAN;
  double p = sqrt(h), pl = fma(-p, p, h) / (2 * p), t = branch[DEG];
  for (int k = DEG - 1; k >= 0; k--)
    t = t * p + branch[k];
  return p + (pl + p * p * t);
}

/* One step of Fritsch, Shafer, Crowley 1973, "Solution of the transcendental
 * equation w e^w = x", CACM 16, Algorithm 443, from w to W(x): an error e
 * becomes a multiple of e^4.  z = log(x/w) - w is how far w is off; since it
 * is added to w in the end, only its absolute error counts.  fma finds what
 * the division rounds away. */
static double fritsch(double x, double w)
{
  double v = x / w, rest = fma(-v, w, x) / x;
  double z = (log(v) - w) + rest;
  double q = 2 * (1 + w) * (1 + w + z * (2.0 / 3));
  return w + w * (z / (1 + w) * ((q - z) / (q - 2 * z)));
}

/* W(x), the w >= -1 with w exp(w) = x.
 *
 * Method: near 0 the series of CGHJK (3.1), sum (-n)^(n-1) x^n/n!; near the
 * branch point one_plus_w; elsewhere a start right to some percent
 * (W ~ L - log(1+L) L/(2+L), L = log(1+x): Winitzki 2003, "Uniform
 * approximations for transcendental functions") and two of Fritsch's steps.
 * Between -0.33 and -1/4 one step takes one_plus_w - 1 to full accuracy.
 * Error: measured 1.3 ulp. */
double ad_sf_lambertw(double x)
{
  if (fabs(x) < 1e-6)
    return x - x * x * (1 - 1.5 * x);
  if (x < -0.33)
    return one_plus_w(x) - 1;
  if (!(x < INFINITY))
    return x; /* Inf or NaN */
  double w;
  if (x < -0.25) {
    w = one_plus_w(x) - 1;
  } else {
    double l = log1p(x);
    w = fritsch(x, l - log1p(l) * (l / (2 + l)));
  }
  return fritsch(x, w);
}

/* 1 + y, y = W(x), without the cancellation near the branch point. */
static double one_plus(double x, double y)
{
  return x < -0.25 ? one_plus_w(x) : 1 + y;
}

/* W'(x) = 1/(exp(y) (1 + y)), y = W(x).
 *
 * Method: exp(-y) = y/x, which needs no exp and magnifies no error of y; and
 * 1 + y from x where it cancels.  Error: measured 3.5 ulp. */
double ad_sf_lambertw_da(double x, double y)
{
  if (x == 0)
    return 1;
  if (x == INFINITY)
    return 0;
  return y / x / one_plus(x, y);
}

/* W''(x) = -exp(-2y) (2 + y)/(1 + y)^3, y = W(x).
 *
 * Method: as W', in an order of factors in which nothing overflows, and
 * nothing underflows that does not in the end.
 * Error: measured 8.5 ulp. */
double ad_sf_lambertw_daa(double x, double y)
{
  if (x == 0)
    return -2;
  if (x == INFINITY)
    return 0;
  double v = one_plus(x, y), d = y / x / v;
  return -(d * d * ((2 + y) / v));
}
