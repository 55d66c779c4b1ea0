/* corners.c: exercise 802: derivatives where there are none.
 * README.md says what is to be done. */

double abs_partial(double x)
{
  return 2; /* TODO */
}

double relu_partial(double x)
{
  return 2; /* TODO */
}

/* Of max(a, b), by a and by b. */
void max_partials(double a, double b, double *by_a, double *by_b)
{
  *by_a = 2; /* TODO */
  *by_b = 2;
}

/* 1 if g is a subgradient of |x| at x, 0 otherwise. */
int is_abs_subgradient(double x, double g)
{
  return 2; /* TODO */
}

/* Of relu(x) - relu(-x), as the chain rule has it. */
double detour_partial(double x)
{
  return 2; /* TODO: by relu_partial */
}
