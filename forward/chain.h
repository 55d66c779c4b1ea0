/* chain.h: what the number types of forward mode need for the chain rule: an
 * op's partials at the primals, from the op table; and when their products with
 * tangents want a second look.
 *
 * 0 times anything is 0 (ad_times).  To ask that of each product costs more than
 * the products do, and can matter only where 0 meets infinity or NaN.  So sums
 * of plain products are made first, and made again by ad_times where
 *
 *   the sum is NaN, as any sum is of which one product is NaN (dual.h), or
 *   a partial is 0 or not finite (jet.h: one question for all directions).
 *
 * Else 0 met neither, and the plain sum is the same to the last bit. */
#ifndef DUALTAPE_CHAIN_H
#define DUALTAPE_CHAIN_H

#include "../ops/policy.h"

/* The edge policy of the functions without _under: NULL is the rows' own
 * rules.  Define it before any header of dualtape is included for another one:
 *
 *   #define DUAL_POLICY (&my_policy)
 */
#ifndef DUAL_POLICY
#define DUAL_POLICY ((const struct ad_policy *)NULL)
#endif

/* Whether each of some partials is finite and none is 0, of their product:
 * then p t is NaN for no tangent t but NaN.  Where the product leaves the range
 * of doubles the answer is no, which costs time and changes nothing.  Known
 * when compiling where the partials are, as those of a sum. */
static inline bool ad_partials_tame(double product)
{
  return product - product < fabs(product); /* false for NaN, too */
}

/* What happens once in a long while is kept out of the way. */
#ifdef __GNUC__
#define CHAIN_SELDOM(condition) __builtin_expect(condition, 0)
#define CHAIN_RARE static __attribute__((noinline, cold, unused))
#define CHAIN_INLINE static inline __attribute__((always_inline))
#else
#define CHAIN_SELDOM(condition) (condition)
#define CHAIN_RARE static inline
#define CHAIN_INLINE static inline
#endif

/* The first partials of op NAME at (a, b, c), where its value is y, as
 * arguments of a call or initialisers of an array; p is the policy. */
#define CHAIN_FIRST1(name, a, y)                                              \
  ad_ruled(p, AD_OP_##name, 0, a, 0, 0, ad_##name##_da(a, y))
#define CHAIN_FIRSTN(name, a, n, y)                                           \
  ad_ruled(p, AD_OP_##name, 0, a, n, 0, ad_##name##_da(a, n, y))
#define CHAIN_FIRST2(name, a, b, y)                                           \
  ad_ruled(p, AD_OP_##name, 0, a, b, 0, ad_##name##_da(a, b, y)),             \
    ad_ruled(p, AD_OP_##name, 1, a, b, 0, ad_##name##_db(a, b, y))
#define CHAIN_FIRST3(name, a, b, c, y)                                        \
  ad_ruled(p, AD_OP_##name, 0, a, b, c, ad_##name##_da(a, b, c, y)),          \
    ad_ruled(p, AD_OP_##name, 1, a, b, c, ad_##name##_db(a, b, c, y)),        \
    ad_ruled(p, AD_OP_##name, 2, a, b, c, ad_##name##_dc(a, b, c, y))

/* The second partials aa, ab, bb, ac, bc, cc: for (i, j), j <= i, at place
 * i (i+1)/2 + j. */
#define CHAIN_SECOND1(name, a, y) ad_##name##_daa(a, y)
#define CHAIN_SECONDN(name, a, n, y) ad_##name##_daa(a, n, y)
#define CHAIN_SECOND2(name, a, b, y)                                          \
  ad_##name##_daa(a, b, y), ad_##name##_dab(a, b, y), ad_##name##_dbb(a, b, y)
#define CHAIN_SECOND3(name, a, b, c, y)                                       \
  ad_##name##_daa(a, b, c, y), ad_##name##_dab(a, b, c, y),                   \
    ad_##name##_dbb(a, b, c, y), ad_##name##_dac(a, b, c, y),                 \
    ad_##name##_dbc(a, b, c, y), ad_##name##_dcc(a, b, c, y)

#endif
