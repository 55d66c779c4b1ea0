/* check.c: exercise 803, log-sum-exp: with the exponents of long double, which go to
 * 11356, the formula can be computed as it stands. */
#include "exercise.h"

#include <float.h>
#include <string.h>

enum { MOST = 6 };

#if STUDENT

CALL(value) { out[0] = log_sum_exp(n, in); }

/* in: x, x_adj, y_adj */
CALL(adjoint)
{
  memcpy(out, in + m, m * sizeof *out);
  log_sum_exp_adjoint(m, in, in[2 * m], out);
}

#else

_Static_assert(LDBL_MAX_EXP > 4 * DBL_MAX_EXP, "long double has a larger range");

/* In double, with a shift, as a mistake would: of value, of shares. */
static double naive(size_t n, const double *x, double m, double *share)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += exp(x[i] - m);
  for (size_t i = 0; i < n; i++)
    share[i] = exp(x[i] - m) / sum;
  return m + log(sum);
}

static void draw(struct judge *j, size_t n, double *x)
{
  const double at = judge_is_example(j)              ? 0
                    : judge_random(j, 0, 1) < 1 / 3. ? 0
                    : judge_random(j, 0, 1) < 0.5    ? 1500
                                                     : -1500;
  const double width = judge_random(j, 0, 1) < 0.4 ? 2000 : 3;
  judge_draws(j, "x", n, judge_is_example(j) ? (double[]){1000, 1000} : NULL,
              at - width, at + width, x);
}

static void suspect_shares(struct judge *j, size_t n, const double *x, double head,
                           const double *before, double most)
{
  double wrong[MOST], share[MOST];
  const double shifts[2] = {0, x[0]};
  for (int k = 0; k < 2; k++) {
    naive(n, x, shifts[k], share);
    for (size_t i = 0; i < n; i++)
      wrong[i] = before[i] + head * share[i];
    judge_suspect(j, k ? "first-as-shift" : "softmax-overflow", n, wrong);
  }
  naive(n, x, most, share);
  for (size_t i = 0; i < n; i++)
    wrong[i] = before[i] + head * exp(x[i] - most);
  judge_suspect(j, "not-normalised", n, wrong);
  for (size_t i = 0; i < n; i++)
    wrong[i] = before[i] + (x[i] == most ? head : 0);
  judge_suspect(j, "winner", n, wrong);
  for (size_t i = 0; i < n; i++)
    wrong[i] = head * share[i];
  judge_suspect(j, "overwrite", n, wrong);
}

JUDGE(j)
{
  while (judge_next(j)) {
    const size_t n = (size_t)judge_whole(j, "n", 2, 1, MOST);
    double x[MOST], in[2 * MOST + 1], share[MOST], want[MOST], got[MOST], value;
    double before[MOST] = {0}, most, size = 0;
    long double sum = 0;
    draw(j, n, x);
    const double head = judge_draw(j, "y_adj", 1, 0.5, 2);
    most = x[0];
    for (size_t i = 0; i < n; i++) {
      sum += expl(x[i]);
      most = fmax(most, x[i]);
      size = fmax(size, fabs(x[i]));
    }
    for (size_t i = 0; i < n; i++) {
      before[i] = judge_is_example(j) ? 0 : judge_random(j, -1, 1);
      want[i] = before[i] + head * (double)(expl(x[i]) / sum);
    }
    const double y = (double)logl(sum);

    judge_call(j, "value", n, x, 1, &value);
    judge_tolerance(j, 1e-13, 1e-15 * size);
    judge_compare(j, "value", 1, &value, &y);
    judge_suspect(j, "overflow", 1, (double[]){naive(n, x, 0, share)});
    judge_suspect(j, "shift-lost", 1, (double[]){y - most});
    judge_suspect(j, "first-as-shift", 1, (double[]){naive(n, x, x[0], share)});

    memcpy(in, x, n * sizeof *x);
    memcpy(in + n, before, n * sizeof *x);
    in[2 * n] = head;
    judge_call(j, "adjoint", 2 * n + 1, in, n, got);
    /* exp(x - y), which is as right, carries the rounding of y */
    judge_tolerance(j, 1e-13, 4e-16 * size + 1e-15);
    judge_compare(j, "gradient", n, got, want);
    suspect_shares(j, n, x, head, before, most);
  }
}

#endif
