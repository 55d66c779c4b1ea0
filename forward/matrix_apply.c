/* forward/matrix_apply.c: ops on matrices of dual numbers. */
#include <config.h>

#include "matrix_impl.h"

#include "../ops/each.h"

/* The one space of the arguments; NULL if all are constants. */
static dual_space *space_of(const dual_mat *x, size_t args)
{
  for (size_t k = 0; k < args; k++)
    if (x[k].on)
      return x[k].on;
  return NULL;
}

static enum ad_status admit_duals(dual_space *s, const dual_mat *x, size_t args)
{
  for (size_t k = 0; k < args && !s->status; k++) {
    if (x[k].on && x[k].on != s) {
      dual_space_fail(x[k].on, AD_MIXED_TAPES);
      dual_space_fail(s, AD_MIXED_TAPES);
    } else if (x[k].on && x[k].epoch != s->epoch) {
      dual_space_fail(s, AD_STALE_VAR);
    }
  }
  return s->status;
}

/* The first error is of this op and these shapes. */
static dual_mat refuse(dual_space *s, const char *op, const struct ad_fit *fit,
                       size_t made, enum ad_status status)
{
  if (!s->status)
    ad_fit_text(fit, op, made, s->error, sizeof s->error);
  dual_space_fail(s, status);
  return dual_no_matrix(s, fit->y.rows, fit->y.cols);
}

/* x's numbers; a constant's lies in *number. */
static struct ad_block numbers_of(dual_mat x, double *number)
{
  if (x.on)
    return x.at;
  *number = x.constant;
  return ad_block_of(number, NULL, 1, 1);
}

static bool any_tangent(const dual_mat *x, size_t args)
{
  for (size_t k = 0; k < args; k++)
    if (x[k].at.d)
      return true;
  return false;
}

dual_mat dual_mat_each(enum ad_op op, const dual_mat *x, int n)
{
  const struct ad_op_info *info = ad_op_info(op);
  const int args = ad_op_variables(op);
  dual_space *s = space_of(x, (size_t)args);
  if (!s) {
    double a[AD_OP_ARGS] = {0};
    for (int k = 0; k < args; k++)
      a[k] = x[k].constant;
    if (info->kind == AD_INTEGER)
      a[1] = n;
    return dual_mat_const(ad_op_value(op, a[0], a[1], a[2]));
  }
  struct ad_shape shapes[AD_OP_ARGS];
  for (int k = 0; k < args; k++)
    shapes[k] = dual_mat_shape(x[k]);
  const struct ad_fit fit = ad_fit_each(shapes, args);
  if (admit_duals(s, x, (size_t)args))
    return dual_no_matrix(s, fit.y.rows, fit.y.cols);
  if (fit.wrong)
    return refuse(s, info->name, &fit, s->made, AD_BAD_SHAPE);
  dual_mat y =
    dual_mat_new(s, fit.y.rows, fit.y.cols, any_tangent(x, (size_t)args));
  double constants[AD_OP_ARGS];
  struct ad_each e = {.op = op, .n = n, .policy = s->policy, .y = y.at};
  for (int k = 0; k < args; k++)
    e.x[k] = ad_block_stretch(numbers_of(x[k], &constants[k]), fit.y.rows,
                              fit.y.cols);
  if (y.at.v)
    ad_each_value(&e);
  return y;
}

/* The rules of matrix.def want tangents of all arguments, if of any. */
static enum ad_status give_tangents(struct ad_scratch *scratch, int args,
                                    struct ad_block *x)
{
  for (int k = 0; k < args; k++) {
    if (x[k].d)
      continue;
    const struct ad_block b =
      ad_scratch_block(scratch, x[k].rows, x[k].cols, true);
    if (!b.v)
      return AD_NO_MEMORY;
    ad_block_copy(x[k], b);
    x[k] = b;
  }
  return AD_OK;
}

dual_mat dual_mat_apply(enum ad_matrix_op op, const dual_mat *x, int n)
{
  const struct ad_matrix_info *info = ad_matrix_info(op);
  const size_t args = (size_t)info->args;
  struct ad_shape shapes[AD_MATRIX_ARGS];
  dual_space *s = space_of(x, args);
  if (!s || admit_duals(s, x, args))
    return s ? dual_no_matrix(s, 1, 1) : dual_mat_const(NAN);
  for (size_t k = 0; k < args; k++)
    shapes[k] = dual_mat_shape(x[k]);
  const struct ad_fit fit = ad_fit_matrix(op, shapes, n);
  const size_t made = s->made;
  if (fit.wrong)
    return refuse(s, info->name, &fit, made, AD_BAD_SHAPE);
  dual_mat y = dual_mat_new(s, fit.y.rows, fit.y.cols, any_tangent(x, args));
  if (!y.at.v)
    return y;
  double constants[AD_MATRIX_ARGS];
  struct ad_block at[AD_MATRIX_ARGS] = {{0}};
  for (size_t k = 0; k < args; k++)
    at[k] = numbers_of(x[k], &constants[k]);
  ad_scratch_reset(&s->scratch);
  enum ad_status status =
    y.at.d ? give_tangents(&s->scratch, info->args, at) : AD_OK;
  const struct ad_matrix_call c = {at, n, y.at, &s->scratch};
  if (!status)
    status = info->value(&c);
  if (status) {
    const struct ad_fit failed = ad_fit_failed(shapes[0], status);
    refuse(s, info->name, &failed, made, status);
  }
  return y;
}

static struct ad_shape dual_part(const void *parts, size_t k)
{
  const dual_mat *const x = parts;
  return dual_mat_shape(x[k]);
}

dual_mat dual_mat_join(size_t down, size_t across, const dual_mat *parts)
{
  const size_t n = down * across;
  dual_space *s = parts ? space_of(parts, n) : NULL;
  if (!s)
    return parts && n == 1 ? parts[0] : dual_mat_const(NAN);
  if (admit_duals(s, parts, n))
    return dual_no_matrix(s, 1, 1);
  const struct ad_fit fit = ad_fit_join(down, across, dual_part, parts);
  if (fit.wrong)
    return refuse(s, "join", &fit, s->made, AD_BAD_SHAPE);
  dual_mat y = dual_mat_new(s, fit.y.rows, fit.y.cols, any_tangent(parts, n));
  size_t row = 0, col = 0;
  for (size_t k = 0; k < n && y.at.v; k++) {
    const struct ad_shape part = dual_mat_shape(parts[k]);
    double constant;
    ad_block_copy(numbers_of(parts[k], &constant),
                  ad_block_slice(y.at, row, col, part.rows, part.cols));
    col += part.cols;
    if ((k + 1) % across == 0)
      row += part.rows, col = 0;
  }
  return y;
}

#define OP1(name, ...)                                                        \
  dual_mat dual_mat_##name(dual_mat a)                                        \
  {                                                                           \
    return dual_mat_each(AD_OP_##name, &a, 0);                                \
  }
#define OPN(name, ...)                                                        \
  dual_mat dual_mat_##name(dual_mat a, int n)                                 \
  {                                                                           \
    return dual_mat_each(AD_OP_##name, &a, n);                                \
  }
#define OP2(name, ...)                                                        \
  dual_mat dual_mat_##name(dual_mat a, dual_mat b)                            \
  {                                                                           \
    return dual_mat_each(AD_OP_##name, (const dual_mat[]){a, b}, 0);          \
  }
#define OP3(name, ...)                                                        \
  dual_mat dual_mat_##name(dual_mat a, dual_mat b, dual_mat c)                \
  {                                                                           \
    return dual_mat_each(AD_OP_##name, (const dual_mat[]){a, b, c}, 0);       \
  }
#include "../ops/ops.def"

#define CALL_1_NONE(op) dual_mat_apply(op, &a, AD_ALL)
#define CALL_1_AXIS(op) dual_mat_apply(op, &a, axis)
#define CALL_2_NONE(op) dual_mat_apply(op, (const dual_mat[]){a, b}, AD_ALL)
#define CALL_2_AXIS(op) dual_mat_apply(op, (const dual_mat[]){a, b}, axis)
#define MATRIX(name, args, integer, ...)                                      \
  dual_mat dual_mat_##name DUAL_MATRIX_PARAMETERS_##args##_##integer          \
  {                                                                           \
    return CALL_##args##_##integer(AD_MATRIX_##name);                         \
  }
#include "../ops/matrix.def"
