/* curve.h: fitting a curve y = model(b, x), given as a formula, to
 * observations (x_i, y_i). */
#ifndef DUALTAPE_CURVE_H
#define DUALTAPE_CURVE_H

#include "formula.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The model's last input is x, those before are the parameters b; its first
 * output is the curve.  What the members point to is the caller's. */
struct ad_curve {
  ad_formula *model;
  size_t count;
  const double *x, *y; /* the observations */
};

/* The residuals r_i = model(b, x_i) - y_i as a function of the parameters,
 * which ad_lm_fit takes: n is the number of parameters, m that of
 * observations.  It refers to *curve, which has to live longer.  A model
 * without inputs yields a function of n = 0; one with matrices is
 * AD_BAD_SHAPE when it is run. */
struct ad_function ad_curve_residuals(struct ad_curve *curve);

#ifdef __cplusplus
}
#endif
#endif
