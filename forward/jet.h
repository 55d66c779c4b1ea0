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

/* ---- the chain rule --------------------------------------------------------
 *
 * Compilers keep a jet in registers only if all that is read and written of it
 * are the same few pieces, whose places they know from the start.  A loop over
 * the tangents, or a call that takes a jet, sends it to memory between any two
 * ops.  So every op is inline, and where there are gcc's vectors (clang has them
 * too) tangents go in pieces of JET_WIDE, then two, then one.  With JET_WIDE
 * defined as 1 there are loops. */
typedef double jet_one;
CHAIN_INLINE jet_one jet_one_times(double p, jet_one t)
{
  return ad_times(p, t);
}

#ifndef JET_WIDE
#if !defined __GNUC__ || !(defined __SSE2__ || defined __aarch64__)
#define JET_WIDE 1
#elif defined __AVX__
#define JET_WIDE 4
#else
#define JET_WIDE 2
#endif
#endif

#if JET_WIDE > 1
#define JET_LANES(n)                                                          \
  __attribute__((vector_size(8 * (n)), aligned(16), may_alias))
typedef double jet_wide JET_LANES(JET_WIDE);
typedef long long jet_wide_bits JET_LANES(JET_WIDE);
typedef double jet_pair JET_LANES(2);
typedef long long jet_pair_bits JET_LANES(2);

/* ad_times, in each lane: a comparison's result is all ones where it is true. */
#define JET_TIMES(lanes)                                                      \
  CHAIN_INLINE lanes lanes##_times(double p, lanes t)                         \
  {                                                                           \
    const lanes product = p * t;                                              \
    const lanes##_bits nan = (lanes##_bits)(product != product);              \
    const lanes##_bits zero = (lanes##_bits)(t == 0) | (p == 0 ? -1LL : 0LL); \
    return (lanes)((lanes##_bits)product & ~(nan & zero));                    \
  }
JET_TIMES(jet_wide)
JET_TIMES(jet_pair)
#endif

/* One piece of the sum, from tangent `at` on: da, ... are the partials, a, ...
 * the arguments. */
#define JET_PLAIN(piece, p, t) ((p) * (t))
#define JET_CAREFUL(piece, p, t) piece##_times(p, t)
#define JET_AT(piece, x, at) (*(const piece *)((x)->d + (at)))
#define JET_SUM1(times, piece, at) times(piece, da, JET_AT(piece, a, at))
#define JET_SUM2(times, piece, at)                                            \
  JET_SUM1(times, piece, at) + times(piece, db, JET_AT(piece, b, at))
#define JET_SUM3(times, piece, at)                                            \
  JET_SUM2(times, piece, at) + times(piece, dc, JET_AT(piece, c, at))
#define JET_SET(sum, times, piece, at)                                        \
  *(piece *)(z.d + (at)) = sum(times, piece, at);

#if JET_WIDE > 1
#define JET_SET_WIDE(sum, times, i)                                           \
  if (((i) + 1) * JET_WIDE <= JET_N)                                          \
    JET_SET(sum, times, jet_wide, (i) * JET_WIDE)
#define JET_SET_ALL(sum, times)                                               \
  JET_SET_WIDE(sum, times, 0)                                                 \
  JET_SET_WIDE(sum, times, 1)                                                 \
  JET_SET_WIDE(sum, times, 2)                                                 \
  JET_SET_WIDE(sum, times, 3)                                                 \
  JET_SET_WIDE(sum, times, 4)                                                 \
  JET_SET_WIDE(sum, times, 5)                                                 \
  JET_SET_WIDE(sum, times, 6)                                                 \
  JET_SET_WIDE(sum, times, 7)                                                 \
  for (int i = 8; i < JET_N / JET_WIDE; i++)                                  \
    JET_SET(sum, times, jet_wide, i * JET_WIDE)                               \
  if (JET_WIDE == 4 && JET_N % 4 >= 2)                                        \
    JET_SET(sum, times, jet_pair, JET_N / 4 * 4)                              \
  if (JET_N % 2 == 1)                                                         \
    JET_SET(sum, times, jet_one, JET_N - 1)
#else
#define JET_SET_ALL(sum, times)                                               \
  for (int i = 0; i < JET_N; i++)                                             \
    JET_SET(sum, times, jet_one, i)
#endif

#define JET_CHAIN(sum, partials)                                              \
  jet z;                                                                      \
  z.v = y;                                                                    \
  JET_SET_ALL(sum, JET_PLAIN)                                                 \
  if (CHAIN_SELDOM(!ad_partials_tame(partials))) {                            \
    JET_SET_ALL(sum, JET_CAREFUL)                                             \
  }                                                                           \
  return z;

/* Ops of one, two and three arguments. */
CHAIN_INLINE jet jet_chain1(double y, double da, const jet *a)
{
  JET_CHAIN(JET_SUM1, da)
}
CHAIN_INLINE jet jet_chain2(double y, double da, double db, const jet *a,
                            const jet *b)
{
  JET_CHAIN(JET_SUM2, da * db)
}
CHAIN_INLINE jet jet_chain3(double y, double da, double db, double dc,
                            const jet *a, const jet *b, const jet *c)
{
  JET_CHAIN(JET_SUM3, da * db * dc)
}

/* jet_NAME(a, ...), and jet_NAME_under(policy, a, ...). */
#define OP1(name, ...)                                                        \
  CHAIN_INLINE jet jet_##name##_under(const struct ad_policy *p, jet a)       \
  {                                                                           \
    const double y = ad_##name(a.v);                                          \
    return jet_chain1(y, CHAIN_FIRST1(name, a.v, y), &a);                     \
  }                                                                           \
  CHAIN_INLINE jet jet_##name(jet a)                                          \
  {                                                                           \
    return jet_##name##_under(DUAL_POLICY, a);                                \
  }
#define OPN(name, ...)                                                        \
  CHAIN_INLINE jet jet_##name##_under(const struct ad_policy *p, jet a,       \
                                      int n)                                  \
  {                                                                           \
    const double y = ad_##name(a.v, n);                                       \
    return jet_chain1(y, CHAIN_FIRSTN(name, a.v, n, y), &a);                  \
  }                                                                           \
  CHAIN_INLINE jet jet_##name(jet a, int n)                                   \
  {                                                                           \
    return jet_##name##_under(DUAL_POLICY, a, n);                             \
  }
#define OP2(name, ...)                                                        \
  CHAIN_INLINE jet jet_##name##_under(const struct ad_policy *p, jet a,       \
                                      jet b)                                  \
  {                                                                           \
    const double y = ad_##name(a.v, b.v);                                     \
    return jet_chain2(y, CHAIN_FIRST2(name, a.v, b.v, y), &a, &b);            \
  }                                                                           \
  CHAIN_INLINE jet jet_##name(jet a, jet b)                                   \
  {                                                                           \
    return jet_##name##_under(DUAL_POLICY, a, b);                             \
  }
#define OP3(name, ...)                                                        \
  CHAIN_INLINE jet jet_##name##_under(const struct ad_policy *p, jet a,       \
                                      jet b, jet c)                           \
  {                                                                           \
    const double y = ad_##name(a.v, b.v, c.v);                                \
    return jet_chain3(y, CHAIN_FIRST3(name, a.v, b.v, c.v, y), &a, &b, &c);   \
  }                                                                           \
  CHAIN_INLINE jet jet_##name(jet a, jet b, jet c)                            \
  {                                                                           \
    return jet_##name##_under(DUAL_POLICY, a, b, c);                          \
  }
#include "../ops/ops.def"
#undef JET_LANES
#undef JET_TIMES
#undef JET_PLAIN
#undef JET_CAREFUL
#undef JET_AT
#undef JET_SUM1
#undef JET_SUM2
#undef JET_SUM3
#undef JET_SET
#undef JET_SET_WIDE
#undef JET_SET_ALL
#undef JET_CHAIN

#ifdef __cplusplus
}
#endif
#endif
