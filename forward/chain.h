/* chain.h: what the chain rule needs of an op, for the number types of forward
 * mode that carry more than one tangent: value and partials at the primals,
 * from the op table. */
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

/* The first partials of op NAME at (a, b, c), where its value is y, as
 * initialisers of an array; p is the policy. */
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
