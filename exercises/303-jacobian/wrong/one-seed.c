/* Mistake: always the first input. */
#include <stddef.h>

typedef struct {
  double v, d;
} dual;

typedef void function(size_t n, const dual *x, size_t m, dual *y);

void jacobian(function *f, size_t n, const double *x, size_t m, double *J)
{
  dual in[16], y[16];
  for (size_t i = 0; i < n; i++)
    in[i] = (dual){x[i], 0};
  for (size_t j = 0; j < n; j++) {
    in[0].d = 1;
    f(n, in, m, y);
    in[j].d = 0;
    for (size_t i = 0; i < m; i++)
      J[i * n + j] = y[i].d;
  }
}
