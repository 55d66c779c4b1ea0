/* check.c: exercise 902, H v: random tapes, whose Hessian is known by the engine. */
#include "exercise.h"

#include <stdio.h>

#if STUDENT

/* in: the direction; op, a, b, v of each record */
CALL(product)
{
  struct record tape[MOST];
  const size_t records = (n - m) / 4;
  for (size_t i = 0; i < records; i++) {
    const double *r = in + m + 4 * i;
    tape[i] = (struct record){(enum op)r[0], (size_t)r[1], (size_t)r[2], r[3]};
  }
  hessian_vector(tape, records, m, in, out);
}

#else

enum { MOST = 16 };
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

/* v0 v1 v1, as in the README; or ops of which each takes the value just before it. */
static void draw(struct judge *j, struct tape *t)
{
  push(t, INPUT, 0, 0, judge_draw(j, "v0", 3, -2, 2));
  push(t, INPUT, 0, 0, judge_draw(j, "v1", 2, -2, 2));
  t->inputs = 2;
  if (judge_is_example(j)) {
    push(t, MUL, 0, 1, 0);
    push(t, MUL, 2, 1, 0);
    return;
  }
  push(t, MUL, 1, 0, 0);
  push(t, SIN, 2, 0, 0);
  const int n = 6 + (int)judge_random(j, 0, 4);
  for (int i = 4; i < n; i++) /* not too steep */
    push(t, fabs(t->record[i - 1].v) > 3 ? SIN : ADD + (int)judge_random(j, 0, OPS - ADD),
         i - 1, (int)judge_random(j, 0, i), 0);
}

/* ---- what known mistakes make of them --------------------------------------------- */

enum mistake { SIN_STRAIGHT, SIN_SIGN, NO_HISTORY, OVERWRITE, MAGNITUDE };

static void tangents(const struct tape *t, const double *v, double *d)
{
  for (int i = 0; i < t->n; i++) {
    const struct record *r = &t->record[i];
    const double a = t->record[r->a].v, b = t->record[r->b].v;
    const double da = d[r->a], db = d[r->b];
    const double rules[OPS] = {i < 2 ? v[i] : 0, da + db, da - db, da * b + a * db,
                               cos(a) * da};
    d[i] = rules[r->op];
  }
}

/* Into t the sum, or the sum of magnitudes, or the last. */
static void hand(double *t, double part, enum mistake how)
{
  *t = how == OVERWRITE ? part : *t + (how == MAGNITUDE ? fabs(part) : part);
}

static void simulate(const struct tape *t, const double *v, enum mistake how,
                     double *hv)
{
  double d[MOST] = {0}, adj[MOST] = {0}, moved[MOST] = {0};
  tangents(t, v, d);
  adj[t->n - 1] = 1;
  for (int i = t->n - 1; i >= 2; i--) {
    const struct record *r = &t->record[i];
    const double a = t->record[r->a].v, b = t->record[r->b].v;
    const double by_a[OPS] = {0, 1, 1, b, cos(a)}, by_b[OPS] = {0, 1, -1, a, 0};
    const double bend = how == SIN_STRAIGHT ? 0 : how == SIN_SIGN ? sin(a) : -sin(a);
    const double da[OPS] = {0, 0, 0, d[r->b], bend * d[r->a]};
    const double db[OPS] = {0, 0, 0, d[r->a], 0};
    const double mine = how == NO_HISTORY && (r->op == MUL || r->op == SIN) ? 0
                                                                            : moved[i];
    adj[r->a] += how == MAGNITUDE ? fabs(adj[i] * by_a[r->op]) : adj[i] * by_a[r->op];
    hand(&moved[r->a], mine * by_a[r->op] + adj[i] * da[r->op], how);
    if (r->op == SIN)
      continue;
    adj[r->b] += how == MAGNITUDE ? fabs(adj[i] * by_b[r->op]) : adj[i] * by_b[r->op];
    hand(&moved[r->b], mine * by_b[r->op] + adj[i] * db[r->op], how);
  }
  hv[0] = moved[0], hv[1] = moved[1];
}

static void suspect(struct judge *j, const struct tape *t, const double *v,
                    const char *id, enum mistake how)
{
  double wrong[2];
  simulate(t, v, how, wrong);
  judge_suspect(j, id, 2, wrong);
}

JUDGE(j)
{
  while (judge_next(j)) {
    struct tape t = {.n = 0};
    char formula[600];
    double in[2 + 4 * MOST], *v = in, h[4], g[2], size[2], got[2];
    draw(j, &t);
    write_formula(&t, formula, sizeof formula);
    judge_tell(j, "tape: %s", formula);
    judge_draws(j, "direction", 2, (double[]){1, 0}, -2, 2, v);
    write_numbers(&t, in + 2);
    const double x[2] = {t.record[0].v, t.record[1].v};
    judge_gradient(j, formula, x, NULL, g);
    judge_hessian(j, formula, x, h);
    const double want[2] = {h[0] * v[0] + h[1] * v[1], h[2] * v[0] + h[3] * v[1]};
    judge_call(j, "product", 2 + 4 * (size_t)t.n, in, 2, got);

    simulate(&t, v, MAGNITUDE, size);
    judge_tolerance(j, 1e-13, 1e-13 * (1 + fabs(size[0]) + fabs(size[1]) +
                                       4 * (fabs(h[0]) + fabs(h[1]) + fabs(h[3]))));
    judge_compare(j, "product hv[0] hv[1]", 2, got, want);
    judge_suspect(j, "gradient", 2, g);
    judge_suspect(j, "partials-still", 2, (double[]){0, 0});
    suspect(j, &t, v, "sin-straight", SIN_STRAIGHT);
    suspect(j, &t, v, "sin-sign", SIN_SIGN);
    suspect(j, &t, v, "no-history", NO_HISTORY);
    judge_suspect(j, "seed-moves", 2, (double[]){want[0] + g[0], want[1] + g[1]});
    suspect(j, &t, v, "overwrite", OVERWRITE);
  }
}

#endif
