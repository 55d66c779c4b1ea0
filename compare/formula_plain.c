/* formula_plain.c: a formula over complex numbers and in single precision. */
#include <config.h>

#include "formula_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "single.h"

#define REAL cplx
#define JOIN(name) name##_cplx
#define OPS(name) cplx_##name
#define BY_NUMBER(op, x, n) ad_complex_op(op, x, n)
#define CONSTANT(c) cplx_const(c)
#define VALUE(x) ((x).re)
#define SIZE(x) (fabs((x).re) + fabs((x).im))
#define UNKNOWN(op) ad_complex_refuse_matrix(op)
#include "formula_plain.inc.h"

static float single_by_number(enum ad_op op, const float *x, int n)
{
  const double b = ad_op_info(op)->kind == AD_INTEGER ? n : (double)x[1];
  return (float)ad_op_value(op, (double)x[0], b, (double)x[2]);
}

#define REAL float
#define JOIN(name) name##_float
#define OPS(name) single_##name
#define BY_NUMBER(op, x, n) single_by_number(op, x, n)
#define CONSTANT(c) ((float)(c))
#define VALUE(x) ((double)(x))
#define SIZE(x) fabs((double)(x))
#define UNKNOWN(op) (float)NAN
#include "formula_plain.inc.h"
