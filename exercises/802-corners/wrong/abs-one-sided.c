/* Mistake: abs has the slope 1 at 0. */

double abs_partial(double x) { return x >= 0 ? 1 : -1; }

double relu_partial(double x) { return x > 0; }

void max_partials(double a, double b, double *by_a, double *by_b)
{
  *by_a = a > b ? 1 : a < b ? 0 : 0.5;
  *by_b = 1 - *by_a;
}

int is_abs_subgradient(double x, double g)
{
  return x > 0 ? g == 1 : x < 0 ? g == -1 : g >= -1 && g <= 1;
}

double detour_partial(double x)
{
  return relu_partial(x) - -relu_partial(-x);
}
