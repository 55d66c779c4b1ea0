/* step.c: exercise 104: the step of a difference.
 * README.md says what is to be done. */
#include <float.h>
#include <math.h>

/* The step of a forward difference at x; x + h is exact. */
double forward_step(double x)
{
  /* TODO: h0, then t = x + h0 and h = t - x.  float.h has DBL_EPSILON. */
  return 1e-20;
}

/* The step of a central difference at x; x + h is exact. */
double central_step(double x)
{
  /* TODO: the same with another power. */
  return 1e-20;
}

/* f'(x) by a central difference with central_step. */
double derivative(double (*f)(double), double x)
{
  /* TODO: as in exercise 103. */
  return f(x);
}
