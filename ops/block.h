/* block.h: a matrix of numbers, wherever they lie, perhaps with tangents.
 *
 * Both engines keep their numbers in flat arrays; a block is a window on
 * them.  Strides make views free: a transpose swaps them, a stride of 0
 * repeats a row, a column or one number (broadcasting), a slice moves v.
 *
 * A rule that is written for blocks (each.h, dense.h, matrix.h) does its
 * primals alone where d is NULL, and primals and tangents where it is not.  So
 * one rule for values serves plain values and forward mode, and one rule for
 * adjoints serves gradients and, with tangents, second derivatives: the
 * tangent of an adjoint sweep (Griewank & Walther, 2nd ed., section 5.1). */
#ifndef DUALTAPE_BLOCK_H
#define DUALTAPE_BLOCK_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The size of a matrix.  A column vector of n is n by 1. */
struct ad_shape {
  size_t rows, cols;
};

struct ad_block {
  double *v; /* element (i, j) is v[i * rs + j * cs] */
  double *d; /* its tangent, in the same place; NULL: none is carried */
  size_t rows, cols;
  ptrdiff_t rs, cs; /* strides, in numbers */
};

/* Rows one after the other, as C has them; d may be NULL. */
static inline struct ad_block ad_block_of(double *v, double *d, size_t rows,
                                          size_t cols)
{
  struct ad_block b;
  b.v = v, b.d = d;
  b.rows = rows, b.cols = cols;
  b.rs = (ptrdiff_t)cols, b.cs = 1;
  return b;
}

/* The transpose: the same numbers, seen the other way. */
static inline struct ad_block ad_block_transpose(struct ad_block a)
{
  struct ad_block b = a;
  b.rows = a.cols, b.cols = a.rows;
  b.rs = a.cs, b.cs = a.rs;
  return b;
}

/* The rows by cols part from (i, j) on, which has to lie inside. */
static inline struct ad_block ad_block_slice(struct ad_block a, size_t i,
                                             size_t j, size_t rows,
                                             size_t cols)
{
  const ptrdiff_t at = (ptrdiff_t)i * a.rs + (ptrdiff_t)j * a.cs;
  a.v += at;
  if (a.d)
    a.d += at;
  a.rows = rows, a.cols = cols;
  return a;
}

/* The diagonal, as a column. */
static inline struct ad_block ad_block_diagonal(struct ad_block a)
{
  a.rows = a.rows < a.cols ? a.rows : a.cols;
  a.cols = 1;
  a.rs += a.cs;
  return a;
}

/* A single row, column or number, repeated to this shape. */
static inline struct ad_block ad_block_stretch(struct ad_block a, size_t rows,
                                               size_t cols)
{
  if (a.rows == 1)
    a.rs = 0;
  if (a.cols == 1)
    a.cs = 0;
  a.rows = rows, a.cols = cols;
  return a;
}

/* The primals alone, and the tangents alone, as blocks without tangents. */
static inline struct ad_block ad_block_primal(struct ad_block a)
{
  a.d = NULL;
  return a;
}
static inline struct ad_block ad_block_tangent(struct ad_block a)
{
  a.v = a.d;
  a.d = NULL;
  return a;
}

/* Whether the numbers lie row by row without gaps. */
static inline bool ad_block_packed(const struct ad_block *a)
{
  return (a->cs == 1 || a->cols == 1) &&
         (a->rs == (ptrdiff_t)a->cols || a->rows == 1);
}

static inline bool ad_block_same_shape(const struct ad_block *a,
                                       const struct ad_block *b)
{
  return a->rows == b->rows && a->cols == b->cols;
}

/* y = 0; y = x; y += x.  With tangents if y has them; an x without counts as
 * constant.  Shapes are the same; x and y do not overlap. */
void ad_block_zero(struct ad_block y);
void ad_block_copy(struct ad_block x, struct ad_block y);
void ad_block_add(struct ad_block x, struct ad_block y);

/* y = |x|, primals alone. */
void ad_block_absolute(struct ad_block x, struct ad_block y);

#ifdef __cplusplus
}
#endif
#endif
