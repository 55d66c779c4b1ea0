/* dual.h: forward mode, by dual numbers.
 *
 * A dual is a primal v and a tangent d, the derivative of v in one chosen
 * direction (the seed).  Each op applies the chain rule once:
 *
 *   y  = f(a, b)
 *   y' = (df/da) a' + (df/db) b'
 *
 * so that when the last op is done, its tangent is the directional derivative
 * of the whole function, exact to rounding.  (Griewank & Walther, Evaluating
 * Derivatives, 2nd ed., section 3.1; Baydin et al., JMLR 18 (2018), section
 * 3.1.)  The partials stand in ops/ops.def; there is one dual_NAME for each
 * row NAME.
 *
 * The struct's tag is what the compiler prints when somebody writes x * y. */
#ifndef DUALTAPE_DUAL_H
#define DUALTAPE_DUAL_H

#include "chain.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct dual_write_add_sub_mul_div_not_operators {
  double v; /* primal */
  double d; /* tangent */
} dual;

/* The dual v + d eps. */
static inline dual dual_make(double v, double d)
{
  dual x;
  x.v = v;
  x.d = d;
  return x;
}

/* A constant: its tangent is 0. */
static inline dual dual_const(double v) { return dual_make(v, 0); }

/* The tangents of ops of one, two and three arguments: da, ... the partials, a,
 * ... the arguments' tangents. */
CHAIN_RARE double dual_careful1(double da, double a) { return ad_times(da, a); }
CHAIN_RARE double dual_careful2(double da, double db, double a, double b)
{
  return ad_times(da, a) + ad_times(db, b);
}
CHAIN_RARE double dual_careful3(double da, double db, double dc, double a,
                                double b, double c)
{
  return ad_times(da, a) + ad_times(db, b) + ad_times(dc, c);
}

static inline double dual_chain1(double da, double a)
{
  const double sum = da * a;
  if (CHAIN_SELDOM(sum != sum) && !ad_partials_tame(da))
    return dual_careful1(da, a);
  return sum;
}
static inline double dual_chain2(double da, double db, double a, double b)
{
  const double sum = da * a + db * b;
  if (CHAIN_SELDOM(sum != sum) && !ad_partials_tame(da * db))
    return dual_careful2(da, db, a, b);
  return sum;
}
static inline double dual_chain3(double da, double db, double dc, double a,
                                 double b, double c)
{
  const double sum = da * a + db * b + dc * c;
  if (CHAIN_SELDOM(sum != sum) && !ad_partials_tame(da * db * dc))
    return dual_careful3(da, db, dc, a, b, c);
  return sum;
}

/* dual_NAME(a, ...) has the edge policy DUAL_POLICY; dual_NAME_under(policy,
 * a, ...) takes it in the call. */
#define OP1(name, ...)                                                        \
  static inline dual dual_##name##_under(const struct ad_policy *p, dual a)   \
  {                                                                           \
    const double y = ad_##name(a.v);                                          \
    return dual_make(y, dual_chain1(CHAIN_FIRST1(name, a.v, y),               \
                                    a.d));                                    \
  }                                                                           \
  static inline dual dual_##name(dual a)                                      \
  {                                                                           \
    return dual_##name##_under(DUAL_POLICY, a);                               \
  }
#define OPN(name, ...)                                                        \
  static inline dual dual_##name##_under(const struct ad_policy *p, dual a,   \
                                         int n)                               \
  {                                                                           \
    const double y = ad_##name(a.v, n);                                       \
    return dual_make(y, dual_chain1(CHAIN_FIRSTN(name, a.v, n, y),            \
                                    a.d));                                    \
  }                                                                           \
  static inline dual dual_##name(dual a, int n)                               \
  {                                                                           \
    return dual_##name##_under(DUAL_POLICY, a, n);                            \
  }
#define OP2(name, ...)                                                        \
  static inline dual dual_##name##_under(const struct ad_policy *p, dual a,   \
                                         dual b)                              \
  {                                                                           \
    const double y = ad_##name(a.v, b.v);                                     \
    return dual_make(y, dual_chain2(CHAIN_FIRST2(name, a.v, b.v, y),          \
                                    a.d, b.d));                               \
  }                                                                           \
  static inline dual dual_##name(dual a, dual b)                              \
  {                                                                           \
    return dual_##name##_under(DUAL_POLICY, a, b);                            \
  }
#define OP3(name, ...)                                                        \
  static inline dual dual_##name##_under(const struct ad_policy *p, dual a,   \
                                         dual b, dual c)                      \
  {                                                                           \
    const double y = ad_##name(a.v, b.v, c.v);                                \
    return dual_make(y, dual_chain3(CHAIN_FIRST3(name, a.v, b.v, c.v, y),     \
                                    a.d, b.d, c.d));                          \
  }                                                                           \
  static inline dual dual_##name(dual a, dual b, dual c)                      \
  {                                                                           \
    return dual_##name##_under(DUAL_POLICY, a, b, c);                         \
  }
#include "../ops/ops.def"

#ifdef __cplusplus
}
#endif
#endif
