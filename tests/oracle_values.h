/* oracle_values.h: every op's value in MPFR's arithmetic. */
#ifndef ORACLE_VALUES_H
#define ORACLE_VALUES_H

#include <mpfr.h>

#include "../ops/info.h"

/* y = f(x[0], x[1], x[2]) in y's precision, right to a few of its last bits;
 * an op with fewer arguments ignores the others.  NULL if there is none. */
typedef void oracle_value(mpfr_ptr y, const mpfr_srcptr *x);
oracle_value *oracle_value_of(enum ad_op op);

#endif
