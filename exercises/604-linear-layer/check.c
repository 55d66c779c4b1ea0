/* check.c: exercise 604, a linear layer: by the engine, of sum(H * (X @ W' + b)), which
 * has b as one row; H is the head gradient. */
#include "exercise.h"

#include <stdio.h>
#include <string.h>

enum { SIDE = 4, SQUARE = SIDE * SIDE, MOST = 2 * SQUARE + SIDE };

#if STUDENT

/* in: N, d, h; x, w, y_adj; x_adj, w_adj, b_adj; out: the last three.  Arrays are larger
 * than needed, so that wrong indices read zeros. */
CALL(linear)
{
  const size_t N = (size_t)in[0], d = (size_t)in[1], h = (size_t)in[2];
  const size_t size[6] = {N * d, h * d, N * h, N * d, h * d, h};
  double array[6][2 * SQUARE] = {{0}};
  in += 3;
  for (size_t k = 0; k < 6; in += size[k++])
    memcpy(array[k], in, size[k] * sizeof *in);
  linear_adjoint(N, d, h, array[0], array[1], array[2], array[3], array[4], array[5]);
  for (size_t k = 3; k < 6; out += size[k++])
    memcpy(out, array[k], size[k] * sizeof *in);
}

/* in: N, h; s_adj; y_adj */
CALL(sums)
{
  const size_t N = (size_t)in[0], h = (size_t)in[1];
  memcpy(out, in + 2 + h, N * h * sizeof *out);
  column_sums_adjoint(N, h, in + 2, out);
}

#else

struct layer {
  size_t N, d, h;
  double x[SQUARE], w[SQUARE], head[SQUARE], before[MOST];
};

enum mistake { BIAS_LAST, BIAS_MEAN, BIAS_ROWS, W_TURNED, W_READ_TURNED, MISTAKES };
static const char *const ids[MISTAKES] = {"bias-last", "bias-mean", "bias-rows",
                                          "w-turned", "w-read-turned"};

static void simulate(const struct layer *q, enum mistake how, double *adj)
{
  const size_t N = q->N, d = q->d, h = q->h;
  double *x_adj = adj, *w_adj = adj + N * d, *b_adj = w_adj + h * d;
  memcpy(adj, q->before, (N * d + h * d + h) * sizeof *adj);
  for (size_t i = 0; i < N; i++)
    for (size_t o = 0; o < h; o++) {
      const double y = q->head[i * h + o];
      if (how == BIAS_LAST)
        b_adj[o] = y;
      else if (how != BIAS_ROWS)
        b_adj[o] += how == BIAS_MEAN ? y / (double)N : y;
      else if (i < h)
        b_adj[i] += y;
      for (size_t k = 0; k < d; k++) {
        x_adj[i * d + k] += y * q->w[how == W_READ_TURNED ? k * h + o : o * d + k];
        w_adj[how == W_TURNED ? k * h + o : o * d + k] += y * q->x[i * d + k];
      }
    }
}

static void check_layer(struct judge *j, struct layer *q)
{
  const size_t N = q->N, d = q->d, h = q->h, m = N * d + h * d + h;
  char formula[200];
  double in[3 + 2 * MOST + SQUARE] = {(double)N, (double)d, (double)h};
  double point[MOST + SQUARE] = {0}, want[MOST + SQUARE], got[MOST];
  memcpy(in + 3, q->x, N * d * sizeof *in);
  memcpy(in + 3 + N * d, q->w, h * d * sizeof *in);
  memcpy(point, in + 3, (N * d + h * d) * sizeof *in); /* b is 0 */
  memcpy(point + m, q->head, N * h * sizeof *in);
  snprintf(formula, sizeof formula,
           "input X = zeros(%zu, %zu), W = zeros(%zu, %zu), b = zeros(1, %zu), "
           "H = zeros(%zu, %zu); sum(H * (X @ W' + ones(%zu, 1) @ b))",
           N, d, h, d, h, N, h, N);
  judge_gradient(j, formula, point, NULL, want);
  for (size_t k = 0; k < m; k++)
    want[k] += q->before[k];
  memcpy(in + 3 + N * d + h * d, q->head, N * h * sizeof *in);
  memcpy(in + 3 + N * d + h * d + N * h, q->before, m * sizeof *in);
  judge_call(j, "linear", 3 + N * d + h * d + N * h + m, in, m, got);
  char what[80];
  snprintf(what, sizeof what, "linear x_adj[*%zu] w_adj[*%zu] b_adj[*%zu]", N * d, h * d,
           h);
  judge_compare(j, what, m, got, want);
  for (int how = 0; how < MISTAKES; how++) {
    double wrong[MOST];
    simulate(q, (enum mistake)how, wrong);
    judge_suspect(j, ids[how], m, wrong);
  }
}

static void check_sums(struct judge *j, const struct layer *q)
{
  const size_t N = q->N, h = q->h, m = N * h;
  double in[2 + SIDE + SQUARE] = {(double)N, (double)h}, want[SQUARE], got[SQUARE];
  double shared[SQUARE], first[SQUARE];
  judge_forget(j);
  judge_show(j, "N", 1, in);
  judge_show(j, "h", 1, in + 1);
  judge_draws(j, "s_adj", h, NULL, -2, 2, in + 2);
  for (size_t i = 0; i < N; i++)
    for (size_t o = 0; o < h; o++) {
      const size_t k = i * h + o;
      const double before = in[2 + h + k] = judge_random(j, -2, 2);
      want[k] = before + in[2 + o];
      shared[k] = before + in[2 + o] / (double)N;
      first[k] = before + (i == 0 ? in[2 + o] : 0);
    }
  judge_call(j, "sums", 2 + h + m, in, m, got);
  judge_compare(j, "sums y_adj[*999]", m, got, want);
  judge_suspect(j, "sum-shared", m, shared);
  judge_suspect(j, "sum-first", m, first);
}

JUDGE(j)
{
  judge_tolerance(j, 1e-13, 1e-14);
  while (judge_next(j)) {
    const bool example = judge_is_example(j);
    struct layer q = {(size_t)judge_whole(j, "N", 2, 1, SIDE),
                      (size_t)judge_whole(j, "d", 1, 1, SIDE),
                      (size_t)judge_whole(j, "h", 1, 1, SIDE),
                      {0}, {0}, {0}, {0}};
    judge_draws(j, "x", q.N * q.d, example ? (double[]){1, 2} : NULL, -2, 2, q.x);
    judge_draws(j, "w", q.h * q.d, example ? (double[]){3} : NULL, -2, 2, q.w);
    judge_draws(j, "y_adj", q.N * q.h, example ? (double[]){10, 1} : NULL, -2, 2,
                q.head);
    for (size_t k = 0; k < MOST && !example; k++)
      q.before[k] = judge_random(j, -2, 2);
    check_layer(j, &q);
    check_sums(j, &q);
  }
}

#endif
