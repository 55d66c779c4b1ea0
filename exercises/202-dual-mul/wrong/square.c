/* Mistake: one multiplication is missing. */

typedef struct {
  double v, d;
} dual;

dual dual_mul(dual a, dual b)
{
  return (dual){a.v * b.v, a.d * b.v + a.v * b.d};
}

dual dual_cube(dual x)
{
  return dual_mul(x, x);
}
