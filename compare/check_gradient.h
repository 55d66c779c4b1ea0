/* check_gradient.h: is a gradient right that somebody wrote by hand?
 *
 * The function has the form that optimisers in C want (NLopt's nlopt_func): it
 * returns f(x) and, if grad is not NULL, writes its gradient there.  At x and
 * at random points around it each component is held against extrapolated
 * differences (fd_extrapolate.h) of f itself, within the differences' own error
 * bound.  Where it is wrong, the values at all points tell what kind of mistake
 * it looks like. */
#ifndef DUALTAPE_CHECK_GRADIENT_H
#define DUALTAPE_CHECK_GRADIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../ops/status.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef double check_gradient_function(unsigned n, const double *x,
                                       double *grad, void *data);

struct check_gradient_options {
  size_t points; /* x, and so many less one around it; 0: 6 */
  uint64_t seed; /* of the points */
  double spread; /* they lie within spread max(1, |x_j|) of x_j; 0: 0.5 */
  double noise;  /* a value of f may be wrong by so much, if that is
                  * more than what is measured */
};

/* What kind of mistake it looks like, over all points; the first that fits.
 * With g the gradient given and d the right one: */
enum check_mistake {
  CHECK_RIGHT,
  CHECK_NOT_FINITE,  /* g_j is NaN or infinite, d_j is not */
  CHECK_ACCUMULATES, /* g is d and what grad held before the call */
  CHECK_STALE,       /* g is d of the point of the call before */
  CHECK_SIGN,        /* g_j = -d_j */
  CHECK_ZERO,        /* g_j = 0 */
  CHECK_FACTOR,      /* g_j = factor d_j, the same at all points */
  CHECK_TRANSPOSED,  /* g as a rows x (n / rows) matrix is d's transpose */
  CHECK_SHIFTED,     /* g_j = d_other, all of them displaced by as much */
  CHECK_EXCHANGED,   /* g_j = d_other */
  CHECK_TIMES,       /* d_j = factor x_other g_j: a factor is missing */
  CHECK_TERM,        /* g_j lacks factor * 1, * x_k or * x_l x_k */
  CHECK_WRONG        /* none of these */
};

struct check_gradient_report {
  size_t n, points;
  bool right;        /* every component that could be judged, at all points */
  size_t judged;     /* components times points where differences settle */
  size_t unjudged;   /* and where they do not, or f is not finite */
  size_t wrong;      /* how many components are wrong somewhere */
  enum check_mistake mistake;
  size_t index;      /* j of the component farthest off, */
  size_t point;      /* number of check_point, 0 being x itself: */
  double got, want, error; /* g_j, d_j and what d_j may be wrong by */
  double factor;     /* of the mistake */
  size_t other;      /* component that it is; or k of x_k, n: none */
  size_t second;     /* l of a term, n: none */
  size_t rows;       /* of a transposed matrix */
  size_t calls;      /* of the function */
};

/* AD_OK with the verdict; AD_BAD_ARGUMENT if f or x or report is NULL or n is
 * 0; AD_NO_MEMORY.  options may be NULL. */
enum ad_status check_gradient(check_gradient_function *f, void *data,
                              unsigned n, const double *x,
                              const struct check_gradient_options *options,
                              struct check_gradient_report *report);

/* Its report as a sentence or two, in the user's language, as snprintf would
 * write it; the length that it takes is returned. */
int check_gradient_text(const struct check_gradient_report *report, char *text,
                        size_t size);

#ifdef __cplusplus
}
#endif
#endif
