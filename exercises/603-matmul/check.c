/* check.c: exercise 603, the matrix product: by the engine, of sum(H * (A @ B)), whose
 * gradient by A and B is what the head gradient H hands back. */
#include "exercise.h"

#include <stdio.h>
#include <string.h>

enum { SIDE = 4, SQUARE = SIDE * SIDE };

#if STUDENT

/* in: n, k, m, then a, b; arrays are larger than needed, so that wrong indices read
 * zeros */
CALL(matmul)
{
  const size_t rows = (size_t)in[0], k = (size_t)in[1], columns = (size_t)in[2];
  double a[SQUARE] = {0}, b[SQUARE] = {0};
  memcpy(a, in + 3, rows * k * sizeof *a);
  memcpy(b, in + 3 + rows * k, k * columns * sizeof *b);
  matmul(rows, k, columns, a, b, out);
}

/* in: n, k, m, then a, b, c_adj, a_adj, b_adj; out: a_adj, b_adj */
CALL(adjoint)
{
  const size_t rows = (size_t)in[0], k = (size_t)in[1], columns = (size_t)in[2];
  const size_t size[5] = {rows * k, k * columns, rows * columns, rows * k,
                          k * columns};
  double matrix[5][SQUARE] = {{0}};
  in += 3;
  for (size_t i = 0; i < 5; in += size[i++])
    memcpy(matrix[i], in, size[i] * sizeof *in);
  matmul_adjoint(rows, k, columns, matrix[0], matrix[1], matrix[2], matrix[3],
                 matrix[4]);
  memcpy(out, matrix[3], size[3] * sizeof *out);
  memcpy(out + size[3], matrix[4], size[4] * sizeof *out);
}

#else

struct product {
  size_t n, k, m;
  double a[SQUARE], b[SQUARE], head[SQUARE], before[2 * SQUARE];
};

enum mistake { OVERWRITE, LAST_TERM, NOT_TRANSPOSED, NO_HEAD, OWN_FACTOR };

static void simulate(const struct product *q, enum mistake how, double *adj)
{
  const size_t n = q->n, k = q->k, m = q->m;
  double *a_adj = adj, *b_adj = adj + n * k;
  for (size_t i = 0; i < n * k + k * m; i++)
    adj[i] = how == OVERWRITE ? 0 : q->before[i];
  for (size_t i = 0; i < n; i++)
    for (size_t l = 0; l < m; l++)
      for (size_t p = 0; p < k; p++) {
        const double head = how == NO_HEAD ? 1 : q->head[i * m + l];
        const double a = q->a[i * k + p], b = q->b[p * m + l];
        double to_a = b, to_b = a;
        if (how == OWN_FACTOR)
          to_a = a, to_b = b;
        if (how == NOT_TRANSPOSED)
          to_a = q->b[l * k + p], to_b = q->a[p * n + i];
        const double keep = how == LAST_TERM ? 0 : 1;
        a_adj[i * k + p] = keep * a_adj[i * k + p] + head * to_a;
        b_adj[p * m + l] = keep * b_adj[p * m + l] + to_b * head;
      }
}

static void suspect(struct judge *j, const struct product *q, const char *id,
                    enum mistake how)
{
  double wrong[2 * SQUARE];
  simulate(q, how, wrong);
  judge_suspect(j, id, q->n * q->k + q->k * q->m, wrong);
}

static size_t put(double *to, size_t at, const double *from, size_t n)
{
  memcpy(to + at, from, n * sizeof *to);
  return at + n;
}

JUDGE(j)
{
  judge_tolerance(j, 1e-13, 1e-14);
  while (judge_next(j)) {
    struct product q = {(size_t)judge_whole(j, "n", 1, 1, SIDE),
                        (size_t)judge_whole(j, "k", 2, 1, SIDE),
                        (size_t)judge_whole(j, "m", 2, 1, SIDE),
                        {0}, {0}, {0}, {0}};
    const size_t n = q.n, k = q.k, m = q.m;
    const bool example = judge_is_example(j);
    judge_draws(j, "a", n * k, example ? (double[]){1, 2} : NULL, -2, 2, q.a);
    judge_draws(j, "b", k * m, example ? (double[]){3, 4, 5, 6} : NULL, -2, 2, q.b);
    judge_draws(j, "c_adj", n * m, example ? (double[]){1, 10} : NULL, -2, 2,
                q.head);
    for (size_t i = 0; i < n * k + k * m && !example; i++)
      q.before[i] = judge_random(j, -2, 2);

    char formula[200];
    double in[3 + 5 * SQUARE] = {(double)n, (double)k, (double)m};
    double x[3 * SQUARE], want[3 * SQUARE], got[2 * SQUARE];
    size_t at = put(in, 3, q.a, n * k);
    at = put(in, at, q.b, k * m);
    snprintf(formula, sizeof formula, "input A = zeros(%zu, %zu), B = zeros(%zu, %zu); "
             "A @ B", n, k, k, m);
    judge_jacobian(j, formula, in + 3, want, NULL);
    judge_call(j, "matmul", at, in, n * m, got);
    judge_compare(j, "matmul c[*999]", n * m, got, want);

    put(x, put(x, 0, in + 3, n * k + k * m), q.head, n * m);
    snprintf(formula, sizeof formula, "input A = zeros(%zu, %zu), B = zeros(%zu, %zu), "
             "H = zeros(%zu, %zu); sum(H * (A @ B))", n, k, k, m, n, m);
    judge_gradient(j, formula, x, NULL, want);
    for (size_t i = 0; i < n * k + k * m; i++)
      want[i] += q.before[i];
    at = put(in, at, q.head, n * m);
    at = put(in, at, q.before, n * k + k * m);
    judge_call(j, "adjoint", at, in, n * k + k * m, got);
    snprintf(formula, sizeof formula, "adjoints a_adj[*%zu] b_adj[*%zu]", n * k, k * m);
    judge_compare(j, formula, n * k + k * m, got, want);
    suspect(j, &q, "overwrite", OVERWRITE);
    suspect(j, &q, "last-term", LAST_TERM);
    suspect(j, &q, "not-transposed", NOT_TRANSPOSED);
    suspect(j, &q, "no-head", NO_HEAD);
    suspect(j, &q, "own-factor", OWN_FACTOR);
  }
}

#endif
