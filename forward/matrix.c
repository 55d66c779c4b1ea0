/* forward/matrix.c: spaces, making matrices, views, reading. */
#include <config.h>

#include "matrix.h"

#include <stdlib.h>
#include <string.h>

#include "matrix_impl.h"

/* ---- the space ------------------------------------------------------------ */

dual_space *dual_space_new(bool tangents)
{
  dual_space *s = calloc(1, sizeof *s);
  if (s)
    s->tangents = tangents;
  return s;
}

void dual_space_free(dual_space *s)
{
  if (!s)
    return;
  ad_scratch_free(&s->numbers);
  ad_scratch_free(&s->scratch);
  free(s);
}

void dual_space_reset(dual_space *s)
{
  ad_scratch_reset(&s->numbers);
  s->status = AD_OK;
  s->error[0] = 0;
  s->made = 0;
  s->epoch++;
}

void dual_space_policy(dual_space *s, const struct ad_policy *policy)
{
  s->policy = policy;
}

enum ad_status dual_space_status(const dual_space *s)
{
  return s ? s->status : AD_BAD_ARGUMENT;
}

const char *dual_space_error(const dual_space *s)
{
  return s && s->error[0] ? s->error : ad_status_text(dual_space_status(s));
}

enum ad_status dual_space_fail(dual_space *s, enum ad_status status)
{
  if (!s->status)
    s->status = status;
  return s->status;
}

/* ---- making --------------------------------------------------------------- */

dual_mat dual_no_matrix(dual_space *s, size_t rows, size_t cols)
{
  dual_mat a = {.on = s, .at = ad_block_of(NULL, NULL, rows, cols)};
  if (!s)
    return dual_mat_const(NAN);
  a.epoch = s->epoch;
  return a;
}

dual_mat dual_mat_new(dual_space *s, size_t rows, size_t cols, bool tangents)
{
  dual_mat a = dual_no_matrix(s, rows, cols);
  const size_t n = ad_shape_size(rows, cols);
  const bool both = tangents && s && s->tangents;
  if (!s || s->status)
    return a;
  if (!n) {
    dual_space_fail(s, AD_BAD_SHAPE);
    return a;
  }
  a.at.v = n <= SIZE_MAX / 2 ? ad_scratch_take(&s->numbers, both ? 2 * n : n)
                             : NULL;
  if (!a.at.v)
    dual_space_fail(s, AD_NO_MEMORY);
  else if (both)
    a.at.d = a.at.v + n;
  if (a.at.v)
    s->made += n;
  return a;
}

dual_mat dual_mat_input(dual_space *s, size_t rows, size_t cols,
                        const double *v, const double *d)
{
  if (s && !v && ad_shape_size(rows, cols))
    dual_space_fail(s, AD_BAD_ARGUMENT);
  dual_mat a = dual_mat_new(s, rows, cols, d != NULL);
  if (a.at.v)
    memcpy(a.at.v, v, rows * cols * sizeof *v);
  if (a.at.d)
    memcpy(a.at.d, d, rows * cols * sizeof *d);
  return a;
}

dual_mat dual_mat_fixed(dual_space *s, size_t rows, size_t cols,
                        const double *v)
{
  return dual_mat_input(s, rows, cols, v, NULL);
}

dual_mat dual_mat_const(double c)
{
  dual_mat a = {.at = ad_block_of(NULL, NULL, 1, 1), .constant = c};
  return a;
}

dual_mat dual_mat_of(dual_space *s, dual x)
{
  return s ? dual_mat_input(s, 1, 1, &x.v, &x.d) : dual_mat_const(x.v);
}

/* Whether a's numbers are there. */
static bool is_there(dual_mat a)
{
  return a.on && !a.on->status && a.epoch == a.on->epoch && a.at.v;
}

dual dual_mat_at(dual_mat a, size_t i, size_t j)
{
  if (!a.on)
    return dual_const(a.constant);
  if (i >= a.at.rows || j >= a.at.cols) {
    if (!a.on->status)
      ad_element_text(i, j, dual_mat_shape(a), a.on->error,
                      sizeof a.on->error);
    dual_space_fail(a.on, AD_BAD_SHAPE);
  }
  if (!is_there(a))
    return dual_make(NAN, NAN);
  const ptrdiff_t at = (ptrdiff_t)i * a.at.rs + (ptrdiff_t)j * a.at.cs;
  return dual_make(a.at.v[at], a.at.d ? a.at.d[at] : 0);
}

/* ---- views ---------------------------------------------------------------- */

dual_mat dual_mat_transpose(dual_mat a)
{
  a.at = ad_block_transpose(a.at);
  return a;
}

dual_mat dual_mat_slice(dual_mat a, size_t i, size_t j, size_t rows,
                        size_t cols)
{
  const struct ad_shape slice = {rows, cols};
  const bool inside = ad_slice_fits(slice, i, j, dual_mat_shape(a));
  if (!a.on && rows == 1 && cols == 1)
    return a;
  if (!inside && a.on) {
    if (!a.on->status)
      ad_slice_text(slice, i, j, dual_mat_shape(a), a.on->error,
                    sizeof a.on->error);
    dual_space_fail(a.on, AD_BAD_SHAPE);
  }
  if (!inside || !is_there(a))
    return dual_no_matrix(a.on, rows, cols);
  a.at = ad_block_slice(a.at, i, j, rows, cols);
  return a;
}

dual_mat dual_mat_diagonal(dual_mat a)
{
  a.at = ad_block_diagonal(a.at);
  return a;
}

dual_mat dual_mat_detach(dual_mat a)
{
  a.at.d = NULL;
  return a;
}

dual_mat dual_mat_reshape(dual_mat a, size_t rows, size_t cols)
{
  const struct ad_shape from = dual_mat_shape(a), to = {rows, cols};
  if (!a.on)
    return a;
  if (ad_shape_size(rows, cols) != from.rows * from.cols) {
    if (!a.on->status)
      ad_reshape_text(from, to, a.on->error, sizeof a.on->error);
    dual_space_fail(a.on, AD_BAD_SHAPE);
    return dual_no_matrix(a.on, rows, cols);
  }
  if (!ad_block_packed(&a.at))
    a = dual_mat_join(1, 1, &a);
  a.at.rows = rows, a.at.cols = cols;
  a.at.rs = (ptrdiff_t)cols, a.at.cs = 1;
  return a;
}

/* ---- reading -------------------------------------------------------------- */

/* Copies a's elements of the array whose first is *from, or `missing`. */
static void read_numbers(dual_mat a, const double *from, double missing,
                         double *out)
{
  for (size_t i = 0; i < a.at.rows; i++)
    for (size_t j = 0; j < a.at.cols; j++)
      *out++ = from ? from[(ptrdiff_t)i * a.at.rs + (ptrdiff_t)j * a.at.cs]
                    : missing;
}

void dual_mat_value(dual_mat a, double *out)
{
  if (a.on)
    read_numbers(a, is_there(a) ? a.at.v : NULL, NAN, out);
  else
    *out = a.constant;
}

void dual_mat_tangent(dual_mat a, double *out)
{
  if (a.on)
    read_numbers(a, is_there(a) ? a.at.d : NULL, is_there(a) ? 0 : NAN, out);
  else
    *out = 0;
}
