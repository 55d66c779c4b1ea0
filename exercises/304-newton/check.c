/* check.c: exercise 304, Newton's method, on functions whose roots are known in
 * closed form. */
#include "exercise.h"

#include <stdio.h>

/* x^2 - a, exp(x) - a, x^3 + x - (a^3 + a); the last is (x - a)(x^2 + a x + a^2
 * + 1) */
enum { SQUARE, EXP, CUBE, KINDS };

#if STUDENT

static int asked_kind, asked_calls;
static double asked_a;

static dual asked_f(dual x)
{
  const double a = asked_a;
  asked_calls++;
  switch (asked_kind) {
  case SQUARE: return (dual){x.v * x.v - a, 2 * x.v * x.d};
  case EXP: return (dual){exp(x.v) - a, exp(x.v) * x.d};
  default:
    return (dual){(x.v - a) * (x.v * x.v + a * x.v + a * a + 1),
                  (3 * x.v * x.v + 1) * x.d};
  }
}

/* in: kind, a, x; out: the next x, calls */
CALL(step)
{
  asked_kind = (int)in[0];
  asked_a = in[1];
  asked_calls = 0;
  out[0] = newton_step(asked_f, in[2]);
  out[1] = asked_calls;
}

CALL(newton)
{
  asked_kind = (int)in[0];
  asked_a = in[1];
  asked_calls = 0;
  out[0] = newton(asked_f, in[2]);
  out[1] = asked_calls;
}

#else

static const char *const formulas[KINDS] = {"input x; x^2 - (%.17g)",
                                            "input x; exp(x) - (%.17g)",
                                            "input x; x^3 + x - (%.17g)"};

static void step(struct judge *j, const double in[3], double y, double slope)
{
  const double x = in[2], want = x - y / slope;
  double got[2];
  judge_call(j, "step", 3, in, 2, got);
  judge_tolerance(j, 0, 1e-13 * (fabs(x) + fabs(y / slope)));
  judge_compare(j, "step", 1, got, &want);
  judge_suspect(j, "plus", 1, (double[]){x + y / slope});
  judge_suspect(j, "times", 1, (double[]){x - y * slope});
  judge_suspect(j, "inverted", 1, (double[]){x - slope / y});
  judge_suspect(j, "no-derivative", 1, (double[]){x - y});
  judge_suspect(j, "step-only", 1, (double[]){y / slope});
  judge_suspect(j, "step-only", 1, (double[]){-y / slope});
  judge_suspect_if(j, "no-seed", isinf(got[0]) || isnan(got[0]));
  judge_suspect(j, "seeds-x", 1, (double[]){x - y / (slope * x)});
  judge_require(j, "step-calls of f, one only", got[1] == 1);
  judge_suspect_if(j, "called-twice", got[1] == 2);
}

/* Newton's x after so many steps. */
static double after(const double in[3], int steps)
{
  double x = in[2];
  const double a = in[1];
  for (int k = 0; k < steps; k++)
    x -= in[0] == SQUARE ? (x * x - a) / (2 * x)
         : in[0] == EXP  ? 1 - a / exp(x)
                         : (x * x * x + x - a * a * a - a) / (3 * x * x + 1);
  return x;
}

static void root(struct judge *j, const double in[3], double want)
{
  double got[2];
  judge_call(j, "newton", 3, in, 2, got);
  judge_tolerance(j, 1e-13, 1e-13);
  const bool right = judge_compare(j, "root", 1, got, &want);
  judge_suspect(j, "one-step", 1, (double[]){after(in, 1)});
  judge_suspect(j, "start", 1, &in[2]);
  judge_suspect_if(j, "too-early", right || fabs(got[0] - want) < 0.01);
  judge_require(j, "newton-calls of f, at most 12", got[1] <= 12);
  judge_suspect_if(j, "no-stop", got[1] > 12);
}

JUDGE(j)
{
  while (judge_next(j)) {
    const bool first = judge_is_example(j);
    const int kind = first ? SQUARE : (int)judge_random(j, 0, KINDS - 1e-9);
    const double a = first ? 2
                     : kind == CUBE
                         ? nearbyint(judge_random(j, -200, 200)) / 100
                         : nearbyint(judge_random(j, 50, 900)) / 100;
    const double roots[KINDS] = {sqrt(a), log(a), a};
    char formula[80];
    snprintf(formula, sizeof formula, formulas[kind],
             kind == CUBE ? a * a * a + a : a);
    judge_tell(j, "f: %s", formula);
    /* near, but not at the root */
    const double off = judge_random(j, 0.1, 0.4),
                 side = judge_random(j, -1, 1) < 0 && !first ? -1 : 1;
    double x = nearbyint(1000 * (roots[kind] + side * off)) / 1000;
    x = first ? 1.5 : x;
    judge_show(j, "x", 1, &x);
    const double in[3] = {kind, a, x};
    double y, slope;
    judge_gradient(j, formula, &x, &y, &slope);
    step(j, in, y, slope);
    root(j, in, roots[kind]);
  }
}

#endif
