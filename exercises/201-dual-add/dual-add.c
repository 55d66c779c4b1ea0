/* dual-add.c: exercise 201: dual numbers, their sum and difference.
 * README.md says what is to be done. */

typedef struct {
  double v, d; /* the value, and the tangent */
} dual;

/* The constant c. */
dual dual_constant(double c)
{
  dual y = {0, 0};
  /* TODO: its value is c; how fast does it change? */
  return y;
}

/* The input x, by which we differentiate. */
dual dual_variable(double x)
{
  dual y = {0, 0};
  /* TODO: its value is x; how fast does it change with itself? */
  return y;
}

/* a plus b. */
dual dual_add(dual a, dual b)
{
  dual y = {0, 0};
  /* TODO */
  return y;
}

/* a minus b. */
dual dual_sub(dual a, dual b)
{
  dual y = {0, 0};
  /* TODO */
  return y;
}

/* x plus x plus x, minus 5. */
dual dual_line(dual x)
{
  /* TODO: only by the functions above. */
  return x;
}
