/* test_mark.c: a tape that is marked and rewound gives what one tape of all
 * gives; what is forgotten is found to be; memory stays what it was. */
#include <config.h>

#include "programs.h"
#include "on_tape.h"

#include "../reverse/autograd.h"
#include "../reverse/custom.h"
#include "../reverse/mark.h"
#include "../reverse/replay.h"

enum { POINTS = 7 };

/* ---- sums over points ------------------------------------------------------ */

/* What points share, and a point's term. */
static void shared(const var *x, var *u)
{
  u[0] = var_mul(var_exp(x[0]), x[1]);
  u[1] = var_fma(x[1], x[2], var_sin(x[0]));
  u[2] = x[2];
}

static var term(const var *u, double p)
{
  const var v = var_sub(var_mul(var_const(p), u[0]), var_sqr(u[1]));
  return var_add(var_tanh(v), var_fma(u[2], u[2], var_mul(u[0], u[2])));
}

static const double at[3] = {0.3, -0.7, 1.1};

static double points(int i) { return 0.25 * i - 0.6; }

/* By one tape. */
static double at_once(double *grad)
{
  tape *one = tape_new();
  var x[3], u[3], y;
  tape_inputs(one, 3, at, x);
  shared(x, u);
  y = var_mul(u[0], u[1]);
  for (int i = 0; i < POINTS; i++)
    y = var_add(y, term(u, points(i)));
  ck_assert_int_eq(tape_gradient(y, 3, x, grad), AD_OK);
  const double value = var_value(y);
  tape_free(one);
  return value;
}

/* By parts, `lost` of which is swept, but not gathered. */
static double by_parts(const struct ad_policy *policy, int lost, double *grad)
{
  struct tape_mark m;
  double sum = 0;
  tape_reset(t);
  tape_policy(t, policy);
  const var first = tape_input_range(t, 3, at);
  const var x[3] = {first, var_after(first, 1), var_after(first, 2)};
  var u[3];
  shared(x, u);
  const var g = var_mul(u[0], u[1]);
  ck_assert_int_eq(tape_mark(t, &m), AD_OK);
  const size_t size = tape_size(t);
  for (int i = 0; i < POINTS; i++) {
    const var f = term(u, points(i));
    ck_assert_int_eq(tape_gather(&m, f, i == lost ? 0 : 1), AD_OK);
    assert_same(var_adjoint(f), i == lost ? 0 : 1);
    sum += var_value(f);
    ck_assert_int_eq(tape_rewind(&m), AD_OK);
    ck_assert_uint_eq(tape_size(t), size);
  }
  ck_assert_int_eq(tape_seed(g, 1), AD_OK);
  ck_assert_int_eq(tape_sweep(t), AD_OK);
  ck_assert_int_eq(tape_adjoints(first, 3, grad), AD_OK);
  for (int j = 0; j < 3; j++)
    assert_same(grad[j], var_adjoint(x[j]));
  return sum + var_value(g);
}

START_TEST(a_sum_over_points)
{
  double want[3], got[3];
  const double y = at_once(want);
  assert_close(by_parts(NULL, -1, got), y, 1e-14);
  for (int j = 0; j < 3; j++)
    assert_close(got[j], want[j], 1e-13);
  struct ad_policy rules = ad_policy_of(AD_RULE_DEFAULT);
  by_parts(&rules, -1, got);
  for (int j = 0; j < 3; j++)
    assert_close(got[j], want[j], 1e-13);
  /* control: a point less is seen */
  by_parts(NULL, 3, got);
  for (int j = 0; j < 3; j++)
    ck_assert(!is_close(got[j], want[j], 1e-3));
}
END_TEST

/* The first half of a program below the mark, the second above; twice over, so
 * that the records of the first time are written over.  To the last bit: no
 * share comes in another order, since all gather from one term. */
START_TEST(random_programs)
{
  tape *one = tape_new();
  for (uint64_t seed = 1; seed <= 200; seed++) {
    double in[PROGRAM_INPUTS], a[PROGRAM_RESULTS] = {0},
           b[PROGRAM_RESULTS] = {0};
    var x[PROGRAM_INPUTS], y[PROGRAM_OUTPUTS], u[PROGRAM_INPUTS],
      z[PROGRAM_OUTPUTS];
    struct tape_mark m;
    program_point(seed, in);
    record(one, seed, in, x, y);
    for (int j = 0; j < PROGRAM_INPUTS; j++)
      u[j] = j < PROGRAM_OUTPUTS ? var_mul(y[j], x[j]) : x[j];
    program(seed + 7, u, z);
    tape_gradient(z[0], PROGRAM_INPUTS, x, a);
    a[PROGRAM_INPUTS] = var_value(z[0]);

    record(t, seed, in, x, y);
    for (int j = 0; j < PROGRAM_INPUTS; j++)
      u[j] = j < PROGRAM_OUTPUTS ? var_mul(y[j], x[j]) : x[j];
    for (int turn = 0; turn < 2; turn++) {
      ck_assert_int_eq(tape_mark(t, &m), AD_OK);
      program(seed + 100 + 7 * (uint64_t)turn, u, z);
      ck_assert_int_eq(tape_rewind(&m), AD_OK);
    }
    program(seed + 7, u, z);
    ck_assert_int_eq(tape_status(t), AD_OK);
    ck_assert_int_eq(tape_clear_adjoints(t), AD_OK);
    ck_assert_int_eq(tape_seed(z[0], 1), AD_OK);
    ck_assert_int_eq(tape_sweep(t), AD_OK);
    for (int j = 0; j < PROGRAM_INPUTS; j++)
      b[j] = var_adjoint(x[j]);
    b[PROGRAM_INPUTS] = var_value(z[0]);
    assert_bits(a, b, PROGRAM_INPUTS + 1, seed);
    tape_rewind(&m);
    ck_assert_int_eq(tape_clear_adjoints(t), AD_OK);
    program(seed + 7, u, z);
    ck_assert_int_eq(tape_gather(&m, z[0], 1), AD_OK);
    ck_assert_int_eq(tape_sweep(t), AD_OK);
    for (int j = 0; j < PROGRAM_INPUTS; j++)
      b[j] = var_adjoint(x[j]);
    assert_bits(a, b, PROGRAM_INPUTS + 1, seed);
    /* and what is there can be swept in any way */
    double all[PROGRAM_RESULTS];
    record(one, seed, in, x, y);
    sweep_all(one, x, y, a);
    record(t, seed, in, x, y);
    tape_mark(t, &m);
    program(seed + 7, x, z);
    tape_rewind(&m);
    sweep_all(t, x, y, all);
    assert_bits(a, all, PROGRAM_RESULTS, seed);
  }
  tape_free(one);
}
END_TEST

/* y = sum_i (x e^(i/4))^2 sum_j w_ij: an inner loop within an outer one. */
START_TEST(nested)
{
  struct tape_mark outer, inner;
  const var x = tape_input(t, 1.5);
  double want = 0, value = 0;
  ck_assert_int_eq(tape_mark(t, &outer), AD_OK);
  for (int i = 0; i < 4; i++) {
    const double e = exp(0.25 * i);
    const var u = var_sqr(var_mul(x, var_const(e)));
    ck_assert_int_eq(tape_mark(t, &inner), AD_OK);
    for (int j = 0; j < 3; j++) {
      const var f = var_mul(u, var_mul(x, var_const(i + 2 * j + 1)));
      value += var_value(f);
      ck_assert_int_eq(tape_gather(&inner, f, 1), AD_OK);
      ck_assert_int_eq(tape_rewind(&inner), AD_OK);
      want += 3 * 1.5 * 1.5 * e * e * (i + 2 * j + 1);
    }
    ck_assert_int_eq(tape_gather(&outer, var_const(0), 1), AD_OK);
    ck_assert_int_eq(tape_gather(&inner, u, 1), AD_BAD_ARGUMENT);
    ck_assert_int_eq(tape_rewind(&outer), AD_OK);
    ck_assert_int_eq(tape_rewind(&inner), AD_STALE_MARK);
    ck_assert_int_eq(tape_gather(&inner, x, 1), AD_STALE_MARK);
    ck_assert(isnan(var_value(u)));
  }
  assert_close(var_adjoint(x), want, 1e-14);
  assert_close(value, want * 1.5 / 3, 1e-14);
}
END_TEST

/* ---- what is forgotten ------------------------------------------------------- */

START_TEST(stale_vars)
{
  struct tape_mark m;
  const var x = tape_input(t, 2), y = var_sqr(x);
  tape_mark(t, &m);
  const var z = var_exp(y);
  assert_same(var_value(z), exp(4));
  tape_rewind(&m);
  ck_assert(isnan(var_value(z)) && isnan(var_adjoint(z)));
  var_exp(y); /* in the place of z */
  ck_assert_uint_eq(tape_size(t), 3);
  ck_assert(isnan(var_value(z)));
  double g;
  ck_assert_int_eq(tape_gradient(z, 1, &x, &g), AD_STALE_VAR);
  ck_assert_int_eq(tape_gradient(y, 1, &z, &g), AD_STALE_VAR);
  ck_assert_int_eq(tape_seed(z, 1), AD_STALE_VAR);
  ck_assert_int_eq(tape_gather(&m, z, 1), AD_STALE_VAR);
  ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_OK);
  assert_same(g, 4);
  ck_assert(isnan(var_value(var_mul(x, z))));
  ck_assert_int_eq(tape_status(t), AD_STALE_VAR);
  ck_assert(strstr(tape_error_text(t), "tape_rewind"));
  ck_assert_int_eq(tape_rewind(&m), AD_STALE_VAR);
  struct tape_mark other;
  ck_assert_int_eq(tape_mark(t, &other), AD_STALE_VAR);
  ck_assert_int_eq(tape_rewind(&other), AD_BAD_ARGUMENT);
  tape_reset(t);
  ck_assert_int_eq(tape_rewind(&m), AD_STALE_MARK);
  ck_assert_int_eq(tape_gather(&m, var_const(1), 1), AD_STALE_MARK);
}
END_TEST

/* Each slow path, at each distance from the mark. */
START_TEST(vars_of_below_stay)
{
  struct tape_mark m[3];
  var x[3], gone[3];
  for (int k = 0; k < 3; k++) {
    x[k] = tape_input(t, k + 2);
    ck_assert_int_eq(tape_mark(t, &m[k]), AD_OK);
    gone[k] = var_exp(x[k]);
    ck_assert_int_eq(tape_rewind(&m[k]), AD_OK);
  }
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      for (int k = 0; k < 3; k++)
        assert_same(var_value(var_fma(x[i], var_mul(x[j], x[k]), var_neg(x[k]))),
                    (i + 2) * (j + 2) * (k + 2) - (k + 2));
  ck_assert_int_eq(tape_status(t), AD_OK);
  for (int k = 0; k < 3; k++)
    ck_assert(isnan(var_value(gone[k])));
  /* what is further up than a mark kept is stale, whatever its epoch */
  ck_assert(isnan(var_value(var_after(x[0], 1))));
  ck_assert_int_eq(tape_rewind(&m[0]), AD_OK);
  assert_same(var_value(x[0]), 2);
  ck_assert(isnan(var_value(x[1])) && isnan(var_value(x[2])));
  ck_assert_int_eq(tape_rewind(&m[1]), AD_STALE_MARK);
  ck_assert_int_eq(tape_rewind(&m[2]), AD_STALE_MARK);
  tape_input(t, 7);
  ck_assert(isnan(var_value(var_mul(x[0], x[1]))));
  ck_assert_int_eq(tape_status(t), AD_STALE_VAR);
}
END_TEST

START_TEST(an_empty_tape)
{
  struct tape_mark m;
  ck_assert_int_eq(tape_mark(t, &m), AD_OK);
  for (int i = 1; i < 4; i++) {
    const var x = tape_input(t, i), y = var_cube(x);
    ck_assert_int_eq(tape_gather(&m, y, 2), AD_OK);
    assert_same(var_adjoint(x), 6 * i * i);
    ck_assert_int_eq(tape_rewind(&m), AD_OK);
    ck_assert_uint_eq(tape_size(t), 0);
    ck_assert(isnan(var_value(x)));
  }
}
END_TEST

/* ---- other things on the tape -------------------------------------------------- */

START_TEST(memory_stays)
{
  struct tape_mark m, again;
  var x[3], u[3];
  tape_inputs(t, 3, at, x);
  shared(x, u);
  tape_mark(t, &m);
  size_t bytes = 0;
  for (int i = 0; i < 5000; i++) {
    var f = term(u, points(i % POINTS));
    const var_mat a = var_mat_input(t, 2, 2, (double[]){1, 2, 3, 4});
    f = var_mul(f, var_mat_at(var_mat_matmul(a, a), 1, 0));
    for (int k = 0; k < 5; k++)
      f = var_add(f, var_mul(var_const(i + k), f));
    ck_assert(!var_lt(f, var_const(-HUGE_VAL)));
    tape_gather(&m, f, 1);
    tape_rewind(&m);
    tape_mark(t, &again); /* at the same place */
    if (i == 2)
      bytes = tape_bytes(t);
  }
  ck_assert_int_eq(tape_status(t), AD_OK);
  ck_assert_uint_eq(tape_bytes(t), bytes);
}
END_TEST

START_TEST(matrices)
{
  struct tape_mark m;
  const double w[4] = {1, -0.5, 0.25, 2}, p[3][2] = {{1, 2}, {-1, 0.5}, {0.3, 3}};
  const var_mat a = var_mat_input(t, 2, 2, w), b = var_mat_sqr(a);
  double got[4], want[4] = {0};
  tape_mark(t, &m);
  for (int i = 0; i < 3; i++) {
    const var_mat z = var_mat_matmul(b, var_mat_fixed(t, 2, 1, p[i]));
    const var f = var_mat_at(var_mat_sum(var_mat_sqr(z), AD_ALL), 0, 0);
    ck_assert_int_eq(tape_gather(&m, f, 1), AD_OK);
    ck_assert_int_eq(tape_rewind(&m), AD_OK);
    ck_assert(isnan(var_value(var_mat_at(z, 0, 0))));
    for (int r = 0; r < 2; r++)
      for (int c = 0; c < 2; c++)
        want[2 * r + c] += 2 * (w[2 * r] * w[2 * r] * p[i][0] +
                                w[2 * r + 1] * w[2 * r + 1] * p[i][1]) *
                           p[i][c] * 2 * w[2 * r + c];
  }
  ck_assert_int_eq(tape_sweep(t), AD_OK);
  var_mat_adjoint(a, got);
  for (int j = 0; j < 4; j++)
    assert_close(got[j], want[j], 1e-14);
  const var_mat z = var_mat_matmul(b, a);
  ck_assert_int_eq(tape_status(t), AD_OK);
  tape_rewind(&m);
  var_mat_add(z, a);
  ck_assert_int_eq(tape_status(t), AD_STALE_VAR);
}
END_TEST

START_TEST(guards)
{
  struct tape_mark m;
  const var x = tape_input(t, 2);
  ck_assert(var_lt(x, var_const(10)));
  const var y = var_abs(x);
  tape_mark(t, &m);
  ck_assert(!var_lt(y, var_const(1)));
  var_abs(y);
  ck_assert_int_eq(tape_replay(t, 1, &x, &(double){3}), AD_OK);
  struct tape_report r;
  tape_replay_report(t, &r);
  ck_assert_uint_eq(r.guards, 2);
  ck_assert_uint_eq(r.pieces, 2);
  tape_rewind(&m);
  tape_replay_report(t, &r);
  ck_assert_uint_eq(r.guards, 1);
  ck_assert_uint_eq(r.pieces, 1);
  /* 0.5 would have failed the guard above; 11 fails the one below */
  ck_assert_int_eq(tape_replay(t, 1, &x, &(double){0.5}), AD_OK);
  assert_same(var_value(y), 0.5);
  ck_assert_int_eq(tape_replay(t, 1, &x, &(double){11}), AD_OTHER_BRANCH);
  ck_assert_int_eq(tape_rewind(&m), AD_OTHER_BRANCH);
  ck_assert_int_eq(tape_replay(t, 1, &x, &(double){4}), AD_OK);
  ck_assert_int_eq(tape_rewind(&m), AD_OK);
  ck_assert_int_eq(tape_gather(&m, y, 1), AD_BAD_ARGUMENT); /* other values */
}
END_TEST

static enum ad_status twice_value(const struct ad_block *x, struct ad_block y,
                                  void *data)
{
  (void)data;
  y.v[0] = 2 * x[0].v[0];
  return AD_OK;
}

static enum ad_status twice_adjoint(const struct ad_block *x,
                                    const struct ad_block *ybar,
                                    const struct ad_block *xbar, void *data)
{
  (void)x;
  const enum ad_status *status = data;
  xbar[0].v[0] += 2 * ybar->v[0];
  return *status;
}

START_TEST(custom_ops)
{
  enum ad_status status = AD_OK;
  const struct tape_custom twice = {.name = "twice", .args = 1,
    .value = twice_value, .adjoint = twice_adjoint, .data = &status};
  struct tape_mark m;
  const var x = tape_input(t, 3);
  const var_mat below = var_mat_custom(&twice, (var_mat[]){var_mat_of(x)});
  tape_mark(t, &m);
  for (int i = 0; i < 3; i++) {
    const var_mat y = var_mat_custom(&twice, &below);
    ck_assert_int_eq(tape_gather(&m, var_mat_at(y, 0, 0), 1), AD_OK);
    ck_assert_int_eq(tape_rewind(&m), AD_OK);
  }
  const var_mat y = var_mat_custom(&twice, &below);
  status = AD_CUSTOM;
  ck_assert_int_eq(tape_gather(&m, var_mat_at(y, 0, 0), 1), AD_CUSTOM);
  status = AD_OK;
  tape_clear_adjoints(t);
  ck_assert_int_eq(tape_gather(&m, var_mat_at(y, 0, 0), 1), AD_OK);
  ck_assert_int_eq(tape_sweep(t), AD_OK);
  assert_same(var_adjoint(x), 4);
}
END_TEST

/* A hook that counts. */
static void count(double *gradient, size_t rows, size_t cols, void *data)
{
  (void)gradient, (void)rows, (void)cols;
  ++*(int *)data;
}

START_TEST(autograd)
{
  struct tape_mark m;
  int below = 0, above = 0;
  double g = 0;
  var x = tape_input(t, 3);
  var_hook(x, count, &below);
  tape_mark(t, &m);
  for (int i = 1; i < 4; i++) {
    const var y = var_mul(x, var_const(i)), z = var_mul(y, x);
    var_hook(y, count, &above);
    ck_assert_int_eq(var_backward(z, NULL, 0), AD_OK);
    ck_assert_int_eq(tape_rewind(&m), AD_OK);
    ck_assert(!var_grad(y, &g));
  }
  ck_assert_int_eq(below, 3);
  ck_assert_int_eq(above, 3); /* each time the last one alone */
  ck_assert(var_grad(x, &g));
  assert_same(g, 2 * 3 * (1 + 2 + 3));
  const struct tape_function f = var_grad_fn(var_exp(x));
  ck_assert_str_eq(tape_function_name(f), "exp");
  tape_rewind(&m);
  ck_assert_str_eq(tape_function_name(f), "None");

  /* a value of above may change; one of below could not change back */
  const var y = var_exp(x);
  ck_assert_int_eq(var_set(y, 1), AD_OK);
  ck_assert_int_eq(tape_rewind(&m), AD_OK);
  var_exp(x);
  ck_assert_int_eq(var_set(x, 5), AD_OK);
  ck_assert_int_eq(tape_rewind(&m), AD_CHANGED_IN_PLACE);
  ck_assert(strstr(tape_message(t), "slot 0"));
  ck_assert_uint_eq(tape_size(t), 2); /* nothing is forgotten */
  ck_assert_int_eq(tape_status(t), AD_OK);
}
END_TEST

START_TEST(no_gradient_regions)
{
  struct tape_mark m;
  const var x = tape_input(t, 3);
  tape_no_grad_begin(t);
  tape_mark(t, &m);
  const var c = var_sqr(x);
  ck_assert_ptr_null(c.on);
  assert_same(var_value(c), 9);
  tape_rewind(&m);
  ck_assert(tape_in_no_grad(t));
  tape_no_grad_end(t);
  ck_assert_ptr_nonnull(var_sqr(x).on);
}
END_TEST

/* Second order of what is on the tape; refused where adjoints gather. */
START_TEST(second_order)
{
  struct tape_mark m;
  const var x = tape_input(t, 3), y = var_cube(x);
  tape_clear_tangents(t);
  tape_seed_tangent(x, 1);
  tape_sweep_tangents(t);
  tape_mark(t, &m);
  tape_gather(&m, var_exp(y), 1);
  ck_assert_int_eq(tape_sweep_second(t), AD_BAD_ARGUMENT);
  tape_rewind(&m);
  assert_same(var_tangent(y), 27);
  tape_clear_adjoints(t);
  tape_seed(y, 1);
  ck_assert_int_eq(tape_sweep_second(t), AD_OK);
  assert_same(var_adjoint_tangent(x), 18);
  ck_assert_int_eq(tape_gather(&m, y, 1), AD_BAD_ARGUMENT);
}
END_TEST

START_TEST(a_full_tape)
{
  struct tape_mark m;
  tape_limit(t, 4);
  const var x = tape_input(t, 2);
  tape_mark(t, &m);
  for (int i = 0; i < 3; i++) {
    const var y = var_sqr(var_exp(var_neg(x)));
    ck_assert_int_eq(tape_gather(&m, y, 1), AD_OK);
    ck_assert_int_eq(tape_rewind(&m), AD_OK);
  }
  assert_close(var_adjoint(x), -6 * exp(-4), 1e-15);
  var_sqr(var_sqr(var_exp(var_neg(x))));
  ck_assert_int_eq(tape_rewind(&m), AD_TAPE_FULL);
}
END_TEST

START_TEST(wrong_questions)
{
  struct tape_mark m, none = {.on = NULL};
  tape *other = tape_new();
  const var z = tape_input(other, 1), x = tape_input(t, 2), y = var_sqr(x);
  double g;
  ck_assert_int_eq(tape_mark(NULL, &m), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_rewind(&m), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_mark(t, NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_rewind(NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_gather(&none, x, 1), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_mark(t, &m), AD_OK);
  ck_assert_int_eq(tape_gather(&m, z, 1), AD_MIXED_TAPES);
  ck_assert_int_eq(tape_gather(&m, y, 2), AD_OK); /* of below */
  ck_assert_int_eq(tape_gather(&m, var_const(1), 5), AD_OK);
  ck_assert_int_eq(tape_sweep(t), AD_OK);
  assert_same(var_adjoint(x), 8);
  ck_assert_int_eq(tape_gather(&m, y, 1), AD_BAD_ARGUMENT); /* was swept */
  tape_clear_adjoints(t);
  ck_assert_int_eq(tape_gather(&m, y, 1), AD_OK);
  ck_assert_int_eq(tape_gradient(y, 1, &x, &g), AD_OK);
  ck_assert_int_eq(tape_gather(&m, y, 1), AD_BAD_ARGUMENT); /* another's */
  ck_assert_int_eq(tape_mark(t, &m), AD_OK);
  ck_assert_int_eq(tape_gather(&m, y, 1), AD_OK);
  const var late = var_exp(x);
  ck_assert_int_eq(tape_seed(late, 1), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_sweep(t), AD_BAD_ARGUMENT);

  ck_assert_int_eq(tape_adjoints(var_const(1), 1, &g), AD_NOT_INPUT);
  ck_assert_int_eq(tape_adjoints(x, 1, NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_adjoints(x, 3, &g), AD_BAD_ARGUMENT); /* one too many */
  ck_assert_int_eq(tape_adjoints(late, 1, &g), AD_BAD_ARGUMENT); /* not swept */
  ck_assert_int_eq(tape_adjoints(x, 0, NULL), AD_OK);
  ck_assert_int_eq(tape_status(t), AD_OK);
  tape_free(other);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("mark");
  ADD_ON_TAPE(s, a_sum_over_points);
  ADD_ON_TAPE(s, random_programs);
  ADD_ON_TAPE(s, nested);
  ADD_ON_TAPE(s, stale_vars);
  ADD_ON_TAPE(s, vars_of_below_stay);
  ADD_ON_TAPE(s, an_empty_tape);
  ADD_ON_TAPE(s, memory_stays);
  ADD_ON_TAPE(s, matrices);
  ADD_ON_TAPE(s, guards);
  ADD_ON_TAPE(s, custom_ops);
  ADD_ON_TAPE(s, autograd);
  ADD_ON_TAPE(s, no_gradient_regions);
  ADD_ON_TAPE(s, second_order);
  ADD_ON_TAPE(s, a_full_tape);
  ADD_ON_TAPE(s, wrong_questions);
  return run_suite(s);
}
