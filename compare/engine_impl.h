/* engine_impl.h: what values may be wrong by, for who judges by them. */
#ifndef ENGINE_IMPL_H
#define ENGINE_IMPL_H

#include "engine.h"

/* What a value of each output may be wrong by: the tape's bound, and at least
 * one rounding of the value, or what underflow takes.  y[m] = f(x). */
enum ad_status engine_noise(const struct ad_function *f, const double *x,
                            const double *y, double *noise);

/* What the slope <f'(x), v> of f, of one output, may be wrong by, against the
 * true one: rounding of x, of the values, and of the reverse sweep with partials
 * as wrong as the worst row says.  room: n numbers. */
enum ad_status engine_slope_noise(const struct ad_function *f, const double *x,
                                  const double *v, double *room, double *noise);

#endif
