#include <config.h>

#include "block.h"

#include <math.h>

/* What is done along a line: n elements of y and x with their strides. */
typedef void line(size_t n, const double *x, ptrdiff_t sx, double *y,
                  ptrdiff_t sy);

static void zero(size_t n, const double *x, ptrdiff_t sx, double *y,
                 ptrdiff_t sy)
{
  (void)x, (void)sx;
  for (size_t k = 0; k < n; k++)
    y[(ptrdiff_t)k * sy] = 0;
}

static void copy(size_t n, const double *restrict x, ptrdiff_t sx,
                 double *restrict y, ptrdiff_t sy)
{
  if (sx == 1 && sy == 1)
    for (size_t k = 0; k < n; k++)
      y[k] = x[k];
  else
    for (size_t k = 0; k < n; k++)
      y[(ptrdiff_t)k * sy] = x[(ptrdiff_t)k * sx];
}

/* Eight sums side by side, so that no addition waits for the one before; the
 * error grows with n/8 instead of n. */
static double sum(size_t n, const double *x, ptrdiff_t sx)
{
  enum { SUMS = 8 };
  double s[SUMS] = {0}, rest = 0;
  size_t k = 0;
  if (sx == 1)
    for (; k + SUMS <= n; k += SUMS)
      for (size_t r = 0; r < SUMS; r++)
        s[r] += x[k + r];
  else
    for (; k + SUMS <= n; k += SUMS)
      for (size_t r = 0; r < SUMS; r++)
        s[r] += x[(ptrdiff_t)(k + r) * sx];
  for (; k < n; k++)
    rest += x[(ptrdiff_t)k * sx];
  return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7])) +
         rest;
}

static void add(size_t n, const double *restrict x, ptrdiff_t sx,
                double *restrict y, ptrdiff_t sy)
{
  if (sy == 0)
    *y += sum(n, x, sx);
  else if (sy == 1 && sx == 1)
    for (size_t k = 0; k < n; k++)
      y[k] += x[k];
  else if (sy == 1 && sx == 0)
    for (size_t k = 0; k < n; k++)
      y[k] += *x;
  else
    for (size_t k = 0; k < n; k++)
      y[(ptrdiff_t)k * sy] += x[(ptrdiff_t)k * sx];
}

static void absolute(size_t n, const double *x, ptrdiff_t sx, double *y,
                     ptrdiff_t sy)
{
  for (size_t k = 0; k < n; k++)
    y[(ptrdiff_t)k * sy] = fabs(x[(ptrdiff_t)k * sx]);
}

/* Whether walking on from row to row goes on in the same stride. */
static bool straight(const struct ad_block *b)
{
  return b->rs == (ptrdiff_t)b->cols * b->cs;
}

/* Every line of y, with that of x: rows; or columns where there is but one;
 * or the whole at once. */
static void lines(line *f, const double *from, struct ad_block x, double *to,
                  struct ad_block y)
{
  if (y.cols == 1 || y.rows == 1 || (straight(&x) && straight(&y)))
    f(y.rows * y.cols, from, y.cols == 1 ? x.rs : x.cs, to,
      y.cols == 1 ? y.rs : y.cs);
  else
    for (size_t i = 0; i < y.rows; i++)
      f(y.cols, from + (ptrdiff_t)i * x.rs, x.cs, to + (ptrdiff_t)i * y.rs,
        y.cs);
}

void ad_block_zero(struct ad_block y)
{
  lines(zero, y.v, y, y.v, y);
  if (y.d)
    lines(zero, y.d, y, y.d, y);
}

void ad_block_copy(struct ad_block x, struct ad_block y)
{
  lines(copy, x.v, x, y.v, y);
  if (y.d && x.d)
    lines(copy, x.d, x, y.d, y);
  else if (y.d)
    lines(zero, y.d, y, y.d, y);
}

void ad_block_add(struct ad_block x, struct ad_block y)
{
  lines(add, x.v, x, y.v, y);
  if (y.d && x.d)
    lines(add, x.d, x, y.d, y);
}

void ad_block_absolute(struct ad_block x, struct ad_block y)
{
  lines(absolute, x.v, x, y.v, y);
}
