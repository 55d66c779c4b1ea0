/* colour.c: greedy colouring of columns and rows, and the check of colourings. */
#include <config.h>

#include "colour_impl.h"

#include <stdlib.h>
#include <string.h>

/* ---- order ------------------------------------------------------------------- */

/* By degree, the largest first; of equals, as they come: a counting sort. */
uint32_t *tape_colour_order(size_t n, const size_t *degree)
{
  size_t largest = 0;
  for (size_t j = 0; j < n; j++)
    largest = degree[j] > largest ? degree[j] : largest;
  uint32_t *order = malloc((n + 1) * sizeof *order);
  size_t *start = calloc(largest + 2, sizeof *start);
  if (order && start) {
    for (size_t j = 0; j < n; j++)
      start[largest - degree[j] + 1]++;
    for (size_t d = 0; d < largest + 1; d++)
      start[d + 1] += start[d];
    for (size_t j = 0; j < n; j++)
      order[start[largest - degree[j]]++] = (uint32_t)j;
  } else {
    free(order);
    order = NULL;
  }
  free(start);
  return order;
}

/* ---- columns ------------------------------------------------------------------ */

/* A pattern by columns, too; and what a colouring works with. */
struct columns {
  const struct ad_pattern *by_row;
  struct ad_pattern by_col;
  size_t *seen; /* columns, or colours, by 1 + the column in hand */
};

/* Calls of EACH column that has a row in common with column j. */
#define EACH_NEIGHBOUR(c, j, other, ...)                                      \
  for (size_t a_ = (c)->by_col.start[j]; a_ < (c)->by_col.start[(j) + 1];     \
       a_++)                                                                  \
    for (size_t row_ = (c)->by_col.col[a_], b_ = (c)->by_row->start[row_];    \
         b_ < (c)->by_row->start[row_ + 1]; b_++) {                           \
      const uint32_t other = (c)->by_row->col[b_];                            \
      __VA_ARGS__                                                             \
    }

static uint32_t *largest_first(struct columns *c, size_t n)
{
  size_t *degree = calloc(n + 1, sizeof *degree);
  if (!degree)
    return NULL;
  for (size_t j = 0; j < n; j++)
    EACH_NEIGHBOUR(c, j, other, if (c->seen[other] != j + 1) {
      c->seen[other] = j + 1;
      degree[j]++;
    })
  memset(c->seen, 0, n * sizeof *c->seen);
  uint32_t *order = tape_colour_order(n, degree);
  free(degree);
  return order;
}

static size_t colour_all(struct columns *c, size_t n, const uint32_t *order,
                         uint32_t *colour)
{
  size_t colours = 0;
  for (size_t j = 0; j < n; j++)
    colour[j] = AD_NO_COLOUR;
  for (size_t k = 0; k < n; k++) {
    const uint32_t j = order ? order[k] : (uint32_t)k;
    uint32_t first = 0;
    if (c->by_col.start[j] == c->by_col.start[j + 1])
      continue;
    EACH_NEIGHBOUR(c, j, other, if (colour[other] != AD_NO_COLOUR)
                     c->seen[colour[other]] = (size_t)j + 1;)
    while (c->seen[first] == (size_t)j + 1)
      first++;
    colour[j] = first;
    colours = first >= colours ? (size_t)first + 1 : colours;
  }
  return colours;
}

enum ad_status ad_colour_columns(const struct ad_pattern *p,
                                 enum ad_order order, uint32_t *colour,
                                 size_t *colours)
{
  struct columns c = {.by_row = p};
  uint32_t *in_order = NULL;
  if (!p || !p->start || !colour || !colours)
    return AD_BAD_ARGUMENT;
  enum ad_status status = ad_pattern_transpose(p, &c.by_col);
  c.seen = calloc(p->cols + 1, sizeof *c.seen);
  if (!status && !c.seen)
    status = AD_NO_MEMORY;
  if (!status && order == AD_LARGEST_FIRST) {
    in_order = largest_first(&c, p->cols);
    status = in_order ? AD_OK : AD_NO_MEMORY;
  }
  if (!status)
    *colours = colour_all(&c, p->cols, in_order, colour);
  free(in_order);
  free(c.seen);
  ad_pattern_free(&c.by_col);
  return status;
}

enum ad_status ad_colour_rows(const struct ad_pattern *p, enum ad_order order,
                              uint32_t *colour, size_t *colours)
{
  struct ad_pattern transposed;
  if (!p || !p->start || !colour || !colours)
    return AD_BAD_ARGUMENT;
  enum ad_status status = ad_pattern_transpose(p, &transposed);
  if (!status)
    status = ad_colour_columns(&transposed, order, colour, colours);
  ad_pattern_free(&transposed);
  return status;
}

/* ---- checking ------------------------------------------------------------------ */

/* In every row each colour at most once. */
enum ad_status tape_check_columns(const struct ad_pattern *p,
                                  const uint32_t *colour, size_t colours)
{
  size_t *seen = calloc(colours + 1, sizeof *seen);
  if (!seen)
    return AD_NO_MEMORY;
  bool good = true;
  for (size_t i = 0; good && i < p->rows; i++)
    for (size_t k = p->start[i]; good && k < p->start[i + 1]; k++) {
      const uint32_t c = colour[p->col[k]];
      good = c < colours && seen[c] != i + 1;
      if (good)
        seen[c] = i + 1;
    }
  for (size_t j = 0; good && j < p->cols; j++)
    good = colour[j] < colours || colour[j] == AD_NO_COLOUR;
  free(seen);
  return good ? AD_OK : AD_BAD_ARGUMENT;
}

enum ad_status tape_check_rows(const struct ad_pattern *p,
                               const uint32_t *colour, size_t colours)
{
  struct ad_pattern transposed;
  enum ad_status status = ad_pattern_transpose(p, &transposed);
  if (!status)
    status = tape_check_columns(&transposed, colour, colours);
  ad_pattern_free(&transposed);
  return status;
}

bool ad_columns_separate(const struct ad_pattern *p, const uint32_t *colour,
                         size_t colours)
{
  return tape_check_columns(p, colour, colours) == AD_OK;
}

bool ad_rows_separate(const struct ad_pattern *p, const uint32_t *colour,
                      size_t colours)
{
  return tape_check_rows(p, colour, colours) == AD_OK;
}
