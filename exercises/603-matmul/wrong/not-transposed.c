/* Mistake: b and a are read as if transposed in memory already. */
#include <stddef.h>

void matmul(size_t n, size_t k, size_t m, const double *a, const double *b,
            double *c)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < m; j++) {
      c[i * m + j] = 0;
      for (size_t p = 0; p < k; p++)
        c[i * m + j] += a[i * k + p] * b[p * m + j];
    }
}

void matmul_adjoint(size_t n, size_t k, size_t m, const double *a, const double *b,
                    const double *c_adj, double *a_adj, double *b_adj)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < m; j++)
      for (size_t p = 0; p < k; p++) {
        a_adj[i * k + p] += c_adj[i * m + j] * b[j * k + p];
        b_adj[p * m + j] += a[p * n + i] * c_adj[i * m + j];
      }
}
