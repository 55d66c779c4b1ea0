/* Mistake: the tangent of the argument is replaced by 1. */

typedef struct {
  double v, d;
} dual;

dual dual_mul(dual a, dual b)
{
  return (dual){a.v * b.v, a.d * b.v + a.v * b.d};
}

dual dual_cube(dual x)
{
  return dual_mul(dual_mul((dual){x.v, 1}, (dual){x.v, 1}), (dual){x.v, 1});
}
