/* check.c: exercise 302, the gradient by n sweeps: the engine has it at once.
 */
#include "exercise.h"

#include <stdio.h>

enum { MOST = 5 }; /* inputs */

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

/* in: is it the lab's?, x, a; out: the gradient, the value, calls */
CALL(gradient)
{
  const size_t dim = (n - 1) / 2;
  asked_a = in + 1 + dim;
  asked_calls = 0;
  out[dim] = gradient(in[0] != 0 ? asked_lab : asked_sum, dim, in + 1, out);
  out[m - 1] = asked_calls;
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

/* What known mistakes make of the gradient g. */
static void suspect(struct judge *j, size_t n, const double *x, const double *g,
                    double value)
{
  double stay[MOST], all[MOST], values[MOST], times[MOST], next[MOST],
      one[MOST];
  double zeros[MOST] = {0}, sum = 0;
  for (size_t k = 0; k < n; k++)
    stay[k] = sum += g[k];
  for (size_t k = 0; k < n; k++) {
    all[k] = sum;
    values[k] = value;
    times[k] = x[k] * g[k];
    next[k] = g[(k + 1) % n];
    one[k] = g[0];
  }
  judge_suspect(j, "seeds-stay", n, stay);
  judge_suspect(j, "all-seeds", n, all);
  judge_suspect(j, "values", n, values);
  judge_suspect(j, "seeds-x", n, times);
  judge_suspect(j, "one-seed", n, one);
  judge_suspect(j, "shifted", n, next);
  judge_suspect(j, "no-seed", n, zeros);
}

JUDGE(j)
{
  static const double example[3] = {1, 2, 3};
  while (judge_next(j)) {
    const bool lab = judge_is_example(j);
    const size_t n = lab ? 3 : (size_t)judge_random(j, 1, MOST + 0.999);
    double in[1 + 2 * MOST] = {lab}, g[MOST], value, got[MOST + 2], size = 0;
    double *x = in + 1, *a = x + n;
    char formula[400];
    for (size_t i = 0; i < n; i++)
      a[i] = nearbyint(judge_random(j, -300, 300)) / 100;
    write_formula(formula, sizeof formula, n, lab ? NULL : a);
    judge_tell(j, "f: %s", formula);
    judge_draws(j, "x", n, lab ? example : NULL, -2, 2, x);
    judge_gradient(j, formula, x, &value, g);
    for (size_t i = 0; i < n; i++)
      size += fabs(g[i]) + 19;

    judge_call(j, "gradient", 1 + 2 * n, in, n + 2, got);
    judge_tolerance(j, 0, 1e-14 * size);
    judge_compare(j, "gradient", n, got, g);
    suspect(j, n, x, g, value);
    judge_compare(j, "value", 1, &got[n], &value);
    judge_suspect(j, "sum-of-values", 1, (double[]){(double)n * value});
    judge_suspect(j, "derivative-returned", 1, &g[n - 1]);
    judge_require(j, "calls of f, at most n", got[n + 1] <= (double)n);
    judge_suspect_if(j, "extra-sweeps", got[n + 1] > (double)n);
  }
}

#endif
