/* cost.c: what sweeps over a tape cost, in operations. */
#include <config.h>

#include "optimize_impl.h"
#include "second.h"

/* For one op: the second partials that are not 0 for good, each computed once,
 * multiplied by the tangents of either argument, and then by the adjoint. */
static double bends(const struct span *r)
{
  double cost = 0;
  for (int k = 0; k < r->args; k++) {
    bool bent = false;
    for (int l = 0; l < r->args; l++) {
      if (r->x[k].constant || r->x[l].constant || ad_op_straight(r->op, k, l))
        continue;
      cost += k <= l ? 2 : 1;
      bent = true;
    }
    cost += bent;
  }
  return cost;
}

bool tape_count_cost(const tape *t, struct tape_cost *c)
{
  *c = (struct tape_cost){0};
  if (t->status || t->matrices)
    return false;
  for (uint32_t i = 0; i < t->used;) {
    const struct span r = tape_span_from(t, i);
    i = r.last + 1;
    if (r.input)
      continue;
    double arcs = 0;
    for (int k = 0; k < r.args; k++)
      arcs += !r.x[k].constant;
    c->function++;
    c->gradient += 1 + 2 * arcs;
    c->product += 5 * arcs + bends(&r);
  }
  return true;
}
