/* patterns.h: patterns of a tape against its dense derivatives. */
#ifndef PATTERNS_H
#define PATTERNS_H

#include "close.h"

#include "../reverse/lanes.h"
#include "../reverse/second.h"
#include "../reverse/sparsity.h"

#include <stdlib.h>

/* Of y by x, all of one tape, by a pair of sweeps for each input; column by
 * column. */
static inline double *dense_hessian(var y, size_t n, const var *x)
{
  double *h = calloc(n * n + 1, sizeof *h);
  tape *on = x[0].on;
  ck_assert(h);
  for (size_t j = 0; j < n && y.on; j++) {
    ck_assert_int_eq(tape_clear_tangents(on), AD_OK);
    ck_assert_int_eq(tape_seed_tangent(x[j], 1), AD_OK);
    ck_assert_int_eq(tape_sweep_tangents(on), AD_OK);
    ck_assert_int_eq(tape_clear_adjoints(on), AD_OK);
    ck_assert_int_eq(tape_seed(y, 1), AD_OK);
    ck_assert_int_eq(tape_sweep_second(on), AD_OK);
    for (size_t i = 0; i < n; i++)
      h[i * n + j] = var_adjoint_tangent(x[i]);
  }
  return h;
}

/* How many entries of a the pattern lacks, NaN not counting; and how many it has
 * without need. */
static inline size_t missing(const struct ad_pattern *p, const double *a)
{
  size_t count = 0;
  for (size_t i = 0; i < p->rows; i++)
    for (size_t j = 0; j < p->cols; j++)
      count += a[i * p->cols + j] != 0 && !isnan(a[i * p->cols + j]) &&
               !ad_pattern_has(p, i, j);
  return count;
}

static inline size_t needless(const struct ad_pattern *p, const double *a)
{
  size_t count = 0;
  for (size_t i = 0; i < p->rows; i++)
    for (size_t k = p->start[i]; k < p->start[i + 1]; k++)
      count += a[i * p->cols + p->col[k]] == 0;
  return count;
}

/* Columns ascend and are columns. */
static inline void assert_sound(const struct ad_pattern *p)
{
  ck_assert_uint_eq(p->start[0], 0);
  for (size_t i = 0; i < p->rows; i++) {
    ck_assert(p->start[i] <= p->start[i + 1]);
    for (size_t k = p->start[i]; k < p->start[i + 1]; k++)
      ck_assert(p->col[k] < p->cols &&
                (k == p->start[i] || p->col[k - 1] < p->col[k]));
  }
}

#endif
