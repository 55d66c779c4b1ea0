/* optimize.c: a search's frame, and the methods of first order. */
#include <config.h>

#include "optimize_impl.h"

#include <stdlib.h>
#include <string.h>

#include "messages.h"

/* ---- the callback ------------------------------------------------------------ */

enum ad_status ad_callback_init(struct ad_callback_data *d,
                                const struct ad_function *f)
{
  if (!d || !f || f->m != 1)
    return AD_BAD_ARGUMENT;
  *d = (struct ad_callback_data){.f = f, .t = tape_new()};
  if (!d->t)
    return AD_NO_MEMORY;
  tape_policy(d->t, f->policy);
  return AD_OK;
}

void ad_callback_release(struct ad_callback_data *d)
{
  tape_free(d->t);
  d->t = NULL;
}

double ad_callback(unsigned n, const double *x, double *grad, void *data)
{
  struct ad_callback_data *d = data;
  const struct ad_function *f = d->f;
  const double one = 1;
  double y = NAN;
  enum ad_status status;
  if (n != f->n)
    status = AD_BAD_ARGUMENT;
  else if (grad)
    status = var_vjp(f->on_var, f->data, d->t, n, x, 1, &one, &y, grad);
  else
    status = f->on_double(x, &y, f->data);
  *(grad ? &d->gradients : &d->values) += 1;
  if (status && !d->status)
    d->status = status;
  return status ? NAN : y;
}

/* ---- the frame ----------------------------------------------------------------- */

double search_largest(size_t n, const double *x)
{
  double most = 0;
  for (size_t j = 0; j < n; j++)
    most = fabs(x[j]) > most || isnan(x[j]) ? fabs(x[j]) : most;
  return most;
}

bool search_evaluate(struct search *s, const double *x, double *y, double *g)
{
  *y = ad_callback((unsigned)s->n, x, g, &s->call);
  bool good = !s->call.status && isfinite(*y);
  for (size_t j = 0; good && j < s->n; j++)
    good = isfinite(g[j]);
  return good;
}

bool search_goes_on(struct search *s, double y)
{
  struct ad_minimize_result *r = s->r;
  r->y = y;
  r->gradient = search_largest(s->n, s->g);
  if (s->o.watch && s->o.watch(r->steps, s->x, y, s->g, s->o.data))
    r->end = AD_MINIMIZE_STOPPED;
  else if (r->gradient <= s->o.tolerance)
    r->end = AD_MINIMIZE_CONVERGED;
  else if (r->steps >= s->o.steps)
    r->end = AD_MINIMIZE_TOO_MANY_STEPS;
  else
    return true;
  return false;
}

static const struct {
  const char *name;
  enum ad_status (*run)(struct search *s, double y);
  size_t steps;
} methods[] = {
  {"newton", search_newton, 200},
  {"gd", search_gradient_descent, 20000},
  {"adam", search_adam, 20000},
  {"lbfgs", search_lbfgs, 1000},
};

const char *ad_method_name(enum ad_method method)
{
  return (unsigned)method < AD_METHOD_COUNT ? methods[method].name : NULL;
}

bool ad_method_available(enum ad_method method)
{
  return (unsigned)method < AD_METHOD_COUNT && (method != AD_LBFGS || HAVE_NLOPT);
}

/* The options with defaults filled in; false if they are out of range. */
static bool complete(struct ad_minimize_options *o)
{
  if (!ad_method_available(o->method))
    return false;
  if (!o->steps)
    o->steps = methods[o->method].steps;
  if (o->tolerance == 0)
    o->tolerance = 1e-8;
  if (o->rate == 0)
    o->rate = 1e-3;
  return o->tolerance > 0 && o->rate > 0 && o->momentum >= 0 && o->momentum < 1;
}

/* Runs the method from x, in memory of its own; x is only written if all went
 * well. */
static enum ad_status run(struct search *s, double *x)
{
  double y;
  s->x = calloc(6 * s->n + 1, sizeof *s->x);
  if (!s->x)
    return AD_NO_MEMORY;
  s->g = s->x + s->n;
  s->work = s->g + s->n;
  memcpy(s->x, x, s->n * sizeof *x);
  enum ad_status status = AD_OK;
  if (!search_evaluate(s, s->x, &y, s->g)) {
    s->r->end = AD_MINIMIZE_UNDEFINED;
    s->r->y = y;
    s->r->gradient = NAN;
  } else {
    status = methods[s->o.method].run(s, y);
  }
  if (!status)
    status = s->call.status;
  if (!status)
    memcpy(x, s->x, s->n * sizeof *x);
  free(s->x);
  return status;
}

enum ad_status ad_minimize(const struct ad_function *f, double *x,
                           const struct ad_minimize_options *options,
                           struct ad_minimize_result *result)
{
  struct search s = {.f = f, .r = result};
  if (!f || !x || !result || f->m != 1 || !f->n)
    return AD_BAD_ARGUMENT;
  if (options)
    s.o = *options;
  if (!complete(&s.o))
    return AD_BAD_ARGUMENT;
  if (f->n > UINT32_MAX / 8)
    return AD_NO_MEMORY;
  *result = (struct ad_minimize_result){.end = AD_MINIMIZE_UNDEFINED};
  s.n = f->n;
  enum ad_status status = ad_callback_init(&s.call, f);
  if (!status)
    status = run(&s, x);
  result->values = s.call.values;
  result->gradients = s.call.gradients;
  ad_callback_release(&s.call);
  return status;
}

const char *ad_minimize_end_text(enum ad_minimize_end end)
{
  switch (end) {
  case AD_MINIMIZE_CONVERGED: return _("converged");
  case AD_MINIMIZE_TOO_MANY_STEPS:
    return _("not converged: too many steps");
  case AD_MINIMIZE_STUCK:
    return _("not converged: no step helps any more");
  case AD_MINIMIZE_UNDEFINED:
    return _("the function or its derivative is not finite at the start");
  case AD_MINIMIZE_DIVERGED:
    return _("not converged: the next step leads to where the function is not "
             "finite");
  case AD_MINIMIZE_STOPPED: return _("stopped");
  }
  return "";
}

/* ---- methods of first order ------------------------------------------------------ */

/* Takes the step to `next`; false if the function is not finite there, which
 * leaves the search where it was. */
static bool take(struct search *s, const double *next, double *g, double *y)
{
  if (!search_evaluate(s, next, y, g)) {
    s->r->end = AD_MINIMIZE_DIVERGED;
    return false;
  }
  memcpy(s->x, next, s->n * sizeof *next);
  memcpy(s->g, g, s->n * sizeof *g);
  s->r->steps++;
  return true;
}

enum ad_status search_gradient_descent(struct search *s, double y)
{
  double *const next = s->work, *const g = next + s->n, *const u = g + s->n;
  while (search_goes_on(s, y)) {
    for (size_t j = 0; j < s->n; j++) {
      u[j] = s->o.momentum * u[j] + s->g[j];
      next[j] = s->x[j] - s->o.rate * u[j];
    }
    if (!take(s, next, g, &y))
      break;
  }
  return AD_OK;
}

enum ad_status search_adam(struct search *s, double y)
{
  static const double beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
  double *const next = s->work, *const g = next + s->n;
  double *const m = g + s->n, *const v = m + s->n;
  double power1 = 1, power2 = 1; /* beta^t */
  while (search_goes_on(s, y)) {
    power1 *= beta1;
    power2 *= beta2;
    for (size_t j = 0; j < s->n; j++) {
      m[j] = beta1 * m[j] + (1 - beta1) * s->g[j];
      v[j] = beta2 * v[j] + (1 - beta2) * s->g[j] * s->g[j];
      next[j] = s->x[j] - s->o.rate * (m[j] / (1 - power1)) /
                            (sqrt(v[j] / (1 - power2)) + epsilon);
    }
    if (!take(s, next, g, &y))
      break;
  }
  return AD_OK;
}
