/* taylor-test.c: exercise 702: how fast does the Taylor remainder shrink?
 * README.md says what is to be done. */
#include <math.h>
#include <stddef.h>

enum { MOST = 8 }; /* inputs */

typedef double function(const double *x);

/* |f(x + h p) - f(x) - h grad·p|; n is MOST at most. */
double remainder_at(function *f, size_t n, const double *x, const double *grad,
                    const double *p, double h)
{
  return 1; /* TODO */
}

/* The rate of K remainders at h, h/2, h/4, ... */
double taylor_rate(function *f, size_t n, const double *x, const double *grad,
                   const double *p, double h, int K)
{
  return 0; /* TODO */
}
