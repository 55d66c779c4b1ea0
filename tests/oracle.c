#include <config.h>

#include "oracle.h"

#include <mpfr.h>
#include <string.h>

/* tanh'(300) is 2^-863 beside a value of 1, and a second difference divides by
 * h^2 = 2^-1200: 4096 bits leave more than 2000 good ones. */
enum { BITS = 4096, STEP = -600 };
static const mpfr_rnd_t N = MPFR_RNDN;

typedef int function(mpfr_ptr y, mpfr_srcptr a, mpfr_srcptr b);

#define UNARY(name, call)                                                     \
  static int of_##name(mpfr_ptr y, mpfr_srcptr a, mpfr_srcptr b)              \
  {                                                                           \
    (void)b;                                                                  \
    return call(y, a, N);                                                     \
  }
#define BINARY(name, call)                                                    \
  static int of_##name(mpfr_ptr y, mpfr_srcptr a, mpfr_srcptr b)              \
  {                                                                           \
    return call(y, a, b, N);                                                  \
  }

static int cube(mpfr_ptr y, mpfr_srcptr a, mpfr_rnd_t rnd)
{
  return mpfr_pow_ui(y, a, 3, rnd);
}
static int inverse(mpfr_ptr y, mpfr_srcptr a, mpfr_rnd_t rnd)
{
  return mpfr_ui_div(y, 1, a, rnd);
}
UNARY(cube, cube)
UNARY(inv, inverse)
UNARY(neg, mpfr_neg)
UNARY(sqr, mpfr_sqr)
UNARY(sqrt, mpfr_sqrt)
UNARY(exp, mpfr_exp)
UNARY(log, mpfr_log)
UNARY(sin, mpfr_sin)
UNARY(cos, mpfr_cos)
UNARY(tan, mpfr_tan)
UNARY(tanh, mpfr_tanh)
UNARY(abs, mpfr_abs)
UNARY(rsqrt, mpfr_rec_sqrt)
UNARY(cbrt, mpfr_cbrt)
UNARY(exp2, mpfr_exp2)
UNARY(exp10, mpfr_exp10)
UNARY(expm1, mpfr_expm1)
UNARY(log2, mpfr_log2)
UNARY(log10, mpfr_log10)
UNARY(log1p, mpfr_log1p)
UNARY(asin, mpfr_asin)
UNARY(acos, mpfr_acos)
UNARY(atan, mpfr_atan)
UNARY(sinh, mpfr_sinh)
UNARY(cosh, mpfr_cosh)
UNARY(asinh, mpfr_asinh)
UNARY(acosh, mpfr_acosh)
UNARY(atanh, mpfr_atanh)
UNARY(erf, mpfr_erf)
UNARY(erfc, mpfr_erfc)
BINARY(add, mpfr_add)
BINARY(sub, mpfr_sub)
BINARY(mul, mpfr_mul)
BINARY(div, mpfr_div)
BINARY(pow, mpfr_pow)
BINARY(powi, mpfr_pow)
BINARY(max, mpfr_max)
BINARY(min, mpfr_min)
BINARY(atan2, mpfr_atan2)
BINARY(hypot, mpfr_hypot)

#define ROW(name) {#name, of_##name}
static const struct {
  const char *name;
  function *of;
} rows[] = {
  ROW(neg), ROW(cube), ROW(inv), ROW(sqr), ROW(sqrt),
  ROW(exp), ROW(log), ROW(sin), ROW(cos), ROW(tan),
  ROW(tanh), ROW(abs), ROW(add), ROW(sub), ROW(mul),
  ROW(div), ROW(pow), ROW(powi), ROW(max), ROW(min),
  ROW(hypot), ROW(atan2), ROW(rsqrt), ROW(cbrt), ROW(exp2),
  ROW(exp10), ROW(expm1), ROW(log2), ROW(log10), ROW(log1p),
  ROW(asin), ROW(acos), ROW(atan), ROW(sinh), ROW(cosh),
  ROW(asinh), ROW(acosh), ROW(atanh), ROW(erf), ROW(erfc),
};

static function *find(enum ad_op op)
{
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
    if (strcmp(rows[k].name, ad_op_info(op)->name) == 0)
      return rows[k].of;
  return NULL;
}

bool oracle_knows(enum ad_op op) { return find(op) != NULL; }

/* f(a + i h_a, b + j h_b), with steps relative to the arguments; beside 0, far
 * below any double that it may be compared with. */
struct point {
  function *f;
  mpfr_t a, b, ha, hb, x, y;
};

static void step_of(mpfr_ptr h, mpfr_srcptr x)
{
  if (mpfr_zero_p(x))
    mpfr_set_ui_2exp(h, 1, -1000, N);
  else
    mpfr_abs(h, x, N);
  mpfr_mul_2si(h, h, STEP, N);
}

static void at(struct point *p, int i, int j, mpfr_ptr value)
{
  mpfr_mul_si(p->x, p->ha, i, N);
  mpfr_add(p->x, p->x, p->a, N);
  mpfr_mul_si(p->y, p->hb, j, N);
  mpfr_add(p->y, p->y, p->b, N);
  p->f(value, p->x, p->y);
}

/* (f(i, j) - f(-i, -j)) / 2h */
static double first(struct point *p, int i, int j, mpfr_srcptr h)
{
  mpfr_t u, v;
  mpfr_inits2(BITS, u, v, (mpfr_ptr)0);
  at(p, i, j, u);
  at(p, -i, -j, v);
  mpfr_sub(u, u, v, N);
  mpfr_div(u, u, h, N);
  mpfr_div_ui(u, u, 2, N);
  double d = mpfr_get_d(u, N);
  mpfr_clears(u, v, (mpfr_ptr)0);
  return d;
}

/* (f(i, j) - 2 f(0, 0) + f(-i, -j)) / h^2 */
static double second(struct point *p, int i, int j, mpfr_srcptr h)
{
  mpfr_t u, v;
  mpfr_inits2(BITS, u, v, (mpfr_ptr)0);
  at(p, i, j, u);
  at(p, -i, -j, v);
  mpfr_add(u, u, v, N);
  at(p, 0, 0, v);
  mpfr_mul_ui(v, v, 2, N);
  mpfr_sub(u, u, v, N);
  mpfr_div(u, u, h, N);
  mpfr_div(u, u, h, N);
  double d = mpfr_get_d(u, N);
  mpfr_clears(u, v, (mpfr_ptr)0);
  return d;
}

/* (f(1, 1) - f(1, -1) - f(-1, 1) + f(-1, -1)) / (4 h_a h_b) */
static double mixed(struct point *p)
{
  mpfr_t u, v;
  mpfr_inits2(BITS, u, v, (mpfr_ptr)0);
  at(p, 1, 1, u);
  at(p, 1, -1, v);
  mpfr_sub(u, u, v, N);
  at(p, -1, 1, v);
  mpfr_sub(u, u, v, N);
  at(p, -1, -1, v);
  mpfr_add(u, u, v, N);
  mpfr_div(u, u, p->ha, N);
  mpfr_div(u, u, p->hb, N);
  mpfr_div_ui(u, u, 4, N);
  double d = mpfr_get_d(u, N);
  mpfr_clears(u, v, (mpfr_ptr)0);
  return d;
}

struct ad_partials oracle(enum ad_op op, double a, double b)
{
  struct point p = {.f = find(op)};
  struct ad_partials d = {0};
  mpfr_inits2(BITS, p.a, p.b, p.ha, p.hb, p.x, p.y, (mpfr_ptr)0);
  mpfr_set_d(p.a, a, N);
  mpfr_set_d(p.b, b, N);
  step_of(p.ha, p.a);
  step_of(p.hb, p.b);
  mpfr_t y;
  mpfr_init2(y, BITS);
  at(&p, 0, 0, y);
  d.y = mpfr_get_d(y, N);
  mpfr_clear(y);
  d.da = first(&p, 1, 0, p.ha);
  d.daa = second(&p, 1, 0, p.ha);
  if (ad_op_info(op)->kind == AD_BINARY) {
    d.db = first(&p, 0, 1, p.hb);
    d.dbb = second(&p, 0, 1, p.hb);
    d.dab = mixed(&p);
  }
  mpfr_clears(p.a, p.b, p.ha, p.hb, p.x, p.y, (mpfr_ptr)0);
  mpfr_free_cache();
  return d;
}
