/* edge_push_impl.h: edges between the values of a tape; not installed.
 *
 * The edge between slots p <= q stands in the list of q, which is eliminated
 * first.  It is not looked for when something is added to it: a summand is
 * appended, and those of one edge are added up when q's turn comes, or when the
 * pool is full; always in the order in which they came, so that the sum does not
 * depend on when. */
#ifndef DUALTAPE_EDGE_PUSH_IMPL_H
#define DUALTAPE_EDGE_PUSH_IMPL_H

#include "edge_push.h"

#define EDGE_NONE UINT32_MAX
/* What a slot is, beside the number of an x: depends on none; on one. */
#define EDGE_PASSIVE UINT32_MAX
#define EDGE_ACTIVE (UINT32_MAX - 1)

/* A summand of h: to the slot `to`; the next one of its list, or of those that
 * are free. */
struct edge {
  double h;
  uint32_t to, next;
};

struct edge_list {
  uint32_t first, last;
};

struct tape_edges {
  struct edge_list *list; /* of slots; */
  uint32_t *place; /* where a slot's edge was met: EDGE_NONE but in edge_sum */
  uint32_t *what;  /* of slots: EDGE_PASSIVE, EDGE_ACTIVE, or j of x_j */
  size_t slots;    /* these three have room for */
  struct edge *pool;
  uint32_t room, used, free; /* of the pool; its first that is free */
  uint32_t in_use;
  uint32_t below; /* slots from here on have no edges any more */
  bool failed;    /* out of memory */
  struct tape_edges_cost cost;
};

/* Empty lists for `slots` slots. */
enum ad_status tape_edges_begin(struct tape_edges *e, size_t slots);

/* Adds up what belongs together in the list of slot q. */
void tape_edges_sum(struct tape_edges *e, uint32_t q);

/* Makes one free, when none is; false, and e->failed, if out of memory. */
bool tape_edges_more(struct tape_edges *e);

/* Eliminates all values but x[0..n-1], n > 0; stops where that takes more
 * operations than `most`, so that the result is not to be used. */
enum ad_status tape_edges_sweep(struct tape_edges *e, double most, var y,
                                size_t n, const var *x, double *grad);

static inline bool tape_edges_dear(const struct tape_edges *e, double most)
{
  return e->cost.operations > most;
}

/* tape_edges_hessian and tape_edges_find, within as many operations; else
 * tape_edges_dear, AD_OK, and no result. */
enum ad_status tape_edges_within(struct tape_edges *e, double most, var y,
                                 size_t n, const var *x,
                                 const struct ad_pattern *p, double *grad,
                                 double *value);
enum ad_status tape_edges_find_within(struct tape_edges *e, double most, var y,
                                      size_t n, const var *x, double *grad,
                                      struct ad_sparse *out);

static inline void edge_release(struct tape_edges *e, uint32_t k)
{
  e->pool[k].next = e->free;
  e->free = k;
  e->in_use--;
}

/* h_pq += h. */
static inline void edge_add(struct tape_edges *e, uint32_t p, uint32_t q,
                            double h)
{
  if (h == 0 || (e->free == EDGE_NONE && !tape_edges_more(e)))
    return;
  const uint32_t k = e->free, to = p < q ? p : q;
  struct edge_list *const l = &e->list[p < q ? q : p];
  struct edge *const one = &e->pool[k];
  e->free = one->next;
  one->h = h;
  one->to = to;
  one->next = EDGE_NONE;
  if (l->first == EDGE_NONE)
    l->first = k;
  else
    e->pool[l->last].next = k;
  l->last = k;
  e->in_use++;
  e->cost.edges++;
}

#endif
