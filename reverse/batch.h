/* reverse/batch.h: a recorded function at many points at once.
 *
 * One replay after the other reads every record once for each point.  Here
 * points stand side by side in lanes: each v_i is a row of numbers, one for each
 * point, and a record is a loop over two or three rows, which the compiler makes
 * SIMD of, from the op table's own expressions.  So the cost of reading the tape
 * is shared by all lanes, and what remains is arithmetic.
 *
 *   var y = f(x, p);                       // recorded once, anywhere
 *   struct tape_batch b = {.y = y, .n = 3, .x = x, .points = 1000000,
 *                          .at = data, .value = values, .grad = gradients};
 *   if (tape_batch(t, &b) != AD_OK) ...
 *
 * x differs from point to point; p is the same at all of them, as it stands on
 * the tape, and gets the sum of gradients over the points: a loss over a data
 * set, whose points' gradients are never stored one by one.
 *
 * Kernels are there for AVX-512, AVX2, and whatever the compiler makes of plain
 * C (SSE2, NEON); the machine's best is chosen at run time.  Sums over points
 * are the same to the last bit whatever the kernels, and for any number of
 * threads, as lanes and parts depend on the tape and the number of points
 * alone. */
#ifndef DUALTAPE_REVERSE_BATCH_H
#define DUALTAPE_REVERSE_BATCH_H

#include "replay.h"

#ifdef __cplusplus
extern "C" {
#endif

enum tape_batch_flag {
  /* exp, log, sin, pow, ... one lane at a time by libm: all lanes are to the
   * last bit what tape_replay and tape_gradient give there.  Else, where there
   * is glibc's libmvec, by its vector functions, which are within 4 ulp of the
   * true values (glibc's manual, "Errors in Math Functions"). */
  TAPE_BATCH_LIBM = 1,
  TAPE_BATCH_PLAIN = 2, /* plain C on any machine; without libmvec */
  TAPE_BATCH_AVX2 = 4   /* AVX2, also where there is AVX-512 */
};

/* What is asked; what is not, is 0 or NULL. */
struct tape_batch {
  var y;           /* the output */
  size_t n;        /* inputs that differ from point to point */
  const var *x;
  size_t points;
  const double *at; /* input j at point k: at[k * n + j] */
  size_t shared;    /* inputs that are the same at all points, */
  const var *p;     /* at their values on the tape */
  double *value;    /* y at each point */
  double *grad;     /* dy/dx_j at point k: grad[k * n + j] */
  double *sum;      /* the sum of y over all points */
  double *sum_grad; /* of dy/dp_j, `shared` numbers */
  int jobs;         /* threads; 0 is 1 */
  int flags;        /* enum tape_batch_flag */

  /* What came out: how many points would take another branch than was
   * recorded, the first of them, and where, as a sentence. */
  size_t failed, first_failed;
  char said[256];
};

/* Values and gradients as *b asks.  Inputs that are neither among x nor p stand
 * at their values on the tape, which itself is not changed (it is first made
 * shorter, by tape_optimize).  Matrices work: elementwise ops in lanes like
 * scalars, ops on whole matrices point by point; on these, and where elements
 * are repeated, the last bits may differ from tape_replay's.  Custom ops are
 * called from several threads if there are several jobs.
 *
 * AD_OTHER_BRANCH  at b->failed points a guard came out differently: value and
 *                  grad are NaN there, right at all others; sums are NaN
 * AD_BAD_ARGUMENT  an array is missing, or jobs is negative
 * AD_NOT_INPUT     an x or p is no input
 * AD_MIXED_TAPES, AD_STALE_VAR, AD_CHANGED_IN_PLACE  as in tape_optimize
 * AD_SINGULAR, AD_NOT_DEFINITE, AD_CUSTOM  at some point; nothing of the results
 *                  can be used
 * AD_NO_MEMORY, or the tape's status. */
enum ad_status tape_batch(const tape *t, struct tape_batch *b);

/* The kernels that these flags choose on this machine, for people: "AVX-512,
 * libmvec"; and the points that stand side by side for a tape of so many
 * slots, each of them with an adjoint (most have none to themselves). */
const char *tape_batch_kernels(int flags);
size_t tape_batch_lanes(size_t slots);

#ifdef __cplusplus
}
#endif
#endif
