/* test_oracle.c: every op in every engine against true values: the value
 * within 2 ulp, first partials within 4, second partials within 8, at the
 * row's points. */
#include <config.h>

#include "close.h"
#include "each_op.h"
#include "oracle.h"

#include <stdio.h>
#include <stdlib.h>

enum { VALUE = 2, FIRST = 4, SECOND = 8 };

/* An engine's answer at one point. */
typedef struct ad_partials engine(enum ad_op op, double a, double b);

static struct ad_partials by_table(enum ad_op op, double a, double b)
{
  return ad_op_eval(op, a, b);
}

static struct ad_partials by_dual(enum ad_op op, double a, double b)
{
  struct ad_partials p = {0};
  dual u = dual_by_op(op, dual_make(a, 1), dual_make(b, 0));
  p.y = u.v, p.da = u.d;
  if (ad_op_info(op)->kind == AD_BINARY)
    p.db = dual_by_op(op, dual_make(a, 0), dual_make(b, 1)).d;
  return p;
}

static struct ad_partials by_tape(enum ad_op op, double a, double b)
{
  struct ad_partials p = {0};
  tape *t = tape_new();
  var x = tape_input(t, a);
  bool two = ad_op_info(op)->kind == AD_BINARY;
  var z = two ? tape_input(t, b) : var_const(b);
  var y = var_by_op(op, x, z);
  ck_assert_int_eq(tape_gradient(y, 1, &x, &p.da), AD_OK);
  if (two)
    p.db = var_adjoint(z);
  p.y = var_value(y);
  tape_free(t);
  return p;
}

/* The forms of a record with one constant operand. */
static struct ad_partials by_constants(enum ad_op op, double a, double b)
{
  struct ad_partials p = {0};
  tape *t = tape_new();
  var x = tape_input(t, a), z = tape_input(t, b);
  var y = var_by_op(op, x, var_const(b));
  ck_assert_int_eq(tape_gradient(y, 1, &x, &p.da), AD_OK);
  p.y = var_value(y);
  if (ad_op_info(op)->kind == AD_BINARY) {
    var w = var_by_op(op, var_const(a), z);
    ck_assert_int_eq(tape_gradient(w, 1, &z, &p.db), AD_OK);
    assert_same(var_value(w), p.y);
  }
  tape_free(t);
  return p;
}

/* What is wrong with an answer, "" if nothing. */
static const char *judge(enum ad_op op, struct ad_partials got,
                         struct ad_partials want, bool with_second)
{
  static char text[200];
  const struct {
    const char *name;
    double got, want;
    uint64_t ulps;
  } parts[] = {
    {"y", got.y, want.y, VALUE},          {"da", got.da, want.da, FIRST},
    {"db", got.db, want.db, FIRST},       {"daa", got.daa, want.daa, SECOND},
    {"dab", got.dab, want.dab, SECOND},   {"dbb", got.dbb, want.dbb, SECOND},
  };
  for (size_t k = 0; k < (with_second ? 6 : 3); k++) {
    uint64_t ulps = ulps_between(parts[k].got, parts[k].want);
    if (ulps <= parts[k].ulps)
      continue;
    snprintf(text, sizeof text, "%s of %s is %.17g, not %.17g: %" PRIu64
             " ulp", parts[k].name, ad_op_info(op)->name, parts[k].got,
             parts[k].want, ulps);
    return text;
  }
  return "";
}

static void check_op(enum ad_op op, engine *e, bool with_second)
{
  for (size_t k = 0; k < ad_op_info(op)->point_count; k++) {
    double a, b;
    op_point(op, k, &a, &b);
    const char *wrong = judge(op, e(op, a, b), oracle(op, a, b), with_second);
    ck_assert_msg(!*wrong, "at (%g, %g): %s", a, b, wrong);
  }
}

START_TEST(table_is_true) { check_op((enum ad_op)_i, by_table, true); }
END_TEST
START_TEST(dual_is_true) { check_op((enum ad_op)_i, by_dual, false); }
END_TEST
START_TEST(tape_is_true) { check_op((enum ad_op)_i, by_tape, false); }
END_TEST
START_TEST(tape_with_constants_is_true)
{
  check_op((enum ad_op)_i, by_constants, false);
}
END_TEST

/* Negative control: the judge sees each part being wrong, by sign, by factor,
 * by a few ulps, and swapped. */
START_TEST(judge_sees_what_is_wrong)
{
  enum ad_op op = (enum ad_op)_i;
  double a, b;
  op_point(op, 0, &a, &b);
  struct ad_partials want = oracle(op, a, b), got = want;
  ck_assert_str_eq(judge(op, got, want, true), "");
  double *const parts[] = {&got.y, &got.da, &got.db,
                           &got.daa, &got.dab, &got.dbb};
  for (size_t k = 0; k < 6; k++) {
    double right = *parts[k];
    const double wrongs[] = {-right, 2 * right, right * (1 + 20 * 0x1p-52)};
    for (size_t w = 0; w < 3; w++) {
      *parts[k] = right != 0 && isfinite(right) ? wrongs[w] : 1;
      ck_assert_str_ne(judge(op, got, want, true), "");
    }
    *parts[k] = right;
  }
}
END_TEST

/* An op without a row in oracle.c: test_differences judges it, coarsely; its
 * line here says that it could be judged better. */
START_TEST(has_no_oracle_see_test_differences)
{
  ck_assert(!oracle_knows((enum ad_op)_i));
}
END_TEST

int main(void)
{
  Suite *s = suite_create("oracle");
  for (int op = 0; op < AD_OP_COUNT; op++) {
    TCase *c = tcase_create(ad_op_info((enum ad_op)op)->name);
    tcase_set_timeout(c, 120);
    if (oracle_knows((enum ad_op)op)) {
      tcase_add_loop_test(c, table_is_true, op, op + 1);
      tcase_add_loop_test(c, dual_is_true, op, op + 1);
      tcase_add_loop_test(c, tape_is_true, op, op + 1);
      tcase_add_loop_test(c, tape_with_constants_is_true, op, op + 1);
      tcase_add_loop_test(c, judge_sees_what_is_wrong, op, op + 1);
    } else {
      tcase_add_loop_test(c, has_no_oracle_see_test_differences, op, op + 1);
    }
    suite_add_tcase(s, c);
  }
  return run_suite(s);
}
