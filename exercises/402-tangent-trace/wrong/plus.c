/* Mistake: a sum for a difference. */
#include <math.h>

static void evaluation_trace(double x1, double x2, double v[7])
{
  v[0] = x1;
  v[1] = x2;
  v[2] = log(v[0]);
  v[3] = v[0] * v[1];
  v[4] = sin(v[1]);
  v[5] = v[2] + v[3];
  v[6] = v[5] - v[4];
}

void tangent_trace(double x1, double x2, double dx1, double dx2, double d[7])
{
  double v[7];
  evaluation_trace(x1, x2, v);
  d[0] = dx1;
  d[1] = dx2;
  d[2] = d[0] / v[0];
  d[3] = d[0] * v[1] + v[0] * d[1];
  d[4] = cos(v[1]) * d[1];
  d[5] = d[2] + d[3];
  d[6] = d[5] + d[4];
}

void partials(double x1, double x2, double grad[2])
{
  double d[7];
  tangent_trace(x1, x2, 1, 0, d);
  grad[0] = d[6];
  tangent_trace(x1, x2, 0, 1, d);
  grad[1] = d[6];
}
