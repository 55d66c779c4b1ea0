/* matrix_impl.h: a space of matrices, for forward/ alone; not installed. */
#ifndef DUALTAPE_FORWARD_MATRIX_IMPL_H
#define DUALTAPE_FORWARD_MATRIX_IMPL_H

#include "../ops/shape.h"
#include "matrix.h"

struct dual_space {
  bool tangents;
  enum ad_status status;
  size_t made;  /* numbers made: the place in errors' texts */
  size_t epoch; /* counts resets; a matrix of an older epoch is stale */
  const struct ad_policy *policy;
  struct ad_scratch numbers; /* all matrices; what was taken never moves */
  struct ad_scratch scratch; /* of one op */
  char error[160];           /* more about the status than its text; or "" */
};

/* The first error stays, and its status is returned. */
enum ad_status dual_space_fail(dual_space *s, enum ad_status status);

/* A new matrix, its numbers not set; without, on a space with an error or
 * where there is no such matrix. */
dual_mat dual_mat_new(dual_space *s, size_t rows, size_t cols, bool tangents);

/* What an op yields on a space with an error: a matrix of NaN. */
dual_mat dual_no_matrix(dual_space *s, size_t rows, size_t cols);

/* A matrix's shape; 1 by 1 for a constant. */
static inline struct ad_shape dual_mat_shape(dual_mat a)
{
  return ad_shape_of(a.at.rows, a.at.cols);
}

#endif
