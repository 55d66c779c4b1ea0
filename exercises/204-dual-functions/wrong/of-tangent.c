/* Mistake: the derivative at the tangent. */
#include <math.h>

typedef struct {
  double v, d;
} dual;

dual dual_sin(dual a)
{
  return (dual){sin(a.v), cos(a.d) * a.v};
}

dual dual_cos(dual a)
{
  return (dual){cos(a.v), -sin(a.d) * a.v};
}

dual dual_exp(dual a)
{
  return (dual){exp(a.v), exp(a.v) * a.d};
}

dual dual_log(dual a)
{
  return (dual){log(a.v), a.d / a.v};
}

dual dual_sqrt(dual a)
{
  return (dual){sqrt(a.v), a.d / (2 * sqrt(a.v))};
}

dual dual_chain(dual x)
{
  return dual_exp(dual_sin(x));
}
