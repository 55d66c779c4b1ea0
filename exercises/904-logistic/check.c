/* check.c: exercise 904, logistic regression: by the engine, of the loss as a formula
 * with softplus. */
#include "exercise.h"

#include <stdio.h>
#include <string.h>

enum { SAMPLES = 5, WEIGHTS = 3, MOST = 3 + SAMPLES * (WEIGHTS + 1) + WEIGHTS + 1 };

#if STUDENT

/* in: N, d, lambda, x, y, w, b */
static struct samples read_samples(const double *in)
{
  const size_t N = (size_t)in[0], d = (size_t)in[1];
  return (struct samples){N, d, in + 3, in + 3 + N * d};
}

CALL(loss)
{
  const struct samples s = read_samples(in);
  out[0] = logistic_loss(&s, s.y + s.N, s.y[s.N + s.d], in[2]);
}

CALL(gradient)
{
  const struct samples s = read_samples(in);
  logistic_gradient(&s, s.y + s.N, s.y[s.N + s.d], in[2], out);
}

#else

struct problem {
  size_t N, d;
  double lambda, x[SAMPLES * WEIGHTS], y[SAMPLES], w[WEIGHTS + 1]; /* b last */
};

static void draw(struct judge *j, struct problem *q)
{
  const bool example = judge_is_example(j);
  q->N = (size_t)judge_whole(j, "N", 2, 2, SAMPLES);
  q->d = (size_t)judge_whole(j, "d", 1, 1, WEIGHTS);
  /* now and then scores of hundreds */
  const double wide = !example && judge_random(j, 0, 1) < 0.3 ? 300 : 1.5;
  for (size_t k = 0; k < q->N * q->d; k++)
    q->x[k] = example ? 1 + 2. * (double)k
                      : wide * nearbyint(judge_random(j, -1000, 1000)) / 1000;
  for (size_t i = 0; i < q->N; i++)
    q->y[i] = example ? (double)(i == 1) : judge_random(j, 0, 1) < 0.5;
  if (wide > 100) { /* one with a score above 709, whatever the others are */
    for (size_t k = 0; k < q->d; k++)
      q->x[k] = 0;
    q->x[0] = nearbyint(judge_random(j, 800, 900));
  }
  judge_show(j, "x", q->N * q->d, q->x);
  judge_show(j, "y", q->N, q->y);
  for (size_t k = 0; k < q->d; k++)
    q->w[k] = example ? 0 : nearbyint(judge_random(j, -1500, 1500)) / 1000;
  if (wide > 100)
    q->w[0] = 1 + fabs(q->w[0]);
  judge_show(j, "w", q->d, q->w);
  q->w[q->d] = judge_draw(j, "b", 0, -1, 1);
  q->lambda = judge_draw(j, "lambda", 0, 0.05, 1);
}

static double score(const struct problem *q, size_t i)
{
  double z = q->w[q->d];
  for (size_t k = 0; k < q->d; k++)
    z += q->w[k] * q->x[i * q->d + k];
  return z;
}

static size_t write_score(const struct problem *q, size_t i, char *text, size_t size)
{
  size_t at = (size_t)snprintf(text, size, "(w%zu", q->d);
  for (size_t k = 0; k < q->d; k++)
    at += (size_t)snprintf(text + at, size - at, " + w%zu*(%.17g)", k,
                           q->x[i * q->d + k]);
  return at + (size_t)snprintf(text + at, size - at, ")");
}

static void write_formula(const struct problem *q, char *text, size_t size)
{
  size_t at = (size_t)snprintf(text, size, "input w0");
  for (size_t k = 1; k <= q->d; k++)
    at += (size_t)snprintf(text + at, size - at, ", w%zu", k);
  at += (size_t)snprintf(text + at, size - at, "; (0");
  for (size_t i = 0; i < q->N; i++) { /* softplus(z) - z = softplus(-z) */
    at += (size_t)snprintf(text + at, size - at, " + softplus(%s",
                           q->y[i] > 0 ? "-" : "");
    at += write_score(q, i, text + at, size - at);
    at += (size_t)snprintf(text + at, size - at, ")");
  }
  at += (size_t)snprintf(text + at, size - at, ") / %zu", q->N);
  for (size_t k = 0; k < q->d; k++)
    at += (size_t)snprintf(text + at, size - at, " + (%.17g)/2 * w%zu^2", q->lambda, k);
}

/* ---- known mistakes ---------------------------------------------------------------- */

enum mistake { SUM, SIGN, NO_LABEL, SIGMOID_SLOPE, NO_LAMBDA, LAMBDA_TWICE, BIAS_HELD,
               MISTAKES };
static const char *const ids[MISTAKES] = {
  "sum", "sign", "no-label", "sigmoid-slope", "no-lambda", "lambda-twice", "bias-held"};

static void simulate(const struct problem *q, enum mistake how, double *grad)
{
  const double held = how == NO_LAMBDA ? 0 : how == LAMBDA_TWICE ? 2 : 1;
  for (size_t k = 0; k < q->d; k++)
    grad[k] = held * q->lambda * q->w[k];
  grad[q->d] = how == BIAS_HELD ? q->lambda * q->w[q->d] : 0;
  for (size_t i = 0; i < q->N; i++) {
    const double p = 1 / (1 + exp(-score(q, i)));
    double back = (p - (how == NO_LABEL ? 0 : q->y[i])) / (double)q->N;
    back *= how == SIGN ? -1 : how == SUM ? (double)q->N
                             : how == SIGMOID_SLOPE ? p * (1 - p) : 1;
    for (size_t k = 0; k < q->d; k++)
      grad[k] += back * q->x[i * q->d + k];
    grad[q->d] += back;
  }
}

/* With log(1 + exp(z)) as it stands. */
static double overflowing(const struct problem *q)
{
  double loss = 0;
  for (size_t i = 0; i < q->N; i++)
    loss += log(1 + exp(score(q, i))) - q->y[i] * score(q, i);
  loss /= (double)q->N;
  for (size_t k = 0; k < q->d; k++)
    loss += q->lambda / 2 * q->w[k] * q->w[k];
  return loss;
}

/* ---- the check --------------------------------------------------------------------- */

static size_t write_numbers(const struct problem *q, double *in)
{
  size_t at = 3;
  in[0] = (double)q->N, in[1] = (double)q->d, in[2] = q->lambda;
  memcpy(in + at, q->x, q->N * q->d * sizeof *in);
  memcpy(in + (at += q->N * q->d), q->y, q->N * sizeof *in);
  memcpy(in + (at += q->N), q->w, (q->d + 1) * sizeof *in);
  return at + q->d + 1;
}

JUDGE(j)
{
  while (judge_next(j)) {
    struct problem q = {.N = 0};
    char formula[2000];
    double in[MOST], loss, want_loss, want[WEIGHTS + 1], got[WEIGHTS + 1], size = 1;
    draw(j, &q);
    write_formula(&q, formula, sizeof formula);
    judge_gradient(j, formula, q.w, &want_loss, want);
    const size_t n = write_numbers(&q, in), d = q.d;
    for (size_t i = 0; i < q.N * d; i++)
      size = fmax(size, fabs(q.x[i]));

    judge_call(j, "loss", n, in, 1, &loss);
    judge_tolerance(j, 1e-13, 1e-14 * size);
    judge_compare(j, "loss", 1, &loss, &want_loss);
    judge_suspect(j, "overflow", 1, (double[]){overflowing(&q)});

    judge_call(j, "gradient", n, in, d + 1, got);
    /* scores of hundreds are rounded, and so is p */
    judge_tolerance(j, 1e-13, size > 10 ? 1e-13 * size * size : 1e-14 * size);
    judge_compare(j, d == 1   ? "gradient dL/dw dL/db"
                     : d == 2 ? "gradient dL/dw0 dL/dw1 dL/db"
                              : "gradient dL/dw0 dL/dw1 dL/dw2 dL/db",
                  d + 1, got, want);
    for (int how = 0; how < MISTAKES; how++) {
      double wrong[WEIGHTS + 1];
      simulate(&q, (enum mistake)how, wrong);
      judge_suspect(j, ids[how], d + 1, wrong);
    }
  }
}

#endif
