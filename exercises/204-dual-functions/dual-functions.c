/* dual-functions.c: exercise 204: functions of dual numbers.
 * README.md says what is to be done. */
#include <math.h>

typedef struct {
  double v, d; /* the value, and the tangent */
} dual;

dual dual_sin(dual a)
{
  /* TODO: the tangent. */
  return (dual){sin(a.v), 0};
}

dual dual_cos(dual a)
{
  /* TODO: the tangent. */
  return (dual){cos(a.v), 0};
}

dual dual_exp(dual a)
{
  /* TODO: the tangent. */
  return (dual){exp(a.v), 0};
}

dual dual_log(dual a)
{
  /* TODO: the tangent. */
  return (dual){log(a.v), 0};
}

dual dual_sqrt(dual a)
{
  /* TODO: the tangent. */
  return (dual){sqrt(a.v), 0};
}

/* exp(sin(x)) */
dual dual_chain(dual x)
{
  /* TODO: only by the functions above. */
  return x;
}
