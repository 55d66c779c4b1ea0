/* check.c: exercise 203, the quotient of dual numbers. */
#include "exercise.h"

#if STUDENT

CALL(div)
{
  const dual y = dual_div((dual){in[0], in[1]}, (dual){in[2], in[3]});
  out[0] = y.v;
  out[1] = y.d;
}

CALL(ratio)
{
  const dual y = dual_ratio((dual){in[0], in[1]});
  out[0] = y.v;
  out[1] = y.d;
}

#else

static void quotient(struct judge *j)
{
  const double av = judge_draw(j, "a.v", 3, -3, 3),
               ad = judge_draw(j, "a.d", 1, -3, 3);
  const double size = judge_random(j, 0.5, 3);
  const double drawn =
      nearbyint(1e4 * size) / (judge_random(j, -1, 1) < 0 ? -1e4 : 1e4);
  const double bv = judge_is_example(j) ? 5 : drawn;
  judge_show(j, "b.v", 1, &bv);
  const double bd = judge_draw(j, "b.d", 2, -3, 3);
  const double x[2] = {av, bv};
  double value, g[2], got[2];
  judge_gradient(j, "a / b", x, &value, g);
  judge_call(j, "div", 4, (double[]){av, ad, bv, bd}, 2, got);
  /* the two terms of the tangent may nearly cancel */
  judge_tolerance(j, 1e-13, 4e-15 * (fabs(g[0] * ad) + fabs(g[1] * bd)));
  judge_compare(j, "div v d", 2, got, (double[]){value, g[0] * ad + g[1] * bd});
  judge_suspect(j, "plus", 2,
                (double[]){value, (ad * bv + av * bd) / (bv * bv)});
  judge_suspect(j, "order", 2,
                (double[]){value, (av * bd - ad * bv) / (bv * bv)});
  judge_suspect(j, "no-square", 2, (double[]){value, (ad * bv - av * bd) / bv});
  judge_suspect(j, "not-divided", 2, (double[]){value, ad * bv - av * bd});
  judge_suspect(j, "quotient-of-tangents", 2, (double[]){value, ad / bd});
  judge_suspect(j, "one-term", 2, (double[]){value, ad / bv});
  judge_suspect(j, "one-term", 2, (double[]){value, -av * bd / (bv * bv)});
  judge_suspect(j, "own-factor", 2,
                (double[]){value, (ad * av - bv * bd) / (bv * bv)});
  judge_suspect(j, "no-y", 2, (double[]){value, (ad - av * bd) / bv});
}

static void ratio(struct judge *j)
{
  const double v = judge_draw(j, "x.v", 2, -3, 3),
               d = judge_draw(j, "x.d", 1, -3, 3), below = v * v + 1;
  double value, slope, got[2];
  judge_gradient(j, "input x; (x^2 - 1) / (x^2 + 1)", &v, &value, &slope);
  judge_call(j, "ratio", 2, (double[]){v, d}, 2, got);
  /* near x = 1 the value cancels, near 0 the tangent does */
  judge_tolerance(j, 1e-13, 2e-15 * (1 + fabs(d)));
  judge_compare(j, "ratio v d", 2, got, (double[]){value, slope * d});
  judge_suspect(j, "ratio-seeds", 2, (double[]){value, slope});
  judge_suspect(
      j, "ratio-constant", 2,
      (double[]){value, (2 * v * d - 1 - value * (2 * v * d + 1)) / below});
  judge_suspect(j, "ratio-inverted", 2,
                (double[]){1 / value, -slope * d / (value * value)});
}

JUDGE(j)
{
  while (judge_next(j)) {
    quotient(j);
    judge_forget(j);
    ratio(j);
  }
}

#endif
