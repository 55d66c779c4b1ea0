/* Mistake: d12 of sin like a first derivative. */
#include <math.h>

typedef struct {
  double v, d1, d2, d12; /* v + d1 ε1 + d2 ε2 + d12 ε1 ε2 */
} hd;

hd hd_mul(hd a, hd b)
{
  return (hd){
    .v = a.v * b.v,
    .d1 = a.d1 * b.v + a.v * b.d1,
    .d2 = a.d2 * b.v + a.v * b.d2,
    .d12 = a.d12 * b.v + a.d1 * b.d2 + a.d2 * b.d1 + a.v * b.d12,
  };
}

hd hd_sin(hd a)
{
  const double s = sin(a.v), c = cos(a.v);
  return (hd){
    .v = s,
    .d1 = c * a.d1,
    .d2 = c * a.d2,
    .d12 = c * a.d12,
  };
}

static hd f(hd x, hd y)
{
  return hd_mul(x, hd_sin(hd_mul(x, y)));
}

void second_derivatives(double x, double y, double h[3])
{
  h[0] = f((hd){x, 1, 1, 0}, (hd){y, 0, 0, 0}).d12;
  h[1] = f((hd){x, 1, 0, 0}, (hd){y, 0, 1, 0}).d12;
  h[2] = f((hd){x, 0, 0, 0}, (hd){y, 1, 1, 0}).d12;
}
