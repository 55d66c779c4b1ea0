/* Mistake: (x + y)^3 as x^3 + y^3. */

double lab_value(double x, double y, double z)
{
  return (x * x * x + y * y * y) * z * z;
}

void lab_gradient(double x, double y, double z, double grad[3])
{
  const double u = x + y;
  grad[0] = 3 * u * u * z * z;
  grad[1] = 3 * u * u * z * z;
  grad[2] = 2 * u * u * u * z;
}
