/* reverse/autograd.h: what frameworks call autograd, over the tape.
 *
 * tape_gradient and tape_vjp ask one question and keep nothing.  Here the
 * gradients are kept: a leaf has a place for its gradient, .grad, and every
 * backward adds to it.  The words and the answers are PyTorch's, so that what
 * is learnt with one is true of the other; where they differ, it says so.
 *
 *   var x = tape_input(t, 3);
 *   var u = var_sqr(x), y = var_exp(u);
 *   double g;
 *   var_retain_grad(u);
 *   var_backward(y, NULL, 0);         // x.grad += dy/dx, u.grad += dy/du
 *   if (!var_grad(x, &g))
 *     puts(var_grad_none(x));         // why there is none
 *
 * Questions that cannot be answered are not sticky: the call returns the
 * status, nothing is changed, and tape_message says what was wrong and how to
 * mend it; the tape stays good.  Nothing here prints.
 *
 * None of this costs a program that does not use it: scalar ops record as
 * before, and what is said here is kept beside the tape from the first call on
 * (9 bytes a value).  tape_reset forgets all of it. */
#ifndef DUALTAPE_AUTOGRAD_H
#define DUALTAPE_AUTOGRAD_H

#include "matrix.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What the last call from this header on this tape had to say, as a sentence:
 * why it was refused, with op, record and what to do.  "" if it went well.
 * Valid until the next such call. */
const char *tape_message(const tape *t);

/* ---- leaves, and who requires a gradient -------------------------------- */

/* A leaf was made by the user: an input, a matrix of data, a constant; and, by
 * PyTorch's convention, whatever requires no gradient.  The others, made by
 * ops, are intermediate.  A view (transpose, slice, element) is no op here: a
 * view of a leaf is that leaf, and has its part of the gradient. */
bool var_is_leaf(var x);
bool var_mat_is_leaf(var_mat x);

/* Whether gradients flow into x.  Inputs do require one, constants and
 * var_mat_fixed do not; a result does if one of its arguments does. */
bool var_requires_grad(var x);
bool var_mat_requires_grad(var_mat x);

/* Turns it on or off for a leaf, for ops from now on.  AD_BAD_ARGUMENT if *x
 * is intermediate (use var_mat_detach). */
enum ad_status var_mat_require_grad(var_mat *x, bool yes);

/* Between begin and end, results require no gradient: scalar ops give
 * constants, matrices are fixed.  Inputs made inside do require one.  Regions
 * nest; tape_reset ends them all.  An end without a begin does nothing. */
void tape_no_grad_begin(tape *t);
void tape_no_grad_end(tape *t);
bool tape_in_no_grad(const tape *t);

/* The same number, without a gradient: a constant.  (For matrices:
 * var_mat_detach.) */
var var_detach(var x);

/* ---- backward ----------------------------------------------------------- */

enum tape_backward_flag {
  TAPE_RETAIN_GRAPH = 1, /* leave the graph, for another backward */
  TAPE_CREATE_GRAPH = 2  /* the gradient can be differentiated; retains too */
};

/* Adds d(head'y)/dx to the .grad of every leaf x that y depends on and that
 * requires a gradient, and of every retained intermediate value.  head has y's
 * shape, row by row: the head gradient dz/dy of a z that comes later; NULL is
 * 1, for a single number only.
 *
 * Afterwards the part of the graph that was swept is freed: another backward
 * through it is AD_FREED, unless `flags` has TAPE_RETAIN_GRAPH.  The leaves and
 * all values stay; ops recorded later have a graph of their own.  As in
 * PyTorch, records that keep no numbers for backward (sums, differences,
 * negations) have nothing to free and can be swept again.  (The memory itself
 * comes back with tape_reset.)
 *
 * AD_NEEDS_SEED     y is more than one number and head is NULL
 * AD_NO_GRADIENT    y depends on nothing that requires a gradient
 * AD_FREED          it went this way before
 * AD_CHANGED_IN_PLACE  a value that is needed has been changed: see below
 * AD_STALE_VAR      y is from before tape_reset
 * On an error no .grad is changed. */
enum ad_status var_backward(var y, const double *head, int flags);
enum ad_status var_mat_backward(var_mat y, const double *head, int flags);

/* After a backward with TAPE_CREATE_GRAPH from y: the gradient g = dy/dx is a
 * function of all leaves.  Adds d(g'v)/dz to the .grad of every leaf z that y
 * depends on, and of every retained intermediate value; for z = x that is the
 * Hessian times v.  v has the shape of x, row by row.  Exact, by the tangent of
 * the adjoint sweep (Griewank & Walther, 2nd ed., section 5.1).  In PyTorch:
 * (g * v).sum().backward().
 *
 * x is a leaf, or an intermediate value whose .grad is retained.  Hooks on the
 * way have their part in g, so they need a derivative
 * (var_mat_hook_with_derivative).  As this is a backward, too, hooks of the
 * values that g depends on are called again, with what comes there; removed
 * before, they keep their part in g, and what is added is d(g'v)/dz itself.
 * Custom ops on the way need `tangent` and `second` (custom.h).
 *
 * (What comes to an intermediate value here, to be retained or hooked, comes
 * from the values computed from it.  In PyTorch an op whose derivative is
 * written with its own result, as tanh's is, sends a share to its result first;
 * leaves get the same in the end, unless that result is hooked.)
 *
 * AD_BAD_ARGUMENT  no backward with TAPE_CREATE_GRAPH before; a hook without a
 *                  derivative; TAPE_CREATE_GRAPH among the flags here, since
 *                  third derivatives are not to be had
 * AD_NOT_INPUT     x has no .grad
 * AD_CUSTOM        a custom op without `tangent` or `second`
 * AD_CHANGED_IN_PLACE, AD_STALE_VAR  as in var_backward
 *
 * The graph stays, for other v, until the next backward or tape_reset. */
enum ad_status var_backward_gradient(var x, double v, int flags);
enum ad_status var_mat_backward_gradient(var_mat x, const double *v,
                                         int flags);

/* ---- the gradients that are kept ---------------------------------------- */

/* The .grad of x: false if there is none, and then *grad is untouched.
 * var_mat_grad writes rows * cols numbers, row by row. */
bool var_grad(var x, double *grad);
bool var_mat_grad(var_mat x, double *grad);

/* Why x has no .grad, for people; NULL if it has one.  For an intermediate value
 * it is PyTorch's warning: the .grad of a non-leaf is not kept. */
const char *var_grad_none(var x);
const char *var_mat_grad_none(var_mat x);

/* The next backward keeps the .grad of x, an intermediate value; for a leaf it
 * does nothing.  AD_NO_GRADIENT if x requires none. */
enum ad_status var_retain_grad(var x);
enum ad_status var_mat_retain_grad(var_mat x);

/* Makes every .grad that is there 0; those that are none stay none.  And makes
 * them none, as PyTorch's optimisers do (set_to_none). */
void tape_zero_grad(tape *t);
void tape_forget_grad(tape *t);

/* ---- change in place ---------------------------------------------------- */

/* Puts other numbers in x's place, recording nothing: PyTorch's copy_ within
 * no_grad.  So parameters are updated.  What was computed from x before keeps
 * its value. */
enum ad_status var_set(var x, double value);
enum ad_status var_mat_set(var_mat x, const double *values);

/* y = op(y, others...), in y's place: PyTorch's y.mul_(b).  It is recorded, y
 * becomes the result, and the old places get the new numbers.  `others` has the
 * op's other arguments, n is an OPN row's integer.  y keeps its shape.  Within
 * tape_no_grad_begin nothing is recorded and y stays what it was.
 * AD_CHANGED_IN_PLACE if y is a leaf that requires a gradient: that would lose
 * it. */
enum ad_status var_in_place(enum ad_op op, var *y, const var *others, int n);
enum ad_status var_mat_in_place(enum ad_op op, var_mat *y,
                                const var_mat *others, int n);

/* The same for a part of y, rows i to i + rows - 1 and columns j to j + cols - 1:
 * PyTorch's y[0, :].mul_(b).  The part becomes the op's result, and *y a matrix
 * joined from it and from what surrounds it, of the shape that it had; so its
 * grad_fn is a join, where PyTorch says CopySlices.  AD_BAD_SHAPE if the part is
 * not inside. */
enum ad_status var_mat_slice_in_place(enum ad_op op, var_mat *y, size_t i,
                                      size_t j, size_t rows, size_t cols,
                                      const var_mat *others, int n);

/* How often x was changed in place; of a matrix, its most changed element.
 *
 * A record knows which version it used.  If backward comes to a record one of
 * whose partials (that is asked for) uses a number which has changed since, it
 * is AD_CHANGED_IN_PLACE, and tape_message names op, record and both versions.
 * The op table says what a partial uses: after x is changed, x + 1 can still be
 * swept, x * x cannot, and exp(x) can, since it needs only its own value. */
uint32_t var_version(var x);
uint32_t var_mat_version(var_mat x);

/* ---- hooks -------------------------------------------------------------- */

/* Called in a backward when the gradient of x is complete, with its rows * cols
 * numbers, row by row; what the hook writes there goes on instead (clipping,
 * scaling), into .grad too. */
typedef void tape_hook(double *grad, size_t rows, size_t cols, void *data);

/* Hooks x, and returns the hook's number, from 1; 0 if x requires no gradient
 * or memory is out.  Several hooks of one value run in the order of their
 * numbers.  tape_unhook removes one; false if there is none of this number. */
int var_hook(var x, tape_hook *hook, void *data);
int var_mat_hook(var_mat x, tape_hook *hook, void *data);
bool tape_unhook(tape *t, int number);

/* The derivative of a hook h, for gradients of gradients: grad is what the hook
 * was given; replaces dot, of the same shape, by h'(grad)' dot, the transpose of
 * h's Jacobian times dot.  Of a hook that works element by element that is
 * dot[k] *= h'(grad[k]): the factor for one that scales, 1 inside and 0 outside
 * for one that clips; one that only looks leaves dot as it is. */
typedef void tape_hook_derivative(const double *grad, double *dot, size_t rows,
                                  size_t cols, void *data);

/* As var_hook, for a hook whose derivative is known. */
int var_hook_with_derivative(var x, tape_hook *hook,
                             tape_hook_derivative *derivative, void *data);
int var_mat_hook_with_derivative(var_mat x, tape_hook *hook,
                                 tape_hook_derivative *derivative, void *data);

/* ---- the graph ---------------------------------------------------------- */

/* The function that made a value: a node of the graph that backward walks.
 * A leaf that requires a gradient is reached through an accumulator, which adds
 * to its .grad. */
struct tape_function {
  tape *on; /* NULL: none */
  uint32_t slot, epoch;
};

/* Who made x: none (on is NULL) for a leaf. */
struct tape_function var_grad_fn(var x);
struct tape_function var_mat_grad_fn(var_mat x);

/* The functions that f passes gradients to, one for each argument; none where
 * the argument requires none, an accumulator for a leaf.  Writes the first
 * `room` of them and returns how many there are. */
size_t tape_next_functions(struct tape_function f, size_t room,
                           struct tape_function *next);

/* The op's name in dualtape ("mul"), and as PyTorch would call it
 * ("MulBackward0"), written as snprintf would; "AccumulateGrad" for a leaf,
 * "None" for none. */
const char *tape_function_name(struct tape_function f);
int tape_function_torch_name(struct tape_function f, char *text, size_t size);

#ifdef __cplusplus
}
#endif
#endif
