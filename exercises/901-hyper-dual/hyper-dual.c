/* hyper-dual.c: exercise 901: second derivatives by hyper-dual numbers.
 * README.md says what is to be done. */
#include <math.h>

typedef struct {
  double v, d1, d2, d12; /* v + d1 ε1 + d2 ε2 + d12 ε1 ε2 */
} hd;

hd hd_mul(hd a, hd b)
{
  hd y = {0, 0, 0, 0};
  /* TODO */
  return y;
}

hd hd_sin(hd a)
{
  hd y = {0, 0, 0, 0};
  /* TODO */
  return y;
}

/* Of f = x sin(x y): h[0] = f_xx, h[1] = f_xy, h[2] = f_yy. */
void second_derivatives(double x, double y, double h[3])
{
  /* TODO: three passes with different seeds. */
  h[0] = h[1] = h[2] = 0;
}
