/* fd_impl.h: what the files of fd_ share; not installed. */
#ifndef FD_IMPL_H
#define FD_IMPL_H

#include <math.h>

/* x + h as the machine has it.  Volatile, so that no compiler keeps more bits
 * of the sum than a double holds. */
static inline double fd_point(double x, double h)
{
  volatile double t = x + h;
  return t;
}

static inline double fd_scale(double x) { return fmax(1, fabs(x)); }

#endif
