/* check.c: exercise 101, the lab. */
#include "exercise.h"

#if STUDENT

CALL(value) { out[0] = lab_value(in[0], in[1], in[2]); }
CALL(gradient) { lab_gradient(in[0], in[1], in[2], out); }

#else

/* What known mistakes make of the gradient g at x, whose value is r. */
static void suspect(struct judge *j, const double x[3], double r,
                    const double g[3])
{
  const double u = x[0] + x[1], z = x[2];
  judge_suspect(j, "no-3", 3, (double[]){g[0] / 3, g[1] / 3, g[2]});
  judge_suspect(j, "no-2", 3, (double[]){g[0], g[1], g[2] / 2});
  judge_suspect(j, "power-stays", 3,
                (double[]){3 * r, 3 * r, 2 * r});
  judge_suspect(j, "product-of-derivatives", 3,
                (double[]){3 * u * u * 2 * z, 3 * u * u * 2 * z,
                           3 * u * u * 2 * z});
  judge_suspect(j, "order", 3, (double[]){g[2], g[0], g[1]});
  judge_suspect(j, "order", 3, (double[]){g[0], g[2], g[1]});
  judge_suspect(j, "times-input", 3,
                (double[]){g[0] * x[0], g[1] * x[1], g[2] * x[2]});
}

JUDGE(j)
{
  while (judge_next(j)) {
    const double x[3] = {judge_draw(j, "x", 1, -3, 3),
                         judge_draw(j, "y", 2, -3, 3),
                         judge_draw(j, "z", 3, -3, 3)};
    double r, g[3], value, gradient[3];
    judge_gradient(j, "(x + y)^3 * z^2", x, &r, g);

    judge_call(j, "value", 3, x, 1, &value);
    judge_compare(j, "value", 1, &value, &r);
    judge_suspect(j, "power-of-sum", 1,
                  (double[]){(x[0] * x[0] * x[0] + x[1] * x[1] * x[1]) *
                             x[2] * x[2]});

    judge_call(j, "gradient", 3, x, 3, gradient);
    judge_compare(j, "gradient dr/dx dr/dy dr/dz", 3, gradient, g);
    suspect(j, x, r, g);
  }
}

#endif
