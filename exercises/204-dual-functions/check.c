/* check.c: exercise 204, functions of dual numbers. */
#include "exercise.h"

#if STUDENT

static void answer(dual y, double *out)
{
  out[0] = y.v;
  out[1] = y.d;
}

CALL(sin) { answer(dual_sin((dual){in[0], in[1]}), out); }
CALL(cos) { answer(dual_cos((dual){in[0], in[1]}), out); }
CALL(exp) { answer(dual_exp((dual){in[0], in[1]}), out); }
CALL(log) { answer(dual_log((dual){in[0], in[1]}), out); }
CALL(sqrt) { answer(dual_sqrt((dual){in[0], in[1]}), out); }
CALL(chain) { answer(dual_chain((dual){in[0], in[1]}), out); }

#else

enum { SIN, COS, EXP, LOG, SQRT, CHAIN, FUNCTIONS };

static const struct {
  const char *call, *what, *formula;
} functions[FUNCTIONS] = {
    {"sin", "sin v d", "sin(a)"},    {"cos", "cos v d", "cos(a)"},
    {"exp", "exp v d", "exp(a)"},    {"log", "log v d", "log(a)"},
    {"sqrt", "sqrt v d", "sqrt(a)"}, {"chain", "chain v d", "exp(sin(a))"},
};

/* A known mistake's tangent; the value is right. */
static void suspect(struct judge *j, const char *id, double value,
                    double tangent)
{
  judge_suspect(j, id, 2, (double[]){value, tangent});
}

static void suspects(struct judge *j, int f, double a, double d, double y,
                     double slope)
{
  /* φ' at the tangent, times the value or not */
  const double at_d[] = {cos(d), -sin(d), exp(d), 1 / d, 0.5 / sqrt(d), NAN};
  suspect(j, "no-chain", y, slope);
  if (f != CHAIN) {
    suspect(j, "of-tangent", y, at_d[f] * a);
    suspect(j, "of-tangent", y, at_d[f]);
  }
  switch (f) {
  case SIN: suspect(j, "sin-sign", y, -slope * d); break;
  case COS: suspect(j, "cos-sign", y, -slope * d); break;
  case EXP: suspect(j, "exp-power", y, a * exp(a - 1) * d); break;
  case LOG:
    suspect(j, "log-times", y, d * a);
    judge_suspect(j, "log10", 2, (double[]){log10(a), d / a});
    break;
  case SQRT:
    suspect(j, "sqrt-half", y, d / sqrt(a));
    suspect(j, "sqrt-brackets", y, d / 2 * sqrt(a));
    suspect(j, "sqrt-no-root", y, d / (2 * a));
    break;
  case CHAIN:
    judge_suspect(j, "chain-order", 2,
                  (double[]){sin(exp(a)), cos(exp(a)) * exp(a) * d});
    suspect(j, "chain-inner", y, exp(sin(a)) * d);
    suspect(j, "chain-outer", y, exp(cos(a)) * d);
    suspect(j, "chain-outer", y, exp(a) * cos(a) * d);
    judge_suspect(j, "chain-product", 2,
                  (double[]){exp(a) * sin(a), exp(a) * (sin(a) + cos(a)) * d});
    break;
  }
}

JUDGE(j)
{
  while (judge_next(j)) {
    const double any = judge_draw(j, "v", 0, -3, 3);
    const double positive = judge_draw(j, "v of log and sqrt", 4, 0.2, 5);
    const double d = judge_draw(j, "d", 1, -3, 3);
    for (int f = 0; f < FUNCTIONS; f++) {
      const double a = f == LOG || f == SQRT ? positive : any;
      double value, slope, got[2];
      judge_gradient(j, functions[f].formula, &a, &value, &slope);
      judge_call(j, functions[f].call, 2, (double[]){a, d}, 2, got);
      judge_compare(j, functions[f].what, 2, got, (double[]){value, slope * d});
      suspects(j, f, a, d, value, slope);
    }
  }
}

#endif
