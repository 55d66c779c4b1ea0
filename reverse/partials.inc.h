/* partials.inc.h: the chain rule at the record of each op of the table: what a
 * sweep has to do with every first partial.
 *
 * Included in a sweep's switch over codes, which has
 *
 *   i, ia, ib, y    the record, its two words, its value
 *   code, arg, rest, val, constant, policy    of the tape
 *   GIVE(at, p)     what is done with the partial p by the operand in slot `at`
 *
 * Constants have no slot, and are not given anything.  RULED and OPERAND stay,
 * for sweeps that have cases of their own. */

#ifndef RULED
/* A partial of the record's op, as the policy has it. */
#define RULED(name, k, a, b, c, partial)                                      \
  ad_ruled(policy, AD_OP_##name, k, a, b, c, partial)

/* An argument of an OP3 record, which may be a constant. */
#define OPERAND(k, at) (constants >> (k) & 1 ? constant[at] : val[at])
#endif

#define OP1(name, ...)                                                        \
  case TAPE_##name:                                                           \
    GIVE(ia, RULED(name, 0, val[ia], 0, 0, ad_##name##_da(val[ia], y)));      \
    break;
#define OPN(name, ...)                                                        \
  case TAPE_##name:                                                           \
    GIVE(ia, RULED(name, 0, val[ia], (int)ib, 0,                              \
                   ad_##name##_da(val[ia], (int)ib, y)));                     \
    break;
#define OP2(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    const double a = val[ia], b = val[ib];                                    \
    GIVE(ia, RULED(name, 0, a, b, 0, ad_##name##_da(a, b, y)));               \
    GIVE(ib, RULED(name, 1, a, b, 0, ad_##name##_db(a, b, y)));               \
    break;                                                                    \
  }                                                                           \
  case TAPE_##name##_vc:                                                      \
    GIVE(ia, RULED(name, 0, val[ia], constant[ib], 0,                         \
                   ad_##name##_da(val[ia], constant[ib], y)));                \
    break;                                                                    \
  case TAPE_##name##_cv:                                                      \
    GIVE(ib, RULED(name, 1, constant[ia], val[ib], 0,                         \
                   ad_##name##_db(constant[ia], val[ib], y)));                \
    break;
#define OP3(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    const uint32_t at_b = rest[ib].b, at_c = rest[ib].c;                      \
    const double a = val[ia], b = val[at_b], c = val[at_c];                   \
    GIVE(ia, RULED(name, 0, a, b, c, ad_##name##_da(a, b, c, y)));            \
    GIVE(at_b, RULED(name, 1, a, b, c, ad_##name##_db(a, b, c, y)));          \
    GIVE(at_c, RULED(name, 2, a, b, c, ad_##name##_dc(a, b, c, y)));          \
    break;                                                                    \
  }                                                                           \
  TAPE_WITH_CONSTANTS(name): {                                                \
    const unsigned constants = code[i] - (unsigned)TAPE_##name;               \
    const uint32_t at_b = rest[ib].b, at_c = rest[ib].c;                      \
    const double a = OPERAND(0, ia), b = OPERAND(1, at_b),                    \
                 c = OPERAND(2, at_c);                                        \
    if (!(constants & 1))                                                     \
      GIVE(ia, RULED(name, 0, a, b, c, ad_##name##_da(a, b, c, y)));          \
    if (!(constants & 2))                                                     \
      GIVE(at_b, RULED(name, 1, a, b, c, ad_##name##_db(a, b, c, y)));        \
    if (!(constants & 4))                                                     \
      GIVE(at_c, RULED(name, 2, a, b, c, ad_##name##_dc(a, b, c, y)));        \
    break;                                                                    \
  }
#include "../ops/ops.def"
