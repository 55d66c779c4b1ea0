/* single.h: the ops in single precision.
 *
 * single_NAME is the row's value in double, rounded to float.  For + - * / and
 * sqrt that is what a float unit gives, bit for bit, since double has more than
 * twice the digits (S. Figueroa, "When is double rounding innocuous?", SIGNUM
 * Newsletter 30 (1995)); for the others it is the best that sinf and the like
 * can do, on every machine. */
#ifndef DUALTAPE_SINGLE_H
#define DUALTAPE_SINGLE_H

#include "../ops/ops.h"

#ifdef __cplusplus
extern "C" {
#endif

#define OP1(name, ...)                                                        \
  static inline float single_##name(float a)                                  \
  {                                                                           \
    return (float)ad_##name((double)a);                                       \
  }
#define OPN(name, ...)                                                        \
  static inline float single_##name(float a, int n)                           \
  {                                                                           \
    return (float)ad_##name((double)a, n);                                    \
  }
#define OP2(name, ...)                                                        \
  static inline float single_##name(float a, float b)                         \
  {                                                                           \
    return (float)ad_##name((double)a, (double)b);                            \
  }
#define OP3(name, ...)                                                        \
  static inline float single_##name(float a, float b, float c)                \
  {                                                                           \
    return (float)ad_##name((double)a, (double)b, (double)c);                 \
  }
#include "../ops/ops.def"

#ifdef __cplusplus
}
#endif
#endif
