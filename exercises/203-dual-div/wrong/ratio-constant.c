/* Mistake: 1 with a tangent. */

typedef struct {
  double v, d;
} dual;

dual dual_constant(double c)
{
  return (dual){c, 0};
}

dual dual_add(dual a, dual b)
{
  return (dual){a.v + b.v, a.d + b.d};
}

dual dual_sub(dual a, dual b)
{
  return (dual){a.v - b.v, a.d - b.d};
}

dual dual_mul(dual a, dual b)
{
  return (dual){a.v * b.v, a.d * b.v + a.v * b.d};
}

dual dual_div(dual a, dual b)
{
  const double y = a.v / b.v;
  return (dual){y, (a.d - y * b.d) / b.v};
}

dual dual_ratio(dual x)
{
  const dual square = dual_mul(x, x), one = {1, 1};
  return dual_div(dual_sub(square, one), dual_add(square, one));
}
