/* reverse/sparsity.h: which entries of a Jacobian or Hessian can differ from 0.
 *
 * A tape tells more than numbers: dy_i/dx_j is 0 at every point unless a path
 * of records leads from x_j to y_i.  The index domains
 *
 *   X_i = { j : v_i depends on x_j } = union of X_a over the arguments a
 *
 * go up the tape as tangents do, and X of the outputs are the rows of the
 * Jacobian's pattern.  Second derivatives arise where an op bends: d2y/dx_j dx_k
 * is 0 unless some record below y has a second partial f_ab that is not
 * identically 0, with j in X_a and k in X_b.  (Griewank & Walther, Evaluating
 * Derivatives, 2nd ed., section 7.1; A. Walther, "Computing sparse Hessians with
 * automatic differentiation", ACM TOMS 34 (2008): nonlinear interaction
 * domains.)  Which partials are identically 0 is read off the op table.
 *
 * A pattern is a property of the tape, not of the point: it stays right for
 * every replay (replay.h).  It may hold entries that are 0 by chance (x - x), and
 * never lacks one that is not.  Ops on whole matrices: element by element, joined
 * matrices, products, sums and the other reductions along their lanes as they
 * are; det, inverse, solve, cholesky, logdet and custom ops as if every result
 * depended on every element, and nonlinearly.  Where an argument of floor or the
 * like is NaN, its derivative is NaN but not in the pattern.
 *
 *   struct ad_pattern p;
 *   if (tape_hessian_pattern(y, n, x, &p) == AD_OK)
 *     use(p.start, p.col);
 *   ad_pattern_free(&p);
 *
 * Cost: with domains of at most d inputs, d steps for each record and d^2 for
 * each that bends; a large domain is made only where it is asked for, so that a
 * sum of n terms costs n, not n^2. */
#ifndef DUALTAPE_REVERSE_SPARSITY_H
#define DUALTAPE_REVERSE_SPARSITY_H

#include "tape.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Compressed rows: the columns of row i are col[k], ascending, for
 * start[i] <= k < start[i + 1].  Indexes begin with 0. */
struct ad_pattern {
  size_t rows, cols;
  size_t *start; /* rows + 1 numbers */
  uint32_t *col; /* start[rows] numbers */
};

/* Frees what a pattern holds, not *p itself; one of zeros, too. */
void ad_pattern_free(struct ad_pattern *p);

/* The number of entries; and whether (i, j) is one. */
size_t ad_pattern_count(const struct ad_pattern *p);
bool ad_pattern_has(const struct ad_pattern *p, size_t i, size_t j);

/* The transposed pattern; and where a[i * cols + j] is not 0.  AD_NO_MEMORY, or
 * AD_BAD_ARGUMENT if there are more than 2^32 - 2 columns (or, for the first,
 * rows); then *out is of zeros. */
enum ad_status ad_pattern_transpose(const struct ad_pattern *p,
                                    struct ad_pattern *out);
enum ad_status ad_pattern_of(size_t rows, size_t cols, const double *a,
                             struct ad_pattern *out);

/* The pattern of dy_i/dx_j, m by n.  y are m values on one tape, or constants, x
 * are n different inputs of it.  *p is the caller's, to be freed by
 * ad_pattern_free; on an error it is of zeros.  AD_BAD_ARGUMENT (an array is
 * NULL, an input comes twice), AD_MIXED_TAPES, AD_STALE_VAR, AD_NOT_INPUT,
 * AD_NO_MEMORY, or the tape's status; nothing is sticky.
 *
 * Under a policy (tape_policy), which may give floor a slope, every argument
 * counts. */
enum ad_status tape_jacobian_pattern(size_t m, const var *y, size_t n,
                                     const var *x, struct ad_pattern *p);

/* The pattern of d2y/dx_j dx_k, n by n, both triangles.  The same otherwise. */
enum ad_status tape_hessian_pattern(var y, size_t n, const var *x,
                                    struct ad_pattern *p);

#ifdef __cplusplus
}
#endif
#endif
