/* test_edges.c: what the engines answer where there is no derivative, no
 * value, or no number: both the same, under every policy. */
#include <config.h>

#include "../ops/policy.h"

/* What jets and hyper-dual numbers follow is chosen while the test runs. */
static const struct ad_policy *chosen;
#define DUAL_POLICY chosen

#include "close.h"
#include "each_op.h"
#include "grid.h"
#include "on_tape.h"

#include <fenv.h>
#include <stdlib.h>

/* ---- forward mode is reverse mode, everywhere ---------------------------- */

static const char *const policies[] = {
  "default",  "zero",     "left",          "right",         "mean",
  "sign",     "formula",  "none",          "nan=zero",      "nan=none",
  "infinite=zero", "infinite=none", "right,nan=zero,infinite=none",
};
enum { POLICIES = sizeof policies / sizeof *policies };

/* Policy i: the above, then the tools'. */
static bool policy(size_t i, struct ad_policy *p)
{
  const char *text =
    i < POLICIES ? policies[i] : ad_policy_tool(i - POLICIES);
  return text && ad_policy_parse(text, p, NULL);
}

static dual under(const struct ad_policy *p, enum ad_op op, const dual *x)
{
  switch (op) {
#define OP1(name, ...) case AD_OP_##name: return dual_##name##_under(p, x[0]);
#define OPN(name, ...)                                                        \
  case AD_OP_##name: return dual_##name##_under(p, x[0], (int)x[1].v);
#define OP2(name, ...)                                                        \
  case AD_OP_##name: return dual_##name##_under(p, x[0], x[1]);
#define OP3(name, ...)                                                        \
  case AD_OP_##name: return dual_##name##_under(p, x[0], x[1], x[2]);
#include "../ops/ops.def"
  case AD_OP_COUNT:
    break;
  }
  return x[0];
}

/* The first partials of forward mode under a policy. */
static struct ad_partials forward(const struct ad_policy *p, enum ad_op op,
                                  const double *x)
{
  struct ad_partials all = {0};
  for (int k = 0; k < ad_op_variables(op); k++) {
    dual u[AD_OP_ARGS];
    for (int j = 0; j < AD_OP_ARGS; j++)
      u[j] = dual_make(x[j], j == k);
    dual y = under(p, op, u);
    all.y = y.v, all.d[k] = y.d;
  }
  return all;
}

/* Two answers, to the last bit.  Check notes every assertion in a file, which
 * for millions of them would take longer than all the rest. */
static void assert_same_partials(enum ad_op op, const double *x,
                                 const char *policy, const char *engine,
                                 struct ad_partials got,
                                 struct ad_partials want)
{
  if (!is_close(got.y, want.y, 0))
    ck_abort_msg("%s(%g, %g, %g): %g, %g", ad_op_info(op)->name, x[0], x[1],
                 x[2], want.y, got.y);
  for (int k = 0; k < ad_op_variables(op); k++)
    if (!is_close(got.d[k], want.d[k], 0))
      ck_abort_msg("%s under %s at (%g, %g, %g), partial %d: %.17g by duals, "
                   "%.17g by %s", ad_op_info(op)->name, policy, x[0], x[1],
                   x[2], k, want.d[k], got.d[k], engine);
}

static void assert_engines_agree(enum ad_op op, const double *x,
                                 const struct ad_policy *p, const char *name)
{
  const struct ad_partials want = forward(p, op, x);
  chosen = p;
  assert_same_partials(op, x, name, "jets", partials_by_jet(op, x), want);
  assert_same_partials(op, x, name, "hyper-dual numbers",
                       partials_by_hyper(op, x), want);
  chosen = NULL;
  tape_policy(t, p);
  for (unsigned constants = 0; constants < 1u << ad_op_variables(op);
       constants++) {
    struct ad_partials got = partials_by_tape(t, op, x, constants);
    for (int k = 0; k < ad_op_variables(op); k++)
      if (constants >> k & 1)
        got.d[k] = want.d[k]; /* there is none */
    assert_same_partials(op, x, name, "the tape", got, want);
  }
  tape_policy(t, NULL);
}

START_TEST(engines_agree_under_every_policy)
{
  const enum ad_op op = (enum ad_op)_i;
  struct ad_policy p;
  for (size_t k = 0; k < grid_size(op); k++) {
    double x[AD_OP_ARGS];
    grid_tuple(op, k, x);
    for (size_t i = 0; policy(i, &p); i++)
      assert_engines_agree(op, x, &p, i < POLICIES ? policies[i] : "a tool's");
  }
}
END_TEST

/* Negative control: under different policies they differ, if the op has an
 * edge whose sides differ. */
START_TEST(different_policies_differ)
{
  const enum ad_op op = (enum ad_op)_i;
  const struct ad_policy left = ad_policy_of(AD_RULE_LEFT);
  const struct ad_policy none = ad_policy_of(AD_RULE_NONE);
  size_t edges = 0, seen = 0;
  for (size_t k = 0; k < grid_size(op); k++) {
    double x[AD_OP_ARGS];
    grid_tuple(op, k, x);
    if (!ad_op_on_edge(op, x[0], x[1], x[2]) || isnan(x[0] + x[1] + x[2]))
      continue;
    struct ad_partials a = forward(&left, op, x);
    tape_policy(t, &none);
    struct ad_partials b = partials_by_tape(t, op, x, 0);
    const struct ad_sides s = ad_op_sides(op, x[0], x[1], x[2]);
    edges += isnan(s.left[0]) ? 0 : 1;
    seen += is_close(a.d[0], b.d[0], 0) ? 0 : 1;
  }
  ck_assert_uint_eq(edges, seen);
  tape_policy(t, NULL);
}
END_TEST

/* ---- domain errors -------------------------------------------------------- */

/* What the plain function says: a value, or a domain error or pole, by IEEE
 * 754's flags and by NaN. */
static bool plain_is_defined(enum ad_op op, const double *x)
{
  feclearexcept(FE_ALL_EXCEPT);
  double y = ad_op_value(op, x[0], x[1], x[2]);
  return !isnan(y) && !fetestexcept(FE_DIVBYZERO);
}

/* Valgrind does not set the flags (its manual, section 2.6), and so says nothing
 * of poles; `make check-valgrind` tells by this variable that it is there.
 * Anywhere else they have to work. */
static bool flags_are_there(void)
{
  const volatile double zero = 0;
  feclearexcept(FE_ALL_EXCEPT);
  const volatile double pole = 1 / zero;
  const bool set = isinf(pole) && fetestexcept(FE_DIVBYZERO);
  ck_assert_msg(set || getenv("UNDER_VALGRIND"),
                "1/0 sets no flag of IEEE 754");
  return set;
}

/* Where an infinity meets a constant partial, as in Inf - Inf, the value alone
 * is the report. */
static bool has_infinity(const double *x)
{
  return isinf(x[0]) || isinf(x[1]) || isinf(x[2]);
}

START_TEST(domain_errors_are_the_plain_functions)
{
  const enum ad_op op = (enum ad_op)_i;
  const bool flags = flags_are_there();
  for (size_t k = 0; k < grid_size(op); k++) {
    double x[AD_OP_ARGS];
    grid_tuple(op, k, x);
    if (isnan(x[0]) || isnan(x[1]) || isnan(x[2]))
      continue;
    const bool defined = ad_op_defined(op, x[0], x[1], x[2]);
    const bool plain = plain_is_defined(op, x);
    const bool unseen = !flags && !defined && plain; /* perhaps a pole */
    ck_assert_msg(defined == plain || unseen,
                  "%s(%g, %g, %g) = %g is%s said to be defined",
                  ad_op_info(op)->name, x[0], x[1], x[2],
                  ad_op_value(op, x[0], x[1], x[2]), defined ? "" : " not");
    const struct ad_partials p = partials_by_dual(op, x);
    for (int j = 0; j < ad_op_variables(op); j++) {
      const bool moves = strcmp(ad_op_info(op)->d[j], "0") != 0 &&
                         strcmp(ad_op_info(op)->d[j], "1") != 0;
      if (!defined && moves && !has_infinity(x))
        ck_assert_msg(!isfinite(p.d[j]),
                      "%s(%g, %g, %g) is undefined, partial %d is %g",
                      ad_op_info(op)->name, x[0], x[1], x[2], j, p.d[j]);
      /* a^b at a < 0 has no neighbours along b. */
      if (defined && !ad_op_on_edge(op, x[0], x[1], x[2]) &&
          !(op == AD_OP_pow && j == 1 && signbit(x[0])))
        ck_assert_msg(!isnan(p.d[j]),
                      "%s(%g, %g, %g) is defined, partial %d is NaN",
                      ad_op_info(op)->name, x[0], x[1], x[2], j);
    }
  }
}
END_TEST

/* ---- what the rules are --------------------------------------------------- */

struct answer {
  enum ad_op op;
  double x[AD_OP_ARGS];
  const char *policy;
  double d[AD_OP_ARGS];
};
#define INF INFINITY

static const struct answer answers[] = {
  {AD_OP_abs, {0}, "default", {0}},
  {AD_OP_abs, {0}, "left", {-1}},
  {AD_OP_abs, {0}, "right", {1}},
  {AD_OP_abs, {0}, "mean", {0}},
  {AD_OP_abs, {0}, "none", {NAN}},
  {AD_OP_abs, {0}, "formula", {NAN}},
  {AD_OP_abs, {-0.0}, "sign", {-1}},
  {AD_OP_abs, {0}, "sign", {1}},
  {AD_OP_abs, {0}, "max=right", {0}},
  {AD_OP_abs, {2}, "none", {1}},
  {AD_OP_abs, {NAN}, "default", {NAN}},
  {AD_OP_abs, {NAN}, "nan=zero", {0}},
  {AD_OP_abs, {-INF}, "default", {-1}},
  {AD_OP_abs, {-INF}, "infinite=zero", {0}},
  {AD_OP_abs, {-INF}, "infinite=none", {NAN}},
  {AD_OP_max, {2, 2}, "default", {0.5, 0.5}},
  {AD_OP_max, {2, 2}, "left", {0, 1}},
  {AD_OP_max, {2, 2}, "right", {1, 0}},
  {AD_OP_max, {2, 2}, "formula", {0, 1}},
  {AD_OP_max, {-0.0, 0}, "sign", {0, 1}},
  {AD_OP_max, {0.0, -0.0}, "sign", {1, 0}},
  {AD_OP_min, {2, 2}, "default", {0.5, 0.5}},
  {AD_OP_min, {2, 2}, "left", {1, 0}},
  {AD_OP_min, {2, 2}, "right", {0, 1}},
  {AD_OP_relu, {0}, "default", {0}},
  {AD_OP_relu, {0}, "right", {1}},
  {AD_OP_relu, {0}, "mean", {0.5}},
  {AD_OP_clamp, {0, 0, 1}, "default", {0.5, 0.5, 0}},
  {AD_OP_clamp, {0, 0, 1}, "left", {0, 1, 0}},
  {AD_OP_clamp, {0, 0, 1}, "right", {1, 0, 0}},
  {AD_OP_clamp, {1, 0, 1}, "left", {1, 0, 0}},
  {AD_OP_clamp, {1, 0, 1}, "right", {0, 0, 1}},
  {AD_OP_clamp, {1, 0, 1}, "default", {0.5, 0, 0.5}},
  {AD_OP_clamp, {1, 0, 1}, "formula", {1, 0, 0}},
  {AD_OP_sqrt, {0}, "default", {INF}},
  {AD_OP_sqrt, {0}, "left", {NAN}},
  {AD_OP_sqrt, {0}, "zero", {0}},
  {AD_OP_cbrt, {0}, "default", {INF}},
  {AD_OP_cbrt, {0}, "zero", {0}},
  {AD_OP_pow, {0, 2}, "default", {0, 0}},
  {AD_OP_pow, {0, 1}, "default", {1, 0}},
  {AD_OP_pow, {0, 0}, "default", {0, 0}},
  {AD_OP_pow, {0, -1}, "default", {-INF, -INF}},
  {AD_OP_pow, {0, 0.5}, "default", {INF, 0}},
  {AD_OP_pow, {0, 2}, "formula", {0, NAN}},
  {AD_OP_pow, {0, 1}, "formula", {1, NAN}},
  {AD_OP_pow, {0, 0}, "formula", {NAN, -INF}},
  {AD_OP_pow, {0, -1}, "formula", {-INF, -INF}},
  {AD_OP_pow, {0, 0.5}, "formula", {INF, NAN}},
  {AD_OP_pow, {0, 2}, "right", {0, 0}},
  {AD_OP_pow, {0, 0}, "right", {0, -INF}},
  {AD_OP_pow, {0, 1}, "left", {1, NAN}},
  {AD_OP_pow, {0, 2}, "zero", {0, 0}},
  {AD_OP_hypot, {0, 0}, "default", {0, 0}},
  {AD_OP_hypot, {0, 0}, "right", {1, 0}},
  {AD_OP_hypot, {0, 0}, "formula", {NAN, NAN}},
  {AD_OP_atan2, {0, 0}, "default", {NAN, NAN}},
  {AD_OP_atan2, {0, 0}, "zero", {0, 0}},
  {AD_OP_atan2, {0, -2}, "default", {-0.5, 0}},
  {AD_OP_fmod, {4, 2}, "default", {1, -2}},
  {AD_OP_fmod, {4, 2}, "left", {1, -1}},
  {AD_OP_fmod, {4, 2}, "right", {1, -2}},
  {AD_OP_fmod, {-4, 2}, "left", {1, 2}},
  {AD_OP_fmod, {-4, 2}, "right", {1, 1}},
  {AD_OP_fmod, {4, 2}, "none", {NAN, NAN}},
  {AD_OP_floor, {1}, "default", {0}},
  {AD_OP_floor, {1}, "none", {NAN}},
  {AD_OP_ceil, {1}, "none", {NAN}},
  {AD_OP_round, {0.5}, "default", {0}},
  {AD_OP_round, {0.5}, "none", {NAN}},
  {AD_OP_round, {1}, "none", {0}},
  {AD_OP_sign, {0}, "default", {0}},
  {AD_OP_sign, {0}, "none", {NAN}},
  {AD_OP_select, {0, 1, 2}, "default", {0, 0, 1}},
  {AD_OP_select, {0, 1, 2}, "right", {0, 1, 0}},
};

START_TEST(answers_are_the_rules)
{
  const struct answer *a = &answers[_i];
  struct ad_policy p;
  ck_assert(ad_policy_parse(a->policy, &p, NULL));
  const struct ad_partials got = forward(&p, a->op, a->x);
  for (int k = 0; k < ad_op_variables(a->op); k++)
    assert_same(got.d[k], a->d[k]);
}
END_TEST

/* A rule changes nothing off the edge. */
START_TEST(policies_leave_derivatives_alone)
{
  const enum ad_op op = (enum ad_op)_i;
  for (int rule = 0; rule < AD_RULE_COUNT; rule++) {
    const struct ad_policy p = ad_policy_of((enum ad_rule)rule);
    for (size_t k = 0; k < ad_op_info(op)->point_count; k++) {
      double x[AD_OP_ARGS];
      op_point(op, k, x);
      const struct ad_partials a = partials_by_dual(op, x);
      const struct ad_partials b = forward(&p, op, x);
      for (int j = 0; j < ad_op_variables(op); j++)
        assert_same(a.d[j], b.d[j]);
    }
  }
}
END_TEST

START_TEST(policies_are_parsed)
{
  const char *wrong;
  struct ad_policy p;
  ck_assert(ad_policy_parse("zero,abs=right,nan=none", &p, NULL));
  ck_assert_int_eq(p.edge[AD_OP_abs], AD_RULE_RIGHT);
  ck_assert_int_eq(p.edge[AD_OP_max], AD_RULE_ZERO);
  ck_assert_int_eq(p.nan, AD_RULE_NONE);
  ck_assert_int_eq(p.infinite, AD_RULE_DEFAULT);
  const char *const bad[] = {"",          "sideways", "abs=",     "abs=sideways",
                             "foo=right", "nan=left", "zero,,left", "abs=right,"};
  for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
    struct ad_policy before = p;
    ck_assert(!ad_policy_parse(bad[k], &p, &wrong));
    ck_assert_mem_eq(&before, &p, sizeof p);
  }
  ck_assert(!ad_policy_parse("abs=right,fo=left", &p, &wrong));
  ck_assert_str_eq(wrong, "fo=left");
  for (size_t i = 0; ad_policy_tool(i); i++)
    ck_assert(ad_policy_parse(ad_policy_tool_words(i), &p, NULL));
  ck_assert_ptr_null(ad_rule_word(AD_RULE_COUNT));
  ck_assert_ptr_null(ad_rule_help(AD_RULE_COUNT));
}
END_TEST

/* A policy stays on the tape until another one is set. */
START_TEST(policy_stays_with_its_tape)
{
  const struct ad_policy right = ad_policy_of(AD_RULE_RIGHT);
  double g;
  tape_policy(t, &right);
  tape_reset(t);
  var x = tape_input(t, 0), y = var_abs(x);
  ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_OK);
  assert_same(g, 1);
  tape_policy(t, NULL);
  ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_OK);
  assert_same(g, 0);
}
END_TEST

#define ADD_ON_GRID(suite_case, test, op)                                     \
  tcase_add_loop_test(suite_case, test, op, op + 1)

int main(void)
{
  Suite *s = suite_create("edges");
  for (int op = 0; op < AD_OP_COUNT; op++) {
    TCase *c = tcase_create(ad_op_info((enum ad_op)op)->name);
    tcase_set_timeout(c, 300);
    tcase_add_checked_fixture(c, setup, teardown);
    ADD_ON_GRID(c, engines_agree_under_every_policy, op);
    ADD_ON_GRID(c, different_policies_differ, op);
    ADD_ON_GRID(c, domain_errors_are_the_plain_functions, op);
    ADD_ON_GRID(c, policies_leave_derivatives_alone, op);
    suite_add_tcase(s, c);
  }
  ADD_EACH(s, "rules", answers_are_the_rules, answers);
  ADD(s, policies_are_parsed);
  ADD_ON_TAPE(s, policy_stays_with_its_tape);
  return run_suite(s);
}
