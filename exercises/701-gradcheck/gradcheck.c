/* gradcheck.c: exercise 701: is this the gradient?
 * README.md says what is to be done. */
#include <math.h>
#include <stddef.h>

typedef double function(const double *x);

/* 1 if grad[0] ... grad[n-1] is the gradient of f at x, 0 otherwise. */
int gradcheck(function *f, size_t n, double *x, const double *grad)
{
  /* TODO */
  return 1;
}
