/* optimize_impl.h: what the methods of optimize.h share; not installed. */
#ifndef OPTIMIZE_IMPL_H
#define OPTIMIZE_IMPL_H

#include "optimize.h"

/* A search on its way. */
struct search {
  const struct ad_function *f;
  struct ad_minimize_options o; /* none of its numbers 0 for "default" */
  struct ad_minimize_result *r;
  struct ad_callback_data call;
  size_t n;
  double *x, *g; /* the place and the gradient there, n numbers each */
  double *work;  /* 4 n numbers for the method, 0 to begin with */
};

/* f(x), its gradient; false if they are not finite, or s->call.status tells
 * that f could not be run. */
bool search_evaluate(struct search *s, const double *x, double *y, double *g);

/* Whether the search goes on after the step that came to s->x: watch is told,
 * and the tolerance and the number of steps are minded; r->end is set if not. */
bool search_goes_on(struct search *s, double y);

double search_largest(size_t n, const double *x);

/* The methods: from s->x, where y and s->g are known and finite.  The status is
 * AD_OK or AD_NO_MEMORY; what f returned is in s->call. */
enum ad_status search_newton(struct search *s, double y);
enum ad_status search_gradient_descent(struct search *s, double y);
enum ad_status search_adam(struct search *s, double y);
enum ad_status search_lbfgs(struct search *s, double y);
#endif
