/* check.c: exercise 504, fan-out: random tapes, whose adjoints at the inputs are
 * known by dualtape's own engine, which reads them as a formula. */
#include "exercise.h"

#include <stdio.h>

enum { MOST = 12 }; /* records */

#if STUDENT

/* in: op, a, b, v of each record */
CALL(sweep)
{
  struct record tape[MOST];
  for (size_t i = 0; i < m; i++)
    tape[i] = (struct record){(enum op)in[4 * i], (size_t)in[4 * i + 1],
                              (size_t)in[4 * i + 2], in[4 * i + 3]};
  adjoint_sweep(tape, m, out);
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

/* y = x*x + x, as in the README; then two inputs, and ops of which each takes
 * the value just before it, so that all matter. */
static void draw(struct judge *j, struct tape *t)
{
  const double x = judge_draw(j, "v0", 3, -2, 2);
  push(t, INPUT, 0, 0, x);
  if (judge_is_example(j)) {
    push(t, MUL, 0, 0, 0);
    push(t, ADD, 1, 0, 0);
    t->inputs = 1;
    return;
  }
  push(t, INPUT, 0, 0, judge_draw(j, "v1", 0, -2, 2));
  t->inputs = 2;
  const int n = 5 + (int)judge_random(j, 0, 5);
  for (int i = 2; i < n; i++)
    push(t, ADD + (int)judge_random(j, 0, OPS - ADD), i - 1,
         (int)judge_random(j, 0, i), 0);
}

/* "input v0, v1; v2 = v0 * v1; ...": for the engine, and to be shown. */
static void write_formula(const struct tape *t, char *text, size_t size)
{
  static const char *const forms[OPS] = {"", "v%d = v%d + v%d", "v%d = v%d - v%d",
                                         "v%d = v%d * v%d", "v%d = sin(v%d)"};
  size_t at = (size_t)snprintf(text, size, t->inputs > 1 ? "input v0, v1"
                                                         : "input v0");
  for (int i = t->inputs; i < t->n; i++) {
    const struct record *r = &t->record[i];
    at += (size_t)snprintf(text + at, size - at, "; ");
    at += (size_t)snprintf(text + at, size - at, forms[r->op], i, r->a, r->b);
  }
}

/* ---- what known mistakes make of them ------------------------------------------- */

enum mistake { OVERWRITE, UPWARD, SEED, SIGN, OWN_FACTOR, MAGNITUDE };

static void hand(double *adj, double part, enum mistake how)
{
  *adj = how == OVERWRITE ? part : how == MAGNITUDE ? *adj + fabs(part)
                                                    : *adj + part;
}

static void sweep(const struct tape *t, enum mistake how, double *adj)
{
  for (int i = 0; i < t->n; i++)
    adj[i] = 0;
  adj[t->n - 1] = how == SEED ? t->record[t->n - 1].v : 1;
  for (int k = 0; k < t->n; k++) {
    const int i = how == UPWARD ? k : t->n - 1 - k;
    const struct record *r = &t->record[i];
    const double va = t->record[r->a].v, vb = t->record[r->b].v;
    const double by_a[OPS] = {0, 1, 1, how == OWN_FACTOR ? va : vb, cos(va)};
    const double by_b[OPS] = {0, 1, how == SIGN ? 1 : -1,
                              how == OWN_FACTOR ? vb : va, 0};
    if (r->op != INPUT)
      hand(&adj[r->a], adj[i] * by_a[r->op], how);
    if (r->op != INPUT && r->op != SIN)
      hand(&adj[r->b], adj[i] * by_b[r->op], how);
  }
}

static void suspect(struct judge *j, const struct tape *t, const char *id,
                    enum mistake how)
{
  double adj[MOST];
  sweep(t, how, adj);
  judge_suspect(j, id, (size_t)t->inputs, adj);
}

/* ---- the check -------------------------------------------------------------------- */

JUDGE(j)
{
  while (judge_next(j)) {
    struct tape t = {.n = 0};
    char formula[400];
    double in[4 * MOST], x[2], want[2], got[MOST], size[MOST];
    draw(j, &t);
    write_formula(&t, formula, sizeof formula);
    judge_tell(j, "tape: %s", formula);
    for (int i = 0; i < t.n; i++) {
      const struct record *r = &t.record[i];
      in[4 * i] = r->op, in[4 * i + 1] = r->a, in[4 * i + 2] = r->b;
      in[4 * i + 3] = r->v;
      if (i < t.inputs)
        x[i] = r->v;
    }
    judge_gradient(j, formula, x, NULL, want);
    judge_call(j, "sweep", 4 * (size_t)t.n, in, (size_t)t.n, got);

    /* what is handed may cancel: rounding is as large as the parts are */
    sweep(&t, MAGNITUDE, size);
    judge_tolerance(j, 0, 1e-13 * fmax(size[0], t.inputs > 1 ? size[1] : 0));
    judge_compare(j, "adjoints adj[0] adj[1]", (size_t)t.inputs, got, want);
    suspect(j, &t, "overwrite", OVERWRITE);
    suspect(j, &t, "upward", UPWARD);
    suspect(j, &t, "seed", SEED);
    suspect(j, &t, "sign", SIGN);
    suspect(j, &t, "own-factor", OWN_FACTOR);
    judge_suspect(j, "no-seed", (size_t)t.inputs, (double[]){0, 0});
    judge_suspect_if(j, "not-zeroed", isnan(got[0]));
  }
}

#endif
