/* check.c: exercise 802, corners: away from them by the engine, at them by the limits of
 * difference quotients from both sides. */
#include "exercise.h"

#include <string.h>

enum { POINTS = 5 };

#if STUDENT

CALL(partials)
{
  for (size_t i = 0; i < n; i++) {
    out[i] = abs_partial(in[i]);
    out[n + i] = relu_partial(in[i]);
    out[2 * n + i] = detour_partial(in[i]);
  }
}

CALL(max) { max_partials(in[0], in[1], &out[0], &out[1]); }

CALL(subgradient) { out[0] = is_abs_subgradient(in[0], in[1]); }

#else

/* The quotient to one side with a step below all distances to corners: exact for
 * functions that are made of lines. */
static double to_side(double (*f)(double), double x, double h)
{
  return nearbyint((f(x + h) - f(x)) / h);
}

static double relu(double x) { return x > 0 ? x : 0; }

/* At a corner the convention. */
static double partial(double (*f)(double), double x)
{
  const double left = to_side(f, x, -1. / 1024), right = to_side(f, x, 1. / 1024);
  return left == right ? left : 0;
}

static void check_partials(struct judge *j)
{
  double x[POINTS], got[3 * POINTS], one[POINTS], want[3][POINTS], wrong[POINTS];
  for (size_t i = 0; i < POINTS; i++)
    x[i] = nearbyint(judge_random(j, 1, 200)) / (i % 2 ? 100 : -100);
  x[(int)judge_random(j, 0, POINTS)] = 0; /* a corner, at some place */
  if (judge_is_example(j))
    memcpy(x, (double[POINTS]){0, 2, -2, 1, -1}, sizeof x);
  judge_show(j, "x", POINTS, x);
  for (size_t i = 0; i < POINTS; i++) {
    want[0][i] = partial(fabs, x[i]);
    want[1][i] = partial(relu, x[i]);
    want[2][i] = want[1][i] + partial(relu, -x[i]);
  }
  judge_call(j, "partials", POINTS, x, 3 * POINTS, got);
  judge_compare(j, "abs", POINTS, got, want[0]);
  for (int side = -1; side <= 1; side += 2) {
    for (size_t i = 0; i < POINTS; i++)
      wrong[i] = x[i] == 0 ? side : want[0][i];
    judge_suspect(j, "abs-one-sided", POINTS, wrong);
  }
  const bool zero = judge_compare(j, "relu", POINTS, got + POINTS, want[1]);
  for (size_t i = 0; i < POINTS; i++)
    wrong[i] = x[i] == 0 ? 1 : want[1][i];
  judge_suspect(j, "relu-one", POINTS, wrong);
  if (!zero) /* the detour goes by the student's own relu */
    return;
  judge_compare(j, "detour", POINTS, got + 2 * POINTS, want[2]);
  for (size_t i = 0; i < POINTS; i++) {
    wrong[i] = want[1][i] - partial(relu, -x[i]);
    one[i] = 1;
  }
  judge_suspect(j, "inner-sign", POINTS, wrong);
  judge_suspect(j, "simplified", POINTS, one);
}

static void check_max(struct judge *j)
{
  double x[2], want[2] = {0.5, 0.5}, got[2];
  x[0] = judge_draw(j, "a", 2, -2, 2);
  x[1] = judge_draw(j, "b", 2, -2, 2);
  if (judge_random(j, 0, 1) < 0.3 && !judge_is_example(j)) {
    x[1] = x[0];
    judge_tell(j, "b = a");
  }
  if (x[0] != x[1])
    judge_gradient(j, "max(a, b)", x, NULL, want);
  judge_call(j, "max", 2, x, 2, got);
  judge_compare(j, "max by_a by_b", 2, got, want);
  const bool tie = x[0] == x[1];
  judge_suspect(j, "tie-first", 2, tie ? (double[]){1, 0} : want);
  judge_suspect(j, "tie-first", 2, tie ? (double[]){0, 1} : want);
  judge_suspect(j, "tie-both", 2, tie ? (double[]){1, 1} : want);
}

/* g is one if the line through (x, |x|) is nowhere above the graph; far away and near
 * suffice, since |x| is convex. */
static bool touches(double x, double g)
{
  for (int side = -1; side <= 1; side += 2)
    for (double h = 1e-3; h < 1e4; h *= 10)
      if (fabs(x + side * h) < fabs(x) + g * side * h - 1e-12)
        return false;
  return true;
}

static void check_subgradient(struct judge *j)
{
  static const double slopes[] = {-1, 0, 1};
  double want[9], got[9], all[9], few[9];
  for (int k = 0; k < 9; k++) {
    const double x = k < 3 ? 0 : judge_random(j, 0.1, 2) * (k % 2 ? 1 : -1);
    const double g = k % 3 == 0 ? slopes[(int)judge_random(j, 0, 3)]
                                : judge_random(j, k == 1 ? -0.9 : -2, k == 1 ? 0.9 : 2);
    const double in[2] = {x, k == 2 && fabs(g) < 1.1 ? g + 2.5 : g};
    judge_tell(j, "(x, g) = (%.4g, %.4g)", in[0], in[1]);
    want[k] = touches(in[0], in[1]);
    all[k] = in[1] >= -1 && in[1] <= 1;
    few[k] = in[0] == 0 ? in[1] == 0 : want[k];
    judge_call(j, "subgradient", 2, in, 1, &got[k]);
  }
  judge_compare(j, "subgradient", 9, got, want);
  judge_suspect(j, "everywhere", 9, all);
  judge_suspect(j, "only-slopes", 9, few);
  for (int k = 0; k < 3; k++) /* or all of -1, 0, 1, or without 0 */
    few[k] = k == 0 ? want[k] : 0;
  judge_suspect(j, "only-slopes", 9, few);
  few[0] = want[0] > 0 && got[0] > 0;
  judge_suspect(j, "only-slopes", 9, few);
}

JUDGE(j)
{
  judge_tolerance(j, 0, 0);
  while (judge_next(j)) {
    check_partials(j);
    judge_forget(j);
    check_max(j);
    judge_forget(j);
    check_subgradient(j);
  }
}

#endif
