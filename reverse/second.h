/* reverse/second.h: tangents on a tape, and second derivatives.
 *
 * On a tape that is recorded, a sweep from its start to its end carries
 * tangents,
 *
 *   v'_i = sum_a (dv_i/dv_a) v'_a   over the arguments a of record i,
 *
 * the derivative of every value along one direction of the inputs (a
 * Jacobian-vector product, J v).  The adjoint sweep is itself a program of
 * products and sums; differentiated along that direction it carries, beside
 * each adjoint, the tangent of the adjoint,
 *
 *   v̄_a  += v̄_i f_a,
 *   v̄'_a += v̄'_i f_a + v̄_i sum_b f_ab v'_b,
 *
 * with the second partials f_ab of the op table.  If y = f(x) is a number and
 * x' = v, then x̄ is the gradient and x̄' = H v, the Hessian times v: exact, at
 * a small constant times the cost of f however many inputs there are.
 * (Griewank & Walther, Evaluating Derivatives, 2nd ed., chapter 5:
 * tangent-over-adjoint; B. Pearlmutter, Neural Computation 6 (1994).)
 *
 *   tape_clear_tangents(t);
 *   tape_seed_tangent(x, 1), ...;        // x' = v
 *   tape_sweep_tangents(t);              // now var_tangent(y) is y'
 *   tape_clear_adjoints(t);
 *   tape_seed(y, 1);
 *   tape_sweep_second(t);                // var_adjoint(x), var_adjoint_tangent(x)
 *
 * As in the other sweeps a policy rules first partials; second ones are the
 * row's.  What these calls return is not sticky: a wrong question leaves the
 * tape good. */
#ifndef DUALTAPE_REVERSE_SECOND_H
#define DUALTAPE_REVERSE_SECOND_H

#include "matrix.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Makes all tangents 0.  AD_NO_MEMORY, or the tape's status. */
enum ad_status tape_clear_tangents(tape *t);

/* Adds dx to the tangent of x, an input; for a matrix, dx row by row.  What an
 * op has made gets its tangent from the sweep, and constants and fixed matrices
 * have none: seeds of these have no effect.  AD_BAD_ARGUMENT if x is younger
 * than tape_clear_tangents; AD_STALE_VAR. */
enum ad_status tape_seed_tangent(var x, double dx);
enum ad_status var_mat_seed_tangent(var_mat x, const double *dx);

/* Computes the tangents of all that ops have made; to be called again after
 * other seeds.  AD_BAD_ARGUMENT if the tape has grown since
 * tape_clear_tangents. */
enum ad_status tape_sweep_tangents(tape *t);

/* The tangent of x: 0 for constants and fixed matrices, NaN where there is
 * none.  out has rows * cols numbers. */
double var_tangent(var x);
void var_mat_tangent(var_mat a, double *out);

/* The adjoint sweep, with tangents of adjoints, after tape_sweep_tangents,
 * tape_clear_adjoints and seeds of adjoints; the seeds' own tangents are 0,
 * unless tape_seed_second gave others.  AD_BAD_ARGUMENT if one of these is
 * missing. */
enum ad_status tape_sweep_second(tape *t);

/* Adds dw to the tangent of the adjoint of y, after tape_clear_adjoints: for
 * seeds that depend on what the tangents follow. */
enum ad_status tape_seed_second(var y, double dw);

/* As tape_rounding, of the slope y' along the seeded tangents, after the last
 * tape_sweep_second with tape_seed(y, 1): an error of v_i changes y' by v̄'_i
 * times as much, so eps * sum_i |v̄'_i v_i|.  How the partials themselves round
 * is not in it. */
double tape_rounding_slope(tape *t);

/* What a tape's derivatives cost, in operations: one for each elementary
 * function, each partial, and each product with one.  With L records that have A
 * arguments which are no constants (the arcs of the graph), these are
 *
 *   function   L                      the values
 *   gradient   L + 2 A                recorded, and one adjoint sweep
 *   product    5 A + second partials  H v on that tape: tangents 2 A, adjoints
 *              2 A, their tangents A; and each second partial that is not 0 for
 *              good, times a tangent, times the adjoint
 *
 * so that H v is a few gradients, however many inputs there are (Griewank &
 * Walther, section 5.4).  False, and zeros, if there are records of matrices,
 * which are not counted, or the tape has an error. */
struct tape_cost {
  double function, gradient, product;
};
bool tape_count_cost(const tape *t, struct tape_cost *c);

/* The tangent of the adjoint of x, left by the last tape_sweep_second: 0 for
 * constants and fixed matrices, NaN where there is none. */
double var_adjoint_tangent(var x);
void var_mat_adjoint_tangent(var_mat a, double *out);

#ifdef __cplusplus
}
#endif
#endif
