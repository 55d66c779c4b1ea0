/* dense_impl.h: for ops/dense_*.c and their tests alone; not installed. */
#ifndef DUALTAPE_DENSE_IMPL_H
#define DUALTAPE_DENSE_IMPL_H

#include "dense.h"

/* Who works: BLAS and LAPACK from a certain size, if they are there; own loops
 * always; the libraries wherever strides let them.  For tests: it holds for all
 * threads. */
enum ad_dense_way { AD_DENSE_BY_SIZE, AD_DENSE_OWN, AD_DENSE_BLAS };
void ad_dense_choose(enum ad_dense_way way);
enum ad_dense_way ad_dense_chosen(void);
bool ad_dense_has_blas(void);
bool ad_dense_has_lapack(void);

/* How Fortran may see a block: 'N' as columns one after the other, 'T' as the
 * transpose of such, 0 not at all.  *distance is the one between columns. */
char ad_dense_seen(const struct ad_block *b, int *distance);

/* What LAPACK and BLAS do of dense_solve.c, in dense_lapack.c.  False, with
 * nothing done, where it is left to own loops. */
bool ad_lapack_wants(size_t n); /* so large a matrix, as the choice is now */
bool ad_lapack_lu(struct ad_block a, size_t *swap, enum ad_status *status);
bool ad_lapack_cholesky(struct ad_block a, enum ad_status *status);
bool ad_lapack_solve(bool upper, bool unit, struct ad_block l,
                     struct ad_block x);

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
