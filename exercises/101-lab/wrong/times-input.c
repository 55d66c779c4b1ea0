/* Mistake: each derivative times its input. */

double lab_value(double x, double y, double z)
{
  const double u = x + y;
  return u * u * u * z * z;
}

void lab_gradient(double x, double y, double z, double grad[3])
{
  const double u = x + y;
  grad[0] = 3 * u * u * z * z * x;
  grad[1] = 3 * u * u * z * z * y;
  grad[2] = 2 * u * u * u * z * z;
}
