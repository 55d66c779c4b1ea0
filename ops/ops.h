/* ops.h: the op table as C functions.
 *
 * From each row NAME of ops.def come, by inclusion, with a, b the arguments
 * and y the value already computed:
 *
 *   AD_OP_NAME                       its number in enum ad_op
 *   ad_NAME(a[, b[, c]])             y, the value
 *   ad_NAME_da(a[, b[, c]], y), ...  first partials, _da, _db, _dc
 *   ad_NAME_daa(...), ...            second partials, _daa, _dab, ... _dcc
 *
 * Static inline, so that the engines' loops contain the bare expressions. */
#ifndef DUALTAPE_OPS_H
#define DUALTAPE_OPS_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "special.h"
#include "status.h"

#ifdef __cplusplus
extern "C" {
#endif

enum ad_op {
#define OP1(name, ...) AD_OP_##name,
#define OP2(name, ...) AD_OP_##name,
#define OP3(name, ...) AD_OP_##name,
#define OPN(name, ...) AD_OP_##name,
#include "ops.def"
  AD_OP_COUNT
};

#define AD_FN1(name, suffix, expr)                                            \
  static inline double ad_##name##suffix(double a, double y)                  \
  {                                                                           \
    (void)a, (void)y;                                                         \
    return expr;                                                              \
  }
#define AD_FNN(name, suffix, expr)                                            \
  static inline double ad_##name##suffix(double a, int n, double y)           \
  {                                                                           \
    (void)a, (void)n, (void)y;                                                \
    return expr;                                                              \
  }
#define AD_FN2(name, suffix, expr)                                            \
  static inline double ad_##name##suffix(double a, double b, double y)        \
  {                                                                           \
    (void)a, (void)b, (void)y;                                                \
    return expr;                                                              \
  }
#define AD_FN3(name, suffix, expr)                                            \
  static inline double ad_##name##suffix(double a, double b, double c,        \
                                         double y)                            \
  {                                                                           \
    (void)a, (void)b, (void)c, (void)y;                                       \
    return expr;                                                              \
  }

#define OP1(name, value, da, daa, ...)                                        \
  static inline double ad_##name(double a) { return value; }                  \
  AD_FN1(name, _da, da)                                                       \
  AD_FN1(name, _daa, daa)
#define OPN(name, value, da, daa, ...)                                        \
  static inline double ad_##name(double a, int n) { return value; }           \
  AD_FNN(name, _da, da)                                                       \
  AD_FNN(name, _daa, daa)
#define OP2(name, value, da, db, daa, dab, dbb, ...)                          \
  static inline double ad_##name(double a, double b) { return value; }        \
  AD_FN2(name, _da, da)                                                       \
  AD_FN2(name, _db, db)                                                       \
  AD_FN2(name, _daa, daa)                                                     \
  AD_FN2(name, _dab, dab)                                                     \
  AD_FN2(name, _dbb, dbb)
#define OP3(name, value, da, db, dc, daa, dab, dac, dbb, dbc, dcc, ...)       \
  static inline double ad_##name(double a, double b, double c)                \
  {                                                                           \
    return value;                                                             \
  }                                                                           \
  AD_FN3(name, _da, da)                                                       \
  AD_FN3(name, _db, db)                                                       \
  AD_FN3(name, _dc, dc)                                                       \
  AD_FN3(name, _daa, daa)                                                     \
  AD_FN3(name, _dab, dab)                                                     \
  AD_FN3(name, _dac, dac)                                                     \
  AD_FN3(name, _dbb, dbb)                                                     \
  AD_FN3(name, _dbc, dbc)                                                     \
  AD_FN3(name, _dcc, dcc)
#include "ops.def"

#undef AD_FN1
#undef AD_FN2
#undef AD_FN3
#undef AD_FNN

#ifdef __cplusplus
}
#endif
#endif
