/* check.c: exercise 602, JVP: tangents by the engine's Jacobian of all values; gaps of
 * two random matrices, of which the second is now and then the first's transpose. */
#include "exercise.h"

#include <stdio.h>

#if STUDENT

/* in: the tangents of two inputs; op, a, b, v of each record */
CALL(jvp)
{
  struct record tape[MOST];
  double d[MOST];
  for (size_t i = 0; i < MOST; i++)
    d[i] = i < 2 ? in[i] : NAN;
  in += 2;
  for (size_t i = 0; i < m; i++)
    tape[i] = (struct record){(enum op)in[4 * i], (size_t)in[4 * i + 1],
                              (size_t)in[4 * i + 2], in[4 * i + 3]};
  jvp(tape, m, d);
  for (size_t i = 0; i < m; i++)
    out[i] = d[i];
}

static size_t columns, rows;
static const double *there, *back; /* rows × columns, columns × rows */

static void multiply(size_t r, size_t c, const double *a, const double *in,
                     double *out)
{
  for (size_t i = 0; i < r; i++) {
    out[i] = 0;
    for (size_t k = 0; k < c; k++)
      out[i] += a[i * c + k] * in[k];
  }
}

static void go_there(const double *in, double *out)
{
  multiply(rows, columns, there, in, out);
}

static void go_back(const double *in, double *out)
{
  multiply(columns, rows, back, in, out);
}

/* in: n, m, v and w of MOST numbers each, J, what is claimed to be its transpose */
CALL(gap)
{
  columns = (size_t)in[0], rows = (size_t)in[1];
  there = in + 2 + 2 * MOST;
  back = there + rows * columns;
  out[0] = dot_gap(go_there, go_back, columns, rows, in + 2, in + 2 + MOST);
}

#else

enum { MOST = 16, SIDE = 4 };
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

static void draw(struct judge *j, struct tape *t)
{
  push(t, INPUT, 0, 0, judge_draw(j, "v0", 3, -2, 2));
  push(t, INPUT, 0, 0, judge_draw(j, "v1", 2, -2, 2));
  t->inputs = 2;
  if (judge_is_example(j)) {
    push(t, MUL, 0, 1, 0);
    push(t, ADD, 2, 0, 0);
    return;
  }
  const int n = 6 + (int)judge_random(j, 0, 5);
  for (int i = 2; i < n; i++)
    push(t, i == 2 ? MUL : i == 3 ? SIN : ADD + (int)judge_random(j, 0, OPS - ADD),
         i - 1, (int)judge_random(j, 0, i), 0);
}

enum mistake { OWN_FACTOR, ONE_TERM, NO_INNER, MAGNITUDE };

static double tangents(const struct tape *t, enum mistake how, const double *v,
                       double *d)
{
  double most = 0;
  for (int i = 0; i < t->n; i++) {
    const struct record *r = &t->record[i];
    const double a = t->record[r->a].v, b = t->record[r->b].v;
    const double by_a[OPS] = {0, 1, 1, how == OWN_FACTOR ? a : b, cos(a)};
    const double by_b[OPS] = {0, 1, -1, how == OWN_FACTOR ? b
                                        : how == ONE_TERM ? 0
                                                          : a, 0};
    if (r->op == INPUT)
      d[i] = v[i];
    else if (r->op == SIN && how == NO_INNER)
      d[i] = cos(a);
    else
      d[i] = by_a[r->op] * d[r->a] + by_b[r->op] * d[r->b];
    if (how == MAGNITUDE && r->op != INPUT)
      d[i] = fabs(by_a[r->op] * d[r->a]) + fabs(by_b[r->op] * d[r->b]);
    most = fmax(most, fabs(d[i]));
  }
  return most;
}

static void suspect(struct judge *j, const struct tape *t, const char *id,
                    enum mistake how, const double *v)
{
  double wrong[MOST];
  tangents(t, how, v, wrong);
  judge_suspect(j, id, (size_t)t->n, wrong);
}

static void check_jvp(struct judge *j)
{
  struct tape t = {.n = 0};
  char formula[700];
  double in[2 + 4 * MOST], all[2 * MOST], want[MOST], got[MOST], zero[MOST] = {0};
  draw(j, &t);
  size_t at = write_formula(&t, formula, sizeof formula);
  judge_tell(j, "tape: %s", formula);
  judge_draws(j, "tangents", 2, (double[]){1, 10}, -2, 2, in);
  for (int i = 0; i < t.n; i++)
    at += (size_t)snprintf(formula + at, sizeof formula - at, i ? ", v%d" : "; v%d", i);
  judge_jacobian(j, formula, (double[]){t.record[0].v, t.record[1].v}, NULL, all);
  for (int i = 0; i < t.n; i++)
    want[i] = all[2 * i] * in[0] + all[2 * i + 1] * in[1];
  write_numbers(&t, in + 2);
  judge_call(j, "jvp", 2 + 4 * (size_t)t.n, in, (size_t)t.n, got);
  judge_tolerance(j, 0, 1e-13 * (1 + tangents(&t, MAGNITUDE, in, zero)));
  judge_compare(j, "tangents", (size_t)t.n, got, want);
  for (int i = 0; i < t.n; i++)
    zero[i] = 0;
  suspect(j, &t, "own-factor", OWN_FACTOR, in);
  suspect(j, &t, "one-term", ONE_TERM, in);
  suspect(j, &t, "no-inner", NO_INNER, in);
  judge_suspect(j, "inputs-lost", (size_t)t.n, zero);
}

static void check_gap(struct judge *j)
{
  const bool example = judge_is_example(j);
  const size_t n = (size_t)judge_whole(j, "n", 2, 1, SIDE);
  const size_t m = (size_t)judge_whole(j, "m", 2, 1, SIDE);
  double in[2 + 2 * MOST + 2 * SIDE * SIDE] = {(double)n, (double)m};
  double *v = in + 2, *w = v + MOST, *a = w + MOST, *b = a + n * m, got;
  judge_draws(j, "v", n, example ? (double[]){1, 10} : NULL, -2, 2, v);
  judge_draws(j, "w", m, example ? (double[]){10, 1} : NULL, -2, 2, w);
  judge_draws(j, "J", n * m, example ? (double[]){2, 3, 3, 3} : NULL, -2, 2, a);
  const bool right = example || judge_random(j, 0, 1) < 0.3;
  double wav = 0, wbv = 0, size = 0, there = 0, back = 0, mixed = 0;
  for (size_t i = 0; i < m; i++)
    for (size_t k = 0; k < n; k++)
      b[k * m + i] = right ? a[i * n + k] : judge_random(j, -2, 2);
  judge_show(j, "claimed", n * m, b);
  for (size_t i = 0; i < m; i++) {
    double y = 0;
    for (size_t k = 0; k < n; k++) {
      y += a[i * n + k] * v[k];
      size += fabs(w[i] * a[i * n + k] * v[k]) + fabs(w[i] * b[k * m + i] * v[k]);
    }
    wav += w[i] * y;
    there += y * y;
    mixed += i < n ? w[i] * y : 0;
  }
  for (size_t k = 0; k < n; k++) {
    double x = 0;
    for (size_t i = 0; i < m; i++)
      x += b[k * m + i] * w[i];
    wbv += x * v[k];
    back += x * x;
    mixed -= k < m ? x * v[k] : 0;
  }
  judge_call(j, "gap", 2 + 2 * MOST + 2 * n * m, in, 1, &got);
  judge_tolerance(j, 0, 1e-14 * size);
  judge_compare(j, "gap", 1, &got, (double[]){wav - wbv});
  judge_suspect(j, "lengths", 1, &mixed);
  judge_suspect(j, "norms", 1, (double[]){there - back});
  judge_suspect(j, "plus", 1, (double[]){wav + wbv});
}

JUDGE(j)
{
  while (judge_next(j)) {
    check_jvp(j);
    judge_forget(j);
    check_gap(j);
  }
}

#endif
