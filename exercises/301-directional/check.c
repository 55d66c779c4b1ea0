/* check.c: exercise 301, a directional derivative: the engine's gradient, times
 * the direction. */
#include "exercise.h"

#include <stdio.h>

enum { MOST = 4 }; /* inputs */

#if STUDENT

static const double *asked_a;
static int asked_calls;

static dual asked_mul(dual a, dual b)
{
  return (dual){a.v * b.v, a.d * b.v + a.v * b.d};
}

/* (x_0 + x_1)^3 x_2^2 */
static dual asked_lab(size_t n, const dual *x)
{
  const dual u = {x[0].v + x[1].v, x[0].d + x[1].d};
  asked_calls += n == 3;
  return asked_mul(asked_mul(u, asked_mul(u, u)), asked_mul(x[2], x[2]));
}

/* x_0 x_1 ... + sum a_i sin(x_i) */
static dual asked_sum(size_t n, const dual *x)
{
  dual product = {1, 0}, sum = {0, 0};
  asked_calls++;
  for (size_t i = 0; i < n; i++) {
    product = asked_mul(product, x[i]);
    sum.v += asked_a[i] * sin(x[i].v);
    sum.d += asked_a[i] * cos(x[i].v) * x[i].d;
  }
  return (dual){product.v + sum.v, product.d + sum.d};
}

/* in: is it the lab's?, x, v, a; out: the derivative, calls */
CALL(directional)
{
  const size_t dim = (n - 1) / 3;
  asked_a = in + 1 + 2 * dim;
  asked_calls = 0;
  out[0] = directional(in[0] != 0 ? asked_lab : asked_sum, dim, in + 1,
                       in + 1 + dim);
  out[1] = asked_calls;
}

#else

/* The formula of f, for the engine and to be shown. */
static void write_formula(char *text, size_t size, size_t n, const double *a)
{
  size_t at = (size_t)snprintf(text, size, "input x0");
  for (size_t i = 1; i < n; i++)
    at += (size_t)snprintf(text + at, size - at, ", x%zu", i);
  if (!a) {
    snprintf(text + at, size - at, "; (x0 + x1)^3 * x2^2");
    return;
  }
  at += (size_t)snprintf(text + at, size - at, "; x0");
  for (size_t i = 1; i < n; i++)
    at += (size_t)snprintf(text + at, size - at, " * x%zu", i);
  for (size_t i = 0; i < n; i++)
    at += (size_t)snprintf(text + at, size - at, " + (%.2f) * sin(x%zu)", a[i],
                           i);
}

static double dot(size_t n, const double *a, const double *b)
{
  double sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += a[i] * b[i];
  return sum;
}

/* Mistakes that evaluate f elsewhere. */
static void elsewhere(struct judge *j, const char *formula, size_t n,
                      const double *x, const double *v)
{
  double g[MOST], at[MOST], ones = 0;
  for (size_t i = 0; i < n; i++)
    at[i] = x[i] + v[i];
  judge_gradient(j, formula, at, NULL, g);
  for (size_t i = 0; i < n; i++)
    ones += g[i];
  judge_suspect(j, "moved", 1, (double[]){dot(n, g, v)});
  judge_suspect(j, "moved", 1, &ones);
  judge_gradient(j, formula, v, NULL, g);
  judge_suspect(j, "exchanged", 1, (double[]){dot(n, g, x)});
}

JUDGE(j)
{
  static const double x_example[3] = {1, 2, 3}, v_example[3] = {1, 0, 2};
  while (judge_next(j)) {
    const bool lab = judge_is_example(j);
    const size_t n = lab ? 3 : (size_t)judge_random(j, 2, MOST + 0.999);
    double in[1 + 3 * MOST] = {lab}, g[MOST], value, got[2], size = 0, ones = 0;
    double *x = in + 1, *v = x + n, *a = v + n;
    char formula[400];
    for (size_t i = 0; i < n; i++)
      a[i] = nearbyint(judge_random(j, -300, 300)) / 100;
    write_formula(formula, sizeof formula, n, lab ? NULL : a);
    judge_tell(j, "f: %s", formula);
    judge_draws(j, "x", n, lab ? x_example : NULL, -2, 2, x);
    judge_draws(j, "v", n, lab ? v_example : NULL, -2, 2, v);
    judge_gradient(j, formula, x, &value, g);
    for (size_t i = 0; i < n; i++) {
      size += fabs(v[i]) * (fabs(g[i]) + 11);
      ones += g[i];
    }
    const double want = dot(n, g, v);

    judge_call(j, "directional", 1 + 3 * n, in, 2, got);
    judge_tolerance(j, 0, 1e-14 * size);
    judge_compare(j, "derivative", 1, got, &want);
    judge_suspect(j, "ones", 1, &ones);
    judge_suspect(j, "value", 1, &value);
    judge_suspect(j, "one-seed", 1, g);
    judge_suspect(j, "one-seed", 1, (double[]){g[0] * v[0]});
    judge_suspect(j, "unit-vector", 1, (double[]){want / sqrt(dot(n, v, v))});
    judge_suspect(j, "no-seed", 1, (double[]){0});
    elsewhere(j, formula, n, x, v);
    judge_require(j, "calls of f, one only", got[1] == 1);
    judge_suspect_if(j, "many-sweeps", got[1] > 1);
  }
}

#endif
