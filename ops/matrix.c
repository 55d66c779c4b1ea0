/* matrix.c: the rows of matrix.def as data. */
#include <config.h>

#include "matrix.h"

#include <string.h>

#define NONE false
#define AXIS true

static const struct ad_matrix_info rows[] = {
#define MATRIX(name, args, integer, say, say_adjoint, help)                   \
  [AD_MATRIX_##name] = {#name,                                                \
                        args,                                                 \
                        integer,                                              \
                        say,                                                  \
                        say_adjoint,                                          \
                        help,                                                 \
                        ad_matrix_##name##_shape,                             \
                        ad_matrix_##name##_value,                             \
                        ad_matrix_##name##_adjoint,                           \
                        ad_matrix_##name##_magnitude},
#include "matrix.def"
};

const struct ad_matrix_info *ad_matrix_info(enum ad_matrix_op op)
{
  return (unsigned)op < AD_MATRIX_COUNT ? &rows[op] : NULL;
}

enum ad_matrix_op ad_matrix_find(const char *name, size_t length)
{
  int op = 0;
  while (op < AD_MATRIX_COUNT && (strlen(rows[op].name) != length ||
                                  memcmp(rows[op].name, name, length) != 0))
    op++;
  return (enum ad_matrix_op)op;
}

enum ad_status ad_matrix_absolute(ad_matrix_adjoint *adjoint,
                                  const struct ad_matrix_call *c,
                                  const struct ad_block *ybar,
                                  const struct ad_block *xbar)
{
  struct ad_block x[AD_MATRIX_ARGS] = {{0}}, y, w;
  struct ad_matrix_call absolute = *c;
  const int args = c->x[1].v ? 2 : 1;
  for (int k = 0; k < args; k++) {
    x[k] = ad_scratch_block(c->scratch, c->x[k].rows, c->x[k].cols, false);
    if (!x[k].v)
      return AD_NO_MEMORY;
    ad_block_absolute(c->x[k], x[k]);
  }
  y = ad_scratch_block(c->scratch, c->y.rows, c->y.cols, false);
  w = ad_scratch_block(c->scratch, c->y.rows, c->y.cols, false);
  if (!y.v || !w.v)
    return AD_NO_MEMORY;
  ad_block_absolute(c->y, y);
  ad_block_absolute(*ybar, w);
  absolute.x = x;
  absolute.y = y;
  return adjoint(&absolute, &w, xbar);
}
