/* @WORD@.c: exercise @NUMBER@: a product and its derivative.
 * README.md says what is to be done. */
#include <math.h>

/* The value f(x). */
double @C@_value(double x)
{
  /* TODO: return x^2 sin(x). */
  return 0;
}

/* The derivative f'(x). */
double @C@_derivative(double x)
{
  /* TODO: return the derivative, by the product rule. */
  return 0;
}
