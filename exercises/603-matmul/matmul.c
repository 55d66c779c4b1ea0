/* matmul.c: exercise 603: the matrix product and its adjoint.
 * README.md says what is to be done. */
#include <stddef.h>

/* c = a b; a is n × k, b is k × m, c is n × m, all row by row. */
void matmul(size_t n, size_t k, size_t m, const double *a, const double *b,
            double *c)
{
  /* TODO */
  for (size_t i = 0; i < n * m; i++)
    c[i] = 0;
}

/* From the adjoint of c: adds to those of a and of b. */
void matmul_adjoint(size_t n, size_t k, size_t m, const double *a, const double *b,
                    const double *c_adj, double *a_adj, double *b_adj)
{
  /* TODO */
}
