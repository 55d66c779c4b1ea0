/* reverse/lanes.h: whole Jacobians of what stands on a tape, in chunks.
 *
 * A sweep that carries TAPE_LANES directions at once reads each record, and
 * computes its partials, once for all of them:
 *
 *   rows      v̄_a[k] += v̄_i[k] f_a              for k < TAPE_LANES,
 *   columns   v'_i[k]  = sum_a f_a v'_a[k].
 *
 * Directions of one value lie side by side, so that the loop over them is one
 * for SIMD.  Where the tape has matrices they lie apart instead, a plane for
 * each direction, on which the rules of matrices work as on a tape's own
 * adjoints.  (Griewank & Walther, Evaluating Derivatives, 2nd ed., section 3.1
 * and 3.2: the vector modes.)
 *
 * y are m values on one tape, or constants, and x n values on it: the Jacobian's
 * entry dy_i/dx_j is jac[i * n + j], the caller's.  Each entry is the same, to
 * the last bit, as by sweeps for one direction (zeros are never -0), unless BLAS
 * multiplied a matrix with several vectors at once.  Memory
 * is taken for the length of the call: 8 TAPE_LANES bytes for each value on the
 * tape.  Returned is AD_OK, AD_BAD_ARGUMENT if an array is NULL, AD_MIXED_TAPES,
 * AD_STALE_VAR, AD_NOT_INPUT (an x is a constant, or, for columns, made by an
 * op), AD_NO_MEMORY, or the tape's status; nothing is sticky. */
#ifndef DUALTAPE_REVERSE_LANES_H
#define DUALTAPE_REVERSE_LANES_H

#include "tape.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { TAPE_LANES = 8 };

/* By adjoint sweeps, ceil(m / TAPE_LANES) of them. */
enum ad_status tape_jacobian_rows(size_t m, const var *y, size_t n,
                                  const var *x, double *jac);

/* By tangent sweeps, ceil(n / TAPE_LANES) of them; x are inputs. */
enum ad_status tape_jacobian_columns(size_t m, const var *y, size_t n,
                                     const var *x, double *jac);

#ifdef __cplusplus
}
#endif
#endif
