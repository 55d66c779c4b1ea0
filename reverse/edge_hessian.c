/* edge_hessian.c: Hessians made of the edges that are left between inputs. */
#include <config.h>

#include "edge_push.h"

#include <stdlib.h>

#include "colour_impl.h"
#include "edge_push_impl.h"

/* ---- into a pattern that is there -------------------------------------------- */

/* Puts an entry of row i; false if the pattern has none there. */
static bool put_entry(const struct ad_pattern *p, size_t i, size_t j, double h,
                      double *value)
{
  if (p->start[i] == p->start[i + 1])
    return false;
  const size_t k = tape_pattern_place(p, i, j);
  if (p->col[k] != j)
    return false;
  value[k] = h;
  return true;
}

static enum ad_status put_edges(struct tape_edges *e, size_t n, const var *x,
                                const struct ad_pattern *p, double *value)
{
  for (size_t k = 0; k < p->start[n]; k++)
    value[k] = 0;
  for (size_t i = 0; i < n; i++) {
    const uint32_t q = x[i].as.at.slot;
    tape_edges_sum(e, q);
    for (uint32_t k = e->list[q].first; k != EDGE_NONE; k = e->pool[k].next) {
      const size_t j = e->what[e->pool[k].to];
      const double h = e->pool[k].h;
      if (!put_entry(p, i, j, h, value) || !put_entry(p, j, i, h, value))
        return AD_BAD_ARGUMENT;
    }
  }
  return AD_OK;
}

enum ad_status tape_edges_within(struct tape_edges *e, double most, var y,
                                 size_t n, const var *x,
                                 const struct ad_pattern *p, double *grad,
                                 double *value)
{
  if (!e || (n && (!x || !value)) || !p || !p->start || p->rows != n ||
      p->cols != n)
    return AD_BAD_ARGUMENT;
  if (!n)
    return AD_OK;
  const enum ad_status status = tape_edges_sweep(e, most, y, n, x, grad);
  return status || tape_edges_dear(e, most) ? status
                                            : put_edges(e, n, x, p, value);
}

enum ad_status tape_edges_hessian(struct tape_edges *e, var y, size_t n,
                                  const var *x, const struct ad_pattern *p,
                                  double *grad, double *value)
{
  return tape_edges_within(e, INFINITY, y, n, x, p, grad, value);
}

/* ---- with a pattern of its own -------------------------------------------------- */

/* Where the rows of the whole matrix begin. */
static void count_edges(struct tape_edges *e, size_t n, const var *x,
                       size_t *start)
{
  for (size_t i = 0; i < n; i++) {
    const uint32_t q = x[i].as.at.slot;
    tape_edges_sum(e, q);
    for (uint32_t k = e->list[q].first; k != EDGE_NONE; k = e->pool[k].next) {
      const size_t j = e->what[e->pool[k].to];
      start[i + 1]++;
      start[j + 1] += i != j;
    }
  }
  for (size_t i = 0; i < n; i++)
    start[i + 1] += start[i];
}

/* An entry, while rows are not in order. */
struct loose {
  double h;
  uint32_t col;
};

/* Rows as they come, next[i] being where row i goes on. */
static void fill_edges(const struct tape_edges *e, size_t n, const var *x,
                      size_t *next, struct loose *to)
{
  for (size_t i = 0; i < n; i++)
    for (uint32_t k = e->list[x[i].as.at.slot].first; k != EDGE_NONE;
         k = e->pool[k].next) {
      const uint32_t j = e->what[e->pool[k].to];
      const double h = e->pool[k].h;
      to[next[i]++] = (struct loose){h, j};
      if (i != j)
        to[next[j]++] = (struct loose){h, (uint32_t)i};
    }
}

/* The same matrix, transposed: rows that are met in order give columns in order. */
static void order_edges(size_t n, const struct loose *from, size_t *next,
                       struct ad_sparse *out)
{
  const size_t *const start = out->at.start;
  for (size_t i = 0; i < n; i++)
    for (size_t k = start[i]; k < start[i + 1]; k++) {
      const size_t place = next[from[k].col]++;
      out->at.col[place] = (uint32_t)i;
      out->value[place] = from[k].h;
    }
}

static void copy_starts(size_t n, const size_t *start, size_t *to)
{
  for (size_t i = 0; i < n; i++)
    to[i] = start[i];
}

static enum ad_status gather_edges(struct tape_edges *e, size_t n, const var *x,
                                   struct ad_sparse *out)
{
  struct ad_pattern *const p = &out->at;
  size_t *const next = malloc((n + 1) * sizeof *next);
  struct loose *from = NULL;
  p->rows = p->cols = n;
  p->start = calloc(n + 1, sizeof *p->start);
  if (next && p->start) {
    count_edges(e, n, x, p->start);
    from = malloc((p->start[n] + 1) * sizeof *from);
    p->col = malloc((p->start[n] + 1) * sizeof *p->col);
    out->value = malloc((p->start[n] + 1) * sizeof *out->value);
  }
  const bool good = from && p->col && out->value;
  if (good) {
    copy_starts(n, p->start, next);
    fill_edges(e, n, x, next, from);
    copy_starts(n, p->start, next);
    order_edges(n, from, next, out);
  }
  free(next);
  free(from);
  return good ? AD_OK : AD_NO_MEMORY;
}

enum ad_status tape_edges_find_within(struct tape_edges *e, double most, var y,
                                      size_t n, const var *x, double *grad,
                                      struct ad_sparse *out)
{
  if (!out)
    return AD_BAD_ARGUMENT;
  *out = (struct ad_sparse){0};
  if (!e || (n && !x))
    return AD_BAD_ARGUMENT;
  enum ad_status status =
    n ? tape_edges_sweep(e, most, y, n, x, grad) : AD_OK;
  if (!status && !(n && tape_edges_dear(e, most)))
    status = gather_edges(e, n, x, out);
  if (status)
    ad_sparse_free(out);
  return status;
}

enum ad_status tape_edges_find(struct tape_edges *e, var y, size_t n,
                               const var *x, double *grad,
                               struct ad_sparse *out)
{
  return tape_edges_find_within(e, INFINITY, y, n, x, grad, out);
}
