/* reverse/matrix.c: making matrices on a tape, views, reading. */
#include <config.h>

#include "matrix.h"

#include "matrix_impl.h"

/* What an op yields on a tape with an error; without a tape, the constant
 * NaN. */
var_mat tape_no_matrix(tape *t, size_t rows, size_t cols)
{
  if (!t)
    return var_mat_const(NAN);
  var_mat a = {.on = t, .rows = (uint32_t)rows, .cols = (uint32_t)cols};
  a.as.at.slot = UINT32_MAX;
  a.as.at.epoch = t->epoch;
  a.rs = (int32_t)cols, a.cs = 1;
  return a;
}

static var_mat make_matrix(tape *t, size_t rows, size_t cols, const double *x,
                           bool fixed)
{
  const size_t n = ad_shape_size(rows, cols);
  if (!t)
    return tape_no_matrix(NULL, rows, cols);
  if (!n || !x) {
    tape_fail(t, n ? AD_BAD_ARGUMENT : AD_BAD_SHAPE);
    return tape_no_matrix(t, rows, cols);
  }
  if (t->used > t->room || n > t->room - t->used)
    tape_grow(t, n);
  if (t->status)
    return tape_no_matrix(t, rows, cols);
  var_mat a = tape_no_matrix(t, rows, cols);
  const uint32_t first = t->used, last = first + (uint32_t)n - 1;
  memcpy(t->val + first, x, n * sizeof *x);
  t->code[first] = t->code[last] = TAPE_INPUT;
  t->arg[first].a = t->arg[last].a = (uint32_t)n;
  t->used = last + 1;
  a.as.at.slot = first;
  a.fixed = fixed;
  return a;
}

var_mat var_mat_input(tape *t, size_t rows, size_t cols, const double *x)
{
  return make_matrix(t, rows, cols, x, false);
}

var_mat var_mat_fixed(tape *t, size_t rows, size_t cols, const double *x)
{
  return make_matrix(t, rows, cols, x, true);
}

var_mat var_mat_const(double c)
{
  var_mat a = {.rows = 1, .cols = 1, .fixed = true};
  a.as.constant = c;
  return a;
}

var_mat var_mat_of(var x)
{
  if (!x.on)
    return var_mat_const(var_constant(x));
  var_mat a = {.on = x.on, .rows = 1, .cols = 1, .rs = 1, .cs = 1};
  a.as.at.slot = x.as.at.slot;
  a.as.at.epoch = x.as.at.epoch;
  return a;
}

static struct ad_shape matrix_shape(var_mat a)
{
  return ad_shape_of(a.rows, a.cols);
}

/* ---- views --------------------------------------------------------------- */

static uint32_t slot_at(var_mat a, size_t i, size_t j)
{
  return (uint32_t)((int64_t)a.as.at.slot + (int64_t)i * a.rs +
                    (int64_t)j * a.cs);
}

var var_mat_at(var_mat a, size_t i, size_t j)
{
  if (!a.on)
    return var_const(a.as.constant);
  if (i >= a.rows || j >= a.cols) {
    if (!a.on->status)
      ad_element_text(i, j, matrix_shape(a), a.on->error, sizeof a.on->error);
    tape_fail(a.on, AD_BAD_SHAPE);
    return var_at(a.on, UINT32_MAX);
  }
  var x = var_at(a.on, slot_at(a, i, j));
  x.as.at.epoch = a.as.at.epoch;
  return a.fixed ? var_const(var_value(x)) : x;
}

var_mat var_mat_transpose(var_mat a)
{
  var_mat b = a;
  b.rows = a.cols, b.cols = a.rows;
  b.rs = a.cs, b.cs = a.rs;
  return b;
}

var_mat var_mat_slice(var_mat a, size_t i, size_t j, size_t rows, size_t cols)
{
  const struct ad_shape slice = {rows, cols};
  const bool inside = ad_slice_fits(slice, i, j, matrix_shape(a));
  if (!a.on && rows == 1 && cols == 1)
    return a;
  if (!inside && a.on) {
    if (!a.on->status)
      ad_slice_text(slice, i, j, matrix_shape(a), a.on->error,
                    sizeof a.on->error);
    tape_fail(a.on, AD_BAD_SHAPE);
  }
  if (!inside || !a.on)
    return tape_no_matrix(a.on, rows, cols);
  a.as.at.slot = slot_at(a, i, j);
  a.rows = (uint32_t)rows;
  a.cols = (uint32_t)cols;
  return a;
}

var_mat var_mat_diagonal(var_mat a)
{
  a.rows = a.rows < a.cols ? a.rows : a.cols;
  a.cols = 1;
  a.rs = a.rows > 1 ? a.rs + a.cs : 0;
  return a;
}

var_mat var_mat_detach(var_mat a)
{
  a.fixed = true;
  return a;
}

var_mat var_mat_reshape(var_mat a, size_t rows, size_t cols)
{
  if (!a.on)
    return a;
  if (ad_shape_size(rows, cols) != (size_t)a.rows * a.cols) {
    if (!a.on->status)
      ad_reshape_text(matrix_shape(a), ad_shape_of(rows, cols), a.on->error,
                      sizeof a.on->error);
    tape_fail(a.on, AD_BAD_SHAPE);
    return tape_no_matrix(a.on, rows, cols);
  }
  const bool packed = (a.cs == 1 || a.cols == 1) &&
                      (a.rs == (int32_t)a.cols || a.rows == 1);
  if (!packed)
    a = var_mat_join(1, 1, &a);
  a.rows = (uint32_t)rows;
  a.cols = (uint32_t)cols;
  a.rs = (int32_t)cols, a.cs = 1;
  return a;
}

/* ---- reading -------------------------------------------------------------- */

/* Copies a's elements of an array over the slots; NaN if they are not there. */
static void read_slots(var_mat a, const double *from, uint32_t there,
                       double *out)
{
  const bool good = tape_has(a.on, a.as.at.slot, a.as.at.epoch) &&
                    !a.on->status && from;
  const size_t cols = a.cols;
  for (size_t i = 0; i < a.rows; i++) {
    /* A row without gaps is copied as a whole. */
    if (good && a.cs == 1 && (size_t)slot_at(a, i, 0) + cols <= there) {
      memcpy(out, from + slot_at(a, i, 0), cols * sizeof *out);
      out += cols;
      continue;
    }
    for (size_t j = 0; j < a.cols; j++) {
      const uint32_t slot = slot_at(a, i, j);
      *out++ = good && slot < there ? from[slot] : NAN;
    }
  }
}

void var_mat_value(var_mat a, double *out)
{
  if (a.on)
    read_slots(a, a.on->val, a.on->used, out);
  else
    *out = a.as.constant;
}

void var_mat_adjoint(var_mat a, double *out)
{
  if (a.on && !a.fixed)
    read_slots(a, a.on->adj, a.on->swept, out);
  else
    memset(out, 0, (size_t)a.rows * a.cols * sizeof *out);
}

enum ad_status var_mat_seed(var_mat y, const double *w)
{
  enum ad_status status = w ? AD_OK : AD_BAD_ARGUMENT;
  for (size_t i = 0; !status && y.on && !y.fixed && i < y.rows; i++)
    for (size_t j = 0; !status && j < y.cols; j++)
      status = tape_seed(var_mat_at(y, i, j), w[i * y.cols + j]);
  return status;
}
