/* workloads_impl.h: what the files of workloads share. */
#ifndef WORKLOADS_IMPL_H
#define WORKLOADS_IMPL_H

#include "../reverse/tape.h"
#include "workloads.h"

extern tape *bench_tape;

/* SplitMix64: its state, and a number in [0, 1). */
void bench_seed(uint64_t seed);
double bench_unit(void);

/* All inputs of a large workload on the empty tape; and, when y is recorded,
 * value and gradient. */
var bench_inputs(struct data *d); /* the first one */
void bench_sweep(struct data *d, var y);

/* The scalar workloads that matrices do too. */
void fill_w1(struct data *d);
void fill_w2(struct data *d);
void fill_w4(struct data *d);
void plain_w1(struct data *d);
void plain_w2(struct data *d);
void plain_w4(struct data *d);
void hand_w1(struct data *d);
void hand_w2(struct data *d);
void hand_w4(struct data *d);
void tape_w1b(struct data *d);
void tape_w2(struct data *d);
void tape_w4(struct data *d);

#endif
