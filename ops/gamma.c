/* gamma.c: polygamma functions and the logarithm of the beta function.
 *
 * Two old tools do the work (M. Abramowitz, I. Stegun, Handbook of
 * Mathematical Functions, chapter 6): the recurrence
 *
 *   psi^(n)(x) = psi^(n)(x+1) - (-1)^n n!/x^(n+1)                 (6.4.6)
 *
 * carries any x > 0 up to 10 and beyond, where the asymptotic series
 *
 *   psi(x)   ~ log x - 1/(2x) - sum_k B_2k/(2k x^2k)              (6.3.18)
 *   log Gamma(x) ~ (x-1/2) log x - x + log(2 pi)/2
 *                  + sum_k B_2k/(2k (2k-1) x^(2k-1))              (6.1.40)
 *
 * and their derivatives are right to 1e-18 with ten terms. */
#include <config.h>

#include "gamma.h"

#include <math.h>

#include "pieces.h"
#include "special.h"

#include "gamma_tables.def"

enum { TERMS = 10 };
static const double far = 10; /* where the series begin */

/* B_2, B_4, ... B_20 */
static const double bernoulli[TERMS] = {
  1.0 / 6,  -1.0 / 30,     1.0 / 42, -1.0 / 30,      5.0 / 66,
  -691.0 / 2730, 7.0 / 6, -3617.0 / 510, 43867.0 / 798, -174611.0 / 330};

static const double factorial[] = {1, 1, 2, 6};

double ad_sf_lgamma(double x)
{
  return x == -INFINITY ? NAN : lgamma(x);
}

/* ---- polygamma functions ------------------------------------------------- */

/* psi(x) for x > 0.
 *
 * Method: polynomials from 1 to 10, below 1 by the recurrence; near its root
 * the polynomials are of psi(x)/(x - root), and the root is two doubles, so
 * that all digits are right there too.  The series beyond 10.
 * Error: measured 1.5 ulp. */
static double digamma(double x)
{
  if (x >= far) {
    double r = 1 / x, sum = 0;
    for (int k = TERMS; k > 0; k--)
      sum = (sum + bernoulli[k - 1] / (2 * k)) * r * r;
    return log(x) - (0.5 * r + sum);
  }
  if (x >= 2.5) {
    pair p = PIECES_AT(psi_middle, 2.5, 0.5, x, 0);
    return p.hi + p.lo;
  }
  const double shift = x < 1 ? 1 : 0; /* psi(x) = psi(x+1) - 1/x */
  pair p = PIECES_AT(psi_near, 1, 0.25, x, shift);
  double d = x - (root - shift);      /* exact near the root */
  double value = d * p.hi, rest = fma(d, p.hi, -value) + d * p.lo -
                                  root_low * p.hi;
  if (x >= 1)
    return value + rest;
  double r = 1 / x, lost = isinf(r) ? 0 : fma(-r, x, 1) / x;
  double sum = value - r, back = isinf(r) ? 0 : (value - (sum + r)) + rest;
  return sum + (back - lost);
}

/* (-1)^(n+1) psi^(n)(x) = n! sum_k 1/(x+k)^(n+1) for x > 0, n > 0.
 *
 * Method: so many terms of the sum that the series can do the rest; all are
 * positive, and the small ones are added first.
 * Error: with the reflection below, measured 5 ulp for n = 1, 5.5 for n = 2,
 * 9.5 for n = 3; the worst lies at x < 0. */
static double polygamma(int n, double x)
{
  const int steps = x < far ? (int)ceil(far - x) : 0;
  const double r = 1 / (x + steps), power = n == 1 ? r : n == 2 ? r * r
                                                                 : r * r * r;
  double sum = 0, rising = 1; /* (2k+n-1)!/(2k)! */
  for (int k = TERMS; k > 0; k--) {
    rising = n == 1 ? 1 : n == 2 ? 2 * k + 1 : (2 * k + 1) * (2 * k + 2);
    sum = (sum + bernoulli[k - 1] * rising) * r * r;
  }
  sum = power * (factorial[n - 1] + 0.5 * factorial[n] * r + sum);
  for (int k = steps - 1; k >= 0; k--) {
    double term = factorial[n] / (x + k);
    for (int i = 0; i < n; i++)
      term /= x + k;
    sum += term;
  }
  return sum;
}

/* What psi^(n)(x) is more than (-1)^n psi^(n)(1-x), for x < 0: the n-th
 * derivative of -pi cot(pi x) (A&S 6.3.7), from sine and cosine of the exact
 * distance to the next integer. */
static double reflection(int n, double x)
{
  const double t = remainder(x, 1);
  const double s = ad_sin_of_half_turn(t), c = ad_cos_of_turn(t);
  const double p = AD_PI / s; /* pi csc(pi x) */
  switch (n) {
  case 0: return -p * c;
  case 1: return p * p;
  case 2: return -2 * p * p * p * c;
  default: return 2 * p * p * (p * p * (1 + 2 * c * c));
  }
}

double ad_sf_polygamma(int n, double x)
{
  if (x == INFINITY)
    return n == 0 ? x : 0;
  if (x == 0)
    return n & 1 ? 1 / (x * x) : -1 / x;
  if (!(x > 0) && x == floor(x)) /* a pole, of one sign or of both */
    return n & 1 && x != -INFINITY ? 1 / (x - x) : NAN;
  if (x < 0) {
    double mirror = ad_sf_polygamma(n, 1 - x);
    return reflection(n, x) + (n & 1 ? -mirror : mirror);
  }
  if (x != x)
    return x;
  return n == 0 ? digamma(x) : n & 1 ? polygamma(n, x) : -polygamma(n, x);
}

/* ---- the beta function --------------------------------------------------- */

/* The sum of (6.1.40), for x >= 10. */
static double stirling_rest(double x)
{
  double r = 1 / x, sum = 0;
  for (int k = TERMS; k > 0; k--)
    sum = sum * r * r + bernoulli[k - 1] / (2 * k * (2 * k - 1));
  return sum * r;
}

/* log(Gamma(b)/Gamma(a+b)) for a <= b, b >= 10, as Stirling's formula has it,
 * with its terms combined so that log1p takes what both logarithms share. */
static double log_quotient(double a, double b)
{
  const double rest = stirling_rest(b) - stirling_rest(a + b);
  return (rest - ((a - 0.5) + b) * log1p(a / b)) - a * (log(b) - 1);
}

/* log(Gamma(b)/Gamma(a+b)) for a <= b < 10: log_quotient from 10 on, times
 * (1 + a/b) (1 + a/(b+1)) ... for the steps up to there; *grown is the log of
 * these, all positive. */
static double log_quotient_below(double a, double b, double *grown)
{
  double more = 0; /* the product less 1 */
  while (b < far) {
    more += a / b + more * (a / b);
    b += 1;
  }
  *grown = log1p(more);
  return log_quotient(a, b);
}

/* log B(a, b).
 *
 * Method: with a <= b, lgamma(a) + (lgamma(b) - lgamma(a+b)); the difference
 * would cancel, and comes as above.  (A. Didonato, A. Morris, Algorithm 708,
 * ACM Trans. Math. Softw. 18 (1992), functions ALGDIV and BETALN.)
 * Error: measured 3 ulp, but for where B is near 1. */
double ad_sf_lbeta(double a, double b)
{
  double grown = 0;
  if (a > b)
    return ad_sf_lbeta(b, a);
  if (!(a >= 0))
    return NAN;
  if (isinf(b) || a == 0)
    return a == 0 ? 1 / a : -INFINITY;
  if (b < 2.5) /* all three are small, so that little can cancel */
    return lgamma(a) + (lgamma(b) - lgamma(a + b));
  if (b < far) {
    const double quotient = log_quotient_below(a, b, &grown);
    return (lgamma(a) + grown) + quotient;
  }
  if (a < far)
    return lgamma(a) + log_quotient(a, b);
  const double rest =
    stirling_rest(a) + (stirling_rest(b) - stirling_rest(a + b));
  const double half_log_2pi = 0.91893853320467274178;
  return ((half_log_2pi - 0.5 * log(b) + rest) +
          (a - 0.5) * log(a / b / (1 + a / b))) - b * log1p(a / b);
}

/* r^m - s^m, given d = r - s. */
static double power_difference(double r, double s, double d, int m)
{
  double sum = 0, power = 1; /* sum_i r^i s^(m-1-i), by Horner in s */
  for (int i = 0; i < m; i++) {
    sum = sum * s + power;
    power *= r;
  }
  return d * sum;
}

/* b/(a (a+b)) = 1/a - 1/(a+b) */
static double inverse_difference(double a, double b)
{
  return b / (a + b) / a;
}

/* psi(a) - psi(a+b), always negative.
 *
 * Method: the difference is taken term by term, in the sum of the recurrence
 * and in the series, so that nothing cancels:
 *   1/x - 1/(x+b) = b/(x (x+b)),  log x - log(x+b) = -log1p(b/x).
 * Error: measured 3.1 ulp. */
double ad_sf_lbeta_da(double a, double b)
{
  if (!(a >= 0 && b > 0))
    return NAN;
  if (isinf(a) || isinf(b))
    return isinf(a) ? 0 : -INFINITY;
  const int steps = a < far ? (int)ceil(far - a) : 0;
  const double x = a + steps, r = 1 / x, s = 1 / (x + b);
  const double d = inverse_difference(x, b);
  double sum = 0;
  for (int k = TERMS; k > 0; k--)
    sum += bernoulli[k - 1] / (2 * k) * power_difference(r, s, d, 2 * k);
  sum += 0.5 * d + log1p(b / x);
  for (int k = steps - 1; k >= 0; k--)
    sum += inverse_difference(a + k, b);
  return -sum;
}

/* psi'(a) - psi'(a+b), always positive, in the same way:
 *   1/x^2 - 1/(x+b)^2 = (1/x - 1/(x+b)) (1/x + 1/(x+b)).
 * Error: measured 3 ulp. */
double ad_sf_lbeta_daa(double a, double b)
{
  if (!(a >= 0 && b > 0))
    return NAN;
  if (isinf(a) || isinf(b))
    return isinf(a) ? 0 : ad_sf_polygamma(1, a);
  const int steps = a < far ? (int)ceil(far - a) : 0;
  const double x = a + steps, r = 1 / x, s = 1 / (x + b);
  const double d = inverse_difference(x, b);
  double sum = 0;
  for (int k = TERMS; k > 0; k--)
    sum += bernoulli[k - 1] * power_difference(r, s, d, 2 * k + 1);
  sum += 0.5 * d * (r + s) + d;
  for (int k = steps - 1; k >= 0; k--) {
    const double t = a + k;
    sum += b / (t + b) * ((1 / t + 1 / (t + b)) / t);
  }
  return sum;
}
