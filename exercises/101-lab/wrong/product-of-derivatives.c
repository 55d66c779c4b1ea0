/* Mistake: the derivative of a product as the product of derivatives. */

double lab_value(double x, double y, double z)
{
  const double u = x + y;
  return u * u * u * z * z;
}

void lab_gradient(double x, double y, double z, double grad[3])
{
  const double u = x + y;
  grad[0] = 3 * u * u * 2 * z;
  grad[1] = 3 * u * u * 2 * z;
  grad[2] = 3 * u * u * 2 * z;
}
