/* Mistake: the step of a forward difference. */
#include <float.h>
#include <math.h>

typedef float function(float x);

int step_is_lost(float x, float h)
{
  const volatile float sum = x + h;
  return sum == x;
}

float float_step(float x)
{
  return sqrtf(FLT_EPSILON) * fmaxf(1, fabsf(x));
}

int float_check(function *f, float x, float g)
{
  const float h = float_step(x);
  const volatile float above = x + h, below = x - h;
  const float quotient = (f(above) - f(below)) / (above - below);
  return fabsf(g - quotient) <= 0.01f * fmaxf(1, fabsf(g));
}
