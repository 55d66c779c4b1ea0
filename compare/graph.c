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
  double wish, sum;
  size_t item, count;
};

/* Where the items of a layer wish to be: at the mean height of their
 * neighbours on one side, or where they are if they have none.  places has
 * room for all items; returns how many are in the layer. */
static size_t wishes(const struct ad_graph *g, size_t layer, bool from_left,
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
    size_t here = from_left ? s->right : s->left;
    size_t there = from_left ? s->left : s->right;
    if (g->items[here].layer != layer)
      continue;
    struct place *p = &places[place_of[here]];
    p->sum += g->items[there].y;
    p->count++;
    p->wish = p->sum / (double)p->count;
  }
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

/* Puts a layer's items where they wish to be, but 1 apart, keeping the mean. */
static void settle(struct ad_graph *g, size_t layer, bool from_left,
                   struct place *places, size_t *place_of)
{
  double shift = 0, y = -INFINITY;
  size_t count = wishes(g, layer, from_left, places, place_of);
  qsort(places, count, sizeof *places, by_wish);
  for (size_t k = 0; k < count; k++) {
    y = fmax(places[k].wish, y + 1);
    g->items[places[k].item].y = y;
    shift += (y - places[k].wish) / (double)count;
  }
  for (size_t k = 0; k < count; k++)
    g->items[places[k].item].y -= shift;
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
      settle(g, l, true, places, place_of);
    for (size_t l = g->layers; l-- > 0;)
      settle(g, l, false, places, place_of);
  }
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
