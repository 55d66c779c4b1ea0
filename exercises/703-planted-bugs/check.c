/* check.c: exercise 703, planted bugs: gradients by the engine, one of whose components
 * is made wrong now and then. */
#include "exercise.h"

#include <stdio.h>
#include <string.h>

enum { INPUTS = 5 };

#if STUDENT

static size_t inputs;

/* x0² x1 + x0 sin(x2) + x0 sin(x3) + ... */
static double asked_function(const double *x)
{
  double sum = x[0] * x[0] * x[1];
  for (size_t i = 2; i < inputs; i++)
    sum += x[0] * sin(x[i]);
  return sum;
}

CALL(find)
{
  inputs = n / 2;
  out[0] = wrong_component(asked_function, inputs, in, in + inputs);
}

CALL(rosenbrock) { rosenbrock_gradient(in[0], in[1], out); }
CALL(share) { share_gradient(in[0], in[1], out); }
CALL(wave) { wave_gradient(in[0], in[1], in[2], out); }

#else

/* What came at each point for: too large, too small, right. */
static void check_find(struct judge *j)
{
  const bool example = judge_is_example(j);
  const size_t n = (size_t)judge_whole(j, "n", 2, 2, INPUTS);
  double in[2 * INPUTS], *x = in, *grad = in + n, right[INPUTS], most = 0;
  double want[3], got[3], from_one[3], worst[3], small[3];
  char formula[160];
  judge_draws(j, "x", n, example ? (double[]){3, 2} : NULL, 0.5, 3, x);
  size_t at = (size_t)snprintf(formula, sizeof formula, "x0^2 * x1");
  for (size_t i = 2; i < n; i++)
    at += (size_t)snprintf(formula + at, sizeof formula - at, " + x0 * sin(x%zu)", i);
  judge_gradient(j, formula, x, NULL, right);
  for (size_t i = 0; i < n; i++)
    most = fmax(most, fabs(right[i]));
  for (int kind = 0; kind < 3; kind++) {
    const size_t k = example ? 1 : (size_t)judge_random(j, 0, (double)n);
    const double off = example ? 1 : judge_random(j, 0.02, 0.3) * most;
    memcpy(grad, right, n * sizeof *right);
    grad[k] += kind == 0 ? off : kind == 1 ? -off : 0;
    want[kind] = kind < 2 ? (double)k : -1;
    from_one[kind] = kind < 2 ? (double)k + 1 : -1;
    small[kind] = kind == 0 ? (double)k : -1;
    judge_call(j, "find", 2 * n, in, 1, &got[kind]);
    worst[kind] = kind < 2 ? (double)k : got[2] == -1 ? 0 : got[2];
  }
  judge_tolerance(j, 0, 0);
  judge_compare(j, "component too-large too-small right", 3, got, want);
  judge_suspect(j, "worst", 3, worst);
  judge_suspect(j, "from-one", 3, from_one);
  judge_suspect(j, "signed", 3, small);
  small[0] = -1, small[1] = want[1];
  judge_suspect(j, "signed", 3, small);
}

JUDGE(j)
{
  while (judge_next(j)) {
    double x[3], want[3], got[3];
    check_find(j);
    judge_forget(j);
    judge_draws(j, "x, y, z", 3, (double[]){1.5, 2, 0.5}, 0.5, 2, x);
    judge_tolerance(j, 1e-13, 1e-13);

    judge_gradient(j, "(1 - x)^2 + 100*(y - x^2)^2", x, NULL, want);
    judge_call(j, "rosenbrock", 2, x, 2, got);
    judge_compare(j, "rosenbrock d/dx d/dy", 2, got, want);
    const double u = x[1] - x[0] * x[0];
    judge_suspect(j, "rosenbrock-left", 2,
                  (double[]){-2 * (1 - x[0]) - 200 * x[0] * u, want[1]});

    judge_gradient(j, "x / (x + y)", x, NULL, want);
    judge_call(j, "share", 2, x, 2, got);
    judge_compare(j, "share d/dx d/dy", 2, got, want);
    judge_suspect(j, "share-left", 2, (double[]){want[0], -want[1]});

    judge_gradient(j, "input x, y, z; z * sin(x * y) + y * z^2", x, NULL, want);
    judge_call(j, "wave", 3, x, 3, got);
    judge_compare(j, "wave d/dx d/dy d/dz", 3, got, want);
    judge_suspect(j, "wave-left", 3,
                  (double[]){want[0], want[1] - x[2] * x[2], want[2]});
  }
}

#endif
