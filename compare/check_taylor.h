/* check_taylor.h: a gradient (and a Hessian) by Taylor's theorem.
 *
 * Along a direction v, what the Taylor polynomials leave of f is
 *
 *   R0(h) = |f(x + h v) - f(x)|                             ~ h
 *   R1(h) = |f(x + h v) - f(x) - h g'v|                     ~ h^2
 *   R2(h) = |f(x + h v) - f(x) - h g'v - h^2/2 v'H v|       ~ h^3
 *
 * If g is wrong, R1 falls with h only, and if H is, R2 with h^2.  The rates are
 * slopes of log R against log h, fitted by least squares where R stands above
 * the noise of f, which is the tape's bound if f has on_var, else measured:
 * there, however small the mistake, some h shows it down to about sqrt(noise).
 * A low rate accuses the derivative only where the values alone fall as Taylor's
 * theorem says, and so not across a corner or a jump.  (dolfin-adjoint's "Taylor
 * test"; P. Farrell et al., SIAM J. Sci. Comput. 35 (2013), section 6.1.) */
#ifndef DUALTAPE_CHECK_TAYLOR_H
#define DUALTAPE_CHECK_TAYLOR_H

#include "function.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CHECK_TAYLOR_STEPS = 40, CHECK_TAYLOR_RATES = 3 };

enum check_rate_end {
  CHECK_RATE_HOLDS,      /* as it should be, within its own uncertainty */
  CHECK_RATE_FAILS,      /* lower: the derivative is wrong */
  CHECK_RATE_VANISHES,   /* no remainder above the noise: f is a polynomial of
                          * that degree along v, and the derivative is right */
  CHECK_RATE_UNKNOWN     /* f is not finite, or not smooth at these steps */
};

struct check_rate {
  enum check_rate_end end;
  double rate;      /* NaN if not fitted */
  double deviation; /* twice its standard error */
  size_t first, points; /* of the steps fitted */
};

struct check_taylor_report {
  size_t steps;                          /* filled of the arrays */
  double h[CHECK_TAYLOR_STEPS];          /* from 1/2 on, halved */
  double remainder[CHECK_TAYLOR_RATES][CHECK_TAYLOR_STEPS];
  double noise;                          /* bound of the error in R0 to R2 */
  struct check_rate rate[CHECK_TAYLOR_RATES];
  bool right;  /* no rate fails, and that of R1 is known */
};

/* Output `out` of f at x along v, f->n numbers each; `slope` is g'v and
 * `curvature` v'H v, NaN: not asked (R2 is then UNKNOWN and counts not).
 * AD_OK, AD_BAD_ARGUMENT, AD_NO_MEMORY, or what f returned at x. */
enum ad_status check_taylor(const struct ad_function *f, const double *x,
                            size_t out, const double *v, double slope,
                            double curvature,
                            struct check_taylor_report *report);

#ifdef __cplusplus
}
#endif
#endif
