/* where-nan.c: exercise 801: 0 · inf in a branch that was not taken.
 * README.md says what is to be done. */
#include <math.h>
#include <stddef.h>

/* y = where(x > 0, sqrt(x), 0) */
void where_sqrt(size_t n, const double *x, double *y)
{
  for (size_t i = 0; i < n; i++) {
    const double taken = x[i] > 0, root = sqrt(x[i]);
    y[i] = taken * root + (1 - taken) * 0;
  }
}

/* Adds to x_adj what y_adj hands back. */
void where_sqrt_adjoint(size_t n, const double *x, const double *y_adj,
                        double *x_adj)
{
  for (size_t i = 0; i < n; i++) {
    const double taken = x[i] > 0, root_adj = taken * y_adj[i];
    x_adj[i] += root_adj / (2 * sqrt(x[i])); /* TODO: mend it */
  }
}

/* y = where(p > 0, -p log p, 0) */
void where_entropy(size_t n, const double *p, double *y)
{
  for (size_t i = 0; i < n; i++) {
    const double taken = p[i] > 0;
    y[i] = taken * -p[i] * log(p[i]);
  }
}

void where_entropy_adjoint(size_t n, const double *p, const double *y_adj,
                           double *p_adj)
{
  for (size_t i = 0; i < n; i++) {
    const double taken = p[i] > 0;
    p_adj[i] += taken * y_adj[i] * -(log(p[i]) + 1);
  }
}
