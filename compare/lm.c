/* lm.c: see lm.h for the method.  All is done in the scaled variables D x, in
 * which the columns of J have norms of at most 1. */
#include <config.h>

#include "lm.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "jacobian.h"
#include "qr.h"

enum { MOST_STEPS = 1000 };

/* The state of a search.  The arrays are parts of one block, `memory`. */
struct fit {
  const struct ad_function *f;
  size_t m, n;
  double *memory;
  double *x, *r, *jac; /* at the point: parameters, residuals, Jacobian */
  double *try_x, *try_r;
  double *scale;          /* D's diagonal */
  double *a, *b;          /* J/D and r, factored: R and Q'r */
  double *small, *rhs;    /* the damped system of 2n rows */
  double *gauss, *step;   /* Gauss and Newton's step, and the one to try */
  double squares, within; /* S = |r|^2, and |Q'r|^2, what J can still remove */
};

/* ---- the search --------------------------------------------------------- */

/* J and r at x, scaled and factored.  *finite says whether they are numbers. */
static enum ad_status linearise(struct fit *s, bool *finite)
{
  const size_t m = s->m, n = s->n;
  enum ad_status status = ad_jacobian(s->f, s->x, s->r, s->jac);
  if (status)
    return status;
  for (size_t j = 0; j < n; j++) {
    double norm = 0;
    for (size_t i = 0; i < m; i++)
      norm = hypot(norm, s->jac[i * n + j]);
    if (norm > s->scale[j])
      s->scale[j] = norm;
    for (size_t i = 0; i < m; i++)
      s->a[i * n + j] = s->scale[j] > 0 ? s->jac[i * n + j] / s->scale[j] : 0;
  }
  memcpy(s->b, s->r, m * sizeof *s->b);
  s->squares = qr_squares(s->r, m);
  qr_factor(m, n, s->a, s->b);
  s->within = qr_squares(s->b, n);
  *finite = isfinite(s->squares) && isfinite(s->within);
  for (size_t j = 0; j < n; j++)
    *finite = *finite && isfinite(s->scale[j]);
  return AD_OK;
}

/* The damped step: least squares of R over sqrt(mu) I against Q'r over 0.
 * Returns the decrease of S that it predicts, |R h|^2 + 2 mu |h|^2 (Moré,
 * section 4). */
static double damped_step(struct fit *s, double mu)
{
  const size_t n = s->n;
  memset(s->small, 0, 2 * n * n * sizeof *s->small);
  for (size_t k = 0; k < n; k++) {
    for (size_t j = k; j < n; j++)
      s->small[k * n + j] = s->a[k * n + j];
    s->small[(n + k) * n + k] = sqrt(mu);
    s->rhs[k] = s->b[k], s->rhs[n + k] = 0;
  }
  qr_factor(2 * n, n, s->small, s->rhs);
  if (!qr_solve(n, s->small, s->rhs, s->step))
    return NAN;
  double sum = 2 * mu * qr_squares(s->step, n);
  for (size_t k = 0; k < n; k++) {
    double row = 0;
    for (size_t j = k; j < n; j++)
      row += s->a[k * n + j] * s->step[j];
    sum += row * row;
  }
  return sum;
}

/* try_x = x + D^-1 h.  Returns whether h is more than a rounding of x. */
static bool move(struct fit *s, const double *h)
{
  bool moved = false;
  for (size_t j = 0; j < s->n; j++) {
    const double d = s->scale[j] > 0 ? h[j] / s->scale[j] : 0;
    s->try_x[j] = s->x[j] + d;
    moved = moved || fabs(d) > 2 * DBL_EPSILON * fabs(s->x[j]);
  }
  return moved;
}

/* S at try_x, infinite where r is not finite. */
static enum ad_status try_squares(struct fit *s, double *squares)
{
  enum ad_status status = s->f->on_double(s->try_x, s->try_r, s->f->data);
  *squares = qr_squares(s->try_r, s->m);
  if (isnan(*squares))
    *squares = INFINITY;
  return status;
}

/* Whether the end is so near that S cannot judge steps: the whole of what J
 * can remove from S is a few thousand roundings. */
static bool near(const struct fit *s)
{
  return s->within <= 1e4 * DBL_EPSILON * s->squares;
}

static double offset(const struct fit *s)
{
  const double without = s->squares - s->within;
  return s->m == s->n ? NAN
                      : sqrt(s->within / (double)s->n) /
                            sqrt(without / (double)(s->m - s->n));
}

/* Undamped steps from near the end, while they bring it nearer. */
static enum ad_status refine(struct fit *s, const struct ad_lm_options *o,
                             struct ad_lm_result *result)
{
  result->end = AD_LM_CONVERGED;
  while (!(offset(s) <= o->offset) && s->within > 0 &&
         qr_solve(s->n, s->a, s->b, s->gauss) && move(s, s->gauss) &&
         result->steps < o->steps) {
    bool finite;
    const double before = s->within;
    double *kept = s->x;
    s->x = s->try_x, s->try_x = kept;
    enum ad_status status = linearise(s, &finite);
    result->steps++, result->jacobians++;
    if (status)
      return status;
    if (!finite || !(s->within < 0.8 * before)) { /* back to the better point */
      s->try_x = s->x, s->x = kept;
      return linearise(s, &finite);
    }
    if (o->watch)
      o->watch(result->steps, s->x, s->squares, o->data);
  }
  return AD_OK;
}

/* Whether no step can be better: Gauss and Newton's is small against x.  Asked
 * where damped steps have shrunk to nothing. */
static bool at_minimum(struct fit *s)
{
  double size = 0, whole = 0;
  if (!qr_solve(s->n, s->a, s->b, s->gauss))
    return s->within <= DBL_EPSILON * s->squares;
  for (size_t j = 0; j < s->n; j++) {
    size = hypot(size, s->gauss[j]);
    whole = hypot(whole, s->scale[j] * s->x[j]);
  }
  return size <= 1e-7 * whole;
}

static enum ad_status search(struct fit *s, const struct ad_lm_options *o,
                             struct ad_lm_result *result)
{
  double mu = 1e-3, grow = 2;
  bool finite;
  enum ad_status status = linearise(s, &finite);
  result->jacobians = 1;
  result->end = finite ? AD_LM_TOO_MANY_STEPS : AD_LM_UNDEFINED;
  if (!status && finite && o->watch)
    o->watch(0, s->x, s->squares, o->data);
  while (!status && finite && result->steps < o->steps) {
    double squares;
    if (near(s) || offset(s) <= o->offset)
      return refine(s, o, result);
    const double predicted = damped_step(s, mu);
    if (!move(s, s->step)) {
      result->end = at_minimum(s) ? AD_LM_CONVERGED : AD_LM_STUCK;
      break;
    }
    result->steps++;
    status = try_squares(s, &squares);
    const double gain = (s->squares - squares) / predicted;
    if (!(gain > 0)) {
      mu *= grow, grow *= 2;
      continue;
    }
    mu *= fmax(1.0 / 3, 1 - pow(2 * gain - 1, 3)), grow = 2;
    memcpy(s->x, s->try_x, s->n * sizeof *s->x);
    if (!status)
      status = linearise(s, &finite);
    result->jacobians++;
    if (!status && finite && o->watch)
      o->watch(result->steps, s->x, s->squares, o->data);
    if (!status && !finite)
      result->end = AD_LM_STUCK;
  }
  return status;
}

/* ---- what it yields ----------------------------------------------------- */

/* (J'J)^-1 is D^-1 R^-1 R^-T D^-1, so that its diagonal is that of the squared
 * rows of R^-1.  Column k of R^-1 solves R h = e_k. */
static void deviations(struct fit *s, double *deviation)
{
  const size_t n = s->n;
  bool good = s->m > n;
  memset(deviation, 0, n * sizeof *deviation);
  for (size_t k = 0; k < n; k++) {
    for (size_t j = 0; j < n; j++)
      s->rhs[j] = j == k ? -1 : 0;
    good = good && qr_solve(n, s->a, s->rhs, s->gauss);
    for (size_t j = 0; good && j < n; j++)
      deviation[j] = hypot(deviation[j], s->gauss[j] / s->scale[j]);
  }
  for (size_t j = 0; j < n; j++)
    deviation[j] =
        good ? deviation[j] * sqrt(s->squares / (double)(s->m - n)) : NAN;
}

/* The block and its parts; false if there is no memory. */
static bool make_room(struct fit *s)
{
  const size_t m = s->m, n = s->n, most = SIZE_MAX / sizeof(double) / 16;
  if (m > most / (n + 2)) /* n <= m */
    return false;
  double *at = s->memory =
      calloc(2 * m * n + 3 * m + 2 * n * n + 7 * n, sizeof *at);
  if (!at)
    return false;
  s->jac = at, at += m * n;
  s->a = at, at += m * n;
  s->r = at, at += m;
  s->b = at, at += m;
  s->try_r = at, at += m;
  s->small = at, at += 2 * n * n;
  s->rhs = at, at += 2 * n;
  s->x = at, at += n;
  s->try_x = at, at += n;
  s->scale = at, at += n;
  s->gauss = at, at += n;
  s->step = at;
  return true;
}

enum ad_status ad_lm_fit(const struct ad_function *f, double *x,
                         double *deviation, const struct ad_lm_options *options,
                         struct ad_lm_result *result)
{
  struct ad_lm_options o = {0};
  if (!f || !x || !result || f->n == 0 || f->m < f->n)
    return AD_BAD_ARGUMENT;
  if (options)
    o = *options;
  if (o.steps == 0)
    o.steps = MOST_STEPS;
  *result = (struct ad_lm_result){.end = AD_LM_UNDEFINED};
  struct fit s = {.f = f, .m = f->m, .n = f->n};
  if (!make_room(&s))
    return AD_NO_MEMORY;
  memcpy(s.x, x, s.n * sizeof *x);
  enum ad_status status = search(&s, &o, result);
  if (!status) {
    memcpy(x, s.x, s.n * sizeof *x);
    result->squares = s.squares;
    result->offset = offset(&s);
    if (deviation)
      deviations(&s, deviation);
  }
  free(s.memory);
  return status;
}

const char *ad_lm_end_text(enum ad_lm_end end)
{
  switch (end) {
  case AD_LM_CONVERGED: return "converged";
  case AD_LM_TOO_MANY_STEPS: return "not yet converged after the most steps";
  case AD_LM_STUCK: return "stuck: no step makes the sum of squares less";
  case AD_LM_UNDEFINED:
    return "residuals or derivatives are not finite at the start";
  }
  return "unknown end";
}
