/* workloads.h: functions to differentiate, each as plain C, with an adjoint
 * written by hand, and by dualtape. */
#ifndef WORKLOADS_H
#define WORKLOADS_H

#include <stddef.h>

/* One workload's data.  A run writes the value to *y and, if it differentiates,
 * the gradient to grad. */
struct data {
  size_t n;         /* inputs */
  size_t points;    /* W1: gradients of three inputs each */
  double *x, *grad;
  double y;
  size_t slots;     /* values on the tape, for bytes per op */
};

struct workload {
  const char *name, *about;
  double target; /* of dualtape's time / the plain function's; 0: none */
  size_t size;   /* inputs, or points for W1 */
  void (*fill)(struct data *d);
  void (*plain)(struct data *d);
  void (*hand)(struct data *d); /* value and gradient */
  void (*tape)(struct data *d); /* the same, recorded and swept */
  void (*again)(struct data *d); /* another way, for checking alone; or NULL */
};

extern const struct workload workloads[], matrix_workloads[];
extern const size_t workload_count, matrix_workload_count;

/* All of them: k counts through both arrays.  NULL after the last. */
static inline const struct workload *workload_at(size_t k)
{
  if (k < workload_count)
    return &workloads[k];
  k -= workload_count;
  return k < matrix_workload_count ? &matrix_workloads[k] : NULL;
}

/* The tape all workloads record on, as a program would keep one. */
void workloads_begin(void);
void workloads_end(void);

#endif
