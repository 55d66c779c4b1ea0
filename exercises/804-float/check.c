/* check.c: exercise 804, float: of f(x) = s sin(x/s + p), s the size of x.  Whether a
 * step is lost is decided by the distance of neighbours, in double. */
#include "exercise.h"

#include <float.h>

#if STUDENT

static float scale, phase;

static float asked_function(float x) { return scale * sinf(x / scale + phase); }

CALL(lost) { out[0] = step_is_lost((float)in[0], (float)in[1]); }
CALL(step) { out[0] = float_step((float)in[0]); }

/* in: scale, phase, x, g */
CALL(check)
{
  scale = (float)in[0], phase = (float)in[1];
  out[0] = float_check(asked_function, (float)in[2], (float)in[3]);
}

#else

/* In float, x + h is x if h is less than half the way to the next number. */
static void check_lost(struct judge *j)
{
  const float x = (float)judge_draw(j, "x", 32, 1, 100);
  const double gap = (double)nextafterf(x, INFINITY) - (double)x;
  double want[3], got[3], zero[3] = {0, 0, 0};
  for (int k = 0; k < 3; k++) {
    const double part = judge_random(j, 0.05, 0.45);
    const float h = (float)(judge_is_example(j) ? k == 0 ? 1e-6 : k == 1 ? 2e-6 : 5e-7
                                                : gap * (part + (k == 1 ? 0.55 : 0)));
    want[k] = h < gap / 2;
    judge_tell(j, "h = %.4g", (double)h);
    judge_call(j, "lost", 2, (double[]){x, h}, 1, &got[k]);
  }
  judge_tolerance(j, 0, 0);
  judge_compare(j, "lost", 3, got, want);
  judge_suspect(j, "in-double", 3, zero);
}

static void check_step(struct judge *j)
{
  const double x = judge_draw(j, "x", 1, 0.1, 100), best = cbrt(FLT_EPSILON);
  double h;
  judge_call(j, "step", 1, &x, 1, &h);
  const double unit = h / (best * fmax(1, x));
  judge_require(j, "step within a factor of 4 of the best", unit >= 0.25 && unit <= 4);
  judge_suspect_if(j, "tiny-step", h < 3e-5);
  judge_suspect_if(j, "forward-step",
                   fabs(h / (sqrt(FLT_EPSILON) * fmax(1, x)) - 1) < 0.5 ||
                     fabs(h / sqrt(FLT_EPSILON) - 1) < 0.5);
  judge_suspect_if(j, "unscaled", h / best > 0.25 && h / best < 4);
}

/* Of a derivative that is right, too large, too small. */
static void check_check(struct judge *j)
{
  const double want[3] = {1, 0, 0};
  const double x = (float)judge_draw(j, "x", 16, 0.5, 100);
  const double scale = (float)fmax(1, x), phase = (float)judge_draw(j, "p", 0, 0, 3);
  const double off = judge_random(j, 0.06, 0.3);
  double got[3];
  for (int k = 0; k < 3; k++) {
    const double slope = cos(x / scale + phase) + off * (k == 1 ? 1 : k == 2 ? -1 : 0);
    judge_call(j, "check", 4, (double[]){scale, phase, x, slope}, 1, &got[k]);
  }
  judge_tolerance(j, 0, 0);
  judge_compare(j, "check right too-large too-small", 3, got, want);
  judge_suspect(j, "double-tolerance", 3, (double[]){0, 0, 0});
  judge_suspect(j, "double-tolerance", 3, want); /* by chance */
  judge_suspect(j, "signed", 3, (double[]){1, 0, 1});
  judge_suspect(j, "signed", 3, (double[]){1, 1, 0});
}

JUDGE(j)
{
  while (judge_next(j)) {
    check_lost(j);
    judge_forget(j);
    check_step(j);
    judge_forget(j);
    check_check(j);
  }
}

#endif
