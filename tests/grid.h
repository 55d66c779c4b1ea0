/* grid.h: every tuple of arguments from a grid of numbers at which ops have
 * edges, poles and ends of their domains. */
#ifndef GRID_H
#define GRID_H

#include <math.h>

#include "../ops/info.h"

static const double grid[] = {-INFINITY, -1.3, -1,  -0.5, -0.0,  0,        0.49, 0.5,
                              0.99,      1,    1.01, 2,    1e300, INFINITY, NAN};
enum { GRID = sizeof grid / sizeof *grid };

/* The number of tuples of an op, and tuple k; an OPN row's integer runs from
 * -7 to 7. */
static inline size_t grid_size(enum ad_op op)
{
  size_t size = 1;
  for (int k = 0; k < ad_op_arity(op); k++)
    size *= GRID;
  return size;
}

static inline void grid_tuple(enum ad_op op, size_t k, double x[AD_OP_ARGS])
{
  for (int j = 0; j < AD_OP_ARGS; j++, k /= GRID)
    x[j] = j < ad_op_arity(op) ? grid[k % GRID] : 0;
  if (ad_op_info(op)->kind == AD_INTEGER)
    x[1] = isnan(x[1])   ? 7
           : isinf(x[1]) ? copysign(6, x[1])
                         : fmax(-5, fmin(5, trunc(4 * x[1])));
}

#endif
