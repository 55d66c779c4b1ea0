/* Mistake: the derivative is always that at 1. */
#include <math.h>
#include <stddef.h>

static double safe(double x)
{
  return 1;
}

void where_sqrt(size_t n, const double *x, double *y)
{
  for (size_t i = 0; i < n; i++) {
    const double root = sqrt(fabs(x[i]));
    y[i] = x[i] > 0 ? root : 0;
  }
}

void where_sqrt_adjoint(size_t n, const double *x, const double *y_adj,
                        double *x_adj)
{
  for (size_t i = 0; i < n; i++) {
    const double root_adj = x[i] > 0 ? y_adj[i] : 0;
    x_adj[i] += root_adj / (2 * sqrt(safe(x[i])));
  }
}

void where_entropy(size_t n, const double *p, double *y)
{
  for (size_t i = 0; i < n; i++) {
    const double term = p[i] > 0 ? -p[i] * log(p[i]) : 0;
    y[i] = p[i] > 0 ? term : 0;
  }
}

void where_entropy_adjoint(size_t n, const double *p, const double *y_adj,
                           double *p_adj)
{
  for (size_t i = 0; i < n; i++) {
    const double term_adj = p[i] > 0 ? y_adj[i] : 0;
    p_adj[i] += term_adj * -(log(safe(p[i])) + 1);
  }
}
