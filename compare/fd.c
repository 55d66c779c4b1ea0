#include <config.h>

#include "fd.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "fd_impl.h"

double fd_forward(fd_function *f, void *data, double x, double h)
{
  double right = fd_point(x, h);
  return (f(right, data) - f(x, data)) / (right - x);
}

double fd_central(fd_function *f, void *data, double x, double h)
{
  double right = fd_point(x, h), left = fd_point(x, -h);
  return (f(right, data) - f(left, data)) / (right - left);
}

/* Whether the quotients at 16h, 4h and h come nearer to each other, as they do
 * where h is small enough for the h^2 law, or differ by rounding only.  Across
 * a pole, a jump or an oscillation they run apart. */
static bool settled(double d16, double d4, double d, double rounding)
{
  return fabs(d4 - d) <= fabs(d16 - d4) / 4 + 4 * rounding;
}

/* Truncation goes with h^2, so between 4h and h it falls by 15/16 of the
 * quotient's change; a quarter of the change is on the safe side.  Where the
 * quotients at 4h and h agree by accident, those at 16h and 4h do not. */
static double truncation(double d16, double d4, double d)
{
  return fmax(fabs(d4 - d) / 4, fabs(d16 - d4) / 64);
}

/* What rounding does to the quotient at h: to the values of f; to the points
 * x + h and x - h, whose middle moves by up to an ulp, which counts f'' times;
 * to the quotient itself. */
static double rounding(fd_function *f, void *data, double x, double h,
                       double d, double noise)
{
  double second = f(fd_point(x, h), data) - 2 * f(x, data) + f(fd_point(x, -h), data);
  double moved = DBL_EPSILON * (fabs(x) + h);
  return 2 * noise / h + fabs(second) / h * (moved / h) +
         4 * DBL_EPSILON * fabs(d);
}

struct fd_result fd_best_central(fd_function *f, void *data, double x,
                                 double noise)
{
  struct fd_result best = {NAN, NAN, INFINITY};
  double scale = fd_scale(x), d16 = NAN, d4 = NAN;
  double least = ldexp(x != 0 ? fabs(x) : 1, -40);
  bool before = false; /* settled already at 4h; once may be an accident */
  for (double h = scale / 4; h >= least; h /= 4) {
    double d = fd_central(f, data, x, h);
    double round = rounding(f, data, x, h, d, noise);
    double error = truncation(d16, d4, d) + round;
    bool now = settled(d16, d4, d, round);
    /* What settles nearer to x and contradicts has the say: larger steps have
     * met something, such as stairs that look like a slope from afar. */
    const bool contradicts = fabs(d - best.d) > error + best.error;
    if (now && before && (error < best.error || contradicts))
      best = (struct fd_result){d, h, error};
    before = now;
    d16 = d4, d4 = d;
  }
  return best;
}

/* ---- Jacobians ---------------------------------------------------------- */

/* Output i as a function of input j. */
struct slice {
  const struct ad_function *f;
  double *x, *y;
  size_t i, j;
  enum ad_status status;
};

static double on_slice(double t, void *data)
{
  struct slice *s = data;
  double keep = s->x[s->j];
  s->x[s->j] = t;
  enum ad_status status = s->f->on_double(s->x, s->y, s->f->data);
  s->x[s->j] = keep;
  if (status)
    s->status = status;
  return status ? NAN : s->y[s->i];
}

enum ad_status fd_jacobian(const struct ad_function *f, const double *x,
                           const double *noise, double *jac, double *error,
                           double *h)
{
  struct slice s = {.f = f, .status = AD_OK};
  if (!f || !f->on_double || (f->n && (!x || !jac || !error)) || !noise)
    return AD_BAD_ARGUMENT;
  s.x = malloc((f->n + 1) * sizeof *s.x);
  s.y = malloc((f->m + 1) * sizeof *s.y);
  if (!s.x || !s.y)
    s.status = AD_NO_MEMORY;
  else if (f->n)
    memcpy(s.x, x, f->n * sizeof *x);
  for (s.i = 0; !s.status && s.i < f->m; s.i++)
    for (s.j = 0; !s.status && s.j < f->n; s.j++) {
      struct fd_result r = fd_best_central(on_slice, &s, x[s.j], noise[s.i]);
      size_t k = s.i * f->n + s.j;
      jac[k] = r.d;
      error[k] = r.error;
      if (h)
        h[k] = r.h;
    }
  free(s.x);
  free(s.y);
  return s.status;
}
