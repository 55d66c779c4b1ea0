/* in_place_slice.c: an op in place of a part of a matrix. */
#include <config.h>

#include "graph_impl.h"

/* What lies before, in and after the part along one axis; bands without any
 * rows or columns are left out. */
struct bands {
  size_t first[3], size[3];
  int count;
};

static struct bands bands_of(size_t first, size_t size, size_t of)
{
  const size_t begin[] = {0, first, first + size};
  const size_t length[] = {first, size, of - first - size};
  struct bands b = {.count = 0};
  for (int k = 0; k < 3; k++)
    if (length[k]) {
      b.first[b.count] = begin[k];
      b.size[b.count++] = length[k];
    }
  return b;
}

/* y with `part` in its place, from (i, j) on. */
static var_mat put_back(var_mat y, size_t i, size_t j, var_mat part)
{
  const struct bands down = bands_of(i, part.rows, y.rows);
  const struct bands across = bands_of(j, part.cols, y.cols);
  var_mat parts[9];
  int count = 0;
  for (int r = 0; r < down.count; r++)
    for (int c = 0; c < across.count; c++)
      parts[count++] = down.first[r] == i && across.first[c] == j
                         ? part
                         : var_mat_slice(y, down.first[r], across.first[c],
                                         down.size[r], across.size[c]);
  return var_mat_join((size_t)down.count, (size_t)across.count, parts);
}

enum ad_status var_mat_slice_in_place(enum ad_op op, var_mat *y, size_t i,
                                      size_t j, size_t rows, size_t cols,
                                      const var_mat *others, int n)
{
  struct tape_graph *g;
  if (!y || !y->on)
    return AD_BAD_ARGUMENT;
  tape *t = y->on;
  enum ad_status status = tape_ask(*y, &g);
  if (status)
    return status;
  const struct ad_shape part_shape = {rows, cols}, shape = {y->rows, y->cols};
  if (!ad_slice_fits(part_shape, i, j, shape))
    return tape_refuse(g, AD_BAD_SHAPE,
                       "a %zux%zu part from row %zu and column %zu on is not "
                       "inside a %ux%u matrix",
                       rows, cols, i, j, y->rows, y->cols);
  var_mat part = var_mat_slice(*y, i, j, rows, cols);
  const uint32_t before = part.as.at.slot;
  status = var_mat_in_place(op, &part, others, n);
  if (status || part.as.at.slot == before)
    return status; /* in a no-gradient region y stays what it was */
  *y = put_back(*y, i, j, part);
  return tape_status(t);
}
