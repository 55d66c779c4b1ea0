/* Mistake: the value as the step. */
#include <math.h>

typedef struct {
  double v, d;
} dual;

double newton_step(dual (*f)(dual), double x)
{
  const dual y = f((dual){x, 1});
  return x - y.v;
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
