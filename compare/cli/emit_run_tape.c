/* emit_run_tape.c: what the engines say beside emitted C, and what they may be
 * wrong by.
 *
 *   y      32 units of the largest: sums of matrices come in another order
 *   J      the tape's own bound, computed along (compare/engine.h)
 *   J v    the same times |v|
 *   H v    estimated: by how much it changes if x and v are rounded otherwise, at
 *          the worst of some points; and 32 units of the largest */
#include <config.h>

#include "emit_run.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "../derivatives.h"
#include "../engine.h"
#include "../random.h"

static void fill(const struct emit_group *g, double error)
{
  for (size_t k = 0; k < g->count; k++)
    g->error[k] = error;
}

static double largest(const double *v, size_t count)
{
  double most = 0;
  for (size_t k = 0; k < count; k++)
    most = fmax(most, fabs(v[k])); /* which passes over NaN */
  return most;
}

/* J v of forward mode; jac and error are the tape's. */
static enum ad_status slope(const struct ad_function *f, const double *x,
                            const double *v, const double *error,
                            const struct emit_group *g)
{
  for (size_t i = 0; i < f->m; i++) {
    g->error[i] = 0;
    for (size_t j = 0; j < f->n; j++)
      g->error[i] += error[i * f->n + j] * fabs(v[j]);
  }
  return ad_jvp(f, x, v, NULL, g->tape);
}

/* x with each number rounded up or down by as much as it is rounded itself. */
static void jitter(struct ad_random *random, size_t n, const double *x, double *y)
{
  for (size_t j = 0; j < n; j++)
    y[j] = x[j] * (1 + (ad_random_unit(random) < 0.5 ? -1 : 1) * DBL_EPSILON);
}

/* H v, `near` having room for 3 n numbers. */
static enum ad_status product(const struct ad_function *f, const double *x,
                              const double *v, double *near,
                              const struct emit_group *g)
{
  enum { POINTS = 8 };
  const size_t n = f->n;
  struct ad_random random = ad_random_seed(1);
  double *const w = near + n, *const hw = near + 2 * n;
  const enum ad_status status = ad_hvp(f, x, v, NULL, NULL, g->tape);
  fill(g, 32 * DBL_EPSILON * largest(g->tape, n));
  for (int k = 0; !status && k < POINTS; k++) {
    jitter(&random, n, x, near);
    jitter(&random, n, v, w);
    if (ad_hvp(f, near, w, NULL, NULL, hw))
      continue; /* outside the domain */
    for (size_t j = 0; j < n; j++)
      g->error[j] = fmax(g->error[j], 32 * fabs(hw[j] - g->tape[j]));
  }
  return status;
}

enum ad_status emit_run_tape(const struct cli_problem *p, enum ad_emit_what what,
                             const double *v, const struct emit_group *groups)
{
  const struct ad_function f = ad_formula_function(p->formula);
  const size_t size = f.m * f.n;
  double *const room = malloc((2 * size + 3 * f.n + 1) * sizeof *room);
  if (!room)
    return AD_NO_MEMORY;
  double *jac = room, *error = room + size;
  if (groups[1].kind == EMIT_JACOBIAN)
    jac = groups[1].tape, error = groups[1].error;
  enum ad_status status = ad_engines[AD_ENGINE_REVERSE].jacobian(
    &f, p->x, groups[0].tape, jac, error);
  fill(&groups[0], 16 * DBL_EPSILON * largest(groups[0].tape, f.m));
  if (!status && what == AD_EMIT_JVP)
    status = slope(&f, p->x, v, error, &groups[1]);
  if (!status && what == AD_EMIT_HVP)
    status = product(&f, p->x, v, room + 2 * size, &groups[2]);
  free(room);
  return status;
}
