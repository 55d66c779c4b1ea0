/* complex.h: the ops over complex numbers, for the complex step.
 *
 * cplx_NAME is an op of ops.def over complex arguments.  The form of each is a
 * line of complex.def; an op without one, or that is not analytic (abs, max,
 * floor, ...), is refused: its result says so, and so does everything that is
 * computed with it.  ad_complex_reason tells which op it was.
 *
 * Where the imaginary parts of all arguments are 0, nothing varies, and the op
 * is its real self; so abs(y) * x has a complex step by x.
 *
 * The real part is the op's own value, bit for bit, where the two differ by
 * rounding alone, as they do for small imaginary parts; so a complex run goes
 * through the same real numbers as one in double.
 *
 * Only the op's real domain counts: log(-1 + ih) is NaN, not i pi, and an edge
 * (sqrt at 0), where there is no derivative, is refused. */
#ifndef DUALTAPE_COMPLEX_H
#define DUALTAPE_COMPLEX_H

#include "../ops/info.h"
#include "../ops/matrix.h"

#ifdef __cplusplus
extern "C" {
#endif

/* The tag is what the compiler prints when somebody writes x * y. */
typedef struct cplx_write_add_sub_mul_div_not_operators {
  double re, im;
  int refused;  /* 0, or what ad_complex_reason explains */
  double slack; /* what im may be wrong by, beyond some roundings of each op:
                 * where an op's terms cancel (CANCELS in complex.def), or im
                 * underflows */
} cplx;

static inline cplx cplx_make(double re, double im)
{
  cplx z;
  z.re = re, z.im = im, z.refused = 0, z.slack = 0;
  return z;
}

static inline cplx cplx_const(double c) { return cplx_make(c, 0); }

/* The op over x[0], x[1], x[2], as many as it has; n: an OPN row's integer. */
cplx ad_complex_op(enum ad_op op, const cplx *x, int n);

/* Why the op has no complex form, in English, static; NULL: it has one. */
const char *ad_complex_refusal(enum ad_op op);

/* What refuses a matrix op, and a function that has no complex form at all. */
cplx ad_complex_refuse_matrix(enum ad_matrix_op op);
cplx ad_complex_refuse_function(void);

/* In words, in the user's language: "abs is not analytic: ...".  Written as
 * snprintf does. */
int ad_complex_reason(int refused, char *text, size_t size);

#define OP1(name, ...)                                                        \
  static inline cplx cplx_##name(cplx a)                                      \
  {                                                                           \
    return ad_complex_op(AD_OP_##name, &a, 0);                                \
  }
#define OPN(name, ...)                                                        \
  static inline cplx cplx_##name(cplx a, int n)                               \
  {                                                                           \
    return ad_complex_op(AD_OP_##name, &a, n);                                \
  }
#define OP2(name, ...)                                                        \
  static inline cplx cplx_##name(cplx a, cplx b)                              \
  {                                                                           \
    const cplx x[2] = {a, b};                                                 \
    return ad_complex_op(AD_OP_##name, x, 0);                                 \
  }
#define OP3(name, ...)                                                        \
  static inline cplx cplx_##name(cplx a, cplx b, cplx c)                      \
  {                                                                           \
    const cplx x[3] = {a, b, c};                                              \
    return ad_complex_op(AD_OP_##name, x, 0);                                 \
  }
#include "../ops/ops.def"

#ifdef __cplusplus
}
#endif
#endif
