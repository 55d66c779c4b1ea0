/* check.c: exercise 502, the value sweep: random tapes, recorded at one point and
 * replayed at another one; the values there by dualtape's engine. */
#include "exercise.h"

#include <stdio.h>

enum { MOST = 14 }; /* records */

#if STUDENT

/* in: x, MOST numbers; op, a, b, v of each record */
CALL(sweep)
{
  struct record tape[MOST];
  const double *x = in;
  in += MOST;
  for (size_t i = 0; i < m; i++)
    tape[i] = (struct record){(enum op)in[4 * i], (size_t)in[4 * i + 1],
                              (size_t)in[4 * i + 2], in[4 * i + 3]};
  value_sweep(tape, m, x);
  for (size_t i = 0; i < m; i++)
    out[i] = tape[i].v;
}

#else

enum { INPUT, CONST, ADD, SUB, MUL, SIN, OPS };
struct record {
  int op, a, b;
  double v;
};
struct tape {
  struct record record[MOST];
  int n, inputs;
};

static double value(int op, double a, double b)
{
  return op == ADD ? a + b : op == SUB ? a - b : op == MUL ? a * b : sin(a);
}

static void push(struct tape *t, int op, int a, int b, double v)
{
  if (op > CONST)
    v = value(op, t->record[a].v, t->record[b].v);
  t->inputs += op == INPUT;
  t->record[t->n++] = (struct record){op, a, b, v};
}

/* 2 x + x^2, as in the README; or a constant, then anything, with two inputs or more. */
static void draw(struct judge *j, struct tape *t)
{
  push(t, CONST, 0, 0, judge_is_example(j) ? 2 : judge_random(j, -2, 2));
  push(t, INPUT, 0, 0, judge_is_example(j) ? 3 : judge_random(j, -2, 2));
  if (judge_is_example(j)) {
    push(t, MUL, 0, 1, 0);
    push(t, MUL, 1, 1, 0);
    push(t, ADD, 2, 3, 0);
    return;
  }
  const int n = 8 + (int)judge_random(j, 0, 6);
  for (int i = 2; i < n; i++) {
    const int op = i == 2   ? SUB
                   : i == 4 ? INPUT
                            : (int)judge_random(j, 0, OPS);
    if (op <= CONST)
      push(t, op, 0, 0, judge_random(j, -2, 2));
    else
      push(t, op, i == 2 ? 1 : (int)judge_random(j, 0, i),
           i == 2 ? 0 : (int)judge_random(j, 0, i), 0);
  }
}

static size_t write_formula(const struct tape *t, char *text, size_t size)
{
  static const char *const forms[OPS] = {"", "", "; v%d = v%d + v%d",
                                         "; v%d = v%d - v%d",
                                         "; v%d = v%d * v%d", "; v%d = sin(v%d)"};
  size_t at = 0;
  for (int i = 0; i < t->n; i++)
    if (t->record[i].op == INPUT)
      at += (size_t)snprintf(text + at, size - at, at ? ", v%d" : "input v%d", i);
  for (int i = 0; i < t->n; i++) {
    const struct record *r = &t->record[i];
    if (r->op == CONST)
      at += (size_t)snprintf(text + at, size - at, "; v%d = (%.17g)", i, r->v);
    else if (r->op != INPUT)
      at += (size_t)snprintf(text + at, size - at, forms[r->op], i, r->a, r->b);
  }
  return at;
}

/* ---- known mistakes ---------------------------------------------------------------- */

enum mistake { PLACE, OLD_INPUTS, INPUTS_ONLY, CONSTANT, SWAPPED, MISTAKES };
static const char *const ids[MISTAKES] = {"place", "old-inputs", "inputs-only",
                                          "constant", "swapped"};

static void simulate(struct tape t, const double *x, enum mistake how, double *v)
{
  int next = 0;
  for (int i = 0; i < t.n; i++) {
    struct record *r = &t.record[i];
    const double a = t.record[r->a].v, b = t.record[r->b].v;
    if (r->op == INPUT && how != OLD_INPUTS)
      r->v = how == PLACE ? x[i] : x[next++];
    else if (r->op == CONST && how == CONSTANT)
      r->v = x[next++];
    else if (r->op > CONST && how != INPUTS_ONLY)
      r->v = how == SWAPPED ? value(r->op, r->op == SUB ? b : a, r->op == SUB ? a : b)
                            : value(r->op, a, b);
  }
  for (int i = 0; i < t.n; i++)
    v[i] = t.record[i].v;
}

JUDGE(j)
{
  while (judge_next(j)) {
    struct tape t = {.n = 0};
    char formula[900];
    double in[5 * MOST] = {0}, want[MOST], got[MOST];
    draw(j, &t);
    size_t at = write_formula(&t, formula, sizeof formula);
    judge_tell(j, "tape: %s", formula);
    judge_draws(j, "x", (size_t)t.inputs, judge_is_example(j) ? (double[]){5} : NULL,
                -2, 2, in);
    for (int i = 0; i < t.n; i++)
      at += (size_t)snprintf(formula + at, sizeof formula - at,
                             i ? ", v%d" : "; v%d", i);
    judge_jacobian(j, formula, in, want, NULL);
    for (int i = 0; i < t.n; i++) {
      const struct record *r = &t.record[i];
      double *to = in + MOST + 4 * i;
      to[0] = r->op, to[1] = r->a, to[2] = r->b, to[3] = r->v;
    }
    judge_call(j, "sweep", MOST + 4 * (size_t)t.n, in, (size_t)t.n, got);
    judge_tolerance(j, 1e-13, 0);
    judge_compare(j, "values", (size_t)t.n, got, want);
    for (int how = 0; how < MISTAKES; how++) {
      double wrong[MOST];
      simulate(t, in, (enum mistake)how, wrong);
      judge_suspect(j, ids[how], (size_t)t.n, wrong);
    }
  }
}

#endif
