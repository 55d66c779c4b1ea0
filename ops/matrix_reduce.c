/* matrix_reduce.c: the rules of sums and the like, over all elements or along
 * an axis. */
#include <config.h>

#include <math.h>

#include "matrix_lane.h"

#define REDUCES(name)                                                         \
  const char *ad_matrix_##name##_shape(const struct ad_shape *x, int n,       \
                                       struct ad_shape *y)                    \
  {                                                                           \
    return ad_lane_shape(x, n, y);                                            \
  }
REDUCES(sum)
REDUCES(mean)
REDUCES(prod)
REDUCES(amax)
REDUCES(amin)
REDUCES(norm)

/* ---- y = sum of a_ij:  ā_ij += ȳ ------------------------------------------ */

enum ad_status ad_matrix_sum_value(const struct ad_matrix_call *c)
{
  ad_block_zero(c->y);
  ad_block_add(c->x[0], ad_lane_stretch(c->y, &c->x[0]));
  return AD_OK;
}

enum ad_status ad_matrix_sum_adjoint(const struct ad_matrix_call *c,
                                     const struct ad_block *ybar,
                                     const struct ad_block *xbar)
{
  ad_block_add(ad_lane_stretch(*ybar, &c->x[0]), xbar[0]);
  return AD_OK;
}

enum ad_status ad_matrix_sum_magnitude(const struct ad_matrix_call *c,
                                       const struct ad_block *ybar,
                                       const struct ad_block *xbar)
{
  return ad_matrix_absolute(ad_matrix_sum_adjoint, c, ybar, xbar);
}

/* ---- y = sum of a_i / n:  ā_i += ȳ / n -------------------------------------- */

static double mean_of(const double *x, size_t n)
{
  double sum = 0;
  for (size_t k = 0; k < n; k++)
    sum += x[k];
  return sum / (double)n;
}

static void mean_value(const struct ad_lane *l)
{
  *l->y = mean_of(l->x, l->n);
  if (l->dy)
    *l->dy = mean_of(l->dx, l->n);
}

static void mean_adjoint(const struct ad_lane *l)
{
  for (size_t k = 0; k < l->n; k++) {
    l->xbar[k] = *l->w / (double)l->n;
    if (l->dxbar)
      l->dxbar[k] = *l->dw / (double)l->n;
  }
}
AD_LANES(mean)

/* ---- y = product of a_i:  ā_i += ȳ (product of the others) -------------------
 *
 * The product of those before times that of those behind, which divides by
 * nothing and so is right with zeros, in 4 n multiplications.  With tangents
 * all of them follow the product rule: (u v)' = u' v + u v'. */

static void prod_value(const struct ad_lane *l)
{
  double y = 1, dy = 0;
  for (size_t k = 0; k < l->n; k++) {
    if (l->dy)
      dy = dy * l->x[k] + y * l->dx[k];
    y *= l->x[k];
  }
  *l->y = y;
  if (l->dy)
    *l->dy = dy;
}

static void prod_adjoint(const struct ad_lane *l)
{
  double *const before = l->work, *const dbefore = l->work + l->n;
  double p = 1, dp = 0;
  for (size_t k = 0; k < l->n; k++) {
    before[k] = p, dbefore[k] = dp;
    if (l->dxbar)
      dp = dp * l->x[k] + p * l->dx[k];
    p *= l->x[k];
  }
  double behind = *l->w, dbehind = l->dxbar ? *l->dw : 0;
  for (size_t k = l->n; k-- > 0;) {
    l->xbar[k] = before[k] * behind;
    if (l->dxbar) {
      l->dxbar[k] = dbefore[k] * behind + before[k] * dbehind;
      dbehind = dbehind * l->x[k] + behind * l->dx[k];
    }
    behind *= l->x[k];
  }
}
AD_LANES(prod)

/* ---- y = the largest a_i, the smallest a_i -------------------------------------
 *
 * With m of them: ā_i += ȳ / m for each of these (the subgradient of least
 * norm; PyTorch's amax does so, too), and y' is the mean of their tangents.
 * NaN is larger and smaller than all. */

static bool same(double a, double b)
{
  return a == b || (isnan(a) && isnan(b));
}

static double ties(const struct ad_lane *l)
{
  double m = 0;
  for (size_t k = 0; k < l->n; k++)
    m += same(l->x[k], *l->y);
  return m;
}

/* The extreme of sign * x. */
static void extreme(const struct ad_lane *l, double sign)
{
  double y = l->x[0], dy = 0;
  for (size_t k = 1; k < l->n; k++)
    if (!isnan(y) && !(sign * l->x[k] <= sign * y))
      y = l->x[k];
  *l->y = y;
  if (!l->dy)
    return;
  for (size_t k = 0; k < l->n; k++)
    if (same(l->x[k], y))
      dy += l->dx[k];
  *l->dy = dy / ties(l);
}

static void amax_value(const struct ad_lane *l) { extreme(l, 1); }
static void amin_value(const struct ad_lane *l) { extreme(l, -1); }

static void amax_adjoint(const struct ad_lane *l)
{
  const double m = ties(l);
  for (size_t k = 0; k < l->n; k++) {
    const bool at = same(l->x[k], *l->y);
    l->xbar[k] = at ? *l->w / m : 0;
    if (l->dxbar)
      l->dxbar[k] = at ? *l->dw / m : 0;
  }
}
static void amin_adjoint(const struct ad_lane *l) { amax_adjoint(l); }
AD_LANES(amax)
AD_LANES(amin)

/* ---- y = sqrt of sum of a_i^2:  ā_i += ȳ a_i/y ---------------------------------
 *
 * Numbers are divided by the largest, so that no square overflows.  With
 * u = a/y: y' = sum of u_i a_i', u_i' = (a_i' - u_i y') / y.  Where y = 0 the
 * subgradient of least norm is 0; so are the tangents. */

static void norm_value(const struct ad_lane *l)
{
  double most = 0, sum = 0, dy = 0;
  for (size_t k = 0; k < l->n; k++)
    if (!isnan(most) && !(fabs(l->x[k]) <= most))
      most = fabs(l->x[k]);
  if (most > 0 && !isinf(most))
    for (size_t k = 0; k < l->n; k++)
      sum += (l->x[k] / most) * (l->x[k] / most);
  const double y = most > 0 && !isinf(most) ? most * sqrt(sum) : most;
  *l->y = y;
  if (l->dy) {
    for (size_t k = 0; y != 0 && k < l->n; k++)
      dy += l->x[k] / y * l->dx[k];
    *l->dy = dy;
  }
}

static void norm_adjoint(const struct ad_lane *l)
{
  const double y = *l->y, w = *l->w;
  for (size_t k = 0; k < l->n; k++) {
    const double u = y != 0 ? l->x[k] / y : 0;
    l->xbar[k] = w * u;
    if (l->dxbar)
      l->dxbar[k] =
        *l->dw * u + (y != 0 ? w * ((l->dx[k] - u * *l->dy) / y) : 0);
  }
}
AD_LANES(norm)
