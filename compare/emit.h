/* emit.h: a formula's value and gradient as C that people can read.
 *
 *   void f(const double *x, double *y, double *grad);
 *
 * One local v_i for each value, in the order of the evaluation, then one b_i
 * for each adjoint, in the reverse order: the adjoint sweep without a tape
 * (Griewank & Walther, 2nd ed., chapter 6, source transformation).  The first
 * share that an adjoint gets defines it, so that none is cleared; values that
 * no output and adjoints that no input needs are left out.
 *
 * What stands there are the expressions of ops.def, so that the numbers are
 * those of the engines to the last bit, where the compiler rounds each
 * operation by itself (-ffp-contract=off).  An op whose expression is plain C
 * needs <math.h> alone; for the others the text includes <dualtape.h>.  The
 * derivatives at edges are the rows' own rules.  As in the engines 0 times
 * anything is 0, except where a partial is infinite since a value has
 * overflowed. */
#ifndef DUALTAPE_EMIT_H
#define DUALTAPE_EMIT_H

#include "formula.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The text in *text, ending with a newline and 0, *length without the 0; free
 * it with free().  `source` (`size` bytes) is what the formula was parsed
 * from, quoted at the top; NULL: it is not.  With m > 1 outputs the last parameter is
 * jac, dy_i/dx_j in jac[i * n + j].  Returned is AD_OK, AD_NO_MEMORY, or
 * AD_BAD_ARGUMENT if `name` is no good; then *text is NULL. */
enum ad_status ad_emit_c(const ad_formula *formula, const char *source,
                         size_t size, const char *name, char **text, size_t *length);

/* Whether C can have a function of this name here: an identifier that is no
 * keyword and not taken by the standard library or by dualtape. */
bool ad_emit_name_good(const char *name);

#ifdef __cplusplus
}
#endif
#endif
