/* test_replay.c: a tape at other inputs is what recording there gives, to the
 * last bit; guards; ops that change sides; autograd. */
#include <config.h>

#include "programs.h"
#include "on_tape.h"

#include "../reverse/autograd.h"
#include "../reverse/custom.h"
#include "../reverse/replay.h"
#include "../reverse/second.h"

#include "../dualtape.h"
#define FN_FILE "branch.fn.c"
#include "../dualtape_each.h"

#include <stdlib.h>

START_TEST(random_programs)
{
  tape *other = tape_new();
  for (uint64_t seed = 1; seed <= 300; seed++) {
    double at[PROGRAM_INPUTS], a[PROGRAM_RESULTS], b[PROGRAM_RESULTS];
    var x[PROGRAM_INPUTS], y[PROGRAM_OUTPUTS], u[PROGRAM_INPUTS],
      z[PROGRAM_OUTPUTS];
    program_point(seed, at);
    record(t, seed, at, x, y);
    for (uint64_t round = 1; round < 4; round++) {
      program_point(seed + 1000 * round, at);
      ck_assert_int_eq(tape_replay(t, PROGRAM_INPUTS, x, at), AD_OK);
      sweep_all(t, x, y, a);
      record(other, seed, at, u, z);
      sweep_all(other, u, z, b);
      assert_bits(a, b, PROGRAM_RESULTS, seed);
    }
  }
  tape_free(other);
}
END_TEST

/* Each op, with each choice of constants, recorded at one of its points and
 * replayed at the others. */
START_TEST(every_op)
{
  const enum ad_op op = (enum ad_op)_i;
  const int args = ad_op_variables(op);
  for (size_t from = 0; from < ad_op_info(op)->point_count; from++)
    for (size_t k = 0; k < ad_op_info(op)->point_count; k++)
      for (unsigned constants = 0; constants + 1 < 1u << args; constants++) {
        double x[AD_OP_ARGS], at[AD_OP_ARGS];
        var u[AD_OP_ARGS], in[AD_OP_ARGS];
        size_t n = 0;
        op_point(op, from, x);
        op_point(op, k, at);
        tape_reset(t);
        for (int j = 0; j < AD_OP_ARGS; j++) {
          const bool fixed = j >= args || constants >> j & 1;
          at[j] = fixed ? x[j] : at[j];
          u[j] = fixed ? var_const(x[j]) : tape_input(t, x[j]);
        }
        const var y = var_by_op(op, u);
        double to[AD_OP_ARGS];
        for (int j = 0; j < args; j++)
          if (u[j].on)
            in[n] = u[j], to[n++] = at[j];
        ck_assert_int_eq(tape_replay(t, n, in, to), AD_OK);
        const double value = var_value(y);
        ck_assert_int_eq(tape_gradient(y, 0, NULL, NULL), AD_OK);
        double grad[AD_OP_ARGS];
        for (int j = 0; j < AD_OP_ARGS; j++)
          grad[j] = var_adjoint(u[j]);
        const struct ad_partials p = partials_by_tape(t, op, at, constants);
        assert_bits(&value, &p.y, 1, (uint64_t)op);
        assert_bits(grad, p.d, AD_OP_ARGS, (uint64_t)op);
      }
}
END_TEST

/* ---- matrices -------------------------------------------------------------- */

static enum ad_status half_value(const struct ad_block *x, struct ad_block y,
                                 void *data)
{
  (void)data;
  for (size_t k = 0; k < y.rows * y.cols; k++) {
    if (x[0].v[k] > 1e6)
      return AD_BAD_ARGUMENT;
    y.v[k] = x[0].v[k] / 2;
  }
  return AD_OK;
}
static enum ad_status half_adjoint(const struct ad_block *x,
                                   const struct ad_block *ybar,
                                   const struct ad_block *xbar, void *data)
{
  (void)x, (void)data;
  for (size_t k = 0; xbar[0].v && k < ybar->rows * ybar->cols; k++)
    xbar[0].v[k] += ybar->v[k] / 2;
  return AD_OK;
}
static const struct tape_custom half = {
  .name = "half", .args = 1, .value = half_value, .adjoint = half_adjoint};

/* Products, views, factors, joins, a custom op, elements among scalars. */
static var of_matrices(tape *on, const double *a, const double *b, var_mat *x)
{
  static const double data[] = {1, -2, 0.5, 0.25, 3, -1, 2, 1, -0.5};
  x[0] = var_mat_input(on, 3, 3, a);
  x[1] = var_mat_input(on, 3, 1, b);
  const var_mat d = var_mat_fixed(on, 3, 3, data);
  const var_mat c =
    var_mat_matmul(var_mat_transpose(x[0]), var_mat_add(x[0], d));
  const var_mat s = var_mat_solve(
    var_mat_add(var_mat_matmul(x[0], var_mat_transpose(x[0])),
                var_mat_fixed(on, 3, 3, (const double[]){3, 0, 0, 0, 3, 0, 0, 0, 3})),
    x[1]);
  const var_mat parts[] = {c, var_mat_tanh(s)};
  const var_mat all = var_mat_join(1, 2, parts);
  const var_mat h = var_mat_custom(&half, &all);
  const var e = var_exp(var_mul(var_const(0.1), var_mat_at(h, 1, 2)));
  return var_add(e, var_mat_at(var_mat_sum(var_mat_sqr(h), AD_ALL), 0, 0));
}

START_TEST(matrices)
{
  static const double a[] = {1, 2, 0.5, -1, 0.25, 1, 0, 1, 3},
                      b[] = {1, -1, 0.5};
  static const double a2[] = {-1, 0.5, 1, 2, 1, 0.75, 1, 0.1, -2},
                      b2[] = {0.5, 2, -1};
  double g[9], h[9], v;
  var_mat x[2], u[2];
  var in[12];
  double to[12];
  tape *other = tape_new();
  const var y = of_matrices(t, a, b, x);
  ck_assert_int_eq(tape_status(t), AD_OK);
  for (size_t k = 0; k < 9; k++)
    in[k] = var_mat_at(x[0], k / 3, k % 3), to[k] = a2[k];
  for (size_t k = 0; k < 3; k++)
    in[9 + k] = var_mat_at(x[1], k, 0), to[9 + k] = b2[k];
  ck_assert_int_eq(tape_replay(t, 12, in, to), AD_OK);
  ck_assert_int_eq(tape_gradient(y, 0, NULL, NULL), AD_OK);
  var_mat_adjoint(x[0], g);
  v = var_value(y);
  const var z = of_matrices(other, a2, b2, u);
  ck_assert_int_eq(tape_gradient(z, 0, NULL, NULL), AD_OK);
  var_mat_adjoint(u[0], h);
  const double w = var_value(z);
  assert_bits(&v, &w, 1, 0);
  assert_bits(g, h, 9, 0);
  to[4] = 1e7; /* the custom op reports it */
  ck_assert_int_eq(tape_replay(t, 12, in, to), AD_CUSTOM);
  ck_assert_ptr_nonnull(strstr(tape_error_text(t), "half"));
  ck_assert_int_eq(tape_gradient(y, 0, NULL, NULL), AD_CUSTOM);
  to[4] = a2[4];
  ck_assert_int_eq(tape_replay(t, 12, in, to), AD_OK);
  v = var_value(y);
  assert_bits(&v, &w, 1, 0);
  tape_free(other);
}
END_TEST

START_TEST(a_singular_matrix)
{
  static const double a[] = {2, 1, 1, 2};
  const var_mat x = var_mat_input(t, 2, 2, a);
  const var y = var_mat_at(var_mat_inverse(x), 0, 0);
  const var in[] = {var_mat_at(x, 0, 0), var_mat_at(x, 1, 1)};
  ck_assert_int_eq(tape_replay(t, 2, in, (const double[]){1, 1}), AD_SINGULAR);
  ck_assert_ptr_nonnull(strstr(tape_error_text(t), "inverse"));
  ck_assert(isnan(var_value(y)));
  ck_assert_int_eq(tape_replay(t, 2, in, (const double[]){1, 2}), AD_OK);
  assert_close(var_value(y), 2, 1e-15);
}
END_TEST

/* ---- guards ------------------------------------------------------------------ */

START_TEST(comparisons_hold_or_say_where)
{
  const var x = tape_input(t, 3), z = tape_input(t, 1);
  double g;
  ck_assert(var_lt(z, x) && !var_gt(z, x) && var_ge(x, var_const(3)));
  ck_assert(!var_eq(x, z) && var_ne(x, z) && var_le(var_const(1), z));
  ck_assert(var_lt(var_const(1), var_const(2))); /* of no tape */
  const var y = var_mul(x, z);
  ck_assert_int_eq(tape_replay(t, 1, &x, &(double){5}), AD_OK);
  assert_same(var_value(y), 5);
  ck_assert_int_eq(tape_replay(t, 1, &x, &(double){2.5}), AD_OTHER_BRANCH);
  const char *said = tape_error_text(t);
  ck_assert_ptr_nonnull(strstr(said, "comparison 3"));
  ck_assert_ptr_nonnull(strstr(said, "slot 0 (2.5) >= 3"));
  ck_assert_ptr_nonnull(strstr(said, "true when recorded and is false now"));
  struct tape_report r;
  tape_replay_report(t, &r);
  ck_assert_uint_eq(r.guards, 6);
  ck_assert_uint_eq(r.failed, 1);
  /* Nothing can be asked until a replay is good again. */
  ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_OTHER_BRANCH);
  ck_assert(isnan(var_value(y)));
  ck_assert_int_eq(tape_replay(t, 1, &x, &(double){4}), AD_OK);
  ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_OK);
  assert_same(g, 1);
  ck_assert_str_eq(tape_error_text(t), ad_status_text(AD_OK));
  const var w = var_sqr(y); /* and recording goes on */
  assert_same(var_value(w), 16);
}
END_TEST

START_TEST(nan_takes_another_branch)
{
  const var x = tape_input(t, 3);
  ck_assert(var_gt(x, var_const(0)));
  ck_assert_int_eq(tape_replay(t, 1, &x, &(double){NAN}), AD_OTHER_BRANCH);
}
END_TEST

/* The guard comes before the matrix that fails since the branch is wrong. */
START_TEST(a_guard_before_an_error)
{
  const var x = tape_input(t, 4);
  ck_assert(var_gt(x, var_const(0)));
  const var_mat y = var_mat_inverse(var_mat_of(x));
  assert_same(var_value(var_mat_at(y, 0, 0)), 0.25);
  ck_assert_int_eq(tape_replay(t, 1, &x, &(double){0}), AD_OTHER_BRANCH);
  ck_assert(!var_gt(x, var_const(-1))); /* the tape has an error */
}
END_TEST

START_TEST(comparisons_of_wrong_vars)
{
  tape *other = tape_new();
  const var a = tape_input(t, 1), b = tape_input(other, 2);
  ck_assert(!var_lt(a, b));
  ck_assert_int_eq(tape_status(t), AD_MIXED_TAPES);
  ck_assert_int_eq(tape_status(other), AD_MIXED_TAPES);
  tape_reset(t);
  ck_assert(!var_lt(a, var_const(2)));
  ck_assert_int_eq(tape_status(t), AD_STALE_VAR);
  tape_free(other);
}
END_TEST

START_TEST(functions_written_once)
{
  static const double at[] = {3, -1};
  ck_assert(branch_double(at) == 3 * 3 + 1);
  ck_assert(branch_float((const float[]){3, -1}) == 10);
  ck_assert(branch_cplx((const cplx[]){cplx_const(3), cplx_const(-1)}).re == 10);
  ck_assert(branch_dual((const dual[]){dual_make(3, 1), dual_const(-1)}).d == 6);
  ck_assert(branch_jet((const jet[]){jet_const(3), jet_const(-1)}).v == 10);
  ck_assert(branch_hyper((const hyper[]){hyper_const(3), hyper_const(-1)}).v ==
            10);
  var x[2];
  tape_inputs(t, 2, at, x);
  const var y = branch_var(x);
  assert_same(var_value(y), 10);
  ck_assert_int_eq(tape_replay(t, 2, x, (const double[]){5, 4}), AD_OK);
  assert_same(var_value(y), 21);
  ck_assert_int_eq(tape_replay(t, 2, x, (const double[]){5, 6}),
                   AD_OTHER_BRANCH);
}
END_TEST

/* ---- ops with pieces ------------------------------------------------------------ */

START_TEST(ops_that_change_sides)
{
  const var x = tape_input(t, 1.5), z = tape_input(t, 2.5);
  const var a = var_abs(x), m = var_max(x, z), f = var_floor(z);
  const var_mat e = var_mat_relu(var_mat_of(x));
  const var y = var_add(var_add(a, m), var_add(f, var_mat_at(e, 0, 0)));
  struct tape_report r;
  (void)y, (void)a;
  tape_replay_report(t, &r);
  ck_assert_uint_eq(r.pieces, 0); /* none looked at yet */
  const var in[] = {x, z};
  ck_assert_int_eq(tape_replay(t, 2, in, (const double[]){0.5, 2.25}), AD_OK);
  tape_replay_report(t, &r);
  ck_assert_uint_eq(r.pieces, 4);
  ck_assert_uint_eq(r.moved, 0);
  ck_assert_int_eq(r.op, AD_OP_COUNT);
  ck_assert_int_eq(tape_replay(t, 2, in, (const double[]){2.5, 2.25}), AD_OK);
  tape_replay_report(t, &r);
  ck_assert_uint_eq(r.moved, 1);
  ck_assert_int_eq(r.op, AD_OP_max);
  ck_assert_uint_eq(r.slot, m.as.at.slot);
  ck_assert_int_eq(tape_replay(t, 2, in, (const double[]){-0.5, 3.25}), AD_OK);
  tape_replay_report(t, &r);
  ck_assert_uint_eq(r.moved, 3); /* abs, floor, relu */
  ck_assert_int_eq(r.op, AD_OP_abs);
}
END_TEST

/* Those of the table, and no smooth one; by name, so that a new row is looked
 * at here. */
START_TEST(which_ops_have_pieces)
{
  static const char *const names[] = {
    "abs",   "sign", "relu",      "floor",    "ceil", "trunc", "round", "rint",
    "fmod",  "remainder", "copysign", "max", "min",  "fdim",  "select", "clamp"};
  size_t found = 0;
  for (int op = 0; op < AD_OP_COUNT; op++) {
    double x[AD_OP_ARGS];
    var u[AD_OP_ARGS];
    struct tape_report r;
    tape_reset(t);
    op_point((enum ad_op)op, 0, x);
    for (int k = 0; k < AD_OP_ARGS; k++)
      u[k] = k < ad_op_variables((enum ad_op)op) ? tape_input(t, x[k])
                                                 : var_const(x[k]);
    var_by_op((enum ad_op)op, u);
    ck_assert_int_eq(tape_replay(t, 0, NULL, NULL), AD_OK);
    tape_replay_report(t, &r);
    bool listed = false;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
      listed = listed || strcmp(names[k], ad_op_info((enum ad_op)op)->name) == 0;
    ck_assert_msg(r.pieces == listed, "%s", ad_op_info((enum ad_op)op)->name);
    found += r.pieces;
  }
  ck_assert_uint_eq(found, sizeof names / sizeof *names);
}
END_TEST

/* ---- autograd --------------------------------------------------------------------- */

START_TEST(what_was_freed_is_there_again)
{
  const var x = tape_input(t, 2), y = var_mul(x, x);
  double g;
  ck_assert_int_eq(var_backward(y, NULL, 0), AD_OK);
  ck_assert_int_eq(var_backward(y, NULL, 0), AD_FREED);
  ck_assert_int_eq(tape_replay(t, 1, &x, &(double){5}), AD_OK);
  ck_assert_int_eq(var_backward(y, NULL, 0), AD_OK);
  ck_assert(var_grad(x, &g));
  assert_same(g, 4 + 10);
}
END_TEST

START_TEST(parameters_that_are_set)
{
  const var x = tape_input(t, 2), y = var_mul(x, x);
  double g;
  ck_assert_int_eq(var_set(x, 3), AD_OK);
  ck_assert_int_eq(var_backward(y, NULL, 0), AD_CHANGED_IN_PLACE);
  ck_assert_int_eq(tape_replay(t, 0, NULL, NULL), AD_OK);
  assert_same(var_value(y), 9);
  ck_assert_int_eq(var_backward(y, NULL, 0), AD_OK);
  ck_assert(var_grad(x, &g));
  assert_same(g, 6);
  ck_assert_uint_eq(var_version(x), 1);
  ck_assert_int_eq(var_set(x, 7), AD_OK);
  const var z = var_add(y, x); /* y saw another x than z did */
  ck_assert_int_eq(tape_replay(t, 0, NULL, NULL), AD_CHANGED_IN_PLACE);
  ck_assert_ptr_nonnull(strstr(tape_message(t), "record again"));
  assert_same(var_value(z), 16);
}
END_TEST

/* ---- wrong questions --------------------------------------------------------------- */

START_TEST(wrong_questions)
{
  tape *other = tape_new();
  const var x = tape_input(t, 2), y = var_sqr(x), z = tape_input(other, 1);
  const var c = var_const(1);
  const double at = 3;
  ck_assert_int_eq(tape_replay(NULL, 0, NULL, NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_replay(t, 1, NULL, &at), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_replay(t, 1, &x, NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_replay(t, 1, &y, &at), AD_NOT_INPUT);
  ck_assert_int_eq(tape_replay(t, 1, &c, &at), AD_NOT_INPUT);
  ck_assert_int_eq(tape_replay(t, 1, &z, &at), AD_MIXED_TAPES);
  assert_same(var_value(y), 4);
  tape_gradient(y, 0, NULL, NULL);
  ck_assert_int_eq(tape_replay(t, 1, &x, &at), AD_OK);
  ck_assert(isnan(var_adjoint(x))); /* that of before is gone */
  tape_reset(t);
  ck_assert_int_eq(tape_replay(t, 1, &x, &at), AD_STALE_VAR);
  ck_assert_int_eq(tape_replay(t, 0, NULL, NULL), AD_OK); /* an empty tape */
  ck_assert_int_eq(tape_status(t), AD_OK);
  var_add(tape_input(t, 1), z);
  ck_assert_int_eq(tape_replay(t, 0, NULL, NULL), AD_MIXED_TAPES);
  tape_free(other);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("replay");
  ADD_ON_TAPE(s, random_programs);
  TCase *each = tcase_create("every op");
  tcase_add_checked_fixture(each, setup, teardown);
  tcase_add_loop_test(each, every_op, 0, AD_OP_COUNT);
  suite_add_tcase(s, each);
  ADD_ON_TAPE(s, matrices);
  ADD_ON_TAPE(s, a_singular_matrix);
  ADD_ON_TAPE(s, comparisons_hold_or_say_where);
  ADD_ON_TAPE(s, nan_takes_another_branch);
  ADD_ON_TAPE(s, a_guard_before_an_error);
  ADD_ON_TAPE(s, comparisons_of_wrong_vars);
  ADD_ON_TAPE(s, functions_written_once);
  ADD_ON_TAPE(s, ops_that_change_sides);
  ADD_ON_TAPE(s, which_ops_have_pieces);
  ADD_ON_TAPE(s, what_was_freed_is_there_again);
  ADD_ON_TAPE(s, parameters_that_are_set);
  ADD_ON_TAPE(s, wrong_questions);
  return run_suite(s);
}
