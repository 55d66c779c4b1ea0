/* sparsity.h: the patterns of a formula's derivatives, for `dualtape sparsity` and
 * its picture. */
#ifndef CLI_SPARSITY_H
#define CLI_SPARSITY_H

#include "../../reverse/sparse.h"
#include "part.h"

struct cli_sparsity {
  struct cli_part part;
  tape *t;
  var *u; /* inputs, then outputs */
};

/* Records the formula, as a function of the inputs that wrt names (NULL: all).
 * CLI_OK or, having said what is wrong, CLI_BAD; close in either case. */
int cli_sparsity_open(struct cli_sparsity *s, const struct cli_problem *p,
                      const char *wrt);
void cli_sparsity_close(struct cli_sparsity *s);

/* Pattern and colours of the Jacobian; of the Hessian of output i.  To be freed
 * with ad_sparse_free. */
int cli_sparsity_jacobian(const struct cli_sparsity *s, struct ad_sparse *plan);
int cli_sparsity_hessian(const struct cli_sparsity *s, size_t i,
                         struct ad_sparse *plan);

/* What the Hessian of output i takes at the formula's point, in operations
 * (reverse/edge_push.h): by the plan's colours; by edge pushing.  Not known where the
 * tape has matrices, which is said, CLI_BAD, if `edges` have to be pushed. */
struct cli_hessian_cost {
  bool known;
  double colours, operations, edges;
  size_t most; /* edges in memory */
};
int cli_sparsity_cost(const struct cli_sparsity *s, size_t i,
                      const struct ad_sparse *plan, bool edges,
                      struct cli_hessian_cost *cost);

#endif
