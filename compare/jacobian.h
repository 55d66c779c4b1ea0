/* jacobian.h: the Jacobian of a function, by the cheaper mode. */
#ifndef DUALTAPE_JACOBIAN_H
#define DUALTAPE_JACOBIAN_H

#include "function.h"

#ifdef __cplusplus
extern "C" {
#endif

/* y = f(x) and its Jacobian, dy_i/dx_j in jac[i * n + j], by the mode that the
 * shape speaks for: forward mode calls f once for each of the n inputs, reverse
 * mode sweeps back once for each of the m outputs; so forward mode if n <= m.
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
