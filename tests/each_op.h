/* each_op.h: calling an op by its number, in each engine; generated from the
 * op table, so that a new row is tested unasked. */
#ifndef EACH_OP_H
#define EACH_OP_H

#include "../forward/dual.h"
#include "../ops/info.h"
#include "../reverse/tape.h"

static inline dual dual_by_op(enum ad_op op, dual a, dual b)
{
  switch (op) {
#define OP1(name, ...) case AD_OP_##name: return dual_##name(a);
#define OPN(name, ...) case AD_OP_##name: return dual_##name(a, (int)b.v);
#define OP2(name, ...) case AD_OP_##name: return dual_##name(a, b);
#include "../ops/ops.def"
  case AD_OP_COUNT:
    break;
  }
  return a;
}

static inline var var_by_op(enum ad_op op, var a, var b)
{
  switch (op) {
#define OP1(name, ...) case AD_OP_##name: return var_##name(a);
#define OPN(name, ...)                                                        \
  case AD_OP_##name: return var_##name(a, (int)var_value(b));
#define OP2(name, ...) case AD_OP_##name: return var_##name(a, b);
#include "../ops/ops.def"
  case AD_OP_COUNT:
    break;
  }
  return a;
}

/* Point k of an op's row; b is 0 for unary ops. */
static inline void op_point(enum ad_op op, size_t k, double *a, double *b)
{
  const struct ad_op_info *info = ad_op_info(op);
  bool two = ad_op_arity(op) == 2;
  *a = info->points[two ? 2 * k : k];
  *b = two ? info->points[2 * k + 1] : 0;
}

#endif
