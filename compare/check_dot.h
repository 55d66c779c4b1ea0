/* check_dot.h: the dot-product identity.
 *
 * Forward mode gives J v, reverse mode J'w, and for every v and w
 *
 *   <w, J v> = <J'w, v>.
 *
 * If one of the two is wrong, random v and w tell with probability 1, for the
 * price of one sweep each, whatever the size of J.  (Griewank & Walther,
 * Evaluating Derivatives, 2nd ed., section 3.2; "adjoint test".)
 *
 * Both sides round.  Their difference is held against a bound that is computed
 * from the op table's own bounds, by the engines (engine.h): with E_ij what an
 * entry may be wrong by in either,
 *
 *   sum |w_i| E_ij |v_j|  +  (n + m + 4) u sum |w_i| |J_ij| |v_j|. */
#ifndef DUALTAPE_CHECK_DOT_H
#define DUALTAPE_CHECK_DOT_H

#include "function.h"

#ifdef __cplusplus
extern "C" {
#endif

struct check_dot_report {
  double forward, reverse; /* <w, J v> and <J'w, v> */
  double bound;            /* what they may differ by */
  bool holds;              /* false too if one is not finite */
};

/* At x, with v of f->n and w of f->m numbers.  AD_OK, AD_BAD_ARGUMENT,
 * AD_NO_MEMORY, or what f returned. */
enum ad_status check_dot(const struct ad_function *f, const double *x,
                         const double *v, const double *w,
                         struct check_dot_report *report);

#ifdef __cplusplus
}
#endif
#endif
