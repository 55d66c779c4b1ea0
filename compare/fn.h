/* fn.h: a C function written once for all number types.
 *
 * A file that holds only functions, in the words of the op table,
 *
 *   // rosen.fn.c
 *   REAL FN(rosen)(const REAL *x)
 *   {
 *     REAL u = sub(1, x[0]);
 *     REAL w = sub(x[1], sqr(x[0]));
 *     return add(sqr(u), mul(100, sqr(w)));
 *   }
 *
 * becomes rosen_double, rosen_dual, rosen_var, rosen_jet, rosen_hyper,
 * rosen_cplx (for the complex step) and rosen_float by
 *
 *   #include <dualtape.h>
 *   #define FN_FILE "rosen.fn.c"
 *   #include <dualtape_each.h>
 *
 * compiled with -I. (or wherever the file lies).  In such a file
 *
 *   REAL             is double, dual, var, jet, hyper, cplx or float
 *   FN(name)         is name_double, name_dual, ...
 *   add mul exp ...  are the ops of ops.def; an operand may be a plain number
 *   lift(2)          is the constant 2 as a REAL, to start a sum or product
 *   lt(x, y)         compares primals, to decide a branch; and le, gt, ge, eq,
 *                    ne.  On a tape the comparison is recorded, so that a replay
 *                    knows when it would have to branch (reverse/replay.h)
 *   value(x)         is the primal of x, of which nothing is recorded; of a complex
 *                    number the real part
 *   powi(x, 3)       takes a plain int
 *
 * The operators + - * / exist for double and float only; the compiler says
 * which functions to write instead.  A plain number is lifted by _Generic,
 * which names its argument twice: give a name to intermediate results rather
 * than nest calls ten deep.
 *
 * AD_FUNCTION(rosen, 2) then is a struct ad_function of two inputs, which
 * the drivers of compare/ take:
 *
 *   AD_FUNCTION(rosen, 2);  // at file scope: defines rosen_function
 *   ad_engines[0].jacobian(&rosen_function, x, y, jac, error);
 */
#ifndef DUALTAPE_FN_H
#define DUALTAPE_FN_H

#include "../forward/hyper.h"
#include "../forward/jet.h"
#include "../reverse/replay.h"
#include "function.h"
#include "single.h"

/* Defines `name_function`, of type struct ad_function, from name_double,
 * name_dual and name_var: a function of `inputs` numbers to one number. */
#define AD_FUNCTION(name, inputs)                                             \
  static enum ad_status name##_on_double(const double *x, double *y,          \
                                         void *data)                          \
  {                                                                           \
    (void)data;                                                               \
    y[0] = name##_double(x);                                                  \
    return AD_OK;                                                             \
  }                                                                           \
  static enum ad_status name##_on_dual(const dual *x, dual *y, void *data)    \
  {                                                                           \
    (void)data;                                                               \
    y[0] = name##_dual(x);                                                    \
    return AD_OK;                                                             \
  }                                                                           \
  static enum ad_status name##_on_var(const var *x, var *y, void *data)       \
  {                                                                           \
    (void)data;                                                               \
    y[0] = name##_var(x);                                                     \
    return AD_OK;                                                             \
  }                                                                           \
  static enum ad_status name##_on_hyper(const hyper *x, hyper *y, void *data) \
  {                                                                           \
    (void)data, (void)name##_jet; /* which no driver calls */                 \
    y[0] = name##_hyper(x);                                                   \
    return AD_OK;                                                             \
  }                                                                           \
  static enum ad_status name##_on_complex(const cplx *x, cplx *y, void *data) \
  {                                                                           \
    (void)data;                                                               \
    y[0] = name##_cplx(x);                                                    \
    return AD_OK;                                                             \
  }                                                                           \
  static enum ad_status name##_on_float(const float *x, float *y, void *data) \
  {                                                                           \
    (void)data;                                                               \
    y[0] = name##_float(x);                                                   \
    return AD_OK;                                                             \
  }                                                                           \
  static const struct ad_function name##_function = {                         \
    #name, inputs, 1, name##_on_double, name##_on_dual, name##_on_var, NULL,  \
    DUAL_POLICY, name##_on_hyper, name##_on_complex, name##_on_float, \
    NULL}

/* ---- what lifts a plain number, and what says no ------------------------ */

#ifndef __cplusplus
/* A dual in a function over vars, or the like, is a mistake that should read
 * as one: these are no functions, and compilers stop at them and say their
 * name (gcc) or their type (clang). */
extern const struct error_different_number_types_cannot_be_mixed *const
  ad_error_different_number_types_cannot_be_mixed;

static inline double fn_same_double(double x) { return x; }
static inline dual fn_same_dual(dual x) { return x; }
static inline var fn_same_var(var x) { return x; }
static inline jet fn_same_jet(jet x) { return x; }
static inline hyper fn_same_hyper(hyper x) { return x; }
static inline cplx fn_same_cplx(cplx x) { return x; }
static inline float fn_to_float(double x) { return (float)x; }

/* The type itself stays, another one is a mistake, a plain number is lifted. */
#define FN_MIXED ad_error_different_number_types_cannot_be_mixed
#define FN_LIFT_double(x)                                                     \
  _Generic((x), dual: FN_MIXED, var: FN_MIXED, jet: FN_MIXED,                 \
           hyper: FN_MIXED, cplx: FN_MIXED, default: fn_same_double)(x)
#define FN_LIFT_dual(x)                                                       \
  _Generic((x), dual: fn_same_dual, var: FN_MIXED, jet: FN_MIXED,             \
           hyper: FN_MIXED, cplx: FN_MIXED, default: dual_const)(x)
#define FN_LIFT_var(x)                                                        \
  _Generic((x), dual: FN_MIXED, var: fn_same_var, jet: FN_MIXED,              \
           hyper: FN_MIXED, cplx: FN_MIXED, default: var_const)(x)
#define FN_LIFT_jet(x)                                                        \
  _Generic((x), dual: FN_MIXED, var: FN_MIXED, jet: fn_same_jet,              \
           hyper: FN_MIXED, cplx: FN_MIXED, default: jet_const)(x)
#define FN_LIFT_hyper(x)                                                      \
  _Generic((x), dual: FN_MIXED, var: FN_MIXED, jet: FN_MIXED,                 \
           hyper: fn_same_hyper, cplx: FN_MIXED, default: hyper_const)(x)
#define FN_LIFT_cplx(x)                                                       \
  _Generic((x), dual: FN_MIXED, var: FN_MIXED, jet: FN_MIXED,                 \
           hyper: FN_MIXED, cplx: fn_same_cplx, default: cplx_const)(x)
#define FN_LIFT_float(x)                                                      \
  _Generic((x), dual: FN_MIXED, var: FN_MIXED, jet: FN_MIXED,                 \
           hyper: FN_MIXED, cplx: FN_MIXED, default: fn_to_float)(x)
#define FN_VALUE_double(x) ((double)(x))
#define FN_VALUE_dual(x) ((x).v)
#define FN_VALUE_jet(x) ((x).v)
#define FN_VALUE_hyper(x) ((x).v)
#define FN_VALUE_cplx(x) ((x).re)
#define FN_VALUE_float(x) ((double)(x))
#define FN_VALUE_var(x) var_value(x)
#define FN_COMPARE_double(a, sign, b, name) ((a) sign (b))
#define FN_COMPARE_dual(a, sign, b, name) ((a).v sign (b).v)
#define FN_COMPARE_jet(a, sign, b, name) ((a).v sign (b).v)
#define FN_COMPARE_hyper(a, sign, b, name) ((a).v sign (b).v)
#define FN_COMPARE_cplx(a, sign, b, name) ((a).re sign (b).re)
#define FN_COMPARE_float(a, sign, b, name) ((a) sign (b))
#define FN_COMPARE_var(a, sign, b, name) var_##name(a, b)
#endif

#endif
