/* each_op.h: calling an op by its number, in each engine; generated from the
 * op table, so that a new row is tested unasked. */
#ifndef EACH_OP_H
#define EACH_OP_H

#include "../forward/dual.h"
#include "../forward/hyper.h"
#include "../forward/jet.h"
#include "../ops/info.h"
#include "../reverse/tape.h"

/* x has AD_OP_ARGS elements; those that the op lacks are not used. */
static inline dual dual_by_op(enum ad_op op, const dual *x)
{
  switch (op) {
#define OP1(name, ...) case AD_OP_##name: return dual_##name(x[0]);
#define OPN(name, ...)                                                        \
  case AD_OP_##name: return dual_##name(x[0], (int)x[1].v);
#define OP2(name, ...) case AD_OP_##name: return dual_##name(x[0], x[1]);
#define OP3(name, ...)                                                        \
  case AD_OP_##name: return dual_##name(x[0], x[1], x[2]);
#include "../ops/ops.def"
  case AD_OP_COUNT:
    break;
  }
  return x[0];
}

static inline jet jet_by_op(enum ad_op op, const jet *x)
{
  switch (op) {
#define OP1(name, ...) case AD_OP_##name: return jet_##name(x[0]);
#define OPN(name, ...)                                                        \
  case AD_OP_##name: return jet_##name(x[0], (int)x[1].v);
#define OP2(name, ...) case AD_OP_##name: return jet_##name(x[0], x[1]);
#define OP3(name, ...)                                                        \
  case AD_OP_##name: return jet_##name(x[0], x[1], x[2]);
#include "../ops/ops.def"
  case AD_OP_COUNT:
    break;
  }
  return x[0];
}

static inline hyper hyper_by_op(enum ad_op op, const hyper *x)
{
  switch (op) {
#define OP1(name, ...) case AD_OP_##name: return hyper_##name(x[0]);
#define OPN(name, ...)                                                        \
  case AD_OP_##name: return hyper_##name(x[0], (int)x[1].v);
#define OP2(name, ...) case AD_OP_##name: return hyper_##name(x[0], x[1]);
#define OP3(name, ...)                                                        \
  case AD_OP_##name: return hyper_##name(x[0], x[1], x[2]);
#include "../ops/ops.def"
  case AD_OP_COUNT:
    break;
  }
  return x[0];
}

static inline var var_by_op(enum ad_op op, const var *x)
{
  switch (op) {
#define OP1(name, ...) case AD_OP_##name: return var_##name(x[0]);
#define OPN(name, ...)                                                        \
  case AD_OP_##name: return var_##name(x[0], (int)var_value(x[1]));
#define OP2(name, ...) case AD_OP_##name: return var_##name(x[0], x[1]);
#define OP3(name, ...)                                                        \
  case AD_OP_##name: return var_##name(x[0], x[1], x[2]);
#include "../ops/ops.def"
  case AD_OP_COUNT:
    break;
  }
  return x[0];
}

/* Value and first partials by dual numbers, one seed after the other. */
static inline struct ad_partials partials_by_dual(enum ad_op op,
                                                  const double *x)
{
  struct ad_partials p = {0};
  for (int k = 0; k < ad_op_variables(op); k++) {
    dual u[AD_OP_ARGS];
    for (int j = 0; j < AD_OP_ARGS; j++)
      u[j] = dual_make(x[j], j == k);
    dual y = dual_by_op(op, u);
    p.y = y.v, p.d[k] = y.d;
  }
  return p;
}

/* The same by one sweep over the tape t, which is reset; the arguments whose
 * bit in `constants` is set are constants, and their partials are left 0. */
static inline struct ad_partials partials_by_tape(tape *t, enum ad_op op,
                                                  const double *x,
                                                  unsigned constants)
{
  struct ad_partials p = {0};
  var u[AD_OP_ARGS];
  tape_reset(t);
  for (int k = 0; k < AD_OP_ARGS; k++)
    u[k] = k < ad_op_variables(op) && !(constants >> k & 1)
             ? tape_input(t, x[k])
             : var_const(x[k]);
  var y = var_by_op(op, u);
  tape_gradient(y, 0, NULL, NULL);
  p.y = var_value(y);
  for (int k = 0; k < AD_OP_ARGS; k++)
    p.d[k] = var_adjoint(u[k]);
  return p;
}

/* Value, first and second partials by hyper-dual numbers. */
static inline struct ad_partials partials_by_hyper(enum ad_op op,
                                                   const double *x)
{
  struct ad_partials p = {0};
  for (int k = 0; k < ad_op_variables(op); k++)
    for (int l = 0; l < ad_op_variables(op); l++) {
      hyper u[AD_OP_ARGS];
      for (int j = 0; j < AD_OP_ARGS; j++)
        u[j] = hyper_make(x[j], j == k, j == l, 0);
      hyper y = hyper_by_op(op, u);
      p.y = y.v, p.d[k] = y.d1, p.dd[k][l] = y.d12;
    }
  return p;
}

/* Value and first partials by one jet, a direction for each argument. */
static inline struct ad_partials partials_by_jet(enum ad_op op,
                                                 const double *x)
{
  struct ad_partials p = {0};
  jet u[AD_OP_ARGS];
  for (int j = 0; j < AD_OP_ARGS; j++)
    u[j] = j < ad_op_variables(op) ? jet_seed(x[j], j) : jet_const(x[j]);
  jet y = jet_by_op(op, u);
  p.y = y.v;
  for (int k = 0; k < ad_op_variables(op); k++)
    p.d[k] = y.d[k];
  return p;
}

/* Point k of an op's row; what the op lacks is 0. */
static inline void op_point(enum ad_op op, size_t k, double x[AD_OP_ARGS])
{
  const int arity = ad_op_arity(op);
  for (int j = 0; j < AD_OP_ARGS; j++)
    x[j] = j < arity ? ad_op_info(op)->points[k * (size_t)arity + (size_t)j]
                     : 0;
}

#endif
