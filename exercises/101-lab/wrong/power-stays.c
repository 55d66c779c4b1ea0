/* Mistake: (u^3)' as 3 u^3, (z^2)' as 2 z^2. */

double lab_value(double x, double y, double z)
{
  const double u = x + y;
  return u * u * u * z * z;
}

void lab_gradient(double x, double y, double z, double grad[3])
{
  const double u = x + y;
  grad[0] = 3 * u * u * u * z * z;
  grad[1] = 3 * u * u * u * z * z;
  grad[2] = 2 * u * u * u * z * z;
}
