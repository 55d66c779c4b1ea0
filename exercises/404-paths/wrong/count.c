/* Mistake: partials are forgotten. */
#include <math.h>
#include <stddef.h>

struct arrow {
  int from, to;
  double partial;
};

void local_partials(double x1, double x2, double c[8])
{
  c[0] = 1 / x1;
  c[1] = x2;
  c[2] = x1;
  c[3] = cos(x2);
  c[4] = 1;
  c[5] = 1;
  c[6] = 1;
  c[7] = -1;
}

double sum_over_paths(const struct arrow *arrows, size_t n, int from, int to)
{
  if (from == to)
    return 1;
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    if (arrows[k].from == from)
      sum += sum_over_paths(arrows, n, arrows[k].to, to);
  return sum;
}
