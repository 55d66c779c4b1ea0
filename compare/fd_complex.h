/* fd_complex.h: the complex step.
 *
 * For an analytic f,
 *
 *   f(x + ih) = f(x) + ih f'(x) - h^2 f''(x)/2 - i h^3 f'''(x)/6 + ...
 *
 * so that  f'(x) = Im f(x + ih) / h  +  h^2 f'''(x)/6 - ...: no difference is
 * taken, nothing cancels, and h may be so small that the truncation is below
 * every rounding.  (W. Squire, G. Trapp, "Using complex variables to estimate
 * derivatives of real functions", SIAM Review 40 (1998); J. Martins, P.
 * Sturdza, J. Alonso, "The complex-step derivative approximation", ACM TOMS 29
 * (2003).)
 * It wants every op analytic, and in complex.def; else it is refused, with a
 * reason. */
#ifndef DUALTAPE_FD_COMPLEX_H
#define DUALTAPE_FD_COMPLEX_H

#include "function.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A function of one complex number, for example cplx_sin(cplx_mul(x, x)). */
typedef cplx fd_complex_function(cplx x, void *data);

struct fd_complex_result {
  double y, d;  /* f(x), f'(x); d is NaN if refused */
  double h;     /* the step taken */
  double error; /* of d, by truncation, as d at 1024 h tells, by underflow of
                 * h d, and by 4 roundings of d; not by rounding inside f.
                 * Infinite if refused, if d is not finite, or if d at 1024 h
                 * is another number altogether */
  int refused;  /* 0, or what ad_complex_reason explains */
};

/* f' at x, with step h > 0, or h = 0: one that suits, 2^-100 min(1, |x|) as a
 * rule (8e-31; 2^-200 at 0); 2^-1000 min(1, |x|) or 2^-67 |x| where that is
 * better: where f' is very large, or h f' underflows. */
struct fd_complex_result fd_complex_step(fd_complex_function *f, void *data,
                                         double x, double h);

/* Jacobian, for m = 1 the gradient: jac[i * n + j] = dy_i/dx_j, and, where they
 * are not NULL, y[i], error[i * n + j] as above, and refused[i * n + j].  That
 * entries are refused is no failure of the call, and AD_OK; so it is where f
 * has no on_complex: all are refused then, and y is NaN. */
enum ad_status fd_complex_jacobian(const struct ad_function *f, const double *x,
                                   double h, double *y, double *jac,
                                   double *error, int *refused);

/* Im f_i(x + ih) / h alone, by x_j: a point of its curve over h.  NaN if it is
 * refused, or f fails. */
double fd_complex_at(const struct ad_function *f, const double *x, size_t i,
                     size_t j, double h);

#ifdef __cplusplus
}
#endif
#endif
