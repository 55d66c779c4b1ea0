/* Mistake: always 50 steps. */
#include <math.h>

typedef struct {
  double v, d;
} dual;

double newton_step(dual (*f)(dual), double x)
{
  const dual y = f((dual){x, 1});
  return x - y.v / y.d;
}

double newton(dual (*f)(dual), double x)
{
  for (int k = 0; k < 50; k++) {
    x = newton_step(f, x);
  }
  return x;
}
