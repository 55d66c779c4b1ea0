/* pendulum.h: what the pendulum's example and its tests share: the experiment,
 * and derivatives that owe nothing to automatic differentiation. */
#ifndef PENDULUM_H
#define PENDULUM_H

#include <math.h>
#include <stddef.h>

/* A pendulum released at rest is measured every `every` steps of h seconds. */
struct pendulum {
  double gravity; /* m/s^2 */
  double h;
  size_t samples, every;
  const double *measured; /* angles in rad, `samples` of them; NULL: all 0 */
};

/* The parameters x of the motion. */
enum { LENGTH, DAMPING, RELEASE, PARAMETERS }; /* m, 1/s, rad */

/* The state of the variational equations: the angle and its velocity, and both
 * derived by each parameter.  With f = -(g/L) sin theta - c omega,
 *   theta' = omega,      omega' = f,
 *   s_theta' = s_omega,  s_omega' = -(g/L) cos(theta) s_theta - c s_omega +
 * f_x, where f_x is (g/L^2) sin theta for L, -omega for c, 0 for the release.
 */
enum { STATE = 2 + 2 * PARAMETERS };

static inline void pendulum_slope(double g, const double *x, const double *u,
                                  double *slope)
{
  const double L = x[LENGTH], c = x[DAMPING];
  const double f_x[PARAMETERS] = {g / (L * L) * sin(u[0]), -u[1], 0};
  slope[0] = u[1];
  slope[1] = -g / L * sin(u[0]) - c * u[1];
  for (int k = 0; k < PARAMETERS; k++) {
    const double *s = &u[2 + 2 * k];
    slope[2 + 2 * k] = s[1];
    slope[3 + 2 * k] = -g / L * cos(u[0]) * s[0] - c * s[1] + f_x[k];
  }
}

/* Angles at the samples, and jac[i * PARAMETERS + k] = d angle_i / d x_k, by
 * the same steps of Runge and Kutta over the variational equations.  Deriving
 * the steps themselves, as automatic differentiation does, comes to the same
 * but for rounding. */
static inline void pendulum_sensitivities(const struct pendulum *p,
                                          const double *x, double *angle,
                                          double *jac)
{
  static const double at[4] = {0, 0.5, 0.5, 1}, weight[4] = {1, 2, 2, 1};
  double u[STATE] = {x[RELEASE]};
  u[2 + 2 * RELEASE] = 1;
  for (size_t i = 0; i < p->samples; i++) {
    for (size_t step = 0; step < p->every; step++) {
      double v[STATE], slope[STATE] = {0}, sum[STATE] = {0};
      for (int stage = 0; stage < 4; stage++) {
        for (int k = 0; k < STATE; k++)
          v[k] = u[k] + at[stage] * p->h * slope[k];
        pendulum_slope(p->gravity, x, v, slope);
        for (int k = 0; k < STATE; k++)
          sum[k] += weight[stage] * slope[k];
      }
      for (int k = 0; k < STATE; k++)
        u[k] += p->h / 6 * sum[k];
    }
    angle[i] = u[0];
    for (int k = 0; k < PARAMETERS; k++)
      jac[i * PARAMETERS + (size_t)k] = u[2 + 2 * k];
  }
}

#endif
