#include <config.h>

#include "oracle_values.h"

#include <string.h>

static const mpfr_rnd_t N = MPFR_RNDN;

/* MPFR has it. */
#define UNARY(name, call)                                                     \
  static void of_##name(mpfr_ptr y, const mpfr_srcptr *x) { call(y, x[0], N); }
#define BINARY(name, call)                                                    \
  static void of_##name(mpfr_ptr y, const mpfr_srcptr *x)                     \
  {                                                                           \
    call(y, x[0], x[1], N);                                                   \
  }

/* MPFR has not: a and b are the arguments, t is a temporary with `more` bits
 * more than y. */
#define FORMULA(name, more, ...)                                              \
  static void of_##name(mpfr_ptr y, const mpfr_srcptr *x)                     \
  {                                                                           \
    mpfr_srcptr a = x[0], b = x[1];                                           \
    mpfr_t t;                                                                 \
    (void)a, (void)b;                                                         \
    mpfr_init2(t, mpfr_get_prec(y) + (more));                                 \
    __VA_ARGS__                                                               \
    mpfr_set(y, t, N);                                                        \
    mpfr_clear(t);                                                            \
  }

/* ---- arithmetic --------------------------------------------------------- */

UNARY(neg, mpfr_neg)
BINARY(add, mpfr_add)
BINARY(sub, mpfr_sub)
BINARY(mul, mpfr_mul)
BINARY(div, mpfr_div)
BINARY(pow, mpfr_pow)
BINARY(powi, mpfr_pow)
UNARY(sqr, mpfr_sqr)
FORMULA(cube, 0, mpfr_pow_ui(t, a, 3, N);)
FORMULA(inv, 0, mpfr_ui_div(t, 1, a, N);)
UNARY(rsqrt, mpfr_rec_sqrt)
UNARY(cbrt, mpfr_cbrt)
UNARY(sqrt, mpfr_sqrt)
static void of_fma(mpfr_ptr y, const mpfr_srcptr *x)
{
  mpfr_fma(y, x[0], x[1], x[2], N);
}

/* ---- exponential and logarithm ------------------------------------------ */

UNARY(exp, mpfr_exp)
UNARY(exp2, mpfr_exp2)
UNARY(exp10, mpfr_exp10)
UNARY(expm1, mpfr_expm1)
UNARY(log, mpfr_log)
UNARY(log2, mpfr_log2)
UNARY(log10, mpfr_log10)
UNARY(log1p, mpfr_log1p)

/* ---- trigonometric and hyperbolic --------------------------------------- */

UNARY(sin, mpfr_sin)
UNARY(cos, mpfr_cos)
UNARY(tan, mpfr_tan)
UNARY(asin, mpfr_asin)
UNARY(acos, mpfr_acos)
UNARY(atan, mpfr_atan)
UNARY(sinh, mpfr_sinh)
UNARY(cosh, mpfr_cosh)
UNARY(tanh, mpfr_tanh)
UNARY(asinh, mpfr_asinh)
UNARY(acosh, mpfr_acosh)
UNARY(atanh, mpfr_atanh)
BINARY(atan2, mpfr_atan2)
BINARY(hypot, mpfr_hypot)

/* ---- error function ------------------------------------------------------- */

UNARY(erf, mpfr_erf)
UNARY(erfc, mpfr_erfc)

/* ---- pieces with corners ---------------------------------------------- */

UNARY(abs, mpfr_abs)
BINARY(max, mpfr_max)
BINARY(min, mpfr_min)
static void of_select(mpfr_ptr y, const mpfr_srcptr *x)
{
  mpfr_set(y, mpfr_sgn(x[0]) > 0 ? x[1] : x[2], N);
}
static void of_clamp(mpfr_ptr y, const mpfr_srcptr *x)
{
  mpfr_max(y, x[0], x[1], N);
  mpfr_min(y, y, x[2], N);
}

/* ---- all ---------------------------------------------------------------- */

#define ROW(name) {#name, of_##name}
static const struct {
  const char *name;
  oracle_value *of;
} rows[] = {
  ROW(neg), ROW(add), ROW(sub), ROW(mul), ROW(div), ROW(pow), ROW(powi),
  ROW(sqr), ROW(cube), ROW(inv), ROW(rsqrt), ROW(cbrt), ROW(sqrt), ROW(fma),
  ROW(exp), ROW(exp2), ROW(exp10), ROW(expm1), ROW(log), ROW(log2), ROW(log10),
  ROW(log1p), ROW(sin), ROW(cos), ROW(tan), ROW(asin), ROW(acos), ROW(atan),
  ROW(sinh), ROW(cosh), ROW(tanh), ROW(asinh), ROW(acosh), ROW(atanh),
  ROW(atan2), ROW(hypot), ROW(erf), ROW(erfc), ROW(abs), ROW(max), ROW(min),
  ROW(select), ROW(clamp),
};

oracle_value *oracle_value_of(enum ad_op op)
{
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
    if (strcmp(rows[k].name, ad_op_info(op)->name) == 0)
      return rows[k].of;
  return NULL;
}
