#include <config.h>

#include "block.h"

#include <math.h>

/* Calls DO with places in x and y for each element. */
#define EVERY(DO)                                                             \
  for (size_t i = 0; i < y.rows; i++)                                         \
    for (size_t j = 0; j < y.cols; j++) {                                     \
      const ptrdiff_t at = (ptrdiff_t)i * y.rs + (ptrdiff_t)j * y.cs;         \
      const ptrdiff_t from = (ptrdiff_t)i * x.rs + (ptrdiff_t)j * x.cs;       \
      DO;                                                                     \
    }

void ad_block_zero(struct ad_block y)
{
  const struct ad_block x = y;
  EVERY((void)from; y.v[at] = 0)
  if (y.d)
    EVERY((void)from; y.d[at] = 0)
}

void ad_block_copy(struct ad_block x, struct ad_block y)
{
  EVERY(y.v[at] = x.v[from])
  if (y.d)
    EVERY(y.d[at] = x.d ? x.d[from] : 0)
}

void ad_block_add(struct ad_block x, struct ad_block y)
{
  EVERY(y.v[at] += x.v[from])
  if (y.d && x.d)
    EVERY(y.d[at] += x.d[from])
}

void ad_block_absolute(struct ad_block x, struct ad_block y)
{
  EVERY(y.v[at] = fabs(x.v[from]))
}
