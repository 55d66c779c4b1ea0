/* matrix_lane.h: ops along an axis, for ops/matrix_*.c alone; not installed.
 *
 * Such an op does the same with every column, with every row, or with all
 * elements as one list.  Its rule sees one such lane at a time, copied into
 * plain arrays, whatever the strides. */
#ifndef DUALTAPE_MATRIX_LANE_H
#define DUALTAPE_MATRIX_LANE_H

#include "matrix.h"

/* Arrays of tangents are NULL if none are carried. */
struct ad_lane {
  size_t n;
  double *x, *dx;
  double *y, *dy;       /* the result: one number, or n */
  double *w, *dw;       /* its adjoint */
  double *xbar, *dxbar; /* what it brings to x: to be filled */
  double *work;         /* 4 n numbers to use */
  bool magnitude;       /* w >= 0, and differences count as sums */
};

/* Fills y and dy; or, y and dy being known, xbar and dxbar. */
typedef void ad_lane_rule(const struct ad_lane *l);

/* The shape of a result with one number per lane; and what is wrong. */
const char *ad_lane_shape(const struct ad_shape *x, int n, struct ad_shape *y);

/* A block as x has its shape: one number per lane is repeated. */
struct ad_block ad_lane_stretch(struct ad_block b, const struct ad_block *x);

/* As ad_matrix_value, ad_matrix_adjoint, ad_matrix_..._magnitude. */
enum ad_status ad_lanes_value(const struct ad_matrix_call *c,
                              ad_lane_rule *rule);
enum ad_status ad_lanes_adjoint(const struct ad_matrix_call *c,
                                const struct ad_block *ybar,
                                const struct ad_block *xbar, bool magnitude,
                                ad_lane_rule *rule);

/* The functions of a row whose lanes have these two rules. */
#define AD_LANES(name)                                                        \
  enum ad_status ad_matrix_##name##_value(const struct ad_matrix_call *c)     \
  {                                                                           \
    return ad_lanes_value(c, name##_value);                                   \
  }                                                                           \
  enum ad_status ad_matrix_##name##_adjoint(const struct ad_matrix_call *c,   \
                                            const struct ad_block *ybar,      \
                                            const struct ad_block *xbar)      \
  {                                                                           \
    return ad_lanes_adjoint(c, ybar, xbar, false, name##_adjoint);            \
  }                                                                           \
  enum ad_status ad_matrix_##name##_magnitude(const struct ad_matrix_call *c, \
                                              const struct ad_block *ybar,    \
                                              const struct ad_block *xbar)    \
  {                                                                           \
    return ad_lanes_adjoint(c, ybar, xbar, true, name##_adjoint);             \
  }

#endif
