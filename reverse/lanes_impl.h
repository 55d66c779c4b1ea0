/* lanes_impl.h: several directions on their way over a tape: for lanes.c, which
 * fills and reads them, and lanes_sweep.c, which moves them; not installed. */
#ifndef LANES_IMPL_H
#define LANES_IMPL_H

#include "lanes.h"

/* Direction k of slot i is all[i * slot + k * lane]. */
struct lanes {
  tape *t;
  double *all;
  size_t count; /* of directions in this sweep */
  size_t slot, lane;
};

/* Moves the adjoints of all slots down, if `rows`, or the tangents up. */
enum ad_status tape_sweep_lanes(struct lanes *l, bool rows);

#endif
