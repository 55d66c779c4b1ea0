/* sparse_drivers.c: sparse Jacobians and Hessians of whole functions: records,
 * finds the pattern and the fewest colours, sweeps. */
#include <config.h>

#include "sparse.h"

#include <stdlib.h>
#include <string.h>

#include "edge_push_impl.h"
#include "run_impl.h"
#include "second.h"

/* ---- plans ----------------------------------------------------------------------- */

typedef enum ad_status colouring(const struct ad_pattern *p,
                                 enum ad_order order, uint32_t *colour,
                                 size_t *colours);

/* Tries a way; it stays if it has fewer colours than what is there. */
static enum ad_status try_colours(struct ad_sparse *s, colouring *by,
                                  enum ad_order order, bool rows)
{
  const size_t n = rows ? s->at.rows : s->at.cols;
  uint32_t *colour = malloc((n + 1) * sizeof *colour);
  size_t colours = 0;
  enum ad_status status =
    colour ? by(&s->at, order, colour, &colours) : AD_NO_MEMORY;
  if (!status && (!s->colour || colours < s->colours)) {
    free(s->colour);
    s->colour = colour, s->colours = colours, s->by_rows = rows;
    return AD_OK;
  }
  free(colour);
  return status;
}

static size_t longest_row(const struct ad_pattern *p)
{
  size_t most = 0;
  for (size_t i = 0; i < p->rows; i++) {
    const size_t count = p->start[i + 1] - p->start[i];
    most = count > most ? count : most;
  }
  return most;
}

/* No colouring has fewer colours than the longest row has entries (or column, for
 * rows); so a side that cannot be better is not tried. */
static enum ad_status plan_jacobian(struct ad_sparse *s)
{
  struct ad_pattern columns;
  enum ad_status status = ad_pattern_transpose(&s->at, &columns);
  const size_t least[2] = {longest_row(&s->at), longest_row(&columns)};
  ad_pattern_free(&columns);
  for (int k = 0; !status && k < 2; k++) {
    const bool rows = (least[1] < least[0]) ^ k;
    for (int order = AD_NATURAL; !status && order <= AD_LARGEST_FIRST; order++)
      if (!s->colour || s->colours > least[rows])
        status = try_colours(s, rows ? ad_colour_rows : ad_colour_columns,
                             (enum ad_order)order, rows);
  }
  return status;
}

enum ad_status tape_sparse_plan_jacobian(size_t m, const var *y, size_t n,
                                         const var *x, struct ad_sparse *out)
{
  if (!out)
    return AD_BAD_ARGUMENT;
  *out = (struct ad_sparse){0};
  enum ad_status status = tape_jacobian_pattern(m, y, n, x, &out->at);
  if (!status)
    status = plan_jacobian(out);
  if (status)
    ad_sparse_free(out);
  return status;
}

enum ad_status tape_sparse_plan_hessian(var y, size_t n, const var *x,
                                        struct ad_sparse *out)
{
  if (!out)
    return AD_BAD_ARGUMENT;
  *out = (struct ad_sparse){0};
  enum ad_status status = tape_hessian_pattern(y, n, x, &out->at);
  for (int order = AD_NATURAL; !status && order <= AD_LARGEST_FIRST; order++)
    status = try_colours(out, ad_colour_star, (enum ad_order)order, false);
  if (status)
    ad_sparse_free(out);
  return status;
}

/* ---- functions ------------------------------------------------------------------- */

static enum ad_status start_sparse(struct run *r, var_map *f, void *data,
                                   tape *t, size_t n, const double *x,
                                   size_t m, double *y, struct ad_sparse *out)
{
  *r = (struct run){0};
  if (!out)
    return AD_BAD_ARGUMENT;
  *out = (struct ad_sparse){0};
  return run_begin(r, f, data, t, n, x, m, y);
}

static enum ad_status end_sparse(struct run *r, struct ad_sparse *out,
                                 enum ad_status status)
{
  run_end(r);
  if (status && out)
    ad_sparse_free(out);
  return status;
}

static enum ad_status make_values(struct ad_sparse *s)
{
  s->value = calloc(ad_pattern_count(&s->at) + 1, sizeof *s->value);
  return s->value ? AD_OK : AD_NO_MEMORY;
}

enum ad_status var_sparse_jacobian(var_map *f, void *data, tape *t, size_t n,
                                   const double *x, size_t m, double *y,
                                   struct ad_sparse *out)
{
  struct run r;
  enum ad_status status = start_sparse(&r, f, data, t, n, x, m, y, out);
  if (!status)
    status = tape_sparse_plan_jacobian(m, r.u + n, n, r.u, out);
  if (!status)
    status = make_values(out);
  if (!status)
    status = (out->by_rows ? tape_sparse_rows : tape_sparse_columns)(
      m, r.u + n, n, r.u, &out->at, out->colour, out->colours, out->value);
  return end_sparse(&r, out, status);
}

/* ---- Hessians of functions: by colours, by edges ------------------------------- */

enum { WEIGHT = 4, UNASKED = 2 }; /* see sparse.h */

static enum ad_status by_colours(var y, size_t n, const var *x, double *grad,
                                 struct ad_sparse *out)
{
  enum ad_status status = tape_sparse_plan_hessian(y, n, x, out);
  if (!status)
    status = make_values(out);
  return status ? status
                : tape_sparse_hessian(y, n, x, &out->at, out->colour,
                                      out->colours, grad, out->value);
}

static enum ad_status by_edges(struct tape_edges *e, double most, var y,
                               size_t n, const var *x, double *grad,
                               struct ad_sparse *out, bool *dear)
{
  const enum ad_status status =
    tape_edges_find_within(e, most, y, n, x, grad, out);
  *dear = !status && n && tape_edges_dear(e, most);
  return status;
}

/* No star colouring has fewer colours. */
static double least_colours(const struct ad_pattern *p)
{
  double entries = 0, inputs = 0;
  for (size_t i = 0; i < p->rows; i++) {
    const size_t row = p->start[i + 1] - p->start[i] - ad_pattern_has(p, i, i);
    entries += (double)row;
    inputs += row > 0;
  }
  return 1 + (inputs > 0 ? entries / 2 / inputs : 0);
}

static enum ad_status by_cost(struct tape_edges *e, var y, size_t n,
                              const var *x, double *grad, struct ad_sparse *out)
{
  struct tape_cost cost;
  bool dear = true;
  if (!n || !tape_count_cost(x[0].on, &cost))
    return by_colours(y, n, x, grad, out);
  enum ad_status status =
    by_edges(e, UNASKED * cost.product, y, n, x, grad, out, &dear);
  if (status || !dear)
    return status;
  struct ad_pattern p;
  status = tape_hessian_pattern(y, n, x, &p);
  const double most =
    status ? 0 : least_colours(&p) * cost.product / WEIGHT;
  ad_pattern_free(&p);
  if (!status && most > UNASKED * cost.product)
    status = by_edges(e, most, y, n, x, grad, out, &dear);
  return status || !dear ? status : by_colours(y, n, x, grad, out);
}

enum ad_status var_sparse_hessian_by(enum ad_hessian_way way, var_map *f,
                                     void *data, tape *t, size_t n,
                                     const double *x, double *y, double *grad,
                                     struct ad_sparse *out)
{
  struct run r;
  bool dear;
  struct tape_edges *e = NULL;
  enum ad_status status = start_sparse(&r, f, data, t, n, x, 1, y, out);
  if (!status && way != AD_BY_COLOURS && !(e = tape_edges_new()))
    status = AD_NO_MEMORY;
  if (!status)
    switch (way) {
    case AD_BY_COLOURS:
      status = by_colours(r.u[n], n, r.u, grad, out);
      break;
    case AD_BY_EDGES:
      status = by_edges(e, INFINITY, r.u[n], n, r.u, grad, out, &dear);
      break;
    case AD_BY_COST: status = by_cost(e, r.u[n], n, r.u, grad, out); break;
    default: status = AD_BAD_ARGUMENT;
    }
  tape_edges_free(e);
  return end_sparse(&r, out, status);
}

enum ad_status var_sparse_hessian(var_map *f, void *data, tape *t, size_t n,
                                  const double *x, double *y, double *grad,
                                  struct ad_sparse *out)
{
  return var_sparse_hessian_by(AD_BY_COLOURS, f, data, t, n, x, y, grad, out);
}
