/* Mistake: error > tolerance is false for NaN. */
#include <math.h>
#include <stddef.h>

typedef double function(const double *x);

static double central(function *f, double *x, size_t i)
{
  const double h = 1e-5, kept = x[i];
  x[i] = kept + h;
  const double above = f(x);
  x[i] = kept - h;
  const double below = f(x);
  x[i] = kept;
  return (above - below) / (2 * h);
}

int gradcheck(function *f, size_t n, double *x, const double *grad)
{
  double most = 0;
  for (size_t i = 0; i < n; i++)
    most = fmax(most, fabs(central(f, x, i)));
  const double tolerance = 1e-5 * most;
  for (size_t i = 0; i < n; i++) {
    const double error = fabs(grad[i] - central(f, x, i));
    if (error > tolerance)
      return 0;
  }
  return 1;
}
