/* vector.h: what compare/ does with plain arrays of numbers; not installed. */
#ifndef VECTOR_H
#define VECTOR_H

#include <stddef.h>

/* a_0 b_0 + a_1 b_1 + ... of n numbers. */
static inline double vector_dot(size_t n, const double *a, const double *b)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    sum += a[k] * b[k];
  return sum;
}

#endif
