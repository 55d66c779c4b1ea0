/* lanes_impl.h: several directions on their way over a tape: for lanes.c and
 * sparse.c, which fill and read them, and lanes_sweep.c, which moves them; not
 * installed. */
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

static inline double *tape_lane_at(const struct lanes *l, var x, size_t k)
{
  return &l->all[x.as.at.slot * l->slot + k * l->lane];
}

/* Room for TAPE_LANES directions; free l->all in any case.  All of them 0, those
 * of the next sweep being `count`. */
enum ad_status tape_lanes_open(struct lanes *l, tape *t);
void tape_lanes_clear(struct lanes *l, size_t count);

/* What is wrong with y and x, which have to be inputs if `inputs`. */
enum ad_status tape_lanes_check(const tape *t, size_t m, const var *y,
                                size_t n, const var *x, bool inputs);

/* Moves the adjoints of all slots down, if `rows`, or the tangents up. */
enum ad_status tape_sweep_lanes(struct lanes *l, bool rows);

#endif
