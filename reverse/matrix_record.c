/* matrix_record.c: ops on matrices: shapes, recording. */
#include <config.h>

#include "matrix_impl.h"

const char *tape_matrix_name(const tape *t, const struct tape_matrix *m)
{
  switch (m->kind) {
  case TAPE_EACH: return ad_op_info((enum ad_op)m->op)->name;
  case TAPE_WHOLE: return ad_matrix_info((enum ad_matrix_op)m->op)->name;
  case TAPE_JOIN: return "join";
  case TAPE_CUSTOM: return tape_custom_name(t, m);
  }
  return "";
}

/* ---- what goes wrong ------------------------------------------------------ */

static enum ad_status fail_shapes(tape *t, const char *name,
                                  const struct ad_fit *fit)
{
  if (!t->status)
    ad_fit_text(fit, name, t->used, t->error, sizeof t->error);
  return tape_fail(t, AD_BAD_SHAPE);
}

/* The one tape of the arguments; NULL if all are constants. */
tape *tape_of_matrices(const var_mat *x, size_t args)
{
  for (size_t k = 0; k < args; k++)
    if (x[k].on)
      return x[k].on;
  return NULL;
}

enum ad_status tape_admit_matrices(tape *t, const char *name, const var_mat *x,
                                   size_t args)
{
  for (size_t k = 0; k < args && !t->status; k++) {
    if (x[k].on && x[k].on != t)
      tape_fail_mixed(t, name, x[k].on, x[k].as.at.slot);
    else if (x[k].on && !tape_has(t, x[k].as.at.slot, x[k].as.at.epoch))
      tape_fail_stale(t, name, x[k].as.at.slot, x[k].as.at.epoch);
  }
  return t->status;
}

/* ---- records -------------------------------------------------------------- */

/* x as an operand of this shape: a single row, column or number is repeated. */
struct tape_operand tape_operand_of(var_mat x, size_t rows, size_t cols)
{
  struct tape_operand o = {.constant = !x.on,
                           .wanted = x.on && !x.fixed,
                           .rows = (uint32_t)rows,
                           .cols = (uint32_t)cols,
                           .rs = x.rows == 1 ? 0 : x.rs,
                           .cs = x.cols == 1 ? 0 : x.cs};
  if (x.on)
    o.slot = x.as.at.slot;
  else
    o.number = x.as.constant;
  return o;
}

/* Appends the record and makes its slots, without values. */
static enum ad_status append_matrix(tape *t, const struct tape_matrix *m)
{
  const size_t n = (size_t)m->rows * m->cols;
  if (t->matrices == t->matrix_room) {
    uint32_t room = t->matrix_room ? 2 * t->matrix_room : 16;
    if (!tape_resize(&t->matrix, room, sizeof *t->matrix))
      return tape_fail(t, AD_NO_MEMORY);
    t->matrix_room = room;
  }
  if ((t->used > t->room || n > t->room - t->used) && tape_grow(t, n))
    return t->status;
  const uint32_t first = t->used, last = first + (uint32_t)n - 1;
  t->matrix[t->matrices] = *m;
  t->matrix[t->matrices].slot = first;
  t->code[first] = t->code[last] = TAPE_MATRIX;
  t->arg[first].a = t->arg[last].a = t->matrices++;
  t->arg[first].b = t->arg[last].b = (uint32_t)n;
  t->used = last + 1;
  return AD_OK;
}

/* Records, computes the value, and returns the result. */
var_mat tape_record_matrix(tape *t, struct tape_matrix *m)
{
  for (int k = 0; k < m->args; k++)
    m->wanted = m->wanted || m->x[k].wanted;
  m->wanted = m->wanted && !t->no_grad;
  if (append_matrix(t, m))
    return tape_no_matrix(t, m->rows, m->cols);
  enum ad_status status = tape_matrix_value(t, t->matrices - 1, false);
  if (status) {
    const struct ad_fit fit =
      ad_fit_failed(ad_shape_of(m->x[0].rows, m->x[0].cols), status);
    if (!t->status)
      ad_fit_text(&fit, tape_matrix_name(t, m),
                  t->matrix[t->matrices - 1].slot, t->error, sizeof t->error);
    tape_fail(t, status);
    return tape_no_matrix(t, m->rows, m->cols);
  }
  var_mat y = tape_no_matrix(t, m->rows, m->cols);
  y.as.at.slot = t->matrix[t->matrices - 1].slot;
  y.fixed = !m->wanted;
  return y;
}

var_mat var_mat_each(enum ad_op op, const var_mat *x, int n)
{
  const int args = ad_op_variables(op);
  tape *t = tape_of_matrices(x, (size_t)args);
  if (!t) {
    double a[AD_OP_ARGS] = {0};
    for (int k = 0; k < args; k++)
      a[k] = x[k].as.constant;
    if (ad_op_info(op)->kind == AD_INTEGER)
      a[1] = n;
    return var_mat_const(ad_op_value(op, a[0], a[1], a[2]));
  }
  struct ad_shape shapes[AD_OP_ARGS];
  for (int k = 0; k < args; k++)
    shapes[k] = ad_shape_of(x[k].rows, x[k].cols);
  const struct ad_fit fit = ad_fit_each(shapes, args);
  if (tape_admit_matrices(t, ad_op_info(op)->name, x, (size_t)args))
    return tape_no_matrix(t, fit.y.rows, fit.y.cols);
  if (fit.wrong) {
    fail_shapes(t, ad_op_info(op)->name, &fit);
    return tape_no_matrix(t, fit.y.rows, fit.y.cols);
  }
  struct tape_matrix m = {.kind = TAPE_EACH,
                          .op = (int)op,
                          .args = args,
                          .n = n,
                          .rows = (uint32_t)fit.y.rows,
                          .cols = (uint32_t)fit.y.cols};
  for (int k = 0; k < args; k++)
    m.x[k] = tape_operand_of(x[k], m.rows, m.cols);
  return tape_record_matrix(t, &m);
}

var_mat var_mat_apply(enum ad_matrix_op op, const var_mat *x, int n)
{
  const struct ad_matrix_info *info = ad_matrix_info(op);
  struct ad_shape shapes[AD_MATRIX_ARGS];
  tape *t = tape_of_matrices(x, (size_t)info->args);
  if (!t || tape_admit_matrices(t, info->name, x, (size_t)info->args))
    return t ? tape_no_matrix(t, 1, 1) : var_mat_const(NAN);
  for (int k = 0; k < info->args; k++)
    shapes[k] = ad_shape_of(x[k].rows, x[k].cols);
  const struct ad_fit fit = ad_fit_matrix(op, shapes, n);
  if (fit.wrong) {
    fail_shapes(t, info->name, &fit);
    return tape_no_matrix(t, 1, 1);
  }
  struct tape_matrix m = {.kind = TAPE_WHOLE,
                          .op = (int)op,
                          .args = info->args,
                          .n = n,
                          .rows = (uint32_t)fit.y.rows,
                          .cols = (uint32_t)fit.y.cols};
  for (int k = 0; k < info->args; k++)
    m.x[k] = tape_operand_of(x[k], x[k].rows, x[k].cols);
  return tape_record_matrix(t, &m);
}

static struct ad_shape part_shape(const void *parts, size_t k)
{
  const var_mat *const x = parts;
  return ad_shape_of(x[k].rows, x[k].cols);
}

var_mat var_mat_join(size_t down, size_t across, const var_mat *parts)
{
  const size_t n = down * across;
  tape *t = parts ? tape_of_matrices(parts, n) : NULL;
  if (!t)
    return parts && n == 1 ? parts[0] : var_mat_const(NAN);
  if (tape_admit_matrices(t, "join", parts, n))
    return tape_no_matrix(t, 1, 1);
  const struct ad_fit fit = ad_fit_join(down, across, part_shape, parts);
  if (fit.wrong) {
    fail_shapes(t, "join", &fit);
    return tape_no_matrix(t, 1, 1);
  }
  if (n > t->part_room - t->parts) {
    size_t room = t->part_room ? t->part_room : 16;
    while (room < t->parts + n)
      room *= 2;
    if (room > UINT32_MAX || !tape_resize(&t->part, room, sizeof *t->part)) {
      tape_fail(t, AD_NO_MEMORY);
      return tape_no_matrix(t, 1, 1);
    }
    t->part_room = (uint32_t)room;
  }
  struct tape_matrix m = {.kind = TAPE_JOIN,
                          .rows = (uint32_t)fit.y.rows,
                          .cols = (uint32_t)fit.y.cols,
                          .part = t->parts,
                          .parts = (uint32_t)n};
  uint32_t row = 0, col = 0;
  for (size_t k = 0; k < n; k++) {
    const var_mat x = parts[k];
    t->part[t->parts++] =
      (struct tape_part){tape_operand_of(x, x.rows, x.cols), row, col};
    m.wanted = m.wanted || (x.on && !x.fixed);
    col += x.cols;
    if ((k + 1) % across == 0)
      row += x.rows, col = 0;
  }
  return tape_record_matrix(t, &m);
}

#define OP1(name, ...)                                                        \
  var_mat var_mat_##name(var_mat a) { return var_mat_each(AD_OP_##name, &a, 0); }
#define OPN(name, ...)                                                        \
  var_mat var_mat_##name(var_mat a, int n)                                    \
  {                                                                           \
    return var_mat_each(AD_OP_##name, &a, n);                                 \
  }
#define OP2(name, ...)                                                        \
  var_mat var_mat_##name(var_mat a, var_mat b)                                \
  {                                                                           \
    return var_mat_each(AD_OP_##name, (const var_mat[]){a, b}, 0);            \
  }
#define OP3(name, ...)                                                        \
  var_mat var_mat_##name(var_mat a, var_mat b, var_mat c)                     \
  {                                                                           \
    return var_mat_each(AD_OP_##name, (const var_mat[]){a, b, c}, 0);         \
  }
#include "../ops/ops.def"

#define MATRIX_CALL_1_NONE(op) var_mat_apply(op, &a, AD_ALL)
#define MATRIX_CALL_1_AXIS(op) var_mat_apply(op, &a, axis)
#define MATRIX_CALL_2_NONE(op) var_mat_apply(op, (const var_mat[]){a, b}, AD_ALL)
#define MATRIX_CALL_2_AXIS(op) var_mat_apply(op, (const var_mat[]){a, b}, axis)
#define MATRIX(name, args, integer, ...)                                      \
  var_mat var_mat_##name MATRIX_PARAMETERS_##args##_##integer                 \
  {                                                                           \
    return MATRIX_CALL_##args##_##integer(AD_MATRIX_##name);                  \
  }
#include "../ops/matrix.def"
