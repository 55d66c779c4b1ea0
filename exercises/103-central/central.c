/* central.c: exercise 103: the central difference and its order.
 * README.md says what is to be done. */
#include <math.h>

/* The central difference of f at x with the step h. */
double central_difference(double (*f)(double), double x, double h)
{
  /* TODO */
  return f(x + h) - f(x);
}

/* log2(e(h) / e(h/2)), where e is how far the central difference is from slope,
 * which is f'(x). */
double observed_order(double (*f)(double), double x, double h, double slope)
{
  /* TODO */
  return fabs(central_difference(f, x, h) - slope);
}
