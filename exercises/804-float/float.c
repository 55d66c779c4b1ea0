/* float.c: exercise 804: a gradient check in single precision.
 * README.md says what is to be done. */
#include <float.h>
#include <math.h>

typedef float function(float x);

/* 1 if x + h is x, in float. */
int step_is_lost(float x, float h)
{
  return x + (double)h == x; /* TODO: this is computed in double */
}

/* The step of a central difference at x. */
float float_step(float x)
{
  return 1e-6f; /* TODO */
}

/* 1 if g is the derivative of f at x, 0 otherwise. */
int float_check(function *f, float x, float g)
{
  return 0; /* TODO */
}
