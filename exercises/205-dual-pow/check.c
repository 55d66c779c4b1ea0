/* check.c: exercise 205, powers of dual numbers. */
#include "exercise.h"

#include <stdio.h>

#if STUDENT

CALL(powi)
{
  const dual y = dual_powi((dual){in[0], in[1]}, (int)in[2]);
  out[0] = y.v;
  out[1] = y.d;
}

CALL(pow)
{
  const dual y = dual_pow((dual){in[0], in[1]}, (dual){in[2], in[3]});
  out[0] = y.v;
  out[1] = y.d;
}

#else

/* Asks for a^n, and compares it under the name `what`. */
static void powi(struct judge *j, const char *what, double v, double d, long n)
{
  char formula[32];
  double value = 1, slope = 0, got[2];
  snprintf(formula, sizeof formula, "x^(%ld)", n);
  if (n != 0)
    judge_gradient(j, formula, &v, &value, &slope);
  const double tangent = slope * d;
  judge_call(j, "powi", 3, (double[]){v, d, (double)n}, 2, got);
  judge_compare(j, what, 2, got, (double[]){value, tangent});
  judge_suspect(j, "zero-power", 2,
                (double[]){value, n || v != 0 ? tangent : NAN});
  judge_suspect(j, "no-n", 2, (double[]){value, n ? tangent / (double)n : NAN});
  judge_suspect(j, "no-n", 2,
                (double[]){value, n ? tangent / (double)n : d / v});
  judge_suspect(j, "no-n", 2, (double[]){value, n ? tangent / (double)n : 0});
  judge_suspect(j, "exponent-stays", 2,
                (double[]){value, (double)n * value * d});
  judge_suspect(j, "no-chain", 2, (double[]){value, slope});
  judge_suspect(j, "as-product", 2,
                (double[]){value, (double)n * value / v * d});
  judge_suspect(j, "negative", 2,
                (double[]){n < 0 ? 1 : value, n < 0 ? 0 : tangent});
  judge_suspect(
      j, "negative", 2,
      (double[]){n < 0 ? 1 / value : value,
                 n < 0 ? (double)-n * pow(v, (double)-n - 1) * d : tangent});
}

static void both(struct judge *j)
{
  const double x[2] = {judge_draw(j, "base.v", 2, 0.3, 3),
                       judge_draw(j, "exponent.v", 3, -3, 3)};
  const double ad = judge_draw(j, "base.d", 1, -3, 3),
               bd = judge_draw(j, "exponent.d", 1, -3, 3);
  const double a = x[0], b = x[1];
  double value, g[2], got[2];
  judge_gradient(j, "a^b", x, &value, g);
  judge_call(j, "pow", 4, (double[]){a, ad, b, bd}, 2, got);
  /* the two terms of the tangent may nearly cancel */
  judge_tolerance(j, 1e-13, 4e-15 * (fabs(g[0] * ad) + fabs(g[1] * bd)));
  judge_compare(j, "pow v d", 2, got, (double[]){value, g[0] * ad + g[1] * bd});
  judge_suspect(j, "base-only", 2, (double[]){value, g[0] * ad});
  judge_suspect(j, "exponent-only", 2, (double[]){value, g[1] * bd});
  judge_suspect(j, "no-log", 2, (double[]){value, g[0] * ad + value * bd});
  judge_suspect(j, "log-of-exponent", 2,
                (double[]){value, g[0] * ad + value * log(b) * bd});
  judge_suspect(j, "log10", 2,
                (double[]){value, g[0] * ad + value * log10(a) * bd});
  judge_suspect(
      j, "truncated", 2,
      (double[]){pow(a, trunc(b)),
                 trunc(b) == 0 ? 0 : trunc(b) * pow(a, trunc(b) - 1) * ad});
  judge_suspect(
      j, "truncated", 2,
      (double[]){pow(a, trunc(b)), trunc(b) * pow(a, trunc(b) - 1) * ad +
                                       pow(a, trunc(b)) * log(a) * bd});
  judge_tolerance(j, 1e-13, 0);
}

JUDGE(j)
{
  long count = 0;
  while (judge_next(j)) {
    const double size = nearbyint(judge_random(j, 400, 3000)) / 1000;
    const double v = judge_is_example(j)          ? 2
                     : judge_random(j, -1, 1) < 0 ? -size
                                                  : size;
    judge_show(j, "a.v", 1, &v);
    const double d = judge_draw(j, "a.d", 1, -3, 3);
    const long n = judge_whole(j, "n", 3, -4, 6);
    powi(j, "powi v d", v, d, n);
    judge_forget(j);
    judge_show(j, "a.v", 1, &(double){0});
    judge_show(j, "a.d", 1, &d);
    judge_show(j, "n", 1, &(double){(double)(count % 4)});
    powi(j, "at-zero v d", 0, d, count++ % 4);
    judge_forget(j);
    both(j);
  }
}

#endif
