/* matrix_softmax.c: the rules of softmax and logsumexp, over all elements or
 * along an axis.
 *
 * Both take the largest element m out, so that no exponential overflows:
 * e_i = exp(a_i - m), S = sum of e_i, p_i = e_i / S. */
#include <config.h>

#include <math.h>

#include "matrix_lane.h"

/* e_i and their sum; returns m. */
static double exponentials(const struct ad_lane *l, double *e, double *sum)
{
  double m = l->x[0];
  for (size_t k = 1; k < l->n; k++)
    if (!isnan(m) && !(l->x[k] <= m))
      m = l->x[k];
  *sum = 0;
  for (size_t k = 0; k < l->n; k++)
    *sum += e[k] = exp(l->x[k] - m);
  return m;
}

static double dot(const double *a, const double *b, size_t n)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    sum += a[k] * b[k];
  return sum;
}

/* a_i - m is rounded: p_i is wrong by as much, relatively. */
static void widen(const struct ad_lane *l, double m)
{
  for (size_t k = 0; k < l->n; k++)
    if (l->xbar[k] != 0)
      l->xbar[k] *= 1 + m - l->x[k];
}

/* ---- y_i = p_i:  ā_i += y_i (ȳ_i - s),  s = sum of ȳ_j y_j ---------------------
 *
 * y_i' = y_i (a_i' - sum of y_j a_j').  The derivative is symmetric, so that
 * the adjoint is the tangent's formula, and its tangent the product rule. */

const char *ad_matrix_softmax_shape(const struct ad_shape *x, int n,
                                    struct ad_shape *y)
{
  const char *wrong = ad_lane_shape(x, n, y);
  *y = *x;
  return wrong;
}

static void softmax_value(const struct ad_lane *l)
{
  double sum;
  exponentials(l, l->y, &sum);
  for (size_t k = 0; k < l->n; k++)
    l->y[k] /= sum;
  if (!l->dy)
    return;
  const double s = dot(l->y, l->dx, l->n);
  for (size_t k = 0; k < l->n; k++)
    l->dy[k] = l->y[k] * (l->dx[k] - s);
}

static void softmax_adjoint(const struct ad_lane *l)
{
  const double s = dot(l->w, l->y, l->n);
  for (size_t k = 0; k < l->n; k++)
    l->xbar[k] = l->y[k] * (l->magnitude ? l->w[k] + s : l->w[k] - s);
  if (l->magnitude)
    widen(l, exponentials(l, l->work, l->work + l->n));
  if (!l->dxbar)
    return;
  const double ds = dot(l->dw, l->y, l->n) + dot(l->w, l->dy, l->n);
  for (size_t k = 0; k < l->n; k++)
    l->dxbar[k] = l->dy[k] * (l->w[k] - s) + l->y[k] * (l->dw[k] - ds);
}
AD_LANES(softmax)

/* ---- y = m + log S:  ā_i += ȳ p_i ----------------------------------------------
 *
 * y' = sum of p_i a_i',  p_i' = p_i (a_i' - y'). */

const char *ad_matrix_logsumexp_shape(const struct ad_shape *x, int n,
                                      struct ad_shape *y)
{
  return ad_lane_shape(x, n, y);
}

static void logsumexp_value(const struct ad_lane *l)
{
  double sum;
  const double m = exponentials(l, l->work, &sum);
  *l->y = isinf(m) ? m : m + log(sum);
  if (l->dy)
    *l->dy = dot(l->work, l->dx, l->n) / sum;
}

static void logsumexp_adjoint(const struct ad_lane *l)
{
  double sum, *const e = l->work;
  const double m = exponentials(l, e, &sum);
  for (size_t k = 0; k < l->n; k++) {
    const double p = e[k] / sum;
    l->xbar[k] = *l->w * p;
    if (l->dxbar)
      l->dxbar[k] = *l->dw * p + *l->w * p * (l->dx[k] - *l->dy);
  }
  if (l->magnitude)
    widen(l, m);
}
AD_LANES(logsumexp)
