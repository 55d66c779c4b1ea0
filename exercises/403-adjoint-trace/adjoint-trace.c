/* adjoint-trace.c: exercise 403: the adjoint trace of
 *     y = ln(x1) + x1 x2 - sin(x2)
 * README.md says what is to be done. */
#include <math.h>

/* adj[i + 1] = dy/dv_i, for i = -1 ... 5. */
void adjoint_trace(double x1, double x2, double adj[7])
{
  /* TODO: from adj[6], which is dy/dy, to adj[0]. */
  for (int i = 0; i < 7; i++)
    adj[i] = 0;
}

/* Whether adjoints can be handed on in this order: order[0] is the place that
 * has its turn first.  1 or 0. */
int is_right_order(const int order[7])
{
  /* TODO: for each arrow of the graph (401), who has to come first? */
  return order[0];
}
