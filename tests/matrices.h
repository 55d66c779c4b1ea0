/* matrices.h: operands for tests of matrices: every way in which a matrix may
 * lie in memory, the same for both engines, and where its elements then are,
 * told by a formula of its own. */
#ifndef MATRICES_H
#define MATRICES_H

#include "../forward/matrix.h"
#include "../reverse/matrix.h"

/* How an R by C operand is made out of a base of inputs. */
enum view {
  PACKED,
  TRANSPOSED,
  SLICED,
  SLICED_TRANSPOSED,
  RESHAPED,
  DIAGONAL, /* if it is a column; else PACKED */
  COPIED,   /* a reshape that cannot be a view */
  VIEWS
};

/* The shape of the base. */
static inline struct ad_shape base_shape(enum view v, size_t r, size_t c)
{
  struct ad_shape s = {r, c};
  switch (v) {
  case TRANSPOSED:
  case COPIED: s.rows = c, s.cols = r; break;
  case SLICED: s.rows = r + 2, s.cols = c + 1; break;
  case SLICED_TRANSPOSED: s.rows = c + 2, s.cols = r + 1; break;
  case RESHAPED: s.rows = 1, s.cols = r * c; break;
  case DIAGONAL: s.cols = c == 1 ? r + 1 : c; break;
  case PACKED:
  case VIEWS: break;
  }
  return s;
}

/* The place of the operand's element (i, j) in its base. */
static inline size_t base_place(enum view v, size_t r, size_t c, size_t i,
                                size_t j)
{
  switch (v) {
  case TRANSPOSED:
  case COPIED: return j * r + i;
  case SLICED: return (i + 1) * (c + 1) + j + 1;
  case SLICED_TRANSPOSED: return (j + 1) * (r + 1) + i + 1;
  case DIAGONAL: return c == 1 ? i * (r + 2) : i * c + j;
  case PACKED:
  case RESHAPED:
  case VIEWS: break;
  }
  return i * c + j;
}

#define VIEW(MAT)                                                             \
  static inline MAT MAT##_view(enum view v, size_t r, size_t c, MAT base)     \
  {                                                                           \
    switch (v) {                                                              \
    case TRANSPOSED: return MAT##_transpose(base);                            \
    case COPIED: return MAT##_reshape(MAT##_transpose(base), r, c);           \
    case SLICED: return MAT##_slice(base, 1, 1, r, c);                        \
    case SLICED_TRANSPOSED:                                                   \
      return MAT##_transpose(MAT##_slice(base, 1, 1, c, r));                  \
    case RESHAPED: return MAT##_reshape(base, r, c);                          \
    case DIAGONAL: return c == 1 ? MAT##_diagonal(base) : base;               \
    case PACKED:                                                              \
    case VIEWS: break;                                                        \
    }                                                                         \
    return base;                                                              \
  }
VIEW(dual_mat)
VIEW(var_mat)
#undef VIEW

#endif
