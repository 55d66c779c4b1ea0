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

FORMULA(logb, 10, mpfr_t u; mpfr_init2(u, mpfr_get_prec(t));
        mpfr_log(t, a, N); mpfr_log(u, b, N); mpfr_div(t, t, u, N);
        mpfr_clear(u);)
FORMULA(xlogx, 10, mpfr_log(t, a, N); mpfr_mul(t, t, a, N);)
FORMULA(xlogy, 10, mpfr_log(t, b, N); mpfr_mul(t, t, a, N);
        if (mpfr_zero_p(a)) mpfr_set_zero(t, 1);)

/* ---- logistic ----------------------------------------------------------- */

/* 1 + exp(x), with as many bits as it takes to hold the 1. */
static void one_plus_exp(mpfr_ptr t, mpfr_srcptr x)
{
  mpfr_exp(t, x, N);
  mpfr_add_ui(t, t, 1, N);
}
FORMULA(sigmoid, 10, mpfr_neg(t, a, N); one_plus_exp(t, t);
        mpfr_ui_div(t, 1, t, N);)
FORMULA(logit, 10, mpfr_ui_sub(t, 1, a, N); mpfr_div(t, a, t, N);
        mpfr_log(t, t, N);)
/* log(1 + exp(x)) = max(x, 0) + log1p(exp(-|x|)) */
static void log_one_plus_exp(mpfr_ptr t, mpfr_srcptr x)
{
  mpfr_abs(t, x, N);
  mpfr_neg(t, t, N);
  mpfr_exp(t, t, N);
  mpfr_log1p(t, t, N);
  if (mpfr_sgn(x) > 0)
    mpfr_add(t, t, x, N);
}
FORMULA(softplus, 10, log_one_plus_exp(t, a);)
FORMULA(logsigmoid, 10, mpfr_t u; mpfr_init2(u, mpfr_get_prec(t));
        mpfr_neg(u, a, N); log_one_plus_exp(t, u); mpfr_neg(t, t, N);
        mpfr_clear(u);)
FORMULA(log1mexp, 10, mpfr_neg(t, a, N); mpfr_expm1(t, t, N); mpfr_neg(t, t, N);
        mpfr_log(t, t, N);)
FORMULA(logaddexp, 10, mpfr_t u; mpfr_init2(u, mpfr_get_prec(t));
        const bool up = mpfr_greater_p(a, b);
        mpfr_sub(u, up ? b : a, up ? a : b, N); mpfr_exp(u, u, N);
        mpfr_log1p(u, u, N); mpfr_add(t, u, up ? a : b, N); mpfr_clear(u);)
FORMULA(swish, 10, mpfr_neg(t, a, N); one_plus_exp(t, t); mpfr_div(t, a, t, N);)

/* ---- trigonometric and hyperbolic --------------------------------------- */

UNARY(sin, mpfr_sin)
UNARY(cos, mpfr_cos)
UNARY(tan, mpfr_tan)
UNARY(sec, mpfr_sec)
UNARY(csc, mpfr_csc)
UNARY(cot, mpfr_cot)
/* x - 2 round(x/2) is exact. */
static void turn(mpfr_ptr t, mpfr_srcptr x)
{
  mpfr_t whole;
  mpfr_init2(whole, mpfr_get_prec(t));
  mpfr_set(t, x, N);
  mpfr_div_2ui(whole, t, 1, N);
  mpfr_rint(whole, whole, N);
  mpfr_mul_2ui(whole, whole, 1, N);
  mpfr_sub(t, t, whole, N);
  mpfr_const_pi(whole, N);
  mpfr_mul(t, t, whole, N);
  mpfr_clear(whole);
}
FORMULA(sinpi, 10, turn(t, a); mpfr_sin(t, t, N);)
FORMULA(cospi, 10, turn(t, a); mpfr_cos(t, t, N);)
FORMULA(sinc, 10, mpfr_sin(t, a, N); mpfr_div(t, t, a, N);
        if (mpfr_zero_p(a)) mpfr_set_ui(t, 1, N);)
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

/* exp(a^2) erfc(a).  MPFR's erfc underflows at some 27000; from 1000 on the
 * asymptotic series, whose least term is about exp(-10^6),
 *   1/(a sqrt(pi)) sum_k (-1)^k (2k-1)!!/(2 a^2)^k. */
static void erfcx_of(mpfr_ptr t, mpfr_srcptr a)
{
  mpfr_t u;
  mpfr_init2(u, mpfr_get_prec(t));
  if (mpfr_cmp_ui(a, 1000) < 0) {
    mpfr_erfc(u, a, N);
    mpfr_sqr(t, a, N);
    mpfr_exp(t, t, N);
    mpfr_mul(t, t, u, N);
  } else {
    mpfr_set_ui(t, 1, N); /* Horner's rule, from the last term that counts */
    for (int k = (int)mpfr_get_prec(t) / 10; k > 0; k--) {
      mpfr_sqr(u, a, N);
      mpfr_mul_2ui(u, u, 1, N);
      mpfr_ui_div(u, (unsigned long)(2 * k - 1), u, N);
      mpfr_mul(t, t, u, N);
      mpfr_ui_sub(t, 1, t, N);
    }
    mpfr_const_pi(u, N);
    mpfr_sqrt(u, u, N);
    mpfr_mul(u, u, a, N);
    mpfr_div(t, t, u, N);
  }
  mpfr_clear(u);
}
FORMULA(erfcx, 64, erfcx_of(t, a);)
FORMULA(normcdf, 64, mpfr_set_ui(t, 2, N); mpfr_sqrt(t, t, N);
        mpfr_div(t, a, t, N); mpfr_neg(t, t, N); mpfr_erfc(t, t, N);
        mpfr_div_2ui(t, t, 1, N);)
FORMULA(gelu, 64, mpfr_set_ui(t, 2, N); mpfr_sqrt(t, t, N);
        mpfr_div(t, a, t, N); mpfr_neg(t, t, N); mpfr_erfc(t, t, N);
        mpfr_div_2ui(t, t, 1, N); mpfr_mul(t, t, a, N);)

/* The y with g(y) = 0, by Newton's method y -= step(y) from a double on; each
 * step doubles the bits. */
static void solve(mpfr_ptr y, mpfr_srcptr a,
                  void (*step)(mpfr_ptr d, mpfr_srcptr y, mpfr_srcptr a))
{
  mpfr_t d;
  mpfr_init2(d, mpfr_get_prec(y));
  for (int k = 0; k < 40; k++) {
    step(d, y, a);
    mpfr_sub(y, y, d, N);
    if (mpfr_zero_p(d) ||
        (mpfr_regular_p(y) &&
         mpfr_get_exp(d) < mpfr_get_exp(y) - (mpfr_exp_t)mpfr_get_prec(y) / 2 - 8))
      break;
  }
  mpfr_clear(d);
}

/* (erf(y) - a) sqrt(pi)/2 exp(y^2); erf(y) - a as 1 - a - erfc(y) near 1. */
static void erfinv_step(mpfr_ptr d, mpfr_srcptr y, mpfr_srcptr a)
{
  mpfr_t u;
  mpfr_init2(u, mpfr_get_prec(d));
  mpfr_erf(d, y, N);
  mpfr_sub(d, d, a, N);
  mpfr_sqr(u, y, N);
  mpfr_exp(u, u, N);
  mpfr_mul(d, d, u, N);
  mpfr_const_pi(u, N);
  mpfr_sqrt(u, u, N);
  mpfr_mul(d, d, u, N);
  mpfr_div_2ui(d, d, 1, N);
  mpfr_clear(u);
}
FORMULA(erfinv, 128, mpfr_set(t, a, N);
        if (mpfr_cmpabs_ui(a, 1) < 0 && !mpfr_zero_p(a)) {
          double start = ad_sf_erfinv(mpfr_get_d(a, N));
          if (start != 0 && isfinite(start)) mpfr_set_d(t, start, N);
          solve(t, a, erfinv_step);
        })

/* (y - a e^-y)/(1 + y) */
static void lambertw_step(mpfr_ptr d, mpfr_srcptr y, mpfr_srcptr a)
{
  mpfr_t u;
  mpfr_init2(u, mpfr_get_prec(d));
  mpfr_neg(d, y, N);
  mpfr_exp(d, d, N);
  mpfr_mul(d, d, a, N);
  mpfr_sub(d, y, d, N);
  mpfr_add_ui(u, y, 1, N);
  mpfr_div(d, d, u, N);
  mpfr_clear(u);
}
FORMULA(lambertw, 128, mpfr_set(t, a, N);
        if (!mpfr_zero_p(a)) {
          double start = ad_sf_lambertw(mpfr_get_d(a, N));
          if (start != 0 && isfinite(start)) mpfr_set_d(t, start, N);
          solve(t, a, lambertw_step);
        })

/* ---- gamma function ------------------------------------------------------- */

static void of_lgamma(mpfr_ptr y, const mpfr_srcptr *x)
{
  int sign;
  mpfr_lgamma(y, &sign, x[0], N);
}
UNARY(tgamma, mpfr_gamma)
UNARY(digamma, mpfr_digamma)

/* psi' as a central difference of MPFR's psi, with three times the bits. */
static void of_trigamma(mpfr_ptr y, const mpfr_srcptr *x)
{
  const mpfr_prec_t bits = mpfr_get_prec(y);
  mpfr_t h, u, v;
  mpfr_inits2(3 * bits, h, u, v, (mpfr_ptr)0);
  mpfr_set(h, x[0], N);
  mpfr_mul_2si(h, h, -(long)bits, N);
  mpfr_add(u, x[0], h, N);
  mpfr_sub(v, x[0], h, N);
  mpfr_digamma(u, u, N);
  mpfr_digamma(v, v, N);
  mpfr_sub(u, u, v, N);
  mpfr_div(u, u, h, N);
  mpfr_div_2ui(y, u, 1, N);
  mpfr_clears(h, u, v, (mpfr_ptr)0);
}

/* lgamma(a) + lgamma(b) - lgamma(a+b), with bits for both in the sum. */
static void of_lbeta(mpfr_ptr y, const mpfr_srcptr *x)
{
  const mpfr_exp_t apart = mpfr_get_exp(x[0]) - mpfr_get_exp(x[1]);
  const mpfr_prec_t bits =
    mpfr_get_prec(y) + 64 + (apart < 0 ? -apart : apart);
  mpfr_t sum, u;
  mpfr_inits2(bits, sum, u, (mpfr_ptr)0);
  mpfr_lngamma(sum, x[0], N);
  mpfr_lngamma(u, x[1], N);
  mpfr_add(sum, sum, u, N);
  mpfr_add(u, x[0], x[1], N);
  mpfr_lngamma(u, u, N);
  mpfr_sub(y, sum, u, N);
  mpfr_clears(sum, u, (mpfr_ptr)0);
}

/* ---- Bessel functions --------------------------------------------------- */

UNARY(j0, mpfr_j0)
UNARY(j1, mpfr_j1)
UNARY(y0, mpfr_y0)
UNARY(y1, mpfr_y1)

/* ---- pieces with corners ---------------------------------------------- */

UNARY(abs, mpfr_abs)
FORMULA(smooth_abs, 0, mpfr_set_d(t, AD_SMOOTH, N); mpfr_hypot(t, t, a, N);)
FORMULA(sign, 0, mpfr_set_si(t, mpfr_sgn(a), N);)
FORMULA(relu, 0, mpfr_set_zero(t, 1); mpfr_max(t, t, a, N);)
FORMULA(floor, 0, mpfr_floor(t, a);)
FORMULA(ceil, 0, mpfr_ceil(t, a);)
FORMULA(trunc, 0, mpfr_trunc(t, a);)
FORMULA(round, 0, mpfr_round(t, a);)
UNARY(rint, mpfr_rint)
BINARY(fmod, mpfr_fmod)
BINARY(remainder, mpfr_remainder)
BINARY(copysign, mpfr_copysign)
FORMULA(ldexp, 0, mpfr_mul_2si(t, a, mpfr_get_si(b, N), N);)
BINARY(fdim, mpfr_dim)
BINARY(azmul, mpfr_mul)
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
  ROW(select), ROW(clamp), ROW(logb), ROW(xlogx), ROW(xlogy), ROW(sigmoid),
  ROW(logit), ROW(softplus), ROW(logsigmoid), ROW(log1mexp), ROW(logaddexp),
  ROW(swish), ROW(sec), ROW(csc), ROW(cot), ROW(sinpi), ROW(cospi), ROW(sinc),
  ROW(j0), ROW(j1), ROW(y0), ROW(y1), ROW(smooth_abs), ROW(sign), ROW(relu),
  ROW(floor), ROW(ceil), ROW(trunc), ROW(round), ROW(rint), ROW(fmod),
  ROW(erfcx), ROW(erfinv), ROW(normcdf), ROW(gelu), ROW(lambertw),
  ROW(lgamma), ROW(tgamma), ROW(digamma), ROW(trigamma), ROW(lbeta),
  ROW(remainder), ROW(copysign), ROW(ldexp), ROW(fdim), ROW(azmul),
};

oracle_value *oracle_value_of(enum ad_op op)
{
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
    if (strcmp(rows[k].name, ad_op_info(op)->name) == 0)
      return rows[k].of;
  return NULL;
}
