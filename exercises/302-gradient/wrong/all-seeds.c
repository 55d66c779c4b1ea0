/* Mistake: all inputs are seeded. */
#include <stddef.h>

typedef struct {
  double v, d;
} dual;

double gradient(dual (*f)(size_t n, const dual *x), size_t n, const double *x,
                double *grad)
{
  dual in[16], y = {0, 0};
  for (size_t i = 0; i < n; i++)
    in[i] = (dual){x[i], 1};
  for (size_t k = 0; k < n; k++) {
    in[k].d = 1;
    y = f(n, in);
    grad[k] = y.d;
  }
  return y.v;
}
