/* dual-mul.c: exercise 202: the product of dual numbers.
 * README.md says what is to be done. */

typedef struct {
  double v, d; /* the value, and the tangent */
} dual;

/* a times b. */
dual dual_mul(dual a, dual b)
{
  dual y = {0, 0};
  /* TODO: y.v is the value of the product, y.d its tangent. */
  return y;
}

/* x times x times x. */
dual dual_cube(dual x)
{
  /* TODO: call dual_mul twice. */
  return x;
}
