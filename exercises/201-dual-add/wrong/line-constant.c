/* Mistake: 5 as a variable. */

typedef struct {
  double v, d;
} dual;

dual dual_constant(double c)
{
  return (dual){c, 0};
}

dual dual_variable(double x)
{
  return (dual){x, 1};
}

dual dual_add(dual a, dual b)
{
  return (dual){a.v + b.v, a.d + b.d};
}

dual dual_sub(dual a, dual b)
{
  return (dual){a.v - b.v, a.d - b.d};
}

dual dual_line(dual x)
{
  return dual_sub(dual_add(dual_add(x, x), x), dual_variable(5));
}
