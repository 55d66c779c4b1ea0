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

/* ---- all rules in one frame ---------------------------------------------- */

/* Forward, central, 5-point, 7-point (fd_rule.h), Richardson's extrapolation
 * from h, h/2, h/4, h/8 (fd_extrapolate.h), and the complex step
 * (fd_complex.h). */
enum { AD_VCURVE_RULES = 6 };

/* What is predicted of a rule's error:  E(h) = truncation h^order +
 * rounding / h,  absolute. */
struct ad_vcurve_rule {
  const char *name;   /* "central"; static storage */
  int order;
  double truncation;  /* 0 where the derivative it takes is not above the
                       * rounding of differences of the exact f' */
  double rounding;
  double step, error; /* the h at which E is least, and E there; NaN: none */
};

/* Fills the rules for output i and input j of f at x.  The derivatives that
 * truncations take, f'' to f^(9), are differences of the exact f'.
 * AD_BAD_ARGUMENT if i or j is out of range. */
enum ad_status ad_vcurve_rules(const struct ad_function *f, const double *x,
                               size_t i, size_t j,
                               struct ad_vcurve_rule rule[AD_VCURVE_RULES]);

/* Every rule's quotient at step h, NaN where h is too small for it or f is not
 * finite. */
enum ad_status ad_vcurve_rules_at(const struct ad_function *f, const double *x,
                                  size_t i, size_t j, double h,
                                  double d[AD_VCURVE_RULES]);

#ifdef __cplusplus
}
#endif
#endif
