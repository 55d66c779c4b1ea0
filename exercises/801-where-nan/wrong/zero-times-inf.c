/* Mistake: the adjoint is selected, the input is not. */
#include <math.h>
#include <stddef.h>

static double safe(double x)
{
  return x > 0 ? x : 1;
}

void where_sqrt(size_t n, const double *x, double *y)
{
  for (size_t i = 0; i < n; i++) {
    const double root = sqrt(safe(x[i]));
    y[i] = x[i] > 0 ? root : 0;
  }
}

void where_sqrt_adjoint(size_t n, const double *x, const double *y_adj,
                        double *x_adj)
{
  for (size_t i = 0; i < n; i++) {
    const double root_adj = x[i] > 0 ? y_adj[i] : 0;
    x_adj[i] += root_adj / (2 * sqrt(x[i]));
  }
}

void where_entropy(size_t n, const double *p, double *y)
{
  for (size_t i = 0; i < n; i++) {
    const double term = -p[i] * log(safe(p[i]));
    y[i] = p[i] > 0 ? term : 0;
  }
}

void where_entropy_adjoint(size_t n, const double *p, const double *y_adj,
                           double *p_adj)
{
  for (size_t i = 0; i < n; i++) {
    const double term_adj = p[i] > 0 ? y_adj[i] : 0;
    p_adj[i] += term_adj * -(log(p[i]) + 1);
  }
}
