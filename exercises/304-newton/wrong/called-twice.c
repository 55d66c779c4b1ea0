/* Mistake: a call for the value, and one for the derivative. */
#include <math.h>

typedef struct {
  double v, d;
} dual;

double newton_step(dual (*f)(dual), double x)
{
  return x - f((dual){x, 1}).v / f((dual){x, 1}).d;
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
