/* workloads.h: functions to differentiate, each as plain C and with an adjoint
 * written by hand; and the ways in which dualtape does it. */
#ifndef WORKLOADS_H
#define WORKLOADS_H

#include <stddef.h>

/* One workload's data.  A run writes the value to y and, if it differentiates,
 * the gradient to grad, or the derivatives in so many directions. */
struct data {
  size_t n; /* inputs */
  double *x, *grad;
  double y;
  size_t slots; /* values on the tape, for bytes per op */
};

struct workload {
  const char *name, *about;
  size_t size; /* inputs */
  void (*fill)(struct data *d);
  void (*plain)(struct data *d);
  void (*hand)(struct data *d); /* value and derivatives */
  size_t directions;            /* 0: the gradient is asked */
  void (*toward)(size_t n, size_t k, double *v); /* the k-th of them */
};

/* One way of dualtape: a row of the table. */
struct way {
  const char *name, *of; /* its own name, and its workload's */
  const char *mode;      /* record, replay, batch, matrices, emitted, forward */
  double target; /* of its time / the plain function's; 0: none */
  void (*run)(struct data *d); /* value and derivatives */
};

/* All of them, in the order of the table; NULL after the last. */
const struct workload *workload_at(size_t k);
const struct way *way_at(size_t k);

/* How much data a test takes: a network's size is what it is. */
static inline size_t workload_size(const struct workload *w, size_t divide)
{
  return w->size < 10000 ? w->size : w->size / divide;
}

/* SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): its state, and a number in
 * [0, 1). */
void bench_seed(unsigned long long seed);
double bench_unit(void);

/* The tapes all workloads record on, as a program would keep them. */
void workloads_begin(void);
void workloads_end(void);

#endif
