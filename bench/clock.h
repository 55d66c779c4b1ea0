/* clock.h: seconds of the processor, which a busy machine takes away less than
 * the clock's. */
#ifndef BENCH_CLOCK_H
#define BENCH_CLOCK_H

#include <time.h>

#include "workloads.h"

static inline double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Of one run.  Small workloads are repeated until the clock does not count. */
static inline double seconds(void (*run)(struct data *), struct data *d)
{
  for (size_t repeats = 1;; repeats *= 2) {
    double start = now();
    for (size_t k = 0; k < repeats; k++)
      run(d);
    double spent = now() - start;
    if (spent > 1e-3)
      return spent / (double)repeats;
  }
}

#endif
