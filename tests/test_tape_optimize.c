/* test_tape_optimize.c: a shorter tape gives the same to the last bit. */
#include <config.h>

#include "programs.h"
#include "on_tape.h"

#include "../reverse/custom.h"
#include "../reverse/lanes.h"
#include "../reverse/optimize.h"

static const int n = PROGRAM_INPUTS, m = PROGRAM_OUTPUTS;

static size_t differences(const double *a, const double *b, size_t count)
{
  size_t found = 0;
  for (size_t k = 0; k < count; k++)
    found += memcmp(&a[k], &b[k], sizeof *a) != 0 &&
             !(isnan(a[k]) && isnan(b[k]));
  return found;
}

/* ---- random programs --------------------------------------------------------- */

/* Records the program, with what was asked of its inputs frozen, optimises it,
 * and compares all sweeps at several points. */
static struct tape_savings one_program(tape *from, tape *to, uint64_t seed,
                                       int flags, int frozen, size_t *wrong)
{
  double at[PROGRAM_INPUTS], a[PROGRAM_RESULTS], b[PROGRAM_RESULTS];
  double jac[PROGRAM_OUTPUTS * PROGRAM_INPUTS], same[sizeof jac / sizeof *jac];
  var x[PROGRAM_INPUTS], y[PROGRAM_OUTPUTS], u[PROGRAM_INPUTS],
    z[PROGRAM_OUTPUTS];
  struct tape_savings s;
  program_point(seed, at);
  record(from, seed, at, x, y);
  ck_assert_int_eq(tape_optimize(from, (size_t)m, y, (size_t)(n - frozen), x,
                                 flags, to, z, u, &s),
                   AD_OK);
  ck_assert_uint_eq(s.slots_after + s.dead + s.folded + s.merged,
                    s.slots_before);
  for (int j = n - frozen; j < n; j++)
    u[j] = var_const(at[j]);
  for (uint64_t round = 0; round < 3; round++) {
    double next[PROGRAM_INPUTS];
    program_point(seed + 1000 * round, next);
    ck_assert_int_eq(tape_replay(from, (size_t)(n - frozen), x, next), AD_OK);
    ck_assert_int_eq(tape_replay(to, (size_t)(n - frozen), u, next), AD_OK);
    const size_t k = (size_t)(n - frozen);
    for (int i = 0; i < m; i++) {
      const double v = var_value(y[i]), w = var_value(z[i]);
      wrong[0] += differences(&v, &w, 1);
    }
    if (!frozen) {
      sweep_all(from, x, y, a);
      sweep_all(to, u, z, b);
      wrong[0] += differences(a, b, (size_t)m);
      wrong[1] += differences(a + m, b + m, PROGRAM_RESULTS - (size_t)m);
    }
    ck_assert_int_eq(tape_jacobian_rows((size_t)m, y, k, x, jac), AD_OK);
    ck_assert_int_eq(tape_jacobian_rows((size_t)m, z, k, u, same), AD_OK);
    wrong[1] += differences(jac, same, (size_t)m * k);
  }
  return s;
}

START_TEST(random_programs_to_the_last_bit)
{
  size_t wrong[2] = {0, 0}, dead = 0, merged = 0, folded = 0, all = 0;
  tape *to = tape_new();
  for (uint64_t seed = 1; seed <= 1500; seed++) {
    const int frozen = seed % 3 == 0 ? 2 : 0;
    const struct tape_savings s = one_program(t, to, seed, 0, frozen, wrong);
    ck_assert_msg(wrong[0] + wrong[1] == 0, "program %" PRIu64, seed);
    dead += s.dead, merged += s.merged, folded += s.folded;
    all += s.slots_before;
  }
  ck_assert_uint_gt(dead, all / 10);
  ck_assert_uint_gt(folded, all / 100);
  ck_assert_uint_gt(merged, 100);
  tape_free(to);
}
END_TEST

/* The negative control: with everything merged, values stay and adjoints do
 * not, so that the test above can tell. */
START_TEST(merging_all_changes_adjoints_alone)
{
  size_t wrong[2] = {0, 0}, merged = 0, few = 0;
  tape *to = tape_new();
  for (uint64_t seed = 1; seed <= 500; seed++) {
    size_t none[2] = {0, 0};
    merged += one_program(t, to, seed, TAPE_MERGE_ALL, 0, wrong).merged;
    few += one_program(t, to, seed, 0, 0, none).merged;
  }
  ck_assert_uint_eq(wrong[0], 0);
  ck_assert_uint_gt(wrong[1], 50);
  ck_assert_uint_gt(merged, 3 * few);
  tape_free(to);
}
END_TEST

/* ---- what goes and what stays --------------------------------------------------- */

START_TEST(dead_and_folded_and_merged)
{
  const var x = tape_input(t, 2), p = tape_input(t, 3), q = tape_input(t, 4);
  const var dead = var_exp(var_sin(x));
  const var c = var_mul(var_sqr(p), q); /* 36, if p and q stand */
  const var a = var_add(x, var_const(1)), b = var_add(x, var_const(1));
  const var y = var_mul(c, var_mul(var_sin(a), var_cos(b)));
  struct tape_savings s;
  var z, u;
  double g, h;
  tape *to = tape_new();
  (void)dead;
  ck_assert_int_eq(tape_optimize(t, 1, &y, 1, &x, 0, to, &z, &u, &s), AD_OK);
  /* x, a, sin, cos, their product, times 36 */
  ck_assert_uint_eq(s.slots_before, 13);
  ck_assert_uint_eq(s.slots_after, 6);
  ck_assert_uint_eq(s.merged, 1);
  ck_assert_uint_eq(s.folded, 4);
  ck_assert_uint_eq(s.dead, 2);
  ck_assert_uint_lt(s.bytes_after, s.bytes_before);
  ck_assert_int_eq(tape_gradient(z, 1, &u, &h), AD_OK);
  ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_OK);
  ck_assert(g == h && var_value(z) == var_value(y));
  tape_free(to);
}
END_TEST

START_TEST(an_output_that_is_constant)
{
  const var x = tape_input(t, 2), p = tape_input(t, 3);
  const var y[] = {var_sqr(p), x, var_const(5)};
  var z[3], u;
  tape *to = tape_new();
  ck_assert_int_eq(tape_optimize(t, 3, y, 1, &x, 0, to, z, &u, NULL), AD_OK);
  ck_assert(!z[0].on && var_value(z[0]) == 9);
  ck_assert(z[1].on == to && z[1].as.at.slot == u.as.at.slot);
  ck_assert(!z[2].on && var_value(z[2]) == 5);
  ck_assert_uint_eq(tape_size(to), 1);
  tape_free(to);
}
END_TEST

START_TEST(guards_come_along)
{
  const var x = tape_input(t, 2), p = tape_input(t, 3);
  ck_assert(var_lt(p, var_const(4))); /* of p alone: always */
  const var a = var_sqr(x), b = var_sqr(x);
  ck_assert(var_lt(b, var_mul(p, var_const(2))));
  const var y = var_exp(a);
  struct tape_savings s;
  struct tape_report r;
  var z, u;
  tape *to = tape_new();
  ck_assert_int_eq(tape_optimize(t, 1, &y, 1, &x, 0, to, &z, &u, &s), AD_OK);
  ck_assert_uint_eq(s.merged, 1); /* only a comparison looked at b */
  ck_assert_uint_eq(tape_size(to), 3);
  tape_replay_report(to, &r);
  ck_assert_uint_eq(r.guards, 1);
  ck_assert_int_eq(tape_replay(to, 1, &u, &(double){2.25}), AD_OK);
  ck_assert_int_eq(tape_replay(to, 1, &u, &(double){-3}), AD_OTHER_BRANCH);
  ck_assert_ptr_nonnull(strstr(tape_error_text(to), "slot 1 (9) < 6"));
  tape_free(to);
}
END_TEST

/* ---- matrices ------------------------------------------------------------------- */

static enum ad_status third_value(const struct ad_block *x, struct ad_block y,
                                  void *data)
{
  (void)data;
  for (size_t k = 0; k < y.rows * y.cols; k++)
    y.v[k] = x[0].v[k] / 3;
  return AD_OK;
}
static enum ad_status third_adjoint(const struct ad_block *x,
                                    const struct ad_block *ybar,
                                    const struct ad_block *xbar, void *data)
{
  (void)x, (void)data;
  for (size_t k = 0; xbar[0].v && k < ybar->rows * ybar->cols; k++)
    xbar[0].v[k] += ybar->v[k] / 3;
  return AD_OK;
}
static const struct tape_custom third = {
  .name = "third", .args = 1, .value = third_value, .adjoint = third_adjoint};

START_TEST(matrices)
{
  static const double a[] = {1, 2, 0.5, -1, 0.25, 1}, d[] = {2, -1, 1, 0.5};
  struct tape_savings s;
  double g[6], h[6], next[6];
  var in[6], u[6], z;
  tape *to = tape_new();
  const var_mat x = var_mat_input(t, 2, 3, a), data = var_mat_fixed(t, 2, 2, d);
  const var_mat dead = var_mat_exp(x);
  const var_mat k = var_mat_inverse(data); /* of data alone */
  const var_mat p = var_mat_matmul(var_mat_matmul(k, data), x);
  const var_mat parts[] = {p, var_mat_slice(x, 0, 1, 2, 2)};
  const var_mat j = var_mat_join(1, 2, parts);
  const var_mat c = var_mat_custom(&third, &j);
  const var w = var_mul(var_mat_at(data, 0, 0), var_mat_at(x, 1, 1));
  const var y = var_add(
    var_mat_at(var_mat_norm(var_mat_sin(c), AD_ALL), 0, 0),
    var_add(var_sqr(w), var_mat_at(var_mat_transpose(p), 2, 1)));
  (void)dead;
  ck_assert_int_eq(tape_status(t), AD_OK);
  for (size_t i = 0; i < 6; i++)
    in[i] = var_mat_at(x, i / 3, i % 3);
  ck_assert_int_eq(tape_optimize(t, 1, &y, 6, in, 0, to, &z, u, &s), AD_OK);
  ck_assert_uint_eq(s.dead, 6); /* exp */
  ck_assert_uint_eq(s.folded, 4 + 4); /* data, its inverse */
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < 6; i++)
      next[i] = a[i] + 0.125 * (round * (i + 1) % 5);
    ck_assert_int_eq(tape_replay(t, 6, in, next), AD_OK);
    ck_assert_int_eq(tape_replay(to, 6, u, next), AD_OK);
    ck_assert_int_eq(tape_gradient(y, 6, in, g), AD_OK);
    ck_assert_int_eq(tape_gradient(z, 6, u, h), AD_OK);
    ck_assert_uint_eq(differences(g, h, 6), 0);
    const double v[] = {var_value(y), var_value(z)};
    ck_assert_uint_eq(differences(v, v + 1, 1), 0);
  }
  tape_free(to);
}
END_TEST

/* Inputs of a range that are not asked for are constants to scalars, and stay
 * where a matrix looks at them. */
START_TEST(part_of_a_matrix_asked_for)
{
  static const double a[] = {1, 2, 3, 4};
  double g[1], h[1];
  var z, u;
  tape *to = tape_new();
  const var_mat x = var_mat_input(t, 2, 2, a);
  const var in = var_mat_at(x, 1, 0);
  const var y = var_mul(var_mat_at(var_mat_det(x), 0, 0),
                        var_sqr(var_mat_at(x, 0, 1)));
  ck_assert_int_eq(tape_optimize(t, 1, &y, 1, &in, 0, to, &z, &u, NULL), AD_OK);
  ck_assert_int_eq(tape_gradient(y, 1, &in, g), AD_OK);
  ck_assert_int_eq(tape_gradient(z, 1, &u, h), AD_OK);
  assert_same(g[0], -8);
  assert_same(h[0], -8);
  tape_free(to);
}
END_TEST

/* ---- wrong questions ------------------------------------------------------------- */

START_TEST(wrong_questions)
{
  const var x = tape_input(t, 2), y = var_sqr(x), c = var_const(1);
  var z, u;
  tape *to = tape_new();
  ck_assert_int_eq(tape_optimize(t, 1, &y, 1, &x, 0, t, &z, &u, NULL),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_optimize(NULL, 1, &y, 1, &x, 0, to, &z, &u, NULL),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_optimize(t, 1, &y, 1, &x, 0, to, NULL, &u, NULL),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_optimize(t, 1, &y, 1, &y, 0, to, &z, &u, NULL),
                   AD_NOT_INPUT);
  ck_assert_int_eq(tape_optimize(t, 1, &y, 1, &c, 0, to, &z, &u, NULL),
                   AD_NOT_INPUT);
  ck_assert_int_eq(tape_optimize(to, 1, &y, 1, &x, 0, t, &z, &u, NULL),
                   AD_MIXED_TAPES);
  tape_free(to);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("tape_optimize");
  ADD_ON_TAPE(s, random_programs_to_the_last_bit);
  ADD_ON_TAPE(s, merging_all_changes_adjoints_alone);
  ADD_ON_TAPE(s, dead_and_folded_and_merged);
  ADD_ON_TAPE(s, an_output_that_is_constant);
  ADD_ON_TAPE(s, guards_come_along);
  ADD_ON_TAPE(s, matrices);
  ADD_ON_TAPE(s, part_of_a_matrix_asked_for);
  ADD_ON_TAPE(s, wrong_questions);
  return run_suite(s);
}
