#include <config.h>

#include "check_gradient_impl.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check_point.h"
#include "fd_extrapolate.h"
#include "fd_noise.h"
#include "random.h"

/* f along a line through a point. */
struct line {
  check_gradient_function *f;
  void *data;
  unsigned n;
  const double *x;
  double *at;            /* room for n numbers */
  const double *towards; /* the line's direction; NULL: axis j */
  size_t j;
  size_t calls;
};

static double on_line(double t, void *data)
{
  struct line *l = data;
  memcpy(l->at, l->x, l->n * sizeof *l->at);
  for (size_t j = 0; l->towards && j < l->n; j++)
    l->at[j] += t * l->towards[j];
  if (!l->towards)
    l->at[l->j] = t;
  l->calls++;
  return l->f(l->n, l->at, NULL, l->data);
}

/* By differences from large steps on, and again from a quarter of the step that
 * was found; as far as the two do not agree, it is an error. */
static struct fd_result twice(struct line *l, double noise)
{
  struct fd_result first = fd_ridders(on_line, l, l->x[l->j], 0, noise);
  if (!isfinite(first.error))
    return first;
  const struct fd_result again =
    fd_ridders(on_line, l, l->x[l->j], first.h / 4, noise);
  const double apart = fabs(first.d - again.d);
  first.error = apart <= first.error + again.error ? first.error + apart
                                                   : INFINITY;
  return first;
}

/* The right gradient at a point, as far as differences tell. */
static void differ(struct line *l, const double *direction, double least,
                   double *d, double *error)
{
  l->towards = direction;
  const double noise = fmax(least, fd_noise_bound(on_line, l, 0));
  l->towards = NULL;
  for (l->j = 0; l->j < l->n; l->j++) {
    const struct fd_result r = twice(l, noise);
    d[l->j] = r.d;
    error[l->j] = r.error;
  }
}

bool gradients_same(double a, double b, double error)
{
  return fabs(a - b) <= error + 1e-12 * (fabs(a) + fabs(b));
}

bool gradients_wrong(const struct gradients *v, size_t p, size_t j)
{
  const size_t k = p * v->n + j;
  return isfinite(v->error[k]) && !gradients_same(v->g[k], v->d[k], v->error[k]);
}

/* Which is farthest off, in units of the error. */
static void judge(const struct gradients *v, struct check_gradient_report *r)
{
  double most = 0;
  r->second = v->n;
  for (size_t j = 0; j < v->n; j++) {
    bool wrong = false;
    for (size_t p = 0; p < v->points; p++) {
      const size_t k = p * v->n + j;
      const bool known = isfinite(v->error[k]);
      *(known ? &r->judged : &r->unjudged) += 1;
      if (!gradients_wrong(v, p, j))
        continue;
      wrong = true;
      double off = fabs(v->g[k] - v->d[k]) / (v->error[k] + DBL_MIN);
      off = isnan(off) ? INFINITY : off;
      if (off > most) {
        most = off;
        r->index = j, r->point = p;
        r->got = v->g[k], r->want = v->d[k], r->error = v->error[k];
      }
    }
    r->wrong += wrong;
  }
  r->right = r->wrong == 0 && r->judged > 0;
  if (r->wrong)
    gradients_diagnose(v, r);
}

/* Calls f at all points, first for its gradients in a row, as an optimiser
 * would; then for values. */
static void gather(struct line *l, struct gradients *v, const double *x,
                   const struct check_gradient_options *o)
{
  struct ad_random random = ad_random_seed(o->seed);
  const size_t n = v->n;
  double *const direction = l->at + n;
  for (size_t p = 0; p < v->points; p++)
    check_point(n, x, o->seed, o->spread, p, v->x + p * n);
  for (size_t k = 0; k < n * v->points; k++) {
    v->before[k] = v->g[k] = 1 + ad_random_unit(&random);
    v->again[k] = -v->before[k];
  }
  for (size_t p = 0; p < v->points; p++)
    l->f(l->n, v->x + p * n, v->g + p * n, l->data);
  for (size_t p = 0; p < v->points; p++)
    l->f(l->n, v->x + p * n, v->again + p * n, l->data);
  l->calls += 2 * v->points;
  for (size_t p = 0; p < v->points; p++) {
    for (size_t j = 0; j < n; j++)
      direction[j] = fmax(1, fabs(x[j])) * ad_random_normal(&random);
    l->x = v->x + p * n;
    differ(l, direction, o->noise, v->d + p * n, v->error + p * n);
  }
}

enum ad_status check_gradient(check_gradient_function *f, void *data,
                              unsigned n, const double *x,
                              const struct check_gradient_options *options,
                              struct check_gradient_report *report)
{
  struct check_gradient_options o = {0};
  if (!f || !n || !x || !report)
    return AD_BAD_ARGUMENT;
  if (options)
    o = *options;
  o.points = o.points ? o.points : 6;
  o.spread = o.spread > 0 ? o.spread : 0.5;
  o.noise = o.noise > 0 ? o.noise : 0;
  *report = (struct check_gradient_report){.n = n, .points = o.points};
  if (o.points > SIZE_MAX / 64 / n)
    return AD_NO_MEMORY;
  const size_t all = n * o.points;
  double *room = calloc(6 * all + 2 * (size_t)n, sizeof *room);
  if (!room)
    return AD_NO_MEMORY;
  struct gradients v = {n, o.points, room, room + all, room + 2 * all,
                        room + 3 * all, room + 4 * all, room + 5 * all};
  struct line l = {.f = f, .data = data, .n = n, .at = room + 6 * all};
  gather(&l, &v, x, &o);
  judge(&v, report);
  report->calls = l.calls;
  free(room);
  return AD_OK;
}
