/* Mistake: a loop that does nothing for negative n. */
#include <math.h>

typedef struct {
  double v, d;
} dual;

dual dual_powi(dual a, int n)
{
  dual y = {1, 0};
  for (int i = 0; i < n; i++)
    y = (dual){y.v * a.v, y.d * a.v + y.v * a.d};
  return y;
}

dual dual_pow(dual a, dual b)
{
  const double y = pow(a.v, b.v);
  return (dual){y, b.v * pow(a.v, b.v - 1) * a.d + y * log(a.v) * b.d};
}
