/* reverse/sparse.h: sparse Jacobians and Hessians in a few sweeps.
 *
 *   pattern (sparsity.h) -> colours (colour.h) -> a sweep for each colour -> entries
 *
 * The inputs of one colour are seeded together, S = [s_1 s_2 ...], s_c being 1 for
 * the inputs of colour c; then every entry stands somewhere in J S, S' J or H S
 * alone, and is read there: nothing is solved for.  Jacobians go TAPE_LANES
 * colours a sweep (lanes.h), Hessians a pair of sweeps each (second.h).
 *
 *   struct ad_sparse h;
 *   if (var_sparse_hessian(f, data, NULL, n, x, &y, grad, &h) == AD_OK)
 *     for (size_t i = 0; i < n; i++)
 *       for (size_t k = h.at.start[i]; k < h.at.start[i + 1]; k++)
 *         use(i, h.at.col[k], h.value[k]);
 *   ad_sparse_free(&h);
 *
 * Every entry is the same, to the last bit, as the dense drivers compute it (of a
 * Hessian's pair h_ij and h_ji, which may differ in rounding, one is taken for
 * both): a colour adds only zeros to the sums that an entry is made of.
 *
 * y are m values on one tape, or constants, x n different inputs of it; value has
 * room for the entries of the pattern, value[k] belonging to p->col[k].  Returned
 * is AD_OK, AD_BAD_ARGUMENT (something is NULL, shapes differ, or the colours do
 * not separate the pattern's entries), AD_MIXED_TAPES, AD_STALE_VAR, AD_NOT_INPUT,
 * AD_NO_MEMORY or the tape's status.  An entry that the pattern lacks would be
 * added to others unseen: take the patterns of sparsity.h. */
#ifndef DUALTAPE_REVERSE_SPARSE_H
#define DUALTAPE_REVERSE_SPARSE_H

#include "colour.h"
#include "drivers.h"
#include "lanes.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The Jacobian by tangent sweeps, `colour` from ad_colour_columns; by adjoint
 * sweeps, from ad_colour_rows: ceil(colours / TAPE_LANES) of them. */
enum ad_status tape_sparse_columns(size_t m, const var *y, size_t n,
                                   const var *x, const struct ad_pattern *p,
                                   const uint32_t *colour, size_t colours,
                                   double *value);
enum ad_status tape_sparse_rows(size_t m, const var *y, size_t n, const var *x,
                                const struct ad_pattern *p,
                                const uint32_t *colour, size_t colours,
                                double *value);

/* The Hessian of y, `colour` from ad_colour_star, by `colours` pairs of a tangent
 * and a second-order adjoint sweep; and the gradient, if grad is not NULL. */
enum ad_status tape_sparse_hessian(var y, size_t n, const var *x,
                                   const struct ad_pattern *p,
                                   const uint32_t *colour, size_t colours,
                                   double *grad, double *value);

/* A matrix: its pattern, its entries, and how it was computed. */
struct ad_sparse {
  struct ad_pattern at;
  double *value;    /* as many as at.col */
  uint32_t *colour; /* of columns; of rows, if by_rows */
  size_t colours;   /* directions that were swept */
  bool by_rows;
};

void ad_sparse_free(struct ad_sparse *s); /* not s itself; of zeros, too */

/* The whole way, for a function (drivers.h), with the order and the side that
 * take the fewest directions.  *out is the caller's, to be freed by
 * ad_sparse_free; on an error it is of zeros.  y, grad may be NULL. */
enum ad_status var_sparse_jacobian(var_map *f, void *data, tape *t, size_t n,
                                   const double *x, size_t m, double *y,
                                   struct ad_sparse *out);
enum ad_status var_sparse_hessian(var_map *f, void *data, tape *t, size_t n,
                                  const double *x, double *y, double *grad,
                                  struct ad_sparse *out);

/* How a Hessian is made.  var_sparse_hessian goes by colours, so that its entries
 * are the dense drivers' to the last bit.  By edge pushing (edge_push.h) they are the
 * same but for rounding, `at` has the entries that are not 0 at x, and there are no
 * colours (NULL, 0); AD_BAD_ARGUMENT if there are records of matrices.  By cost:
 * edges, as long as they take less than colours would,
 *
 *   4 edges' operations <= (1 + E / V) products H v,
 *
 * for V inputs with E pairs between them, since a star colouring with k colours has
 * at most (k - 1) V pairs: any two colours together make a forest.  (An edge's
 * operation takes about four times as long as one of a product: bench/hessian.)  Up to
 * two products' operations edges need not even ask, for E is not known without the
 * pattern, which takes longer.  Else, and where there are matrices, colours. */
enum ad_hessian_way { AD_BY_COLOURS, AD_BY_EDGES, AD_BY_COST };
enum ad_status var_sparse_hessian_by(enum ad_hessian_way way, var_map *f,
                                     void *data, tape *t, size_t n,
                                     const double *x, double *y, double *grad,
                                     struct ad_sparse *out);

/* Pattern and colours of what is on a tape, without the entries: value is NULL. */
enum ad_status tape_sparse_plan_jacobian(size_t m, const var *y, size_t n,
                                         const var *x, struct ad_sparse *out);
enum ad_status tape_sparse_plan_hessian(var y, size_t n, const var *x,
                                        struct ad_sparse *out);

#ifdef __cplusplus
}
#endif
#endif
