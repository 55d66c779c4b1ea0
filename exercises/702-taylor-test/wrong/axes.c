/* Mistake: the axes are exchanged. */
#include <math.h>
#include <stddef.h>

enum { MOST = 8 }; /* inputs */

typedef double function(const double *x);

double remainder_at(function *f, size_t n, const double *x, const double *grad,
                    const double *p, double h)
{
  double moved[MOST], slope = 0;
  for (size_t i = 0; i < n; i++) {
    moved[i] = x[i] + h * p[i];
    slope += grad[i] * p[i];
  }
  return fabs(f(moved) - f(x) - h * slope);
}

double taylor_rate(function *f, size_t n, const double *x, const double *grad,
                   const double *p, double h, int K)
{
  double sx = 0, sy = 0, sxx = 0, sxy = 0;
  for (int k = 0; k < K; k++) {
    const double X = -k; /* log2 of h_k/h */
    const double Y = log2(remainder_at(f, n, x, grad, p, h));
    sx += X;
    sy += Y;
    sxx += X * X;
    sxy += X * Y;
    h /= 2;
  }
  double syy = 0;
  for (int k = 0; k < K; k++) {
    h *= 2;
    const double Y = log2(remainder_at(f, n, x, grad, p, h));
    syy += Y * Y;
  }
  return (K * sxy - sx * sy) / (K * syy - sy * sy);
}
