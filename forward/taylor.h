/* taylor.h: forward mode of any order in one variable, by Taylor polynomials.
 *
 * A taylor holds the coefficients of x(t) = x_0 + x_1 t + ... + x_K t^K.  Each
 * op takes its arguments' coefficients to those of its value: a product by
 * y_k = sum_j a_j b_{k-j}, y = exp(a), since y' = a' y, by
 * k y_k = sum_j j a_j y_{k-j}, and so on: taylor.def.  With x = t as input,
 * k! y_k is the k-th derivative, exact to rounding, and a whole series costs a
 * multiple of K^2, where dual numbers nested K times would cost 2^K.
 *
 * (A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed., chapter 13, tables
 * 13.1 and 13.2; R. Neidinger, SIAM Review 52 (2010).) */
#ifndef DUALTAPE_TAYLOR_H
#define DUALTAPE_TAYLOR_H

#include "chain.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The highest order there is. */
enum { TAYLOR_MOST = 40 };

/* Coefficients beyond `order` are 0.  An op's order is that of the argument
 * with the highest one. */
typedef struct taylor_write_add_sub_mul_div_not_operators {
  double c[TAYLOR_MOST + 1]; /* c[k]: of t^k */
  int order;
  enum ad_status status; /* the first error on the way here, which stays */
  enum ad_op op;         /* and the op that it came from */
} taylor;

/* A constant. */
static inline taylor taylor_const(double v)
{
  taylor x = {{0}, 0, AD_OK, AD_OP_COUNT};
  x.c[0] = v;
  return x;
}

/* The input v + d t, up to t^order: AD_BAD_ARGUMENT beyond 0..TAYLOR_MOST. */
static inline taylor taylor_make(double v, double d, int order)
{
  taylor x = taylor_const(v);
  if (order < 0 || order > TAYLOR_MOST) {
    x.status = AD_BAD_ARGUMENT;
    return x;
  }
  x.order = order;
  if (order > 0)
    x.c[1] = d;
  return x;
}

/* taylor_NAME(a, ...) for each row NAME of ops.def, and taylor_NAME_under(
 * policy, a, ...).  At edges the policy's, or the row's, first partials give
 * the term of order 1, the row's second ones that of order 2, and beyond it
 * there is no series: NaN.  (But what is piecewise straight goes straight on.)
 *
 * A row without a line in taylor.def has terms up to order 2, from its own
 * partials; beyond, the status is AD_NO_TAYLOR, and coefficients are NaN. */
#define OP1(name, ...)                                                        \
  static inline taylor taylor_##name##_under(const struct ad_policy *p,       \
                                             taylor a)                        \
  {                                                                           \
    return ad_taylor_apply(p, AD_OP_##name, &a, NULL, NULL, 0);               \
  }                                                                           \
  static inline taylor taylor_##name(taylor a)                                \
  {                                                                           \
    return taylor_##name##_under(DUAL_POLICY, a);                             \
  }
#define OPN(name, ...)                                                        \
  static inline taylor taylor_##name##_under(const struct ad_policy *p,       \
                                             taylor a, int n)                 \
  {                                                                           \
    return ad_taylor_apply(p, AD_OP_##name, &a, NULL, NULL, n);               \
  }                                                                           \
  static inline taylor taylor_##name(taylor a, int n)                         \
  {                                                                           \
    return taylor_##name##_under(DUAL_POLICY, a, n);                          \
  }
#define OP2(name, ...)                                                        \
  static inline taylor taylor_##name##_under(const struct ad_policy *p,       \
                                             taylor a, taylor b)              \
  {                                                                           \
    return ad_taylor_apply(p, AD_OP_##name, &a, &b, NULL, 0);                 \
  }                                                                           \
  static inline taylor taylor_##name(taylor a, taylor b)                      \
  {                                                                           \
    return taylor_##name##_under(DUAL_POLICY, a, b);                          \
  }
#define OP3(name, ...)                                                        \
  static inline taylor taylor_##name##_under(const struct ad_policy *p,       \
                                             taylor a, taylor b, taylor c)    \
  {                                                                           \
    return ad_taylor_apply(p, AD_OP_##name, &a, &b, &c, 0);                   \
  }                                                                           \
  static inline taylor taylor_##name(taylor a, taylor b, taylor c)            \
  {                                                                           \
    return taylor_##name##_under(DUAL_POLICY, a, b, c);                       \
  }

/* The op on one, two or three arguments, n being an OPN row's integer. */
taylor ad_taylor_apply(const struct ad_policy *policy, enum ad_op op,
                       const taylor *a, const taylor *b, const taylor *c,
                       int n);

#include "../ops/ops.def"

/* The highest order to which an op has terms: 2 without a line in taylor.def,
 * else TAYLOR_MOST. */
int ad_taylor_order(enum ad_op op);

/* ---- whole functions ------------------------------------------------------ */

/* A function of n inputs and m outputs: reads x[0..n-1], writes y[0..m-1];
 * what it returns other than AD_OK ends the driver with that status. */
typedef enum ad_status taylor_map(const taylor *x, taylor *y, void *data);

/* Coefficients of y(t) = f(x + t d), for a point and a direction of n numbers:
 * that of t^k in output i, for k = 0..order, is out[i * (order + 1) + k].  Times
 * k! it is the k-th directional derivative; for k = 1 and 2, J d and twice
 * d' H d / 2.  out belongs to the caller, and must not overlap x and d.
 *
 * Returned is AD_OK, AD_BAD_ARGUMENT, AD_NO_MEMORY, AD_NO_TAYLOR if an op has
 * no rule for this order (*op, if not NULL, says which), or f's status. */
enum ad_status ad_taylor_coefficients(taylor_map *f, void *data, size_t n,
                                      const double *x, const double *d,
                                      size_t m, int order, double *out,
                                      enum ad_op *op);

#ifdef __cplusplus
}
#endif
#endif
