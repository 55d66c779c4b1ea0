/* Mistake: the factor n is forgotten. */
#include <math.h>

typedef struct {
  double v, d;
} dual;

dual dual_powi(dual a, int n)
{
  if (n == 0)
    return (dual){1, 0};
  return (dual){pow(a.v, n), pow(a.v, n - 1) * a.d};
}

dual dual_pow(dual a, dual b)
{
  const double y = pow(a.v, b.v);
  return (dual){y, b.v * pow(a.v, b.v - 1) * a.d + y * log(a.v) * b.d};
}
