/* check.c: exercise 501, push: random computations are recorded; the values are
 * compared with those of dualtape's engine. */
#include "exercise.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 12, SAID = 5 }; /* records; numbers about each */

#if STUDENT

static size_t call(struct tape *t, const double *in)
{
  const size_t a = (size_t)in[1], b = (size_t)in[2];
  switch ((enum op)in[0]) {
  case INPUT: return input(t, in[3]);
  case ADD: return add(t, a, b);
  case SUB: return sub(t, a, b);
  case MUL: return mul(t, a, b);
  case SIN: return sine(t, a);
  }
  return 0;
}

/* in: op, a, b, v of each record; out: place, op, a, b, v */
CALL(record)
{
  static struct tape t;
  t.n = 0;
  for (size_t i = 0; i < ROOM; i++)
    t.record[i] = (struct record){INPUT, 0, 0, 0};
  for (size_t i = 0; i < n / 4; i++)
    out[SAID * i] = (double)call(&t, in + 4 * i);
  for (size_t i = 0; i < n / 4; i++) {
    const struct record *r = &t.record[i];
    double *o = out + SAID * i;
    o[1] = r->op;
    o[2] = r->op == INPUT ? 0 : (double)r->a;
    o[3] = r->op == INPUT || r->op == SIN ? 0 : (double)r->b;
    o[4] = r->v;
  }
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

/* y = x*x + x, as in the README; then two inputs and each op at least once. */
static void draw(struct judge *j, struct tape *t)
{
  push(t, INPUT, 0, 0, judge_draw(j, "v0", 3, -2, 2));
  t->inputs = 1;
  if (judge_is_example(j)) {
    push(t, MUL, 0, 0, 0);
    push(t, ADD, 1, 0, 0);
    return;
  }
  push(t, INPUT, 0, 0, judge_draw(j, "v1", 0, -2, 2));
  t->inputs = 2;
  const int n = 7 + (int)judge_random(j, 0, 4);
  for (int i = 2; i < n; i++) {
    const int op = i < 2 + OPS - ADD ? i - 2 + ADD
                                     : ADD + (int)judge_random(j, 0, OPS - ADD);
    push(t, op, (int)judge_random(j, 0, i), (int)judge_random(j, 0, i), 0);
  }
}

/* The values with a known mistake. */
enum mistake { PLACES, SWAPPED };

static void simulate(const struct tape *t, enum mistake how, double *v)
{
  for (int i = 0; i < t->n; i++) {
    const struct record *r = &t->record[i];
    const double a = how == PLACES ? r->a : v[r->a],
                 b = how == PLACES ? r->b : v[r->b];
    const double values[OPS] = {r->v, a + b, how == SWAPPED ? b - a : a - b,
                                a * b, sin(a)};
    v[i] = r->op == INPUT ? r->v : values[r->op];
  }
}

static void compare_places(struct judge *j, size_t n, const double *got)
{
  double place[MOST], want[MOST], after[MOST], zero[MOST] = {0};
  for (size_t i = 0; i < n; i++) {
    place[i] = got[SAID * i];
    want[i] = (double)i;
    after[i] = (double)i + 1;
  }
  judge_tolerance(j, 0, 0);
  judge_compare(j, "places", n, place, want);
  judge_suspect(j, "after", n, after);
  judge_suspect(j, "not-counted", n, zero);
}

static void compare_values(struct judge *j, const struct tape *t, size_t n,
                           const double *got, const double *want)
{
  double v[MOST], zero[MOST] = {0}, places[MOST], swapped[MOST];
  for (size_t i = 0; i < n; i++)
    v[i] = got[SAID * i + 4];
  judge_tolerance(j, 1e-13, 0);
  judge_compare(j, "values", n, v, want);
  simulate(t, PLACES, places);
  simulate(t, SWAPPED, swapped);
  judge_suspect(j, "no-value", n, zero);
  judge_suspect(j, "places", n, places);
  judge_suspect(j, "swapped", n, swapped);
}

/* op, a and b, three numbers for each record */
static void compare_records(struct judge *j, const struct tape *t, size_t n,
                            const double *got)
{
  double said[3 * MOST], want[3 * MOST], sums[3 * MOST];
  for (size_t i = 0; i < n; i++) {
    const struct record *r = &t->record[i];
    for (size_t k = 0; k < 3; k++)
      said[3 * i + k] = got[SAID * i + 1 + k];
    want[3 * i] = sums[3 * i] = r->op;
    want[3 * i + 1] = sums[3 * i + 1] = r->a;
    want[3 * i + 2] = sums[3 * i + 2] = r->op == SIN ? 0 : r->b;
    if (r->op == SUB)
      sums[3 * i] = ADD;
  }
  judge_tolerance(j, 0, 0);
  char what[400] = "records";
  for (size_t i = 0, at = strlen(what); i < n; i++)
    at += (size_t)snprintf(what + at, sizeof what - at, " v%zu.op v%zu.a v%zu.b", i, i,
                           i);
  judge_compare(j, what, 3 * n, said, want);
  judge_suspect(j, "op-code", 3 * n, sums);
}

JUDGE(j)
{
  while (judge_next(j)) {
    struct tape t = {.n = 0};
    char formula[600];
    double in[4 * MOST], x[2], want[MOST], got[SAID * MOST];
    draw(j, &t);
    size_t at = write_formula(&t, formula, sizeof formula);
    judge_tell(j, "tape: %s", formula);
    for (int i = 0; i < t.n; i++)
      at += (size_t)snprintf(formula + at, sizeof formula - at,
                             i ? ", v%d" : "; v%d", i);
    for (int i = 0; i < t.inputs; i++)
      x[i] = t.record[i].v;
    judge_jacobian(j, formula, x, want, NULL);
    write_numbers(&t, in);
    const size_t n = (size_t)t.n;
    judge_call(j, "record", 4 * n, in, SAID * n, got);
    compare_places(j, n, got);
    compare_values(j, &t, n, got, want);
    compare_records(j, &t, n, got);
  }
}

#endif
