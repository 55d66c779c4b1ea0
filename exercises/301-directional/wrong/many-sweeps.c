/* Mistake: a sweep for each input. */
#include <stddef.h>

typedef struct {
  double v, d;
} dual;

double directional(dual (*f)(size_t n, const dual *x), size_t n,
                   const double *x, const double *v)
{
  dual in[16];
  double sum = 0;
  for (size_t k = 0; k < n; k++) {
    for (size_t i = 0; i < n; i++)
      in[i] = (dual){x[i], i == k};
    sum += f(n, in).d * v[k];
  }
  return sum;
}
