/* check.c: exercise 303, the Jacobian of functions
 *     y_i = a_i x_p x_q + b_i x_s + c_i sin(x_s)
 * with random places p, q, s for each i. */
#include "exercise.h"

#include <stdio.h>

enum { MOST = 5, TERM = 6 }; /* inputs and results; a, b, c, p, q, s of each */

#if STUDENT

static const double *asked_terms;
static int asked_calls;

static void asked_f(size_t n, const dual *x, size_t m, dual *y)
{
  asked_calls += n > 0;
  for (size_t i = 0; i < m; i++) {
    const double *t = asked_terms + TERM * i;
    const dual p = x[(size_t)t[3]], q = x[(size_t)t[4]], s = x[(size_t)t[5]];
    y[i].v = t[0] * p.v * q.v + t[1] * s.v + t[2] * sin(s.v);
    y[i].d =
        t[0] * (p.d * q.v + p.v * q.d) + t[1] * s.d + t[2] * cos(s.v) * s.d;
  }
}

/* in: n, x, terms; out: J, calls */
CALL(jacobian)
{
  const size_t dim = (size_t)in[0], results = (n - 1 - dim) / TERM;
  asked_terms = in + 1 + dim;
  asked_calls = 0;
  jacobian(asked_f, dim, in + 1, results, out);
  out[m - 1] = asked_calls;
}

#else

/* The terms of m results: those of the README, or random ones. */
static void draw_terms(struct judge *j, size_t n, size_t m, double *t)
{
  static const double example[3 * TERM] = {1, 0, 0, 0, 1, 0, 1, 0, 0,
                                           0, 0, 0, 0, 1, 0, 0, 0, 1};
  for (size_t i = 0; i < m * TERM; i++) {
    const double c = nearbyint(judge_random(j, -300, 300)) / 100;
    t[i] = judge_is_example(j) ? example[i]
           : i % TERM < 3      ? c
                               : floor(judge_random(j, 0, (double)n - 1e-9));
  }
}

static void write_formula(char *text, size_t size, size_t n, size_t m,
                          const double *t)
{
  size_t at = (size_t)snprintf(text, size, "input x0");
  for (size_t i = 1; i < n; i++)
    at += (size_t)snprintf(text + at, size - at, ", x%zu", i);
  for (size_t i = 0; i < m; i++, t += TERM) {
    const char *before = i ? ", " : "; "; /* terms that are 0 are left out */
    if (t[0] != 0)
      at += (size_t)snprintf(text + at, size - at, "%s(%g) * x%.0f * x%.0f", before, t[0],
                             t[3], t[4]);
    before = t[0] != 0 ? " + " : before;
    if (t[1] != 0 || (t[0] == 0 && t[2] == 0))
      at += (size_t)snprintf(text + at, size - at, "%s(%g) * x%.0f", before, t[1], t[5]);
    before = t[0] != 0 || t[1] != 0 ? " + " : before;
    if (t[2] != 0)
      at += (size_t)snprintf(text + at, size - at, "%s(%g) * sin(x%.0f)", before, t[2],
                             t[5]);
  }
}

/* Mistakes of places: J_ij at i * row + j * column, column by column or not. */
static void suspect_places(struct judge *j, const char *id, size_t n, size_t m,
                           const double *J, size_t row, size_t column)
{
  for (int order = 0; order < 2; order++) {
    double wrong[MOST * MOST * 2];
    for (size_t k = 0; k < 2 * MOST * MOST; k++)
      wrong[k] = NAN;
    for (size_t k = 0; k < n * m; k++) {
      const size_t i = order ? k / n : k % m, l = order ? k % n : k / m;
      wrong[i * row + l * column] = J[i * n + l];
    }
    judge_suspect(j, id, n * m, wrong);
  }
}

static void suspect(struct judge *j, size_t n, size_t m, const double *J,
                    const double *values)
{
  double stay[MOST * MOST], all[MOST * MOST], value[MOST * MOST],
      zero[MOST * MOST];
  double first[MOST * MOST];
  suspect_places(j, "transposed", n, m, J, 1, m);
  suspect_places(j, "row-length", n, m, J, m, 1);
  for (size_t i = 0; i < m; i++) {
    double sum = 0;
    for (size_t l = 0; l < n; l++) {
      const size_t k = i * n + l;
      stay[k] = sum += J[k];
      value[k] = values[i];
      zero[k] = 0;
      first[k] = J[i * n];
    }
    for (size_t l = 0; l < n; l++)
      all[i * n + l] = sum;
  }
  judge_suspect(j, "seeds-stay", n * m, stay);
  judge_suspect(j, "all-seeds", n * m, all);
  judge_suspect(j, "one-seed", n * m, first);
  judge_suspect(j, "values", n * m, value);
  judge_suspect(j, "no-seed", n * m, zero);
}

JUDGE(j)
{
  static const double example[2] = {3, 2};
  while (judge_next(j)) {
    const bool first = judge_is_example(j);
    const size_t n = first ? 2 : (size_t)judge_random(j, 1, MOST + 0.999);
    const size_t m = first ? 3 : (size_t)judge_random(j, 1, MOST + 0.999);
    double in[1 + MOST + TERM * MOST] = {(double)n}, J[MOST * MOST],
                                values[MOST];
    double got[MOST * MOST + 1];
    double *x = in + 1, *t = x + n;
    char formula[600];
    draw_terms(j, n, m, t);
    write_formula(formula, sizeof formula, n, m, t);
    judge_tell(j, "f: %s", formula);
    judge_draws(j, "x", n, first ? example : NULL, -2, 2, x);
    judge_jacobian(j, formula, x, values, J);

    judge_call(j, "jacobian", 1 + n + TERM * m, in, n * m + 1, got);
    judge_tolerance(j, 0, 1e-13);
    judge_compare(j, "J", n * m, got, J);
    suspect(j, n, m, J, values);
    judge_require(j, "calls of f, at most n", got[n * m] <= (double)n);
    judge_suspect_if(j, "too-many", true); /* it is the only way to be wrong */
  }
}

#endif
