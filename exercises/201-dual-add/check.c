/* check.c: exercise 201, the sum of dual numbers. */
#include "exercise.h"

#if STUDENT

static void answer(dual y, double *out)
{
  out[0] = y.v;
  out[1] = y.d;
}

CALL(constant) { answer(dual_constant(in[0]), out); }
CALL(variable) { answer(dual_variable(in[0]), out); }
CALL(add) { answer(dual_add((dual){in[0], in[1]}, (dual){in[2], in[3]}), out); }
CALL(sub) { answer(dual_sub((dual){in[0], in[1]}, (dual){in[2], in[3]}), out); }
CALL(line) { answer(dual_line((dual){in[0], in[1]}), out); }

#else

static void seeds(struct judge *j)
{
  const double c = judge_draw(j, "c", 4, -3, 3);
  double got[2];
  judge_call(j, "constant", 1, &c, 2, got);
  judge_compare(j, "constant v d", 2, got, (double[]){c, 0});
  judge_suspect(j, "constant-moves", 2, (double[]){c, 1});
  judge_suspect(j, "constant-is-own-rate", 2, (double[]){c, c});
  judge_forget(j);
  const double x = judge_draw(j, "x", 2, -3, 3);
  judge_call(j, "variable", 1, &x, 2, got);
  judge_compare(j, "variable v d", 2, got, (double[]){x, 1});
  judge_suspect(j, "variable-rests", 2, (double[]){x, 0});
  judge_suspect(j, "variable-is-own-rate", 2, (double[]){x, x});
}

/* name and formula of an operation: value and gradient are the engine's */
static void operation(struct judge *j, const char *name, const char *formula,
                      const double a[2], const double b[2])
{
  const double x[2] = {a[0], b[0]};
  const double ad = a[1], bd = b[1];
  double value, g[2], got[2];
  judge_gradient(j, formula, x, &value, g);
  judge_call(j, name, 4, (double[]){a[0], ad, b[0], bd}, 2, got);
  judge_tolerance(j, 1e-13,
                  1e-15 * (fabs(ad) + fabs(bd) + fabs(x[0]) + fabs(x[1])));
  const char *const what = g[1] > 0 ? "add v d" : "sub v d";
  judge_compare(j, what, 2, got, (double[]){value, g[0] * ad + g[1] * bd});
  judge_suspect(j, "product-of-tangents", 2, (double[]){value, ad * bd});
  judge_suspect(j, "one-tangent", 2, (double[]){value, ad});
  judge_suspect(j, "one-tangent", 2, (double[]){value, g[1] * bd});
  judge_suspect(j, "product-rule", 2,
                (double[]){value, ad * x[1] + g[1] * x[0] * bd});
  if (g[1] < 0) {
    judge_suspect(j, "sub-adds", 2, (double[]){value, ad + bd});
    judge_suspect(j, "sub-order", 2, (double[]){-value, bd - ad});
    judge_suspect(j, "sub-order", 2, (double[]){value, bd - ad});
  }
}

static void line(struct judge *j)
{
  const double x[2] = {judge_draw(j, "x.v", 2, -3, 3),
                       judge_draw(j, "x.d", 1, -3, 3)};
  double value, slope, got[2];
  judge_gradient(j, "x + x + x - 5", x, &value, &slope);
  judge_call(j, "line", 2, x, 2, got);
  judge_tolerance(j, 1e-13, 1e-14);
  judge_compare(j, "line v d", 2, got, (double[]){value, slope * x[1]});
  judge_suspect(j, "line-constant", 2, (double[]){value, slope * x[1] - 1});
  judge_suspect(j, "line-seeds", 2, (double[]){value, slope});
  judge_suspect(j, "line-twice", 2, (double[]){value - x[0], 2 * x[1]});
}

JUDGE(j)
{
  while (judge_next(j)) {
    judge_tolerance(j, 1e-13, 0);
    seeds(j);
    judge_forget(j);
    const double a[2] = {judge_draw(j, "a.v", 3, -3, 3),
                         judge_draw(j, "a.d", 1, -3, 3)};
    const double b[2] = {judge_draw(j, "b.v", 5, -3, 3),
                         judge_draw(j, "b.d", 2, -3, 3)};
    operation(j, "add", "a + b", a, b);
    operation(j, "sub", "a - b", a, b);
    judge_forget(j);
    line(j);
  }
}

#endif
