#include <math.h>

double @C@_value(double x) { return x * x * sin(x); }
double @C@_derivative(double x) { return 2 * x * cos(x); }
