/* check_all.h: one call that decides whether derivatives are right.
 *
 * At x and at random points around it, a function in all number types is asked
 * in every way that the toolkit knows:
 *
 *   CHECK_EXACT        forward = reverse, entry by entry, within the rounding
 *                      that the op table allows (check.h)
 *   CHECK_DOT          <w, J v> = <J'w, v> for random v, w (check_dot.h)
 *   CHECK_TAYLOR_1     remainders fall with h^2 (check_taylor.h): the gradient
 *   CHECK_TAYLOR_2     and with h^3: the Hessian
 *   CHECK_DIFFERENCES  extrapolated differences of f, entry by entry, within
 *                      their own error
 *   CHECK_COMPLEX      the complex step, entry by entry, where f is analytic and
 *                      in complex.def (fd_complex.h)
 *   CHECK_SECOND       differences of <w, J v> against <w, H v>, the derivative
 *                      of a derivative ("gradgradcheck")
 *
 * No check alone is enough: what each of them is blind to differs. */
#ifndef DUALTAPE_CHECK_ALL_H
#define DUALTAPE_CHECK_ALL_H

#include "function.h"

#ifdef __cplusplus
extern "C" {
#endif

enum check_kind {
  CHECK_EXACT,
  CHECK_DOT,
  CHECK_TAYLOR_1,
  CHECK_TAYLOR_2,
  CHECK_DIFFERENCES,
  CHECK_COMPLEX,
  CHECK_SECOND,
  CHECK_KINDS
};

struct check_all_options {
  size_t points; /* x, and so many less one around it; 0: 5 */
  uint64_t seed; /* of points and directions */
  double spread; /* points lie within spread max(1, |x_j|) of x_j; 0: 0.1 */
  /* Whether f is smooth at x; NULL: wherever it is finite.  Where it is not,
   * only CHECK_EXACT and CHECK_DOT are asked. */
  bool (*smooth)(const double *x, void *data);
  void *data;
};

struct check_part {
  size_t asked;    /* comparisons made; 0: nothing is known */
  size_t failed;
  size_t point;    /* of the worst one, by check_point; 0 is x */
  size_t i, j;     /* its output and input, where there are such */
  double found;    /* the difference, or the rate */
  double allowed;  /* the most it may be; of a rate, the least */
};

struct check_all_report {
  size_t points;    /* tried */
  size_t undefined; /* of them, where f or a derivative is not finite */
  size_t edges;     /* and where it is not smooth */
  struct check_part part[CHECK_KINDS];
  bool right;       /* no part fails, and CHECK_EXACT was asked */
};

/* f needs on_double, on_dual and on_var.  AD_OK with the verdict;
 * AD_BAD_ARGUMENT; AD_NO_MEMORY; what f returned.  options may be NULL. */
enum ad_status check_all(const struct ad_function *f, const double *x,
                         const struct check_all_options *options,
                         struct check_all_report *report);

/* "exact", for programs and columns, in no language; and in the user's,
 * "forward = reverse".  Static storage. */
const char *check_kind_name(enum check_kind kind);
const char *check_kind_text(enum check_kind kind);

#ifdef __cplusplus
}
#endif
#endif
