/* Mistake: f(x) is computed anew for each input. */
#include <stddef.h>

double forward_difference(double (*f)(double), double x, double h)
{
  return (f(x + h) - f(x)) / h;
}

void forward_gradient(double (*f)(size_t n, const double *x), size_t n,
                      double *x, double h, double *grad)
{
  for (size_t i = 0; i < n; i++) {
    const double kept = x[i], before = f(n, x);
    x[i] = kept + h;
    grad[i] = (f(n, x) - before) / h;
    x[i] = kept;
  }
}
