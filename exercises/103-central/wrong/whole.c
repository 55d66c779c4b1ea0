/* Mistake: the order that is expected instead of the measured one. */
#include <math.h>

double central_difference(double (*f)(double), double x, double h)
{
  return (f(x + h) - f(x - h)) / (2 * h);
}

double observed_order(double (*f)(double), double x, double h, double slope)
{
  return 2;
}
