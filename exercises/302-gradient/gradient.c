/* gradient.c: exercise 302: the gradient by forward mode.
 * README.md says what is to be done. */
#include <stddef.h>

typedef struct {
  double v, d; /* the value, and the tangent */
} dual;

/* grad[k] = df/dx_k at x; returns f(x).  f(n, in) is f of n dual numbers;
 * 1 <= n <= 16. */
double gradient(dual (*f)(size_t n, const dual *x), size_t n, const double *x,
                double *grad)
{
  dual in[16];
  for (size_t i = 0; i < n; i++)
    in[i] = (dual){x[i], 0};
  /* TODO: n sweeps, each of which seeds another input. */
  for (size_t k = 0; k < n; k++)
    grad[k] = 0;
  return f(n, in).v;
}
