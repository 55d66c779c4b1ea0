/* test_oracle.c: every op in every engine against true values: the value
 * within 2 ulp, first partials within 4, second partials within 8, at the
 * row's points; and the complex step within 4. */
#include <config.h>

#include "close.h"
#include "compare/fd_complex.h"
#include "each_op.h"
#include "oracle.h"

#include <float.h>
#include <stdio.h>
#include <stdlib.h>

enum { VALUE = 2, FIRST = 4, SECOND = 8 };

/* An engine's answer at one point. */
typedef struct ad_partials engine(enum ad_op op, const double *x);

static struct ad_partials by_table(enum ad_op op, const double *x)
{
  return ad_op_eval(op, x[0], x[1], x[2]);
}

static struct ad_partials by_dual(enum ad_op op, const double *x)
{
  return partials_by_dual(op, x);
}

static struct ad_partials by_jet(enum ad_op op, const double *x)
{
  return partials_by_jet(op, x);
}

/* Hyper-dual numbers carry the second partials through the chain rule; the
 * table states them; MPFR differentiates the value: three ways. */
static struct ad_partials by_hyper(enum ad_op op, const double *x)
{
  struct ad_partials p = partials_by_hyper(op, x);
  struct ad_partials table = ad_op_eval(op, x[0], x[1], x[2]);
  for (int k = 0; k < AD_OP_ARGS; k++)
    for (int l = 0; l < AD_OP_ARGS; l++)
      assert_same(p.dd[k][l], table.dd[k][l]);
  return p;
}

static struct ad_partials by_tape(enum ad_op op, const double *x)
{
  tape *t = tape_new();
  struct ad_partials p = partials_by_tape(t, op, x, 0);
  tape_free(t);
  return p;
}

/* Each partial from the record whose other operands are constants. */
static struct ad_partials by_constants(enum ad_op op, const double *x)
{
  struct ad_partials p = {0};
  tape *t = tape_new();
  for (int k = 0; k < ad_op_variables(op); k++) {
    struct ad_partials one = partials_by_tape(t, op, x, ~(1u << k));
    p.y = one.y;
    p.d[k] = one.d[k];
  }
  tape_free(t);
  return p;
}

/* What is wrong with an answer, "" if nothing. */
static const char *judge(enum ad_op op, struct ad_partials got,
                         struct ad_partials want, bool with_second)
{
  static char text[200];
  struct part {
    const char *name;
    double got, want;
    uint64_t ulps;
  } parts[1 + AD_OP_ARGS + AD_OP_ARGS * AD_OP_ARGS] = {
    {"y", got.y, want.y, VALUE}};
  size_t count = 1;
  for (int k = 0; k < AD_OP_ARGS; k++)
    parts[count++] = (struct part){"d", got.d[k], want.d[k], FIRST};
  for (int k = 0; k < AD_OP_ARGS && with_second; k++)
    for (int l = 0; l < AD_OP_ARGS; l++)
      parts[count++] =
        (struct part){"dd", got.dd[k][l], want.dd[k][l], SECOND};
  for (size_t k = 0; k < count; k++) {
    uint64_t ulps = ulps_between(parts[k].got, parts[k].want);
    if (ulps <= parts[k].ulps)
      continue;
    snprintf(text, sizeof text, "%s (%zu) of %s is %.17g, not %.17g: %" PRIu64
             " ulp", parts[k].name, k, ad_op_info(op)->name, parts[k].got,
             parts[k].want, ulps);
    return text;
  }
  return "";
}

static void check_op(enum ad_op op, engine *e, bool with_second)
{
  for (size_t k = 0; k < ad_op_info(op)->point_count; k++) {
    double x[AD_OP_ARGS];
    op_point(op, k, x);
    const char *wrong = judge(op, e(op, x), oracle(op, x), with_second);
    ck_assert_msg(!*wrong, "at (%g, %g, %g): %s", x[0], x[1], x[2], wrong);
  }
}

START_TEST(table_is_true) { check_op((enum ad_op)_i, by_table, true); }
END_TEST
START_TEST(dual_is_true) { check_op((enum ad_op)_i, by_dual, false); }
END_TEST
START_TEST(jet_is_true) { check_op((enum ad_op)_i, by_jet, false); }
END_TEST
START_TEST(hyper_is_true) { check_op((enum ad_op)_i, by_hyper, true); }
END_TEST
START_TEST(tape_is_true) { check_op((enum ad_op)_i, by_tape, false); }
END_TEST
START_TEST(tape_with_constants_is_true)
{
  check_op((enum ad_op)_i, by_constants, false);
}
END_TEST

/* The complex step of argument k, the others being constants. */
struct argument {
  enum ad_op op;
  const double *x;
  int k;
};
static cplx on_argument(cplx z, void *data)
{
  const struct argument *a = data;
  cplx u[AD_OP_ARGS];
  for (int j = 0; j < AD_OP_ARGS; j++)
    u[j] = j == a->k ? z : cplx_const(a->x[j]);
  return ad_complex_op(a->op, u, (int)a->x[1]);
}

/* Within 4 ulp, but where h dy/dx underflows, as at exp(-700): there within its
 * own error. */
START_TEST(complex_step_is_true)
{
  const enum ad_op op = (enum ad_op)_i;
  for (size_t k = 0; k < ad_op_info(op)->point_count; k++) {
    double x[AD_OP_ARGS];
    op_point(op, k, x);
    const struct ad_partials want = oracle(op, x);
    for (int j = 0; j < ad_op_variables(op); j++) {
      struct argument a = {op, x, j};
      const struct fd_complex_result r =
        fd_complex_step(on_argument, &a, x[j], 0);
      ck_assert_int_eq(r.refused != 0,
                       ad_complex_refusal(op) ||
                         ad_op_on_edge(op, x[0], x[1], x[2]));
      if (r.refused)
        continue;
      const bool tiny = fabs(want.d[j]) * r.h < 0x1p-1022 / DBL_EPSILON;
      ck_assert_msg(tiny ? fabs(r.d - want.d[j]) <= r.error
                         : ulps_between(r.d, want.d[j]) <= FIRST,
                    "%s, d/d%c at (%g, %g, %g): %.17g, not %.17g",
                    ad_op_info(op)->name, 'a' + j, x[0], x[1], x[2], r.d,
                    want.d[j]);
    }
  }
}
END_TEST

/* Negative control: the judge sees each part being wrong, by sign, by factor,
 * by a few ulps, and swapped. */
START_TEST(judge_sees_what_is_wrong)
{
  enum ad_op op = (enum ad_op)_i;
  double x[AD_OP_ARGS];
  op_point(op, 0, x);
  struct ad_partials want = oracle(op, x), got = want;
  ck_assert_str_eq(judge(op, got, want, true), "");
  double *const parts[] = {&got.y, &got.d[0], &got.d[1],
                           &got.dd[0][0], &got.dd[0][1], &got.dd[1][1]};
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
      tcase_add_loop_test(c, jet_is_true, op, op + 1);
      tcase_add_loop_test(c, hyper_is_true, op, op + 1);
      tcase_add_loop_test(c, tape_is_true, op, op + 1);
      tcase_add_loop_test(c, tape_with_constants_is_true, op, op + 1);
      tcase_add_loop_test(c, complex_step_is_true, op, op + 1);
      tcase_add_loop_test(c, judge_sees_what_is_wrong, op, op + 1);
    } else {
      tcase_add_loop_test(c, has_no_oracle_see_test_differences, op, op + 1);
    }
    suite_add_tcase(s, c);
  }
  return run_suite(s);
}
