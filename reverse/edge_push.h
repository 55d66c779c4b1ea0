/* reverse/edge_push.h: a whole sparse Hessian in one adjoint sweep.
 *
 * The adjoint sweep eliminates the values of a tape one by one, from the last to
 * the first: after record i, y is a function of the values before it alone, and
 * v̄_a are its first partials by those.  Edge pushing carries the second ones
 * along: h_pq, an edge between p and q, for each two values that interact so far.
 * Eliminating v_i = f(v_a, v_b, ...) takes its edges off and
 *
 *   pushes them   h_pa += f_a h_pi      for each edge between i and p != i,
 *                                       twice that where a = p,
 *                 h_ab += f_a f_b h_ii  for each two arguments,
 *   makes new     h_ab += f_ab v̄_i      where the op bends,
 *
 * with the second partials f_ab of the op table.  What is left are edges between
 * inputs: the Hessian.  (R. Gower, M. Mello, "A new framework for the computation
 * of Hessians", Optimization Methods and Software 27 (2012); M. Wang, A.
 * Gebremedhin, A. Pothen, "Capitalizing on live variables: new algorithms for
 * efficient Hessian computation via automatic differentiation", Math. Prog.
 * Comp. 8 (2016).)
 *
 *   struct tape_edges *e = tape_edges_new();
 *   if (tape_hessian_pattern(y, n, x, &p) == AD_OK)
 *     while (tape_replay(t, n, x, at) == AD_OK &&        // new numbers, as often
 *            tape_edges_hessian(e, y, n, x, &p, grad, value) == AD_OK)
 *       step(at, grad, value);                           // as there is need
 *   tape_edges_free(e);
 *
 * Beside colours (sparse.h) there is no colouring, and each partial is computed
 * once, not once a colour.  Which is cheaper, the tape decides: where the Hessian
 * is as sparse as what lies between, edges (1.4 to 5.5 times faster than the sweeps
 * for Rosenbrock's function, bands, arrows and products; 6 to 14 times with the
 * pattern and the colours: doc/speed.md); where few inputs meet through many values,
 * as in (u_1 + ... + u_m)^2 of two inputs, where all u_k interact, colours.
 * var_sparse_hessian_by (sparse.h) chooses.
 *
 * Numbers agree with second.h's but for rounding.  As there, 0 times infinity or
 * NaN is 0, and a policy rules first partials.  The gradient is tape_gradient's
 * to the last bit.  The same tape gives the same bits each time.
 *
 * Only edges between values that are still to be eliminated, and that depend on
 * an x, take memory: 16 bytes for each slot of the tape, and 16 for each of at
 * most four times as many edges as there are different ones at once (half as many
 * as slots at least).  It stays in *e, so that a second call asks for none. */
#ifndef DUALTAPE_REVERSE_EDGE_PUSH_H
#define DUALTAPE_REVERSE_EDGE_PUSH_H

#include "sparse.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Memory for edges, of any tape, one call at a time; NULL if there is none.  Free
 * it with tape_edges_free, which takes NULL too. */
struct tape_edges *tape_edges_new(void);
void tape_edges_free(struct tape_edges *e);

/* The bytes that it holds. */
size_t tape_edges_bytes(const struct tape_edges *e);

/* The Hessian of y by the n different inputs x of one tape: value[k], the caller's
 * as grad is, belongs to p->col[k], and p comes from tape_hessian_pattern.  grad may
 * be NULL.  Afterwards var_adjoint has the adjoints of all values.
 *
 * AD_OK; AD_BAD_ARGUMENT if something is NULL, an input comes twice, p has another
 * shape or lacks an entry that is not 0, or there are records of matrices or custom
 * ops on the tape, which are not eliminated number by number (tape_sparse_hessian
 * takes them); AD_MIXED_TAPES, AD_STALE_VAR, AD_NOT_INPUT, AD_NO_MEMORY, or the
 * tape's status.  On an error value is undefined, and nothing is sticky. */
enum ad_status tape_edges_hessian(struct tape_edges *e, var y, size_t n,
                                  const var *x, const struct ad_pattern *p,
                                  double *grad, double *value);

/* The same where no pattern is known: *out is the caller's, to be freed by
 * ad_sparse_free, and has the entries that are not 0 at this point, without colours
 * (of zeros on an error).  To find a pattern is most of the work for one Hessian;
 * here there is none to be found. */
enum ad_status tape_edges_find(struct tape_edges *e, var y, size_t n,
                               const var *x, double *grad,
                               struct ad_sparse *out);

/* What the last call did: edges that were made or pushed, a new summand each, and
 * how many there were memory for at most; and its operations, to be held against
 * tape_count_cost's `product` for each colour (second.h): one for each first and
 * second partial that is not 0 for good, one for each product with one.  Edges
 * that are 0 at this point count as none. */
struct tape_edges_cost {
  double edges, operations;
  size_t most;
};
struct tape_edges_cost tape_edges_count(const struct tape_edges *e);

#ifdef __cplusplus
}
#endif
#endif
