/* Mistake: a forward difference with the forward step. */
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
  return exact(x, sqrt(DBL_EPSILON) * fmax(1, fabs(x)));
}

double central_step(double x)
{
  return exact(x, cbrt(DBL_EPSILON) * fmax(1, fabs(x)));
}

double derivative(double (*f)(double), double x)
{
  const double h = forward_step(x);
  return (f(x + h) - f(x)) / h;
}
