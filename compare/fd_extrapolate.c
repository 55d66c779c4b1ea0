#include <config.h>

#include "fd_extrapolate.h"

#include <float.h>
#include <stdbool.h>

#include "fd_impl.h"
#include "fd_noise.h"
#include "fd_rule.h"

enum { LEVELS = 40 };

/* One row of the scheme: T(i, 0), ..., T(i, i), and what rounding may have
 * done to each.  `above` is row i - 1. */
struct row {
  double t[LEVELS], rounding[LEVELS];
};

static void fill(struct row *now, const struct row *above, int i, double c)
{
  double power = 1;
  for (int j = 1; j <= i; j++) {
    power *= c * c;
    now->t[j] = now->t[j - 1] + (now->t[j - 1] - above->t[j - 1]) / (power - 1);
    now->rounding[j] =
      (power * now->rounding[j - 1] + above->rounding[j - 1]) / (power - 1);
  }
}

static void begin(struct row *now, fd_function *f, void *data, double x,
                  double h, double noise)
{
  now->t[0] = fd_quotient(FD_CENTRAL, f, data, x, h);
  now->rounding[0] = noise / h + DBL_EPSILON * fabs(now->t[0]) *
                                   (2 + (fabs(x) + h) / h * (h > fabs(x)));
}

static double first_step(fd_function *f, void *data, double x, double h,
                         double noise)
{
  return h > 0 ? h
               : fd_settled_step(FD_CENTRAL, f, data, x, fd_scale(x) / 8, noise);
}

/* What large steps say of their error is wrong where f has a spike, a corner or
 * stairs narrower than they are.  Nearer to x differences come nearer to the
 * limit, but for rounding: if they go away from it, or settle elsewhere, it was
 * none. */
static bool contradicted(fd_function *f, void *data, double x, double noise,
                         struct fd_result best)
{
  double h = best.h, before = NAN, rounding = 0;
  const double off = fabs(fd_quotient(FD_CENTRAL, f, data, x, h) - best.d);
  for (int k = 0; k < 8; k++) {
    struct row now;
    begin(&now, f, data, x, h /= 8, noise);
    const double d = now.t[0], changed = fabs(d - before);
    const double away = fabs(d - best.d) - best.error - 4 * now.rounding[0];
    if (away > off)
      return true;
    if (changed <= rounding + now.rounding[0] && away > 4 * changed)
      return true;
    before = d, rounding = now.rounding[0];
  }
  return false;
}

struct fd_result fd_richardson(fd_function *f, void *data, double x, double h,
                               int levels, double noise)
{
  struct row rows[2];
  if (!(noise > 0))
    noise = fd_noise_bound(f, data, x);
  levels = levels < 2 ? 2 : levels > 10 ? 10 : levels;
  h = first_step(f, data, x, h, noise);
  for (int i = 0; i < levels; i++, h /= 2) {
    begin(&rows[i & 1], f, data, x, h, noise);
    fill(&rows[i & 1], &rows[!(i & 1)], i, 2);
  }
  const int n = levels - 1;
  const struct row *last = &rows[n & 1], *before = &rows[!(n & 1)];
  const double changed =
    n ? fmax(fabs(last->t[n] - last->t[n - 1]),
             fabs(last->t[n] - before->t[n - 1]))
      : INFINITY;
  const double error = changed + last->rounding[n];
  return isfinite(error) ? (struct fd_result){last->t[n], 2 * h, error}
                         : (struct fd_result){NAN, NAN, INFINITY};
}

struct fd_result fd_ridders(fd_function *f, void *data, double x, double h,
                            double noise)
{
  static const double c = 1.4;
  struct row rows[2];
  struct fd_result best = {NAN, NAN, INFINITY};
  if (!(noise > 0))
    noise = fd_noise_bound(f, data, x);
  h = first_step(f, data, x, h, noise);
  for (int i = 0; i < LEVELS; i++, h /= c) {
    struct row *now = &rows[i & 1], *above = &rows[!(i & 1)];
    begin(now, f, data, x, h, noise);
    fill(now, above, i, c);
    for (int j = 1; j <= i; j++) {
      const double changed = fmax(fabs(now->t[j] - now->t[j - 1]),
                                  fabs(now->t[j] - above->t[j - 1]));
      const double error = changed + now->rounding[j];
      if (error < best.error)
        best = (struct fd_result){now->t[j], h, error};
    }
    if (now->rounding[0] > best.error)
      break; /* nothing nearer to x can be better */
  }
  if (isfinite(best.error) && contradicted(f, data, x, noise, best))
    return (struct fd_result){NAN, NAN, INFINITY};
  return best;
}
