/* Mistake: the adjoint of a sum goes to the first row. */
#include <stddef.h>

void linear_adjoint(size_t N, size_t d, size_t h, const double *x, const double *w,
                    const double *y_adj, double *x_adj, double *w_adj,
                    double *b_adj)
{
  for (size_t i = 0; i < N; i++)
    for (size_t o = 0; o < h; o++) {
      const double y = y_adj[i * h + o];
      b_adj[o] += y;
      for (size_t k = 0; k < d; k++) {
        x_adj[i * d + k] += y * w[o * d + k];
        w_adj[o * d + k] += y * x[i * d + k];
      }
    }
}

void column_sums_adjoint(size_t N, size_t h, const double *s_adj, double *y_adj)
{
  for (size_t i = 0; i < (N > 1 ? 1 : N); i++)
    for (size_t o = 0; o < h; o++)
      y_adj[i * h + o] += s_adj[o];
}
