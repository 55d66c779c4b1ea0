/* sparse.c: entries of sparse Jacobians and Hessians, from sweeps by colours. */
#include <config.h>

#include "sparse.h"

#include <stdlib.h>

#include "colour_impl.h"
#include "lanes_impl.h"
#include "matrix_impl.h"
#include "second.h"

static size_t colours_left(size_t first, size_t colours)
{
  return colours - first < TAPE_LANES ? colours - first : (size_t)TAPE_LANES;
}

/* The lane of a colour in the chunk of `count` colours from `first` on. */
static bool in_chunk(uint32_t colour, size_t first, size_t count, size_t *lane)
{
  *lane = colour - first;
  return colour >= first && colour < first + count;
}

/* ---- Jacobians ------------------------------------------------------------------ */

static enum ad_status sweep_columns(struct lanes *l, const var *y, const var *x,
                                    const struct ad_pattern *p,
                                    const uint32_t *colour, size_t colours,
                                    double *value)
{
  enum ad_status status = AD_OK;
  size_t lane;
  for (size_t c = 0; !status && c < colours; c += TAPE_LANES) {
    const size_t count = colours_left(c, colours);
    tape_lanes_clear(l, count);
    for (size_t j = 0; j < p->cols; j++)
      if (in_chunk(colour[j], c, count, &lane))
        *tape_lane_at(l, x[j], lane) = 1;
    status = tape_sweep_lanes(l, false);
    for (size_t i = 0; !status && i < p->rows; i++)
      for (size_t k = p->start[i]; k < p->start[i + 1]; k++)
        if (in_chunk(colour[p->col[k]], c, count, &lane))
          value[k] = y[i].on ? *tape_lane_at(l, y[i], lane) : 0;
  }
  return status;
}

static enum ad_status sweep_rows(struct lanes *l, const var *y, const var *x,
                                 const struct ad_pattern *p,
                                 const uint32_t *colour, size_t colours,
                                 double *value)
{
  enum ad_status status = AD_OK;
  size_t lane;
  for (size_t c = 0; !status && c < colours; c += TAPE_LANES) {
    const size_t count = colours_left(c, colours);
    tape_lanes_clear(l, count);
    for (size_t i = 0; i < p->rows; i++)
      if (y[i].on && in_chunk(colour[i], c, count, &lane))
        *tape_lane_at(l, y[i], lane) += 1;
    status = tape_sweep_lanes(l, true);
    for (size_t i = 0; !status && i < p->rows; i++)
      if (in_chunk(colour[i], c, count, &lane))
        for (size_t k = p->start[i]; k < p->start[i + 1]; k++)
          value[k] = *tape_lane_at(l, x[p->col[k]], lane);
  }
  return status;
}

static enum ad_status sparse_jacobian(size_t m, const var *y, size_t n,
                                      const var *x, const struct ad_pattern *p,
                                      const uint32_t *colour, size_t colours,
                                      double *value, bool rows)
{
  struct lanes l;
  if ((m && !y) || (n && !x) || !p || !p->start || !colour || !value ||
      p->rows != m || p->cols != n)
    return AD_BAD_ARGUMENT;
  if (!n || !m)
    return AD_OK;
  tape *const t = x[0].on;
  enum ad_status status =
    t ? tape_lanes_check(t, m, y, n, x, true) : AD_NOT_INPUT;
  if (!status)
    status = (rows ? tape_check_rows : tape_check_columns)(p, colour, colours);
  if (status)
    return status;
  status = tape_lanes_open(&l, t);
  if (!status)
    status = (rows ? sweep_rows : sweep_columns)(&l, y, x, p, colour, colours,
                                                 value);
  free(l.all);
  return status;
}

enum ad_status tape_sparse_columns(size_t m, const var *y, size_t n,
                                   const var *x, const struct ad_pattern *p,
                                   const uint32_t *colour, size_t colours,
                                   double *value)
{
  return sparse_jacobian(m, y, n, x, p, colour, colours, value, false);
}

enum ad_status tape_sparse_rows(size_t m, const var *y, size_t n, const var *x,
                                const struct ad_pattern *p,
                                const uint32_t *colour, size_t colours,
                                double *value)
{
  return sparse_jacobian(m, y, n, x, p, colour, colours, value, true);
}

/* ---- Hessians -------------------------------------------------------------------- */

/* x̄ and H s_c on the tape. */
static enum ad_status sweep_colour(tape *t, var y, size_t n, const var *x,
                                   const uint32_t *colour, size_t c)
{
  enum ad_status status = tape_clear_tangents(t);
  for (size_t j = 0; !status && j < n; j++)
    if (colour[j] == c)
      status = tape_seed_tangent(x[j], 1);
  if (!status)
    status = tape_sweep_tangents(t);
  if (!status)
    status = tape_clear_adjoints(t);
  if (!status)
    status = tape_seed(y, 1);
  return status ? status : tape_sweep_second(t);
}

/* Entry k, (i, j): alone in row i.  It stands for (j, i) too, unless that is alone
 * in row j and above the diagonal. */
static void read_entry(const struct ad_pattern *p, const bool *alone, size_t i,
                       size_t k, var x, double *value)
{
  const size_t j = p->col[k];
  if (!alone[k])
    return;
  if (i == j) {
    value[k] = var_adjoint_tangent(x);
    return;
  }
  const size_t mirror = tape_pattern_place(p, j, i);
  if (i > j && alone[mirror])
    return;
  value[k] = value[mirror] = var_adjoint_tangent(x);
}

static enum ad_status sweep_hessian(tape *t, var y, size_t n, const var *x,
                                    const struct ad_pattern *p,
                                    const uint32_t *colour, size_t colours,
                                    double *value)
{
  bool *alone;
  enum ad_status status = tape_alone(p, colour, colours, &alone);
  for (size_t c = 0; !status && c < colours; c++) {
    status = sweep_colour(t, y, n, x, colour, c);
    for (size_t i = 0; !status && i < n; i++)
      for (size_t k = p->start[i]; k < p->start[i + 1]; k++)
        if (colour[p->col[k]] == c)
          read_entry(p, alone, i, k, x[i], value);
  }
  free(alone);
  return status;
}

static bool is_symmetric(const struct ad_pattern *p)
{
  for (size_t i = 0; i < p->rows; i++)
    for (size_t k = p->start[i]; k < p->start[i + 1]; k++)
      if (!ad_pattern_has(p, p->col[k], i))
        return false;
  return true;
}

enum ad_status tape_sparse_hessian(var y, size_t n, const var *x,
                                   const struct ad_pattern *p,
                                   const uint32_t *colour, size_t colours,
                                   double *grad, double *value)
{
  if ((n && !x) || !p || !p->start || !colour || !value || p->rows != n ||
      p->cols != n)
    return AD_BAD_ARGUMENT;
  if (!n)
    return AD_OK;
  tape *const t = x[0].on;
  enum ad_status status =
    t ? tape_lanes_check(t, 1, &y, n, x, true) : AD_NOT_INPUT;
  if (!status && !is_symmetric(p))
    status = AD_BAD_ARGUMENT;
  if (!status)
    status = tape_check_star(p, colour, colours);
  if (!status && grad)
    status = tape_gradient(y, n, x, grad);
  return status ? status : sweep_hessian(t, y, n, x, p, colour, colours, value);
}

void ad_sparse_free(struct ad_sparse *s)
{
  ad_pattern_free(&s->at);
  free(s->value);
  free(s->colour);
  *s = (struct ad_sparse){0};
}
