/* fd_single.h: difference quotients in single precision.
 *
 * A float has 24 bits: eps = 2^-23 = 1.2e-7 from one float to the next.  The
 * rounding in a quotient, about eps |f| / h, is therefore 5e8 times what it is
 * in double: a step of 1e-6, usual there, leaves one digit or none; and x + h
 * itself is rounded.  The steps that suit, about eps^(1/2) for forward and
 * eps^(1/3) for central differences, are 3e-4 and 5e-3. */
#ifndef DUALTAPE_FD_SINGLE_H
#define DUALTAPE_FD_SINGLE_H

#include "fd_rule.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A function of one number in single precision. */
typedef float fd_single_function(float x, void *data);

/* The rule of fd_rule.h at x, in single precision throughout: d is a float; h,
 * the step taken, the multiple next to the one asked for of the distance
 * between floats at x + 3h, so that no x + kh is rounded; error what rounding
 * of each value of f by half an ulp may do, G eps |f(x)| / (2 h).  d is NaN and
 * error infinite where f is NaN, or h so small that x + h is x. */
struct fd_result fd_single_quotient(enum fd_rule rule, fd_single_function *f,
                                    void *data, float x, float h);

/* The step that suits the rule in single precision: max(1, |x|) eps^(1/(p+r)),
 * p the rule's order and r that of the derivative. */
float fd_single_step(enum fd_rule rule, float x);

/* Output i of f by input j, as such a function: data is a struct
 * fd_single_slice, whose x and y are room for n and m floats; x holds the
 * point.  NaN where f fails or has no on_float. */
struct fd_single_slice {
  const struct ad_function *f;
  float *x, *y;
  size_t i, j;
};
fd_single_function fd_single_on_slice;

#ifdef __cplusplus
}
#endif
#endif
