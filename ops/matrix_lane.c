/* matrix_lane.c: cuts matrices into lanes. */
#include <config.h>

#include "matrix_lane.h"

#include <math.h>

const char *ad_lane_shape(const struct ad_shape *x, int n, struct ad_shape *y)
{
  if (n != AD_ALL && n != 0 && n != 1)
    return "the axis is 0 (down the columns) or 1 (along the rows)";
  y->rows = n == 1 ? x->rows : 1;
  y->cols = n == 0 ? x->cols : 1;
  return NULL;
}

/* Which lane of which kind. */
struct place {
  int axis;
  size_t lane;
  size_t cols; /* of x */
};

/* Where element k of the lane lies in a block of the shape of x. */
static ptrdiff_t at(const struct ad_block *b, const struct place *p, size_t k)
{
  const size_t i = p->axis == 0 ? k : p->axis == 1 ? p->lane : k / p->cols;
  const size_t j = p->axis == 0 ? p->lane : p->axis == 1 ? k : k % p->cols;
  return (ptrdiff_t)i * b->rs + (ptrdiff_t)j * b->cs;
}

struct ad_block ad_lane_stretch(struct ad_block b, const struct ad_block *x)
{
  if (b.rows == 1)
    b.rs = 0;
  if (b.cols == 1)
    b.cs = 0;
  b.rows = x->rows, b.cols = x->cols;
  return b;
}

/* Copies n elements; zeros where there are none. */
static void gather(const double *from, const struct ad_block *b,
                   const struct place *p, size_t n, double *to)
{
  for (size_t k = 0; to && k < n; k++)
    to[k] = from ? from[at(b, p, k)] : 0;
}
static void scatter(const double *from, const struct ad_block *b,
                    const struct place *p, size_t n, double *to)
{
  for (size_t k = 0; to && k < n; k++)
    to[at(b, p, k)] = from[k];
}
static void scatter_add(const double *from, const struct ad_block *b,
                        const struct place *p, size_t n, double *to)
{
  for (size_t k = 0; to && k < n; k++)
    to[at(b, p, k)] += from[k];
}

/* The arrays of a lane, in one piece of memory. */
static bool lane_new(struct ad_lane *l, const struct ad_matrix_call *c,
                     bool tangents)
{
  const struct ad_block *x = &c->x[0];
  l->n = c->n == 0 ? x->rows : c->n == 1 ? x->cols : x->rows * x->cols;
  double **const all[] = {&l->x,  &l->y,  &l->w,  &l->xbar,
                          &l->dx, &l->dy, &l->dw, &l->dxbar};
  double *next = ad_scratch_take(c->scratch, 12 * l->n);
  for (size_t k = 0; next && k < (tangents ? 8 : 4); k++)
    *all[k] = next + k * l->n;
  l->work = next ? next + 8 * l->n : NULL;
  return next;
}

static size_t lanes_of(const struct ad_matrix_call *c)
{
  return c->n == 0 ? c->x[0].cols : c->n == 1 ? c->x[0].rows : 1;
}

/* The numbers of y in one lane. */
static size_t results(const struct ad_matrix_call *c, const struct ad_lane *l)
{
  return ad_block_same_shape(&c->x[0], &c->y) ? l->n : 1;
}

enum ad_status ad_lanes_value(const struct ad_matrix_call *c,
                              ad_lane_rule *rule)
{
  const struct ad_block *x = &c->x[0];
  const struct ad_block y = ad_lane_stretch(c->y, x);
  struct ad_lane l = {0};
  if (!lane_new(&l, c, y.d))
    return AD_NO_MEMORY;
  for (size_t lane = 0; lane < lanes_of(c); lane++) {
    const struct place p = {c->n, lane, x->cols};
    gather(x->v, x, &p, l.n, l.x);
    gather(x->d, x, &p, l.n, l.dx);
    rule(&l);
    scatter(l.y, &y, &p, results(c, &l), y.v);
    scatter(l.dy, &y, &p, results(c, &l), y.d);
  }
  return AD_OK;
}

enum ad_status ad_lanes_adjoint(const struct ad_matrix_call *c,
                                const struct ad_block *ybar,
                                const struct ad_block *xbar, bool magnitude,
                                ad_lane_rule *rule)
{
  const struct ad_block *x = &c->x[0];
  const struct ad_block y = ad_lane_stretch(c->y, x), w = ad_lane_stretch(*ybar, x);
  struct ad_lane l = {.magnitude = magnitude};
  if (!xbar[0].v)
    return AD_OK;
  if (!lane_new(&l, c, ybar->d))
    return AD_NO_MEMORY;
  const size_t m = results(c, &l);
  for (size_t lane = 0; lane < lanes_of(c); lane++) {
    const struct place p = {c->n, lane, x->cols};
    gather(x->v, x, &p, l.n, l.x);
    gather(x->d, x, &p, l.n, l.dx);
    gather(y.v, &y, &p, m, l.y);
    gather(y.d, &y, &p, m, l.dy);
    gather(w.v, &w, &p, m, l.w);
    gather(w.d, &w, &p, m, l.dw);
    for (size_t k = 0; magnitude && k < m; k++)
      l.w[k] = fabs(l.w[k]);
    rule(&l);
    for (size_t k = 0; magnitude && k < l.n; k++)
      l.xbar[k] = fabs(l.xbar[k]);
    scatter_add(l.xbar, &xbar[0], &p, l.n, xbar[0].v);
    if (l.dxbar)
      scatter_add(l.dxbar, &xbar[0], &p, l.n, xbar[0].d);
  }
  return AD_OK;
}
