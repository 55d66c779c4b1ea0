/* directional.c: exercise 301: a directional derivative.
 * README.md says what is to be done. */
#include <stddef.h>

typedef struct {
  double v, d; /* the value, and the tangent */
} dual;

/* The derivative of f at x in the direction v, by one call of f: f(n, in) is f
 * of the n dual numbers in[0] ... in[n-1].  n <= 16.
 *
 * Such an f looks like this:
 *
 *   dual lab(size_t n, const dual *x)
 *   {
 *     const dual u = dual_add(x[0], x[1]);
 *     return dual_mul(dual_cube(u), dual_mul(x[2], x[2]));
 *   } */
double directional(dual (*f)(size_t n, const dual *x), size_t n,
                   const double *x, const double *v)
{
  dual in[16];
  /* TODO: seed: in[i] has a value and a tangent. */
  for (size_t i = 0; i < n; i++)
    in[i] = (dual){0, 0};
  /* TODO: which part of the result is asked for? */
  return f(n, in).v;
}
