/* hyper.h: exact second derivatives, by hyper-dual numbers.
 *
 * A hyper is a primal, tangents in two directions, and the second derivative
 * along both: x = v + d1 e1 + d2 e2 + d12 e1 e2, where e1^2 = e2^2 = 0 but
 * e1 e2 is not.  For y = f(a, b),
 *
 *   y1  = fa a1 + fb b1,   y2 = fa a2 + fb b2,
 *   y12 = fa a12 + fb b12 + faa a1 a2 + fab (a1 b2 + b1 a2) + fbb b1 b2.
 *
 * Seeded with d1 = 1 at input i and d2 = 1 at input j, the output's d12 is
 * d2y/dx_i dx_j, exact to rounding, with no step and no cancellation.
 * (J. Fike, J. Alonso, The development of hyper-dual numbers for exact
 * second-derivative calculations, AIAA 2011-886.) */
#ifndef DUALTAPE_HYPER_H
#define DUALTAPE_HYPER_H

#include "chain.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct hyper_write_add_sub_mul_div_not_operators {
  double v;      /* primal */
  double d1, d2; /* tangents in two directions */
  double d12;    /* second derivative along both */
} hyper;

static inline hyper hyper_make(double v, double d1, double d2, double d12)
{
  hyper x;
  x.v = v;
  x.d1 = d1;
  x.d2 = d2;
  x.d12 = d12;
  return x;
}

/* A constant: all its derivatives are 0. */
static inline hyper hyper_const(double v) { return hyper_make(v, 0, 0, 0); }

/* The chain rule for an op of n arguments x[k], with the partials d[k] and
 * the second partials dd, (i, j) at place i (i+1)/2 + j for j <= i. */
static inline hyper hyper_chain(double y, int n, const double *d,
                                const double *dd, const hyper *const *x)
{
  hyper z = hyper_const(y);
  for (int i = 0; i < n; i++) {
    z.d1 += ad_times(d[i], x[i]->d1);
    z.d2 += ad_times(d[i], x[i]->d2);
    z.d12 += ad_times(d[i], x[i]->d12);
    for (int j = 0; j <= i; j++) {
      const double cross = x[i]->d1 * x[j]->d2;
      const double both = i == j ? cross : cross + x[j]->d1 * x[i]->d2;
      z.d12 += ad_times(dd[i * (i + 1) / 2 + j], both);
    }
  }
  return z;
}

/* hyper_NAME(a, ...), and hyper_NAME_under(policy, a, ...).  A policy rules
 * first partials only. */
#define OP1(name, ...)                                                        \
  static inline hyper hyper_##name##_under(const struct ad_policy *p,         \
                                           hyper a)                           \
  {                                                                           \
    const double y = ad_##name(a.v);                                          \
    const double d[] = {CHAIN_FIRST1(name, a.v, y)};                          \
    const double dd[] = {CHAIN_SECOND1(name, a.v, y)};                        \
    const hyper *const x[] = {&a};                                            \
    return hyper_chain(y, 1, d, dd, x);                                       \
  }                                                                           \
  static inline hyper hyper_##name(hyper a)                                   \
  {                                                                           \
    return hyper_##name##_under(DUAL_POLICY, a);                              \
  }
#define OPN(name, ...)                                                        \
  static inline hyper hyper_##name##_under(const struct ad_policy *p,         \
                                           hyper a, int n)                    \
  {                                                                           \
    const double y = ad_##name(a.v, n);                                       \
    const double d[] = {CHAIN_FIRSTN(name, a.v, n, y)};                       \
    const double dd[] = {CHAIN_SECONDN(name, a.v, n, y)};                     \
    const hyper *const x[] = {&a};                                            \
    return hyper_chain(y, 1, d, dd, x);                                       \
  }                                                                           \
  static inline hyper hyper_##name(hyper a, int n)                            \
  {                                                                           \
    return hyper_##name##_under(DUAL_POLICY, a, n);                           \
  }
#define OP2(name, ...)                                                        \
  static inline hyper hyper_##name##_under(const struct ad_policy *p,         \
                                           hyper a, hyper b)                  \
  {                                                                           \
    const double y = ad_##name(a.v, b.v);                                     \
    const double d[] = {CHAIN_FIRST2(name, a.v, b.v, y)};                     \
    const double dd[] = {CHAIN_SECOND2(name, a.v, b.v, y)};                   \
    const hyper *const x[] = {&a, &b};                                        \
    return hyper_chain(y, 2, d, dd, x);                                       \
  }                                                                           \
  static inline hyper hyper_##name(hyper a, hyper b)                          \
  {                                                                           \
    return hyper_##name##_under(DUAL_POLICY, a, b);                           \
  }
#define OP3(name, ...)                                                        \
  static inline hyper hyper_##name##_under(const struct ad_policy *p,         \
                                           hyper a, hyper b, hyper c)         \
  {                                                                           \
    const double y = ad_##name(a.v, b.v, c.v);                                \
    const double d[] = {CHAIN_FIRST3(name, a.v, b.v, c.v, y)};                \
    const double dd[] = {CHAIN_SECOND3(name, a.v, b.v, c.v, y)};              \
    const hyper *const x[] = {&a, &b, &c};                                    \
    return hyper_chain(y, 3, d, dd, x);                                       \
  }                                                                           \
  static inline hyper hyper_##name(hyper a, hyper b, hyper c)                 \
  {                                                                           \
    return hyper_##name##_under(DUAL_POLICY, a, b, c);                        \
  }
#include "../ops/ops.def"

#ifdef __cplusplus
}
#endif
#endif
