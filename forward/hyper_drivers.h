/* hyper_drivers.h: second derivatives of whole functions, by hyper-dual
 * numbers.  Ownership and errors are those of drivers.h; any output array may
 * be NULL. */
#ifndef DUALTAPE_HYPER_DRIVERS_H
#define DUALTAPE_HYPER_DRIVERS_H

#include "hyper.h"

#ifdef __cplusplus
extern "C" {
#endif

/* f''(x) of a function of one number; *y becomes f(x), *dy f'(x). */
double hyper_second(hyper (*f)(hyper), double x, double *y, double *dy);

/* Value, gradient (n numbers) and Hessian (n by n, by rows, both triangles) of
 * f: R^n -> R, in n (n + 1)/2 calls of f. */
enum ad_status hyper_hessian(hyper (*f)(const hyper *x, void *data), void *data,
                             size_t n, const double *x, double *y,
                             double *grad, double *hess);

/* The second derivative of f along v and w, v' H w, in one call of f. */
enum ad_status hyper_along(hyper (*f)(const hyper *x, void *data), void *data,
                           size_t n, const double *x, const double *v,
                           const double *w, double *vhw);

#ifdef __cplusplus
}
#endif
#endif
