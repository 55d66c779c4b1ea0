/* make_tables.c: makes the coefficients of erf.c, gamma.c and lambertw.c.
 *
 *   cc -std=c11 make_tables.c -o make_tables -lmpfr -lgmp -lm
 *   ./make_tables erf > erf_tables.def
 *   ./make_tables gamma > gamma_tables.def
 *   ./make_tables w        # the row in lambertw.c
 *
 * Every polynomial interpolates its function in the Chebyshev points of its
 * interval, which is within a small factor of the best polynomial of that
 * degree.  All of it is done with 700 bits; only the finished coefficients
 * are rounded to double.  The constant term is written as two doubles, high
 * and low part, so that its rounding does not count.  The comment behind each
 * row is the largest relative error of the unrounded polynomial. */
#include <mpfr.h>
#include <stdio.h>
#include <string.h>

#define PREC 700
#define NMAX 40
#define DEG 16 /* pieces.h's AD_DEG; of every polynomial but that of lambertw.c, which has 17 */

typedef void fun(mpfr_t y, const mpfr_t x); /* y = f(x) */

/* erfcx and its derivatives up to sign, by the definition. */
static void cx(mpfr_t y, const mpfr_t x, int k)
{
  mpfr_t f, d, c, t;
  mpfr_inits2(2 * PREC, f, d, c, t, (mpfr_ptr)0);
  mpfr_sqr(t, x, MPFR_RNDN);
  mpfr_exp(t, t, MPFR_RNDN);
  mpfr_erfc(f, x, MPFR_RNDN);
  mpfr_mul(f, f, t, MPFR_RNDN);
  mpfr_const_pi(c, MPFR_RNDN);
  mpfr_rec_sqrt(c, c, MPFR_RNDN);
  mpfr_mul_2ui(c, c, 1, MPFR_RNDN);
  mpfr_mul(d, f, x, MPFR_RNDN);
  mpfr_mul_2ui(d, d, 1, MPFR_RNDN);
  mpfr_sub(d, d, c, MPFR_RNDN); /* f' = 2 x f - 2/sqrt(pi) */
  mpfr_mul(t, d, x, MPFR_RNDN);
  mpfr_add(t, t, f, MPFR_RNDN);
  mpfr_mul_2ui(t, t, 1, MPFR_RNDN); /* f'' = 2 f + 2 x f' */
  mpfr_set(y, k == 0 ? f : k == 1 ? d : t, MPFR_RNDN);
  mpfr_clears(f, d, c, t, (mpfr_ptr)0);
}
static void cx0(mpfr_t y, const mpfr_t x) { cx(y, x, 0); }
static void cx1(mpfr_t y, const mpfr_t x) { cx(y, x, 1); }
static void cx2(mpfr_t y, const mpfr_t x) { cx(y, x, 2); }

/* x^(k+1) times the k-th derivative as a function of s = 1/x^2. */
static void tail(mpfr_t y, const mpfr_t s, int k)
{
  mpfr_t x;
  mpfr_init2(x, PREC);
  mpfr_rec_sqrt(x, s, MPFR_RNDN);
  cx(y, x, k);
  for (int i = 0; i <= k; i++)
    mpfr_mul(y, y, x, MPFR_RNDN);
  mpfr_clear(x);
}
static void tail0(mpfr_t y, const mpfr_t s) { tail(y, s, 0); }
static void tail1(mpfr_t y, const mpfr_t s) { tail(y, s, 1); }
static void tail2(mpfr_t y, const mpfr_t s) { tail(y, s, 2); }

/* y with erfc(y) = t, by Newton on log(erfc): convex enough to start at 1. */
static void erfcinv(mpfr_t y, const mpfr_t t)
{
  mpfr_t e, g, c, l;
  mpfr_inits2(PREC, e, g, c, l, (mpfr_ptr)0);
  mpfr_const_pi(c, MPFR_RNDN);
  mpfr_sqrt(c, c, MPFR_RNDN);
  mpfr_div_2ui(c, c, 1, MPFR_RNDN); /* sqrt(pi)/2 */
  mpfr_set_d(y, 0.5, MPFR_RNDN);
  for (int i = 0; i < 30; i++) {
    mpfr_erfc(e, y, MPFR_RNDN);
    mpfr_div(l, e, t, MPFR_RNDN);
    mpfr_log(l, l, MPFR_RNDN);
    mpfr_sqr(g, y, MPFR_RNDN);
    mpfr_exp(g, g, MPFR_RNDN);
    mpfr_mul(g, g, c, MPFR_RNDN);
    mpfr_mul(g, g, e, MPFR_RNDN);
    mpfr_mul(g, g, l, MPFR_RNDN);
    mpfr_add(y, y, g, MPFR_RNDN);
  }
  mpfr_clears(e, g, c, l, (mpfr_ptr)0);
}
static void inv_mid(mpfr_t y, const mpfr_t w) /* erfinv(x)/x, w = x^2 */
{
  mpfr_t x, t;
  mpfr_inits2(PREC, x, t, (mpfr_ptr)0);
  mpfr_sqrt(x, w, MPFR_RNDN);
  mpfr_ui_sub(t, 1, x, MPFR_RNDN);
  erfcinv(y, t);
  mpfr_div(y, y, x, MPFR_RNDN);
  mpfr_clears(x, t, (mpfr_ptr)0);
}
static void inv_tail(mpfr_t y, const mpfr_t q) /* erfcinv(exp(-q^2)) */
{
  mpfr_t t;
  mpfr_init2(t, PREC);
  mpfr_sqr(t, q, MPFR_RNDN);
  mpfr_neg(t, t, MPFR_RNDN);
  mpfr_exp(t, t, MPFR_RNDN);
  erfcinv(y, t);
  mpfr_clear(t);
}

/* ((1 + W)/p - 1)/p with p = sqrt(2 (e x + 1)); v = 1 + W solves
 * (v - 1) exp(v) + 1 = p^2/2. */
static void branch(mpfr_t y, const mpfr_t p)
{
  mpfr_t v, e, g, h;
  mpfr_inits2(PREC, v, e, g, h, (mpfr_ptr)0);
  mpfr_sqr(h, p, MPFR_RNDN);
  mpfr_div_2ui(h, h, 1, MPFR_RNDN);
  mpfr_set(v, p, MPFR_RNDN);
  for (int i = 0; i < 20; i++) {
    mpfr_exp(e, v, MPFR_RNDN);
    mpfr_sub_ui(g, v, 1, MPFR_RNDN);
    mpfr_mul(g, g, e, MPFR_RNDN);
    mpfr_add_ui(g, g, 1, MPFR_RNDN);
    mpfr_sub(g, g, h, MPFR_RNDN);
    mpfr_div(g, g, e, MPFR_RNDN);
    mpfr_div(g, g, v, MPFR_RNDN);
    mpfr_sub(v, v, g, MPFR_RNDN);
  }
  mpfr_div(v, v, p, MPFR_RNDN);
  mpfr_sub_ui(v, v, 1, MPFR_RNDN);
  mpfr_div(y, v, p, MPFR_RNDN);
  mpfr_clears(v, e, g, h, (mpfr_ptr)0);
}

/* The positive root of psi, by Newton's method with a difference for psi'. */
static void digamma_root(mpfr_t root)
{
  mpfr_t f, g, h;
  mpfr_inits2(PREC, f, g, h, (mpfr_ptr)0);
  mpfr_set_d(root, 1.4616321449683623, MPFR_RNDN);
  mpfr_set_ui_2exp(h, 1, -PREC / 2, MPFR_RNDN);
  for (int i = 0; i < 8; i++) {
    mpfr_digamma(f, root, MPFR_RNDN);
    mpfr_add(g, root, h, MPFR_RNDN);
    mpfr_digamma(g, g, MPFR_RNDN);
    mpfr_sub(g, g, f, MPFR_RNDN);
    mpfr_div(g, g, h, MPFR_RNDN);
    mpfr_div(f, f, g, MPFR_RNDN);
    mpfr_sub(root, root, f, MPFR_RNDN);
  }
  mpfr_clears(f, g, h, (mpfr_ptr)0);
}

/* psi(x) / (x - root) */
static void psi_by_root(mpfr_t y, const mpfr_t x)
{
  mpfr_t d;
  mpfr_init2(d, PREC);
  digamma_root(d);
  mpfr_sub(d, x, d, MPFR_RNDN);
  mpfr_digamma(y, x, MPFR_RNDN);
  mpfr_div(y, y, d, MPFR_RNDN);
  mpfr_clear(d);
}
static void psi(mpfr_t y, const mpfr_t x) { mpfr_digamma(y, x, MPFR_RNDN); }

/* Horner. */
static void poly(mpfr_t y, const mpfr_t u, mpfr_t *a, int n)
{
  mpfr_set(y, a[n], MPFR_RNDN);
  for (int k = n - 1; k >= 0; k--) {
    mpfr_mul(y, y, u, MPFR_RNDN);
    mpfr_add(y, y, a[k], MPFR_RNDN);
  }
}

/* Powers of u = x - c of the polynomial of degree n through f in the
 * Chebyshev points of [lo, hi]: divided differences, then Horner on the
 * Newton form.  Prints one row. */
static void row(fun *f, double lo, double hi, double c, int n, int split)
{
  mpfr_t x[NMAX], d[NMAX], a[NMAX], t, y;
  mpfr_inits2(PREC, t, y, (mpfr_ptr)0);
  for (int i = 0; i <= n; i++) {
    mpfr_inits2(PREC, x[i], d[i], a[i], (mpfr_ptr)0);
    mpfr_const_pi(t, MPFR_RNDN);
    mpfr_mul_ui(t, t, 2 * (unsigned)i + 1, MPFR_RNDN);
    mpfr_div_ui(t, t, 2 * (unsigned)n + 2, MPFR_RNDN);
    mpfr_cos(t, t, MPFR_RNDN);
    mpfr_mul_d(t, t, (hi - lo) / 2, MPFR_RNDN);
    mpfr_add_d(t, t, (hi + lo) / 2, MPFR_RNDN);
    f(d[i], t);
    mpfr_sub_d(x[i], t, c, MPFR_RNDN);
    mpfr_set_zero(a[i], 1);
  }
  for (int k = 1; k <= n; k++)
    for (int i = n; i >= k; i--) {
      mpfr_sub(d[i], d[i], d[i - 1], MPFR_RNDN);
      mpfr_sub(t, x[i], x[i - k], MPFR_RNDN);
      mpfr_div(d[i], d[i], t, MPFR_RNDN);
    }
  for (int k = n; k >= 0; k--) { /* a = a (u - x[k]) + d[k] */
    for (int i = n; i >= 0; i--) {
      mpfr_mul(t, a[i], x[k], MPFR_RNDN);
      mpfr_neg(t, t, MPFR_RNDN);
      if (i)
        mpfr_add(a[i], a[i - 1], t, MPFR_RNDN);
      else
        mpfr_add(a[i], t, d[k], MPFR_RNDN);
    }
  }
  double worst = 0;
  for (int i = 1; i < 200; i++) {
    mpfr_set_d(t, lo + (hi - lo) * i / 200, MPFR_RNDN);
    f(y, t);
    mpfr_sub_d(t, t, c, MPFR_RNDN);
    poly(x[0], t, a, n);
    mpfr_sub(x[0], x[0], y, MPFR_RNDN);
    mpfr_div(x[0], x[0], y, MPFR_RNDN);
    double e = mpfr_get_d(x[0], MPFR_RNDN);
    if (e < 0)
      e = -e;
    if (e > worst)
      worst = e;
  }
  double c0 = mpfr_get_d(a[0], MPFR_RNDN);
  mpfr_sub_d(t, a[0], c0, MPFR_RNDN);
  printf("  {%.17g,", c0);
  if (split)
    printf(" %.17g,", mpfr_get_d(t, MPFR_RNDN));
  for (int i = 1; i <= n; i++)
    printf("%s%.17g%s", i % 3 == 1 ? "\n   " : " ",
           mpfr_get_d(a[i], MPFR_RNDN), i < n ? "," : "},");
  printf(" /* %.1e */\n", worst);
  for (int i = 0; i <= n; i++)
    mpfr_clears(x[i], d[i], a[i], (mpfr_ptr)0);
  mpfr_clears(t, y, (mpfr_ptr)0);
}

/* Rows for [lo + i w, lo + (i+1) w), each in powers of x minus its middle. */
static void pieces(const char *name, fun *f, double lo, double w, int rows)
{
  printf("\nstatic const piece %s[%d] = {\n", name, rows);
  for (int i = 0; i < rows; i++)
    row(f, lo + i * w, lo + (i + 1) * w, lo + i * w + w / 2, DEG, 1);
  printf("};\n");
}
/* One row for [0, hi], in powers of x. */
static void single(const char *name, fun *f, double hi)
{
  printf("\nstatic const piece %s[1] = {\n", name);
  row(f, 0, hi, 0, DEG, 1);
  printf("};\n");
}

static void head(const char *name, const char *user)
{
  printf("/* %s: polynomial coefficients for %s, written by\n"
         " * tables/make_tables.c (see there); not to be edited by hand.  A row\n"
         " * is: the constant term's high and low part, then the coefficients of\n"
         " * u, u^2, ...; in the comment the polynomial's relative error. */\n",
         name, user);
}

static void erf_tables(void)
{
  head("erf_tables.def", "erf.c");
  printf("\n/* erfcx, x in [-1, 4), rows of width 1/2. */");
  pieces("cx_near", cx0, -1, 0.5, 10);
  printf("\n/* erfcx', x in [0, 4). */");
  pieces("cx_near_a", cx1, 0, 0.5, 8);
  printf("\n/* erfcx'', x in [0, 4). */");
  pieces("cx_near_aa", cx2, 0, 0.5, 8);
  printf("\n/* x erfcx, x^2 erfcx', x^3 erfcx'' in u = 1/x^2, x >= 4. */");
  single("cx_far", tail0, 0.0625);
  single("cx_far_a", tail1, 0.0625);
  single("cx_far_aa", tail2, 0.0625);
  printf("\n/* erfinv(x)/x in u = x^2, |x| <= 1/2. */");
  single("inv_mid", inv_mid, 0.25);
  printf("\n/* erfcinv(exp(-q^2)), q in [3/4, 6.25), rows of width 1/2. */");
  pieces("inv_tail", inv_tail, 0.75, 0.5, 11);
}

static void gamma_tables(void)
{
  mpfr_t root;
  mpfr_init2(root, PREC);
  digamma_root(root);
  const double high = mpfr_get_d(root, MPFR_RNDN);
  mpfr_sub_d(root, root, high, MPFR_RNDN);
  head("gamma_tables.def", "gamma.c");
  printf("\n/* The positive root of psi, in two parts. */\n"
         "static const double root = %.17g, root_low = %.17g;\n", high,
         mpfr_get_d(root, MPFR_RNDN));
  printf("\n/* psi(x)/(x - root), x in [1, 2.5), rows of width 1/4. */");
  pieces("psi_near", psi_by_root, 1, 0.25, 6);
  printf("\n/* psi(x), x in [2.5, 10), rows of width 1/2. */");
  pieces("psi_middle", psi, 2.5, 0.5, 15);
  mpfr_clear(root);
}

int main(int argc, char **argv)
{
  mpfr_set_emin(mpfr_get_emin_min());
  const char *what = argc > 1 ? argv[1] : "";
  if (!strcmp(what, "erf"))
    erf_tables();
  else if (!strcmp(what, "gamma"))
    gamma_tables();
  else if (!strcmp(what, "w"))
    row(branch, 0, 0.875, 0, 17, 0);
  else
    fprintf(stderr, "make_tables: say which: erf, gamma, or w\n");
  return 0;
}
