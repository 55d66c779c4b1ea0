/* check.c: exercise 901, hyper-dual numbers: a = v + d1 s + d2 t + d12 s t as a
 * formula of s and t, whose derivatives at 0 are what is asked. */
#include "exercise.h"

#include <stdio.h>

#if STUDENT

static void write_out(hd y, double *out)
{
  out[0] = y.v, out[1] = y.d1, out[2] = y.d2, out[3] = y.d12;
}

CALL(mul)
{
  write_out(hd_mul((hd){in[0], in[1], in[2], in[3]}, (hd){in[4], in[5], in[6], in[7]}),
            out);
}

CALL(sin) { write_out(hd_sin((hd){in[0], in[1], in[2], in[3]}), out); }

CALL(second) { second_derivatives(in[0], in[1], out); }

#else

static void number(char *text, size_t size, const double a[4])
{
  snprintf(text, size, "((%.17g) + (%.17g)*s + (%.17g)*t + (%.17g)*s*t)", a[0], a[1],
           a[2], a[3]);
}

static void oracle(struct judge *j, const char *formula, double want[4])
{
  const double zero[2] = {0, 0};
  double hessian[4];
  judge_gradient(j, formula, zero, &want[0], &want[1]);
  judge_hessian(j, formula, zero, hessian);
  want[3] = hessian[1];
}

/* With another d12. */
static void suspect(struct judge *j, const char *id, const double want[4], double d12)
{
  judge_suspect(j, id, 4, (double[]){want[0], want[1], want[2], d12});
}

static void mul(struct judge *j)
{
  double x[8], want[4], got[4];
  char a[160], b[160], formula[400];
  judge_draws(j, "a", 4, (double[]){3, 1, 1, 0}, -3, 3, x);
  judge_draws(j, "b", 4, (double[]){3, 1, 1, 0}, -3, 3, x + 4);
  number(a, sizeof a, x);
  number(b, sizeof b, x + 4);
  snprintf(formula, sizeof formula, "input s, t; %s * %s", a, b);
  oracle(j, formula, want);
  judge_call(j, "mul", 8, x, 4, got);
  judge_tolerance(j, 1e-13, 1e-14);
  judge_compare(j, "mul v d1 d2 d12", 4, got, want);
  const double cross = x[1] * x[6], other = x[2] * x[5];
  suspect(j, "no-cross", want, want[3] - cross - other);
  suspect(j, "one-cross", want, want[3] - cross);
  suspect(j, "one-cross", want, want[3] - other);
}

static void sine(struct judge *j)
{
  double x[4], want[4], got[4];
  char a[160], formula[200];
  judge_draws(j, "c", 4, (double[]){0, 1, 1, 0}, -3, 3, x);
  number(a, sizeof a, x);
  snprintf(formula, sizeof formula, "input s, t; sin(%s)", a);
  oracle(j, formula, want);
  judge_call(j, "sin", 4, x, 4, got);
  judge_compare(j, "sin v d1 d2 d12", 4, got, want);
  const double curved = -sin(x[0]) * x[1] * x[2];
  suspect(j, "first-rule", want, want[3] - curved);
  suspect(j, "second-sign", want, want[3] - 2 * curved);
}

static void second(struct judge *j)
{
  const double x[2] = {judge_draw(j, "x", 2, -2, 2), judge_draw(j, "y", 0, -2, 2)};
  double hessian[4], grad[2], got[3];
  judge_gradient(j, "x * sin(x * y)", x, NULL, grad);
  judge_hessian(j, "x * sin(x * y)", x, hessian);
  const double want[3] = {hessian[0], hessian[1], hessian[3]};
  judge_call(j, "second", 2, x, 3, got);
  judge_compare(j, "second f_xx f_xy f_yy", 3, got, want);
  judge_suspect(j, "one-seed", 3, (double[]){0, want[1], 0});
  judge_suspect(j, "seed-d12", 3,
                (double[]){want[0] + grad[0], want[1], want[2] + grad[1]});
}

JUDGE(j)
{
  while (judge_next(j)) {
    mul(j);
    judge_forget(j);
    sine(j);
    judge_forget(j);
    second(j);
  }
}

#endif
