/* check_custom.h: is the derivative of a user's op right? */
#ifndef DUALTAPE_CHECK_CUSTOM_H
#define DUALTAPE_CHECK_CUSTOM_H

#include "../reverse/custom.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Where an op's derivative is farthest from what it should be, in units of
 * what the comparison itself may be wrong by. */
struct check_custom_report {
  bool agree;
  bool tangent;      /* it is the tangent that differs, not the adjoint, */
  bool second;       /* or the second derivative */
  int argument;      /* of this argument, from 0, */
  size_t row, col;   /* in this element (not of a tangent) */
  double got, want;  /* what the op's function says, and what it should */
  double error;      /* the difference that rounding allows */
  char text[200];    /* all this as a sentence */
};

/* Calls the op at x[k], row by row, of shape shapes[k]; and, with random w of
 * the result's shape (always the same ones),
 *
 *   adjoint   each element of J'w against the best central difference of
 *             <w, y(x)>, within the difference's own error bound;
 *   tangent   <w, J u> against <J'w, u> for a random u in one argument at a
 *             time, to rounding (the dot-product identity); not asked if the
 *             adjoint is wrong;
 *   second    each element of what `second` adds for a random u in all arguments
 *             against the best central difference of <w, J(x) u> by the tangent
 *             function; not asked if the tangent is wrong.
 *
 * The last two only of ops that have these functions.
 *
 * Returns AD_OK with the verdict in *report; AD_BAD_ARGUMENT, or what
 * var_mat_custom returns, if the op cannot be called there, or if it has
 * `second` but no `tangent`. */
enum ad_status check_custom(const struct tape_custom *custom,
                            const struct ad_shape *shapes,
                            const double *const *x,
                            struct check_custom_report *report);

#ifdef __cplusplus
}
#endif
#endif
