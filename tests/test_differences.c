/* test_differences.c: every op's partials against differences of its value,
 * and second partials against differences of the first.  Coarser than the
 * oracle, but it needs no MPFR, and it covers an op that was added a minute
 * ago. */
#include <config.h>

#include "close.h"
#include "each_op.h"

#include <float.h>
#include <stdio.h>

/* What is the slope of what: of the value (of < 0) along an argument, or of
 * the partial d[of] along one. */
struct slope {
  int of, along;
};
static const struct slope slopes[] = {
  {-1, 0}, {-1, 1}, {-1, 2},
  {0, 0},  {0, 1},  {0, 2},
  {1, 0},  {1, 1},  {1, 2},
  {2, 0},  {2, 1},  {2, 2},
};
enum { SLOPES = sizeof slopes / sizeof *slopes };

static const char *name_of(struct slope s)
{
  static const char *const names[][3] = {{"da", "db", "dc"},
                                         {"daa", "dab", "dac"},
                                         {"dba", "dbb", "dbc"},
                                         {"dca", "dcb", "dcc"}};
  return names[s.of + 1][s.along];
}

/* What it is the slope of, at x, and the slope as the table has it. */
static double primitive(struct slope s, enum ad_op op, const double *x)
{
  struct ad_partials p = ad_op_eval(op, x[0], x[1], x[2]);
  return s.of < 0 ? p.y : p.d[s.of];
}

static double slope(struct slope s, enum ad_op op, const double *x)
{
  struct ad_partials p = ad_op_eval(op, x[0], x[1], x[2]);
  return s.of < 0 ? p.d[s.along] : p.dd[s.of][s.along];
}

struct quotient {
  double d, noise;
};

/* The 7-point central difference, right to O(h^6), and how wrong rounding may
 * have made it, each value being within some ulps.  NaN if a point lies
 * outside the domain or on an edge. */
static struct quotient quotient(enum ad_op op, struct slope s,
                                const double *x, double h)
{
  const double weight[] = {0, 45.0 / 60, -9.0 / 60, 1.0 / 60};
  double d = 0, size = 0;
  for (int k = 1; k <= 3; k++) {
    double f[2];
    for (int side = 0; side < 2; side++) {
      double u[AD_OP_ARGS] = {x[0], x[1], x[2]};
      u[s.along] += side ? k * h : -k * h;
      if (!ad_op_defined(op, u[0], u[1], u[2]) ||
          ad_op_on_edge(op, u[0], u[1], u[2]))
        return (struct quotient){NAN, NAN};
      f[side] = primitive(s, op, u);
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
static enum verdict judge(enum ad_op op, struct slope s, const double *x,
                          double p)
{
  double size = fabs(x[s.along]);
  int top = size > 0 ? ilogb(size) - 3 : -3;
  int bottom = size > 0 ? top - 42 : -1020;
  enum verdict verdict = UNRESOLVED;
  struct quotient last = {NAN, NAN};
  for (int e = top; e >= bottom; e--) {
    struct quotient q = quotient(op, s, x, ldexp(1, e));
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
static int contradictions(enum ad_op op, struct slope s,
                          double (*wrong)(double), int *confirmed, char *text,
                          size_t size)
{
  int count = 0;
  *confirmed = 0;
  for (size_t k = 0; k < ad_op_info(op)->point_count; k++) {
    double x[AD_OP_ARGS];
    op_point(op, k, x);
    double p = wrong(slope(s, op, x));
    enum verdict v = isfinite(p) ? judge(op, s, x, p) : UNRESOLVED;
    *confirmed += v == CONFIRMED;
    if (v == CONTRADICTED && !count++)
      snprintf(text, size, "%s of %s at (%.17g, %.17g, %.17g) is not %.17g",
               name_of(s), ad_op_info(op)->name, x[0], x[1], x[2], p);
  }
  return count;
}

static double right(double p) { return p; }
static double negated(double p) { return p != 0 ? -p : 1; }
static double doubled(double p) { return p != 0 ? 2 * p : 1; }
static double dropped(double p) { return p != 0 ? 0 : 1; }
static double one_off(double p) { return p + 1; }
static double slightly(double p) { return p != 0 ? p * (1 + 1e-5) : 1e-2; }

static bool has(enum ad_op op, struct slope s)
{
  return s.of < ad_op_variables(op) && s.along < ad_op_variables(op);
}

START_TEST(partials_agree)
{
  char text[200] = "";
  for (int s = 0; s < SLOPES; s++) {
    int confirmed;
    if (!has((enum ad_op)_i, slopes[s]))
      continue;
    ck_assert_msg(contradictions((enum ad_op)_i, slopes[s], right, &confirmed, text,
                                 sizeof text) == 0, "%s", text);
    ck_assert_msg(confirmed > 0, "no point could judge %s",
                  name_of(slopes[s]));
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
    for (size_t w = 0; has((enum ad_op)_i, slopes[s]) && w < 5; w++) {
      int confirmed;
      ck_assert_msg(contradictions((enum ad_op)_i, slopes[s], wrongs[w], &confirmed,
                                   text, sizeof text) > 0,
                    "wrong %s, not seen (%zu)", name_of(slopes[s]), w);
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
