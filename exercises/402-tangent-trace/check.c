/* check.c: exercise 402, the tangent trace: the engine's Jacobian of all seven
 * values, times the seed. */
#include "exercise.h"

#include <string.h>

#if STUDENT

CALL(tangents) { tangent_trace(in[0], in[1], in[2], in[3], out); }
CALL(partials) { partials(in[0], in[1], out); }

#else

static const char *const steps =
    "input x1, x2; x1, x2, log(x1), x1 * x2, sin(x2), log(x1) + x1 * x2, "
    "log(x1) + x1 * x2 - sin(x2)";

/* The tangents if those of v_1, v_2, v_3 were these. */
static void suspect(struct judge *j, const char *id, const double want[7],
                    double d1, double d2, double d3)
{
  const double wrong[7] = {want[0], want[1], d1, d2, d3, d1 + d2, d1 + d2 - d3};
  judge_suspect(j, id, 7, wrong);
}

static void tangents(struct judge *j, const double x[2], const double J[14],
                     const double v[7])
{
  const double s[2] = {judge_draw(j, "dx1", 1, -3, 3),
                       judge_draw(j, "dx2", 0, -3, 3)};
  const double in[4] = {x[0], x[1], s[0], s[1]};
  double want[7], got[7], wrong[7], size = 0;
  for (int i = 0; i < 7; i++) {
    want[i] = J[2 * i] * s[0] + J[2 * i + 1] * s[1];
    size = fmax(size, fabs(J[2 * i] * s[0]) + fabs(J[2 * i + 1] * s[1]));
  }
  judge_call(j, "tangents", 4, in, 7, got);
  judge_tolerance(j, 0, 1e-13 * size);
  judge_compare(j, "tangents d_-1 d_0 d_1 d_2 d_3 d_4 d_5", 7, got, want);
  const double d1 = want[2], d2 = want[3], d3 = want[4];
  suspect(j, "log-derivative", want, 1 / x[0], d2, d3);
  suspect(j, "log-of-tangent", want, log(s[0]), d2, d3);
  suspect(j, "log-times", want, s[0] * x[0], d2, d3);
  suspect(j, "product-of-tangents", want, d1, s[0] * s[1], d3);
  suspect(j, "one-term", want, d1, s[0] * x[1], d3);
  suspect(j, "one-term", want, d1, s[1] * x[0], d3);
  suspect(j, "own-factor", want, d1, s[0] * x[0] + s[1] * x[1], d3);
  suspect(j, "sin-chain", want, d1, d2, cos(x[1]));
  suspect(j, "sin-sign", want, d1, d2, -d3);
  suspect(j, "sin-of-tangent", want, d1, d2, cos(s[1]));
  suspect(j, "sin-of-tangent", want, d1, d2, sin(s[1]));
  memcpy(wrong, want, sizeof wrong);
  wrong[6] = want[5] + d3;
  judge_suspect(j, "plus", 7, wrong);
  for (int i = 0; i < 7; i++)
    wrong[i] = J[2 * i];
  judge_suspect(j, "own-seed", 7, wrong);
  for (int i = 0; i < 7; i++)
    wrong[i] = J[2 * i] + J[2 * i + 1];
  judge_suspect(j, "own-seed", 7, wrong);
  memcpy(wrong, v, sizeof wrong);
  judge_suspect(j, "values", 7, wrong);
}

static void gradient(struct judge *j, const double x[2], const double J[14])
{
  const double *g = J + 12;
  double got[2];
  judge_call(j, "partials", 2, x, 2, got);
  judge_tolerance(j, 0, 1e-13 * (fabs(x[0]) + fabs(x[1]) + 1 / x[0] + 1));
  judge_compare(j, "partials dy/dx1 dy/dx2", 2, got, g);
  judge_suspect(j, "both-seeds", 2, (double[]){g[0] + g[1], g[0] + g[1]});
  judge_suspect(j, "both-seeds", 2, (double[]){g[0], g[0] + g[1]});
  judge_suspect(j, "exchanged", 2, (double[]){g[1], g[0]});
  judge_suspect(j, "seeds-x", 2, (double[]){x[0] * g[0], x[1] * g[1]});
  judge_suspect(j, "v4", 2, (double[]){J[10], J[11]});
}

JUDGE(j)
{
  while (judge_next(j)) {
    const double x[2] = {judge_draw(j, "x1", 2, 0.2, 5),
                         judge_draw(j, "x2", 5, -5, 5)};
    double v[7], J[14];
    judge_jacobian(j, steps, x, v, J);
    tangents(j, x, J, v);
    gradient(j, x, J);
  }
}

#endif
