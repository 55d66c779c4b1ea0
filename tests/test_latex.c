/* test_latex.c: what compare/latex_words.def says that the functions of ops'
 * headers compute, compared with them by numbers. */
#include <config.h>

#include <math.h>
#include <stdbool.h>

#include "close.h"
#include "ops/ops.h"

static const double pi = AD_PI;

static double sigmoid(double a) { return 1 / (1 + exp(-a)); }
static double sgn(double a) { return (a > 0) - (a < 0); }
static double Phi(double a) { return erfc(-a / sqrt(2)) / 2; }
static double phi(double a) { return exp(-a * a / 2) / sqrt(2 * AD_PI); }

/* digamma and its derivatives, from their asymptotic series far out and the
 * recurrence down from there (Abramowitz & Stegun 6.3.5, 6.3.18, 6.4.6, 6.4.11),
 * for a > 0 and n = 0, 1, 2. */
static double psi(double n, double a)
{
  double sum = 0, u;
  for (; a < 40; a++)
    sum -= n == 0 ? 1 / a : n == 1 ? -1 / (a * a) : 2 / (a * a * a);
  u = 1 / (a * a);
  if (n == 0)
    return sum + log(a) - 0.5 / a - u * (1. / 12 - u * (1. / 120 - u / 252));
  if (n == 1)
    return sum + 1 / a + u / 2 + u / a * (1. / 6 - u * (1. / 30 - u / 42));
  return sum - u - u / a - u * u * (0.5 - u * (1. / 6 - u / 6));
}

/* ---- the expressions, as functions ------------------------------------- */

#define WORD0(name, e)                                                         \
  static double word_##name(void) { return e; }
#define WORD1(name, a, e)                                                      \
  static double word_##name(double a)                                          \
  {                                                                            \
    (void)a;                                                                   \
    return e;                                                                  \
  }
#define WORD2(name, a, b, e)                                                   \
  static double word_##name(double a, double b)                                \
  {                                                                            \
    (void)a, (void)b;                                                          \
    return e;                                                                  \
  }
#define WORD3(name, a, b, c, e)                                                \
  static double word_##name(double a, double b, double c)                      \
  {                                                                            \
    (void)a, (void)b, (void)c;                                                 \
    return e;                                                                  \
  }
#define WORD4(name, a, b, c, d, e)                                             \
  static double word_##name(double a, double b, double c, double d)            \
  {                                                                            \
    (void)a, (void)b, (void)c, (void)d;                                        \
    return e;                                                                  \
  }
#include "compare/latex_words.def"

/* Functions of <math.h> that are called as an int wants it. */
#define ldexp(a, n) (ldexp)(a, (int)(n))
#define ad_sf_polygamma(n, a) (ad_sf_polygamma)((int)(n), a)

/* ---- both, side by side ------------------------------------------------ */

/* Where no formula cancels or overflows. */
static const double points[][2] = {{0.2, 0.35}, {0.35, 0.2}, {0.6, 0.6},
                                   {0.85, 0.2}, {0.3, 0.95}, {0.7, 0.45}};

static int words;

static void judge(const char *name, double is, double said)
{
  words++;
  ck_assert_msg(is_close(is, said, 1e-11),
                "%s is %.17g, and in mathematics %.17g", name, is, said);
}

/* What the second argument has to be: the value of an op at the first, an
 * integer, or anything. */
static double second(const char *name, double a, double b)
{
  return strstr(name, "cube_root")  ? cbrt(a)
         : strstr(name, "cardinal") ? sin(a) / a
         : strstr(name, "erfinv")   ? ad_sf_erfinv(a)
         : strstr(name, "lambertw") ? ad_sf_lambertw(a)
         : strstr(name, "ldexp")    ? 3
                                    : b;
}

START_TEST(words_are_right)
{
  const double p = points[_i][0], q = points[_i][1];
  words = 0;
#define WORD0(name, e) judge(#name, name, word_##name());
#define WORD1(name, a, e)                                                      \
  judge(#name, name(p), word_##name(p));                                       \
  if (!isnan(name(-p)))                                                        \
    judge(#name, name(-p), word_##name(-p));
#define WORD2(name, a, b, e)                                                   \
  {                                                                            \
    const bool order = strstr(#name, "polygamma") != NULL;                     \
    const double x = order ? _i % 3 : p, y = second(#name, p, q);              \
    judge(#name, name(x, y), word_##name(x, y));                               \
  }
#define WORD3(name, a, b, c, e)                                                \
  judge(#name, name(p, q, pow(p, q)), word_##name(p, q, pow(p, q)));
#define WORD4(name, a, b, c, d, e)                                             \
  judge(#name, name(p, p, q, hypot(p, q)), word_##name(p, p, q, hypot(p, q)));
#include "compare/latex_words.def"
  ck_assert_int_gt(words, 40);
}
END_TEST

/* Another function's expression would be noticed. */
START_TEST(control)
{
  const double a = points[_i][0];
  ck_assert(!is_close(ad_logistic_slope(a), word_ad_logistic(a), 1e-11));
  ck_assert(!is_close(ad_sech2(a), 1 / cosh(a), 1e-11));
  ck_assert(!is_close(ad_sf_polygamma(1, a), psi(1, a + 1e-9), 1e-11));
}
END_TEST

int main(void)
{
  Suite *s = suite_create("latex");
  ADD_EACH(s, "words", words_are_right, points);
  ADD_EACH(s, "control", control, points);
  return run_suite(s);
}
