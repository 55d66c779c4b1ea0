/* dual-div.c: exercise 203: the quotient of dual numbers.
 * README.md says what is to be done. */

typedef struct {
  double v, d; /* the value, and the tangent */
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

/* a divided by b. */
dual dual_div(dual a, dual b)
{
  dual y = {0, 0};
  /* TODO: the value, then the tangent. */
  return y;
}

/* (x^2 - 1) / (x^2 + 1) */
dual dual_ratio(dual x)
{
  /* TODO: only by the functions above. */
  return x;
}
