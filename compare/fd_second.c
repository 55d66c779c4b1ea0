#include <config.h>

#include "fd_second.h"

#include <stdlib.h>
#include <string.h>

#include "fd_impl.h"
#include "fd_rule.h"

/* f along a line, t in units of the scales. */
struct line {
  const struct ad_function *f;
  const double *x;
  double *at, *y; /* room for n and m numbers */
  size_t out, i, j;
  double u, v;
  enum ad_status status;
};

static double on_line(double t, void *data)
{
  struct line *l = data;
  memcpy(l->at, l->x, l->f->n * sizeof *l->at);
  l->at[l->i] = fd_point(l->at[l->i], t * l->u);
  l->at[l->j] = fd_point(l->at[l->j], t * l->v);
  const enum ad_status status = l->f->on_double(l->at, l->y, l->f->data);
  if (status)
    l->status = status;
  return status ? NAN : l->y[l->out];
}

/* A power of two near the scale, so that products with it are exact. */
static double round_scale(double x)
{
  return exp2(rint(log2(fd_scale(x))));
}

static struct fd_result along(struct line *l, double u, double v, double noise)
{
  l->u = u, l->v = v;
  return fd_adaptive(FD_SECOND_FIVE_POINT, on_line, l, 0, noise);
}

static struct fd_result mixed(struct line *l, double noise)
{
  const double u = round_scale(l->x[l->i]), v = round_scale(l->x[l->j]);
  struct fd_result a;
  if (l->i == l->j) {
    a = along(l, u, 0, noise);
    return (struct fd_result){a.d / u / u, a.h, a.error / u / u};
  }
  a = along(l, u, v, noise);
  const struct fd_result b = along(l, u, -v, noise);
  return (struct fd_result){(a.d - b.d) / 4 / u / v, fmin(a.h, b.h),
                            (a.error + b.error) / 4 / u / v};
}

struct fd_result fd_mixed(const struct ad_function *f, const double *x,
                          size_t out, size_t i, size_t j, double noise,
                          enum ad_status *status)
{
  struct fd_result r = {NAN, NAN, INFINITY};
  struct line l = {.f = f, .x = x, .out = out, .i = i, .j = j,
                   .status = AD_OK};
  if (!f || !f->on_double || !x || out >= f->m || i >= f->n || j >= f->n) {
    l.status = AD_BAD_ARGUMENT;
  } else {
    l.at = malloc((f->n + f->m) * sizeof *l.at);
    l.y = l.at + f->n;
    if (l.at)
      r = mixed(&l, noise);
    else
      l.status = AD_NO_MEMORY;
    free(l.at);
  }
  if (status)
    *status = l.status;
  return r;
}

enum ad_status fd_hessian(const struct ad_function *f, const double *x,
                          double noise, double *hess, double *error)
{
  enum ad_status status = AD_OK;
  if (!f || f->m != 1 || (f->n && (!x || !hess || !error)))
    return AD_BAD_ARGUMENT;
  for (size_t i = 0; !status && i < f->n; i++)
    for (size_t j = 0; !status && j <= i; j++) {
      const struct fd_result r = fd_mixed(f, x, 0, i, j, noise, &status);
      hess[i * f->n + j] = hess[j * f->n + i] = r.d;
      error[i * f->n + j] = error[j * f->n + i] = r.error;
    }
  return status;
}
