/* check.c: exercise 601, head gradients: random tapes with several outputs, whose
 * Jacobian is known by dualtape's engine. */
#include "exercise.h"

#include <stdio.h>

#if STUDENT

static struct record tape[MOST];

/* in: n, m, inputs; op, a, b, v of each record; the places of the outputs; w */
static size_t read_tape(const double *in, size_t *place)
{
  const size_t n = (size_t)in[0], m = (size_t)in[1];
  in += 3;
  for (size_t i = 0; i < n; i++)
    tape[i] = (struct record){(enum op)in[4 * i], (size_t)in[4 * i + 1],
                              (size_t)in[4 * i + 2], in[4 * i + 3]};
  for (size_t k = 0; k < m; k++)
    place[k] = (size_t)in[4 * n + k];
  return 3 + 4 * n + m;
}

CALL(vjp)
{
  size_t place[MOST];
  double adj[MOST];
  const size_t w = read_tape(in, place);
  for (size_t i = 0; i < MOST; i++)
    adj[i] = NAN;
  vjp(tape, (size_t)in[0], place, (size_t)in[1], in + w, adj);
  for (size_t i = 0; i < m; i++)
    out[i] = adj[i];
}

CALL(jacobian)
{
  size_t place[MOST];
  read_tape(in, place);
  jacobian(tape, (size_t)in[0], (size_t)in[2], place, (size_t)in[1], out);
}

#else

enum { MOST = 16, OUTPUTS = 4 };
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

/* As in the README; then two inputs, and ops of which each takes the value just
 * before it; outputs are any values that are no inputs, the last one too, and now
 * and then two are the same. */
static size_t draw(struct judge *j, struct tape *t, int *out)
{
  push(t, INPUT, 0, 0, judge_draw(j, "v0", 3, -2, 2));
  push(t, INPUT, 0, 0, judge_draw(j, "v1", 2, -2, 2));
  t->inputs = 2;
  if (judge_is_example(j)) {
    push(t, MUL, 0, 1, 0);
    push(t, ADD, 2, 0, 0);
    out[0] = 2, out[1] = 3;
    return 2;
  }
  const int n = 5 + (int)judge_random(j, 0, 6);
  for (int i = 2; i < n; i++)
    push(t, ADD + (int)judge_random(j, 0, OPS - ADD), i - 1,
         (int)judge_random(j, 0, i), 0);
  const int m = 2 + (int)judge_random(j, 0, OUTPUTS - 1);
  for (int k = 0; k < m; k++)
    out[k] = 2 + (int)judge_random(j, 0, n - 2);
  out[(int)judge_random(j, 0, m)] = n - 1;
  if (judge_random(j, 0, 1) < 0.4)
    out[1] = out[0];
  return (size_t)m;
}

static double largest(size_t m, const double *v)
{
  double most = 0;
  for (size_t k = 0; k < m; k++)
    most = fmax(most, fabs(v[k]));
  return most;
}

/* By the Jacobian J of all values, as rows of two; v are the seeds of all. */
static void product(const double *all, int n, const double *v, double *vjp)
{
  vjp[0] = vjp[1] = 0;
  for (int i = 0; i < n; i++)
    for (int l = 0; l < 2; l++)
      vjp[l] += v[i] * all[2 * i + l];
}

enum mistake { RIGHT, SAME_VALUE, LAST_ONLY, ONES, WRONG_PLACE };

static void with(const struct tape *t, const int *out, size_t m, const double *w,
                 const double *all, enum mistake how, double *vjp)
{
  double seeds[MOST] = {0};
  for (size_t k = 0; k < m; k++) {
    double *seed = &seeds[how == WRONG_PLACE ? (int)k : out[k]];
    *seed = how == SAME_VALUE  ? w[k]
            : how == ONES      ? *seed + 1
            : how == LAST_ONLY ? 0
                               : *seed + w[k];
  }
  if (how == LAST_ONLY)
    seeds[t->n - 1] = 1;
  product(all, t->n, seeds, vjp);
}

static void suspect(struct judge *j, const char *id, const struct tape *t,
                    const int *out, size_t m, const double *w, const double *all,
                    enum mistake how)
{
  double wrong[2];
  with(t, out, m, w, all, how, wrong);
  judge_suspect(j, id, 2, wrong);
}

static void compare_rows(struct judge *j, size_t m, const double *jac,
                         const double *got)
{
  double piled[2 * OUTPUTS], turned[2 * OUTPUTS];
  judge_compare(j, "jacobian", 2 * m, got, jac);
  for (size_t k = 0; k < m; k++)
    for (size_t l = 0; l < 2; l++) {
      piled[2 * k + l] = jac[2 * k + l] + (k ? piled[2 * k - 2 + l] : 0);
      turned[l * m + k] = jac[2 * k + l];
    }
  judge_suspect(j, "rows-pile-up", 2 * m, piled);
  judge_suspect(j, "transposed", 2 * m, turned);
}

JUDGE(j)
{
  while (judge_next(j)) {
    struct tape t = {.n = 0};
    char formula[700], outputs[80] = "";
    int out[OUTPUTS];
    double in[3 + 5 * MOST + OUTPUTS], w[OUTPUTS], all[2 * MOST], x[2];
    double jac[2 * OUTPUTS], got[2 * OUTPUTS], want[2];
    const size_t m = draw(j, &t, out);
    size_t at = write_formula(&t, formula, sizeof formula), end = 0;
    for (size_t k = 0; k < m; k++)
      end += (size_t)snprintf(outputs + end, sizeof outputs - end,
                              k ? ", v%d" : "v%d", out[k]);
    judge_tell(j, "tape: %s, outputs: %s", formula, outputs);
    judge_draws(j, "w", m, judge_is_example(j) ? (double[]){10, 1} : NULL, -3, 3, w);
    for (int i = 0; i < t.n; i++)
      at += (size_t)snprintf(formula + at, sizeof formula - at,
                             i ? ", v%d" : "; v%d", i);
    x[0] = t.record[0].v, x[1] = t.record[1].v;
    judge_jacobian(j, formula, x, NULL, all);

    in[0] = t.n, in[1] = (double)m, in[2] = 2;
    write_numbers(&t, in + 3);
    at = 3 + 4 * (size_t)t.n;
    for (size_t k = 0; k < m; k++) {
      in[at + k] = out[k];
      in[at + m + k] = w[k];
      for (size_t l = 0; l < 2; l++)
        jac[2 * k + l] = all[2 * out[k] + (int)l];
    }
    /* sums over paths may cancel */
    judge_tolerance(j, 1e-13,
                    1e-12 * largest(m, w) * (1 + largest(2 * (size_t)t.n, all)));
    judge_call(j, "vjp", at + 2 * m, in, 2, got);
    with(&t, out, m, w, all, RIGHT, want);
    judge_compare(j, "vjp adj[0] adj[1]", 2, got, want);
    suspect(j, "same-value", &t, out, m, w, all, SAME_VALUE);
    suspect(j, "last-only", &t, out, m, w, all, LAST_ONLY);
    suspect(j, "ones", &t, out, m, w, all, ONES);
    suspect(j, "wrong-place", &t, out, m, w, all, WRONG_PLACE);

    judge_tolerance(j, 1e-13, 1e-12 * (1 + largest(2 * (size_t)t.n, all)));
    judge_call(j, "jacobian", at + 2 * m, in, 2 * m, got);
    compare_rows(j, m, jac, got);
  }
}

#endif
