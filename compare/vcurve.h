/* vcurve.h: the error of difference quotients against their step. */
#ifndef DUALTAPE_VCURVE_H
#define DUALTAPE_VCURVE_H

#include "function.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the curve's legend needs, for output i and input j of a function at a
 * point. */
struct ad_vcurve {
  double d;       /* df/dx by forward mode */
  double d2, d3;  /* f'' and f''', by differences of the exact f'; 0 where
                   * they are not above those differences' rounding */
  double noise;   /* bound of the rounding error in a value of f */
  double rounding; /* bound of the rounding error in d */
  double forward_step, central_step;   /* predicted optima, NaN: none */
  double forward_error, central_error; /* and the errors there, absolute */
};

/* Fills *curve.  AD_BAD_ARGUMENT if i or j is out of range. */
enum ad_status ad_vcurve_predict(const struct ad_function *f, const double *x,
                                 size_t i, size_t j, struct ad_vcurve *curve);

/* The two quotients at step h. */
enum ad_status ad_vcurve_at(const struct ad_function *f, const double *x,
                            size_t i, size_t j, double h, double *forward,
                            double *central);

#ifdef __cplusplus
}
#endif
#endif
