/* Mistake: x as its own seed. */
#include <math.h>

typedef struct {
  double v, d;
} dual;

double newton_step(dual (*f)(dual), double x)
{
  const dual y = f((dual){x, x});
  return x - y.v / y.d;
}

double newton(dual (*f)(dual), double x)
{
  for (int k = 0; k < 50; k++) {
    const double before = x;
    x = newton_step(f, x);
    if (fabs(x - before) <= 1e-12 * fmax(1, fabs(x)))
      break;
  }
  return x;
}
