/* shape.h: which shapes fit an op, and what is said where they do not.
 *
 * Both engines ask here before they compute, so that they accept the same and
 * refuse with the same words. */
#ifndef DUALTAPE_SHAPE_H
#define DUALTAPE_SHAPE_H

#include "info.h"
#include "matrix.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The elements of a rows by cols matrix; 0 if there is no such matrix: of no
 * rows, or larger than the 32-bit indexes of a tape can name. */
size_t ad_shape_size(size_t rows, size_t cols);

/* The shape of an op's result; or why there is none, as the end of a sentence,
 * and the shapes that do not fit. */
struct ad_fit {
  struct ad_shape y;
  const char *wrong; /* NULL: they fit */
  struct ad_shape x[2];
  int args; /* of x: 1 or 2 */
};

/* An op of ops.def, element by element: shapes are the same, or where they
 * differ one of them is 1 and is repeated. */
struct ad_fit ad_fit_each(const struct ad_shape *x, int args);

/* An op of matrix.def with its axis n. */
struct ad_fit ad_fit_matrix(enum ad_matrix_op op, const struct ad_shape *x,
                            int n);

/* A matrix of down by across matrices; part(parts, k) is the shape of number
 * k, row by row. */
typedef struct ad_shape ad_part_shape(const void *parts, size_t k);
struct ad_fit ad_fit_join(size_t down, size_t across, ad_part_shape *part,
                          const void *parts);

/* An op whose shapes fit, but which ended with this status: singular, ... */
struct ad_fit ad_fit_failed(struct ad_shape x, enum ad_status status);

/* Sentences of what is wrong, into text[0..size-1], cut off if they are
 * longer:
 *
 *   matmul of a 2x3 and a 4x5 matrix (record 9): the inner sizes differ
 *   element (3, 0) of a 2x2 matrix
 *   slice: 2x2 from (1, 1) of a 2x2 matrix
 *   reshape: 2x3 has 6 elements, 4x2 would have 8
 *
 * `record` is how many numbers the engine had made before this op. */
void ad_fit_text(const struct ad_fit *fit, const char *op, size_t record,
                 char *text, size_t size);
void ad_element_text(size_t i, size_t j, struct ad_shape of, char *text,
                     size_t size);
void ad_slice_text(struct ad_shape slice, size_t i, size_t j,
                   struct ad_shape of, char *text, size_t size);
void ad_reshape_text(struct ad_shape from, struct ad_shape to, char *text,
                     size_t size);

/* Whether such a slice lies inside. */
static inline bool ad_slice_fits(struct ad_shape slice, size_t i, size_t j,
                                 struct ad_shape of)
{
  return slice.rows && slice.cols && i <= of.rows &&
         slice.rows <= of.rows - i && j <= of.cols &&
         slice.cols <= of.cols - j;
}

static inline struct ad_shape ad_shape_of(size_t rows, size_t cols)
{
  struct ad_shape s;
  s.rows = rows, s.cols = cols;
  return s;
}

#ifdef __cplusplus
}
#endif
#endif
