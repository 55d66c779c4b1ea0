/* Mistake: each tangent times its own value. */

typedef struct {
  double v, d;
} dual;

dual dual_mul(dual a, dual b)
{
  return (dual){a.v * b.v, a.d * a.v + b.d * b.v};
}

dual dual_cube(dual x)
{
  return dual_mul(dual_mul(x, x), x);
}
