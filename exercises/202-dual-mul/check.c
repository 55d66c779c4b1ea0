/* check.c: exercise 202, the product of dual numbers. */
#include "exercise.h"

#if STUDENT

CALL(mul)
{
  const dual y = dual_mul((dual){in[0], in[1]}, (dual){in[2], in[3]});
  out[0] = y.v;
  out[1] = y.d;
}

CALL(cube)
{
  const dual y = dual_cube((dual){in[0], in[1]});
  out[0] = y.v;
  out[1] = y.d;
}

#else

static void mul(struct judge *j)
{
  const double av = judge_draw(j, "a.v", 3, -3, 3),
               ad = judge_draw(j, "a.d", 1, -3, 3),
               bv = judge_draw(j, "b.v", 5, -3, 3),
               bd = judge_draw(j, "b.d", 2, -3, 3);
  const double x[2] = {av, bv};
  double value, g[2], got[2];
  judge_gradient(j, "a * b", x, &value, g);
  judge_call(j, "mul", 4, (double[]){av, ad, bv, bd}, 2, got);
  /* the two terms of the tangent may nearly cancel */
  judge_tolerance(j, 1e-13, 1e-15 * (fabs(g[0] * ad) + fabs(g[1] * bd)));
  judge_compare(j, "mul v d", 2, got,
                (double[]){value, g[0] * ad + g[1] * bd});
  judge_suspect(j, "product-of-tangents", 2, (double[]){value, ad * bd});
  judge_suspect(j, "one-term", 2, (double[]){value, ad * bv});
  judge_suspect(j, "one-term", 2, (double[]){value, av * bd});
  judge_suspect(j, "minus", 2, (double[]){value, ad * bv - av * bd});
  judge_suspect(j, "minus", 2, (double[]){value, av * bd - ad * bv});
  judge_suspect(j, "own-factor", 2, (double[]){value, ad * av + bd * bv});
  judge_suspect(j, "sum-of-tangents", 2, (double[]){value, ad + bd});
}

static void cube(struct judge *j)
{
  const double v = judge_draw(j, "x.v", 2, -3, 3),
               d = judge_draw(j, "x.d", 1, -3, 3);
  double value, slope, got[2];
  judge_gradient(j, "x^3", &v, &value, &slope);
  judge_call(j, "cube", 2, (double[]){v, d}, 2, got);
  judge_tolerance(j, 1e-13, 0);
  judge_compare(j, "cube v d", 2, got, (double[]){value, slope * d});
  judge_suspect(j, "square", 2, (double[]){v * v, 2 * v * d});
  judge_suspect(j, "cube-seeds", 2, (double[]){value, slope});
}

JUDGE(j)
{
  while (judge_next(j)) {
    mul(j);
    judge_forget(j);
    cube(j);
  }
}

#endif
