/* check.c: exercise 702, the Taylor test: of f = Σ c_i exp(x_i), whose remainder long
 * double knows to more digits; the rates by another formula of least squares. */
#include "exercise.h"

#include <string.h>

enum { INPUTS = 4, STEPS = 5 };

#if STUDENT

static size_t inputs;
static const double *factor; /* NULL: the example, x^2 */

static double asked_function(const double *x)
{
  double sum = 0;
  for (size_t i = 0; i < inputs; i++)
    sum += factor[i] * exp(x[i]);
  return sum;
}

static double square(const double *x) { return x[0] * x[0]; }

/* in: n (0: x^2), h, K; x, grad, p, c */
static function *choose(const double *in)
{
  inputs = in[0] > 0 ? (size_t)in[0] : 1;
  factor = in + 3 + 3 * inputs;
  return in[0] > 0 ? asked_function : square;
}

CALL(remainder)
{
  function *f = choose(in);
  const double *x = in + 3;
  out[0] = remainder_at(f, inputs, x, x + inputs, x + 2 * inputs, in[1]);
}

CALL(rate)
{
  function *f = choose(in);
  const double *x = in + 3;
  out[0] = taylor_rate(f, inputs, x, x + inputs, x + 2 * inputs, in[1], (int)in[2]);
}

#else

struct problem {
  bool square;
  size_t n;
  double x[INPUTS], grad[INPUTS], p[INPUTS], c[INPUTS];
};

/* f(x + h p) - f(x) */
static long double change(const struct problem *q, double h)
{
  long double sum = 0;
  if (q->square)
    return 2.L * q->x[0] * h * q->p[0] + (long double)h * h * q->p[0] * q->p[0];
  for (size_t i = 0; i < q->n; i++)
    sum += q->c[i] * expl(q->x[i]) * expm1l((long double)h * q->p[i]);
  return sum;
}

enum mistake { RIGHT, NO_SLOPE, NO_STEP, SUM_OF_GRADIENT };

static double remainder_of(const struct problem *q, double h, enum mistake how)
{
  long double slope = 0;
  for (size_t i = 0; i < q->n; i++)
    slope += (long double)q->grad[i] * (how == SUM_OF_GRADIENT ? 1 : q->p[i]);
  return (double)fabsl(change(q, h) - (how == NO_SLOPE  ? 0
                                       : how == NO_STEP ? slope
                                                        : h * slope));
}

/* The slope of y over x, about their means. */
static double slope(int K, const double *x, const double *y)
{
  double mx = 0, my = 0, above = 0, below = 0;
  for (int k = 0; k < K; k++)
    mx += x[k] / K, my += y[k] / K;
  for (int k = 0; k < K; k++) {
    above += (x[k] - mx) * (y[k] - my);
    below += (x[k] - mx) * (x[k] - mx);
  }
  return above / below;
}

static void check_rate(struct judge *j, const struct problem *q, double h, int K,
                       double got)
{
  double x[STEPS], y[STEPS], lx[STEPS], ly[STEPS];
  for (int k = 0; k < K; k++) {
    x[k] = ldexp(h, -k);
    y[k] = remainder_of(q, x[k], RIGHT);
    lx[k] = log(x[k]);
    ly[k] = log(y[k]);
  }
  judge_tolerance(j, 1e-8, 0);
  judge_compare(j, "rate", 1, &got, (double[]){slope(K, lx, ly)});
  judge_suspect(j, "no-logs", 1, (double[]){slope(K, x, y)});
  judge_suspect(j, "axes", 1, (double[]){slope(K, ly, lx)});
  judge_suspect(j, "ends", 1, (double[]){log2(y[0] / y[K - 1]) / (K - 1)});
}

static void draw(struct judge *j, struct problem *q)
{
  const bool right = judge_random(j, 0, 1) < 0.6;
  q->n = q->square ? 1 : (size_t)judge_whole(j, "n", 2, 1, INPUTS);
  judge_draws(j, "x", q->n, q->square ? (double[]){3} : NULL, -1, 1, q->x);
  judge_draws(j, "p", q->n, q->square ? (double[]){1} : NULL, 0.5, 1.4, q->p);
  judge_draws(j, "c", q->n, NULL, 0.5, 2, q->c);
  for (size_t i = 0; i < q->n; i++)
    q->grad[i] = q->square ? 6 : q->c[i] * exp(q->x[i]);
  if (!right && !q->square) /* too small, so that no remainder is 0 */
    q->grad[q->n - 1] -= judge_random(j, 0.1, 1);
  judge_show(j, "grad", q->n, q->grad);
}

JUDGE(j)
{
  while (judge_next(j)) {
    struct problem q = {.square = judge_is_example(j)};
    draw(j, &q);
    const double h = judge_draw(j, "h", 0.5, 0.1, 0.3);
    const int K = (int)judge_whole(j, "K", 2, 3, STEPS);
    double in[3 + 4 * INPUTS] = {q.square ? 0 : (double)q.n, h, K}, got;
    const double *from[4] = {q.x, q.grad, q.p, q.c};
    for (size_t k = 0; k < 4; k++)
      memcpy(in + 3 + k * q.n, from[k], q.n * sizeof *in);
    const size_t n = 3 + 4 * q.n;

    judge_call(j, "remainder", n, in, 1, &got);
    judge_tolerance(j, 1e-13, 5e-14);
    judge_compare(j, "remainder", 1, &got, (double[]){remainder_of(&q, h, RIGHT)});
    judge_suspect(j, "no-slope", 1, (double[]){remainder_of(&q, h, NO_SLOPE)});
    judge_suspect(j, "no-step", 1, (double[]){remainder_of(&q, h, NO_STEP)});
    judge_suspect(j, "sum-of-gradient", 1,
                  (double[]){remainder_of(&q, h, SUM_OF_GRADIENT)});

    judge_call(j, "rate", n, in, 1, &got);
    check_rate(j, &q, h, K, got);
  }
}

#endif
