/* reverse/drivers.h: derivatives of whole functions, in reverse mode.
 *
 * A driver makes the inputs on a tape, calls the function once, which records
 * itself, and sweeps back: once for a gradient, once for each TAPE_LANES
 * outputs of a Jacobian (lanes.h).
 *
 * Shapes, order and ownership are those of forward/drivers.h: x has n
 * numbers, y has m, dy_i/dx_j is jac[i * n + j]; outputs may be NULL.  The
 * tape is the caller's: it is reset first, so that calling again with the
 * same one reuses its memory.  With NULL a tape of its own is made. */
#ifndef DUALTAPE_REVERSE_DRIVERS_H
#define DUALTAPE_REVERSE_DRIVERS_H

#include "tape.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A function of n inputs and m outputs: reads x[0..n-1], writes y[0..m-1];
 * what it returns other than AD_OK ends the driver with that status. */
typedef enum ad_status var_map(const var *x, var *y, void *data);

/* Gradient of f: R^n -> R.  *y = f(x), grad[j] = df/dx_j. */
enum ad_status var_gradient(var (*f)(const var *x), tape *t, size_t n,
                            const double *x, double *y, double *grad);

/* Vector-Jacobian product: y = f(x), xbar = J(x)' w, in one sweep. */
enum ad_status var_vjp(var_map *f, void *data, tape *t, size_t n,
                       const double *x, size_t m, const double *w, double *y,
                       double *xbar);

/* Jacobian of f: R^n -> R^m, m by n, in ceil(m / TAPE_LANES) adjoint sweeps of
 * so many rows; row by row where memory is short. */
enum ad_status var_jacobian(var_map *f, void *data, tape *t, size_t n,
                            const double *x, size_t m, double *y, double *jac);

/* The same, in ceil(n / TAPE_LANES) tangent sweeps of so many columns: forward
 * mode on the tape. */
enum ad_status var_jacobian_forward(var_map *f, void *data, tape *t, size_t n,
                                    const double *x, size_t m, double *y,
                                    double *jac);

/* Jacobian-vector product: y = f(x), dy = J(x) dx, in one tangent sweep. */
enum ad_status var_jvp(var_map *f, void *data, tape *t, size_t n,
                       const double *x, const double *dx, size_t m, double *y,
                       double *dy);

/* Hessian-vector product of f: R^n -> R (the map writes y[0] alone): *y = f(x),
 * grad, and hv = H(x) v, n numbers each, in one recording, one tangent sweep
 * and one second-order sweep (second.h): a constant times the cost of f. */
enum ad_status var_hvp(var_map *f, void *data, tape *t, size_t n,
                       const double *x, const double *v, double *y,
                       double *grad, double *hv);

/* Hessian of f: R^n -> R, n by n, both triangles, row i from a product with
 * the unit vector e_i: n pairs of sweeps over one recording. */
enum ad_status var_hessian(var_map *f, void *data, tape *t, size_t n,
                           const double *x, double *y, double *grad,
                           double *hess);

#ifdef __cplusplus
}
#endif
#endif
