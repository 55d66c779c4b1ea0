/* paths.c: exercise 404: local partials, and the sum over all paths.
 * README.md says what is to be done. */
#include <math.h>
#include <stddef.h>

/* An arrow of a computational graph. */
struct arrow {
  int from, to;   /* places; from < to */
  double partial; /* the derivative of value `to` by its argument `from` */
};

/* The partials on the eight arrows of ln(x1) + x1 x2 - sin(x2), in the order of
 * the README's table. */
void local_partials(double x1, double x2, double c[8])
{
  /* TODO */
  for (int k = 0; k < 8; k++)
    c[k] = 0;
}

/* The sum over all paths from `from` to `to` of the products of partials; there
 * are n arrows. */
double sum_over_paths(const struct arrow *arrows, size_t n, int from, int to)
{
  /* TODO: there is a path of no arrows, if from == to. */

  /* TODO: every other path begins with an arrow that leaves `from`. */
  return 0;
}
