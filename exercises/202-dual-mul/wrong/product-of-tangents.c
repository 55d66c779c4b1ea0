/* Mistake: the tangent as the product of tangents. */

typedef struct {
  double v, d;
} dual;

dual dual_mul(dual a, dual b)
{
  return (dual){a.v * b.v, a.d * b.d};
}

dual dual_cube(dual x)
{
  return dual_mul(dual_mul(x, x), x);
}
