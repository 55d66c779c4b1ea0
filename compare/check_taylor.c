#include <config.h>

#include "check_taylor.h"

#include <float.h>
#include <stdlib.h>

#include "engine_impl.h"
#include "fd_impl.h"
#include "fd_noise.h"

/* From step NEAR on values round as they do at x. */
enum { FITTED = 6, LEAST = 4, NEAR = 10 };

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

/* What a rounding of the arguments x_j + t v_j does to f: u sum |g_j| |x_j|, and
 * so much more for each h farther on, u sum |g_j v_j|.  g_j, at x + t v, is a
 * coarse difference, since it need not be right by more than a factor. */
static void arguments(struct ray *r, double t, double *still, double *moving)
{
  const double u = DBL_EPSILON / 2, y = on_ray(t, r); /* r->at is x + t v now */
  *still = *moving = 0;
  for (size_t j = 0; j < r->f->n; j++) {
    const double step = 0x1p-20 * fmax(fabs(r->x[j]), fabs(r->v[j]));
    const double before = r->at[j];
    r->at[j] = fd_point(before, step);
    if (step != 0 && !r->f->on_double(r->at, r->y, r->f->data) &&
        isfinite(r->y[r->out])) {
      const double slope = fabs(r->y[r->out] - y) / step;
      *still += u * slope * fabs(r->x[j]);
      *moving += u * slope * fabs(r->v[j]);
    }
    r->at[j] = before;
  }
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

/* Steps first, ..., last are small enough for a verdict on the term of this
 * order if f itself, without any derivative that is claimed, behaves there as
 * Taylor's theorem says: of the changes r(h) = f(x + h v) - f(x)
 *
 *   r(2h) - 2 r(h)  ~ h^2,      r(4h) - 6 r(2h) + 8 r(h)  ~ h^3,
 *
 * whatever the slope, and the curvature, are.  Across a corner or a jump, or
 * where f saturates, they fall more slowly.  Those that reach across the last
 * step count too: there they have to be small beside the remainder, as they are
 * not if that ends at a jump.  Where too few of them stand above the noise for
 * a rate, nothing speaks for the largest steps, nor, where f does not change at
 * all, for any but tiny ones: 1 - e^(-100 x) is flat at x = 1/2. */
static bool small_enough(const double *h, const double *change,
                         const double *noise, const double *remainder,
                         size_t steps, size_t first, size_t last, size_t order)
{
  double own[CHECK_TAYLOR_STEPS] = {0};
  struct check_rate rate = {CHECK_RATE_UNKNOWN, NAN, NAN, 0, 0};
  const size_t end = last + order < steps ? last + order : last;
  size_t count = 0;
  for (size_t k = order; k <= end; k++) {
    own[k] = fabs(order == 1 ? change[k - 1] - 2 * change[k]
                             : change[k - 2] - 6 * change[k - 1] +
                                 8 * change[k]);
    const bool seen = own[k] > (order == 1 ? 4 : 16) * noise[k - order];
    count = k >= first && seen ? count + 1 : 0; /* in a row, up to the end */
  }
  for (size_t k = last + 1; k <= end; k++)
    if (own[k] > remainder[last] / 2)
      return false;
  if (count < 3)
    return first > 0 && own[last] <= remainder[last] / 2 &&
           (fabs(change[last]) > 16 * noise[last] || h[last] < 1e-5);
  fit(h, own, end + 1 - count, count, &rate);
  return rate.rate - rate.deviation >= (double)order;
}

/* The smallest steps at which the remainder stands well above the noise are the
 * most telling ones.  A wrong derivative costs a whole order, so that half an
 * order divides right from wrong. */
static struct check_rate judge(const struct check_taylor_report *t,
                               const double *change, const double *noise,
                               int order)
{
  struct check_rate rate = {CHECK_RATE_UNKNOWN, NAN, NAN, 0, 0};
  const double *remainder = t->remainder[order];
  size_t last = t->steps, count = 0;
  while (last > 0 && !(remainder[last - 1] > 16 * noise[last - 1]))
    last--;
  if (last == 0) {
    rate.end = t->steps > LEAST ? CHECK_RATE_VANISHES : CHECK_RATE_UNKNOWN;
    return rate;
  }
  while (count < last && count < FITTED &&
         remainder[last - 1 - count] > 16 * noise[last - 1 - count])
    count++;
  if (count < LEAST)
    return rate;
  fit(t->h, remainder, last - count, count, &rate);
  if (rate.rate + rate.deviation >= order + 0.5)
    rate.end = CHECK_RATE_HOLDS;
  else if (order == 0 ||
           small_enough(t->h, change, noise, remainder, t->steps, last - count,
                        last - 1, (size_t)order))
    rate.end = CHECK_RATE_FAILS;
  return rate;
}

/* What rounding may do to f at x + h v, by the tape's bound if there is one. */
static double rounding(struct ray *r, double h)
{
  double noise = 0, *const room = malloc(2 * r->f->m * sizeof *room);
  const double y = on_ray(h, r); /* r->at is x + h v now */
  if (room && r->f->on_var && isfinite(y) &&
      !r->f->on_double(r->at, room, r->f->data) &&
      !engine_noise(r->f, r->at, room, room + r->f->m))
    noise = room[r->f->m + r->out];
  free(room);
  return noise;
}

/* R0 to R2 at halved steps, as long as x + h v moves and f is finite; steps at
 * which it is not come first, if at all, and are left out.  The noise in f is
 * computed, or measured if there is no tape; stairs would be measured as noise.
 * Farther away values are larger, and so are their roundings and those of what
 * is subtracted: noise[k]. */
static void remainders(struct ray *ray, double y, double slope,
                       double curvature, struct check_taylor_report *t,
                       double *change, double *noise)
{
  double h = 0.5, still, moving, there = 0, away, unused;
  arguments(ray, 0, &still, &moving);
  away = still;
  /* A bound to first order lacks products of two roundings, which are all that
   * is left where an inner derivative is 0. */
  const double here = rounding(ray, 0) + DBL_EPSILON * DBL_EPSILON;
  t->noise = ray->f->on_var ? 2 * here + still
                      : 2 * fd_noise_bound(on_ray, ray, 0) +
                          4 * DBL_EPSILON * fabs(y) + still;
  for (int k = 0; k < CHECK_TAYLOR_STEPS; k++, h /= 2) {
    const double r0 = on_ray(h, ray) - y;
    const double r1 = r0 - h * slope;
    if (!isfinite(r0)) {
      t->steps = 0;
      continue;
    }
    there = k < NEAR ? rounding(ray, h) : there;
    if (k < NEAR) /* where g is 0 at x, it is not there */
      arguments(ray, h, &away, &unused);
    t->h[t->steps] = h;
    change[t->steps] = r0;
    t->remainder[0][t->steps] = fabs(r0);
    t->remainder[1][t->steps] = fabs(r1);
    t->remainder[2][t->steps] = fabs(r1 - h * h / 2 * curvature);
    noise[t->steps] =
      t->noise + there + away + h * moving +
      DBL_EPSILON * (fabs(r0) + h * fabs(slope) +
                     (isnan(curvature) ? 0 : h * h * fabs(curvature)));
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
  double change[CHECK_TAYLOR_STEPS], noise[CHECK_TAYLOR_STEPS];
  const enum ad_status status = f->on_double(x, ray.y, f->data);
  if (!status) {
    const double y = ray.y[out];
    if (isfinite(y))
      remainders(&ray, y, slope, curvature, t, change, noise);
    for (int order = 0; order < CHECK_TAYLOR_RATES; order++)
      t->rate[order] = judge(t, change, noise, order);
    if (isnan(curvature))
      t->rate[2].end = CHECK_RATE_UNKNOWN;
    t->right = t->rate[1].end != CHECK_RATE_UNKNOWN &&
               t->rate[1].end != CHECK_RATE_FAILS &&
               t->rate[2].end != CHECK_RATE_FAILS;
  }
  free(room);
  return status;
}
