/* jacobian.c: exercise 303: the Jacobian by forward mode.
 * README.md says what is to be done. */
#include <stddef.h>

typedef struct {
  double v, d; /* the value, and the tangent */
} dual;

/* A function of n inputs with m results. */
typedef void function(size_t n, const dual *x, size_t m, dual *y);

/* J[i * n + j] = dy_i/dx_j at x; n, m <= 16. */
void jacobian(function *f, size_t n, const double *x, size_t m, double *J)
{
  dual in[16], y[16];
  for (size_t i = 0; i < n; i++)
    in[i] = (dual){x[i], 0};
  /* TODO: n sweeps, each of which gives a column. */
  f(n, in, m, y);
  for (size_t k = 0; k < m * n; k++)
    J[k] = 0;
}
