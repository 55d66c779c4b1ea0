/* oracle.h: true values and derivatives of the ops, by MPFR, to judge the
 * table by.  Each op's value is MPFR's own function, or a short formula, in
 * hundreds or thousands of bits (oracle_values.c); the derivatives are central
 * differences of it with so small a step that they are right far past the last
 * bit of a double.  So nothing here depends on what ops.def says. */
#ifndef ORACLE_H
#define ORACLE_H

#include "../ops/info.h"

/* Whether there is an oracle for this op. */
bool oracle_knows(enum ad_op op);

/* The truth, each number rounded to double. */
struct ad_partials oracle(enum ad_op op, const double *x);

/* The truth, and the errors of an op's value and partials at x: how far `got`
 * is from the truth before that is rounded, in units in the last place of the
 * truth (of the least normal double where the truth is smaller).  Where one of
 * the two is NaN or infinite, the error is 0 if both are, else infinite. */
struct oracle_verdict {
  struct ad_partials truth, error;
};
struct oracle_verdict oracle_judge(enum ad_op op, const double *x,
                                   const struct ad_partials *got);

#endif
