/* jacobian.h: the Jacobian of a function, by the cheaper mode. */
#ifndef DUALTAPE_JACOBIAN_H
#define DUALTAPE_JACOBIAN_H

#include "function.h"

#ifdef __cplusplus
extern "C" {
#endif

/* y = f(x) and its Jacobian, dy_i/dx_j in jac[i * n + j], by the mode that the
 * shape speaks for: forward mode if n <= m, else reverse mode.  Both go over
 * one recording of f in chunks of TAPE_LANES columns or rows (reverse/lanes.h);
 * a few columns, or where memory is short all of them, are runs of f over dual
 * numbers instead, which need no tape.
 * x, y, jac belong to the caller; y or jac may be NULL.  Returned is AD_OK, or
 * what the driver or f returned. */
enum ad_status ad_jacobian(const struct ad_function *f, const double *x,
                           double *y, double *jac);

/* The name of that mode, "forward" or "reverse". */
const char *ad_jacobian_mode(const struct ad_function *f);

#ifdef __cplusplus
}
#endif
#endif
