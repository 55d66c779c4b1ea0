#include <config.h>

#include "graph.h"

#include <stdlib.h>

#include "formula_impl.h"
#include "graph_impl.h"

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
  good = good && graph_place(g);
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
