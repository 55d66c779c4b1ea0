/* test_fd.c: difference quotients against derivatives in long double, on
 * functions that trap them: digits reached are pinned, and the error bounds
 * have to hold. */
#include <config.h>

#include <float.h>

#include "close.h"
#include "compare/fd_extrapolate.h"
#include "compare/fd_noise.h"
#include "compare/fd_rule.h"
#include "compare/fd_second.h"
#include "forward/drivers.h"

typedef long double exact_function(long double x);

/* ---- traps --------------------------------------------------------------------- */

/* J. Lyness, C. Moler, SIAM J. Numer. Anal. 4 (1967); its derivative at 1.5 is
 * 3.62203370071632604.  Near 5.4978 the denominator is 0. */
static double lyness(double x, void *data)
{
  (void)data;
  return exp(x) / (pow(cos(x), 3) + pow(sin(x), 3));
}
static long double lyness_slope(long double x)
{
  const long double c = cosl(x), s = sinl(x), q = c * c * c + s * s * s;
  return expl(x) * (q - 3 * s * c * (s - c)) / (q * q);
}

static double exponential(double x, void *data)
{
  (void)data;
  return exp(x);
}
static long double exponential_slope(long double x) { return expl(x); }

static double reciprocal(double x, void *data)
{
  (void)data;
  return 1 / x;
}
static long double reciprocal_slope(long double x) { return -1 / (x * x); }

static double oscillating(double x, void *data)
{
  (void)data;
  return sin(1000 * x);
}
static long double oscillating_slope(long double x)
{
  return 1000 * cosl(1000 * x);
}

/* Right to single precision only. */
static double noisy(double x, void *data)
{
  (void)data;
  return (double)(float)sin(x);
}
static long double noisy_slope(long double x) { return cosl(x); }

static double root(double x, void *data)
{
  (void)data;
  return sqrt(x);
}
static long double root_slope(long double x) { return 0.5L / sqrtl(x); }

/* A jump at each integer. */
static double jumping(double x, void *data)
{
  (void)data;
  return floor(x) + x;
}
static long double jumping_slope(long double x)
{
  (void)x;
  return 1;
}

static double kink(double x, void *data)
{
  (void)data;
  return fabs(x);
}

/* ---- digits ---------------------------------------------------------------------- */

enum { RICHARDSON = FD_SECOND, RIDDERS, WAYS };

static struct fd_result differ(int way, fd_function *f, double x)
{
  if (way == RICHARDSON)
    return fd_richardson(f, NULL, x, 0, 6, 0);
  return way == RIDDERS ? fd_ridders(f, NULL, x, 0, 0)
                        : fd_adaptive((enum fd_rule)way, f, NULL, x, 0);
}

/* At least so many right digits by each way, and no lie in the bound; -1: the
 * way says that there is nothing.  Digits are what was reached, less one. */
static const struct trap {
  const char *name;
  fd_function *f;
  exact_function *slope;
  double x;
  int digits[WAYS]; /* forward, backward, central, 5, 7, Richardson, Ridders */
} traps[] = {
  {"Lyness", lyness, lyness_slope, 1.5, {6, 6, 9, 11, 11, 12, 12}},
  {"Lyness near a pole", lyness, lyness_slope, 5.5, {5, 5, 8, 9, 10, 10, 10}},
  {"exp(100)", exponential, exponential_slope, 100, {5, 5, 8, 10, 11, 4, 13}},
  {"exp(700)", exponential, exponential_slope, 700, {5, 5, 8, 10, 11, 14, 13}},
  {"1/x", reciprocal, reciprocal_slope, 1e-4, {6, 6, 9, 12, 12, 12, 13}},
  {"1/x near 0", reciprocal, reciprocal_slope, 1e-8, {3, 3, 8, 12, 13, 9, 13}},
  {"sin(1000 x)", oscillating, oscillating_slope, 1, {5, 5, 8, 9, 10, 10, 10}},
  {"single precision", noisy, noisy_slope, 1, {2, 2, 4, 5, 5, 4, 4}},
  {"sqrt near 0", root, root_slope, 1e-10, {2, 3, 8, 12, 12, 12, 13}},
  {"beside a jump", jumping, jumping_slope, 2.3, {14, 14, 9, 11, 12, 12, 13}},
  {"on a jump", jumping, jumping_slope, 2, {14, -1, -1, -1, -1, -1, -1}},
  {"out of the domain", root, root_slope, 0, {-1, -1, -1, -1, -1, -1, -1}},
};
enum { TRAPS = sizeof traps / sizeof *traps };

static bool reached(struct fd_result r, long double want, int digits)
{
  return fabsl(r.d - want) <= powl(10, -digits) * fabsl(want);
}

START_TEST(digits)
{
  const struct trap *t = &traps[_i];
  for (int way = 0; way < WAYS; way++) {
    const struct fd_result r = differ(way, t->f, t->x);
    const long double want = t->slope(t->x), error = fabsl(r.d - want);
    const char *name = way < RICHARDSON ? fd_rule_of((enum fd_rule)way)->name
                       : way == RIDDERS ? "Ridders"
                                        : "Richardson";
    if (t->digits[way] < 0) {
      ck_assert_msg(isnan(r.d) && r.error == INFINITY, "%s, %s: %g +- %g",
                    t->name, name, r.d, r.error);
      continue;
    }
    ck_assert_msg(reached(r, want, t->digits[way]),
                  "%s, %s: %.17g, not %.17Lg: %.1Lf digits", t->name, name, r.d,
                  want, -log10l(error / fabsl(want)));
    ck_assert_msg(error <= r.error, "%s, %s: error %Lg, bound %g", t->name, name,
                  error, r.error);
    ck_assert_msg(r.h > 0, "%s, %s: step %g", t->name, name, r.h);
  }
}
END_TEST

/* The known value; and that a wrong one is told from it. */
START_TEST(known_value)
{
  const struct fd_result r = fd_ridders(lyness, NULL, 1.5, 0, 0);
  assert_close((double)lyness_slope(1.5L), 3.62203370071632604, 1e-16);
  ck_assert(fabs(r.d - 3.62203370071632604) <= r.error);
  ck_assert(r.error < 1e-11);
  ck_assert(!(fabs(r.d - 3.62203370081632604) <= r.error));
  ck_assert(!reached(r, 3.62203370081632604L, 12));
}
END_TEST

/* Bounds hold over many points, for every way. */
START_TEST(bounds)
{
  for (int way = 0; way < WAYS; way++)
    for (int k = 1; k < 300; k++) {
      const double x = 0.01 * k + 1e-3 * sin(k);
      const struct fd_result a = differ(way, lyness, x);
      const struct fd_result b = differ(way, noisy, x);
      if (fabs(x - 2.356) > 1e-2)
        ck_assert_msg(fabsl(a.d - lyness_slope(x)) <= a.error,
                      "way %d at %g: %g, bound %g", way, x,
                      (double)fabsl(a.d - lyness_slope(x)), a.error);
      ck_assert_msg(fabsl(b.d - noisy_slope(x)) <= b.error,
                    "way %d at %g: %g, bound %g", way, x,
                    (double)fabsl(b.d - noisy_slope(x)), b.error);
    }
}
END_TEST

/* A kink has a slope on each side and none between: what differences say there
 * is the mean, and no bound can tell; one-sided rules say their side's. */
START_TEST(kinks)
{
  assert_close(fd_adaptive(FD_FORWARD, kink, NULL, 0, 0).d, 1, 1e-12);
  assert_close(fd_adaptive(FD_BACKWARD, kink, NULL, 0, 0).d, -1, 1e-12);
  assert_same(fd_adaptive(FD_CENTRAL, kink, NULL, 0, 0).d, 0);
}
END_TEST

/* ---- the table -------------------------------------------------------------------- */

/* Weights reproduce derivatives of powers up to order p + r - 1 exactly, and
 * miss the next by C (p+r)!: Taylor's theorem. */
START_TEST(weights)
{
  for (int rule = 0; rule < FD_RULE_COUNT; rule++) {
    const struct fd_rule_row *r = fd_rule_of((enum fd_rule)rule);
    double factorial = 1, gain = 0;
    for (int q = 0; q <= r->order + r->derivative; q++) {
      long double sum = 0;
      factorial *= q ? q : 1;
      for (int i = 0; i < r->count; i++)
        sum += (long double)r->weight[i] *
               (q ? powl((long double)(r->first + i), q) : 1);
      const long double want = q == r->derivative ? factorial : 0;
      const long double miss = q == r->order + r->derivative
                                 ? (long double)r->truncation * factorial
                                 : 0;
      ck_assert_msg(fabsl(fabsl(sum - want) - miss) < 1e-13L,
                    "%s: power %d: %Lg", r->name, q, sum);
    }
    for (int i = 0; i < r->count; i++)
      gain += fabs(r->weight[i]);
    assert_close(gain, r->gain, 1e-15);
  }
  ck_assert(!fd_rule_of(FD_RULE_COUNT));
  ck_assert(isnan(fd_quotient(FD_RULE_COUNT, exponential, NULL, 1, 1e-3)));
}
END_TEST

/* E is least at the best step, and the quotients stay below it. */
START_TEST(best_steps)
{
  const double noise = DBL_EPSILON * exp(1);
  for (int rule = 0; rule < FD_RULE_COUNT; rule++) {
    const enum fd_rule r = (enum fd_rule)rule;
    const double next = exp(1), h = fd_best_step(r, noise, next);
    const double least = fd_rule_error(r, noise, next, h);
    ck_assert(least < fd_rule_error(r, noise, next, 1.1 * h));
    ck_assert(least < fd_rule_error(r, noise, next, h / 1.1));
    assert_close(fd_usual_step(r, 0.5, DBL_EPSILON), h, 1e-12);
    assert_close(fd_usual_step(r, -8, DBL_EPSILON), 8 * h, 1e-12);
    for (double by = 0.01; by < 10; by *= 1.7) {
      const double d = fd_quotient(r, exponential, NULL, 1, by * h);
      ck_assert_msg(fabs(d - exp(1)) <=
                      2 * fd_rule_error(r, noise, next, by * h),
                    "%s at %g h: %g", fd_rule_of(r)->name, by, d - exp(1));
    }
  }
  ck_assert(isinf(fd_best_step(FD_CENTRAL, noise, 0)));
}
END_TEST

/* Steps lose no bit: a line has its slope exactly. */
static double line(double x, void *data)
{
  (void)data;
  return 3 * x;
}
START_TEST(steps_are_exact)
{
  for (int rule = 0; rule < FD_SECOND; rule++)
    for (double h = 1e-9; h < 1; h *= 3) {
      const double d = fd_quotient((enum fd_rule)rule, line, NULL, 1.1, h);
      ck_assert_msg(fabs(d - 3) <= 4 * DBL_EPSILON * 3.3 / h &&
                      (rule > FD_CENTRAL || fabs(d - 3) <= 8 * DBL_EPSILON / h),
                    "%d, %g: %.17g", rule, h, d);
    }
  ck_assert(isnan(fd_quotient(FD_CENTRAL, line, NULL, 1.1, 1e-17)));
  ck_assert(isnan(fd_quotient(FD_CENTRAL, line, NULL, 1.1, 0)));
  ck_assert(isnan(fd_quotient(FD_CENTRAL, line, NULL, 1.1, NAN)));
}
END_TEST

/* ---- noise ------------------------------------------------------------------------ */

/* sin with noise of a given standard deviation, from a generator. */
struct noise {
  double deviation;
  uint64_t state;
};
static double with_noise(double x, void *data)
{
  struct noise *n = data;
  double sum = -6; /* twelve uniform numbers: mean 6, variance 1 */
  for (int k = 0; k < 12; k++) {
    n->state = n->state * 6364136223846793005u + 1442695040888963407u;
    sum += (double)(n->state >> 11) / 9007199254740992.0;
  }
  return sin(x) + n->deviation * sum;
}
START_TEST(noise_is_measured)
{
  for (double deviation = 1e-12; deviation < 1e-3; deviation *= 10) {
    int right = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
      struct noise n = {deviation, seed};
      const struct fd_noise_result r = fd_noise(with_noise, &n, 1, 0);
      right += r.end == FD_NOISE_FOUND && r.noise > deviation / 4 &&
               r.noise < deviation * 4;
    }
    ck_assert_msg(right >= 95, "%g: %d of 100", deviation, right);
  }
  ck_assert_int_eq(fd_noise(root, NULL, 0, 0).end, FD_NOISE_UNDEFINED);
  ck_assert(fd_noise_bound(exponential, NULL, 1) >= DBL_EPSILON * exp(1));
  ck_assert(fd_noise_bound(exponential, NULL, 1) < 100 * DBL_EPSILON * exp(1));
}
END_TEST

/* ---- second derivatives -------------------------------------------------------------- */

/* exp(x0) sin(x1) + x0 x1 x2 + x2^3 / 1000, with its Hessian. */
static enum ad_status three(const double *x, double *y, void *data)
{
  (void)data;
  y[0] = exp(x[0]) * sin(x[1]) + x[0] * x[1] * x[2] + pow(x[2], 3) / 1000;
  return AD_OK;
}
static void three_hessian(const double *x, double *h)
{
  const double e = exp(x[0]), s = sin(x[1]), c = cos(x[1]);
  const double all[] = {e * s,        e * c + x[2], x[1],
                        e * c + x[2], -e * s,       x[0],
                        x[1],         x[0],         6 * x[2] / 1000};
  memcpy(h, all, sizeof all);
}
static enum ad_status fails(const double *x, double *y, void *data)
{
  (void)x, (void)y, (void)data;
  return AD_NO_MEMORY;
}
START_TEST(hessians)
{
  const double x[] = {0.7, -1.3, 250};
  const struct ad_function f = {.name = "three", .n = 3, .m = 1,
                                .on_double = three};
  const struct ad_function g = {.name = "g", .n = 3, .m = 1,
                                .on_double = fails};
  double h[9], error[9], want[9];
  enum ad_status status;
  ck_assert_int_eq(fd_hessian(&f, x, 0, h, error), AD_OK);
  three_hessian(x, want);
  for (int k = 0; k < 9; k++) {
    ck_assert_msg(fabs(h[k] - want[k]) <= error[k], "%d: %g, bound %g", k,
                  h[k] - want[k], error[k]);
    ck_assert_msg(error[k] < 1e-3 * fabs(want[k]), "%d: bound %g", k, error[k]);
  }
  ck_assert_int_eq(fd_hessian(&g, x, 0, h, error), AD_NO_MEMORY);
  ck_assert_int_eq(fd_hessian(NULL, x, 0, h, error), AD_BAD_ARGUMENT);
  ck_assert(isnan(fd_mixed(&f, x, 1, 0, 0, 0, &status).d));
  ck_assert_int_eq(status, AD_BAD_ARGUMENT);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("fd");
  ADD_EACH(s, "digits", digits, traps);
  ADD(s, known_value);
  ADD(s, bounds);
  ADD(s, kinks);
  ADD(s, weights);
  ADD(s, best_steps);
  ADD(s, steps_are_exact);
  ADD(s, noise_is_measured);
  ADD(s, hessians);
  return run_suite(s);
}
