/* dense.h: dense linear algebra on blocks, with tangents where they are.
 *
 * These are the pieces that the rules of matrix.def are made of.  Strides are
 * free, so that a transpose costs nothing.  Factorisations and triangular
 * solves halve the matrix until it is small, so that the bulk of their work is
 * products; and large products go through BLAS, where configure found one.
 *
 * Nothing here asks whether numbers are finite: NaN in, NaN out. */
#ifndef DUALTAPE_DENSE_H
#define DUALTAPE_DENSE_H

#include "block.h"
#include "scratch.h"
#include "status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Y += A B and Y -= A B; with tangents, if y.d is there,
 * Y' += A' B + A B'.  An argument without tangents is constant.  y overlaps
 * neither; it may repeat elements (strides of 0), which then get all shares. */
void ad_dense_multiply(struct ad_block a, struct ad_block b,
                       struct ad_block y);
void ad_dense_subtract_product(struct ad_block a, struct ad_block b,
                               struct ad_block y);

/* Y += f X, with tangents too. */
void ad_dense_add(double f, struct ad_block x, struct ad_block y);

/* X = L^-1 X and X = U^-1 X, in place; with tangents, if x.d is there,
 *   X' = L^-1 (X' - L' X).
 * Only the triangle is read (of l.d too, which counts as 0 elsewhere); with
 * `unit` the diagonal counts as ones.  X L^-1 is the same on transposes:
 * ad_dense_solve_upper(ad_block_transpose(l), unit, ad_block_transpose(x)). */
void ad_dense_solve_lower(struct ad_block l, bool unit, struct ad_block x);
void ad_dense_solve_upper(struct ad_block u, bool unit, struct ad_block x);

/* P A = L U with L unit lower triangular, U upper triangular, both in lu, and
 * P the exchange of rows k and swap[k] for k = 0, 1, ... (partial pivoting). */
struct ad_dense_lu {
  struct ad_block lu;
  size_t *swap;
};

/* Factors A, primals alone, into memory from s.  AD_SINGULAR if a pivot is
 * exactly 0; then neither lu nor swap are of use. */
enum ad_status ad_dense_lu(struct ad_scratch *s, struct ad_block a,
                           struct ad_dense_lu *f);

/* X = A^-1 X in place, or A'^-1 X if transposed; with tangents, if x.d is
 * there:  X' = A^-1 (X' - A' X).  a is what was factored. */
void ad_dense_lu_solve(const struct ad_dense_lu *f, struct ad_block a,
                       bool transposed, struct ad_block x);

/* The lower triangular L with positive diagonal and A = L L'; zeros above.
 * Of A the symmetric part counts, (A + A') / 2.  With tangents, if l.d is
 * there:  L' = L low(L^-1 A' L'^-1), where `low` takes the lower triangle and
 * half the diagonal.  AD_NOT_DEFINITE if a pivot is not positive, or if some
 * |a_ij - a_ji| > sqrt(a_ii a_jj) / 1000: that is no rounding error. */
enum ad_status ad_dense_cholesky(struct ad_scratch *s, struct ad_block a,
                                 struct ad_block l);

/* The lower triangle with half the diagonal, zeros above, in place, with
 * tangents. */
void ad_dense_low(struct ad_block x);

#ifdef __cplusplus
}
#endif
#endif
