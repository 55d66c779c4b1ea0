/* matrix_reduce.c: the rules of sums and the like, over all elements or along
 * an axis.
 *
 * The result has one element per row, per column, or in all; stretched to the
 * shape of the argument by strides of 0, both can be walked side by side. */
#include <config.h>

#include "matrix.h"

/* The shape of a result over this axis. */
static const char *reduced(const struct ad_shape *x, int n, struct ad_shape *y)
{
  if (n != AD_ALL && n != 0 && n != 1)
    return "the axis is 0 (down the columns) or 1 (along the rows)";
  y->rows = n == 1 ? x->rows : 1;
  y->cols = n == 0 ? x->cols : 1;
  return NULL;
}

/* A result, or its adjoint, repeated along the axis to the shape of x. */
static struct ad_block stretched(struct ad_block y, const struct ad_block *x)
{
  return ad_block_stretch(y, x->rows, x->cols);
}

/* ---- y = sum of a_ij:  ā_ij += ȳ ------------------------------------------ */

const char *ad_matrix_sum_shape(const struct ad_shape *x, int n,
                                struct ad_shape *y)
{
  return reduced(x, n, y);
}

enum ad_status ad_matrix_sum_value(const struct ad_matrix_call *c)
{
  ad_block_zero(c->y);
  ad_block_add(c->x[0], stretched(c->y, &c->x[0]));
  return AD_OK;
}

enum ad_status ad_matrix_sum_adjoint(const struct ad_matrix_call *c,
                                     const struct ad_block *ybar,
                                     const struct ad_block *xbar)
{
  ad_block_add(stretched(*ybar, &c->x[0]), xbar[0]);
  return AD_OK;
}

enum ad_status ad_matrix_sum_magnitude(const struct ad_matrix_call *c,
                                       const struct ad_block *ybar,
                                       const struct ad_block *xbar)
{
  return ad_matrix_absolute(ad_matrix_sum_adjoint, c, ybar, xbar);
}
