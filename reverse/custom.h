/* reverse/custom.h: ops of the user's own, with values and adjoints in C.
 *
 * For what no row of a table says: a call of another library, a solver whose
 * derivative is known without its steps, a gradient that is wanted to be
 * another (a straight-through estimator).  One call is one record.
 *
 *   static enum ad_status value(const struct ad_block *x, struct ad_block y,
 *                               void *data)          // y = x^2, elementwise
 *   {
 *     for (size_t k = 0; k < y.rows * y.cols; k++)
 *       y.v[k] = x[0].v[k] * x[0].v[k];
 *     return AD_OK;
 *   }
 *   static enum ad_status adjoint(const struct ad_block *x,
 *                                 const struct ad_block *ybar,
 *                                 const struct ad_block *xbar, void *data)
 *   {
 *     for (size_t k = 0; k < ybar->rows * ybar->cols; k++)
 *       xbar[0].v[k] += 2 * x[0].v[k] * ybar->v[k];
 *     return AD_OK;
 *   }
 *   static const struct tape_custom square = {"square", 1, NULL, value, adjoint,
 *                                             NULL, NULL, NULL};
 *   y = var_mat_custom(&square, &x);
 *
 * Whether the adjoint is right, check_custom (compare/check_custom.h) tells. */
#ifndef DUALTAPE_CUSTOM_H
#define DUALTAPE_CUSTOM_H

#include "matrix.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The most matrices that a custom op takes. */
#define TAPE_CUSTOM_ARGS 3

/* All blocks that the functions get lie row by row without gaps: element (i, j)
 * is v[i * cols + j].  A function that returns other than AD_OK stops the
 * recording or the sweep with AD_CUSTOM. */
struct tape_custom {
  const char *name;
  int args; /* 1 to 3 */

  /* The result's shape into *y, and NULL; or what is wrong with the shapes of
   * x, as the end of a sentence.  NULL: the shape of x[0], and all arguments
   * have it. */
  const char *(*shape)(const struct ad_shape *x, struct ad_shape *y,
                       void *data);

  /* Fills y.v. */
  enum ad_status (*value)(const struct ad_block *x, struct ad_block y,
                          void *data);

  /* Adds to xbar[k].v what ybar->v brings to x[k]: x̄_k += (dy/dx_k)' ȳ, for
   * each k whose xbar[k].v is not NULL.  (They begin with 0.) */
  enum ad_status (*adjoint)(const struct ad_block *x,
                            const struct ad_block *ybar,
                            const struct ad_block *xbar, void *data);

  /* May be NULL: fills y.d = sum of (dy/dx_k) x_k.d.  Without it forward sweeps
   * over the tape, and second derivatives, are AD_CUSTOM. */
  enum ad_status (*tangent)(const struct ad_block *x, struct ad_block y,
                            void *data);
  void *data; /* passed to each */

  /* May be NULL: adds to xbar[k].d the derivative of sum ȳ_i y'_i with respect
   * to x_k, where y' = sum of (dy/dx_k) x_k.d is the tangent and ȳ = ybar->v is
   * held:
   *
   *   x̄'_k += sum_i ȳ_i sum_l (d²y_i / dx_k dx_l) x_l.d,
   *
   * for each k whose xbar[k].d is not NULL.  (They begin with 0.)  For the square
   * above: xbar[0].d[k] += 2 * x[0].d[k] * ybar->v[k]; for an op that is linear
   * in all its arguments together, nothing.  The rest of the second-order
   * adjoint, (dy/dx_k)' ȳ', comes from `adjoint`, which is therefore linear in
   * ȳ.  Without it, or without `tangent`, second derivatives that go through the
   * op are AD_CUSTOM. */
  enum ad_status (*second)(const struct ad_block *x,
                           const struct ad_block *ybar,
                           const struct ad_block *xbar, void *data);
};

/* Records the op; custom and what it points to have to live as long as the
 * tape's records.  Shape errors are AD_BAD_SHAPE, a missing function or a wrong
 * number of arguments AD_BAD_ARGUMENT. */
var_mat var_mat_custom(const struct tape_custom *custom, const var_mat *x);

#ifdef __cplusplus
}
#endif
#endif
