/* test_differences.c: every op's partials against differences of its value,
 * and second partials against differences of the first.  Coarser than the
 * oracle, but it needs no MPFR, and it covers an op that was added a minute
 * ago. */
#include <config.h>

#include "close.h"
#include "each_op.h"

#include <float.h>
#include <stdio.h>

enum part { Y, DA, DB, DAA, DAB, DBB };
static const char *const names[] = {"y", "da", "db", "daa", "dab", "dbb"};

static double part_of(enum part part, struct ad_partials p)
{
  const double parts[] = {p.y, p.da, p.db, p.daa, p.dab, p.dbb};
  return parts[part];
}

/* What is the slope of what, along which argument. */
static const struct {
  enum part slope, of;
  bool along_b;
} slopes[] = {
  {DA, Y, false}, {DB, Y, true}, {DAA, DA, false}, {DAB, DA, true},
  {DAB, DB, false}, {DBB, DB, true},
};
enum { SLOPES = sizeof slopes / sizeof *slopes };

struct quotient {
  double d, noise;
};

/* The 7-point central difference, right to O(h^6), and how wrong rounding may
 * have made it, each value being within some ulps.  NaN if a point lies
 * outside the domain or on an edge. */
static struct quotient quotient(enum ad_op op, int s, double a, double b,
                                double h)
{
  const double weight[] = {0, 45.0 / 60, -9.0 / 60, 1.0 / 60};
  double d = 0, size = 0;
  for (int k = 1; k <= 3; k++) {
    double f[2];
    for (int side = 0; side < 2; side++) {
      double step = side ? k * h : -k * h;
      double u = slopes[s].along_b ? a : a + step;
      double w = slopes[s].along_b ? b + step : b;
      if (!ad_op_defined(op, u, w) || ad_op_on_edge(op, u, w))
        return (struct quotient){NAN, NAN};
      f[side] = part_of(slopes[s].of, ad_op_eval(op, u, w));
      size = fmax(size, fabs(f[side]));
    }
    d += weight[k] * (f[1] - f[0]);
  }
  return (struct quotient){d / h, 16 * DBL_EPSILON * size / h};
}

enum verdict { UNRESOLVED, CONFIRMED, CONTRADICTED };

/* Whether rounding hides no error of 1e-6 in a slope of this size. */
static bool clear(struct quotient q, double size)
{
  return isfinite(q.d) && q.noise <= 1e-6 * size;
}

/* Whether p can be that slope.  Steps are tried from an eighth of the argument
 * down.  One that confirms is enough: a larger one may have met a corner.  A
 * quotient contradicts only where it has settled, so that the half step
 * gives the same. */
static enum verdict judge(enum ad_op op, int s, double a, double b, double p)
{
  double x = fabs(slopes[s].along_b ? b : a);
  int top = x > 0 ? ilogb(x) - 3 : -3, bottom = x > 0 ? top - 42 : -1020;
  enum verdict verdict = UNRESOLVED;
  struct quotient last = {NAN, NAN};
  for (int e = top; e >= bottom; e--) {
    struct quotient q = quotient(op, s, a, b, ldexp(1, e));
    bool near = fabs(q.d - p) <= 1e-7 * fabs(p) + q.noise;
    bool flat = p == 0 && (q.d == 0 || q.noise <= 1e-6);
    if (near && (flat || clear(q, fabs(p))))
      return CONFIRMED;
    if (!near && clear(q, fabs(p - q.d)) && clear(last, fabs(p - q.d)) &&
        fabs(q.d - last.d) <= 1e-6 * fabs(p - q.d))
      verdict = CONTRADICTED;
    last = q;
  }
  return verdict;
}

/* How many of the row's points contradict the partial, once `wrong` has been
 * done to it; *confirmed counts the others that could be judged. */
static int contradictions(enum ad_op op, int s, double (*wrong)(double),
                          int *confirmed, char *text, size_t size)
{
  int count = 0;
  *confirmed = 0;
  for (size_t k = 0; k < ad_op_info(op)->point_count; k++) {
    double a, b;
    op_point(op, k, &a, &b);
    double p = wrong(part_of(slopes[s].slope, ad_op_eval(op, a, b)));
    enum verdict v = isfinite(p) ? judge(op, s, a, b, p) : UNRESOLVED;
    *confirmed += v == CONFIRMED;
    if (v == CONTRADICTED && !count++)
      snprintf(text, size, "%s of %s at (%.17g, %.17g) is not %.17g",
               names[slopes[s].slope], ad_op_info(op)->name, a, b, p);
  }
  return count;
}

static double right(double p) { return p; }
static double negated(double p) { return p != 0 ? -p : 1; }
static double doubled(double p) { return p != 0 ? 2 * p : 1; }
static double dropped(double p) { return p != 0 ? 0 : 1; }
static double one_off(double p) { return p + 1; }
static double slightly(double p) { return p != 0 ? p * (1 + 1e-5) : 1e-2; }

static bool has(enum ad_op op, int s)
{
  bool b = slopes[s].slope != DA && slopes[s].slope != DAA;
  return !b || ad_op_info(op)->kind == AD_BINARY;
}

START_TEST(partials_agree)
{
  char text[200] = "";
  for (int s = 0; s < SLOPES; s++) {
    int confirmed;
    if (!has((enum ad_op)_i, s))
      continue;
    ck_assert_msg(contradictions((enum ad_op)_i, s, right, &confirmed, text,
                                 sizeof text) == 0, "%s", text);
    ck_assert_msg(confirmed > 0, "no point could judge %s",
                  names[slopes[s].slope]);
  }
}
END_TEST

/* Negative control, for each partial of each op. */
START_TEST(wrong_partials_are_seen)
{
  double (*const wrongs[])(double) = {negated, doubled, dropped, one_off,
                                      slightly};
  char text[200];
  for (int s = 0; s < SLOPES; s++)
    for (size_t w = 0; has((enum ad_op)_i, s) && w < 5; w++) {
      int confirmed;
      ck_assert_msg(contradictions((enum ad_op)_i, s, wrongs[w], &confirmed,
                                   text, sizeof text) > 0,
                    "wrong %s, not seen (%zu)", names[slopes[s].slope], w);
    }
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("differences");
  for (int op = 0; op < AD_OP_COUNT; op++) {
    TCase *c = tcase_create(ad_op_info((enum ad_op)op)->name);
    tcase_set_timeout(c, 120);
    tcase_add_loop_test(c, partials_agree, op, op + 1);
    tcase_add_loop_test(c, wrong_partials_are_seen, op, op + 1);
    suite_add_tcase(suite, c);
  }
  return run_suite(suite);
}
