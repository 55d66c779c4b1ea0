/* lab.c: exercise 101: r = (x + y)^3 z^2 and its gradient, by hand.
 * README.md says what is to be done. */

/* The value r. */
double lab_value(double x, double y, double z)
{
  /* TODO: return (x + y)^3 z^2.  (C has no operator for powers.) */
  return 0;
}

/* The gradient: grad[0] = dr/dx, grad[1] = dr/dy, grad[2] = dr/dz. */
void lab_gradient(double x, double y, double z, double grad[3])
{
  /* TODO: write the three derivatives. */
  grad[0] = 0;
  grad[1] = 0;
  grad[2] = 0;
}
