/* dense_impl.h: for ops/dense_*.c and their tests alone; not installed. */
#ifndef DUALTAPE_DENSE_IMPL_H
#define DUALTAPE_DENSE_IMPL_H

#include "dense.h"

/* Who multiplies: BLAS from a certain size, if there is one; own loops always;
 * BLAS wherever strides let it.  For tests: it holds for all threads. */
enum ad_dense_way { AD_DENSE_BY_SIZE, AD_DENSE_OWN, AD_DENSE_BLAS };
void ad_dense_choose(enum ad_dense_way way);
bool ad_dense_has_blas(void);

/* Rows i to i + rows - 1, columns j to j + cols - 1. */
static inline struct ad_block ad_dense_part(struct ad_block b, size_t i,
                                            size_t j, size_t rows, size_t cols)
{
  const ptrdiff_t at = (ptrdiff_t)i * b.rs + (ptrdiff_t)j * b.cs;
  b.v += at;
  if (b.d)
    b.d += at;
  b.rows = rows, b.cols = cols;
  return b;
}

/* The place of element (i, j). */
static inline ptrdiff_t ad_dense_at(const struct ad_block *b, size_t i,
                                    size_t j)
{
  return (ptrdiff_t)i * b->rs + (ptrdiff_t)j * b->cs;
}

#endif
