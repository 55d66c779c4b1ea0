/* Mistake: log10 for log2. */
#include <math.h>

double central_difference(double (*f)(double), double x, double h)
{
  return (f(x + h) - f(x - h)) / (2 * h);
}

double observed_order(double (*f)(double), double x, double h, double slope)
{
  const double e = fabs(central_difference(f, x, h) - slope);
  const double half = fabs(central_difference(f, x, h / 2) - slope);
  return log10(e / half);
}
