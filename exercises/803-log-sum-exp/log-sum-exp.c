/* log-sum-exp.c: exercise 803: log Σ exp(x_i) without overflow.
 * README.md says what is to be done. */
#include <math.h>
#include <stddef.h>

/* log Σ_i exp(x_i) */
double log_sum_exp(size_t n, const double *x)
{
  /* TODO: this overflows. */
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += exp(x[i]);
  return log(sum);
}

/* Adds y_adj ∂y/∂x_i to x_adj[i]. */
void log_sum_exp_adjoint(size_t n, const double *x, double y_adj, double *x_adj)
{
  /* TODO */
}
