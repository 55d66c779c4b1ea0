/* check.c: exercise 905, a network: loss and gradient by the engine, of the network as a
 * formula of its parameters; training with these gradients. */
#include "exercise.h"

#include <stdio.h>
#include <string.h>

enum { INPUTS = 2, HIDDEN = 3, SAMPLES = 4, MOST = HIDDEN * INPUTS + 2 * HIDDEN + 1,
       NUMBERS = 5 + SAMPLES * (INPUTS + 1) + MOST };

#if STUDENT

/* in: d, h, N, rate, steps; x, y, p */
struct asked {
  struct net net;
  size_t N;
  const double *x, *y, *p;
};

static struct asked read_asked(const double *in)
{
  const size_t d = (size_t)in[0], N = (size_t)in[2];
  return (struct asked){{d, (size_t)in[1]}, N, in + 5, in + 5 + N * d,
                        in + 5 + N * d + N};
}

/* out: the loss, then the gradient */
CALL(gradient)
{
  const struct asked q = read_asked(in);
  out[0] = mlp_gradient(q.net, q.N, q.x, q.y, q.p, out + 1);
}

CALL(train)
{
  const struct asked q = read_asked(in);
  memcpy(out, q.p, m * sizeof *out);
  mlp_train(q.net, q.N, q.x, q.y, out, in[3], (int)in[4]);
}

#else

struct problem {
  size_t d, h, N, P;
  int steps;
  double rate, x[SAMPLES * INPUTS], y[SAMPLES], p[MOST];
};

static void draw(struct judge *j, struct problem *q)
{
  const bool example = judge_is_example(j);
  q->d = (size_t)judge_whole(j, "d", 1, 1, INPUTS);
  q->h = (size_t)judge_whole(j, "h", 1, 1, HIDDEN);
  q->N = (size_t)judge_whole(j, "N", 1, 2, SAMPLES);
  q->P = q->h * q->d + 2 * q->h + 1;
  judge_draws(j, "x", q->N * q->d, example ? (double[]){2} : NULL, -2, 2, q->x);
  judge_draws(j, "y", q->N, example ? (double[]){-1} : NULL, -2, 2, q->y);
  judge_draws(j, "p", q->P, example ? (double[]){0, 0, 1, 0} : NULL, -1, 1, q->p);
  q->rate = judge_draw(j, "rate", 0.1, 0.01, 0.1);
  q->steps = (int)judge_whole(j, "steps", 2, 2, 4);
}

static void write_formula(const struct problem *q, char *text, size_t size)
{
  const size_t b1 = q->h * q->d, w2 = b1 + q->h, b2 = w2 + q->h;
  size_t at = 0;
  for (size_t i = 0; i < q->P; i++)
    at += (size_t)snprintf(text + at, size - at, i ? ", p%zu" : "input p%zu", i);
  at += (size_t)snprintf(text + at, size - at, "; (0");
  for (size_t i = 0; i < q->N; i++) {
    at += (size_t)snprintf(text + at, size - at, " + (p%zu - (%.17g)", b2, q->y[i]);
    for (size_t k = 0; k < q->h; k++) {
      at += (size_t)snprintf(text + at, size - at, " + p%zu*tanh(p%zu", w2 + k, b1 + k);
      for (size_t l = 0; l < q->d; l++)
        at += (size_t)snprintf(text + at, size - at, " + p%zu*(%.17g)", k * q->d + l,
                               q->x[i * q->d + l]);
      at += (size_t)snprintf(text + at, size - at, ")");
    }
    at += (size_t)snprintf(text + at, size - at, ")^2");
  }
  snprintf(text + at, size - at, ") / %zu", q->N);
}

/* ---- known mistakes ------------------------------------------------------------------ */

enum mistake { TANH_ARGUMENT, TANH_FLAT, NO_HIDDEN_BIAS, LAST_SAMPLE, NOT_MEAN,
               MISTAKES };
static const char *const ids[MISTAKES] = {"tanh-argument", "tanh-flat",
                                          "no-hidden-bias", "last-sample", "not-mean"};

/* Adds one sample to loss and gradient, got[0] and got[1] ... */
static void add_sample(const struct problem *q, size_t i, enum mistake how, double *got)
{
  const size_t d = q->d, h = q->h, b1 = h * d, w2 = b1 + h, b2 = w2 + h;
  double z[HIDDEN], f = q->p[b2], *grad = got + 1;
  for (size_t k = 0; k < h; k++) {
    z[k] = how == NO_HIDDEN_BIAS ? 0 : q->p[b1 + k];
    for (size_t l = 0; l < d; l++)
      z[k] += q->p[k * d + l] * q->x[i * d + l];
    f += q->p[w2 + k] * tanh(z[k]);
  }
  const double error = f - q->y[i];
  got[0] += error * error;
  grad[b2] += 2 * error;
  for (size_t k = 0; k < h; k++) {
    const double a = how == TANH_ARGUMENT ? z[k] : how == TANH_FLAT ? 0 : tanh(z[k]);
    const double back = 2 * error * q->p[w2 + k] * (1 - a * a);
    grad[w2 + k] += 2 * error * tanh(z[k]);
    grad[b1 + k] += how == NO_HIDDEN_BIAS ? 0 : back;
    for (size_t l = 0; l < d; l++)
      grad[k * d + l] += back * q->x[i * d + l];
  }
}

static void suspect(struct judge *j, const struct problem *q, enum mistake how)
{
  double got[1 + MOST] = {0};
  for (size_t i = how == LAST_SAMPLE ? q->N - 1 : 0; i < q->N; i++)
    add_sample(q, i, how, got);
  for (size_t i = 0; i <= q->P; i++)
    got[i] /= how == NOT_MEAN && i > 0 ? 1 : (double)q->N;
  judge_suspect(j, ids[how], q->P + 1, got);
}

/* ---- the check ------------------------------------------------------------------------- */

/* Steps of this sign; with the first gradient throughout, if `first`. */
static void train(struct judge *j, const char *formula, const struct problem *q,
                  double sign, bool first, double *p)
{
  double grad[MOST];
  memcpy(p, q->p, q->P * sizeof *p);
  for (int k = 0; k < q->steps; k++) {
    judge_gradient(j, formula, first ? q->p : p, NULL, grad);
    for (size_t i = 0; i < q->P; i++)
      p[i] -= sign * q->rate * grad[i];
  }
}

JUDGE(j)
{
  while (judge_next(j)) {
    struct problem q;
    char formula[3000];
    double in[NUMBERS], want[1 + MOST], got[1 + MOST], wrong[MOST];
    draw(j, &q);
    write_formula(&q, formula, sizeof formula);
    const double head[5] = {(double)q.d, (double)q.h, (double)q.N, q.rate, q.steps};
    size_t n = 5 + q.N * q.d;
    memcpy(in, head, sizeof head);
    memcpy(in + 5, q.x, q.N * q.d * sizeof *in);
    memcpy(in + n, q.y, q.N * sizeof *in);
    memcpy(in + n + q.N, q.p, q.P * sizeof *in);
    n += q.N + q.P;

    judge_gradient(j, formula, q.p, &want[0], &want[1]);
    judge_call(j, "gradient", n, in, q.P + 1, got);
    judge_tolerance(j, 1e-13, 1e-13);
    judge_compare(j, "gradient L dL/dp[0] dL/dp[1] dL/dp[2] dL/dp[3] dL/dp[4] dL/dp[5] "
                     "dL/dp[6] dL/dp[7] dL/dp[8] dL/dp[9] dL/dp[10] dL/dp[11] dL/dp[12]",
                  q.P + 1, got, want);
    for (int how = 0; how < MISTAKES; how++)
      suspect(j, &q, (enum mistake)how);

    train(j, formula, &q, 1, false, want);
    judge_call(j, "train", n, in, q.P, got);
    judge_tolerance(j, 1e-12, 1e-12);
    judge_compare(j, "trained p[0] p[1] p[2] p[3] p[4] p[5] p[6] p[7] p[8] p[9] p[10] "
                     "p[11] p[12]", q.P, got, want);
    train(j, formula, &q, -1, false, wrong);
    judge_suspect(j, "uphill", q.P, wrong);
    train(j, formula, &q, 1, true, wrong);
    judge_suspect(j, "one-gradient", q.P, wrong);
  }
}

#endif
