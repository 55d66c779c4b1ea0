/* taylor_impl.h: an op's own series at a point; for forward/taylor*.c alone. */
#ifndef TAYLOR_IMPL_H
#define TAYLOR_IMPL_H

#include "taylor.h"

/* c[k] = f^(k)(x) s^k / k!, for k = 0..order: the series at x of f(x + s u) in
 * u.  The scale s > 0 keeps terms from overflow where |x| is tiny. */
typedef void taylor_local(double x, double s, int order, double *c);

taylor_local taylor_local_sinc, taylor_local_erfcx, taylor_local_j0,
  taylor_local_j1;

#endif
