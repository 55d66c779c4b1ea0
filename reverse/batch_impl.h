/* batch_impl.h: a tape made ready for lanes, for reverse/batch*.c alone; not
 * installed.
 *
 * A plan is the tape's records as steps, with all that does not change from
 * block to block decided beforehand.  Row r of an array is its numbers for slot
 * r, `lanes` of them, one for each point. */
#ifndef DUALTAPE_BATCH_IMPL_H
#define DUALTAPE_BATCH_IMPL_H

#include "batch.h"
#include "replay_impl.h"

/* One op: code as on the tape; y, a, b, c are rows of values, to_y, ... those of
 * their adjoints.  A constant right or left
 * operand (_vc, _cv) is in `constant`; in an OP3 step, whose code is always that
 * without constants, they have rows. */
struct batch_step {
  double constant;
  uint32_t y, a, b, c;
  uint32_t to_y, to_a, to_b, to_c;
  int n;
  uint8_t code;  /* enum tape_code; TAPE_MATRIX: `a` is its place */
  uint8_t gives; /* bit k: operand k has an adjoint */
  uint8_t fresh; /* bit k: nothing has come to it before: set, do not add */
  uint8_t apart; /* OP2: both have adjoints, in different rows */
};

struct batch_fill {
  uint32_t row;
  double value;
};

enum row_is {
  ROW_SHARED = 1, /* of p: its adjoint adds up over blocks */
  ROW_CARRIES = 2, /* y depends on it */
  ROW_MET = 4     /* something has come to its adjoint */
};

struct batch_plan {
  tape *t; /* the shortened tape, and what it is made from */
  const tape *from;
  struct batch_step *step; /* in the order of values */
  size_t steps, step_room;
  uint32_t *back; /* steps that carry adjoints, in the order of the sweep */
  size_t backs;
  struct batch_fill *fill; /* rows that are the same in every block */
  size_t fills, fill_room;
  size_t rows, lanes;
  uint32_t *home; /* a row's adjoint is in this row of the adjoints */
  size_t homes;
  uint32_t *left; /* those that are free */
  size_t lefts;
  bool whole; /* has ops on whole matrices: adjoints are cleared, then added to */
  uint8_t *row; /* enum row_is, by row */
  var y, *x, *p; /* of t; y may be a constant */
  size_t n, shared;
};

/* A worker's memory. */
struct batch_lanes {
  const struct batch_plan *plan;
  double *val, *adj;
  struct ad_scratch scratch;
};

/* The loops, compiled for one kind of machine.  `values` and `adjoints` go
 * through the plan; what the latter multiplies is plain IEEE arithmetic, in
 * which 0 times infinity is NaN.  `take` and `put` turn points into rows and
 * back (input j of point k is at[k * n + j]); put tells whether there was a NaN. */
struct batch_kernels {
  const char *name;
  bool vector_math;
  enum ad_status (*values)(struct batch_lanes *l);
  enum ad_status (*adjoints)(struct batch_lanes *l);
  void (*take)(const struct batch_lanes *l, const double *at, size_t count);
  bool (*put)(const struct batch_lanes *l, double *grad, size_t count);
  double (*sum)(const double *row, size_t count);
};

/* As `adjoints`, with ad_times and the policy.  A NaN out of 0 times infinity
 * stays one on its way down to the inputs, so that it is there to be seen; then
 * this is done instead. */
enum ad_status tape_batch_careful(struct batch_lanes *l);

extern const struct batch_kernels tape_batch_plain, tape_batch_avx2,
  tape_batch_avx2_mvec, tape_batch_avx512, tape_batch_avx512_mvec;

/* From the tape and the question to a plan; freed by close, after errors too. */
enum ad_status tape_batch_plan(struct batch_plan *plan, const tape *t,
                               const struct tape_batch *b);
void tape_batch_plan_free(struct batch_plan *plan);

/* A record of a whole matrix, lane by lane. */
enum ad_status tape_batch_matrix_value(struct batch_lanes *l,
                                       const struct batch_step *s);
enum ad_status tape_batch_matrix_adjoint(struct batch_lanes *l,
                                         const struct batch_step *s);

#endif
