/* Mistake: wave as it was given. */
#include <math.h>
#include <stddef.h>

enum { MOST = 8 }; /* inputs */

typedef double function(const double *x);

static double central(function *f, size_t n, const double *x, size_t i)
{
  const double h = 1e-5;
  double above[MOST], below[MOST];
  for (size_t k = 0; k < n; k++)
    above[k] = below[k] = x[k];
  above[i] += h;
  below[i] -= h;
  return (f(above) - f(below)) / (2 * h);
}

int wrong_component(function *f, size_t n, const double *x, const double *grad)
{
  double most = 0;
  for (size_t i = 0; i < n; i++)
    most = fmax(most, fabs(central(f, n, x, i)));
  for (size_t i = 0; i < n; i++)
    if (!(fabs(grad[i] - central(f, n, x, i)) <= 1e-3 * most))
      return (int)i;
  return -1;
}

void rosenbrock_gradient(double x, double y, double grad[2])
{
  const double u = y - x * x;
  grad[0] = -2 * (1 - x) - 400 * x * u;
  grad[1] = 200 * u;
}

void share_gradient(double x, double y, double grad[2])
{
  const double s = x + y;
  grad[0] = y / (s * s);
  grad[1] = -x / (s * s);
}

void wave_gradient(double x, double y, double z, double grad[3])
{
  grad[0] = z * y * cos(x * y);
  grad[1] = z * x * cos(x * y);
  grad[2] = sin(x * y) + 2 * y * z;
}
