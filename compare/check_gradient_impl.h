/* check_gradient_impl.h: the values at all points, for check_gradient.c, which
 * gathers them, and check_mistake.c, which finds the mistake in them. */
#ifndef CHECK_GRADIENT_IMPL_H
#define CHECK_GRADIENT_IMPL_H

#include "check_gradient.h"

/* Row p is point p; n numbers each. */
struct gradients {
  size_t n, points;
  double *x;
  double *g;      /* given */
  double *d;      /* by differences */
  double *error;  /* what d may be wrong by; Inf: nothing is known */
  double *before; /* what grad held before the call */
  double *again;  /* given by a second call, grad holding -before */
};

/* Whether b, wrong by error, may be a. */
bool gradients_same(double a, double b, double error);

/* Whether component j is wrong at point p. */
bool gradients_wrong(const struct gradients *v, size_t p, size_t j);

/* Fills in mistake, factor, other, second and rows; r->index is known. */
void gradients_diagnose(const struct gradients *v,
                        struct check_gradient_report *r);

#endif
