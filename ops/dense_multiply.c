/* dense_multiply.c: the matrix product. */
#include <config.h>

#include "dense.h"

/* Y += A B, primals alone: the loops over rows of A and B, so that the
 * innermost one runs along rows of B and Y. */
static void multiply(struct ad_block a, struct ad_block b, struct ad_block y)
{
  for (size_t i = 0; i < y.rows; i++)
    for (size_t k = 0; k < a.cols; k++) {
      const double f = a.v[(ptrdiff_t)i * a.rs + (ptrdiff_t)k * a.cs];
      const double *const from = b.v + (ptrdiff_t)k * b.rs;
      double *const to = y.v + (ptrdiff_t)i * y.rs;
      for (size_t j = 0; j < y.cols; j++)
        to[(ptrdiff_t)j * y.cs] += f * from[(ptrdiff_t)j * b.cs];
    }
}

void ad_dense_multiply(struct ad_block a, struct ad_block b,
                       struct ad_block y)
{
  multiply(a, b, y);
  if (y.d && a.d)
    multiply(ad_block_tangent(a), b, ad_block_tangent(y));
  if (y.d && b.d)
    multiply(a, ad_block_tangent(b), ad_block_tangent(y));
}
