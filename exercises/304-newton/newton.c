/* newton.c: exercise 304: Newton's method.
 * README.md says what is to be done. */
#include <math.h>

typedef struct {
  double v, d; /* the value, and the tangent */
} dual;

/* The next x, by one call of f. */
double newton_step(dual (*f)(dual), double x)
{
  /* TODO: with which tangent does f get x? */
  const dual y = f((dual){x, 0});
  return x - y.v;
}

/* Where f is 0, by steps from x. */
double newton(dual (*f)(dual), double x)
{
  /* TODO: until the step is small, at most 50 times. */
  return newton_step(f, x);
}
