/* check_formula.h: all engines on one formula of numbers, at one point.
 *
 * Everything that check_all asks, and the two engines that it has no need of:
 *
 *   jets     several tangents at once: their Jacobian against the tape's
 *   hypers   second derivatives by hyper-dual numbers against the second-order
 *            adjoint sweep
 *
 * They compute the same products of the same partials in another order, so
 * that they may differ by rounding only.  Bounds are computed: of Jacobians as
 * in engine.h; of a second derivative from the same recursion with absolute
 * values,
 *
 *   M_jk += |f_a| M_jk(a) + sum_ab |f_ab| m_j(a) m_k(b),
 *
 * m being the magnitudes of first derivatives, times 8 roundings an op. */
#ifndef DUALTAPE_CHECK_FORMULA_H
#define DUALTAPE_CHECK_FORMULA_H

#include "check_all.h"
#include "formula.h"

#ifdef __cplusplus
extern "C" {
#endif

struct check_formula_report {
  struct check_all_report all;
  struct check_part jets, hypers; /* i output, j input (of hypers the first) */
  bool compared;                  /* what check_compare says of all Jacobians */
  bool right;                     /* no part fails */
};

/* At x and nowhere else, where the formula is smooth.  AD_OK with the verdict;
 * AD_BAD_ARGUMENT if it has matrices or no input; what a run returned. */
enum ad_status check_formula(ad_formula *formula, const double *x,
                             uint64_t seed,
                             struct check_formula_report *report);

#ifdef __cplusplus
}
#endif
#endif
