/* test_pendulum.c: derivatives through the integration of a pendulum's motion,
 * against its variational equations and the closed form of small swings; and
 * parameters found from noisy measurements, over many seeds. */
#include <config.h>

#include "close.h"

#define JET_N 3
#include "../dualtape.h"

#include "pendulum.h"

#define FN_FILE "pendulum.fn.c"
#include "../dualtape_each.h"

enum { SAMPLES = 50 };

static const double x[PARAMETERS] = {1.2, 0.25, 1.2};

static struct pendulum experiment(double h, const double *measured)
{
  /* 10 s, a sample each 0.2 s */
  return (struct pendulum){9.80665, h, SAMPLES, (size_t)(0.2 / h + 0.5),
                           measured};
}

static struct ad_function residuals(struct pendulum *p)
{
  return (struct ad_function){"pendulum", PARAMETERS, SAMPLES,
                              swing_double, swing_dual, swing_var,
                              p, NULL, swing_hyper, swing_cplx, swing_float, NULL};
}

/* The largest difference of two Jacobians in each column, against the largest
 * entry there. */
static double apart(const double *a, const double *b)
{
  double worst = 0;
  for (int k = 0; k < PARAMETERS; k++) {
    double most = 0, off = 0;
    for (int i = 0; i < SAMPLES; i++) {
      const double ours = a[i * PARAMETERS + k], theirs = b[i * PARAMETERS + k];
      most = fmax(most, fabs(theirs));
      off = fmax(off, fabs(ours - theirs));
      worst = isnan(ours) ? INFINITY : worst;
    }
    worst = fmax(worst, off / most);
  }
  return worst;
}

/* ---- against the variational equations ---------------------------------------- */

START_TEST(derivatives_of_the_steps)
{
  struct pendulum p = experiment(0.01, NULL);
  double y[SAMPLES], angle[SAMPLES];
  double reference[SAMPLES * PARAMETERS], jac[SAMPLES * PARAMETERS];
  pendulum_sensitivities(&p, x, angle, reference);
  ck_assert_int_eq(dual_jacobian(swing_dual, &p, 3, x, SAMPLES, y, jac), AD_OK);
  for (int i = 0; i < SAMPLES; i++)
    ck_assert_double_le(fabs(y[i] - angle[i]), 1e-13);
  ck_assert_double_le(apart(jac, reference), 1e-12);
  ck_assert_int_eq(jet_jacobian(swing_jet, &p, 3, x, SAMPLES, y, jac), AD_OK);
  ck_assert_double_le(apart(jac, reference), 1e-12);
  ck_assert_int_eq(
    var_jacobian(swing_var, &p, NULL, 3, x, SAMPLES, y, jac), AD_OK);
  ck_assert_double_le(apart(jac, reference), 1e-12);
  /* the gradient of the sum of squares, in one sweep */
  double w[SAMPLES], grad[PARAMETERS], want[PARAMETERS] = {0};
  for (int i = 0; i < SAMPLES; i++)
    w[i] = 2 * angle[i];
  ck_assert_int_eq(
    var_vjp(swing_var, &p, NULL, 3, x, SAMPLES, w, NULL, grad), AD_OK);
  for (int k = 0; k < PARAMETERS; k++) {
    for (int i = 0; i < SAMPLES; i++)
      want[k] += w[i] * reference[i * PARAMETERS + k];
    assert_close(grad[k], want[k], 1e-11);
  }
}
END_TEST

static enum ad_status wrong_dual(const dual *u, dual *r, void *data)
{
  dual v[PARAMETERS] = {u[0], u[1], u[2]};
  v[LENGTH].d = -v[LENGTH].d;
  return swing_dual(v, r, data);
}

START_TEST(a_wrong_derivative_is_seen)
{
  struct pendulum p = experiment(0.01, NULL);
  double angle[SAMPLES], y[SAMPLES];
  double reference[SAMPLES * PARAMETERS], jac[SAMPLES * PARAMETERS];
  pendulum_sensitivities(&p, x, angle, reference);
  dual_jacobian(wrong_dual, &p, 3, x, SAMPLES, y, jac);
  ck_assert_double_ge(apart(jac, reference), 1);
  /* nor would another damping's derivatives pass */
  const double other[] = {x[0], x[1] + 1e-9, x[2]};
  dual_jacobian(swing_dual, &p, 3, other, SAMPLES, y, jac);
  ck_assert_double_ge(apart(jac, reference), 1e-11);
}
END_TEST

/* ---- against the closed form of small swings ---------------------------------- */

/* With a = c/2 and w^2 = g/L - a^2,
 *   theta = A e^(-a t) (cos w t + (a/w) sin w t),
 * and its derivatives by hand: with respect to w, then to L and c. */
static void closed_form(const double *u, double t, double *jac)
{
  const double g = 9.80665, L = u[LENGTH], a = u[DAMPING] / 2, A = u[RELEASE];
  const double w = sqrt(g / L - a * a), s = sin(w * t), c = cos(w * t);
  const double decay = exp(-a * t), shape = c + a / w * s;
  const double by_w = A * decay * (-t * s - a / (w * w) * s + a / w * t * c);
  const double by_a = A * decay * (-t * shape + s / w);
  jac[LENGTH] = by_w * (-g / (L * L)) / (2 * w);
  jac[DAMPING] = (by_a + by_w * (-a / w)) / 2;
  jac[RELEASE] = decay * shape;
}

/* Runge and Kutta's error falls as h^4, in derivatives too. */
START_TEST(small_swings)
{
  const double small[] = {1.2, 0.25, 1e-7};
  double want[SAMPLES * PARAMETERS], jac[SAMPLES * PARAMETERS], error[3];
  for (int i = 0; i < SAMPLES; i++)
    closed_form(small, 0.2 * (i + 1), want + i * PARAMETERS);
  for (int k = 0; k < 3; k++) {
    struct pendulum p = experiment(0.04 / (1 << k), NULL);
    const struct ad_function f = residuals(&p);
    ck_assert_int_eq(ad_jacobian(&f, small, NULL, jac), AD_OK);
    error[k] = apart(jac, want);
  }
  ck_assert_double_le(error[2], 1e-6);
  for (int k = 0; k < 2; k++) {
    const double rate = log2(error[k] / error[k + 1]);
    ck_assert_msg(rate > 3.9 && rate < 4.1, "order %g, not 4", rate);
  }
}
END_TEST

/* ---- the parameters, found again ------------------------------------------------ */

/* Fits measurements with noise from a seed; z receives how many standard errors
 * each parameter is off. */
static void find(uint64_t seed, double noise, double *found, double *z)
{
  double measured[SAMPLES], error[PARAMETERS];
  struct pendulum p = experiment(0.02, NULL);
  struct ad_random random = ad_random_seed(seed);
  const struct ad_function f = residuals(&p);
  struct ad_lm_result r;
  swing_double(x, measured, &p);
  for (int i = 0; i < SAMPLES; i++)
    measured[i] += noise * ad_random_normal(&random);
  p.measured = measured;
  found[0] = 1, found[1] = 0.15, found[2] = 1;
  const struct ad_lm_options o = {.offset = 1e-6};
  ck_assert_int_eq(ad_lm_fit(&f, found, error, &o, &r), AD_OK);
  ck_assert_int_eq(r.end, AD_LM_CONVERGED);
  for (int k = 0; k < PARAMETERS; k++)
    z[k] = (found[k] - x[k]) / error[k];
}

START_TEST(within_standard_errors)
{
  enum { SEEDS = 60 };
  double found[PARAMETERS], z[PARAMETERS], mean[PARAMETERS] = {0};
  for (int seed = 1; seed <= SEEDS; seed++) {
    find((uint64_t)seed, 0.05, found, z);
    for (int k = 0; k < PARAMETERS; k++) {
      ck_assert_double_le(fabs(z[k]), 4.5);
      mean[k] += z[k] * z[k] / SEEDS;
    }
  }
  /* the mean of z^2 is 1, give or take three times sqrt(2/60) */
  for (int k = 0; k < PARAMETERS; k++)
    ck_assert_msg(mean[k] > 0.45 && mean[k] < 1.55, "mean z^2 of %d: %g", k,
                  mean[k]);
}
END_TEST

START_TEST(without_noise_exactly)
{
  double found[PARAMETERS], z[PARAMETERS];
  find(1, 0, found, z);
  for (int k = 0; k < PARAMETERS; k++)
    assert_close(found[k], x[k], 1e-12);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("pendulum");
  ADD(s, derivatives_of_the_steps);
  ADD(s, a_wrong_derivative_is_seen);
  ADD(s, small_swings);
  ADD(s, within_standard_errors);
  ADD(s, without_noise_exactly);
  return run_suite(s);
}
