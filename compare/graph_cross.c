/* graph_cross.c: crossings of a graph's edges, and how to have fewer. */
#include <config.h>

#include "graph_impl.h"

#include <stdlib.h>

enum { ROUNDS = 8 };

bool graph_layers_make(const struct ad_graph *g, struct graph_layers *l)
{
  l->first = calloc(g->layers + 2, sizeof *l->first);
  l->step = malloc((g->step_count + 1) * sizeof *l->step);
  if (!l->first || !l->step)
    return false;
  for (size_t s = 0; s < g->step_count; s++)
    l->first[g->items[g->steps[s].left].layer + 2]++;
  for (size_t k = 2; k <= g->layers + 1; k++)
    l->first[k] += l->first[k - 1];
  for (size_t s = 0; s < g->step_count; s++) /* first[k + 1] moves to its end */
    l->step[l->first[g->items[g->steps[s].left].layer + 1]++] = s;
  return true;
}

void graph_layers_free(struct graph_layers *l)
{
  free(l->first);
  free(l->step);
}

/* Positive if the two steps run side by side, negative if they cross; 0 if
 * they share an end. */
static double aside(const struct ad_graph *g, const struct ad_graph_step *a,
                    const struct ad_graph_step *b)
{
  return (g->items[a->left].y - g->items[b->left].y) *
         (g->items[a->right].y - g->items[b->right].y);
}

size_t graph_crossings(const struct ad_graph *g, const struct graph_layers *l)
{
  size_t count = 0;
  for (size_t k = 0; k < g->layers; k++)
    for (size_t a = l->first[k]; a < l->first[k + 1]; a++)
      for (size_t b = a + 1; b < l->first[k + 1]; b++)
        count += aside(g, &g->steps[l->step[a]], &g->steps[l->step[b]]) < 0;
  return count;
}

/* By how many crossings there would be fewer between the steps of a layer's
 * items a and b, were they exchanged. */
static long gain(const struct ad_graph *g, const struct graph_layers *l,
                 size_t layer, bool on_left, size_t a, size_t b)
{
  long fewer = 0;
  for (size_t p = l->first[layer]; p < l->first[layer + 1]; p++) {
    const struct ad_graph_step *s = &g->steps[l->step[p]];
    if ((on_left ? s->left : s->right) != a)
      continue;
    for (size_t q = l->first[layer]; q < l->first[layer + 1]; q++) {
      const struct ad_graph_step *t = &g->steps[l->step[q]];
      if ((on_left ? t->left : t->right) == b)
        fewer += (aside(g, s, t) < 0) - (aside(g, s, t) > 0);
    }
  }
  return fewer;
}

/* The items of a layer from low to high, by insertion: they are nearly so. */
static size_t sorted(const struct ad_graph *g, size_t layer, size_t *item)
{
  size_t count = 0;
  for (size_t i = 0; i < g->item_count; i++)
    if (g->items[i].layer == layer) {
      size_t k = count++;
      for (; k > 0 && g->items[item[k - 1]].y > g->items[i].y; k--)
        item[k] = item[k - 1];
      item[k] = i;
    }
  return count;
}

static bool exchange_layer(struct ad_graph *g, const struct graph_layers *l,
                           size_t layer, size_t *item)
{
  bool changed = false;
  const size_t count = sorted(g, layer, item);
  for (size_t k = 0; k + 1 < count; k++) {
    const size_t a = item[k], b = item[k + 1];
    long fewer = gain(g, l, layer, true, a, b);
    if (layer > 0)
      fewer += gain(g, l, layer - 1, false, a, b);
    if (fewer <= 0)
      continue;
    const double y = g->items[a].y;
    g->items[a].y = g->items[b].y, g->items[b].y = y;
    item[k] = b, item[k + 1] = a;
    changed = true;
  }
  return changed;
}

void graph_exchange(struct ad_graph *g, const struct graph_layers *l,
                    size_t *room)
{
  bool changed = true;
  for (int round = 0; changed && round < ROUNDS; round++) {
    changed = false;
    for (size_t layer = 0; layer < g->layers; layer++)
      changed |= exchange_layer(g, l, layer, room);
  }
}
