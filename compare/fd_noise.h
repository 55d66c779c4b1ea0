/* fd_noise.h: how noisy a function's values are.
 *
 * A value of f is right to rounding only, and often to much less: an iteration
 * stops early, a sum cancels.  The noise is the standard deviation of that
 * error.  Over points that lie close together a smooth f is nearly a
 * polynomial, whose differences of order k vanish; what is left in them is
 * noise, grown in a known way:  with T_i^k the differences of order k of m + 1
 * values,
 *
 *   sigma_k^2 = (k!)^2 / (2k)!  *  mean over i of (T_i^k)^2
 *
 * estimates the noise's variance from each k on from which f itself is gone.
 * Source: R. Hamming, Introduction to Applied Numerical Analysis (1971), ch. 6;
 * J. Moré, S. Wild, "Estimating computational noise", SIAM J. Sci. Comput. 33
 * (2011), algorithm ECnoise. */
#ifndef DUALTAPE_FD_NOISE_H
#define DUALTAPE_FD_NOISE_H

#include "fd.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fd_noise_end {
  FD_NOISE_FOUND,
  FD_NOISE_STEP_SMALL, /* half of the values are the same: f hides its noise */
  FD_NOISE_STEP_LARGE, /* no order is free of f itself: not smooth here */
  FD_NOISE_UNDEFINED   /* f is not finite at one of the points */
};

struct fd_noise_result {
  enum fd_noise_end end;
  double noise; /* standard deviation; NaN if not found */
  double h;     /* the distance of the points in the end */
  int order;    /* k */
};

/* The noise of f near x, by nine points, tried at distances that grow or
 * shrink from h as needed; h = 0: from 1e-8 max(1, |x|). */
struct fd_noise_result fd_noise(fd_function *f, void *data, double x, double h);

/* A bound of the noise that differences may rely on: six standard deviations,
 * the largest of those found at four distances, and at least an ulp of |f(x)|,
 * which alone stands where no noise is found.  Some hundred values of f. */
double fd_noise_bound(fd_function *f, void *data, double x);

#ifdef __cplusplus
}
#endif
#endif
