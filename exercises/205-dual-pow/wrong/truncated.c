/* Mistake: the exponent as an int. */
#include <math.h>

typedef struct {
  double v, d;
} dual;

dual dual_powi(dual a, int n)
{
  if (n == 0)
    return (dual){1, 0};
  return (dual){pow(a.v, n), n * pow(a.v, n - 1) * a.d};
}

dual dual_pow(dual a, dual b)
{
  return dual_powi(a, (int)b.v);
}
