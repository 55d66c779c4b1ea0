/* forward/drivers.h: derivatives of whole functions, in forward mode.
 *
 * A driver seeds the inputs' tangents, calls the function, and reads the
 * outputs' tangents.  One call of the function yields one directional
 * derivative; a gradient of n inputs takes n calls.
 *
 * x has n numbers, y has m.  Matrices are stored by rows: the Jacobian's
 * entry dy_i/dx_j is jac[i * n + j].  All output arrays belong to the caller;
 * each of them may be NULL if it is not wanted.  x and the outputs must not
 * overlap.  Returned is AD_OK, AD_NO_MEMORY, or AD_BAD_ARGUMENT. */
#ifndef DUALTAPE_FORWARD_DRIVERS_H
#define DUALTAPE_FORWARD_DRIVERS_H

#include "dual.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A function of n inputs and m outputs: reads x[0..n-1], writes y[0..m-1];
 * what it returns other than AD_OK ends the driver with that status. */
typedef enum ad_status dual_map(const dual *x, dual *y, void *data);

/* f'(x) of a function of one number; *y, if not NULL, becomes f(x). */
double dual_derivative(dual (*f)(dual), double x, double *y);

/* Gradient of f: R^n -> R.  *y = f(x), grad[j] = df/dx_j. */
enum ad_status dual_gradient(dual (*f)(const dual *x), size_t n,
                             const double *x, double *y, double *grad);

/* Jacobian-vector product: y = f(x), dy = J(x) dx, in one call of f. */
enum ad_status dual_jvp(dual_map *f, void *data, size_t n, const double *x,
                        const double *dx, size_t m, double *y, double *dy);

/* Jacobian of f: R^n -> R^m, m by n, column by column in n calls of f. */
enum ad_status dual_jacobian(dual_map *f, void *data, size_t n,
                             const double *x, size_t m, double *y,
                             double *jac);

#ifdef __cplusplus
}
#endif
#endif
