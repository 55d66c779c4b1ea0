/* pendulum.c: exercise 906: back through an integrator.
 * README.md says what is to be done. */
#include <math.h>
#include <stddef.h>

enum { MOST = 32 }; /* time steps */

struct start {
  double theta, omega; /* angle and speed at time 0 */
};

/* The angles after 1 ... n steps of h, into theta[0] ... theta[n-1]. */
void pendulum(double p, struct start s, double h, size_t n, double *theta)
{
  /* TODO */
  for (size_t k = 0; k < n; k++)
    theta[k] = s.theta;
}

/* L, and its derivatives by p, theta_0, omega_0. */
double misfit_gradient(double p, struct start s, double h, size_t n,
                       const double *data, double grad[3])
{
  /* TODO */
  grad[0] = grad[1] = grad[2] = 0;
  return 0;
}

/* The p that fits the data, from the guess p. */
double fit(double p, struct start s, double h, size_t n, const double *data)
{
  return p; /* TODO */
}
