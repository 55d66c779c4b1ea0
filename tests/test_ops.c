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
  ck_assert(*r->name && *r->value && *r->da && *r->daa && *r->help);
  ck_assert(*r->domain && *r->edge && *r->say_a);
  ck_assert_int_eq(*r->say_b != 0, r->kind == AD_BINARY);
  ck_assert_int_eq(*r->db != 0, r->kind == AD_BINARY);
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
  for (size_t k = 0; k < row(_i)->point_count; k++) {
    double a, b;
    op_point((enum ad_op)_i, k, &a, &b);
    ck_assert(ad_op_defined((enum ad_op)_i, a, b));
    ck_assert(!ad_op_on_edge((enum ad_op)_i, a, b));
    ck_assert(isfinite(ad_op_eval((enum ad_op)_i, a, b).y));
  }
}
END_TEST

START_TEST(nan_in_nan_out)
{
  enum ad_op op = (enum ad_op)_i;
  double b = ad_op_arity(op) == 2 ? row(_i)->points[1] : 0;
  ck_assert(isnan(ad_op_eval(op, NAN, b).y));
  ck_assert(ad_op_defined(op, NAN, b));
  if (row(_i)->kind == AD_BINARY)
    ck_assert(isnan(ad_op_eval(op, row(_i)->points[0], NAN).y));
}
END_TEST

/* A partial that moves with an argument is NaN where that argument is. */
START_TEST(nan_in_nan_partial)
{
  enum ad_op op = (enum ad_op)_i;
  for (size_t k = 0; k < row(_i)->point_count; k++) {
    double a, b, a0, b0;
    op_point(op, k, &a, &b);
    op_point(op, 0, &a0, &b0);
    struct ad_partials p = ad_op_eval(op, a, b), by_a = ad_op_eval(op, a0, b);
    struct ad_partials nan_a = ad_op_eval(op, NAN, b);
    ck_assert(is_close(p.da, by_a.da, 0) || isnan(nan_a.da));
    ck_assert(is_close(p.db, by_a.db, 0) || isnan(nan_a.db));
    if (row(_i)->kind != AD_BINARY)
      continue;
    struct ad_partials by_b = ad_op_eval(op, a, b0);
    struct ad_partials nan_b = ad_op_eval(op, a, NAN);
    ck_assert(is_close(p.da, by_b.da, 0) || isnan(nan_b.da));
    ck_assert(is_close(p.db, by_b.db, 0) || isnan(nan_b.db));
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
  {AD_OP_pow, 0, 2, 0, 0, false},
  {AD_OP_pow, 0, 1, 1, 0, false},
  {AD_OP_pow, 0, 0, 0, 0, true},
  {AD_OP_pow, 0, 0.5, INFINITY, 0, true},
  {AD_OP_pow, -2, 3, 12, NAN, false},
};

START_TEST(edge_rule_holds)
{
  const struct edge *e = &edges[_i];
  struct ad_partials p = ad_op_eval(e->op, e->a, e->b);
  assert_same(p.da, e->da);
  assert_same(p.db, e->db);
  ck_assert_int_eq(ad_op_on_edge(e->op, e->a, e->b), e->on_edge);
}
END_TEST

/* 0 times infinity must not arise inside an expression. */
START_TEST(partials_at_zero_are_no_nan)
{
  struct ad_partials p;
  p = ad_op_eval(AD_OP_powi, 0, 0);
  assert_same(p.da, 0);
  assert_same(p.daa, 0);
  p = ad_op_eval(AD_OP_powi, 0, 1);
  assert_same(p.da, 1);
  assert_same(p.daa, 0);
  p = ad_op_eval(AD_OP_pow, 0, 2);
  assert_same(p.daa, 2);
  assert_same(p.dab, 0);
  assert_same(p.dbb, 0);
  p = ad_op_eval(AD_OP_hypot, 0, 0);
  assert_same(p.daa, 0);
  assert_same(p.dab, 0);
  assert_same(p.dbb, 0);
}
END_TEST

START_TEST(domains)
{
  ck_assert(!ad_op_defined(AD_OP_log, 0, 0));
  ck_assert(!ad_op_defined(AD_OP_log, -1, 0));
  ck_assert(!ad_op_defined(AD_OP_sqrt, -1e-300, 0));
  ck_assert(ad_op_defined(AD_OP_sqrt, 0, 0));
  ck_assert(!ad_op_defined(AD_OP_div, 1, 0));
  ck_assert(!ad_op_defined(AD_OP_pow, -1, 0.5));
  ck_assert(ad_op_defined(AD_OP_pow, -1, 3));
  ck_assert(!ad_op_defined(AD_OP_pow, 0, -1));
  ck_assert(!ad_op_defined(AD_OP_powi, 0, -1));
  ck_assert(ad_op_defined(AD_OP_powi, 0, 0));
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

START_TEST(strangers_are_refused)
{
  ck_assert_ptr_null(ad_op_info(AD_OP_COUNT));
  ck_assert_ptr_null(ad_op_info((enum ad_op)12345));
  ck_assert_int_eq(ad_op_find("tahn", 4), AD_OP_COUNT);
  ck_assert_int_eq(ad_op_find("", 0), AD_OP_COUNT);
  ck_assert(isnan(ad_op_eval(AD_OP_COUNT, 1, 1).y));
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
  ADD(s, strangers_are_refused);
  ADD(s, every_status_has_a_text);
  ADD(s, ulps_are_counted_right);
  return run_suite(s);
}
