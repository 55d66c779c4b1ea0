/* Mistake: the value is returned. */
#include <stddef.h>

typedef struct {
  double v, d;
} dual;

double directional(dual (*f)(size_t n, const dual *x), size_t n,
                   const double *x, const double *v)
{
  dual in[16];
  for (size_t i = 0; i < n; i++)
    in[i] = (dual){x[i], v[i]};
  return f(n, in).v;
}
