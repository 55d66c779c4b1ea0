/* forward.c: exercise 102: forward differences.
 * README.md says what is to be done. */
#include <stddef.h>

/* The forward difference of f at x with the step h. */
double forward_difference(double (*f)(double), double x, double h)
{
  /* TODO: f(x) calls f.  Return the quotient. */
  return f(x);
}

/* grad[i] = the forward difference of f by x[i], for i = 0 ... n-1.
 * f(n, x) calls f with the n inputs x[0] ... x[n-1]. */
void forward_gradient(double (*f)(size_t n, const double *x), size_t n,
                      double *x, double h, double *grad)
{
  /* TODO: for each i, move x[i] alone, call f, and move it back. */
  for (size_t i = 0; i < n; i++)
    grad[i] = 0;
}
