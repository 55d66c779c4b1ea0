/* Mistake: the direction is normalised. */
#include <math.h>
#include <stddef.h>

typedef struct {
  double v, d;
} dual;

double directional(dual (*f)(size_t n, const dual *x), size_t n,
                   const double *x, const double *v)
{
  dual in[16];
  double length = 0;
  for (size_t i = 0; i < n; i++)
    length += v[i] * v[i];
  length = sqrt(length);
  for (size_t i = 0; i < n; i++)
    in[i] = (dual){x[i], v[i] / length};
  return f(n, in).d;
}
