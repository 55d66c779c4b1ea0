/* @NAME@: a solution. */
#include <math.h>

double @C@_value(double x)
{
  return x * x * sin(x);
}

double @C@_derivative(double x)
{
  return 2 * x * sin(x) + x * x * cos(x);
}
