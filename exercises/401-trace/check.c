/* check.c: exercise 401, the evaluation trace; the engine computes each step
 * from the inputs anew. */
#include "exercise.h"

#include <string.h>

#if STUDENT

CALL(trace) { evaluation_trace(in[0], in[1], out); }

CALL(uses)
{
  for (size_t i = 0; i < m; i++)
    out[i] = uses((int)i);
}

#else

static const char *const steps =
    "input x1, x2; x1, x2, log(x1), x1 * x2, sin(x2), log(x1) + x1 * x2, "
    "log(x1) + x1 * x2 - sin(x2)";

/* The table if steps 2, 3, 4 gave these, and the last one this. */
static void suspect(struct judge *j, const char *id, const double want[7],
                    double v1, double v2, double v3)
{
  const double wrong[7] = {want[0], want[1], v1, v2, v3, v1 + v2, v1 + v2 - v3};
  judge_suspect(j, id, 7, wrong);
}

static void trace(struct judge *j)
{
  const double x[2] = {judge_draw(j, "x1", 2, 0.1, 6),
                       judge_draw(j, "x2", 5, -6, 6)};
  const double pi = acos(-1);
  double want[7], got[7], wrong[7];
  judge_jacobian(j, steps, x, want, NULL);
  judge_call(j, "trace", 2, x, 7, got);
  judge_compare(j, "trace v_-1 v_0 v_1 v_2 v_3 v_4 v_5", 7, got, want);
  const double v1 = want[2], v2 = want[3], v3 = want[4];
  suspect(j, "log10", want, log10(x[0]), v2, v3);
  suspect(j, "log-of-x2", want, log(x[1]), v2, v3);
  suspect(j, "sin-of-x1", want, v1, v2, sin(x[0]));
  suspect(j, "cos", want, v1, v2, cos(x[1]));
  suspect(j, "degrees", want, v1, v2, sin(x[1] * pi / 180));
  suspect(j, "sum", want, v1, x[0] + x[1], v3);
  memcpy(wrong, want, sizeof wrong);
  wrong[6] = want[5] + v3;
  judge_suspect(j, "plus", 7, wrong);
  wrong[6] = v3 - want[5];
  judge_suspect(j, "order", 7, wrong);
}

static void arrows(struct judge *j)
{
  static const double want[7] = {2, 2, 1, 1, 1, 1, 0};
  static const double without_inputs[7] = {0, 0, 1, 1, 1, 1, 0};
  static const double arguments[7] = {0, 0, 1, 2, 1, 2, 2};
  static const double result_used[7] = {2, 2, 1, 1, 1, 1, 1};
  double got[7];
  judge_call(j, "uses", 0, NULL, 7, got);
  judge_compare(j, "uses v_-1 v_0 v_1 v_2 v_3 v_4 v_5", 7, got, want);
  judge_suspect(j, "arguments", 7, arguments);
  judge_suspect(j, "inputs-unused", 7, without_inputs);
  judge_suspect(j, "result-used", 7, result_used);
}

JUDGE(j)
{
  while (judge_next(j)) {
    trace(j);
    arrows(j);
  }
}

#endif
