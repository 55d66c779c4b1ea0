#include <config.h>

#include "check_point.h"

#include <math.h>

#include "random.h"

void check_point(size_t n, const double *x, uint64_t seed, double spread,
                 size_t point, double *at)
{
  /* A sequence of its own for each point; any odd factor keeps them apart. */
  struct ad_random random = ad_random_seed(seed);
  random.state = ad_random_bits(&random) + point * UINT64_C(0xD6E8FEB86659FD93);
  for (size_t j = 0; j < n; j++) {
    const double away = spread * (2 * ad_random_unit(&random) - 1);
    at[j] = point ? x[j] + away * fmax(1, fabs(x[j])) : x[j];
  }
}
