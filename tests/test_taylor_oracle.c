/* test_taylor_oracle.c: the coefficients of every op to order 20, along curves
 * a(t), b(t), c(t), against MPFR: the op's value, in 1300 bits and more, at
 * points t so near to each other that central differences of all orders are
 * right far past the last bit of a double.  Nothing here depends on taylor.def
 * or on partials. */
#include <config.h>

#include "close.h"
#include "each_op.h"
#include "oracle_values.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>

#include "../forward/taylor.h"

enum { ORDER = 20, MORE = ORDER + 2 };
static const mpfr_rnd_t N = MPFR_RNDN;
static mpfr_prec_t bits;

/* ---- curves ---------------------------------------------------------------- */

/* x_i(t) = x_i + s_i (t u_i + t^2 w_i) */
static const double u[AD_OP_ARGS] = {1, -0.5, 0.75};
static const double w[AD_OP_ARGS] = {0.25, 0.125, -0.5};

struct curve {
  enum ad_op op;
  double x[AD_OP_ARGS], s[AD_OP_ARGS];
};

/* Whether all arguments that move are near 1, or 0. */
static bool ordinary(enum ad_op op, const double *x)
{
  for (int i = 0; i < ad_op_variables(op); i++)
    if (x[i] != 0 && !(fabs(x[i]) > 1e-2 && fabs(x[i]) < 100))
      return false;
  return true;
}

/* x_i moves by a quarter of itself, or by a quarter. */
static struct curve curve_at(enum ad_op op, size_t point, bool relative)
{
  struct curve c = {.op = op};
  op_point(op, point, c.x);
  for (int i = 0; i < ad_op_variables(op); i++)
    c.s[i] = relative && c.x[i] != 0 ? 0.25 * fabs(c.x[i]) : 0.25;
  return c;
}

static taylor coefficients(const struct curve *c, int order)
{
  taylor x[AD_OP_ARGS];
  for (int i = 0; i < AD_OP_ARGS; i++) {
    x[i] = taylor_make(c->x[i], c->s[i] * u[i], order);
    if (order > 1)
      x[i].c[2] = c->s[i] * w[i];
  }
  return ad_taylor_apply(NULL, c->op, &x[0], &x[1], &x[2], (int)c->x[1]);
}

/* ---- the truth --------------------------------------------------------------- */

/* f at t = j 2^-e, j = -MORE .. MORE. */
static void sample(const struct curve *c, long e, mpfr_t f[2 * MORE + 1])
{
  mpfr_t x[AD_OP_ARGS], t, v;
  mpfr_inits2(bits, t, v, (mpfr_ptr)0);
  for (int i = 0; i < AD_OP_ARGS; i++)
    mpfr_init2(x[i], bits);
  for (int j = -MORE; j <= MORE; j++) {
    mpfr_srcptr all[AD_OP_ARGS];
    for (int i = 0; i < AD_OP_ARGS; i++) {
      mpfr_set_si_2exp(t, j, -e, N);
      mpfr_mul_d(v, t, w[i], N);
      mpfr_add_d(v, v, u[i], N);
      mpfr_mul(v, v, t, N);
      mpfr_mul_d(v, v, c->s[i], N);
      mpfr_add_d(x[i], v, c->x[i], N);
      all[i] = x[i];
    }
    oracle_value_of(c->op)(f[j + MORE], all);
  }
  for (int i = 0; i < AD_OP_ARGS; i++)
    mpfr_clear(x[i]);
  mpfr_clears(t, v, (mpfr_ptr)0);
}

/* sum_i (-1)^i binom(m, i) f((m-2i) h) / ((2h)^m m!), h = 2^-e */
static void difference(mpfr_t f[2 * MORE + 1], int m, long e, mpfr_ptr d)
{
  mpfr_t term;
  mpz_t binomial;
  mpfr_init2(term, bits);
  mpz_init(binomial);
  mpfr_set_zero(d, 1);
  for (int i = 0; i <= m; i++) {
    mpz_bin_uiui(binomial, (unsigned long)m, (unsigned long)i);
    mpfr_mul_z(term, f[MORE + m - 2 * i], binomial, N);
    if (i & 1)
      mpfr_sub(d, d, term, N);
    else
      mpfr_add(d, d, term, N);
  }
  mpfr_mul_2si(d, d, (e - 1) * m, N);
  for (int i = 2; i <= m; i++)
    mpfr_div_ui(d, d, (unsigned long)i, N);
  mpfr_clear(term);
  mpz_clear(binomial);
}

/* How large a coefficient is: itself, or the geometric mean of those around,
 * where it happens to be near a zero. */
static double size_at(const double *c, int k)
{
  double size = fabs(c[k]);
  for (int j = 1; j <= 2 && j <= k && k + j <= MORE; j++) {
    const double around = sqrt(fabs(c[k - j])) * sqrt(fabs(c[k + j]));
    size = isfinite(around) ? fmax(size, around) : size;
  }
  return size;
}

/* All coefficients to order MORE, by two steps; NaN where these differ, and 0
 * where they may be nothing but rounding and that is nearly 0: a polynomial's.
 * False if one is NaN. */
static bool find_in(const struct curve *c, mpfr_prec_t in, double *truth)
{
  static const long e[] = {40, 44};
  double d[2][MORE + 1];
  long size = -1000000; /* the exponent of the largest value */
  bool all = true;
  bits = in;
  for (int k = 0; k < 2; k++) {
    mpfr_t f[2 * MORE + 1], one;
    for (int j = 0; j <= 2 * MORE; j++)
      mpfr_init2(f[j], bits);
    mpfr_init2(one, bits);
    sample(c, e[k], f);
    for (int m = 0; m <= MORE; m++) {
      difference(f, m, e[k], one);
      d[k][m] = mpfr_get_d(one, N);
    }
    for (int j = 0; j <= 2 * MORE; j++) {
      if (mpfr_regular_p(f[j]) && mpfr_get_exp(f[j]) > size)
        size = mpfr_get_exp(f[j]);
      mpfr_clear(f[j]);
    }
    mpfr_clear(one);
  }
  for (int m = 0; m <= MORE; m++) {
    const double noise = ldexp(1, (int)(size + 20 - (long)in + e[1] * m));
    const double most = fmax(fabs(d[0][m]), fabs(d[1][m]));
    const bool same = fabs(d[0][m] - d[1][m]) <= 1e-16 * size_at(d[1], m);
    truth[m] = most > noise ? (same ? d[1][m] : NAN) : noise < 1e-280 ? 0 : NAN;
    all = all && truth[m] == truth[m];
  }
  return all;
}

/* More bits, where some cancelled: far out in tails. */
static void find_truth(const struct curve *c, double truth[MORE + 1])
{
  if (!find_in(c, 1400, truth))
    find_in(c, 3200, truth);
}

/* ---- the verdict --------------------------------------------------------------- */

/* Coefficients that are in the range, and not below it beside the value. */
static bool judged(double truth, double y)
{
  return isfinite(truth) && fabs(truth) < 1e100 &&
         (truth == 0 || fabs(truth) > fmax(1e-250, 1e-300 * fabs(y)));
}

/* The worst error of an op's coefficients 1..ORDER, in units of DBL_EPSILON of
 * their size, or the first that is more than `enough`; *count those that could
 * be judged.  `wrong` may change what the op gave. */
static double worst(enum ad_op op, taylor (*wrong)(taylor), double enough,
                    int *count, char *text, size_t room)
{
  double most = 0;
  *count = 0;
  for (size_t p = 0; p < ad_op_info(op)->point_count; p++)
    for (int relative = 0; relative < 2 && most <= enough; relative++) {
      const struct curve c = curve_at(op, p, relative);
      double truth[MORE + 1];
      if (ad_op_on_edge(op, c.x[0], c.x[1], c.x[2]) ||
          (!relative && !ordinary(op, c.x)))
        continue;
      find_truth(&c, truth);
      const taylor got = wrong(coefficients(&c, ORDER));
      ck_assert_int_eq(got.status, AD_OK);
      for (int k = 1; k <= ORDER; k++) {
        if (!judged(truth[k], truth[0]))
          continue;
        const double size = size_at(truth, k);
        const double error = fabs(got.c[k] - truth[k]) / DBL_EPSILON;
        ++*count;
        if (error <= most * size || fabs(got.c[k] - truth[k]) < 1e-250)
          continue;
        most = size > 0 && error == error ? error / size : INFINITY;
        snprintf(text, room, "%s at (%.9g, %.9g, %.9g), scale %g: coefficient "
                             "%d is %.17g, not %.17g: %.3g",
                 ad_op_info(op)->name, c.x[0], c.x[1], c.x[2], c.s[0], k,
                 got.c[k], truth[k], most);
      }
    }
  return most;
}

static taylor right(taylor x) { return x; }

/* What errors are allowed.  Beyond the first line: why. */
static double bound(enum ad_op op)
{
  switch (op) {
  case AD_OP_pow: return 150; /* exp of b log a, whose terms cancel */
  case AD_OP_erfcx: return 1500; /* its series, put into one another */
  case AD_OP_smooth_abs: return 100; /* squares, near its bend */
  default: return 32;
  }
}

START_TEST(coefficients_are_true)
{
  const enum ad_op op = (enum ad_op)_i;
  char text[300] = "";
  int count;
  const double most = worst(op, right, INFINITY, &count, text, sizeof text);
  if (getenv("VERBOSE"))
    printf("# %d, %s\n", count, text);
  ck_assert_msg(most <= bound(op), "%s", text);
  ck_assert_int_ge(count, 4 * ORDER);
}
END_TEST

static taylor one_wrong(taylor x)
{
  x.c[7] += 1e-10 * (fabs(x.c[7]) + 1e-30);
  return x;
}

static taylor shifted(taylor x)
{
  for (int k = ORDER; k > 1; k--)
    x.c[k] = x.c[k - 1];
  return x;
}

static taylor negated(taylor x)
{
  for (int k = 1; k <= ORDER; k += 2)
    x.c[k] = -x.c[k];
  return x;
}

/* Negative control. */
START_TEST(wrong_coefficients_are_seen)
{
  taylor (*const wrongs[])(taylor) = {one_wrong, shifted, negated};
  const enum ad_op ops[] = {AD_OP_exp, AD_OP_tan, AD_OP_pow, AD_OP_erfcx,
                            AD_OP_lgamma, AD_OP_atan2};
  char text[300];
  int count;
  for (size_t k = 0; k < sizeof ops / sizeof *ops; k++)
    for (size_t e = 0; e < 3; e++)
      ck_assert_msg(worst(ops[k], wrongs[e], bound(ops[k]), &count, text,
                          sizeof text) > bound(ops[k]),
                    "%s: %zu not seen", ad_op_info(ops[k])->name, e);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("taylor_oracle");
  for (int op = 0; op < AD_OP_COUNT; op++) {
    TCase *c = tcase_create(ad_op_info((enum ad_op)op)->name);
    if (!oracle_value_of((enum ad_op)op))
      continue;
    tcase_set_timeout(c, 300);
    tcase_add_loop_test(c, coefficients_are_true, op, op + 1);
    suite_add_tcase(s, c);
  }
  ADD(s, wrong_coefficients_are_seen);
  return run_suite(s);
}
