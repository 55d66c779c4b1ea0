/* newton.c: Newton's method, for minima and for systems. */
#include <config.h>

#include "optimize_impl.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "../ops/dense.h"
#include "derivatives.h"
#include "vector.h"

/* A step is long enough as it is if it brings this part of what the slope
 * promises (Armijo); it is halved at most so often. */
static const double enough = 1e-4;
enum { HALVINGS = 60 };

/* ---- linear algebra, by ops/dense.h ------------------------------------------- */

static struct ad_block square(double *a, size_t n)
{
  return ad_block_of(a, NULL, n, n);
}

static struct ad_block negative(size_t n, const double *g, double *p)
{
  for (size_t j = 0; j < n; j++)
    p[j] = -g[j];
  return ad_block_of(p, NULL, n, 1);
}

/* p = -(H + tau I)^-1 g by Cholesky's factor; false if that matrix is not
 * positive definite.  room has 2 n^2 numbers. */
static bool descend(size_t n, const double *h, double tau, const double *g,
                    double *room, double *p)
{
  struct ad_scratch scratch = {0};
  const struct ad_block a = square(room, n), l = square(room + n * n, n);
  memcpy(room, h, n * n * sizeof *h);
  for (size_t j = 0; j < n; j++)
    room[j * n + j] += tau;
  const bool definite = ad_dense_cholesky(&scratch, a, l) == AD_OK;
  const struct ad_block x = negative(n, g, p);
  if (definite) {
    ad_dense_solve_lower(l, false, x);
    ad_dense_solve_upper(ad_block_transpose(l), false, x);
  }
  ad_scratch_free(&scratch);
  return definite && isfinite(search_largest(n, p));
}

/* p = -A^-1 b; *regular tells whether A is so, to rounding. */
static enum ad_status eliminate(size_t n, double *a, const double *b, double *p,
                                bool *regular)
{
  struct ad_scratch scratch = {0};
  struct ad_dense_lu f;
  const double least = DBL_EPSILON * DBL_EPSILON * search_largest(n * n, a);
  const enum ad_status status = ad_dense_lu(&scratch, square(a, n), &f);
  *regular = status == AD_OK;
  for (size_t k = 0; *regular && k < n; k++)
    *regular = fabs(f.lu.v[(ptrdiff_t)k * (f.lu.rs + f.lu.cs)]) > least;
  if (*regular)
    ad_dense_lu_solve(&f, square(a, n), false, negative(n, b, p));
  ad_scratch_free(&scratch);
  return status == AD_SINGULAR ? AD_OK : status;
}

/* ---- minima ---------------------------------------------------------------------- */

/* The direction: of Newton where H is positive definite, else with as much of
 * the identity added as it takes. */
static bool direction(size_t n, const double *h, const double *g, double *room,
                      double *p)
{
  const double size = search_largest(n * n, h);
  double least = INFINITY;
  for (size_t j = 0; j < n; j++)
    least = fmin(least, h[j * n + j]);
  double tau = least > 0 ? 0 : 1e-3 * (size > 0 ? size : 1) - least;
  for (int k = 0; k < 100 && isfinite(tau); k++) {
    if (descend(n, h, tau, g, room, p))
      return true;
    tau = fmax(2 * tau, 1e-3 * (size > 0 ? size : 1));
  }
  return false;
}

/* Goes along p as far as it lowers f enough.  Where the decrease drowns in the
 * rounding of f, a step that shrinks the gradient is as good. */
static bool go(struct search *s, const double *p, double *y)
{
  double *const next = s->work + s->n, *const g = next + s->n;
  const double slope = vector_dot(s->n, s->g, p);
  const double noise = 4 * DBL_EPSILON * fabs(*y);
  bool finite = false;
  double a = 1, there;
  for (int k = 0; k < HALVINGS; k++, a /= 2) {
    for (size_t j = 0; j < s->n; j++)
      next[j] = s->x[j] + a * p[j];
    if (!search_evaluate(s, next, &there, g)) {
      if (s->call.status)
        break;
      continue;
    }
    finite = true;
    const bool lower = there <= *y + enough * a * slope && there < *y;
    const bool flat = there <= *y + noise && search_largest(s->n, g) <
                                               search_largest(s->n, s->g);
    if (!lower && !flat)
      continue;
    memcpy(s->x, next, s->n * sizeof *next);
    memcpy(s->g, g, s->n * sizeof *g);
    *y = there;
    return true;
  }
  s->r->end = finite ? AD_MINIMIZE_STUCK : AD_MINIMIZE_DIVERGED;
  return false;
}

enum ad_status search_newton(struct search *s, double y)
{
  const size_t n = s->n;
  double *const p = s->work;
  double *h = n <= SIZE_MAX / 3 / sizeof *h / n
                ? calloc(3 * n * n, sizeof *h) : NULL;
  enum ad_status status = h ? AD_OK : AD_NO_MEMORY;
  while (!status && search_goes_on(s, y)) {
    status = ad_hessian(s->f, s->x, NULL, NULL, h);
    s->r->hessians++;
    if (!status && !direction(n, h, s->g, h + n * n, p)) {
      s->r->end = AD_MINIMIZE_STUCK;
      break;
    }
    if (status || !go(s, p, &y))
      break;
    s->r->steps++;
  }
  free(h);
  return status;
}

/* ---- systems ----------------------------------------------------------------------- */

/* A system's place: r = f(x), J, and room. */
struct system {
  const struct ad_function *f;
  size_t n;
  double *x, *r, *jac, *p, *next, *there, *g;
};

static bool all_finite(size_t n, const double *x)
{
  bool good = true;
  for (size_t j = 0; j < n; j++)
    good = good && isfinite(x[j]);
  return good;
}

/* The damped step; the places of x and r move.  Sets *end if there is none. */
static enum ad_status damped(struct system *s, enum ad_minimize_end *end,
                             size_t *values, bool *moved)
{
  const double squares = vector_dot(s->n, s->r, s->r);
  double a = 1;
  *moved = false;
  *end = AD_MINIMIZE_DIVERGED;
  for (int k = 0; k < HALVINGS; k++, a /= 2) {
    for (size_t j = 0; j < s->n; j++)
      s->next[j] = s->x[j] + a * s->p[j];
    enum ad_status status = s->f->on_double(s->next, s->there, s->f->data);
    ++*values;
    if (status)
      return status;
    if (!all_finite(s->n, s->there))
      continue;
    *end = AD_MINIMIZE_STUCK;
    if (vector_dot(s->n, s->there, s->there) > (1 - 2 * enough * a) * squares)
      continue;
    memcpy(s->x, s->next, s->n * sizeof *s->x);
    *moved = true;
    return AD_OK;
  }
  return AD_OK;
}

static enum ad_status solve(struct system *s,
                            const struct ad_minimize_options *o,
                            struct ad_minimize_result *r)
{
  const size_t n = s->n;
  for (bool moved = true;;) {
    enum ad_status status = ad_jacobian(s->f, s->x, s->r, s->jac);
    if (status)
      return status;
    r->gradients++;
    if (!all_finite(n, s->r) || !all_finite(n * n, s->jac)) {
      r->end = r->steps ? AD_MINIMIZE_DIVERGED : AD_MINIMIZE_UNDEFINED;
      return AD_OK;
    }
    r->y = vector_dot(n, s->r, s->r) / 2;
    r->gradient = search_largest(n, s->r);
    for (size_t j = 0; j < n; j++) {
      s->g[j] = 0;
      for (size_t i = 0; i < n; i++)
        s->g[j] += s->jac[i * n + j] * s->r[i];
    }
    r->end = AD_MINIMIZE_CONVERGED;
    if (o->watch && o->watch(r->steps, s->x, r->y, s->g, o->data))
      r->end = AD_MINIMIZE_STOPPED;
    else if (r->gradient > o->tolerance)
      r->end = r->steps >= o->steps ? AD_MINIMIZE_TOO_MANY_STEPS
                                    : AD_MINIMIZE_STUCK;
    if (r->end != AD_MINIMIZE_STUCK)
      return AD_OK;
    bool regular;
    status = eliminate(n, s->jac, s->r, s->p, &regular);
    if (status || !regular)
      return status;
    status = damped(s, &r->end, &r->values, &moved);
    if (status || !moved)
      return status;
    r->steps++;
  }
}

enum ad_status ad_solve(const struct ad_function *f, double *x,
                        const struct ad_minimize_options *options,
                        struct ad_minimize_result *result)
{
  struct ad_minimize_options o = {0};
  if (!f || !x || !result || !f->n || f->m != f->n)
    return AD_BAD_ARGUMENT;
  if (options)
    o = *options;
  o.steps = o.steps ? o.steps : 200;
  o.tolerance = o.tolerance == 0 ? 1e-12 : o.tolerance;
  if (!(o.tolerance > 0))
    return AD_BAD_ARGUMENT;
  const size_t n = f->n;
  *result = (struct ad_minimize_result){.end = AD_MINIMIZE_UNDEFINED};
  double *room = n < 65536 ? calloc(n * (n + 6), sizeof *room) : NULL;
  if (!room)
    return AD_NO_MEMORY;
  struct system s = {f, n, room, room + n, room + 6 * n, room + 2 * n,
                     room + 3 * n, room + 4 * n, room + 5 * n};
  memcpy(s.x, x, n * sizeof *x);
  enum ad_status status = solve(&s, &o, result);
  if (!status)
    memcpy(x, s.x, n * sizeof *x);
  free(room);
  return status;
}
