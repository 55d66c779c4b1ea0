/* reverse/optimize.h: the same function on a shorter tape.
 *
 * A tape that is replayed often is worth cleaning once:
 *
 *   dead slots         what no output depends on goes;
 *   folded constants   inputs that are not asked for (data, parameters that
 *                      stay) count as constants at their present values, and
 *                      what is computed from them alone is a number;
 *   common subexpressions   the same op of the same values is kept once.
 *
 * No result changes by a bit: values, gradients, tangents, Hessians times
 * vectors at any inputs are those of the tape it came from.  For the first two
 * that is plain, since what goes adds 0 to every adjoint.  The third is another
 * matter: of y1 = phi(a), y2 = phi(a) the adjoint of a gets ȳ1 phi' and ȳ2
 * phi' one by one, and merged (ȳ1 + ȳ2) phi', which rounds otherwise.  So
 * records are merged only where both come to the same bits:
 *
 *   - the later one has no adjoint: only comparisons (var_lt, ...) look at it;
 *   - all partials of the op are 1 or -1 (sum, difference, negation), one of
 *     the two records is used once, later in the sweep than the other's uses
 *     (so that the sums run in the same order), and nothing has come to their
 *     arguments before the two.
 *
 * TAPE_MERGE_ALL merges whatever is the same.  Values and tangents are then
 * still the same to the last bit; adjoints are as exact as before, but their
 * last bits differ. */
#ifndef DUALTAPE_REVERSE_OPTIMIZE_H
#define DUALTAPE_REVERSE_OPTIMIZE_H

#include "replay.h"

#ifdef __cplusplus
extern "C" {
#endif

enum tape_optimize_flag { TAPE_MERGE_ALL = 1 };

/* What became of the slots. */
struct tape_savings {
  size_t slots_before, slots_after; /* tape_size */
  size_t bytes_before, bytes_after; /* of records and values, 17 a slot, and
                                       constants and records of matrices */
  size_t dead, folded, merged;      /* slots that went, and why */
};

/* Writes to `to`, which is reset first, a tape that computes the m outputs y
 * from the n inputs x of `from`, and to y_to and x_to its vars: y_to[i] is a
 * constant where y[i] has become one.  All of x are there, used or not.  Guards
 * are kept where they depend on x; so are the values, matrices, custom ops (by
 * address) and the policy, but nothing of autograd: .grad, hooks, versions.
 * *savings, if not NULL, tells what was gained.  `from` stays as it is.
 *
 * AD_BAD_ARGUMENT (an array is NULL, or `to` is `from`), AD_MIXED_TAPES,
 * AD_STALE_VAR, AD_NOT_INPUT as in tape_replay, AD_CHANGED_IN_PLACE (a value was
 * changed in place: replay first), AD_NO_MEMORY, or the status of `from`.  After
 * an error `to` is empty. */
enum ad_status tape_optimize(const tape *from, size_t m, const var *y,
                             size_t n, const var *x, int flags, tape *to,
                             var *y_to, var *x_to,
                             struct tape_savings *savings);

#ifdef __cplusplus
}
#endif
#endif
