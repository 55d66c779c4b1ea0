/* peer.h: other tools of automatic differentiation, each a program of its own in
 * bench/peers, which bench asks for one run of a workload at a time:
 *
 *   bench writes    W3\n
 *   the peer, a line for each of its modes, and an empty one
 *                   {"mode": "record", "seconds": 0.1, "value": 2, "gradient": 3}
 *
 * gradient: the sum of w_j times the gradient's j-th number, for weights w that
 * both make (peer_weight). */
#ifndef BENCH_PEER_H
#define BENCH_PEER_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/types.h>

struct peer {
  char name[64]; /* "ADOL-C 2.7.2" */
  pid_t pid;
  FILE *to, *from;
};

struct peer_run {
  char mode[40];
  double seconds, value, gradient;
};

/* Starts the program `file`, by `python` if that is not NULL.  False if it is
 * not there or does not begin by saying its name. */
bool peer_start(struct peer *p, const char *python, const char *file,
                size_t divide);
void peer_end(struct peer *p);

/* Its runs of a workload, at most `most`; 0 if it has none, or has died. */
size_t peer_ask(struct peer *p, const char *workload, size_t most,
                struct peer_run *runs);

/* The weights of `gradient`: SplitMix64 from the seed 99, 2u - 1. */
double peer_checksum(size_t n, const double *grad, double *magnitude);

#endif
