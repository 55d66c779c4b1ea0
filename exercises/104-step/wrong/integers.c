/* Mistake: 1 / 2 and 1 / 3 are 0. */
#include <float.h>
#include <math.h>

/* The step near h0 by which x can be moved exactly. */
static double exact(double x, double h0)
{
  volatile double t = x + h0;
  return t - x;
}

double forward_step(double x)
{
  return exact(x, pow(DBL_EPSILON, 1 / 2) * fmax(1, fabs(x)));
}

double central_step(double x)
{
  return exact(x, pow(DBL_EPSILON, 1 / 3) * fmax(1, fabs(x)));
}

double derivative(double (*f)(double), double x)
{
  const double h = central_step(x);
  return (f(x + h) - f(x - h)) / (2 * h);
}
