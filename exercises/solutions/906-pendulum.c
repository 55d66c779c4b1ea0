/* 906-pendulum.c: a solution of exercise 906: adjoints back in time; Gauss-Newton. */
#include <math.h>
#include <stddef.h>

enum { MOST = 32 }; /* time steps */

struct start {
  double theta, omega; /* angle and speed at time 0 */
};

void pendulum(double p, struct start s, double h, size_t n, double *theta)
{
  for (size_t k = 0; k < n; k++) {
    s.omega -= h * p * sin(s.theta);
    s.theta += h * s.omega;
    theta[k] = s.theta;
  }
}

double misfit_gradient(double p, struct start s, double h, size_t n,
                       const double *data, double grad[3])
{
  double theta[MOST + 1], loss = 0; /* theta[k] after k steps */
  double theta_adj = 0, omega_adj = 0, p_adj = 0;
  theta[0] = s.theta;
  pendulum(p, s, h, n, theta + 1);
  for (size_t k = n; k-- > 0;) {
    const double residual = theta[k + 1] - data[k];
    loss += residual * residual;
    theta_adj += 2 * residual;
    omega_adj += h * theta_adj;
    p_adj -= h * sin(theta[k]) * omega_adj;
    theta_adj -= h * p * cos(theta[k]) * omega_adj;
  }
  grad[0] = p_adj;
  grad[1] = theta_adj;
  grad[2] = omega_adj;
  return loss;
}

double fit(double p, struct start s, double h, size_t n, const double *data)
{
  for (int iteration = 0; iteration < 50; iteration++) {
    double theta = s.theta, omega = s.omega;
    double dtheta = 0, domega = 0; /* by p */
    double above = 0, below = 0;
    for (size_t k = 0; k < n; k++) {
      domega -= h * (sin(theta) + p * cos(theta) * dtheta);
      omega -= h * p * sin(theta);
      dtheta += h * domega;
      theta += h * omega;
      above += (theta - data[k]) * dtheta;
      below += dtheta * dtheta;
    }
    p -= above / below;
  }
  return p;
}
