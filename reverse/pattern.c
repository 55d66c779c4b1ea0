/* pattern.c: patterns of sparse matrices, by compressed rows. */
#include <config.h>

#include "sparsity_impl.h"

#include <stdlib.h>

void ad_pattern_free(struct ad_pattern *p)
{
  free(p->start);
  free(p->col);
  *p = (struct ad_pattern){0};
}

size_t ad_pattern_count(const struct ad_pattern *p)
{
  return p->start ? p->start[p->rows] : 0;
}

bool ad_pattern_has(const struct ad_pattern *p, size_t i, size_t j)
{
  if (i >= p->rows)
    return false;
  size_t low = p->start[i], high = p->start[i + 1];
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (p->col[middle] == j)
      return true;
    if (p->col[middle] < j)
      low = middle + 1;
    else
      high = middle;
  }
  return false;
}

enum ad_status tape_pattern_open(size_t rows, size_t cols, size_t count,
                                 struct ad_pattern *p)
{
  *p = (struct ad_pattern){.rows = rows, .cols = cols};
  if (cols >= UINT32_MAX)
    return AD_BAD_ARGUMENT;
  if (rows < SIZE_MAX / sizeof *p->start && count < SIZE_MAX / sizeof *p->col) {
    p->start = calloc(rows + 1, sizeof *p->start);
    p->col = malloc((count + 1) * sizeof *p->col);
  }
  if (p->start && p->col)
    return AD_OK;
  ad_pattern_free(p);
  return AD_NO_MEMORY;
}

/* Rows are read in order, so that the columns of each new row ascend. */
enum ad_status ad_pattern_transpose(const struct ad_pattern *p,
                                    struct ad_pattern *out)
{
  const size_t count = ad_pattern_count(p);
  const enum ad_status status =
    tape_pattern_open(p->cols, p->rows, count, out);
  if (status) {
    *out = (struct ad_pattern){0};
    return status;
  }
  for (size_t k = 0; k < count; k++)
    out->start[p->col[k] + 1]++;
  for (size_t j = 0; j < out->rows; j++)
    out->start[j + 1] += out->start[j];
  for (size_t i = 0; i < p->rows; i++)
    for (size_t k = p->start[i]; k < p->start[i + 1]; k++)
      out->col[out->start[p->col[k]]++] = (uint32_t)i;
  for (size_t j = out->rows; j > 0; j--) /* each start has become the next */
    out->start[j] = out->start[j - 1];
  out->start[0] = 0;
  return AD_OK;
}

enum ad_status ad_pattern_of(size_t rows, size_t cols, const double *a,
                             struct ad_pattern *out)
{
  size_t count = 0;
  if (a && (!rows || cols <= SIZE_MAX / rows))
    for (size_t k = 0; k < rows * cols; k++)
      count += a[k] != 0;
  const enum ad_status status = tape_pattern_open(rows, cols, count, out);
  if (status) {
    *out = (struct ad_pattern){0};
    return status;
  }
  count = 0;
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < cols; j++)
      if (a[i * cols + j] != 0)
        out->col[count++] = (uint32_t)j;
    out->start[i + 1] = count;
  }
  return AD_OK;
}
