/* reverse/replay.h: a recorded tape at other inputs, without recording again.
 *
 * A tape is a program: the list of all v_i = phi_i(v_a, v_b).  Once recorded it
 * can be run again at new inputs, one loop over the records, after which all
 * sweeps (tape_gradient, tape_vjp, tape_sweep_tangents, tape_sweep_second, ...)
 * work there:
 *
 *   var y = f(x);                                  // recorded once
 *   while (...)
 *     if (tape_replay(t, n, x, point) == AD_OK)    // f at another point
 *       tape_gradient(y, n, x, grad);
 *
 * What is run again is what was recorded.  A branch in C,
 *
 *   if (var_value(a) < var_value(b)) ...           // nobody can know
 *   if (var_lt(a, b)) ...                          // recorded: guarded
 *
 * left only the ops of the side that was taken on the tape.  Compared by var_lt
 * and its like, the comparison stands on the tape as a guard, and a replay
 * where it comes out differently ends with AD_OTHER_BRANCH instead of the
 * derivative of the wrong function.  (Griewank & Walther, Evaluating
 * Derivatives, 2nd ed., section 6.1; ADOL-C reports the same by the return
 * values of its drivers.)  Ops that branch by themselves (abs, max, floor,
 * select, ...) need no guard, as they are done again and go where they now have
 * to; tape_replay_report tells how many of them did. */
#ifndef DUALTAPE_REVERSE_REPLAY_H
#define DUALTAPE_REVERSE_REPLAY_H

#include "matrix.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- recorded comparisons ------------------------------------------------ */

/* a < b, a <= b, ... of the values, kept on the tape as a guard; 32 bytes each,
 * no slot, and nothing in a sweep.  Comparisons of two constants are not kept.
 * On a tape with an error, and with a var that is stale or of another tape
 * (which is the tape's error from then on), they are false. */
bool var_lt(var a, var b);
bool var_le(var a, var b);
bool var_gt(var a, var b);
bool var_ge(var a, var b);
bool var_eq(var a, var b);
bool var_ne(var a, var b);

/* ---- replay -------------------------------------------------------------- */

/* Sets the input x[j] to at[j] for each j < n, leaves other inputs as they are
 * (see var_set and var_mat_set of autograd.h for those of matrices), and
 * computes all other values again, scalars and matrices, custom ops included,
 * as they were recorded.  Adjoints and tangents of before are gone.
 *
 * Constants stay what they were: var_const, var_detach, and what was computed in
 * a no-gradient region.
 *
 * AD_OTHER_BRANCH  a guard came out differently; tape_error_text tells which,
 *                  what it compared, and after which slot.
 * AD_SINGULAR, AD_NOT_DEFINITE, AD_CUSTOM, AD_NO_MEMORY  from a matrix's op,
 *                  tape_error_text says which; a guard before it has precedence
 * These stay the tape's status, so that no derivative of what was computed can
 * be taken for an answer, until the next tape_replay or tape_reset.
 *
 * Nothing is done, and the tape stays good, after
 * AD_BAD_ARGUMENT, AD_MIXED_TAPES, AD_STALE_VAR, AD_NOT_INPUT (x[j] is a
 * constant, or made by an op), or
 * AD_CHANGED_IN_PLACE  a value was changed in place and ops were recorded
 *                  after that: the tape does not hold what it was before.
 *
 * To autograd a replay is a recording: what a backward had freed is there
 * again; hooks and .grad stay, and the next backward adds to .grad; a gradient
 * made with TAPE_CREATE_GRAPH is forgotten. */
enum ad_status tape_replay(tape *t, size_t n, const var *x, const double *at);

/* What the last replay met.  A piece is where an op with corners or jumps is
 * smooth: abs has two, max(a, b) two, floor one for each integer.  Which ops have
 * pieces, and which piece an argument is on, is read off the op table: an edge,
 * second partials that are 0, and what value and first partials are. */
struct tape_report {
  size_t guards;     /* comparisons on the tape */
  size_t failed;     /* of these, how many came out differently */
  size_t pieces;     /* ops with corners or jumps; elements count singly */
  size_t moved;      /* of these, how many are on another piece than when they
                        were recorded */
  uint32_t slot;     /* the first of them, and its op; */
  enum ad_op op;     /* AD_OP_COUNT if there is none */
};

/* Fills *r: all 0 before the first replay, which looks where ops are before it
 * moves them (an input that var_set has changed by then is not seen to move).
 * Ops on whole matrices (amax, norm, ...) are not looked into. */
void tape_replay_report(const tape *t, struct tape_report *r);

#ifdef __cplusplus
}
#endif
#endif
