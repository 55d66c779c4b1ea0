/* Mistake: = where += belongs. */
#include <math.h>
#include <stddef.h>

static double shift(size_t n, const double *x)
{
  double most = x[0];
  for (size_t i = 1; i < n; i++)
    most = fmax(most, x[i]);
  return most;
}

static double shifted_sum(size_t n, const double *x, double m)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += exp(x[i] - m);
  return sum;
}

double log_sum_exp(size_t n, const double *x)
{
  const double m = shift(n, x);
  return m + log(shifted_sum(n, x, m));
}

void log_sum_exp_adjoint(size_t n, const double *x, double y_adj, double *x_adj)
{
  const double m = shift(n, x), sum = shifted_sum(n, x, m);
  for (size_t i = 0; i < n; i++)
    x_adj[i] = y_adj * (exp(x[i] - m) / sum);
}
