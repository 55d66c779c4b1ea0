#include <config.h>

#include "fd_single.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>

/* x as a float; volatile, so that no compiler keeps more bits. */
static float rounded(double x)
{
  volatile float t = (float)x;
  return t;
}

/* h in units of the last place of |x| + 3h. */
static float representable(float x, float h)
{
  const float reach = rounded(fabs((double)x) + 3 * (double)h);
  const double unit = (double)nextafterf(reach, INFINITY) - (double)reach;
  return rounded(rint((double)h / unit) * unit);
}

/* The weights sum to 0, so that f(x) may be taken from every value: that
 * difference of near floats is exact, where a weight of 8/12 would round. */
static float sum(const struct fd_rule_row *r, fd_single_function *f, void *data,
                 float x, float h, float middle)
{
  float s = 0;
  for (int i = 0; i < r->count; i++) {
    const int k = r->first + i;
    if (r->weight[i] == 0 || k == 0)
      continue;
    const float y = f(rounded((double)x + k * (double)h), data);
    const float change = rounded((double)y - (double)middle);
    const float term = rounded(r->weight[i] * (double)change);
    s = rounded((double)s + (double)term);
  }
  return s;
}

struct fd_result fd_single_quotient(enum fd_rule rule, fd_single_function *f,
                                    void *data, float x, float h)
{
  const struct fd_rule_row *r = fd_rule_of(rule);
  struct fd_result q = {NAN, (double)h, INFINITY};
  h = representable(x, h);
  if (!r || !f || !(h > 0) || isinf(h))
    return q;
  const float middle = f(x, data);
  q.h = (double)h;
  q.d = (double)rounded((double)sum(r, f, data, x, h, middle) / q.h);
  if (r->derivative == 2)
    q.d = (double)rounded(q.d / q.h);
  if (isfinite(q.d))
    q.error = r->gain * FLT_EPSILON / 2 * fabs((double)middle) /
              pow(q.h, r->derivative);
  return q;
}

float fd_single_step(enum fd_rule rule, float x)
{
  const struct fd_rule_row *r = fd_rule_of(rule);
  return r ? rounded(fmax(1, fabs((double)x)) *
                     pow(FLT_EPSILON, 1. / (r->order + r->derivative)))
           : NAN;
}

float fd_single_on_slice(float x, void *data)
{
  const struct fd_single_slice *s = data;
  const float keep = s->x[s->j];
  if (!s->f->on_float)
    return NAN;
  s->x[s->j] = x;
  const bool failed = s->f->on_float(s->x, s->y, s->f->data) != AD_OK;
  s->x[s->j] = keep;
  return failed ? NAN : s->y[s->i];
}
