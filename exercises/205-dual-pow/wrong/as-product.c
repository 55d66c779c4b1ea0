/* Mistake: a division that fails at 0. */
#include <math.h>

typedef struct {
  double v, d;
} dual;

dual dual_powi(dual a, int n)
{
  return (dual){pow(a.v, n), n * pow(a.v, n) / a.v * a.d};
}

dual dual_pow(dual a, dual b)
{
  const double y = pow(a.v, b.v);
  return (dual){y, b.v * pow(a.v, b.v - 1) * a.d + y * log(a.v) * b.d};
}
