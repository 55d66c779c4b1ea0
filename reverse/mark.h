/* mark.h: positions of a tape, for loops that record one part of a function,
 * sweep it, and forget it, before they record the next.
 *
 * Many functions are sums over data,  y = g(u) + sum_i f_i(u),  where u, which
 * is made of the inputs x, is the same for all i.  A tape of all of y grows
 * with the data and leaves one cache after the other.  But the sweep over
 * records that belong to f_i alone needs nothing of the other terms: it leaves
 *
 *   ū_j += df_i/du_j
 *
 * behind, and then these records can go.  So u is recorded once, before a mark;
 * adjoints of what is below the mark gather; one sweep over what is below
 * carries them on to x at the end:
 *
 *   struct tape_mark m;
 *   var x = tape_input_range(t, n, at), u = var_exp(x), ...;
 *   tape_mark(t, &m);                 all adjoints are 0 now
 *   for (size_t i = 0; i < points; i++) {
 *     var f = term(i, u);             recorded above the mark
 *     tape_gather(&m, f, 1);          ū += df/du
 *     y += var_value(f);
 *     tape_rewind(&m);                its records are forgotten
 *   }
 *   tape_seed(g, 1);                  terms that stand below the mark
 *   tape_sweep(t);                    from u on to x
 *   tape_adjoints(x, n, grad);        dy/dx
 *
 * The numbers are those of one tape but for the order in which shares are
 * added up.  (A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed., section
 * 3.2, incremental adjoints; positions of tapes: M. Sagebaum, T. Albring,
 * N. R. Gauger, High-performance derivative computations using CoDiPack, ACM
 * TOMS 45 (2019).)
 *
 * Vars of below the mark stay good.  Those of above are stale once the tape is
 * rewound, and found to be: AD_STALE_VAR, as after tape_reset.
 *
 * What mixes with it, and how:
 *
 * - marks may be nested: adjoints that gather go on gathering where another
 *   mark is set, and tape_gather at the outer one carries on what has gathered
 *   between the two;
 * - tape_gradient, tape_vjp, ... and the second-order sweep have adjoints of
 *   their own: what has gathered is lost, and tape_gather is AD_BAD_ARGUMENT
 *   until the next tape_mark or tape_clear_adjoints;
 * - the second-order sweep wants all records of the function on the tape: it is
 *   AD_BAD_ARGUMENT after tape_gather, until adjoints are cleared;
 * - tangents, comparisons and hooks (second.h, replay.h, autograd.h) of what is
 *   below stay, those of above are forgotten;
 * - .grad of leaves below stays, too, and a backward (autograd.h) adds to it: in
 *   that way, too, a loop can go on.  TAPE_CREATE_GRAPH has to be given again
 *   after tape_rewind.  Hooks are called by backward alone. */
#ifndef DUALTAPE_MARK_H
#define DUALTAPE_MARK_H

#include "tape.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A position.  Made by tape_mark; belongs to the caller, needs no freeing. */
struct tape_mark {
  tape *on;
  uint32_t slot; /* the first one above */
  uint32_t entry, epoch; /* of tape.kept */
  uint32_t constants, rests, matrices, parts, guards, changes; /* there were */
};

/* Takes the present end of the tape as *m.  Adjoints that gather, at a mark
 * below, stay; all others are made 0, and gather from now on.
 *
 * The tape's status; AD_BAD_ARGUMENT if t or m is NULL; AD_NO_MEMORY (the tape
 * is still good).  On an error *m is a mark that is refused everywhere. */
enum ad_status tape_mark(tape *t, struct tape_mark *m);

/* Adds w dy/dv to the adjoint of each value v below the mark, in one sweep over
 * what is above, where adjoints start from 0 (but for what has gathered there
 * at another mark, or was given by tape_clear_adjoints and tape_seed), that of
 * y from w; after the sweep var_adjoint has those, too.  A y from below has its
 * own adjoint raised by w; a constant adds nothing.  May be called again, for
 * other outputs, before or after rewinding.
 *
 * The tape's status; AD_BAD_ARGUMENT for NULL, and if adjoints below do not
 * gather: since the mark another gradient was asked for, or tape_sweep or
 * tape_gather at a mark below has carried them on; AD_STALE_MARK,
 * AD_MIXED_TAPES, AD_STALE_VAR, AD_NO_MEMORY.  On an error nothing was added,
 * unless an op on matrices failed on the way, by AD_NO_MEMORY or AD_CUSTOM:
 * then what has gathered is of no use. */
enum ad_status tape_gather(const struct tape_mark *m, var y, double w);

/* Forgets what was recorded above the mark, but keeps the memory, for recording
 * again; adjoints below stay.  Constant time, but for the hooks and changes in
 * place that there are.
 *
 * The tape's status: an error from above stays, as everywhere, until
 * tape_reset.  AD_BAD_ARGUMENT for NULL; AD_STALE_MARK: the mark is from before
 * tape_reset, or from above a place to which the tape was rewound;
 * AD_CHANGED_IN_PLACE: a value of below was changed, in place, above.  On an
 * error nothing is forgotten. */
enum ad_status tape_rewind(const struct tape_mark *m);

/* out[j] is the adjoint of var_after(first, j), j < n, as var_adjoint has it.
 * The tape's status; AD_NOT_INPUT for a constant, AD_STALE_VAR, AD_BAD_ARGUMENT
 * if there is no sweep that came by all of them. */
enum ad_status tape_adjoints(var first, size_t n, double *out);

#ifdef __cplusplus
}
#endif

#endif
