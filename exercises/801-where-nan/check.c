/* check.c: exercise 801, where-NaN: by the engine where the branch is taken. */
#include "exercise.h"

#include <string.h>

enum { MOST = 6 };

#if STUDENT

CALL(sqrt_value) { where_sqrt(n, in, out); }
CALL(entropy_value) { where_entropy(n, in, out); }

/* in: x, y_adj, x_adj */
CALL(sqrt_adjoint)
{
  memcpy(out, in + 2 * m, m * sizeof *out);
  where_sqrt_adjoint(m, in, in + m, out);
}

CALL(entropy_adjoint)
{
  memcpy(out, in + 2 * m, m * sizeof *out);
  where_entropy_adjoint(m, in, in + m, out);
}

#else

static const struct function {
  const char *value, *adjoint, *formula;
  const char *value_part, *adjoint_part;
  double at_one; /* the derivative at 1 */
} functions[] = {
  {"sqrt_value", "sqrt_adjoint", "sqrt(x)", "sqrt", "sqrt-adjoint", 0.5},
  {"entropy_value", "entropy_adjoint", "-x * log(x)", "entropy", "entropy-adjoint",
   -1}};

/* Near what is right everywhere, but not exact: small numbers added? */
static bool looks_moved(size_t n, const double *x, const double *got,
                        const double *want)
{
  bool moved = false;
  for (size_t i = 0; i < n; i++) {
    if (isnan(got[i]) != isnan(want[i]) || (x[i] <= 0 && fabs(got[i] - want[i]) > 1e-9))
      return false;
    if (isnan(want[i]) || x[i] <= 0)
      continue;
    if (fabs(got[i] - want[i]) > 0.5 * (fabs(want[i]) + 1))
      return false;
    moved = moved || fabs(got[i] - want[i]) > 1e-14 * fabs(want[i]);
  }
  return moved;
}

static void check(struct judge *j, const struct function *f, size_t n,
                  const double *x, const double *head, const double *before)
{
  double in[3 * MOST], y[MOST], adj[MOST], got[MOST];
  double nan[MOST], lost[MOST], both[MOST], one[MOST], value_nan[MOST];
  bool lost_any = false;
  for (size_t i = 0; i < n; i++) {
    double v = 0, slope = 0;
    if (x[i] > 0)
      judge_gradient(j, f->formula, &x[i], &v, &slope);
    const bool taken = x[i] > 0;
    y[i] = v;
    value_nan[i] = taken ? v : x[i] < 0 ? NAN : 0;
    adj[i] = before[i] + (taken ? head[i] * slope : 0);
    nan[i] = taken ? adj[i] : NAN;
    lost[i] = isnan(adj[i]) ? before[i] : adj[i];
    lost_any = lost_any || isnan(adj[i]);
    both[i] = before[i] + head[i] * (taken ? slope : f->at_one);
    one[i] = before[i] + (taken ? head[i] * f->at_one : 0);
  }
  judge_call(j, f->value, n, x, n, got);
  judge_compare(j, f->value_part, n, got, y);
  judge_suspect(j, "value-nan", n, value_nan);

  memcpy(in, x, n * sizeof *x);
  memcpy(in + n, head, n * sizeof *x);
  memcpy(in + 2 * n, before, n * sizeof *x);
  judge_call(j, f->adjoint, 3 * n, in, n, got);
  const bool right = judge_compare(j, f->adjoint_part, n, got, adj);
  judge_suspect(j, "zero-times-inf", n, nan);
  judge_suspect(j, "swallowed", n, lost);
  judge_suspect(j, "not-selected", n, both);
  judge_suspect(j, "safe-slope", n, one);
  judge_suspect_if(j, "epsilon", !right && looks_moved(n, x, got, adj));
}

JUDGE(j)
{
  while (judge_next(j)) {
    const bool example = judge_is_example(j);
    const size_t n = (size_t)judge_whole(j, "n", 3, 4, MOST);
    double x[MOST], head[MOST], before[MOST] = {0};
    for (size_t i = 0; i < n; i++) /* of each kind, one at least */
      x[i] = example  ? (double[]){4, 0, -1}[i]
             : i == 0 ? 0
                      : nearbyint(judge_random(j, 100, 2000)) / (i == 1 ? -1000 : 1000);
    judge_show(j, "x", n, x);
    judge_draws(j, "y_adj", n, example ? (double[]){1, 1, 1} : NULL, -2, 2, head);
    for (size_t i = 0; i < n && !example; i++)
      before[i] = judge_random(j, -2, 2);
    if (!example && judge_random(j, 0, 1) < 0.4) {
      head[2] = NAN; /* a mistake made elsewhere */
      judge_tell(j, "y_adj[2] = NaN");
    }
    for (size_t k = 0; k < sizeof functions / sizeof *functions; k++)
      check(j, &functions[k], n, x, head, before);
  }
}

#endif
