#include <config.h>

#include "graph.h"

#include <stdlib.h>

#include "formula_impl.h"

enum { SWEEPS = 24 };

/* ---- layers ------------------------------------------------------------- */

/* layer[i] of each node: operations by the longest way from an input, then
 * inputs as far right as their first use allows. */
static void find_layers(const struct ad_node *nodes, size_t count,
                        size_t *layer)
{
  for (size_t i = 0; i < count; i++) {
    layer[i] = 0;
    for (int k = 0; k < ad_node_arguments(&nodes[i]); k++) {
      uint32_t a = ad_node_argument(&nodes[i], k);
      if (!ad_node_is_constant(&nodes[a]) && layer[a] >= layer[i])
        layer[i] = layer[a] + 1;
    }
  }
  for (size_t i = 0; i < count; i++)
    if (nodes[i].kind == AD_NODE_INPUT)
      layer[i] = SIZE_MAX;
  for (size_t i = 0; i < count; i++)
    for (int k = 0; k < ad_node_arguments(&nodes[i]); k++) {
      uint32_t a = ad_node_argument(&nodes[i], k);
      if (nodes[a].kind == AD_NODE_INPUT && layer[i] - 1 < layer[a])
        layer[a] = layer[i] - 1;
    }
  for (size_t i = 0; i < count; i++)
    if (layer[i] == SIZE_MAX)
      layer[i] = 0; /* an input that nothing uses */
}

static bool add_item(struct ad_graph *g, uint32_t node, size_t layer)
{
  if (!formula_room(&g->items, g->item_count, &g->item_room,
                    sizeof *g->items))
    return false;
  g->items[g->item_count++] = (struct ad_graph_item){node, layer, 0};
  if (layer + 1 > g->layers)
    g->layers = layer + 1;
  return true;
}

static bool add_step(struct ad_graph *g, struct ad_graph_step step)
{
  if (!formula_room(&g->steps, g->step_count, &g->step_room,
                    sizeof *g->steps))
    return false;
  g->steps[g->step_count++] = step;
  return true;
}

/* The edge from item `from` to item `to`, with bends between. */
static bool add_edge(struct ad_graph *g, size_t from, size_t to, int argument)
{
  struct ad_graph_step s = {.from = g->items[from].node,
                            .to = g->items[to].node,
                            .argument = argument,
                            .left = from};
  size_t end = g->items[to].layer;
  for (size_t layer = g->items[from].layer + 1; layer < end; layer++) {
    s.right = g->item_count;
    if (!add_item(g, UINT32_MAX, layer) || !add_step(g, s))
      return false;
    s.left = s.right;
  }
  s.right = to;
  s.last = true;
  return add_step(g, s);
}

/* ---- places in a layer -------------------------------------------------- */

struct place {
  double wish, sum, weight;
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
      places[count++] = (struct place){.wish = g->items[i].y, .item = i};
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

/* Ties keep their order, so that the same formula gives the same picture. */
static int by_wish(const void *a, const void *b)
{
  const struct place *p = a, *q = b;
  if (p->wish != q->wish)
    return p->wish < q->wish ? -1 : 1;
  return p->item < q->item ? -1 : p->item > q->item;
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
  for (size_t k = 0; !sort && k < count; k++) {
    const double wish = places[k].wish;
    places[k].wish = g->items[places[k].item].y;
    places[k].sum = wish;
  }
  qsort(places, count, sizeof *places, by_wish);
  for (size_t k = 0; !sort && k < count; k++)
    places[k].wish = places[k].sum;
  spread(g, places, count);
}

static bool place_items(struct ad_graph *g)
{
  struct place *places = malloc((g->item_count + 1) * sizeof *places);
  size_t *place_of = malloc((g->item_count + 1) * sizeof *place_of);
  bool good = places && place_of;
  for (size_t i = 0; i < g->item_count; i++)
    g->items[i].y = -(double)i;
  for (int sweep = 0; good && sweep < SWEEPS; sweep++) {
    for (size_t l = 0; l < g->layers; l++)
      settle(g, l, LEFT, true, places, place_of);
    for (size_t l = g->layers; l-- > 0;)
      settle(g, l, RIGHT, true, places, place_of);
  }
  for (int sweep = 0; good && sweep < SWEEPS; sweep++)
    for (size_t l = 0; l < g->layers; l++)
      settle(g, l, LEFT | RIGHT, false, places, place_of);
  double least = INFINITY;
  for (size_t i = 0; i < g->item_count; i++)
    least = fmin(least, g->items[i].y);
  for (size_t i = 0; i < g->item_count; i++)
    g->items[i].y -= least;
  free(places);
  free(place_of);
  return good;
}

/* ---- all of it ---------------------------------------------------------- */

enum ad_status ad_graph_make(const ad_formula *formula, struct ad_graph *g)
{
  size_t count;
  const struct ad_node *nodes = ad_formula_nodes(formula, &count);
  *g = (struct ad_graph){.items = NULL};
  size_t *layer = malloc(count * sizeof *layer);
  size_t *item = malloc(count * sizeof *item);
  bool good = layer && item;
  if (good)
    find_layers(nodes, count, layer);
  for (size_t i = 0; good && i < count; i++) {
    item[i] = g->item_count;
    if (!ad_node_is_constant(&nodes[i]))
      good = add_item(g, (uint32_t)i, layer[i]);
  }
  for (size_t i = 0; good && i < count; i++)
    for (int k = 0; good && k < ad_node_arguments(&nodes[i]); k++) {
      uint32_t a = ad_node_argument(&nodes[i], k);
      if (!ad_node_is_constant(&nodes[a]))
        good = add_edge(g, item[a], item[i], k);
    }
  good = good && place_items(g);
  free(layer);
  free(item);
  return good ? AD_OK : AD_NO_MEMORY;
}

void ad_graph_release(struct ad_graph *g)
{
  free(g->items);
  free(g->steps);
  *g = (struct ad_graph){.items = NULL};
}
