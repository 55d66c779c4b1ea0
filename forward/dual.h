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

/* dual_NAME(a, ...) has the edge policy DUAL_POLICY; dual_NAME_under(policy,
 * a, ...) takes it in the call. */

/* One term of the chain rule: the partial at the primals times the tangent. */
#define DUAL_TERM(name, k, A, B, C, partial, tangent)                         \
  ad_times(ad_ruled(p, AD_OP_##name, k, A, B, C, partial), tangent)

#define OP1(name, ...)                                                        \
  static inline dual dual_##name##_under(const struct ad_policy *p, dual a)   \
  {                                                                           \
    const double y = ad_##name(a.v);                                          \
    return dual_make(y, DUAL_TERM(name, 0, a.v, 0, 0,                         \
                                  ad_##name##_da(a.v, y), a.d));              \
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
    return dual_make(y, DUAL_TERM(name, 0, a.v, n, 0,                         \
                                  ad_##name##_da(a.v, n, y), a.d));           \
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
    return dual_make(y, DUAL_TERM(name, 0, a.v, b.v, 0,                       \
                                  ad_##name##_da(a.v, b.v, y), a.d) +         \
                          DUAL_TERM(name, 1, a.v, b.v, 0,                     \
                                    ad_##name##_db(a.v, b.v, y), b.d));       \
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
    return dual_make(y, DUAL_TERM(name, 0, a.v, b.v, c.v,                     \
                                  ad_##name##_da(a.v, b.v, c.v, y), a.d) +    \
                          DUAL_TERM(name, 1, a.v, b.v, c.v,                   \
                                    ad_##name##_db(a.v, b.v, c.v, y), b.d) +  \
                          DUAL_TERM(name, 2, a.v, b.v, c.v,                   \
                                    ad_##name##_dc(a.v, b.v, c.v, y), c.d));  \
  }                                                                           \
  static inline dual dual_##name(dual a, dual b, dual c)                      \
  {                                                                           \
    return dual_##name##_under(DUAL_POLICY, a, b, c);                         \
  }
#include "../ops/ops.def"
#undef DUAL_TERM

#ifdef __cplusplus
}
#endif
#endif
