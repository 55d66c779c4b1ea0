/* derivatives.h: the derivatives of a function, each by the mode that suits it.
 *
 *   J v   ad_jvp       forward mode, one run of f
 *   J'w   ad_vjp       reverse mode, one sweep
 *   J     ad_jacobian  by shape: jacobian.h
 *   H v   ad_hvp       tangent over adjoint, one pair of sweeps: reverse/second.h
 *   H     ad_hessian   n such pairs
 *
 * x has f->n numbers and y f->m; matrices are stored by rows.  All arrays are
 * the caller's; y and grad may be NULL.  Returned is AD_OK, AD_BAD_ARGUMENT
 * (something is NULL, or f has not one output where H is asked for),
 * AD_NO_MEMORY, or what f returned; then the outputs are unspecified. */
#ifndef DUALTAPE_DERIVATIVES_H
#define DUALTAPE_DERIVATIVES_H

#include "function.h"
#include "jacobian.h"

#ifdef __cplusplus
extern "C" {
#endif

/* y = f(x), dy = J(x) dx: how the m outputs move as x moves along dx. */
enum ad_status ad_jvp(const struct ad_function *f, const double *x,
                      const double *dx, double *y, double *dy);

/* y = f(x), xbar = J(x)' w: the gradient of w_1 y_1 + ... + w_m y_m. */
enum ad_status ad_vjp(const struct ad_function *f, const double *x,
                      const double *w, double *y, double *xbar);

/* *y = f(x), the gradient, and hv = H(x) v, for f with one output. */
enum ad_status ad_hvp(const struct ad_function *f, const double *x,
                      const double *v, double *y, double *grad, double *hv);

/* *y = f(x), the gradient, and the Hessian d2y/dx_i dx_j in hess[i * n + j]. */
enum ad_status ad_hessian(const struct ad_function *f, const double *x,
                          double *y, double *grad, double *hess);

#ifdef __cplusplus
}
#endif
#endif
