/* fd.h: derivatives by differences, to check the exact ones against.
 *
 * A difference quotient is wrong in two ways: by truncation, which shrinks
 * with the step h, and by rounding, which grows as h shrinks (about noise/h,
 * where noise is the error in one value of f).  The step is where they meet;
 * the V-curve plot shows it.  Steps are made exactly representable, so that
 * (x + h) - x is h. */
#ifndef DUALTAPE_FD_H
#define DUALTAPE_FD_H

#include "function.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A function of one number. */
typedef double fd_function(double x, void *data);

/* A difference quotient, the step it took, and what it may be wrong by. */
struct fd_result {
  double d, h, error;
};

/* (f(x+h) - f(x)) / h: truncation h f''/2, rounding 2 noise / h. */
double fd_forward(fd_function *f, void *data, double x, double h);

/* (f(x+h) - f(x-h)) / 2h: truncation h^2 f'''/6, rounding noise / h. */
double fd_central(fd_function *f, void *data, double x, double h);

/* The central difference at the step where its estimated error is least.
 * noise bounds the error in a value of f.  The truncation at h is estimated
 * from the quotients at h, 4h and 16h.  Steps that leave f's domain, and
 * those where the quotients do not settle (a pole, a jump), are passed over; where
 * two contradict each other, the smaller one has the say.  If none is left, d is NaN and error infinite. */
struct fd_result fd_best_central(fd_function *f, void *data, double x,
                                 double noise);

/* Jacobian by fd_best_central, entry by entry: jac[i * n + j], and for each
 * the error bound and, if h is not NULL, the step.  noise[i] bounds the error
 * in output i. */
enum ad_status fd_jacobian(const struct ad_function *f, const double *x,
                           const double *noise, double *jac, double *error,
                           double *h);

#ifdef __cplusplus
}
#endif
#endif
