/* fd_rule.h: difference quotients as a table of rules, and their best steps.
 *
 * A rule for the derivative of order r reads f at x + k h for a few integers k:
 *
 *   f^(r)(x) = (sum of w_k f(x + k h)) / h^r  -  C h^p f^(p+r)(x)  -  ...
 *
 * Its truncation falls with h^p, its order.  Rounding rises: with every value
 * of f wrong by at most `noise`, the sum is wrong by at most G noise, where G,
 * the gain, is the sum of |w_k|.  The total
 *
 *   E(h) = C |f^(p+r)| h^p + G noise / h^r
 *
 * is least at  h = (r G noise / (p C |f^(p+r)|))^(1 / (p+r)).
 * (Press et al., Numerical Recipes, 3rd ed., 5.7, for forward and central;
 * weights: Fornberg, Math. Comp. 51 (1988), tables 1 and 2.) */
#ifndef DUALTAPE_FD_RULE_H
#define DUALTAPE_FD_RULE_H

#include "fd.h"

#ifdef __cplusplus
extern "C" {
#endif

enum fd_rule {
  FD_FORWARD,     /* (f(x+h) - f(x)) / h */
  FD_BACKWARD,    /* (f(x) - f(x-h)) / h */
  FD_CENTRAL,     /* (f(x+h) - f(x-h)) / 2h */
  FD_FIVE_POINT,  /* (8 f(x+h) - f(x+2h) - ...) / 12h */
  FD_SEVEN_POINT, /* (45 f(x+h) - 9 f(x+2h) + f(x+3h) - ...) / 60h */
  FD_SECOND,      /* f'' = (f(x+h) - 2 f(x) + f(x-h)) / h^2 */
  FD_SECOND_FIVE_POINT,
  FD_RULE_COUNT
};

struct fd_rule_row {
  const char *name;    /* "central" */
  int derivative;      /* r: 1 or 2 */
  int order;           /* p */
  double truncation;   /* C, absolute */
  double gain;         /* G */
  int first, count;    /* k = first, ..., first + count - 1 */
  double weight[7];    /* w_k */
};

/* The row; NULL from FD_RULE_COUNT on. */
const struct fd_rule_row *fd_rule_of(enum fd_rule rule);

/* The rule at x with step h > 0, which is rounded so that the points x + k h
 * are representable wherever x + 3h has bits for it.  NaN where f is, or if h
 * is so small that x + h is x. */
double fd_quotient(enum fd_rule rule, fd_function *f, void *data, double x,
                   double h);

/* The h at which E is least, for |f^(p+r)| = next > 0; Inf if next is 0. */
double fd_best_step(enum fd_rule rule, double noise, double next);

/* The same where nothing is known but the size of f: with the scale
 * L = max(1, |x|), f^(p+r) is taken to be |f| / L^(p+r), so that
 * h = L (r G relative / (p C))^(1 / (p+r)); relative = noise / |f|. */
double fd_usual_step(enum fd_rule rule, double x, double relative);

/* E(h). */
double fd_rule_error(enum fd_rule rule, double noise, double next, double h);

/* The first of h, h/8, h/64, ... at which the quotients at h, h/2, h/4, h/8 come
 * nearer to each other by 2^p, or differ by rounding alone: the law of the
 * truncation holds there.  NaN if there is none: a pole, a jump, a kink. */
double fd_settled_step(enum fd_rule rule, fd_function *f, void *data, double x,
                       double h, double noise);

/* The rule at x with its step and an error bound, both found from f alone: from
 * a step that is settled, the truncation is measured by a quotient at h/2, and
 * the step is moved to where truncation and rounding meet.  This is what GSL
 * documents for gsl_deriv_central ("an adaptive difference algorithm"), for
 * every rule of the table and with steps that do not settle left out.
 * noise bounds the error in a value of f; 0: it is measured (fd_noise.h).
 * d is NaN and error infinite where no step settles. */
struct fd_result fd_adaptive(enum fd_rule rule, fd_function *f, void *data,
                             double x, double noise);

#ifdef __cplusplus
}
#endif
#endif
