/* test_ops.c: the op table as a table: is every row complete and sensible? */
#include <config.h>

#include "close.h"
#include "each_op.h"

#include <stdlib.h>

static const struct ad_op_info *row(int op)
{
  return ad_op_info((enum ad_op)op);
}

START_TEST(row_is_complete)
{
  const struct ad_op_info *r = row(_i);
  ck_assert(*r->name && *r->value && *r->help && *r->domain && *r->edge);
  for (int k = 0; k < AD_OP_ARGS; k++) {
    const bool there = k < ad_op_variables((enum ad_op)_i);
    ck_assert_int_eq(*r->say[k] != 0, there);
    ck_assert_int_eq(*r->d[k] != 0, there);
    for (int l = 0; l < AD_OP_ARGS; l++)
      ck_assert_int_eq(*r->dd[k][l] != 0,
                       there && l < ad_op_variables((enum ad_op)_i));
    ck_assert(r->ulp[k] >= 0);
  }
  int seconds = 1;
  for (const char *c = r->say_second; *c; c++)
    seconds += *c == ';';
  const int n = ad_op_variables((enum ad_op)_i);
  ck_assert(*r->say_second && (seconds == n * (n + 1) / 2));
  const bool more = r->ulp[0] > 2 || r->ulp[1] > 4 || r->ulp[2] > 8;
  ck_assert_int_eq(*r->ulp_why != 0, more);
  ck_assert_int_eq(*r->symbol != 0, r->notation != AD_CALL);
  ck_assert_int_eq(*r->rule != 0, strcmp(r->edge, "NOWHERE") != 0);
  ck_assert_uint_ge(r->point_count, 3);
}
END_TEST

START_TEST(name_is_found_and_unique)
{
  const struct ad_op_info *r = row(_i);
  ck_assert_int_eq(ad_op_find(r->name, strlen(r->name)), _i);
  if (*r->alias)
    ck_assert_int_eq(ad_op_find(r->alias, strlen(r->alias)), _i);
  for (int other = 0; other < AD_OP_COUNT; other++) {
    ck_assert(other == _i || strcmp(row(other)->name, r->name) != 0);
    ck_assert(other == _i || strcmp(row(other)->alias, r->name) != 0);
  }
}
END_TEST

/* One symbol binds in one way, whichever row it comes from. */
START_TEST(symbol_binds_one_way)
{
  const struct ad_op_info *r = row(_i);
  for (int other = 0; other < AD_OP_COUNT; other++)
    if (r->notation == AD_INFIX && row(other)->notation == AD_INFIX &&
        strcmp(row(other)->symbol, r->symbol) == 0) {
      ck_assert_int_eq(row(other)->binding, r->binding);
      ck_assert_int_eq(row(other)->right, r->right);
    }
}
END_TEST

START_TEST(points_are_inside_and_smooth)
{
  enum ad_op op = (enum ad_op)_i;
  for (size_t k = 0; k < row(_i)->point_count; k++) {
    double x[AD_OP_ARGS];
    op_point(op, k, x);
    ck_assert(ad_op_defined(op, x[0], x[1], x[2]));
    ck_assert(!ad_op_on_edge(op, x[0], x[1], x[2]));
    ck_assert(isfinite(ad_op_value(op, x[0], x[1], x[2])));
  }
}
END_TEST

START_TEST(nan_in_nan_out)
{
  enum ad_op op = (enum ad_op)_i;
  for (int k = 0; k < ad_op_variables(op); k++) {
    double x[AD_OP_ARGS];
    op_point(op, 0, x);
    x[k] = NAN;
    ck_assert(ad_op_defined(op, x[0], x[1], x[2]));
    if (op != AD_OP_select || k == 0) /* select has no use for the other side */
      ck_assert(isnan(ad_op_value(op, x[0], x[1], x[2])) || k > 1);
  }
}
END_TEST

/* A partial that moves with an argument is NaN where that argument is. */
START_TEST(nan_in_nan_partial)
{
  enum ad_op op = (enum ad_op)_i;
  for (size_t k = 0; k < row(_i)->point_count; k++)
    for (int j = 0; j < ad_op_variables(op); j++) {
      double x[AD_OP_ARGS], other[AD_OP_ARGS];
      op_point(op, k, x);
      op_point(op, 0, other);
      struct ad_partials here = ad_op_eval(op, x[0], x[1], x[2]);
      x[j] = other[j];
      struct ad_partials there = ad_op_eval(op, x[0], x[1], x[2]);
      x[j] = NAN;
      struct ad_partials nan = ad_op_eval(op, x[0], x[1], x[2]);
      for (int i = 0; i < AD_OP_ARGS; i++)
        ck_assert(is_close(here.d[i], there.d[i], 0) || isnan(nan.d[i]));
    }
}
END_TEST

/* ---- what the rows say at their edges ----------------------------------- */

struct edge {
  enum ad_op op;
  double a, b, da, db;
  bool on_edge;
};

static const struct edge edges[] = {
  {AD_OP_abs, 0, 0, 0, 0, true},
  {AD_OP_abs, -0.0, 0, 0, 0, true},
  {AD_OP_max, 2, 2, 0.5, 0.5, true},
  {AD_OP_min, 2, 2, 0.5, 0.5, true},
  {AD_OP_max, 0, -0.0, 0.5, 0.5, true},
  {AD_OP_sqrt, 0, 0, INFINITY, 0, true},
  {AD_OP_hypot, 0, 0, 0, 0, true},
  {AD_OP_atan2, 0, 0, NAN, NAN, true},
  {AD_OP_atan2, 0, -1, -1, 0, true},
  {AD_OP_pow, 0, 2, 0, 0, true},
  {AD_OP_pow, 0, 1, 1, 0, true},
  {AD_OP_pow, 0, 0, 0, 0, true},
  {AD_OP_pow, 0, 0.5, INFINITY, 0, true},
  {AD_OP_pow, -2, 3, 12, NAN, false},
};

START_TEST(edge_rule_holds)
{
  const struct edge *e = &edges[_i];
  struct ad_partials p = ad_op_eval(e->op, e->a, e->b, 0);
  assert_same(p.d[0], e->da);
  assert_same(p.d[1], e->db);
  ck_assert_int_eq(ad_op_on_edge(e->op, e->a, e->b, 0), e->on_edge);
}
END_TEST

/* 0 times infinity must not arise inside an expression. */
START_TEST(partials_at_zero_are_no_nan)
{
  struct ad_partials p;
  p = ad_op_eval(AD_OP_powi, 0, 0, 0);
  assert_same(p.d[0], 0);
  assert_same(p.dd[0][0], 0);
  p = ad_op_eval(AD_OP_powi, 0, 1, 0);
  assert_same(p.d[0], 1);
  assert_same(p.dd[0][0], 0);
  p = ad_op_eval(AD_OP_pow, 0, 2, 0);
  assert_same(p.dd[0][0], 2);
  assert_same(p.dd[0][1], 0);
  assert_same(p.dd[1][1], 0);
  p = ad_op_eval(AD_OP_hypot, 0, 0, 0);
  assert_same(p.dd[0][0], 0);
  assert_same(p.dd[0][1], 0);
  assert_same(p.dd[1][1], 0);
}
END_TEST

START_TEST(domains)
{
  ck_assert(!ad_op_defined(AD_OP_log, 0, 0, 0));
  ck_assert(!ad_op_defined(AD_OP_log, -1, 0, 0));
  ck_assert(!ad_op_defined(AD_OP_sqrt, -1e-300, 0, 0));
  ck_assert(ad_op_defined(AD_OP_sqrt, 0, 0, 0));
  ck_assert(!ad_op_defined(AD_OP_div, 1, 0, 0));
  ck_assert(!ad_op_defined(AD_OP_pow, -1, 0.5, 0));
  ck_assert(ad_op_defined(AD_OP_pow, -1, 3, 0));
  ck_assert(!ad_op_defined(AD_OP_pow, 0, -1, 0));
  ck_assert(!ad_op_defined(AD_OP_powi, 0, -1, 0));
  ck_assert(ad_op_defined(AD_OP_powi, 0, 0, 0));
}
END_TEST

START_TEST(zero_times_anything_is_zero)
{
  assert_same(ad_times(0, INFINITY), 0);
  assert_same(ad_times(NAN, 0), 0);
  assert_same(ad_times(2, 3), 6);
  ck_assert(isnan(ad_times(2, NAN)));
  ck_assert(isnan(ad_times(NAN, 2)));
  assert_same(ad_times(INFINITY, 2), INFINITY);
}
END_TEST

/* An OPN row's integer comes as a double, which may be none. */
START_TEST(integers_end_at_int)
{
  const double odd[] = {1e300, -1e300, INFINITY, -INFINITY, NAN};
  const double want[] = {INFINITY, 0, INFINITY, 0, 1};
  for (size_t k = 0; k < sizeof odd / sizeof *odd; k++) {
    const struct ad_partials p = ad_op_eval(AD_OP_powi, 2, odd[k], 0);
    assert_same(p.y, want[k]);
    assert_same(ad_op_value(AD_OP_powi, 2, odd[k], 0), want[k]);
    ck_assert(!isnan(p.d[0]));
  }
}
END_TEST

START_TEST(strangers_are_refused)
{
  ck_assert_ptr_null(ad_op_info(AD_OP_COUNT));
  ck_assert_ptr_null(ad_op_info((enum ad_op)12345));
  ck_assert_int_eq(ad_op_find("tahn", 4), AD_OP_COUNT);
  ck_assert_int_eq(ad_op_find("", 0), AD_OP_COUNT);
  ck_assert(isnan(ad_op_eval(AD_OP_COUNT, 1, 1, 1).y));
}
END_TEST

START_TEST(every_status_has_a_text)
{
  for (int s = 0; s < AD_STATUS_COUNT; s++)
    ck_assert(*ad_status_text((enum ad_status)s));
  ck_assert_str_eq(ad_status_text(AD_OK), "ok");
  ck_assert_str_eq(ad_status_text((enum ad_status)999), "unknown status");
}
END_TEST

/* Negative control: the distance that all accuracy tests rest on. */
START_TEST(ulps_are_counted_right)
{
  ck_assert_uint_eq(ulps_between(1, 1), 0);
  ck_assert_uint_eq(ulps_between(1, nextafter(1, 2)), 1);
  ck_assert_uint_eq(ulps_between(0.0, -0.0), 0);
  ck_assert_uint_eq(ulps_between(-5e-324, 5e-324), 2);
  ck_assert_uint_eq(ulps_between(NAN, 1), UINT64_MAX);
  ck_assert_uint_eq(ulps_between(1, 2), UINT64_C(1) << 52);
  ck_assert(!is_close(1, 1 + 1e-9, 1e-10));
  ck_assert(!is_close(INFINITY, 1e308, 0.5));
}
END_TEST

int main(void)
{
  Suite *s = suite_create("ops");
  for (int op = 0; op < AD_OP_COUNT; op++) {
    TCase *c = tcase_create(row(op)->name);
    tcase_add_loop_test(c, row_is_complete, op, op + 1);
    tcase_add_loop_test(c, name_is_found_and_unique, op, op + 1);
    tcase_add_loop_test(c, symbol_binds_one_way, op, op + 1);
    tcase_add_loop_test(c, points_are_inside_and_smooth, op, op + 1);
    tcase_add_loop_test(c, nan_in_nan_out, op, op + 1);
    tcase_add_loop_test(c, nan_in_nan_partial, op, op + 1);
    suite_add_tcase(s, c);
  }
  for (size_t k = 0; k < sizeof edges / sizeof *edges; k++) {
    TCase *c = tcase_create(ad_op_info(edges[k].op)->name);
    tcase_add_loop_test(c, edge_rule_holds, (int)k, (int)k + 1);
    suite_add_tcase(s, c);
  }
  ADD(s, partials_at_zero_are_no_nan);
  ADD(s, domains);
  ADD(s, zero_times_anything_is_zero);
  ADD(s, integers_end_at_int);
  ADD(s, strangers_are_refused);
  ADD(s, every_status_has_a_text);
  ADD(s, ulps_are_counted_right);
  return run_suite(s);
}
