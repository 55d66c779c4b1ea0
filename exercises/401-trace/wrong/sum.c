/* Mistake: a sum for a product. */
#include <math.h>

void evaluation_trace(double x1, double x2, double v[7])
{
  v[0] = x1;
  v[1] = x2;
  v[2] = log(v[0]);
  v[3] = v[0] + v[1];
  v[4] = sin(v[1]);
  v[5] = v[2] + v[3];
  v[6] = v[5] - v[4];
}

int uses(int place)
{
  static const int arrows[7] = {2, 2, 1, 1, 1, 1, 0};
  return arrows[place];
}
