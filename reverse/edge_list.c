/* edge_list.c: the lists of edges, and their memory. */
#include <config.h>

#include "edge_push_impl.h"

#include <stdlib.h>
#include <string.h>

#include "matrix_impl.h"

enum { LEAST = 256 };

struct tape_edges *tape_edges_new(void)
{
  struct tape_edges *e = calloc(1, sizeof *e);
  if (e)
    e->free = EDGE_NONE;
  return e;
}

void tape_edges_free(struct tape_edges *e)
{
  if (!e)
    return;
  free(e->list);
  free(e->place);
  free(e->what);
  free(e->pool);
  free(e);
}

size_t tape_edges_bytes(const struct tape_edges *e)
{
  return sizeof *e + e->room * sizeof *e->pool +
         e->slots * (sizeof *e->list + sizeof *e->place + sizeof *e->what);
}

struct tape_edges_cost tape_edges_count(const struct tape_edges *e)
{
  struct tape_edges_cost cost = e->cost;
  cost.most = e->used;
  return cost;
}

static bool grow_pool(struct tape_edges *e, size_t room)
{
  if (room >= EDGE_NONE || !tape_resize(&e->pool, room, sizeof *e->pool))
    return false;
  e->room = (uint32_t)room;
  return true;
}

/* The arrays that have a place for each slot. */
static enum ad_status make_lists(struct tape_edges *e, size_t slots)
{
  if (slots <= e->slots)
    return AD_OK;
  e->slots = 0;
  if (!tape_resize(&e->list, slots, sizeof *e->list) ||
      !tape_resize(&e->place, slots, sizeof *e->place) ||
      !tape_resize(&e->what, slots, sizeof *e->what))
    return AD_NO_MEMORY;
  memset(e->place, 0xFF, slots * sizeof *e->place); /* EDGE_NONE */
  e->slots = slots;
  return AD_OK;
}

enum ad_status tape_edges_begin(struct tape_edges *e, size_t slots)
{
  const size_t least = slots / 2 + LEAST;
  const enum ad_status status = make_lists(e, slots);
  if (status)
    return status;
  if (e->room < least && !grow_pool(e, least))
    return AD_NO_MEMORY;
  memset(e->list, 0xFF, slots * sizeof *e->list);
  e->used = e->in_use = 0;
  e->free = EDGE_NONE;
  e->below = (uint32_t)slots;
  e->failed = false;
  e->cost = (struct tape_edges_cost){0};
  return AD_OK;
}

void tape_edges_sum(struct tape_edges *e, uint32_t q)
{
  struct edge_list *const l = &e->list[q];
  uint32_t last = EDGE_NONE;
  if (l->first == l->last) /* one, or none */
    return;
  for (uint32_t k = l->first, next; k != EDGE_NONE; k = next) {
    struct edge *const one = &e->pool[k];
    const uint32_t met = e->place[one->to];
    next = one->next;
    if (met != EDGE_NONE) {
      e->pool[met].h += one->h;
      edge_release(e, k);
      continue;
    }
    e->place[one->to] = k;
    if (last != EDGE_NONE)
      e->pool[last].next = k;
    last = k;
  }
  e->pool[last].next = EDGE_NONE;
  l->last = last;
  for (uint32_t k = l->first; k != EDGE_NONE; k = e->pool[k].next)
    e->place[e->pool[k].to] = EDGE_NONE;
}

/* Where nothing of the pool was ever used, that is next.  Else summands are added
 * up; and if more than half of the pool is still in use, it is doubled.  So this
 * walk over all lists is paid by as many new edges. */
bool tape_edges_more(struct tape_edges *e)
{
  if (e->failed)
    return false;
  if (e->used == e->room) {
    for (uint32_t q = 0; q < e->below; q++)
      tape_edges_sum(e, q);
    e->failed = e->in_use > e->room / 2 && !grow_pool(e, 2 * (size_t)e->room);
  }
  if (e->failed || e->free != EDGE_NONE)
    return !e->failed;
  e->pool[e->used].next = EDGE_NONE;
  e->free = e->used++;
  return true;
}
