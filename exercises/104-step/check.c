/* check.c: exercise 104: steps are what the formula says, but for the last
 * digits of x; and (x + h) - x is h. */
#include "exercise.h"

#if STUDENT

static const double *asked_c;

/* c0 t^3 + c1 t */
static double asked_f(double t)
{
  return t * (asked_c[0] * t * t + asked_c[1]);
}

CALL(forward) { out[0] = forward_step(in[0]); }
CALL(central) { out[0] = central_step(in[0]); }
CALL(derivative)
{
  asked_c = in + 1;
  out[0] = derivative(asked_f, in[0]);
}

#else

/* ε^(1/2) and ε^(1/3), for ε = 2^-52 */
static const double half = 0x1p-26, third = 0x1.965fea53d6e3dp-18;

/* A mistake that makes h0 so, whether or not it is made exact. */
static void suspect(struct judge *j, const char *id, double x, double h0)
{
  volatile double t = x + h0;
  judge_suspect(j, id, 1, &h0);
  judge_suspect(j, id, 1, (double[]){t - x});
}

/* By `power` of ε, `other` being that of the other rule; `id` is the mistake
 * of having taken that. */
static void step(struct judge *j, const char *call, const char *what,
                 const char *exact, double x, double power, double other,
                 const char *id)
{
  const double size = fmax(1, fabs(x)), h0 = power * size;
  const double e = 0x1p-52, root = power == half ? 1. / 2 : 1. / 3;
  double got;
  judge_call(j, call, 1, &x, 1, &got);
  judge_tolerance(j, 1e-7, e * size);
  judge_compare(j, what, 1, &got, &h0);
  judge_tolerance(j, 1e-7, 0);
  suspect(j, "no-scale", x, power);
  suspect(j, "only-relative", x, power * fabs(x));
  suspect(j, "sign-of-x", x, power * fmax(1, x));
  suspect(j, "sign-of-x", x, power * x);
  suspect(j, id, x, other * size);
  suspect(j, "eps-itself", x, e * size);
  suspect(j, "one-plus", x, power * (1 + fabs(x)));
  suspect(j, "single", x, pow(0x1p-23, root) * size);
  suspect(j, "integers", x, size);
  suspect(j, "divided", x, e * root * size);

  volatile double moved = x + got;
  judge_require(j, exact, moved - x == got);
  judge_suspect_if(j, "not-exact", fabs(got / h0 - 1) < 1e-13);
}

static void derivative(struct judge *j, double x)
{
  const double in[3] = {x, judge_draw(j, "a", 1, 0.5, 2),
                        judge_draw(j, "b", 0, 0.5, 2)};
  const double want = 3 * in[1] * x * x + in[2];
  const double h = third * fmax(1, fabs(x));
  double got;
  judge_call(j, "derivative", 3, in, 1, &got);
  judge_tolerance(j, 5e-10, 0);
  judge_compare(j, "derivative", 1, &got, &want);
  judge_tolerance(j, 5e-10, 1e-6 * want);
  judge_suspect(j, "one-h", 1, (double[]){2 * want});
  judge_tolerance(j, 5e-10, 1e-6 * h * want);
  judge_suspect(j, "no-h", 1, (double[]){2 * h * want});
  judge_suspect_if(j, "other-step", fabs(got / want - 1) < 1e-4);
}

JUDGE(j)
{
  while (judge_next(j)) {
    /* of all sizes: 10^-3 to 10^6 */
    double x = pow(10, judge_random(j, -3, 6));
    x = judge_is_example(j) ? 3 : judge_random(j, -1, 1) < 0 ? -x : x;
    judge_show(j, "x", 1, &x);
    step(j, "forward", "forward-step", "forward-h is (x + h) - x", x, half,
         third, "third-for-forward");
    step(j, "central", "central-step", "central-h is (x + h) - x", x, third,
         half, "half-for-central");
    derivative(j, x);
  }
}

#endif
