/* check.c: exercise 906, a pendulum: the motion and the misfit as formulas, for the
 * engine; the fit has to find the p by which the data were made. */
#include "exercise.h"

#include <stdio.h>
#include <string.h>

enum { STEPS = 12 };

#if STUDENT

/* in: p, theta, omega, h; data */
CALL(motion)
{
  pendulum(in[0], (struct start){in[1], in[2]}, in[3], m, out);
}

/* out: L, then the gradient */
CALL(gradient)
{
  out[0] = misfit_gradient(in[0], (struct start){in[1], in[2]}, in[3], n - 4, in + 4,
                           out + 1);
}

CALL(fit)
{
  out[0] = fit(in[0], (struct start){in[1], in[2]}, in[3], n - 4, in + 4);
}

#else

/* The steps, up to "; t5 = ..." */
static size_t write_motion(size_t n, double h, char *text, size_t size)
{
  size_t at = (size_t)snprintf(text, size, "input p, t0, w0");
  for (size_t k = 0; k < n; k++)
    at += (size_t)snprintf(text + at, size - at,
                           "; w%zu = w%zu - (%.17g)*p*sin(t%zu); t%zu = t%zu + "
                           "(%.17g)*w%zu", k + 1, k, h, k, k + 1, k, h, k + 1);
  return at;
}

static void motion(struct judge *j, const double x[3], double h, size_t n,
                   double *theta, double *jacobian)
{
  char text[2600];
  size_t at = write_motion(n, h, text, sizeof text);
  for (size_t k = 1; k <= n; k++)
    at += (size_t)snprintf(text + at, sizeof text - at, k > 1 ? ", t%zu" : "; t%zu", k);
  judge_jacobian(j, text, x, theta, jacobian);
}

static void misfit(struct judge *j, const double x[3], double h, size_t n,
                   const double *data, double *loss, double *gradient)
{
  char text[3200];
  size_t at = write_motion(n, h, text, sizeof text);
  for (size_t k = 0; k < n; k++)
    at += (size_t)snprintf(text + at, sizeof text - at, "%s (t%zu - (%.17g))^2",
                           k ? " +" : ";", k + 1, data[k]);
  judge_gradient(j, text, x, loss, gradient);
}

/* ---- known mistakes --------------------------------------------------------------------- */

static void old_speed(const double x[3], double h, size_t n, double *theta)
{
  double angle = x[1], speed = x[2];
  for (size_t k = 0; k < n; k++) {
    const double before = speed;
    speed -= h * x[0] * sin(angle);
    angle += h * before;
    theta[k] = angle;
  }
}

enum mistake { NO_COUPLING, NEW_ANGLE, LAST_ONLY, NO_2, P_LAST, MISTAKES };
static const char *const ids[MISTAKES] = {"no-coupling", "new-angle", "last-only", "no-2",
                                          "p-last"};

/* theta[k] after k steps, from 0 on */
static void simulate(const double x[3], double h, size_t n, const double *theta,
                     const double *data, enum mistake how, double *grad)
{
  double angle = 0, speed = 0, p = 0;
  for (size_t k = n; k-- > 0;) {
    const double at = theta[how == NEW_ANGLE ? k + 1 : k];
    const double residual = theta[k + 1] - data[k];
    const bool last = k + 1 == n;
    angle += how == LAST_ONLY && !last ? 0 : (how == NO_2 ? 1 : 2) * residual;
    speed += how == NO_COUPLING && !last ? 0 : h * angle;
    p = (how == P_LAST ? 0 : p) - h * sin(at) * speed;
    angle -= h * x[0] * cos(at) * speed;
  }
  grad[0] = p, grad[1] = angle, grad[2] = speed;
}

/* ---- the check ----------------------------------------------------------------------------- */

static void check_gradient(struct judge *j, const double x[3], double h, size_t n)
{
  double in[4 + STEPS] = {x[0], x[1], x[2], h}, theta[1 + STEPS], want[4], got[4];
  theta[0] = x[1];
  motion(j, x, h, n, theta + 1, NULL);
  for (size_t k = 0; k < n; k++)
    in[4 + k] = judge_is_example(j) ? 0.9 : theta[k + 1] + judge_random(j, -0.5, 0.5);
  judge_show(j, "data", n, in + 4);
  misfit(j, x, h, n, in + 4, &want[0], &want[1]);
  judge_call(j, "gradient", 4 + n, in, 4, got);
  judge_tolerance(j, 1e-12, 1e-12 * h);
  judge_compare(j, "misfit", 1, got, want);
  judge_compare(j, "gradient dL/dp dL/dtheta0 dL/domega0", 3, got + 1, want + 1);
  for (int how = 0; how < MISTAKES; how++) {
    double wrong[3];
    simulate(x, h, n, theta, in + 4, (enum mistake)how, wrong);
    judge_suspect(j, ids[how], 3, wrong);
  }
}

static void check_fit(struct judge *j, const double x[3], double h, size_t n)
{
  const double guess = x[0] * judge_draw(j, "guess/p", 1.1, 0.8, 1.2);
  double in[4 + STEPS] = {guess, x[1], x[2], h}, theta[STEPS], slopes[3 * STEPS], got;
  double above = 0, below = 0;
  motion(j, x, h, n, in + 4, NULL);
  motion(j, (double[]){guess, x[1], x[2]}, h, n, theta, slopes);
  for (size_t k = 0; k < n; k++) {
    above += (theta[k] - in[4 + k]) * slopes[3 * k];
    below += slopes[3 * k] * slopes[3 * k];
  }
  judge_call(j, "fit", 4 + n, in, 1, &got);
  judge_tolerance(j, 1e-8, 0);
  judge_compare(j, "fit", 1, &got, x);
  judge_suspect(j, "one-step", 1, (double[]){guess - above / below});
}

JUDGE(j)
{
  while (judge_next(j)) {
    const double x[3] = {judge_draw(j, "p", 10, 5, 15),
                         judge_draw(j, "theta0", 1, 0.5, 1.5),
                         judge_draw(j, "omega0", 0, -1, 1)};
    const double h = judge_draw(j, "h", 0.1, 0.05, 0.1);
    const size_t n = (size_t)judge_whole(j, "n", 1, 3, STEPS);
    double want[STEPS], got[STEPS], wrong[STEPS];
    motion(j, x, h, n, want, NULL);
    judge_call(j, "motion", 4, (double[]){x[0], x[1], x[2], h}, n, got);
    judge_tolerance(j, 1e-13, 1e-14);
    judge_compare(j, "motion", n, got, want);
    old_speed(x, h, n, wrong);
    judge_suspect(j, "old-speed", n, wrong);
    check_gradient(j, x, h, n);
    check_fit(j, x, h, n);
  }
}

#endif
