#include <config.h>

#include "oracle.h"

#include <float.h>
#include <string.h>

#include "oracle_values.h"

static const mpfr_rnd_t N = MPFR_RNDN;

/* Each level has a precision and two steps, relative to the arguments.  If the
 * differences by both steps agree, the steps are small enough and the bits are
 * many enough; else the next level decides.  (A. Ziv's strategy, ACM Trans.
 * Math. Softw. 17 (1991).)  High levels serve tanh'(300), 2^-863 beside a value
 * of 1, sin(1e300), whose period is 2^-994 of its argument, and fmod. */
static const struct level {
  mpfr_prec_t bits;
  long step[2];
} levels[] = {
  {500, {-80, -100}}, {1600, {-300, -330}}, {5000, {-1150, -1200}},
  {12000, {-2300, -2350}}};
enum { LEVELS = sizeof levels / sizeof *levels, AGREE = 80, KEEP = 160 };

/* Value, first and second partials, in this order. */
enum { PARTS = 1 + AD_OP_ARGS + AD_OP_ARGS * AD_OP_ARGS };
static int first_part(int k) { return 1 + k; }
static int second_part(int k, int l) { return 1 + AD_OP_ARGS + 3 * k + l; }

bool oracle_knows(enum ad_op op) { return oracle_value_of(op) != NULL; }

/* f and its arguments, with a step for each. */
struct point {
  oracle_value *f;
  int n;
  mpfr_prec_t bits;
  mpfr_t x[AD_OP_ARGS], h[AD_OP_ARGS], shifted[AD_OP_ARGS];
};

static void point_init(struct point *p, mpfr_prec_t bits)
{
  p->bits = bits;
  for (int k = 0; k < AD_OP_ARGS; k++)
    mpfr_inits2(bits, p->x[k], p->h[k], p->shifted[k], (mpfr_ptr)0);
  for (int k = 0; k < AD_OP_ARGS; k++)
    mpfr_set_zero(p->h[k], 1);
}

static void point_clear(struct point *p)
{
  for (int k = 0; k < AD_OP_ARGS; k++)
    mpfr_clears(p->x[k], p->h[k], p->shifted[k], (mpfr_ptr)0);
}

/* Beside 0 the step is relative to the least of the other arguments, and to
 * 1, so that it stays below corners such as max(0, 1e-300)'s. */
static void set_steps(struct point *p, const double *x, long step)
{
  double least = 1;
  for (int k = 0; k < p->n; k++)
    if (x[k] != 0 && fabs(x[k]) < least)
      least = fabs(x[k]);
  for (int k = 0; k < p->n; k++) {
    mpfr_set_d(p->h[k], x[k] != 0 ? fabs(x[k]) : least, N);
    mpfr_mul_2si(p->h[k], p->h[k], step, N);
  }
}

/* f(x + i h_k + j h_l) */
static void at(struct point *p, int k, int i, int l, int j, mpfr_ptr value)
{
  mpfr_srcptr x[AD_OP_ARGS];
  mpfr_t step;
  mpfr_init2(step, p->bits);
  for (int m = 0; m < AD_OP_ARGS; m++) {
    mpfr_set(p->shifted[m], p->x[m], N);
    mpfr_mul_si(step, p->h[m], (m == k ? i : 0) + (m == l ? j : 0), N);
    mpfr_add(p->shifted[m], p->shifted[m], step, N);
    x[m] = p->shifted[m];
  }
  p->f(value, x);
  mpfr_clear(step);
}

/* d = (f(+h_k) - f(-h_k)) / 2 h_k, dd = (f(+h_k) - 2 f + f(-h_k)) / h_k^2 */
static void along(struct point *p, int k, mpfr_srcptr y, mpfr_ptr d,
                  mpfr_ptr dd)
{
  mpfr_t up, down;
  mpfr_inits2(p->bits, up, down, (mpfr_ptr)0);
  at(p, k, 1, k, 0, up);
  at(p, k, -1, k, 0, down);
  mpfr_sub(d, up, down, N);
  mpfr_div(d, d, p->h[k], N);
  mpfr_div_2ui(d, d, 1, N);
  mpfr_add(dd, up, down, N);
  mpfr_mul_2ui(up, y, 1, N);
  mpfr_sub(dd, dd, up, N);
  mpfr_div(dd, dd, p->h[k], N);
  mpfr_div(dd, dd, p->h[k], N);
  mpfr_clears(up, down, (mpfr_ptr)0);
}

/* (f(+,+) - f(+,-) - f(-,+) + f(-,-)) / 4 h_k h_l */
static void mixed(struct point *p, int k, int l, mpfr_ptr dd)
{
  mpfr_t v;
  mpfr_init2(v, p->bits);
  mpfr_set_zero(dd, 1);
  for (int corner = 0; corner < 4; corner++) {
    const int i = corner & 1 ? 1 : -1, j = corner & 2 ? 1 : -1;
    at(p, k, i, l, j, v);
    mpfr_mul_si(v, v, i * j, N);
    mpfr_add(dd, dd, v, N);
  }
  mpfr_div(dd, dd, p->h[k], N);
  mpfr_div(dd, dd, p->h[l], N);
  mpfr_div_2ui(dd, dd, 2, N);
  mpfr_clear(v);
}

static void differentiate(struct point *p, mpfr_t part[PARTS])
{
  mpfr_t y;
  mpfr_init2(y, p->bits);
  at(p, 0, 0, 0, 0, y);
  mpfr_set(part[0], y, N);
  for (int k = 0; k < p->n; k++) {
    along(p, k, y, part[first_part(k)], part[second_part(k, k)]);
    for (int l = k + 1; l < p->n; l++)
      mixed(p, k, l, part[second_part(k, l)]);
  }
  mpfr_clear(y);
}

/* Whether both are the same to AGREE bits; 0 convinces only in the end. */
static bool agree(mpfr_srcptr a, mpfr_srcptr b, bool last)
{
  if (mpfr_zero_p(a) && mpfr_zero_p(b))
    return last;
  if (!mpfr_regular_p(a) || !mpfr_regular_p(b))
    return mpfr_nan_p(a) ? mpfr_nan_p(b) : mpfr_equal_p(a, b);
  mpfr_t d;
  mpfr_init2(d, 64);
  mpfr_sub(d, a, b, N);
  bool close = mpfr_zero_p(d) ||
               mpfr_get_exp(d) <= mpfr_get_exp(a) - AGREE;
  mpfr_clear(d);
  return close;
}

/* All parts of the truth. */
static void find_truth(enum ad_op op, const double *x, mpfr_t truth[PARTS])
{
  mpfr_t part[2][PARTS];
  bool good = false;
  for (int m = 0; m < PARTS; m++)
    mpfr_set_zero(truth[m], 1);
  for (int level = 0; level < LEVELS && !good; level++) {
    struct point p = {.f = oracle_value_of(op), .n = ad_op_variables(op)};
    point_init(&p, levels[level].bits);
    for (int k = 0; k < AD_OP_ARGS; k++)
      mpfr_set_d(p.x[k], x[k], N);
    for (int which = 0; which < 2; which++) {
      for (int m = 0; m < PARTS; m++) {
        mpfr_init2(part[which][m], p.bits);
        mpfr_set_zero(part[which][m], 1);
      }
      set_steps(&p, x, levels[level].step[which]);
      differentiate(&p, part[which]);
    }
    good = true;
    for (int k = 0; k < p.n; k++) {
      const int first = first_part(k);
      good = good && agree(part[0][first], part[1][first], level + 1 == LEVELS);
      for (int l = k; l < p.n; l++) {
        const int second = second_part(k, l);
        good = good &&
               agree(part[0][second], part[1][second], level + 1 == LEVELS);
      }
    }
    for (int m = 0; m < PARTS; m++)
      mpfr_set(truth[m], part[1][m], N);
    for (int m = 0; m < PARTS; m++)
      mpfr_clears(part[0][m], part[1][m], (mpfr_ptr)0);
    point_clear(&p);
  }
}

/* ---- the truth beside what was got ------------------------------------- */

static double error_of(mpfr_srcptr truth, double got)
{
  double rounded = mpfr_get_d(truth, N);
  if (isnan(rounded) || isnan(got))
    return isnan(rounded) && isnan(got) ? 0 : INFINITY;
  if (isinf(rounded) || isinf(got))
    return rounded == got ? 0 : INFINITY;
  mpfr_t error;
  mpfr_init2(error, KEEP);
  mpfr_sub_d(error, truth, got, N);
  mpfr_abs(error, error, N);
  mpfr_exp_t exponent = mpfr_regular_p(truth) ? mpfr_get_exp(truth) : DBL_MIN_EXP;
  if (exponent < DBL_MIN_EXP)
    exponent = DBL_MIN_EXP;
  mpfr_mul_2si(error, error, DBL_MANT_DIG - exponent, N);
  double ulps = mpfr_get_d(error, MPFR_RNDU);
  mpfr_clear(error);
  return ulps;
}

struct oracle_verdict oracle_judge(enum ad_op op, const double *x,
                                   const struct ad_partials *got)
{
  struct oracle_verdict v = {0};
  mpfr_t truth[PARTS];
  for (int m = 0; m < PARTS; m++)
    mpfr_init2(truth[m], KEEP);
  find_truth(op, x, truth);
  v.truth.y = mpfr_get_d(truth[0], N);
  v.error.y = error_of(truth[0], got->y);
  for (int k = 0; k < ad_op_variables(op); k++) {
    v.truth.d[k] = mpfr_get_d(truth[first_part(k)], N);
    v.error.d[k] = error_of(truth[first_part(k)], got->d[k]);
    for (int l = k; l < ad_op_variables(op); l++) {
      mpfr_srcptr dd = truth[second_part(k, l)];
      v.truth.dd[k][l] = v.truth.dd[l][k] = mpfr_get_d(dd, N);
      v.error.dd[k][l] = v.error.dd[l][k] = error_of(dd, got->dd[k][l]);
    }
  }
  for (int m = 0; m < PARTS; m++)
    mpfr_clear(truth[m]);
  mpfr_free_cache();
  return v;
}

struct ad_partials oracle(enum ad_op op, const double *x)
{
  const struct ad_partials none = {0};
  return oracle_judge(op, x, &none).truth;
}
