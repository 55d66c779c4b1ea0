/* workloads_impl.h: what the files of workloads share. */
#ifndef WORKLOADS_IMPL_H
#define WORKLOADS_IMPL_H

#include "../reverse/tape.h"
#include "workloads.h"

extern tape *bench_tape;

/* All inputs of a large workload on the empty tape; and, when y is recorded,
 * value and gradient. */
var bench_inputs(struct data *d); /* the first one */
void bench_sweep(struct data *d, var y);

/* A function recorded once, on a tape of its own: y of d's inputs, by
 * `record`.  At other inputs it is only replayed. */
struct kept {
  tape *t;
  size_t n;
  var *x, y;
  struct kept *next; /* all are freed at the end */
};
void bench_replay(struct kept *k, var (*record)(struct data *),
                  struct data *d);

/* Directions: random numbers in [-1, 1), others for each k; the first input
 * alone. */
void random_direction(size_t n, size_t k, double *v);
void first_direction(size_t n, size_t k, double *v);

/* The scalar workloads that other files do too. */
void fill_w1(struct data *d);
void fill_w2(struct data *d);
void fill_w3(struct data *d);
void fill_w4(struct data *d);
void fill_w5(struct data *d);
void fill_w6(struct data *d);
void plain_w1(struct data *d);
void plain_w2(struct data *d);
void plain_w3(struct data *d);
void plain_w4(struct data *d);
void plain_w5(struct data *d);
void plain_w6(struct data *d);
void hand_w1(struct data *d);
void hand_w2(struct data *d);
void hand_w3(struct data *d);
void hand_w4(struct data *d);
void hand_w5(struct data *d);
void hand_w6(struct data *d);

/* Forward mode's: one direction of W3, W5, W6; ten of W6; and R10. */
void hand_d1(struct data *d);
void hand_d1w5(struct data *d);
void hand_d1w6(struct data *d);
void hand_d10(struct data *d);
void plain_r10(struct data *d);
void hand_r10(struct data *d);

/* W5's network, batch, and where its weights stand. */
enum { WIDE = 64, BATCH = 32 };
enum {
  NET_W1 = 0,
  NET_B1 = NET_W1 + WIDE * WIDE,
  NET_W2 = NET_B1 + WIDE,
  NET_B2 = NET_W2 + WIDE * WIDE,
  NET_W3 = NET_B2 + WIDE,
  NET_B3 = NET_W3 + WIDE,
  NET = NET_B3 + 1
};
extern double net_x[BATCH * WIDE], net_y[BATCH];

/* W6: numbers of a point, components, points; and of inputs. */
enum { MIX_D = 10, MIX_K = 25, MIX_N = 1000 };
enum {
  MIX_LOW = MIX_D * (MIX_D - 1) / 2,
  MIX_ICF = MIX_D + MIX_LOW,
  MIX = MIX_K * (1 + MIX_D + MIX_ICF),
  MIX_WISHART_M = 0 /* and gamma = 1 */
};
extern double mix_x[MIX_N * MIX_D];
double mix_constant(void); /* of the objective */

/* The terms of W6 without points, and what points share: sum q_k, exp(q_k); the
 * adjoints of alpha_k + sum q_k and of exp(q_k) on to alpha and q, with those of
 * these terms. */
double plain_head_w6(const double *x, double *sum, double *diag);
void hand_head_w6(const double *x, const double *ds, const double *diag,
                  const double *ddiag, double *grad);

/* The tables of the files, each ended by a row of zeros.  Another file adds its
 * own here and in workloads_list.c. */
extern const struct way scalar_ways[], matrix_ways[], network_ways[],
  mixture_ways[], emitted_ways[], forward_ways[];

#endif
