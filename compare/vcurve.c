#include <config.h>

#include "vcurve.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "fd_rule.h"
#include "vcurve_impl.h"

enum ad_status vcurve_line_make(struct vcurve_line *l,
                                const struct ad_function *f, const double *x,
                                size_t i, size_t j)
{
  *l = (struct vcurve_line){.f = f, .i = i, .j = j};
  if (!f || !x || i >= f->m || j >= f->n)
    return AD_BAD_ARGUMENT;
  l->x = malloc(f->n * sizeof *l->x);
  l->y = malloc(f->m * sizeof *l->y);
  l->u = malloc(f->n * sizeof *l->u);
  l->w = malloc(f->m * sizeof *l->w);
  if (!l->x || !l->y || !l->u || !l->w)
    return AD_NO_MEMORY;
  memcpy(l->x, x, f->n * sizeof *x);
  return AD_OK;
}

void vcurve_line_free(struct vcurve_line *l)
{
  free(l->x);
  free(l->y);
  free(l->u);
  free(l->w);
}

double vcurve_value(double t, void *data)
{
  struct vcurve_line *l = data;
  double keep = l->x[l->j];
  l->x[l->j] = t;
  enum ad_status status = l->f->on_double(l->x, l->y, l->f->data);
  l->x[l->j] = keep;
  l->status = l->status ? l->status : status;
  return status ? NAN : l->y[l->i];
}

double vcurve_derivative(double t, void *data)
{
  struct vcurve_line *l = data;
  for (size_t k = 0; k < l->f->n; k++)
    l->u[k] = dual_make(k == l->j ? t : l->x[k], k == l->j);
  enum ad_status status = l->f->on_dual(l->u, l->w, l->f->data);
  l->status = l->status ? l->status : status;
  return status ? NAN : l->w[l->i].d;
}

enum ad_status vcurve_bounds(const struct vcurve_line *l, struct ad_vcurve *c)
{
  const struct ad_function *f = l->f;
  tape *t = tape_new();
  var *x = malloc(f->n * sizeof *x), *y = malloc(f->m * sizeof *y);
  const double one = 1;
  enum ad_status status = t && x && y ? AD_OK : AD_NO_MEMORY;
  if (!status)
    status = tape_inputs(t, f->n, l->x, x);
  if (!status)
    status = f->on_var(x, y, f->data);
  if (!status)
    status = tape_gradient(y[l->i], 0, NULL, NULL);
  if (!status)
    c->noise = tape_rounding(t);
  if (!status)
    status = tape_vjp_magnitude(1, &y[l->i], &one, 1, &x[l->j], &c->rounding);
  c->rounding *= DBL_EPSILON;
  tape_free(t);
  free(x);
  free(y);
  return status;
}

/* x, or 0 if it may as well be rounding, or is NaN. */
static double above(double x, double rounding)
{
  return fabs(x) > rounding ? x : 0;
}

/* Fills in what is still missing of f'' and f''', by steps in proportion to
 * `scale`, if f has values that far. */
static void curvature(struct vcurve_line *l, double t, double scale,
                      struct ad_vcurve *c)
{
  double h2 = scale * cbrt(DBL_EPSILON), h3 = scale * pow(DBL_EPSILON, 0.25);
  if (!isfinite(vcurve_value(t + h3, l)) || !isfinite(vcurve_value(t - h3, l)))
    return;
  double up = vcurve_derivative(t + h3, l), down = vcurve_derivative(t - h3, l);
  if (c->d2 == 0)
    c->d2 = above(fd_central(vcurve_derivative, l, t, h2), c->rounding / h2);
  if (c->d3 == 0)
    c->d3 = above((up - 2 * c->d + down) / (h3 * h3),
                  4 * c->rounding / (h3 * h3));
}

static void optimum(enum fd_rule rule, double noise, double next, double *h,
                    double *error)
{
  *h = fd_best_step(rule, noise, next);
  *error = fd_rule_error(rule, noise, next, *h);
}

/* The steps of least error, and there truncation plus rounding, as fd_rule.h
 * has them.  Without either of the two there is no best step. */
static void optima(struct ad_vcurve *c)
{
  c->forward_step = c->central_step = c->forward_error = c->central_error = NAN;
  if (c->noise > 0 && c->d2 != 0)
    optimum(FD_FORWARD, c->noise, fabs(c->d2), &c->forward_step,
            &c->forward_error);
  if (c->noise > 0 && c->d3 != 0)
    optimum(FD_CENTRAL, c->noise, fabs(c->d3), &c->central_step,
            &c->central_error);
}

enum ad_status ad_vcurve_predict(const struct ad_function *f, const double *x,
                                 size_t i, size_t j, struct ad_vcurve *c)
{
  struct vcurve_line l;
  *c = (struct ad_vcurve){0};
  enum ad_status status = vcurve_line_make(&l, f, x, i, j);
  if (!status)
    status = vcurve_bounds(&l, c);
  if (!status) {
    c->d = vcurve_derivative(x[j], &l);
    /* near a pole f bends at the scale of x, else often at that of 1 */
    curvature(&l, x[j], x[j] != 0 ? fabs(x[j]) : 1, c);
    curvature(&l, x[j], fmax(fabs(x[j]), 1), c);
    optima(c);
    status = l.status;
  }
  vcurve_line_free(&l);
  return status;
}

enum ad_status ad_vcurve_at(const struct ad_function *f, const double *x,
                            size_t i, size_t j, double h, double *forward,
                            double *central)
{
  struct vcurve_line l;
  enum ad_status status = vcurve_line_make(&l, f, x, i, j);
  if (!status) {
    *forward = fd_forward(vcurve_value, &l, x[j], h);
    *central = fd_central(vcurve_value, &l, x[j], h);
    status = l.status;
  }
  vcurve_line_free(&l);
  return status;
}
