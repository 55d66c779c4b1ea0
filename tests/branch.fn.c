/* x^2 - y where y < x, else x + y: a branch on a recorded comparison. */
static REAL FN(branch)(const REAL *x)
{
  if (lt(x[1], x[0]))
    return sub(sqr(x[0]), x[1]);
  return add(x[0], x[1]);
}
