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

#include "../ops/ops.h"

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

#define OP1(name, ...)                                                        \
  static inline dual dual_##name(dual a)                                      \
  {                                                                           \
    double y = ad_##name(a.v);                                                \
    return dual_make(y, ad_times(ad_##name##_da(a.v, y), a.d));               \
  }
#define OPN(name, ...)                                                        \
  static inline dual dual_##name(dual a, int n)                               \
  {                                                                           \
    double y = ad_##name(a.v, n);                                             \
    return dual_make(y, ad_times(ad_##name##_da(a.v, n, y), a.d));            \
  }
#define OP2(name, ...)                                                        \
  static inline dual dual_##name(dual a, dual b)                              \
  {                                                                           \
    double y = ad_##name(a.v, b.v);                                           \
    return dual_make(y, ad_times(ad_##name##_da(a.v, b.v, y), a.d) +         \
                          ad_times(ad_##name##_db(a.v, b.v, y), b.d));       \
  }
#define OP3(name, ...)                                                        \
  static inline dual dual_##name(dual a, dual b, dual c)                      \
  {                                                                           \
    double y = ad_##name(a.v, b.v, c.v);                                      \
    return dual_make(                                                         \
      y, ad_times(ad_##name##_da(a.v, b.v, c.v, y), a.d) +                    \
           ad_times(ad_##name##_db(a.v, b.v, c.v, y), b.d) +                  \
           ad_times(ad_##name##_dc(a.v, b.v, c.v, y), c.d));                  \
  }
#include "../ops/ops.def"

#ifdef __cplusplus
}
#endif
#endif
