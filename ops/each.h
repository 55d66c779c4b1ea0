/* each.h: an op of the table on every element of its arguments.
 *
 * All blocks of one call have the same shape; an argument that is repeated
 * (broadcast) has strides of 0, and what its copies get adds up.  The loops
 * are generated from ops.def, one for each op and purpose. */
#ifndef DUALTAPE_EACH_H
#define DUALTAPE_EACH_H

#include "block.h"
#include "info.h"
#include "policy.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ad_each {
  enum ad_op op;
  int n;                          /* an OPN row's integer */
  const struct ad_policy *policy; /* at edges; NULL: the rows' own rules */
  struct ad_block x[AD_OP_ARGS];  /* as many as the op has variables */
  struct ad_block y;
};

/* y = f(a, b, c); with tangents, if y.d is there, y' = f_a a' + f_b b' + ...
 * An argument without tangents is constant. */
void ad_each_value(const struct ad_each *e);

/* The values being known: x̄_k += ȳ f_k, for each k whose xbar[k].v is not
 * NULL; with tangents, if ybar->d is there, also
 *   x̄_k' += ȳ' f_k + ȳ (f_ka a' + f_kb b' + f_kc c').
 * With `magnitude` every partial counts by its absolute value. */
void ad_each_adjoint(const struct ad_each *e, const struct ad_block *ybar,
                     const struct ad_block *xbar, bool magnitude);

#ifdef __cplusplus
}
#endif
#endif
