/* fd_second.h: second derivatives of functions of several numbers by
 * differences of their values.
 *
 * Along a line g(t) = f(x + t (u e_i + v e_j)) the second derivative is
 *
 *   g'' = u^2 f_ii + 2 u v f_ij + v^2 f_jj,
 *
 * so that f_ii comes from one line and the mixed one from two, the diagonals of
 * a rectangle whose sides are in the ratio of the scales of x_i and x_j:
 *
 *   f_ij = (g''(u, v) - g''(u, -v)) / (4 u v).
 *
 * (Nocedal & Wright, Numerical Optimization, 2nd ed., 8.1, "approximating the
 * Hessian"; the lines' derivatives by FD_SECOND_FIVE_POINT and fd_adaptive.) */
#ifndef DUALTAPE_FD_SECOND_H
#define DUALTAPE_FD_SECOND_H

#include "fd.h"

#ifdef __cplusplus
extern "C" {
#endif

/* d2 f_out / dx_i dx_j at x, with its error bound; h is the step along the
 * line, in units of scales max(1, |x_j|).  noise bounds the error in a value
 * of the output; 0: it is measured.  NaN and an infinite error where nothing
 * settles or an index is out of range.  *status, if not NULL, is AD_OK or what
 * f returned, or AD_NO_MEMORY. */
struct fd_result fd_mixed(const struct ad_function *f, const double *x,
                          size_t out, size_t i, size_t j, double noise,
                          enum ad_status *status);

/* All of them for f of one output: hess[i * n + j], and their bounds. */
enum ad_status fd_hessian(const struct ad_function *f, const double *x,
                          double noise, double *hess, double *error);

#ifdef __cplusplus
}
#endif
#endif
