/* Mistake: the inner derivative is forgotten. */
#include <math.h>

typedef struct {
  double v, d;
} dual;

dual dual_sin(dual a)
{
  return (dual){sin(a.v), cos(a.v)};
}

dual dual_cos(dual a)
{
  return (dual){cos(a.v), -sin(a.v)};
}

dual dual_exp(dual a)
{
  return (dual){exp(a.v), exp(a.v)};
}

dual dual_log(dual a)
{
  return (dual){log(a.v), 1 / a.v};
}

dual dual_sqrt(dual a)
{
  return (dual){sqrt(a.v), 1 / (2 * sqrt(a.v))};
}

dual dual_chain(dual x)
{
  return dual_exp(dual_sin(x));
}
