#include <config.h>

#include "fd_rule.h"

#include <float.h>
#include <stdbool.h>

#include "fd_impl.h"
#include "fd_noise.h"

static const struct fd_rule_row rules[] = {
  {"forward", 1, 1, 1 / 2., 2, 0, 2, {-1, 1}},
  {"backward", 1, 1, 1 / 2., 2, -1, 2, {-1, 1}},
  {"central", 1, 2, 1 / 6., 1, -1, 3, {-1 / 2., 0, 1 / 2.}},
  {"5-point", 1, 4, 1 / 30., 1.5, -2, 5,
   {1 / 12., -8 / 12., 0, 8 / 12., -1 / 12.}},
  {"7-point", 1, 6, 1 / 140., 11 / 6., -3, 7,
   {-1 / 60., 9 / 60., -45 / 60., 0, 45 / 60., -9 / 60., 1 / 60.}},
  {"second", 2, 2, 1 / 12., 4, -1, 3, {1, -2, 1}},
  {"second, 5-point", 2, 4, 1 / 90., 16 / 3., -2, 5,
   {-1 / 12., 16 / 12., -30 / 12., 16 / 12., -1 / 12.}},
};

const struct fd_rule_row *fd_rule_of(enum fd_rule rule)
{
  return (unsigned)rule < FD_RULE_COUNT ? &rules[rule] : NULL;
}

/* h in units of the last place of |x| + 3h, so that sums lose nothing. */
static double representable(double x, double h)
{
  const double reach = fabs(x) + 3 * h;
  const double unit = nextafter(reach, INFINITY) - reach;
  return rint(h / unit) * unit;
}

/* How far the points are from where they should be, at most. */
static double displaced(const struct fd_rule_row *r, double x, double h)
{
  double most = 0;
  for (int k = r->first; k < r->first + r->count; k++)
    most = fmax(most, fabs(fd_point(x, k * h) - x - k * h));
  return most;
}

double fd_quotient(enum fd_rule rule, fd_function *f, void *data, double x,
                   double h)
{
  const struct fd_rule_row *r = fd_rule_of(rule);
  double sum = 0;
  h = representable(x, h);
  if (!r || !(h > 0) || !isfinite(h))
    return NAN;
  for (int i = 0; i < r->count; i++)
    if (r->weight[i] != 0)
      sum += r->weight[i] * f(fd_point(x, (r->first + i) * h), data);
  return r->derivative == 1 ? sum / h : sum / h / h;
}

double fd_best_step(enum fd_rule rule, double noise, double next)
{
  const struct fd_rule_row *r = fd_rule_of(rule);
  if (!r)
    return NAN;
  const double d = r->derivative, p = r->order;
  return pow(d * r->gain * noise / (p * r->truncation * next), 1 / (p + d));
}

double fd_usual_step(enum fd_rule rule, double x, double relative)
{
  return fd_scale(x) * fd_best_step(rule, relative, 1);
}

double fd_rule_error(enum fd_rule rule, double noise, double next, double h)
{
  const struct fd_rule_row *r = fd_rule_of(rule);
  return r ? r->truncation * next * pow(h, r->order) +
               r->gain * noise / pow(h, r->derivative)
           : NAN;
}

/* ---- the adaptive step -------------------------------------------------------- */

/* What rounding does to the quotient d at h: to the values of f, to the points,
 * to the result. */
static double rounding(enum fd_rule rule, fd_function *f, void *data, double x,
                       double h, double d, double noise)
{
  const struct fd_rule_row *r = fd_rule_of(rule);
  const double per = r->gain / pow(h, r->derivative);
  const double moved = displaced(r, x, h);
  double slope = fabs(d);
  if (moved > 0 && r->derivative == 2)
    slope = fabs(fd_quotient(FD_CENTRAL, f, data, x, h));
  return per * noise + (moved > 0 ? per * slope * moved : 0) +
         4 * DBL_EPSILON * fabs(d);
}

struct attempt {
  double d, h, truncation, rounding;
};

/* The quotient at h.  Its truncation is twice what one at h/2 tells.  Where h is
 * too large for the law h^p (far from x all quotients may be alike), or there
 * is no derivative, the quotients at h, h/2, h/4, h/8 do not come nearer to
 * each other as they should: then the truncation is infinite.  Once may be an
 * accident, so that it is asked twice. */
static struct attempt attempt(enum fd_rule rule, fd_function *f, void *data,
                              double x, double h, double noise)
{
  enum { QUOTIENTS = 4 };
  const double shrink = pow(2, fd_rule_of(rule)->order);
  double d[QUOTIENTS], round[QUOTIENTS];
  for (int k = 0; k < QUOTIENTS; k++) {
    const double at = representable(x, ldexp(h, -k));
    d[k] = fd_quotient(rule, f, data, x, at);
    round[k] = rounding(rule, f, data, x, at, d[k], noise);
  }
  struct attempt a = {d[0], representable(x, h),
                      2 * fabs(d[0] - d[1]) * shrink / (shrink - 1), round[0]};
  for (int k = 0; k + 2 < QUOTIENTS; k++)
    if (!(fabs(d[k + 1] - d[k + 2]) <=
          2 / shrink * fabs(d[k] - d[k + 1]) + round[k + 1] + round[k + 2]))
      a.truncation = INFINITY;
  return a;
}

/* Rounding counts twice: it may also hide as much of the truncation. */
static double error_of(struct attempt a)
{
  return a.truncation + 2 * a.rounding;
}

double fd_settled_step(enum fd_rule rule, fd_function *f, void *data, double x,
                       double h, double noise)
{
  for (; fd_point(x, h / 8) != x && h > 1e-300; h /= 8)
    if (isfinite(error_of(attempt(rule, f, data, x, h, noise))))
      return h;
  return NAN;
}

/* Where truncation, which goes with h^p, and rounding, with h^-r, would have
 * the least sum; at most 100 times nearer or farther. */
static double better_step(enum fd_rule rule, struct attempt a)
{
  const struct fd_rule_row *row = fd_rule_of(rule);
  const double p = row->order, r = row->derivative;
  const double by = pow(r * a.rounding / (p * a.truncation), 1 / (p + r));
  return a.h * fmin(fmax(by, 0.01), 100);
}

struct fd_result fd_adaptive(enum fd_rule rule, fd_function *f, void *data,
                             double x, double noise)
{
  const struct fd_result none = {NAN, NAN, INFINITY};
  if (!fd_rule_of(rule) || !isfinite(x))
    return none;
  if (!(noise > 0))
    noise = fd_noise_bound(f, data, x);
  const double size = fabs(f(x, data));
  const double relative = fmin(noise / (size > 0 ? size : 1), 1e-3);
  const double h = fd_settled_step(rule, f, data, x,
                                   fd_usual_step(rule, x, relative), noise);
  if (isnan(h))
    return none;
  struct attempt best = attempt(rule, f, data, x, h, noise);
  for (int t = 0; t < 2; t++) {
    const double to = better_step(rule, best);
    const struct attempt next = attempt(rule, f, data, x, to, noise);
    if (error_of(next) < error_of(best) &&
        fabs(next.d - best.d) <= 2 * error_of(best))
      best = next;
  }
  return (struct fd_result){best.d, best.h, error_of(best)};
}
