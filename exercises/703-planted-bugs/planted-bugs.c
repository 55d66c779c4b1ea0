/* planted-bugs.c: exercise 703: find the wrong component; mend three gradients.
 * README.md says what is to be done. */
#include <math.h>
#include <stddef.h>

enum { MOST = 8 }; /* inputs */

typedef double function(const double *x);

/* The place of the component of grad that is wrong, or -1. */
int wrong_component(function *f, size_t n, const double *x, const double *grad)
{
  /* TODO */
  return -1;
}

/* ---- each of these has one mistake: mend it ------------------------------------- */

/* (1 - x)² + 100 (y - x²)² */
void rosenbrock_gradient(double x, double y, double grad[2])
{
  const double u = y - x * x;
  grad[0] = -2 * (1 - x) - 200 * x * u;
  grad[1] = 200 * u;
}

/* x / (x + y) */
void share_gradient(double x, double y, double grad[2])
{
  const double s = x + y;
  grad[0] = y / (s * s);
  grad[1] = x / (s * s);
}

/* z sin(x y) + y z² */
void wave_gradient(double x, double y, double z, double grad[3])
{
  grad[0] = z * y * cos(x * y);
  grad[1] = z * x * cos(x * y);
  grad[2] = sin(x * y) + 2 * y * z;
}
