/* matrix.h: the rules of the ops on whole matrices, from matrix.def.
 *
 * Both engines call them: forward mode the values with tangents, reverse mode
 * the values, and later the adjoints, with tangents for second derivatives.
 * See block.h for how one rule does both. */
#ifndef DUALTAPE_MATRIX_H
#define DUALTAPE_MATRIX_H

#include "block.h"
#include "scratch.h"
#include "status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum ad_matrix_op {
#define MATRIX(name, ...) AD_MATRIX_##name,
#include "matrix.def"
  AD_MATRIX_COUNT
};

/* The most matrices that an op takes, and the axis that stands for all. */
#define AD_MATRIX_ARGS 2
#define AD_ALL (-1)

/* One call: y = op(x[0], x[1], n).  Where y.d is there, all x have tangents
 * too (of zeros, perhaps). */
struct ad_matrix_call {
  const struct ad_block *x;
  int n;             /* the axis; AD_ALL where there is none */
  struct ad_block y; /* overlaps no x */
  struct ad_scratch *scratch;
};

/* The shape of the result in *y, and NULL; or what is wrong, as the end of a
 * sentence that begins with the shapes: "the inner sizes differ". */
typedef const char *ad_matrix_shape(const struct ad_shape *x, int n,
                                    struct ad_shape *y);

/* Fills y.v and, if y.d is there, y.d. */
typedef enum ad_status ad_matrix_value(const struct ad_matrix_call *c);

/* The values being known: xbar[k] += what ybar brings to x[k], for each k whose
 * xbar[k].v is not NULL; with their tangents, if ybar->d is there.  The blocks
 * of xbar may be the same, or repeat elements. */
typedef enum ad_status ad_matrix_adjoint(const struct ad_matrix_call *c,
                                         const struct ad_block *ybar,
                                         const struct ad_block *xbar);

struct ad_matrix_info {
  const char *name;
  int args;
  bool axis; /* whether an axis comes last */
  const char *say, *say_adjoint, *help;
  ad_matrix_shape *shape;
  ad_matrix_value *value;
  ad_matrix_adjoint *adjoint;
  /* As adjoint, without tangents, and with the absolute value of every term:
   * a bound of the rounding error of the adjoint, in units of the precision
   * times the number of elements. */
  ad_matrix_adjoint *magnitude;
};

/* The row of an op; NULL if op is none. */
const struct ad_matrix_info *ad_matrix_info(enum ad_matrix_op op);

/* The op with this name; AD_MATRIX_COUNT if there is none. */
enum ad_matrix_op ad_matrix_find(const char *name, size_t length);

#define MATRIX(name, ...)                                                     \
  ad_matrix_shape ad_matrix_##name##_shape;                                   \
  ad_matrix_value ad_matrix_##name##_value;                                   \
  ad_matrix_adjoint ad_matrix_##name##_adjoint, ad_matrix_##name##_magnitude;
#include "matrix.def"

/* The magnitude of an adjoint that is a sum of products of |x|, |y| and |ybar|
 * with positive factors: the adjoint itself, on absolute values. */
enum ad_status ad_matrix_absolute(ad_matrix_adjoint *adjoint,
                                  const struct ad_matrix_call *c,
                                  const struct ad_block *ybar,
                                  const struct ad_block *xbar);

#ifdef __cplusplus
}
#endif
#endif
