/* oracle.h: true values and derivatives of the ops, by MPFR, to judge the
 * table by.  Each op's value is MPFR's own function of thousands of bits; the
 * derivatives are central differences of it with so small a step that they
 * are right far past the last bit of a double.  So nothing here depends on
 * what ops.def says. */
#ifndef ORACLE_H
#define ORACLE_H

#include "../ops/info.h"

/* Whether there is an oracle for this op. */
bool oracle_knows(enum ad_op op);

/* Value and partials of the op at (a, b), each correctly rounded. */
struct ad_partials oracle(enum ad_op op, double a, double b);

#endif
