/* test_learn.c: gradients of learning: regressions and the two moons' network,
 * with matrices on a tape, against closed forms, an adjoint written by hand, and
 * forward mode number by number; and controls that have to fail. */
#include <config.h>

#include "close.h"

#define JET_N 16
#include "../dualtape.h"

#include "moons.h"
#include "regression.h"

#define FN_FILE "moons.fn.c"
#include "../dualtape_each.h"

/* ---- regressions -------------------------------------------------------------- */

enum { POINTS = 23 };

static struct points make_points(uint64_t seed, bool logistic)
{
  static double x[3 * POINTS], y[POINTS];
  struct ad_random random = ad_random_seed(seed);
  for (size_t i = 0; i < POINTS; i++) {
    x[3 * i] = 1;
    x[3 * i + 1] = ad_random_normal(&random);
    x[3 * i + 2] = ad_random_normal(&random);
    y[i] = logistic ? (double)(i % 2) : ad_random_normal(&random);
  }
  return (struct points){POINTS, 3, x, y};
}

/* The tape's gradient at w, less factor/n times the score: the largest. */
static double off_score(bool logistic, double factor, const double *w)
{
  const struct points p = make_points(3, logistic);
  double g[3], s[3], most = 0;
  tape *t = tape_new();
  var_mat on_tape = var_mat_input(t, 3, 1, w);
  var loss = (logistic ? logistic_loss : linear_loss)(t, &p, on_tape);
  ck_assert_int_eq(tape_gradient(loss, 0, NULL, NULL), AD_OK);
  var_mat_adjoint(on_tape, g);
  tape_free(t);
  score(&p, logistic, w, s);
  for (int j = 0; j < 3; j++)
    most = fmax(most, fabs(g[j] - factor / POINTS * s[j]));
  return most;
}

/* 2/n X'(X w - y), and 1/n X'(p - y). */
START_TEST(gradients_are_scores)
{
  const double w[] = {0.3, -1.2, 2.5};
  ck_assert_double_lt(off_score(false, 2, w), 1e-14);
  ck_assert_double_lt(off_score(true, 1, w), 1e-14);
}
END_TEST

START_TEST(control_another_factor)
{
  const double w[] = {0.3, -1.2, 2.5};
  ck_assert_double_gt(off_score(false, 2.001, w), 1e-5);
  ck_assert_double_gt(off_score(true, 1.001, w), 1e-5);
}
END_TEST

/* At the answers the scores are 0, and a little beside them they are not. */
START_TEST(answers_are_zeros_of_the_score)
{
  for (int logistic = 0; logistic < 2; logistic++) {
    const struct points p = make_points(5, logistic);
    long double answer[MOST_COLUMNS];
    double w[MOST_COLUMNS];
    ck_assert((logistic ? logistic_answer : linear_answer)(&p, answer));
    for (int j = 0; j < 3; j++)
      w[j] = (double)answer[j];
    ck_assert_double_lt(score(&p, logistic, w, NULL), 1e-13);
    w[1] += 1e-8;
    ck_assert_double_gt(score(&p, logistic, w, NULL), 1e-10);
  }
}
END_TEST

/* ---- the network ---------------------------------------------------------------- */

static struct moons make_data(struct ad_random *random)
{
  static double x[2 * POINTS], y[POINTS];
  for (size_t p = 0; p < POINTS; p++) {
    x[2 * p] = ad_random_normal(random);
    x[2 * p + 1] = ad_random_normal(random);
    y[p] = (double)(p % 2);
  }
  return (struct moons){POINTS, x, y};
}

/* All ways to the gradient, at weights of which one is wrong on the tape: how far
 * the tape is from the adjoint written by hand. */
static double ways_apart(uint64_t seed, int wrong)
{
  struct ad_random random = ad_random_seed(seed);
  struct moons m = make_data(&random);
  double w[WEIGHTS], g[WEIGHTS], hand[WEIGHTS], forward[WEIGHTS], by_jets[WEIGHTS];
  double by_steps[WEIGHTS];
  double scalar[WEIGHTS], loss, by_hand, most = 0;
  for (int k = 0; k < WEIGHTS; k++)
    w[k] = 0.5 * ad_random_normal(&random);
  by_hand = moons_by_hand(&m, w, hand);
  ck_assert_int_eq(moons_loss_double(w, &loss, &m), AD_OK);
  assert_close(loss, by_hand, 1e-14);
  ck_assert_int_eq(
    dual_jacobian(moons_loss_dual, &m, WEIGHTS, w, 1, &loss, forward), AD_OK);
  ck_assert_int_eq(
    jet_jacobian(moons_loss_jet, &m, WEIGHTS, w, 1, &loss, by_jets), AD_OK);
  ck_assert_int_eq(
    var_jacobian(moons_loss_var, &m, NULL, WEIGHTS, w, 1, &loss, scalar),
    AD_OK);
  (void)moons_loss_hyper, (void)moons_loss_float;
  const struct ad_function f = {.n = WEIGHTS, .m = 1, .data = &m,
                                .on_complex = moons_loss_cplx};
  ck_assert_int_eq(fd_complex_jacobian(&f, w, 0, NULL, by_steps, NULL, NULL),
                   AD_OK);
  if (wrong >= 0)
    w[wrong] += 1e-6;
  tape *t = tape_new();
  var_mat weights = var_mat_input(t, 1, WEIGHTS, w);
  var y = moons_loss_on(t, &m, weights);
  ck_assert_int_eq(tape_gradient(y, 0, NULL, NULL), AD_OK);
  var_mat_adjoint(weights, g);
  if (wrong < 0)
    assert_close(var_value(y), by_hand, 1e-14);
  tape_free(t);
  for (int k = 0; k < WEIGHTS; k++) {
    most = fmax(most, fabs(g[k] - hand[k]));
    ck_assert_double_lt(fabs(hand[k] - forward[k]), 1e-14);
    ck_assert_double_lt(fabs(hand[k] - by_jets[k]), 1e-14);
    ck_assert_double_lt(fabs(hand[k] - by_steps[k]), 1e-14);
    ck_assert_double_lt(fabs(hand[k] - scalar[k]), 1e-14);
  }
  return most;
}

START_TEST(all_ways_to_the_gradient)
{
  for (uint64_t seed = 1; seed <= 5; seed++)
    ck_assert_double_lt(ways_apart(seed, -1), 1e-14);
}
END_TEST

START_TEST(control_a_weight_a_little_wrong)
{
  ck_assert_double_gt(ways_apart(1, W1), 1e-9);
  ck_assert_double_gt(ways_apart(1, W2 + 17), 1e-9);
  ck_assert_double_gt(ways_apart(1, B3), 1e-9);
}
END_TEST

int main(void)
{
  Suite *suite = suite_create("learn");
  ADD(suite, gradients_are_scores);
  ADD(suite, control_another_factor);
  ADD(suite, answers_are_zeros_of_the_score);
  ADD(suite, all_ways_to_the_gradient);
  ADD(suite, control_a_weight_a_little_wrong);
  return run_suite(suite);
}
