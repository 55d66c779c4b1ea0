/* Mistake: the quotient's divisor is missing. */
#include <stddef.h>

double forward_difference(double (*f)(double), double x, double h)
{
  return f(x + h) - f(x);
}

void forward_gradient(double (*f)(size_t n, const double *x), size_t n,
                      double *x, double h, double *grad)
{
  const double before = f(n, x);
  for (size_t i = 0; i < n; i++) {
    const double kept = x[i];
    x[i] = kept + h;
    grad[i] = f(n, x) - before;
    x[i] = kept;
  }
}
