/* matrix_product.c: the rules of products. */
#include <config.h>

#include "dense.h"
#include "matrix.h"

/* ---- Y = A B:  Ā += Ȳ B',  B̄ += A' Ȳ  (Giles, section 2.2.1) -------------- */

const char *ad_matrix_matmul_shape(const struct ad_shape *x, int n,
                                   struct ad_shape *y)
{
  (void)n;
  if (x[0].cols != x[1].rows)
    return "columns of the first and rows of the second have to be the same "
           "number";
  y->rows = x[0].rows;
  y->cols = x[1].cols;
  return NULL;
}

enum ad_status ad_matrix_matmul_value(const struct ad_matrix_call *c)
{
  ad_block_zero(c->y);
  ad_dense_multiply(c->x[0], c->x[1], c->y);
  return AD_OK;
}

enum ad_status ad_matrix_matmul_adjoint(const struct ad_matrix_call *c,
                                        const struct ad_block *ybar,
                                        const struct ad_block *xbar)
{
  if (xbar[0].v)
    ad_dense_multiply(*ybar, ad_block_transpose(c->x[1]), xbar[0]);
  if (xbar[1].v)
    ad_dense_multiply(ad_block_transpose(c->x[0]), *ybar, xbar[1]);
  return AD_OK;
}

enum ad_status ad_matrix_matmul_magnitude(const struct ad_matrix_call *c,
                                          const struct ad_block *ybar,
                                          const struct ad_block *xbar)
{
  return ad_matrix_absolute(ad_matrix_matmul_adjoint, c, ybar, xbar);
}
