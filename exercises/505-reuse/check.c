/* check.c: exercise 505, reuse: one tape at several points, then cut back and recorded
 * anew; gradients by dualtape's engine. */
#include "exercise.h"

#include <stdio.h>

enum { MOST = 12, INPUTS = 2, POINTS = 3 };

#if STUDENT

/* in: op, a, b, v of each record; those from place t->n on are pushed. */
static void record_tape(struct tape *t, const double *in, size_t n)
{
  for (size_t i = t->n; i < n; i++)
    push(t, (enum op)in[4 * i], (size_t)in[4 * i + 1], (size_t)in[4 * i + 2]);
}

/* in: a tape, then the points; out: gradients there */
CALL(gradients)
{
  static struct tape t, empty;
  const size_t records = (n - POINTS * INPUTS) / 4;
  const double *x = in + 4 * records;
  t = empty;
  record_tape(&t, in, records);
  for (size_t k = 0; k < POINTS; k++)
    gradient_at(&t, INPUTS, x + k * INPUTS, out + k * INPUTS);
}

/* in: two tapes of as many records; out: how many are left of the first one, then the
 * gradient of the second, behind the same inputs */
CALL(cut)
{
  static struct tape t, empty;
  const size_t records = n / 8;
  double x[INPUTS] = {in[3], in[7]}, grad[INPUTS] = {NAN, NAN};
  t = empty;
  record_tape(&t, in, records);
  gradient_at(&t, INPUTS, x, grad);
  cut_back(&t, INPUTS);
  out[0] = (double)t.n;
  if (t.n != INPUTS)
    return;
  record_tape(&t, in + 4 * records, records);
  gradient_at(&t, INPUTS, x, out + 1);
}

#else

enum { INPUT, ADD, SUB, MUL, SIN, OPS };
struct record {
  int op, a, b;
  double v;
};
struct tape {
  struct record record[MOST];
  int n, inputs;
};

/* ---- tapes ---------------------------------------------------------------------- */

static void push(struct tape *t, int op, int a, int b, double v)
{
  const double va = t->n ? t->record[a].v : 0, vb = t->n ? t->record[b].v : 0;
  const double values[OPS] = {v, va + vb, va - vb, va * vb, sin(va)};
  t->record[t->n++] = (struct record){op, a, b, values[op]};
}

/* "input v0, v1; v2 = v0 * v1; ...": for the engine, and to be shown. */
static size_t write_formula(const struct tape *t, char *text, size_t size)
{
  static const char *const forms[OPS] = {"", "; v%d = v%d + v%d",
                                         "; v%d = v%d - v%d",
                                         "; v%d = v%d * v%d", "; v%d = sin(v%d)"};
  size_t at = (size_t)snprintf(text, size, t->inputs > 1 ? "input v0, v1"
                                                         : "input v0");
  for (int i = t->inputs; i < t->n; i++) {
    const struct record *r = &t->record[i];
    at += (size_t)snprintf(text + at, size - at, forms[r->op], i, r->a, r->b);
  }
  return at;
}

/* op, a, b, v of each record: what the student's side is sent. */
static void write_numbers(const struct tape *t, double *in)
{
  for (int i = 0; i < t->n; i++) {
    const struct record *r = &t->record[i];
    in[4 * i] = r->op, in[4 * i + 1] = r->a, in[4 * i + 2] = r->b;
    in[4 * i + 3] = r->v;
  }
}

/* v0 * v0 + 0 v1, nearly as in the README; or any ops of which each takes the value
 * just before it. */
static void draw(struct judge *j, struct tape *t, int n, const double *x)
{
  push(t, INPUT, 0, 0, x[0]);
  push(t, INPUT, 0, 0, x[1]);
  t->inputs = INPUTS;
  if (judge_is_example(j)) {
    push(t, MUL, 0, 0, 0);
    return;
  }
  push(t, MUL, 1, 0, 0);
  for (int i = 3; i < n; i++)
    push(t, ADD + (int)judge_random(j, 0, OPS - ADD), i - 1,
         (int)judge_random(j, 0, i), 0);
}

/* ---- known mistakes ----------------------------------------------------------------- */

enum mistake { RIGHT, KEPT, INPUTS_CLEARED, MAGNITUDE };

/* A sweep back: values are those on the tape, adjoints what they were. */
static void sweep(const struct tape *t, enum mistake how, double *adj)
{
  for (int i = 0; i < t->n; i++)
    if (how != KEPT && (how != INPUTS_CLEARED || i < INPUTS))
      adj[i] = 0;
  adj[t->n - 1] = 1;
  for (int i = t->n - 1; i >= 0; i--) {
    const struct record *r = &t->record[i];
    const double a = t->record[r->a].v, b = t->record[r->b].v;
    const double by_a[OPS] = {0, 1, 1, b, cos(a)}, by_b[OPS] = {0, 1, -1, a, 0};
    const double to_a = adj[i] * by_a[r->op], to_b = adj[i] * by_b[r->op];
    adj[r->a] += how == MAGNITUDE ? fabs(to_a) : to_a;
    adj[r->b] += how == MAGNITUDE ? fabs(to_b) : to_b;
  }
}

static struct tape moved(const struct tape *t, const double *x)
{
  struct tape at = {.n = 0, .inputs = t->inputs};
  for (int i = 0; i < t->n; i++) {
    const struct record *r = &t->record[i];
    push(&at, r->op, r->a, r->b, i < INPUTS ? x[i] : 0);
  }
  return at;
}

/* The gradients at all points, as a mistake has them; the largest part. */
static double sweeps(const struct tape *t, const double *x, enum mistake how,
                     double *grad)
{
  double adj[MOST] = {0}, most = 0;
  for (int k = 0; k < POINTS; k++) {
    const struct tape at = moved(t, x + k * INPUTS);
    sweep(&at, how, adj);
    for (int l = 0; l < INPUTS; l++) {
      grad[k * INPUTS + l] = adj[l];
      most = fmax(most, fabs(adj[l]));
    }
  }
  return most;
}

static void suspect(struct judge *j, const struct tape *t, const double *x,
                    const double *want)
{
  const size_t m = POINTS * INPUTS;
  double wrong[POINTS * INPUTS], stale[POINTS * INPUTS], late[POINTS * INPUTS];
  double zero[MOST] = {0};
  sweeps(t, x, KEPT, wrong);
  judge_suspect(j, "adjoints-kept", m, wrong);
  sweeps(t, x, INPUTS_CLEARED, wrong);
  judge_suspect(j, "inputs-cleared", m, wrong);
  struct tape fresh = *t; /* as it was recorded: all values are 0 */
  for (int i = 0; i < t->n; i++)
    fresh.record[i].v = 0;
  sweep(&fresh, RIGHT, zero);
  for (size_t k = 0; k < m; k++) {
    late[k] = k < INPUTS ? zero[k] : want[k - INPUTS];
    stale[k] = want[k % INPUTS];
    wrong[k] = zero[k % INPUTS];
  }
  judge_suspect(j, "too-late", m, late);
  judge_suspect(j, "stale", m, stale);
  judge_suspect(j, "stale", m, wrong);
}

/* ---- the check ------------------------------------------------------------------------ */

JUDGE(j)
{
  while (judge_next(j)) {
    struct tape t = {.n = 0}, next = {.n = 0};
    char formula[600];
    double in[8 * MOST], x[POINTS * INPUTS], want[POINTS * INPUTS],
      got[POINTS * INPUTS];
    const int n = judge_is_example(j) ? 3 : 5 + (int)judge_random(j, 0, 5);
    judge_draws(j, "points", POINTS * INPUTS,
                judge_is_example(j) ? (double[]){3, 1, 5, 1, 4, 1} : NULL, -1.5, 1.5,
                x);
    draw(j, &t, n, x);
    write_formula(&t, formula, sizeof formula);
    judge_tell(j, "tape: %s", formula);
    for (int k = 0; k < POINTS; k++)
      judge_gradient(j, formula, x + k * INPUTS, NULL, want + k * INPUTS);
    write_numbers(&t, in);
    for (int k = 0; k < POINTS * INPUTS; k++)
      in[4 * n + k] = x[k];
    judge_tolerance(j, 0, 1e-13 * (1 + sweeps(&t, x, MAGNITUDE, got)));
    judge_call(j, "gradients", 4 * (size_t)n + POINTS * INPUTS, in,
               POINTS * INPUTS, got);
    judge_compare(j, "gradients at[0]:v0 at[0]:v1 at[1]:v0 at[1]:v1 at[2]:v0 at[2]:v1",
                  POINTS * INPUTS, got, want);
    suspect(j, &t, x, want);

    draw(j, &next, n, x);
    write_formula(&next, formula, sizeof formula);
    judge_gradient(j, formula, x, NULL, want);
    write_numbers(&next, in + 4 * n);
    judge_call(j, "cut", 8 * (size_t)n, in, 1 + INPUTS, got);
    judge_tolerance(j, 0, 0);
    judge_compare(j, "records-left", 1, got, (double[]){INPUTS});
    judge_suspect(j, "not-cut", 1, (double[]){n});
    judge_suspect(j, "all-forgotten", 1, (double[]){0});
    judge_suspect(j, "one-left", 1, (double[]){INPUTS + 1});
    if (got[0] == INPUTS) {
      double size[POINTS * INPUTS];
      judge_tolerance(j, 0, 1e-13 * (1 + sweeps(&next, x, MAGNITUDE, size)));
      judge_compare(j, "next-gradient", INPUTS, got + 1, want);
    }
  }
}

#endif
