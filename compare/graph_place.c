/* graph_place.c: how high the items of a graph stand. */
#include <config.h>

#include "graph_impl.h"

#include <math.h>
#include <stdlib.h>

enum { SWEEPS = 24 };

struct place {
  double y, wish, sum, weight;
  size_t item;
};

enum side { LEFT = 1, RIGHT = 2 };

/* An edge bends where it has to, and is straight in between. */
static double weight(const struct ad_graph *g, const struct ad_graph_step *s)
{
  const int bends = (g->items[s->left].node == UINT32_MAX) +
                    (g->items[s->right].node == UINT32_MAX);
  return bends == 2 ? 8 : bends == 1 ? 2 : 1;
}

static void pull(struct place *p, double y, double by)
{
  p->sum += by * y;
  p->weight += by;
  p->wish = p->sum / p->weight;
}

/* Where the items of a layer wish to be: at the mean height of their
 * neighbours on these sides, or where they are if they have none.  places has
 * room for all items; returns how many are in the layer. */
static size_t wishes(const struct ad_graph *g, size_t layer, unsigned sides,
                     struct place *places, size_t *place_of)
{
  size_t count = 0;
  for (size_t i = 0; i < g->item_count; i++)
    if (g->items[i].layer == layer) {
      place_of[i] = count;
      places[count++] = (struct place){
        .y = g->items[i].y, .wish = g->items[i].y, .item = i};
    }
  for (size_t k = 0; k < g->step_count; k++) {
    const struct ad_graph_step *s = &g->steps[k];
    if ((sides & LEFT) && g->items[s->right].layer == layer)
      pull(&places[place_of[s->right]], g->items[s->left].y, weight(g, s));
    if ((sides & RIGHT) && g->items[s->left].layer == layer)
      pull(&places[place_of[s->left]], g->items[s->right].y, weight(g, s));
  }
  for (size_t k = 0; k < count; k++)
    if (places[k].weight == 0)
      places[k].weight = 1;
  return count;
}

static int compare(double a, double b) { return (a > b) - (a < b); }

/* Ties keep their order, so that no crossing is made without need. */
static int by_height(const void *a, const void *b)
{
  const struct place *p = a, *q = b;
  const int height = compare(p->y, q->y);
  return height ? height : compare((double)p->item, (double)q->item);
}

static int by_wish(const void *a, const void *b)
{
  const struct place *p = a, *q = b;
  const int wish = compare(p->wish, q->wish);
  return wish ? wish : by_height(a, b);
}

/* Puts `count` places, in their order, as near to their wishes as they can be
 * 1 apart: with z_k = y_k - k they must not fall, and the weighted least
 * squares of that are means of blocks ("pool adjacent violators"). */
static void spread(struct ad_graph *g, struct place *places, size_t count)
{
  for (size_t k = 0; k < count; k++)
    places[k].sum = places[k].weight * (places[k].wish - (double)k);
  for (size_t k = 0; k < count;) {
    size_t end = k + 1;
    double sum = places[k].sum, all = places[k].weight, least = sum / all;
    size_t best = end;
    /* the block from k on is the longest one of least mean */
    for (; end < count; end++) {
      sum += places[end].sum, all += places[end].weight;
      if (sum / all <= least)
        least = sum / all, best = end + 1;
    }
    for (; k < best; k++)
      g->items[places[k].item].y = least + (double)k;
  }
}

/* Sorts a layer by its wishes, and spreads it; or keeps its order. */
static void settle(struct ad_graph *g, size_t layer, unsigned sides, bool sort,
                   struct place *places, size_t *place_of)
{
  const size_t count = wishes(g, layer, sides, places, place_of);
  qsort(places, count, sizeof *places, sort ? by_wish : by_height);
  spread(g, places, count);
}

/* Barycentres find an order; the one with the fewest crossings is kept. */
static void order(struct ad_graph *g, const struct graph_layers *l,
                  struct place *places, size_t *room, double *best)
{
  size_t least = SIZE_MAX;
  for (int sweep = 0; sweep < SWEEPS && least > 0; sweep++) {
    for (size_t k = 0; k < g->layers; k++)
      settle(g, k, LEFT, true, places, room);
    for (size_t k = g->layers; k-- > 0;)
      settle(g, k, RIGHT, true, places, room);
    const size_t crossings = graph_crossings(g, l);
    for (size_t i = 0; crossings < least && i < g->item_count; i++)
      best[i] = g->items[i].y;
    least = crossings < least ? crossings : least;
  }
  for (size_t i = 0; i < g->item_count; i++)
    g->items[i].y = best[i];
  graph_exchange(g, l, room);
}

bool graph_place(struct ad_graph *g)
{
  struct graph_layers l;
  struct place *places = malloc((g->item_count + 1) * sizeof *places);
  size_t *room = malloc((g->item_count + 1) * sizeof *room);
  double *best = calloc(g->item_count + 1, sizeof *best), low = INFINITY;
  bool good = graph_layers_make(g, &l) && places && room && best;
  for (size_t i = 0; i < g->item_count; i++)
    g->items[i].y = -(double)i;
  if (good)
    order(g, &l, places, room, best);
  for (int sweep = 0; good && sweep < SWEEPS; sweep++)
    for (size_t k = 0; k < g->layers; k++)
      settle(g, k, LEFT | RIGHT, false, places, room);
  for (size_t i = 0; i < g->item_count; i++)
    low = fmin(low, g->items[i].y);
  for (size_t i = 0; i < g->item_count; i++)
    g->items[i].y -= low;
  free(places);
  free(room);
  free(best);
  graph_layers_free(&l);
  return good;
}
