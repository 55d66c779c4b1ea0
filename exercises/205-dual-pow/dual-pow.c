/* dual-pow.c: exercise 205: powers of dual numbers.
 * README.md says what is to be done. */
#include <math.h>

typedef struct {
  double v, d; /* the value, and the tangent */
} dual;

/* a to the power n, a whole number: positive, 0 or negative. */
dual dual_powi(dual a, int n)
{
  /* TODO: the tangent; what if n is 0? */
  return (dual){pow(a.v, n), 0};
}

/* a to the power b; a.v > 0. */
dual dual_pow(dual a, dual b)
{
  /* TODO: the tangent has two terms, one for each that changes. */
  return (dual){pow(a.v, b.v), 0};
}
