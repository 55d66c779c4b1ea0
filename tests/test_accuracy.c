/* test_accuracy.c: every op held to the bounds that its row states, over its
 * whole domain.  Where a part changes sign within 1/8 of the point, its last
 * bits are no longer a matter of the formula; there the error counts in ulps
 * of the part's size around.  Results below the least normal double may
 * underflow in their own way.
 *
 *   export ACCURACY_SAMPLES=5000 ACCURACY_TABLE=out
 *   tests/test_accuracy_0; tests/test_accuracy_1
 *
 * tries more points and appends what it measured, a row for each op as in
 * compare/accuracy.def.
 *
 * MPFR takes its time, so that the suite is compiled twice, each with every
 * other op: `make -j2 check` runs both at once. */
#include <config.h>

#include "close.h"
#include "each_op.h"
#include "oracle.h"
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>

#ifndef LANE /* this program's ops: LANE, LANE + LANES, ... */
#define LANE 0
#endif
enum { LANES = 2, GROUPS = 3, SAMPLES = 300 }; /* value, first, second */

struct worst {
  double error, x[AD_OP_ARGS];
};

/* What a part is like around the point: its largest size, and whether it
 * changes sign. */
struct around {
  double size;
  bool changes;
};

static double part(const struct ad_partials *p, int k, int l)
{
  return k < 0 ? p->y : l < 0 ? p->d[k] : p->dd[k][l];
}

static struct around look_around(enum ad_op op, const double *x, int k, int l)
{
  struct ad_partials p = ad_op_eval(op, x[0], x[1], x[2]);
  const double here = part(&p, k, l);
  struct around a = {fabs(here), false};
  for (int j = 0; j < 2 * ad_op_variables(op); j++) {
    double u[AD_OP_ARGS] = {x[0], x[1], x[2]};
    double step = fmin(fabs(x[j / 2]) / 8, 0.125);
    u[j / 2] += j & 1 ? step : -step;
    p = ad_op_eval(op, u[0], u[1], u[2]);
    const double there = part(&p, k, l);
    if (!isfinite(there))
      continue;
    a.size = fmax(a.size, fabs(there));
    a.changes = a.changes || (there < 0) != (here < 0);
  }
  return a;
}

static double ulp_of(double x)
{
  x = fmax(fabs(x), DBL_MIN);
  return ldexp(1, ilogb(x) - DBL_MANT_DIG + 1);
}

/* The error that counts. */
static double counted(enum ad_op op, const double *x, int k, int l,
                      const struct oracle_verdict *v,
                      const struct ad_partials *got)
{
  const double error = part(&v->error, k, l), truth = part(&v->truth, k, l);
  if (fabs(truth) < DBL_MIN)
    return fabs(part(got, k, l)) <= 4 * DBL_MIN ? 0 : INFINITY;
  struct around a = look_around(op, x, k, l);
  if (a.changes && a.size > fabs(truth))
    return error * (ulp_of(truth) / ulp_of(a.size));
  return error;
}

static void note(struct worst *w, double error, const double *x)
{
  if (!(error <= w->error)) {
    w->error = error;
    memcpy(w->x, x, sizeof w->x);
  }
}

static void measure_at(enum ad_op op, const double *x, struct worst *w)
{
  struct ad_partials got = ad_op_eval(op, x[0], x[1], x[2]);
  struct oracle_verdict v = oracle_judge(op, x, &got);
  note(&w[0], counted(op, x, -1, -1, &v, &got), x);
  if (!isfinite(v.truth.y))
    return; /* the value overflows, and has to; what its slope is matters less */
  for (int k = 0; k < ad_op_variables(op); k++) {
    note(&w[1], counted(op, x, k, -1, &v, &got), x);
    for (int l = k; l < ad_op_variables(op); l++)
      note(&w[2], counted(op, x, k, l, &v, &got), x);
  }
}

/* Where the slope is no double any more, MPFR takes seconds for its 5000th
 * bit; one in six of those points will do. */
static bool far_out(enum ad_op op, double a)
{
  return (op == AD_OP_normcdf || op == AD_OP_gelu) && fabs(a) > 39;
}

/* All points that matter if there is one argument; random ones. */
static void measure(enum ad_op op, struct worst *w)
{
  const char *more = getenv("ACCURACY_SAMPLES");
  const bool slow = op == AD_OP_trigamma || op == AD_OP_lbeta; /* in MPFR */
  const long samples = (more ? atol(more) : SAMPLES) / (slow ? 6 : 1);
  uint64_t state = 1;
  double x[AD_OP_ARGS] = {0};
  for (int k = 0; k < 2 * SAMPLE_POINTS && ad_op_arity(op) == 1; k++) {
    x[0] = k & 1 ? -sample_points[k / 2] : sample_points[k / 2];
    if (ad_op_defined(op, x[0], 0, 0) && !ad_op_on_edge(op, x[0], 0, 0))
      measure_at(op, x, w);
  }
  for (long s = 0; s < samples; s++)
    if (sample(op, &state, x) && !(s % 6 && far_out(op, x[0])))
      measure_at(op, x, w);
}

static void write_line(enum ad_op op, const struct worst *w)
{
  const char *name = getenv("ACCURACY_TABLE");
  FILE *f = name ? fopen(name, "a") : NULL;
  if (!f)
    return;
  fprintf(f, "MEASURED(%s", ad_op_info(op)->name);
  for (int g = 0; g < GROUPS; g++) {
    fprintf(f, ", %.2f, \"", w[g].error);
    for (int k = 0; k < ad_op_arity(op); k++)
      fprintf(f, "%s%.6g", k ? ", " : "", w[g].x[k]);
    fprintf(f, "\"");
  }
  fprintf(f, ")\n");
  fclose(f);
}

START_TEST(op_keeps_its_bounds)
{
  static const char *const groups[] = {"value", "first partial",
                                       "second partial"};
  const enum ad_op op = (enum ad_op)_i;
  struct worst w[GROUPS] = {0};
  measure(op, w);
  write_line(op, w);
  for (int g = 0; g < GROUPS; g++)
    ck_assert_msg(w[g].error <= ad_op_info(op)->ulp[g],
                  "%s of %s is %.2f ulp off at (%.17g, %.17g, %.17g); its row "
                  "says %g", groups[g], ad_op_info(op)->name, w[g].error,
                  w[g].x[0], w[g].x[1], w[g].x[2], ad_op_info(op)->ulp[g]);
}
END_TEST

/* Negative control: a part that is wrong by more than its bound is seen. */
START_TEST(wrong_parts_are_seen)
{
  const enum ad_op op = (enum ad_op)_i;
  for (size_t k = 0; k < ad_op_info(op)->point_count; k++) {
    double x[AD_OP_ARGS];
    op_point(op, k, x);
    struct ad_partials right = ad_op_eval(op, x[0], x[1], x[2]);
    for (int g = 0; g < GROUPS; g++) {
      struct ad_partials got = right;
      double *p = g == 0 ? &got.y : g == 1 ? &got.d[0] : &got.dd[0][0];
      const double around =
        look_around(op, x, g == 0 ? -1 : 0, g == 2 ? 0 : -1).size;
      const double off = 2 * ad_op_info(op)->ulp[g] + 2;
      if (!isfinite(*p))
        continue;
      *p += *p != 0 ? copysign(off * ulp_of(around), *p) : 1;
      struct oracle_verdict v = oracle_judge(op, x, &got);
      ck_assert(counted(op, x, g == 0 ? -1 : 0, g == 2 ? 0 : -1, &v, &got) >
                ad_op_info(op)->ulp[g]);
    }
  }
}
END_TEST

/* ---- formulas that lose their digits --------------------------------------- */

/* Part `group` of the op at x, and what the formula of the textbook gives. */
struct trap {
  enum ad_op op;
  double x[AD_OP_ARGS];
  int group;
  double naive;
};

enum { TRAPS = 14 };
static struct trap trap(int k)
{
  const double near = 1 - 1e-10, over = 1 + 1e-10;
  const double s40 = 1 / (1 + exp(-40.0));
  const struct trap traps[TRAPS] = {
    {AD_OP_expm1, {-40}, 1, expm1(-40) + 1},
    {AD_OP_sigmoid, {40}, 1, s40 * (1 - s40)},
    {AD_OP_sigmoid, {40}, 2, s40 * (1 - s40) * (1 - 2 * s40)},
    {AD_OP_softplus, {800}, 1, exp(800) / (1 + exp(800))},
    {AD_OP_softplus, {40}, 2, s40 * (1 - s40)},
    {AD_OP_atanh, {near}, 1, 1 / (1 - near * near)},
    {AD_OP_acosh, {over}, 1, 1 / sqrt(over * over - 1)},
    {AD_OP_tanh, {25}, 1, 1 - tanh(25) * tanh(25)},
    {AD_OP_asinh, {1e200}, 1, 1 / sqrt(1 + 1e200 * 1e200)},
    {AD_OP_hypot, {1e200, 1e200}, 0, sqrt(1e200 * 1e200 + 1e200 * 1e200)},
    {AD_OP_hypot, {3e-200, 4e-200}, 1, 3e-200 / sqrt(3e-200 * 3e-200)},
    {AD_OP_pow, {1e-200, 2}, 1, 2 * pow(1e-200, 2) / 1e-200},
    {AD_OP_logaddexp, {1e308, 1e308}, 0, log(exp(1e308) + exp(1e308))},
    {AD_OP_logaddexp, {-1e308, -1e308}, 1, exp(-1e308) / (2 * exp(-1e308))},
  };
  return traps[k];
}

static double error_of_part(const struct trap *c, const struct ad_partials *p)
{
  struct oracle_verdict v = oracle_judge(c->op, c->x, p);
  return counted(c->op, c->x, c->group ? 0 : -1, c->group == 2 ? 0 : -1, &v, p);
}

/* The row stays within its bound where the textbook's formula is far off. */
START_TEST(textbook_formulas_fail)
{
  const struct trap c = trap(_i);
  const double bound = ad_op_info(c.op)->ulp[c.group];
  struct ad_partials p = ad_op_eval(c.op, c.x[0], c.x[1], c.x[2]);
  const double good = error_of_part(&c, &p);
  *(c.group == 0 ? &p.y : c.group == 1 ? &p.d[0] : &p.dd[0][0]) = c.naive;
  const double bad = error_of_part(&c, &p);
  ck_assert_msg(good <= bound, "%s: %g ulp", ad_op_info(c.op)->name, good);
  ck_assert_msg(bad > 100 * bound, "%s: the textbook's formula is only %g ulp "
                "off", ad_op_info(c.op)->name, bad);
}
END_TEST

/* What is printed as measured, with more points than this suite takes, lies
 * within the bounds too. */
START_TEST(measured_errors_keep_the_bounds)
{
  static const struct {
    const char *name;
    double error[GROUPS];
  } rows[] = {
#define MEASURED(name, value, at, first, first_at, second, second_at)         \
  {#name, {value, first, second}},
#include "../compare/accuracy.def"
  };
  for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
    const enum ad_op op = ad_op_find(rows[k].name, strlen(rows[k].name));
    ck_assert_msg(op != AD_OP_COUNT, "there is no op %s", rows[k].name);
    for (int g = 0; g < GROUPS; g++)
      ck_assert_msg(rows[k].error[g] <= ad_op_info(op)->ulp[g],
                    "%s: measured %g ulp, its row says %g", rows[k].name,
                    rows[k].error[g], ad_op_info(op)->ulp[g]);
  }
}
END_TEST

int main(void)
{
  Suite *s = suite_create("accuracy");
  for (int op = LANE; op < AD_OP_COUNT; op += LANES) {
    if (!oracle_knows((enum ad_op)op))
      continue;
    TCase *c = tcase_create(ad_op_info((enum ad_op)op)->name);
    tcase_set_timeout(c, 600);
    tcase_add_loop_test(c, op_keeps_its_bounds, op, op + 1);
    tcase_add_loop_test(c, wrong_parts_are_seen, op, op + 1);
    suite_add_tcase(s, c);
  }
  TCase *c = tcase_create("textbook");
  tcase_add_loop_test(c, textbook_formulas_fail, LANE * TRAPS / LANES,
                      (LANE + 1) * TRAPS / LANES);
  tcase_add_test(c, measured_errors_keep_the_bounds);
  suite_add_tcase(s, c);
  return run_suite(s);
}
