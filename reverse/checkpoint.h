/* checkpoint.h: gradients of long loops in little memory.
 *
 *   x_{k+1} = F_k(x_k, q, p_k),   k = 0 .. l-1
 *
 * x has n numbers, the state; q are parameters of all steps, p_k those of step
 * k alone.  One tape for the whole loop takes memory in proportion to l.
 * Here the tape holds one step at a time: the loop runs without recording, and
 * a few states are kept, which schedule.h chooses; from the last step to the
 * first, each is run again from the nearest kept state, recorded, and swept.
 *
 *   x̄_k = (dF_k/dx)' x̄_{k+1},  q̄ += (dF_k/dq)' x̄_{k+1},  p̄_k = (dF_k/dp_k)' x̄_{k+1}
 *
 * Adjoints are added up in the order of one sweep over the whole loop's tape,
 * so that they are the same to the last bit. */
#ifndef DUALTAPE_CHECKPOINT_H
#define DUALTAPE_CHECKPOINT_H

#include "schedule.h"
#include "tape.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Step k: writes the n numbers y = F_k(x, q, p_k).  It is called with
 * constants (var_const), too, which records nothing, and more than once for
 * each k: it has to give the same whenever it is called.  What it returns other
 * than AD_OK ends all with that status. */
typedef enum ad_status var_step(uint64_t k, const var *x, const var *q,
                                const var *p, var *y, void *data);

struct tape_loop {
  uint64_t steps;   /* l; 0 with `more` */
  size_t snapshots; /* s: how many states may be kept, at least 1 */
  size_t n;         /* numbers of a state */
  size_t shared;    /* numbers of q */
  size_t own;       /* numbers of each p_k */
  const double *q;
  const double *p;  /* l times `own`, step by step; or NULL, and then */
  /* writes p_k (`own` numbers) */
  enum ad_status (*parameters)(uint64_t k, double *p, void *data);
  var_step *step;
  /* The same step over doubles, by the same operations: NULL, or, where it is
   * given, run in place of `step` over constants, since it is faster. */
  enum ad_status (*plain)(uint64_t k, const double *x, const double *q,
                          const double *p, double *y, void *data);
  /* Loops whose length is not known: whether step k is to be done, x being the
   * state before it.  NULL: `steps` are. */
  bool (*more)(uint64_t k, const double *x, void *data);
  void *data; /* handed to all of them */
};

/* What was done: a count of each kind of action. */
struct tape_loop_cost {
  uint64_t steps;    /* l, also where nobody knew it */
  uint64_t advances; /* steps run without recording: t(l, s), if l is known */
  uint64_t stores, restores;
  size_t snapshots;  /* the most states kept at one time */
  size_t bytes;      /* memory of the call at its peak: states, tape, lists */
};

/* Vector-Jacobian product of the whole loop: y = x_l (n numbers) from x = x_0,
 * and for the seed w (n numbers, the adjoint of x_l) xbar = x̄_0 (n numbers),
 * qbar (`shared` numbers) and pbar (l times `own`, as p).  Outputs may be
 * NULL; they belong to the caller, and must not overlap the inputs.  With
 * `more`, pbar and p need room for as many steps as there will be.  On an error
 * they may be half written.  *cost, if not NULL, is what it took.
 *
 * Returned is AD_OK, AD_BAD_ARGUMENT, AD_NO_MEMORY, or the status of a step or
 * of its tape. */
enum ad_status tape_checkpointed(const struct tape_loop *loop, const double *x,
                                 const double *w, double *y, double *xbar,
                                 double *qbar, double *pbar,
                                 struct tape_loop_cost *cost);

#ifdef __cplusplus
}
#endif
#endif
