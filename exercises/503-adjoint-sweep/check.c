/* check.c: exercise 503, the adjoint sweep: random trees.  The engine knows every
 * adjoint: to each v_i an input e_i = 0 is added, and adj_i is the derivative by
 * e_i. */
#include "exercise.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 16 }; /* records */

#if STUDENT

static struct record tape[MOST];

static void read_tape(const double *in, size_t n)
{
  for (size_t i = 0; i < n; i++)
    tape[i] = (struct record){(enum op)in[4 * i], (size_t)in[4 * i + 1],
                              (size_t)in[4 * i + 2], in[4 * i + 3]};
}

CALL(partials)
{
  read_tape(in, n / 4);
  for (size_t i = 0; i < n / 4; i++)
    partials(tape, i, &out[2 * i], &out[2 * i + 1]);
}

CALL(sweep)
{
  read_tape(in, n / 4);
  adjoint_sweep(tape, n / 4, out);
}

#else

enum { INPUT, ADD, SUB, MUL, DIV, SIN, EXP, OPS };
struct record {
  int op, a, b;
  double v;
};
struct tape {
  struct record record[MOST];
  int n;
};

/* ---- trees ---------------------------------------------------------------------- */

static double value(int op, double a, double b)
{
  return op == ADD   ? a + b
         : op == SUB ? a - b
         : op == MUL ? a * b
         : op == DIV ? a / b
         : op == SIN ? sin(a)
                     : exp(a);
}

static void push(struct tape *t, int op, int a, int b)
{
  const double v = value(op, t->record[a].v, t->record[b].v);
  t->record[t->n++] = (struct record){op, a, b, v};
}

/* (v0 * v1) / v2, as in the README; then any two that are not used yet are joined,
 * with a function of one argument between, until one is left. */
static void draw(struct judge *j, struct tape *t)
{
  const int inputs = judge_is_example(j) ? 3 : 2 + (int)judge_random(j, 0, 4);
  double x[6];
  int open[MOST], left = inputs;
  judge_draws(j, "inputs", (size_t)inputs,
              judge_is_example(j) ? (double[]){3, 4, 2} : NULL, 0.5, 2, x);
  for (int i = 0; i < inputs; i++)
    t->record[t->n++] = (struct record){INPUT, 0, 0, x[open[i] = i]};
  if (judge_is_example(j)) {
    push(t, MUL, 0, 1);
    push(t, DIV, 3, 2);
    return;
  }
  while (left > 1) {
    const int k = (int)judge_random(j, 0, left), a = open[k];
    open[k] = open[--left];
    const int l = (int)judge_random(j, 0, left), b = open[l];
    const bool flat = fabs(t->record[b].v) < 0.1;
    const int op = ADD + (int)judge_random(j, 0, flat ? 3 : 4);
    push(t, op, a, b);
    if (judge_random(j, 0, 1) < 0.5)
      push(t, fabs(t->record[t->n - 1].v) > 2 || judge_random(j, 0, 1) < 0.5
                ? SIN : EXP, t->n - 1, 0);
    open[l] = t->n - 1;
  }
}

/* "v3 = v0 * v1; ...", with "+ e3" if moved */
static void write_formula(const struct tape *t, bool moved, char *text, size_t size)
{
  static const char *const forms[OPS] = {
    "", "v%d = v%d + v%d", "v%d = v%d - v%d", "v%d = v%d * v%d", "v%d = v%d / v%d",
    "v%d = sin(v%d)", "v%d = exp(v%d)"};
  size_t at = 0;
  text[0] = '\0';
  for (int i = 0; moved && i < t->n; i++)
    at += (size_t)snprintf(text + at, size - at, i ? ", e%d" : "input e%d", i);
  for (int i = 0; i < t->n; i++) {
    const struct record *r = &t->record[i];
    if (r->op == INPUT && !moved)
      continue;
    at += (size_t)snprintf(text + at, size - at, at ? "; " : "");
    if (r->op == INPUT)
      at += (size_t)snprintf(text + at, size - at, "v%d = (%.17g)", i, r->v);
    else
      at += (size_t)snprintf(text + at, size - at, forms[r->op], i, r->a, r->b);
    if (moved)
      at += (size_t)snprintf(text + at, size - at, " + e%d", i);
  }
}

/* ---- what known mistakes make of them -------------------------------------------- */

enum mistake { RIGHT, DIV_SIGN, DIV_SQUARE, OWN_FACTOR, AT_RESULT, EXP_POWER,
               LOCAL, SEED, UPWARD };

static void partials(const struct tape *t, int i, enum mistake how, double p[2])
{
  const struct record *r = &t->record[i];
  const double a = t->record[r->a].v, b = t->record[r->b].v;
  const double by_a[OPS] = {0, 1, 1, how == OWN_FACTOR ? a : b, 1 / b,
                            cos(how == AT_RESULT ? r->v : a),
                            how == EXP_POWER ? a * exp(a - 1) : exp(a)};
  const double by_b[OPS] = {0, 1, -1, how == OWN_FACTOR ? b : a,
                            how == DIV_SIGN     ? a / (b * b)
                            : how == DIV_SQUARE ? -a / b
                                                : -a / (b * b)};
  p[0] = by_a[r->op];
  p[1] = by_b[r->op];
}

static void sweep(const struct tape *t, enum mistake how, double *adj)
{
  for (int i = 0; i < t->n; i++)
    adj[i] = 0;
  adj[t->n - 1] = how == SEED ? t->record[t->n - 1].v : 1;
  for (int k = 0; k < t->n; k++) {
    const int i = how == UPWARD ? k : t->n - 1 - k;
    const struct record *r = &t->record[i];
    const double mine = how == LOCAL ? 1 : adj[i];
    double p[2];
    partials(t, i, how, p);
    if (r->op != INPUT)
      adj[r->a] = mine * p[0];
    if (r->op != INPUT && r->op < SIN)
      adj[r->b] = mine * p[1];
  }
}

static const struct {
  const char *id;
  enum mistake how;
} known[] = {{"div-sign", DIV_SIGN},     {"div-square", DIV_SQUARE},
             {"own-factor", OWN_FACTOR}, {"at-result", AT_RESULT},
             {"exp-power", EXP_POWER},   {"local", LOCAL},
             {"seed", SEED},             {"upward", UPWARD}};
enum { KNOWN = sizeof known / sizeof *known };

/* ---- the check -------------------------------------------------------------------- */

/* The partials, by the engine: of two arguments that are inputs of their own. */
static void compare_partials(struct judge *j, const struct tape *t, const double *in)
{
  static const char *const forms[OPS] = {"", "a + b", "a - b", "a * b", "a / b",
                                         "sin(a) + 0*b", "exp(a) + 0*b"};
  double got[2 * MOST], want[2 * MOST] = {0}, wrong[2 * MOST];
  const size_t n = (size_t)t->n;
  for (int i = 0; i < t->n; i++) {
    const struct record *r = &t->record[i];
    const double x[2] = {t->record[r->a].v, t->record[r->b].v};
    char text[40];
    snprintf(text, sizeof text, "input a, b; %s", forms[r->op]);
    if (r->op != INPUT)
      judge_gradient(j, text, x, NULL, &want[2 * i]);
  }
  judge_call(j, "partials", 4 * n, in, 2 * n, got);
  char what[400] = "partials";
  for (size_t i = 0, at = strlen(what); i < n; i++)
    at += (size_t)snprintf(what + at, sizeof what - at, " v%zu:by_a v%zu:by_b", i, i);
  judge_compare(j, what, 2 * n, got, want);
  for (int k = 0; k < KNOWN; k++) {
    for (int i = 0; i < t->n; i++)
      partials(t, i, known[k].how, &wrong[2 * i]);
    judge_suspect(j, known[k].id, 2 * n, wrong);
  }
}

JUDGE(j)
{
  while (judge_next(j)) {
    struct tape t = {.n = 0};
    char formula[1200];
    double in[4 * MOST], zero[MOST] = {0}, want[MOST], got[MOST], wrong[MOST];
    draw(j, &t);
    const size_t n = (size_t)t.n;
    write_formula(&t, false, formula, sizeof formula);
    judge_tell(j, "tape: %s", formula);
    write_formula(&t, true, formula, sizeof formula);
    judge_gradient(j, formula, zero, NULL, want);
    for (int i = 0; i < t.n; i++) {
      const struct record *r = &t.record[i];
      in[4 * i] = r->op, in[4 * i + 1] = r->a, in[4 * i + 2] = r->b;
      in[4 * i + 3] = r->v;
    }
    compare_partials(j, &t, in);
    judge_call(j, "sweep", 4 * n, in, n, got);
    judge_tolerance(j, 1e-12, 0);
    judge_compare(j, "adjoints", n, got, want);
    for (int k = 0; k < KNOWN; k++) {
      sweep(&t, known[k].how, wrong);
      judge_suspect(j, known[k].id, n, wrong);
    }
    judge_tolerance(j, 1e-13, 0);
  }
}

#endif
