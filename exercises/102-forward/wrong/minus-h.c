/* Mistake: x is put back by subtraction. */
#include <stddef.h>

double forward_difference(double (*f)(double), double x, double h)
{
  return (f(x + h) - f(x)) / h;
}

void forward_gradient(double (*f)(size_t n, const double *x), size_t n,
                      double *x, double h, double *grad)
{
  const double before = f(n, x);
  for (size_t i = 0; i < n; i++) {
    x[i] += h;
    grad[i] = (f(n, x) - before) / h;
    x[i] -= h;
  }
}
