/* test_optimize.c: derivatives' drivers against closed forms; the optimisers on
 * functions whose minima are known, and against their own recurrences. */
#include <config.h>

#include "close.h"

#include "../compare/derivatives.h"
#include "../compare/formula.h"
#include "../compare/optimize.h"

#include <float.h>

/* A formula as a function; freed by `done`. */
struct problem {
  ad_formula *formula;
  struct ad_function f;
};

static struct problem of(const char *text)
{
  struct problem p = {ad_formula_parse(text, strlen(text), NULL), {0}};
  ck_assert_ptr_nonnull(p.formula);
  p.f = ad_formula_function(p.formula);
  return p;
}

static void done(struct problem *p) { ad_formula_free(p->formula); }

/* ---- derivatives ------------------------------------------------------------ */

/* f = x^2 y + sin(y z):  H = 2y, 2x, 0; 2x, -z^2 s, c - y z s; 0, ., -y^2 s. */
START_TEST(hessian_in_closed_form)
{
  struct problem p = of("x^2*y + sin(y*z)");
  const double x[] = {1.5, -0.7, 2.25}, v[] = {0.5, -1, 2};
  const double s = sin(x[1] * x[2]), c = cos(x[1] * x[2]);
  const double want[] = {2 * x[1], 2 * x[0], 0,
                         2 * x[0], -x[2] * x[2] * s, c - x[1] * x[2] * s,
                         0, c - x[1] * x[2] * s, -x[1] * x[1] * s};
  double y, g[3], h[9], hv[3];
  ck_assert_int_eq(ad_hessian(&p.f, x, &y, g, h), AD_OK);
  ck_assert_int_eq(ad_hvp(&p.f, x, v, NULL, NULL, hv), AD_OK);
  assert_close(y, x[0] * x[0] * x[1] + s, 1e-15);
  assert_close(g[0], 2 * x[0] * x[1], 1e-15);
  assert_close(g[2], x[1] * c, 1e-15);
  for (int k = 0; k < 9; k++)
    assert_close(h[k], want[k], 4e-15);
  for (int i = 0; i < 3; i++)
    assert_close(hv[i], want[3 * i] * v[0] + want[3 * i + 1] * v[1] +
                          want[3 * i + 2] * v[2], 1e-14);
  ck_assert(!is_close(h[0], want[0] + 1e-6, 1e-9)); /* a wrong one is seen */
  done(&p);
}
END_TEST

/* w'(J v) = (J'w)'v, and both agree with the Jacobian. */
START_TEST(products_with_a_jacobian)
{
  struct problem p = of("x*y, exp(x)/z, y^2 + z, sin(x*z)");
  const double x[] = {0.4, -1.2, 2.5}, v[] = {1, -0.5, 3};
  const double w[] = {2, 0.25, -1, 5};
  double y[4], dy[4], xbar[3], jac[12], left = 0, right = 0;
  ck_assert_int_eq(ad_jvp(&p.f, x, v, y, dy), AD_OK);
  ck_assert_int_eq(ad_vjp(&p.f, x, w, NULL, xbar), AD_OK);
  ck_assert_int_eq(ad_jacobian(&p.f, x, NULL, jac), AD_OK);
  assert_close(y[0], x[0] * x[1], 1e-15);
  for (int i = 0; i < 4; i++) {
    assert_close(dy[i], jac[3 * i] * v[0] + jac[3 * i + 1] * v[1] +
                          jac[3 * i + 2] * v[2], 1e-14);
    left += w[i] * dy[i];
  }
  for (int j = 0; j < 3; j++)
    right += xbar[j] * v[j];
  assert_close(left, right, 1e-14);
  double h[9];
  ck_assert_int_eq(ad_hessian(&p.f, x, NULL, NULL, h), AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_hvp(&p.f, x, v, NULL, NULL, h), AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_jvp(&p.f, x, NULL, y, dy), AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_vjp(&p.f, x, NULL, y, xbar), AD_BAD_ARGUMENT);
  done(&p);
}
END_TEST

/* ---- known minima ------------------------------------------------------------ */

static const char rosenbrock[] = "(1 - x)^2 + 100*(y - x^2)^2";

/* From J. Moré, B. Garbow, K. Hillstrom, ACM TOMS 7 (1981), and E. Beale (1958),
 * D. Himmelblau (1972). */
static const struct {
  const char *name, *formula;
  double start[2], at[2], least;
} known[] = {
  {"rosenbrock", rosenbrock, {-1.2, 1}, {1, 1}, 0},
  {"beale", "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
   {1, 0.8}, {3, 0.5}, 0},
  {"booth", "(x + 2*y - 7)^2 + (2*x + y - 5)^2", {-5, 8}, {1, 3}, 0},
  {"himmelblau", "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", {4, 3}, {3, 2}, 0},
  {"log barrier", "x + y^2 - log(x)", {0.1, 4}, {1, 0}, 1},
};

START_TEST(known_minima)
{
  const struct { enum ad_method method; double rate, momentum, close; } how[] = {
    {AD_NEWTON, 0, 0, 1e-8},
    {AD_GRADIENT_DESCENT, 5e-4, 0.95, 1e-5},
    {AD_ADAM, 0.02, 0, 1e-5},
    {AD_LBFGS, 0, 0, 1e-6},
  };
  struct problem p = of(known[_i].formula);
  for (size_t k = 0; k < sizeof how / sizeof *how; k++) {
    if (!ad_method_available(how[k].method))
      continue; /* cli.tap says so, as a SKIP */
    double x[] = {known[_i].start[0], known[_i].start[1]};
    struct ad_minimize_result r;
    const struct ad_minimize_options o = {.method = how[k].method,
      .rate = how[k].rate, .momentum = how[k].momentum, .steps = 200000};
    ck_assert_int_eq(ad_minimize(&p.f, x, &o, &r), AD_OK);
    ck_assert_msg(r.end == AD_MINIMIZE_CONVERGED, "%s, %s: %s, gradient %g at %g %g after %zu",
                  known[_i].name, ad_method_name(how[k].method),
                  ad_minimize_end_text(r.end), r.gradient, x[0], x[1], r.steps);
    for (int j = 0; j < 2; j++)
      ck_assert_msg(fabs(x[j] - known[_i].at[j]) < how[k].close,
                    "%s, %s: %.17g", known[_i].name,
                    ad_method_name(how[k].method), x[j]);
    ck_assert(fabs(r.y - known[_i].least) < 1e-9);
    ck_assert(r.gradient <= 1e-8 && r.steps > 0);
  }
  done(&p);
}
END_TEST

/* ---- rates and recurrences ------------------------------------------------------ */

enum { MOST = 64 };
struct path {
  size_t count;
  double x[MOST][2], y[MOST];
};

static int keep(size_t step, const double *x, double y, const double *grad,
                void *data)
{
  struct path *path = data;
  (void)grad;
  ck_assert_uint_eq(step, path->count);
  if (path->count == MOST)
    return 1;
  memcpy(path->x[path->count], x, sizeof path->x[0]);
  path->y[path->count++] = y;
  return 0;
}

/* e_{k+1} <= C e_k^2 near the minimum of x - log x + ..., whose third
 * derivatives are not 0; the order from three errors is about 2. */
START_TEST(newton_is_quadratic)
{
  struct problem p = of("x + y^2 - log(x) + y^4");
  struct path path = {0};
  struct ad_minimize_result r;
  const struct ad_minimize_options o = {.watch = keep, .data = &path,
                                        .tolerance = 1e-14};
  double x[] = {0.6, 0.05};
  ck_assert_int_eq(ad_minimize(&p.f, x, &o, &r), AD_OK);
  ck_assert_int_eq(r.end, AD_MINIMIZE_CONVERGED);
  int seen = 0;
  for (size_t k = 0; k + 1 < path.count; k++) {
    const double e = fabs(path.x[k][0] - 1), next = fabs(path.x[k + 1][0] - 1);
    if (e < 0.5 && next > 1e-13) {
      assert_close(next / (e * e), 1, 1e-2); /* the error's own recurrence */
      seen++;
    }
  }
  ck_assert_int_ge(seen, 3);
  ck_assert_uint_eq(r.hessians, r.steps);
  done(&p);
}
END_TEST

/* The first steps of Adam, written out from the paper, for f = x^2 + 3 y. */
START_TEST(adam_is_the_published_one)
{
  struct problem p = of("x^2 + 3*y");
  struct path path = {0};
  struct ad_minimize_result r;
  const struct ad_minimize_options o = {.method = AD_ADAM, .steps = 3,
                                        .watch = keep, .data = &path};
  double x[] = {1, 2};
  ck_assert_int_eq(ad_minimize(&p.f, x, &o, &r), AD_OK);
  ck_assert_int_eq(r.end, AD_MINIMIZE_TOO_MANY_STEPS);
  ck_assert_uint_eq(path.count, 4);
  const double x1 = 1 - 0.001 * 2 / (2 + 1e-8); /* m/(1-b1) = g, v/(1-b2) = g^2 */
  const double g1 = 2, g2 = 2 * x1;
  const double m = (0.9 * 0.1 * g1 + 0.1 * g2) / (1 - 0.81);
  const double v = (0.999 * 0.001 * g1 * g1 + 0.001 * g2 * g2) /
                   (1 - 0.999 * 0.999);
  assert_close(path.x[1][0], x1, 1e-15);
  assert_close(path.x[2][0], x1 - 0.001 * m / (sqrt(v) + 1e-8), 1e-14);
  for (int k = 1; k < 4; k++) /* a constant gradient: each step is the rate */
    assert_close(path.x[k][1], 2 - 0.001 * k / (1 + 1e-8 / 3), 1e-13);
  ck_assert(!is_close(path.x[2][0], x1 - 0.001 * m / sqrt(v * 1.01), 1e-9));
  done(&p);
}
END_TEST

/* u <- 0.5 u + g, x <- x - 0.1 u for f = x^2/2. */
START_TEST(momentum)
{
  struct problem p = of("x^2/2 + 0*y");
  struct path path = {0};
  struct ad_minimize_result r;
  const struct ad_minimize_options o = {.method = AD_GRADIENT_DESCENT,
    .steps = 2, .rate = 0.1, .momentum = 0.5, .watch = keep, .data = &path};
  double x[] = {1, 0};
  ck_assert_int_eq(ad_minimize(&p.f, x, &o, &r), AD_OK);
  assert_close(path.x[1][0], 0.9, 1e-15);
  assert_close(path.x[2][0], 0.9 - 0.1 * (0.5 * 1 + 0.9), 1e-15);
  assert_same(x[0], path.x[2][0]);
  done(&p);
}
END_TEST

/* Where H has negative curvature, Newton still goes down: from the top of a
 * saddle's side into a minimum. */
START_TEST(newton_leaves_a_saddle)
{
  struct problem p = of("x^4/4 - x^2/2 + y^2");
  struct ad_minimize_result r;
  double x[] = {0.1, 1};
  ck_assert_int_eq(ad_minimize(&p.f, x, NULL, &r), AD_OK);
  ck_assert_int_eq(r.end, AD_MINIMIZE_CONVERGED);
  assert_close(x[0], 1, 1e-8);
  assert_close(r.y, -0.25, 1e-14);
  done(&p);
}
END_TEST

/* ---- systems --------------------------------------------------------------------- */

START_TEST(systems)
{
  struct problem p = of("x^2 + y^2 - 4, exp(x) + y - 1"), bad = of("x + y, x + y - 1");
  struct path path = {0};
  struct ad_minimize_result r;
  const struct ad_minimize_options o = {.watch = keep, .data = &path};
  double x[] = {1, -2}, y[2];
  ck_assert_int_eq(ad_solve(&p.f, x, &o, &r), AD_OK);
  ck_assert_int_eq(r.end, AD_MINIMIZE_CONVERGED);
  ck_assert(r.gradient <= 1e-12 && r.steps < 10);
  assert_close(x[0] * x[0] + x[1] * x[1], 4, 1e-13);
  assert_close(exp(x[0]) + x[1], 1, 1e-12);
  ck_assert_uint_eq(path.count, r.steps + 1);
  double at[] = {1, 2};
  ck_assert_int_eq(ad_solve(&bad.f, at, NULL, &r), AD_OK); /* J is singular */
  ck_assert_int_eq(r.end, AD_MINIMIZE_STUCK);
  ck_assert_int_eq(ad_solve(&p.f, NULL, NULL, &r), AD_BAD_ARGUMENT);
  struct problem one = of("x + y"), far = of("atan(x)"), none = of("log(x)");
  ck_assert_int_eq(ad_solve(&one.f, at, NULL, &r), AD_BAD_ARGUMENT);
  y[0] = 10; /* the full step runs away; the damped one does not */
  ck_assert_int_eq(ad_solve(&far.f, y, NULL, &r), AD_OK);
  ck_assert_int_eq(r.end, AD_MINIMIZE_CONVERGED);
  ck_assert(fabs(y[0]) < 1e-12);
  y[0] = -1;
  ck_assert_int_eq(ad_solve(&none.f, y, NULL, &r), AD_OK);
  ck_assert_int_eq(r.end, AD_MINIMIZE_UNDEFINED);
  assert_same(y[0], -1);
  done(&p), done(&bad), done(&one), done(&far), done(&none);
}
END_TEST

/* ---- other ends --------------------------------------------------------------------- */

static int stop_at_2(size_t step, const double *x, double y, const double *grad,
                     void *data)
{
  (void)x, (void)y, (void)grad, (void)data;
  return step == 2;
}

START_TEST(other_ends)
{
  struct problem p = of(rosenbrock), hole = of("log(x) + y^2");
  struct ad_minimize_result r;
  for (int m = 0; m < AD_METHOD_COUNT; m++) {
    const enum ad_method method = (enum ad_method)m;
    if (!ad_method_available(method))
      continue;
    struct ad_minimize_options o = {.method = method, .steps = 3};
    double x[] = {-1.2, 1}, z[] = {-1, 1};
    ck_assert_int_eq(ad_minimize(&p.f, x, &o, &r), AD_OK);
    ck_assert_int_eq(r.end, AD_MINIMIZE_TOO_MANY_STEPS);
    ck_assert(r.steps <= 3 && isfinite(r.y));
    o.watch = stop_at_2, o.steps = 0;
    ck_assert_int_eq(ad_minimize(&p.f, x, &o, &r), AD_OK);
    ck_assert_int_eq(r.end, AD_MINIMIZE_STOPPED);
    ck_assert_uint_eq(r.steps, 2);
    o.watch = NULL;
    ck_assert_int_eq(ad_minimize(&hole.f, z, &o, &r), AD_OK);
    ck_assert_int_eq(r.end, AD_MINIMIZE_UNDEFINED);
    assert_same(z[0], -1);
    z[0] = 0.5; /* log falls without end towards 0 */
    o.rate = 0.3;
    ck_assert_int_eq(ad_minimize(&hole.f, z, &o, &r), AD_OK);
    ck_assert_int_ne(r.end, AD_MINIMIZE_CONVERGED);
    ck_assert(isfinite(z[0]) && z[0] > 0 && isfinite(r.y));
  }
  struct ad_minimize_options o = {.method = AD_GRADIENT_DESCENT, .rate = 1};
  double x[] = {-1.2, 1};
  ck_assert_int_eq(ad_minimize(&p.f, x, &o, &r), AD_OK); /* overflows */
  ck_assert_int_eq(r.end, AD_MINIMIZE_DIVERGED);
  ck_assert(isfinite(x[0]) && isfinite(x[1]));
  o.rate = -1;
  ck_assert_int_eq(ad_minimize(&p.f, x, &o, &r), AD_BAD_ARGUMENT);
  o.rate = 0, o.momentum = 1;
  ck_assert_int_eq(ad_minimize(&p.f, x, &o, &r), AD_BAD_ARGUMENT);
  o.momentum = 0, o.method = (enum ad_method)AD_METHOD_COUNT;
  ck_assert_int_eq(ad_minimize(&p.f, x, &o, &r), AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_minimize(&p.f, NULL, NULL, &r), AD_BAD_ARGUMENT);
  ck_assert_ptr_null(ad_method_name((enum ad_method)AD_METHOD_COUNT));
  for (int e = AD_MINIMIZE_CONVERGED; e <= AD_MINIMIZE_STOPPED; e++)
    ck_assert_int_gt((int)strlen(ad_minimize_end_text((enum ad_minimize_end)e)), 0);
  done(&p), done(&hole);
}
END_TEST

/* The callback, as an optimiser calls it. */
START_TEST(callback)
{
  struct problem p = of(rosenbrock), two = of("x, y");
  struct ad_callback_data d;
  const double x[] = {-1.2, 1};
  double g[2];
  ck_assert_int_eq(ad_callback_init(&d, &two.f), AD_BAD_ARGUMENT);
  ck_assert_int_eq(ad_callback_init(&d, &p.f), AD_OK);
  assert_close(ad_callback(2, x, NULL, &d), 24.2, 1e-14);
  assert_close(ad_callback(2, x, g, &d), 24.2, 1e-14);
  assert_close(g[0], -215.6, 1e-14);
  assert_close(g[1], -88, 1e-14);
  ck_assert_uint_eq(d.values, 1);
  ck_assert_uint_eq(d.gradients, 1);
  ck_assert(isnan(ad_callback(3, x, g, &d)));
  ck_assert_int_eq(d.status, AD_BAD_ARGUMENT);
  ad_callback_release(&d);
  done(&p), done(&two);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("optimize");
  ADD(s, hessian_in_closed_form);
  ADD(s, products_with_a_jacobian);
  ADD_EACH(s, "known_minima", known_minima, known);
  ADD(s, newton_is_quadratic);
  ADD(s, adam_is_the_published_one);
  ADD(s, momentum);
  ADD(s, newton_leaves_a_saddle);
  ADD(s, systems);
  ADD(s, other_ends);
  ADD(s, callback);
  return run_suite(s);
}
