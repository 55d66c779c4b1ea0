/* Mistake: all inputs are moved at once. */
#include <stddef.h>

double forward_difference(double (*f)(double), double x, double h)
{
  return (f(x + h) - f(x)) / h;
}

void forward_gradient(double (*f)(size_t n, const double *x), size_t n,
                      double *x, double h, double *grad)
{
  const double before = f(n, x);
  double moved[16];
  for (size_t i = 0; i < n; i++)
    moved[i] = x[i] + h;
  for (size_t i = 0; i < n; i++)
    grad[i] = (f(n, moved) - before) / h;
}
