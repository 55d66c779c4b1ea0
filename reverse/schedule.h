/* schedule.h: which states of a long loop to keep, and when to run it again.
 *
 * Reverse mode wants the states of a loop x_{k+1} = F_k(x_k), k = 0..l-1, in
 * the opposite order.  With room for s of them (snapshots) some are kept and
 * the others are computed again from the nearest one before.  How few runs of
 * F suffice beside the l that are recorded is known:
 *
 *   t(l, s) = r l - beta(s+1, r-1),   beta(s, r) = (s+r)! / (s! r!),
 *
 * r being the least number with l <= beta(s, r): no step runs more than r
 * times, and l may grow as the r-th power of s.  The initial state is one of
 * the s.  (A. Griewank, Optim. Methods Softw. 1 (1992); A. Griewank,
 * A. Walther, Algorithm 799: revolve, ACM Trans. Math. Softw. 26 (2000).)
 *
 * Where nobody knows l beforehand, states are kept by the rule of Q. Wang,
 * P. Moin, G. Iaccarino, Minimal repetition dynamic checkpointing algorithm
 * for unsteady adjoint calculation, SIAM J. Sci. Comput. 31 (2009): no step
 * runs more often than the known l would have it.
 *
 * A schedule knows nothing of F or of memory: it says what to do next.
 *
 *   tape_schedule *s = tape_schedule_new(1000, 10);
 *   struct tape_action a;
 *   do switch ((a = tape_schedule_next(s)).kind) { ... }
 *   while (a.kind != TAPE_TERMINATE);
 *   tape_schedule_free(s); */
#ifndef DUALTAPE_SCHEDULE_H
#define DUALTAPE_SCHEDULE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tape_schedule tape_schedule;

enum tape_action_kind {
  TAPE_ADVANCE,    /* run steps from..to-1: the state is that of `to` then */
  TAPE_STORE,      /* keep the state, that of `from`, in slot `slot` */
  TAPE_RESTORE,    /* the state becomes that of slot `slot`, of `from` */
  TAPE_FIRST_TURN, /* record step `from`, the last one, and reverse it: */
  TAPE_YOU_TURN,   /* later ones in the same way */
  TAPE_TERMINATE,  /* done; said again by every further call */
};

struct tape_action {
  enum tape_action_kind kind;
  uint64_t from, to; /* to is from + 1 but for an advance; 0 at the end */
  size_t slot;       /* 0 .. snapshots - 1 */
};

/* A schedule for l steps and s snapshots, by the fewest runs there are.  NULL
 * if s is 0, or out of memory.  Free with tape_schedule_free, which takes NULL
 * too. */
tape_schedule *tape_schedule_new(uint64_t steps, size_t snapshots);

/* A schedule for a number of steps that is not known yet: it advances one step
 * at a time, until tape_schedule_finish says that the state it has come to is
 * the last; from then on it turns back.  finish does nothing the second
 * time, and on schedules of tape_schedule_new. */
tape_schedule *tape_schedule_online(size_t snapshots);
void tape_schedule_finish(tape_schedule *s);

void tape_schedule_free(tape_schedule *s);

/* What to do next. */
struct tape_action tape_schedule_next(tape_schedule *s);

/* The number r above (how often a step runs at most, the recorded run not
 * counted), and t(l, s); UINT64_MAX where it is larger.  s > 0. */
uint64_t tape_schedule_repetition(uint64_t steps, size_t snapshots);
uint64_t tape_schedule_optimum(uint64_t steps, size_t snapshots);

/* The bytes that a schedule takes: in proportion to the snapshots. */
size_t tape_schedule_bytes(const tape_schedule *s);

#ifdef __cplusplus
}
#endif
#endif
