#include <config.h>

#include "shape.h"

#include <stdint.h>
#include <stdio.h>

/* Less than INT32_MAX, so that a stride along a diagonal, cols + 1, still is
 * a 32-bit number. */
size_t ad_shape_size(size_t rows, size_t cols)
{
  if (!rows || !cols || rows >= INT32_MAX || cols >= INT32_MAX ||
      rows > UINT32_MAX / cols)
    return 0;
  return rows * cols;
}

static const char *const too_large = "the result is larger than a tape";

/* The common size of two, one of which may be 1; 0 if they differ. */
static size_t common(size_t a, size_t b)
{
  return a == b || b == 1 ? a : a == 1 ? b : 0;
}

struct ad_fit ad_fit_each(const struct ad_shape *x, int args)
{
  struct ad_fit fit = {.y = x[0]};
  for (int k = 1; k < args; k++) {
    const struct ad_shape both = {common(fit.y.rows, x[k].rows),
                                  common(fit.y.cols, x[k].cols)};
    if (!ad_shape_size(both.rows, both.cols)) {
      fit.wrong = both.rows && both.cols
                    ? too_large
                    : "shapes have to be the same, or 1 where they differ";
      fit.x[0] = fit.y, fit.x[1] = x[k], fit.args = 2;
      return fit;
    }
    fit.y = both;
  }
  return fit;
}

struct ad_fit ad_fit_matrix(enum ad_matrix_op op, const struct ad_shape *x,
                            int n)
{
  const struct ad_matrix_info *info = ad_matrix_info(op);
  struct ad_fit fit = {.y = {1, 1}, .args = info->args};
  for (int k = 0; k < info->args; k++)
    fit.x[k] = x[k];
  fit.wrong = info->shape(x, n, &fit.y);
  if (!fit.wrong && !ad_shape_size(fit.y.rows, fit.y.cols))
    fit.wrong = too_large;
  return fit;
}

struct ad_fit ad_fit_join(size_t down, size_t across, ad_part_shape *part,
                          const void *parts)
{
  struct ad_fit fit = {.args = 2};
  for (size_t i = 0; i < down; i++)
    fit.y.rows += part(parts, i * across).rows;
  for (size_t j = 0; j < across; j++)
    fit.y.cols += part(parts, j).cols;
  for (size_t k = 0; k < down * across; k++) {
    const struct ad_shape here = part(parts, k);
    const struct ad_shape left = part(parts, k / across * across);
    const struct ad_shape above = part(parts, k % across);
    const bool beside = here.rows == left.rows;
    if (beside && here.cols == above.cols)
      continue;
    fit.wrong = beside ? "what stands below each other has as many columns"
                       : "what stands side by side has as many rows";
    fit.x[0] = beside ? above : left;
    fit.x[1] = here;
    return fit;
  }
  if (!ad_shape_size(fit.y.rows, fit.y.cols)) {
    fit.wrong = too_large;
    fit.x[0] = part(parts, 0);
    fit.x[1] = part(parts, down * across - 1);
  }
  return fit;
}

struct ad_fit ad_fit_failed(struct ad_shape x, enum ad_status status)
{
  struct ad_fit fit = {.wrong = ad_status_text(status), .args = 1};
  fit.x[0] = x;
  return fit;
}

void ad_fit_text(const struct ad_fit *fit, const char *op, size_t record,
                 char *text, size_t size)
{
  if (fit->args == 1)
    snprintf(text, size, "%s of a %zux%zu matrix (record %zu): %s", op,
             fit->x[0].rows, fit->x[0].cols, record, fit->wrong);
  else
    snprintf(text, size,
             "%s of a %zux%zu and a %zux%zu matrix (record %zu): %s", op,
             fit->x[0].rows, fit->x[0].cols, fit->x[1].rows, fit->x[1].cols,
             record, fit->wrong);
}

void ad_element_text(size_t i, size_t j, struct ad_shape of, char *text,
                     size_t size)
{
  snprintf(text, size, "element (%zu, %zu) of a %zux%zu matrix", i, j, of.rows,
           of.cols);
}

void ad_slice_text(struct ad_shape slice, size_t i, size_t j,
                   struct ad_shape of, char *text, size_t size)
{
  snprintf(text, size, "slice: %zux%zu from (%zu, %zu) of a %zux%zu matrix",
           slice.rows, slice.cols, i, j, of.rows, of.cols);
}

void ad_reshape_text(struct ad_shape from, struct ad_shape to, char *text,
                     size_t size)
{
  snprintf(text, size,
           "reshape: %zux%zu has %zu elements, %zux%zu would have %zu",
           from.rows, from.cols, from.rows * from.cols, to.rows, to.cols,
           ad_shape_size(to.rows, to.cols));
}
