/* taylor_series.c: the series of single functions at a point, where the
 * recurrences of power series would lose digits or need functions that the
 * table has not. */
#include <config.h>

#include "taylor_impl.h"

/* Room for one order more, which J_1 needs. */
enum { ROOM = TAYLOR_MOST + 2 };

/* ---- sin(x)/x --------------------------------------------------------------- */

/* The m-th derivative of sin at x. */
static double sine_derivative(double s, double c, int m)
{
  const double v = m & 1 ? c : s;
  return m & 2 ? -v : v;
}

/* (x y)^(m) = sin^(m):  x D_m + m D_{m-1} = sin^(m)(x), D_m the m-th derivative
 * of y.  Upwards errors grow by m/x a step, downwards by x/m: so upwards as
 * far as m < |x|, and downwards from so far that what is there counts no more
 * (|D_m| <= 1/(m+1)).  (W. Gautschi, SIAM Review 9 (1967), on such
 * recurrences.) */
void taylor_local_sinc(double x, double s, int order, double *c)
{
  enum { FAR = TAYLOR_MOST + 100 };
  double d[FAR + 1], factor = 1;
  const double sine = sin(x), cosine = cos(x);
  const int turn = fabs(x) < FAR ? (int)fabs(x) : FAR;
  d[0] = ad_cardinal(x);
  for (int m = 1; m <= turn && m <= order; m++)
    d[m] = (sine_derivative(sine, cosine, m) - m * d[m - 1]) / x;
  double down = 0;
  for (int m = FAR; m > turn; m--) {
    if (m <= order)
      d[m] = down;
    down = (sine_derivative(sine, cosine, m) - x * down) / m;
  }
  for (int m = 0; m <= order; m++) {
    c[m] = d[m] * factor;
    factor *= s / (m + 1);
  }
}

/* ---- exp(x^2) erfc(x) --------------------------------------------------------- */

/* The m-th derivative is (-2)^m m! I_m, I_m = exp(x^2) i^m erfc(x) (repeated
 * integrals; A&S 7.2.9), and m I_m = -x I_{m-1} + I_{m-2}/2 (A&S 7.2.5), with
 * I_{-1} = 2/sqrt(pi).  At x > 0 that loses digits upwards; there the quotients
 * r_m = I_m/I_{m-1} = 1/(2x + 2 (m+1) r_{m+1}) come down from where their limit
 * will do. */
static void erfcx_downwards(double x, double s, int order, double *c)
{
  const double far = 20 / x + sqrt(2.0 * order);
  const int begin = order + 2 + (int)(far * far / 2);
  double r = 1 / (x + sqrt(x * x + 2.0 * begin)), quotient[ROOM];
  for (int m = begin - 1; m >= 1; m--) {
    r = 1 / (2 * x + 2 * (m + 1.0) * r);
    if (m <= order)
      quotient[m] = r;
  }
  for (int m = 1; m <= order; m++)
    c[m] = -2 * s * quotient[m] * c[m - 1];
}

void taylor_local_erfcx(double x, double s, int order, double *c)
{
  c[0] = ad_sf_erfcx(x);
  if (x >= 0.1) {
    erfcx_downwards(x, s, order, c);
    return;
  }
  double before = -AD_TWO_OVER_SQRT_PI / (2 * s); /* c_{-1} */
  for (int m = 1; m <= order; m++) {
    const double here = c[m - 1];
    c[m] = 2 * s * (x * here + s * before) / m;
    before = here;
  }
}

/* ---- Bessel functions ------------------------------------------------------------ */

/* From the values of all orders, z[k] = J_k(x):
 *   J_v^(m) = 2^-m sum_i (-1)^i binom(m, i) J_{v-m+2i},   J_-k = (-1)^k J_k
 * (A&S 9.1.31), no term being larger than 1. */
static void bessel_derivatives(int v, const double *z, double s, int order,
                               double *c)
{
  double factor = 1; /* (s/2)^m/m! */
  for (int m = 0; m <= order; m++) {
    double sum = 0, binomial = 1;
    for (int i = 0; i <= m; i++) {
      const int k = v - m + 2 * i, size = k < 0 ? -k : k;
      const bool minus = (i & 1) != (k < 0 && size & 1);
      sum += (minus ? -binomial : binomial) * z[size];
      binomial = binomial * (m - i) / (i + 1);
    }
    c[m] = sum * factor;
    factor *= s / 2 / (m + 1);
  }
}

static void bessel_j(int v, double x, double s, int order, double *c)
{
  double z[ROOM];
  for (int k = 0; k <= order + v; k++)
    z[k] = ad_bessel_j(k, x);
  bessel_derivatives(v, z, s, order, c);
}

void taylor_local_j0(double x, double s, int order, double *c)
{
  bessel_j(0, x, s, order, c);
}

void taylor_local_j1(double x, double s, int order, double *c)
{
  bessel_j(1, x, s, order, c);
}
