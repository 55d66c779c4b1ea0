/* right.h: does a workload's gradient belong to its plain function? */
#ifndef BENCH_RIGHT_H
#define BENCH_RIGHT_H

#include <stdbool.h>

#include "workloads.h"

/* Relative to the larger one, and to `size`, which rounding grows with. */
bool close_to(double a, double b, double size);

/* Whether d's derivatives, written by hand and now in d->grad, are those of the
 * plain function, as central differences see them, and the values the same. */
bool hand_right(const struct workload *w, struct data *d);

/* Whether another way to value and derivatives ends where d is. */
bool same(void (*run)(struct data *), struct data *d);

#endif
