/* jet.h: forward mode with N tangents at once.
 *
 * A jet is a primal v and N tangents d[0..N-1], derivatives in N directions:
 *
 *   y    = f(a, b)
 *   y'_i = (df/da) a'_i + (df/db) b'_i
 *
 * Value and partials are computed once for all directions, and the loop over
 * them is one for SIMD, so that ten directions cost little more than one.
 * (Griewank & Walther, Evaluating Derivatives, 2nd ed., section 3.1: the
 * vector mode.)
 *
 * N is fixed when compiling: #define JET_N 10 before this header is included.
 * Files with different N may be linked together, if none of them hands a jet
 * to another. */
#ifndef DUALTAPE_JET_H
#define DUALTAPE_JET_H

#include <stdbool.h>

#include "chain.h"

#ifndef JET_N
#define JET_N 8
#endif

#ifdef __cplusplus
#define JET_ALIGN(bytes) alignas(bytes)
extern "C" {
#else
#define JET_ALIGN(bytes) _Alignas(bytes)
#endif

/* Tangents first, and aligned: where a jet is copied in pieces, those that the
 * loop over tangents loads next are the same, or the processor has to wait. */
typedef struct jet_write_add_sub_mul_div_not_operators {
  JET_ALIGN(16) double d[JET_N]; /* tangents */
  double v;                      /* primal */
} jet;

/* A constant: its tangents are 0. */
static inline jet jet_const(double v)
{
  jet x;
  x.v = v;
  for (int i = 0; i < JET_N; i++)
    x.d[i] = 0;
  return x;
}

/* v with tangent 1 in direction i and 0 in the others: the seed of an input;
 * a constant if i is not below N. */
static inline jet jet_seed(double v, int i)
{
  jet x = jet_const(v);
  if (i >= 0 && i < JET_N)
    x.d[i] = 1;
  return x;
}

/* The chain rule for an op of n arguments x[k] with the partials d[k]; 0 times
 * anything is 0.  What ad_times asks of each product keeps SIMD out of the loop,
 * and can matter only where a partial is 0 or not finite. */
static inline jet jet_chain(double y, int n, const double *d,
                            const jet *const *x)
{
  jet z;
  bool plain = true;
  for (int k = 0; k < n; k++)
    plain = plain && d[k] != 0 && d[k] - d[k] == 0;
  z.v = y;
  if (plain)
    for (int i = 0; i < JET_N; i++) {
      z.d[i] = d[0] * x[0]->d[i];
      for (int k = 1; k < n; k++)
        z.d[i] += d[k] * x[k]->d[i];
    }
  else
    for (int i = 0; i < JET_N; i++) {
      z.d[i] = ad_times(d[0], x[0]->d[i]);
      for (int k = 1; k < n; k++)
        z.d[i] += ad_times(d[k], x[k]->d[i]);
    }
  return z;
}

/* jet_NAME(a, ...), and jet_NAME_under(policy, a, ...). */
#define OP1(name, ...)                                                        \
  static inline jet jet_##name##_under(const struct ad_policy *p, jet a)      \
  {                                                                           \
    const double y = ad_##name(a.v);                                          \
    const double d[] = {CHAIN_FIRST1(name, a.v, y)};                          \
    const jet *const x[] = {&a};                                              \
    return jet_chain(y, 1, d, x);                                             \
  }                                                                           \
  static inline jet jet_##name(jet a)                                         \
  {                                                                           \
    return jet_##name##_under(DUAL_POLICY, a);                                \
  }
#define OPN(name, ...)                                                        \
  static inline jet jet_##name##_under(const struct ad_policy *p, jet a,      \
                                       int n)                                 \
  {                                                                           \
    const double y = ad_##name(a.v, n);                                       \
    const double d[] = {CHAIN_FIRSTN(name, a.v, n, y)};                       \
    const jet *const x[] = {&a};                                              \
    return jet_chain(y, 1, d, x);                                             \
  }                                                                           \
  static inline jet jet_##name(jet a, int n)                                  \
  {                                                                           \
    return jet_##name##_under(DUAL_POLICY, a, n);                             \
  }
#define OP2(name, ...)                                                        \
  static inline jet jet_##name##_under(const struct ad_policy *p, jet a,      \
                                       jet b)                                 \
  {                                                                           \
    const double y = ad_##name(a.v, b.v);                                     \
    const double d[] = {CHAIN_FIRST2(name, a.v, b.v, y)};                     \
    const jet *const x[] = {&a, &b};                                          \
    return jet_chain(y, 2, d, x);                                             \
  }                                                                           \
  static inline jet jet_##name(jet a, jet b)                                  \
  {                                                                           \
    return jet_##name##_under(DUAL_POLICY, a, b);                             \
  }
#define OP3(name, ...)                                                        \
  static inline jet jet_##name##_under(const struct ad_policy *p, jet a,      \
                                       jet b, jet c)                          \
  {                                                                           \
    const double y = ad_##name(a.v, b.v, c.v);                                \
    const double d[] = {CHAIN_FIRST3(name, a.v, b.v, c.v, y)};                \
    const jet *const x[] = {&a, &b, &c};                                      \
    return jet_chain(y, 3, d, x);                                             \
  }                                                                           \
  static inline jet jet_##name(jet a, jet b, jet c)                           \
  {                                                                           \
    return jet_##name##_under(DUAL_POLICY, a, b, c);                          \
  }
#include "../ops/ops.def"

#ifdef __cplusplus
}
#endif
#endif
