/* test_batch.c: many points at once against one at a time. */
#include <config.h>

#include "programs.h"
#include "on_tape.h"

#include "../reverse/batch.h"
#include "../reverse/custom.h"

#include <stdio.h>
#include <stdlib.h>

/* All kernels of this machine by which the bits are those of one at a time. */
static const int exact[] = {TAPE_BATCH_LIBM, TAPE_BATCH_LIBM | TAPE_BATCH_AVX2,
                            TAPE_BATCH_PLAIN};
enum { EXACT = sizeof exact / sizeof *exact };

static bool same_bits(double a, double b)
{
  return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

/* ---- random programs --------------------------------------------------------- */

enum { POINTS = 77 };

/* Value and gradient of y0, point by point. */
static void one_by_one(const var *x, var y, const double *at, double *value,
                       double *grad)
{
  for (size_t k = 0; k < POINTS; k++) {
    ck_assert_int_eq(
      tape_replay(t, PROGRAM_INPUTS, x, at + k * PROGRAM_INPUTS), AD_OK);
    value[k] = var_value(y);
    ck_assert_int_eq(
      tape_gradient(y, PROGRAM_INPUTS, x, grad + k * PROGRAM_INPUTS), AD_OK);
  }
}

/* Points near each other, with zeros and an infinity among them. */
static void fill_points(uint64_t seed, double *at)
{
  for (size_t k = 0; k < POINTS; k++) {
    program_point(seed + k, at + k * PROGRAM_INPUTS);
    if (k % 7 == 3)
      at[k * PROGRAM_INPUTS + k % PROGRAM_INPUTS] = 0;
    if (k == 50)
      at[k * PROGRAM_INPUTS] = INFINITY;
  }
}

START_TEST(random_programs)
{
  static double at[POINTS * PROGRAM_INPUTS], value[POINTS], got[POINTS],
    grad[POINTS * PROGRAM_INPUTS], back[POINTS * PROGRAM_INPUTS];
  for (uint64_t seed = 1; seed <= 150; seed++) {
    var x[PROGRAM_INPUTS], y[PROGRAM_OUTPUTS];
    fill_points(100 * seed, at);
    record(t, seed, at, x, y);
    one_by_one(x, y[0], at, value, grad);
    for (int e = 0; e < EXACT; e++) {
      struct tape_batch b = {.y = y[0], .n = PROGRAM_INPUTS, .x = x,
                             .points = POINTS, .at = at, .value = got,
                             .grad = back, .flags = exact[e], .jobs = 1 + e};
      ck_assert_int_eq(tape_batch(t, &b), AD_OK);
      for (size_t k = 0; k < POINTS; k++)
        ck_assert_msg(same_bits(value[k], got[k]),
                      "program %" PRIu64 ", point %zu: %.17g, not %.17g", seed,
                      k, got[k], value[k]);
      for (size_t k = 0; k < POINTS * PROGRAM_INPUTS; k++)
        ck_assert_msg(same_bits(grad[k], back[k]),
                      "program %" PRIu64 ", %s, point %zu: %.17g, not %.17g",
                      seed, tape_batch_kernels(exact[e]), k / PROGRAM_INPUTS,
                      back[k], grad[k]);
    }
  }
}
END_TEST

/* ---- each op, lane by lane ------------------------------------------------------ */

enum { LANES_EACH = 600 };

/* How far batch is from one at a time, in ulps of the larger number around. */
static double distance(double a, double b)
{
  if (same_bits(a, b) || a == b)
    return 0;
  if (!isfinite(a) || !isfinite(b))
    return INFINITY;
  const double size = fmax(fabs(a), fabs(b));
  return fabs(a - b) / fmax(nextafter(size, INFINITY) - size, 5e-324);
}

struct distances {
  double value, grad;
};

/* The op at samples of its domain, by these kernels, against tape_replay. */
static struct distances each_op_by(enum ad_op op, int flags)
{
  static double at[LANES_EACH * AD_OP_ARGS], value[LANES_EACH],
    grad[LANES_EACH * AD_OP_ARGS];
  const int args = ad_op_variables(op);
  const bool integer = ad_op_info(op)->kind == AD_INTEGER;
  struct distances most = {0, 0};
  uint64_t state = 7;
  double first[AD_OP_ARGS], x[AD_OP_ARGS];
  var u[AD_OP_ARGS];
  ck_assert(sample(op, &state, first));
  if (integer)
    first[1] = 3;
  tape_reset(t);
  for (int k = 0; k < AD_OP_ARGS; k++)
    u[k] = k < args ? tape_input(t, first[k]) : var_const(first[k]);
  const var y = var_by_op(op, u);
  for (int i = 0; i < LANES_EACH; i++) {
    do
      ck_assert(sample(op, &state, x));
    while (integer && !ad_op_defined(op, x[0], 3, 0));
    memcpy(at + i * args, x, (size_t)args * sizeof *x);
  }
  struct tape_batch b = {.y = y, .n = (size_t)args, .x = u,
                         .points = LANES_EACH, .at = at, .value = value,
                         .grad = grad, .flags = flags};
  ck_assert_int_eq(tape_batch(t, &b), AD_OK);
  for (int i = 0; i < LANES_EACH; i++) {
    double g[AD_OP_ARGS];
    ck_assert_int_eq(tape_replay(t, (size_t)args, u, at + i * args), AD_OK);
    ck_assert_int_eq(tape_gradient(y, (size_t)args, u, g), AD_OK);
    most.value = fmax(most.value, distance(var_value(y), value[i]));
    for (int k = 0; k < args; k++)
      most.grad = fmax(most.grad, distance(g[k], grad[i * args + k]));
  }
  return most;
}

START_TEST(every_op_to_the_last_bit)
{
  for (int e = 0; e < EXACT; e++) {
    const struct distances d = each_op_by((enum ad_op)_i, exact[e]);
    ck_assert_msg(d.value == 0 && d.grad == 0, "%s, %s: %g and %g ulp",
                  ad_op_info((enum ad_op)_i)->name,
                  tape_batch_kernels(exact[e]), d.value, d.grad);
  }
}
END_TEST

/* libmvec is within 4 ulp of the true values, libm within 1; what a row makes of
 * a few of them, within 16 of each other. */
START_TEST(every_op_by_vector_functions)
{
  static const int fast[] = {0, TAPE_BATCH_AVX2};
  for (int e = 0; e < 2; e++) {
    const struct distances d = each_op_by((enum ad_op)_i, fast[e]);
    if (getenv("SHOW_DISTANCES"))
      printf("# %-10s %6.2f %6.2f\n", ad_op_info((enum ad_op)_i)->name, d.value,
             d.grad);
    /* (log(e^a + e^b) near its zero is a difference of large numbers.) */
    const double most = _i == AD_OP_logaddexp ? 64 : 5;
    ck_assert_msg(d.value <= most && d.grad <= 16, "%s, %s: %g and %g ulp",
                  ad_op_info((enum ad_op)_i)->name,
                  tape_batch_kernels(fast[e]), d.value, d.grad);
  }
}
END_TEST

/* ---- sums over points -------------------------------------------------------------- */

/* A loss of one point, a line through it: (p0 x + p1 - z)^2 + log(1 + e^(p2 x)). */
static var loss(const var *x, const var *p)
{
  const var e = var_sub(var_add(var_mul(p[0], x[0]), p[1]), x[1]);
  return var_add(var_sqr(e), var_softplus(var_mul(p[2], x[0])));
}

enum { MANY = 10007 };

START_TEST(sums_do_not_depend_on_threads_or_kernels)
{
  static double at[2 * MANY];
  static const double p0[] = {0.5, -1, 2};
  double sum, total = 0, grad[3], first[3] = {0};
  long double value = 0, slow[3] = {0};
  var x[2], p[3];
  uint64_t state = 3;
  for (int i = 0; i < 2 * MANY; i++)
    at[i] = 2 * sample_unit(&state) - 1;
  tape_inputs(t, 2, at, x);
  tape_inputs(t, 3, p0, p);
  const var y = loss(x, p);
  for (int i = 0; i < MANY; i++) {
    ck_assert_int_eq(tape_replay(t, 2, x, at + 2 * i), AD_OK);
    ck_assert_int_eq(tape_gradient(y, 3, p, grad), AD_OK);
    value += var_value(y);
    for (int j = 0; j < 3; j++)
      slow[j] += grad[j];
  }
  for (int e = 0; e < EXACT; e++)
    for (int jobs = 0; jobs < 6; jobs++) {
      struct tape_batch b = {.y = y, .n = 2, .x = x, .points = MANY, .at = at,
                             .shared = 3, .p = p, .sum = &sum,
                             .sum_grad = grad, .jobs = jobs,
                             .flags = exact[e]};
      ck_assert_int_eq(tape_batch(t, &b), AD_OK);
      if (e == 0 && jobs == 0) {
        total = sum;
        memcpy(first, grad, sizeof first);
        assert_close(sum, (double)value, 1e-14);
        for (int j = 0; j < 3; j++)
          ck_assert(fabs(grad[j] - (double)slow[j]) <= 1e-14 * MANY);
      }
      ck_assert(same_bits(sum, total));
      for (int j = 0; j < 3; j++)
        ck_assert(same_bits(grad[j], first[j]));
    }
}
END_TEST

/* Gradients at each point and their sum, of blocks that are not full. */
START_TEST(partial_blocks)
{
  static double at[2 * 300], values[300], grads[2 * 300];
  static const double p0[] = {0.5, -1, 2};
  var x[2], p[3];
  for (int i = 0; i < 600; i++)
    at[i] = 0.01 * i - 2;
  tape_inputs(t, 2, at, x);
  tape_inputs(t, 3, p0, p);
  const var y = loss(x, p);
  for (size_t points = 0; points < 300; points += points < 20 ? 1 : 31) {
    double sum, grad[3], want = 0, g[2], q[3] = {0}, one[3];
    struct tape_batch b = {.y = y, .n = 2, .x = x, .points = points, .at = at,
                           .shared = 3, .p = p, .value = values, .grad = grads,
                           .sum = &sum, .sum_grad = grad,
                           .flags = TAPE_BATCH_LIBM};
    ck_assert_int_eq(tape_batch(t, &b), AD_OK);
    for (size_t k = 0; k < points; k++) {
      ck_assert_int_eq(tape_replay(t, 2, x, at + 2 * k), AD_OK);
      ck_assert_int_eq(tape_gradient(y, 2, x, g), AD_OK);
      ck_assert_int_eq(tape_gradient(y, 3, p, one), AD_OK);
      ck_assert(same_bits(values[k], var_value(y)));
      ck_assert(same_bits(grads[2 * k], g[0]) &&
                same_bits(grads[2 * k + 1], g[1]));
      want += var_value(y);
      for (int j = 0; j < 3; j++)
        q[j] += one[j];
    }
    assert_close(sum, want, 1e-13);
    for (int j = 0; j < 3; j++)
      ck_assert(fabs(grad[j] - q[j]) <= 1e-13 * (1 + (double)points));
  }
}
END_TEST

/* ---- what a plain sweep gets wrong --------------------------------------------------- */

/* c sqrt(x): at c = 0 and x = 0 nothing depends on the infinite partial. */
START_TEST(absolute_zero)
{
  static const double at[] = {1, 4, 0, 0, 2, 0, 0, 9, NAN, 1};
  const double p0 = 3;
  double grad[10], sum, sum_grad;
  var x[2];
  tape_inputs(t, 2, at, x);
  const var p = tape_input(t, p0);
  const var y = var_mul(p, var_mul(x[0], var_sqrt(x[1])));
  struct tape_batch b = {.y = y, .n = 2, .x = x, .points = 5, .at = at,
                         .shared = 1, .p = &p, .grad = grad, .sum = &sum,
                         .sum_grad = &sum_grad};
  ck_assert_int_eq(tape_batch(t, &b), AD_OK);
  for (int k = 0; k < 5; k++) {
    double g[2];
    tape_replay(t, 2, x, at + 2 * k);
    ck_assert_int_eq(tape_gradient(y, 2, x, g), AD_OK);
    ck_assert(same_bits(g[0], grad[2 * k]) && same_bits(g[1], grad[2 * k + 1]));
  }
  assert_same(grad[3], 0);
  ck_assert(isnan(sum) && isnan(sum_grad)); /* the fifth point is NaN */
  b.points = 4;
  ck_assert_int_eq(tape_batch(t, &b), AD_OK);
  assert_same(sum_grad, 2);
}
END_TEST

START_TEST(under_a_policy)
{
  static const double at[] = {-1, 0, 2};
  struct ad_policy policy;
  double grad[3];
  const var x = tape_input(t, 1), y = var_abs(x);
  ck_assert(ad_policy_parse("abs=right", &policy, NULL));
  tape_policy(t, &policy);
  struct tape_batch b = {
    .y = y, .n = 1, .x = &x, .points = 3, .at = at, .grad = grad};
  ck_assert_int_eq(tape_batch(t, &b), AD_OK);
  ck_assert(grad[0] == -1 && grad[1] == 1 && grad[2] == 1);
}
END_TEST

/* ---- guards ----------------------------------------------------------------------------- */

START_TEST(points_at_another_branch)
{
  enum { COUNT = 5000 };
  static double at[COUNT], value[COUNT], grad[COUNT];
  double sum;
  const var dead = tape_input(t, 1), x = tape_input(t, 1);
  ck_assert(var_lt(dead, var_const(2))); /* always: what it compares stays */
  ck_assert(var_lt(x, var_const(10)));
  const var y = var_sqr(x);
  for (int k = 0; k < COUNT; k++)
    at[k] = k % 1000 == 777 ? 11 : 0.001 * k;
  for (int jobs = 1; jobs < 4; jobs++) {
    struct tape_batch b = {.y = y, .n = 1, .x = &x, .points = COUNT, .at = at,
                           .value = value, .grad = grad, .sum = &sum,
                           .jobs = jobs};
    ck_assert_int_eq(tape_batch(t, &b), AD_OTHER_BRANCH);
    ck_assert_uint_eq(b.failed, 5);
    ck_assert_uint_eq(b.first_failed, 777);
    ck_assert_str_eq(b.said,
                     "point 777: comparison 2, slot 1 (11) < 10, was true when "
                     "recorded and is false now: another branch; record it "
                     "again");
    ck_assert(isnan(sum));
    for (int k = 0; k < COUNT; k++)
      if (k % 1000 == 777)
        ck_assert(isnan(value[k]) && isnan(grad[k]));
      else
        ck_assert(value[k] == at[k] * at[k] && grad[k] == 2 * at[k]);
  }
  ck_assert_int_eq(tape_status(t), AD_OK);
  assert_same(var_value(y), 1); /* the tape stays where it was */
}
END_TEST

/* ---- matrices ---------------------------------------------------------------------------- */

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

START_TEST(matrices)
{
  enum { N = 6, COUNT = 70, SHARED = 4 };
  static double at[N * COUNT], value[COUNT], grad[N * COUNT];
  static const double w[] = {0.5, -1, 0.25, 2};
  double sum_grad[SHARED], want[SHARED] = {0}, g[N], s[SHARED];
  uint64_t state = 5;
  for (int i = 0; i < N * COUNT; i++)
    at[i] = sample_unit(&state) - 0.5;
  const var_mat a = var_mat_input(t, 2, 3, at), b = var_mat_input(t, 2, 2, w);
  const var_mat d = var_mat_fixed(t, 2, 2, (const double[]){3, 1, 1, 3});
  const var_mat c = var_mat_matmul(b, a);
  const var_mat gram = var_mat_add(var_mat_matmul(c, var_mat_transpose(c)), d);
  const var_mat parts[] = {var_mat_tanh(c), var_mat_inverse(gram)};
  const var_mat j = var_mat_join(1, 2, parts);
  const var_mat h = var_mat_custom(&half, &j);
  const var_mat k = var_mat_mul(
    h, var_mat_fma(var_mat_const(2), h, var_mat_slice(a, 0, 1, 1, 1)));
  const var y = var_mul(var_mat_at(var_mat_logsumexp(k, AD_ALL), 0, 0),
                        var_exp(var_mat_at(h, 1, 4)));
  var x[N], p[SHARED];
  for (size_t i = 0; i < N; i++)
    x[i] = var_mat_at(a, i / 3, i % 3);
  for (size_t i = 0; i < SHARED; i++)
    p[i] = var_mat_at(b, i / 2, i % 2);
  ck_assert_int_eq(tape_status(t), AD_OK);
  for (int e = 0; e < EXACT; e++) {
    struct tape_batch q = {.y = y, .n = N, .x = x, .points = COUNT, .at = at,
                           .shared = SHARED, .p = p, .value = value,
                           .grad = grad, .sum_grad = sum_grad, .jobs = 2,
                           .flags = exact[e]};
    ck_assert_int_eq(tape_batch(t, &q), AD_OK);
    memset(want, 0, sizeof want);
    for (int i = 0; i < COUNT; i++) {
      ck_assert_int_eq(tape_replay(t, N, x, at + N * i), AD_OK);
      ck_assert_int_eq(tape_gradient(y, N, x, g), AD_OK);
      ck_assert_int_eq(tape_gradient(y, SHARED, p, s), AD_OK);
      assert_close(value[i], var_value(y), 1e-14);
      for (int n = 0; n < N; n++)
        ck_assert(fabs(grad[N * i + n] - g[n]) < 1e-14);
      for (int n = 0; n < SHARED; n++)
        want[n] += s[n];
    }
    for (int n = 0; n < SHARED; n++)
      ck_assert(fabs(sum_grad[n] - want[n]) < 1e-12);
  }
  at[N * 40] = 1e9; /* what a custom op reports */
  struct tape_batch q = {.y = y, .n = N, .x = x, .points = COUNT, .at = at,
                         .value = value};
  ck_assert_int_eq(tape_batch(t, &q), AD_OK); /* tanh is tame */
  const var_mat m = var_mat_custom(&half, &a);
  q.y = var_mat_at(m, 0, 0);
  ck_assert_int_eq(tape_batch(t, &q), AD_CUSTOM);
}
END_TEST

/* ---- odd questions ------------------------------------------------------------------------- */

START_TEST(outputs_that_are_inputs_or_constants)
{
  static const double at[] = {1, 2, 3};
  double value[3], grad[3], sum, sum_grad;
  const var x = tape_input(t, 5), p = tape_input(t, 7);
  struct tape_batch b = {.n = 1, .x = &x, .points = 3, .at = at, .shared = 1,
                         .p = &p, .value = value, .grad = grad, .sum = &sum,
                         .sum_grad = &sum_grad};
  b.y = x;
  ck_assert_int_eq(tape_batch(t, &b), AD_OK);
  ck_assert(value[2] == 3 && grad[2] == 1 && sum == 6 && sum_grad == 0);
  b.y = p;
  ck_assert_int_eq(tape_batch(t, &b), AD_OK);
  ck_assert(value[2] == 7 && grad[2] == 0 && sum == 21 && sum_grad == 3);
  b.y = var_const(4);
  ck_assert_int_eq(tape_batch(t, &b), AD_OK);
  ck_assert(value[2] == 4 && grad[2] == 0 && sum == 12 && sum_grad == 0);
  b.y = var_mul(p, p);
  ck_assert_int_eq(tape_batch(t, &b), AD_OK);
  ck_assert(value[1] == 49 && grad[1] == 0 && sum == 147 && sum_grad == 42);
}
END_TEST

START_TEST(wrong_questions)
{
  static const double at[] = {1, 2, 3};
  tape *other = tape_new();
  const var x = tape_input(t, 5), y = var_sqr(x), z = tape_input(other, 1);
  double value[3];
  struct tape_batch b = {
    .y = y, .n = 1, .x = &x, .points = 3, .at = at, .value = value}, c;
  ck_assert_int_eq(tape_batch(t, NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_batch(NULL, &b), AD_BAD_ARGUMENT);
  c = b, c.at = NULL;
  ck_assert_int_eq(tape_batch(t, &c), AD_BAD_ARGUMENT);
  c = b, c.jobs = -1;
  ck_assert_int_eq(tape_batch(t, &c), AD_BAD_ARGUMENT);
  c = b, c.points = SIZE_MAX / 4;
  ck_assert_int_eq(tape_batch(t, &c), AD_BAD_ARGUMENT);
  c = b, c.p = &x, c.shared = 1; /* it cannot be both */
  ck_assert_int_eq(tape_batch(t, &c), AD_BAD_ARGUMENT);
  c = b, c.x = &y;
  ck_assert_int_eq(tape_batch(t, &c), AD_NOT_INPUT);
  c = b, c.y = z;
  ck_assert_int_eq(tape_batch(t, &c), AD_MIXED_TAPES);
  tape_reset(t);
  ck_assert_int_eq(tape_batch(t, &b), AD_STALE_VAR);
  tape_free(other);
}
END_TEST

START_TEST(lanes_and_names)
{
  ck_assert_uint_eq(tape_batch_lanes(1), 256);
  for (size_t slots = 1; slots < 1u << 30; slots *= 3)
    ck_assert_uint_eq(tape_batch_lanes(slots) % 8, 0);
  ck_assert_uint_eq(tape_batch_lanes(1000000), 8);
  ck_assert_str_eq(tape_batch_kernels(TAPE_BATCH_PLAIN), "plain C");
  ck_assert_ptr_null(strstr(tape_batch_kernels(TAPE_BATCH_LIBM), "libmvec"));
}
END_TEST

int main(void)
{
  Suite *s = suite_create("batch");
  ADD_ON_TAPE(s, random_programs);
  TCase *each = tcase_create("every op");
  tcase_add_checked_fixture(each, setup, teardown);
  tcase_add_loop_test(each, every_op_to_the_last_bit, 0, AD_OP_COUNT);
  tcase_add_loop_test(each, every_op_by_vector_functions, 0, AD_OP_COUNT);
  suite_add_tcase(s, each);
  ADD_ON_TAPE(s, sums_do_not_depend_on_threads_or_kernels);
  ADD_ON_TAPE(s, partial_blocks);
  ADD_ON_TAPE(s, absolute_zero);
  ADD_ON_TAPE(s, under_a_policy);
  ADD_ON_TAPE(s, points_at_another_branch);
  ADD_ON_TAPE(s, matrices);
  ADD_ON_TAPE(s, outputs_that_are_inputs_or_constants);
  ADD_ON_TAPE(s, wrong_questions);
  ADD_ON_TAPE(s, lanes_and_names);
  return run_suite(s);
}
