/* Rosenbrock's function, 100 (y - x^2)^2 + (1 - x)^2. */
static REAL FN(rosen)(const REAL *x)
{
  REAL u = sub(1, x[0]);
  REAL w = sub(x[1], sqr(x[0]));
  return add(sqr(u), mul(100, sqr(w)));
}
