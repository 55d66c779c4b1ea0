#include <config.h>

#include "check_taylor.h"

#include <float.h>
#include <stdlib.h>

#include "fd_impl.h"
#include "fd_noise.h"

enum { FITTED = 6, LEAST = 4 };

/* f along v, and room for its arguments. */
struct ray {
  const struct ad_function *f;
  const double *x, *v;
  double *at, *y;
  size_t out;
};

static double on_ray(double t, void *data)
{
  const struct ray *r = data;
  for (size_t j = 0; j < r->f->n; j++)
    r->at[j] = fd_point(r->x[j], t * r->v[j]);
  return r->f->on_double(r->at, r->y, r->f->data) ? NAN : r->y[r->out];
}

/* The slope of log remainder over log h for `points` steps from `first` on, and
 * twice its standard error. */
static void fit(const double *h, const double *remainder, size_t first,
                size_t points, struct check_rate *rate)
{
  double x = 0, y = 0, xx = 0, xy = 0, left = 0;
  const double n = (double)points;
  for (size_t k = first; k < first + points; k++)
    x += log(h[k]) / n, y += log(remainder[k]) / n;
  for (size_t k = first; k < first + points; k++) {
    xx += (log(h[k]) - x) * (log(h[k]) - x);
    xy += (log(h[k]) - x) * (log(remainder[k]) - y);
  }
  rate->rate = xy / xx;
  for (size_t k = first; k < first + points; k++) {
    const double off = log(remainder[k]) - y - rate->rate * (log(h[k]) - x);
    left += off * off;
  }
  rate->deviation = 2 * sqrt(left / (n - 2) / xx);
  rate->first = first, rate->points = points;
}

/* The smallest steps at which the remainder stands well above the noise are the
 * most telling ones.  A wrong derivative costs a whole order, so that half an
 * order divides right from wrong. */
static struct check_rate judge(const struct check_taylor_report *t, int order)
{
  struct check_rate rate = {CHECK_RATE_UNKNOWN, NAN, NAN, 0, 0};
  const double *remainder = t->remainder[order];
  size_t last = t->steps, count = 0;
  while (last > 0 && !(remainder[last - 1] > 16 * t->noise))
    last--;
  if (last == 0) {
    rate.end = t->steps > LEAST ? CHECK_RATE_VANISHES : CHECK_RATE_UNKNOWN;
    return rate;
  }
  while (count < last && count < FITTED &&
         remainder[last - 1 - count] > 16 * t->noise)
    count++;
  if (count < LEAST)
    return rate;
  fit(t->h, remainder, last - count, count, &rate);
  rate.end = rate.rate + rate.deviation < order + 0.5 ? CHECK_RATE_FAILS
                                                      : CHECK_RATE_HOLDS;
  return rate;
}

/* R0 to R2 at halved steps, as long as x + h v moves and f is finite; steps at
 * which it is not come first, if at all, and are left out. */
static void remainders(struct ray *ray, double y, double slope,
                       double curvature, struct check_taylor_report *t)
{
  double h = 0.5;
  for (int k = 0; k < CHECK_TAYLOR_STEPS; k++, h /= 2) {
    const double r0 = on_ray(h, ray) - y;
    const double r1 = r0 - h * slope;
    if (!isfinite(r0)) {
      t->steps = 0;
      continue;
    }
    t->h[t->steps] = h;
    t->remainder[0][t->steps] = fabs(r0);
    t->remainder[1][t->steps] = fabs(r1);
    t->remainder[2][t->steps] = fabs(r1 - h * h / 2 * curvature);
    t->steps++;
  }
}

enum ad_status check_taylor(const struct ad_function *f, const double *x,
                            size_t out, const double *v, double slope,
                            double curvature, struct check_taylor_report *t)
{
  if (!f || !f->on_double || !f->n || !x || !v || !t || out >= f->m)
    return AD_BAD_ARGUMENT;
  *t = (struct check_taylor_report){0};
  double *room = malloc((f->n + f->m) * sizeof *room);
  if (!room)
    return AD_NO_MEMORY;
  struct ray ray = {f, x, v, room, room + f->n, out};
  const enum ad_status status = f->on_double(x, ray.y, f->data);
  if (!status) {
    const double y = ray.y[out];
    t->noise = 2 * fd_noise_bound(on_ray, &ray, 0) + 4 * DBL_EPSILON * fabs(y);
    if (isfinite(y))
      remainders(&ray, y, slope, curvature, t);
    for (int order = 0; order < CHECK_TAYLOR_RATES; order++)
      t->rate[order] = judge(t, order);
    if (isnan(curvature))
      t->rate[2].end = CHECK_RATE_UNKNOWN;
    t->right = t->rate[1].end != CHECK_RATE_UNKNOWN &&
               t->rate[1].end != CHECK_RATE_FAILS &&
               t->rate[2].end != CHECK_RATE_FAILS;
  }
  free(room);
  return status;
}
