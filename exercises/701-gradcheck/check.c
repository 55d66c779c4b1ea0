/* check.c: exercise 701, the gradient check: right gradients, by the engine, of
 * functions of several sizes, and what has been made of them. */
#include "exercise.h"

#include <stdio.h>
#include <string.h>

enum { MOST = 5 };

#if STUDENT

static double scale;
static size_t size;

/* s (x0² x1 + x0 (sin x2 + ...)) */
static double asked_function(const double *x)
{
  double sum = x[0] * x[0] * x[1];
  for (size_t i = 2; i < size; i++)
    sum += x[0] * sin(x[i]);
  return scale * sum;
}

/* in: n, s, x, grad; out: the verdict, x */
CALL(check)
{
  double x[MOST];
  size = (size_t)in[0];
  scale = in[1];
  memcpy(x, in + 2, size * sizeof *x);
  out[0] = gradcheck(asked_function, size, x, in + 2 + size);
  memcpy(out + 1, x, size * sizeof *x);
}

#else

/* What is done to a right gradient. */
enum kind { RIGHT, LARGER, SMALLER, LAST, NOT_A_NUMBER, BIG_RIGHT, TINY_WRONG, KINDS };

static double size_of(enum kind kind)
{
  return kind == BIG_RIGHT ? 1e8 : kind == TINY_WRONG ? 1e-8 : 1;
}

static void spoil(enum kind kind, size_t n, double off, double *grad)
{
  if (kind == LARGER || kind == TINY_WRONG)
    grad[0] += off;
  else if (kind == SMALLER)
    grad[0] -= off;
  else if (kind == LAST)
    grad[n - 1] += off;
  else if (kind == NOT_A_NUMBER)
    grad[0] = NAN;
}

/* Verdicts of known mistakes, in the order of the kinds. */
static const struct {
  const char *id;
  double verdict[KINDS];
} known[] = {
  {"nan", {1, 0, 0, 0, 1, 1, 0}},        {"absolute", {1, 0, 0, 0, 0, 0, 1}},
  {"absolute", {1, 0, 0, 0, 0, 1, 1}},   {"absolute", {1, 0, 0, 0, 1, 0, 1}},
  {"absolute", {1, 0, 0, 0, 1, 1, 1}},   {"signed", {1, 0, 1, 0, 0, 1, 0}},
  {"signed", {1, 0, 1, 0, 1, 1, 0}},     {"signed", {1, 1, 0, 1, 0, 1, 1}},
  {"signed", {1, 1, 0, 1, 1, 1, 1}},     {"first-only", {1, 0, 0, 1, 0, 1, 0}},
  {"first-only", {1, 0, 0, 1, 1, 1, 0}}, {"tiny-step", {0, 0, 0, 0, 0, 0, 0}}};

static void write_formula(size_t n, double s, char *text, size_t room)
{
  size_t at = (size_t)snprintf(text, room, "%.17g * (x0^2 * x1", s);
  for (size_t i = 2; i < n; i++)
    at += (size_t)snprintf(text + at, room - at, " + x0 * sin(x%zu)", i);
  snprintf(text + at, room - at, ")");
}

static void ask(struct judge *j, size_t n, const double *x, double off,
                double verdict[KINDS])
{
  double after[KINDS * MOST], before[KINDS * MOST];
  for (int kind = 0; kind < KINDS; kind++) {
    char formula[200];
    double in[2 + 2 * MOST], grad[MOST], got[1 + MOST], most = 0;
    const double s = size_of((enum kind)kind);
    write_formula(n, s, formula, sizeof formula);
    judge_gradient(j, formula, x, NULL, grad);
    for (size_t i = 0; i < n; i++)
      most = fmax(most, fabs(grad[i]));
    spoil((enum kind)kind, n, off * most, grad);
    in[0] = (double)n, in[1] = s;
    memcpy(in + 2, x, n * sizeof *x);
    memcpy(in + 2 + n, grad, n * sizeof *x);
    judge_call(j, "check", 2 + 2 * n, in, 1 + n, got);
    verdict[kind] = got[0];
    memcpy(after + kind * (int)n, got + 1, n * sizeof *x);
    memcpy(before + kind * (int)n, x, n * sizeof *x);
  }
  judge_tolerance(j, 0, 0);
  const bool same = judge_compare(j, "x", KINDS * n, after, before);
  bool near = !same;
  for (size_t i = 0; i < KINDS * n; i++)
    near = near && fabs(after[i] - before[i]) < 0.1;
  judge_suspect_if(j, "not-restored", near);
}

JUDGE(j)
{
  static const double want[KINDS] = {1, 0, 0, 0, 0, 1, 0};
  while (judge_next(j)) {
    const size_t n = (size_t)judge_whole(j, "n", 2, 2, MOST);
    double x[MOST], verdict[KINDS];
    judge_draws(j, "x", n, judge_is_example(j) ? (double[]){3, 2} : NULL, 0.5, 3, x);
    ask(j, n, x, judge_is_example(j) ? 1 / 12. : judge_random(j, 0.015, 0.1), verdict);
    judge_compare(j, "verdict right grad[0]+ grad[0]- grad[n-1]+ NaN right(f*1e8) "
                     "grad[0]+(f*1e-8)", KINDS, verdict, want);
    for (size_t k = 0; k < sizeof known / sizeof *known; k++)
      judge_suspect(j, known[k].id, KINDS, known[k].verdict);
  }
}

#endif
