/* tangent-trace.c: exercise 402: the tangent trace of
 *     y = ln(x1) + x1 x2 - sin(x2)
 * README.md says what is to be done. */
#include <math.h>

/* v[i + 1] = v_i, as in exercise 401. */
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

/* d[i + 1] = the tangent of v_i; the inputs are seeded with dx1 and dx2. */
void tangent_trace(double x1, double x2, double dx1, double dx2, double d[7])
{
  double v[7];
  evaluation_trace(x1, x2, v);
  d[0] = dx1;
  d[1] = dx2;
  /* TODO: each of the rest, from tangents that are there, and values. */
  for (int i = 2; i < 7; i++)
    d[i] = v[i];
}

/* grad[0] = dy/dx1, grad[1] = dy/dx2, at (x1, x2). */
void partials(double x1, double x2, double grad[2])
{
  /* TODO: two calls of tangent_trace. */
  grad[0] = 0;
  grad[1] = 0;
}
