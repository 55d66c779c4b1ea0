/* lm.h: nonlinear least squares, by Levenberg and Marquardt.
 *
 * For residuals r(x) in R^m that depend on n <= m parameters, it looks for the
 * x at which S(x) = r_1(x)^2 + ... + r_m(x)^2 is least.  A step h solves
 *
 *   min over h of  |J h + r|^2 + mu |D h|^2,      J = dr/dx at x,
 *
 * by Householder's QR of J, which keeps the digits that J'J would lose.
 *
 *   - D holds the largest norms so far of J's columns, so that units do not
 *     matter.  (J. Moré, The Levenberg-Marquardt algorithm: implementation and
 *     theory, Lecture Notes in Mathematics 630, Springer 1978, section 6.)
 *   - mu follows the gain, the true decrease of S over the predicted one.
 *     (H. B. Nielsen, Damping parameter in Marquardt's method, IMM-REP-1999-05,
 *     Technical University of Denmark 1999, section 2.)
 *   - The end is told by the relative offset, the part of r within the reach of
 *     J against the part without:
 *       sqrt(|Q'r|^2 / n) / sqrt((S - |Q'r|^2) / (m - n)).
 *     (D. Bates, D. Watts, A relative offset orthogonality convergence
 *     criterion for nonlinear least squares, Technometrics 23 (1981).)  Where
 *     a step moves S by no more than a few roundings, S is no judge any more;
 *     from there undamped steps (Gauss and Newton) go on as long as they lower
 *     the offset by a tenth, until rounding ends them. */
#ifndef DUALTAPE_LM_H
#define DUALTAPE_LM_H

#include "function.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ad_lm_options {
  size_t steps;  /* tried at most; 0: 1000 */
  double offset; /* a relative offset that is small enough; 0: as small as
                  * rounding lets it become; Bates and Watts take 0.001 */
  /* If not NULL, called at the start (step 0) and after each step taken. */
  void (*watch)(size_t step, const double *x, double squares, void *data);
  void *data; /* handed to watch */
};

enum ad_lm_end {
  AD_LM_CONVERGED,
  AD_LM_TOO_MANY_STEPS,
  AD_LM_STUCK,    /* no step makes S less, and this is no minimum: the
                   * derivatives may be wrong */
  AD_LM_UNDEFINED /* r or J is not finite at the start */
};

struct ad_lm_result {
  enum ad_lm_end end;
  double squares;   /* S(x) */
  double offset;    /* the relative offset; NaN if m is n */
  size_t steps;     /* tried */
  size_t jacobians; /* asked for, one after each step taken */
};

/* Fits: x holds the start and receives the end, of n = f->n parameters;
 * f gives the m = f->m residuals.  deviation, if not NULL, receives the n
 * standard deviations sqrt(S/(m - n) [(J'J)^-1]_jj), NaN if m is n or J has no
 * full rank.  options may be NULL.  Returned is AD_OK if the search ran,
 * however it ended; AD_BAD_ARGUMENT if something is NULL, n is 0 or m < n; else
 * what f returned, or AD_NO_MEMORY, with x as it was. */
enum ad_status ad_lm_fit(const struct ad_function *f, double *x,
                         double *deviation, const struct ad_lm_options *options,
                         struct ad_lm_result *result);

/* How it ended, as a sentence; static storage. */
const char *ad_lm_end_text(enum ad_lm_end end);

#ifdef __cplusplus
}
#endif
#endif
