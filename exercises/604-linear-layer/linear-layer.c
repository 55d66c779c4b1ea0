/* linear-layer.c: exercise 604: a linear layer with a bias that is broadcast.
 * README.md says what is to be done. */
#include <stddef.h>

/* Of Y = X W' + b: x is N × d, w is h × d, y_adj is N × h; adds to the others. */
void linear_adjoint(size_t N, size_t d, size_t h, const double *x, const double *w,
                    const double *y_adj, double *x_adj, double *w_adj,
                    double *b_adj)
{
  /* TODO */
}

/* Of s_o = Σ_i Y[i,o]: y_adj is N × h. */
void column_sums_adjoint(size_t N, size_t h, const double *s_adj, double *y_adj)
{
  /* TODO */
}
