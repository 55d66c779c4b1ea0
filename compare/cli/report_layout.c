/* report_layout.c: how high the nodes of a graph stand in the report.
 *
 * ad_graph_make gives each layer its order, and every item the room of a box.
 * Here a bend takes less room than a box, and each item is drawn towards its
 * neighbours, the steps between bends most, which keeps long edges straight
 * (weights 1, 2, 8 as in E. R. Gansner, E. Koutsofios, S. C. North, K.-P. Vo,
 * IEEE Trans. Software Eng. 19 (1993), section 4).  Where that would break the
 * order or the distances of a layer, the nearest heights that do not are taken:
 * an isotonic regression, by pooling adjacent violators. */
#include <config.h>

#include "report.h"

#include <stdlib.h>

enum { SWEEPS = 80 };

struct layout {
  const struct ad_graph *g;
  double *y;      /* of items, in pixels, downwards */
  size_t *order;  /* items, layer by layer, from the top */
  size_t *first;  /* where a layer begins there; layers + 1 */
  double *wanted, *weight; /* of items */
  double *mean, *mass;     /* of pools */
  size_t *pool;            /* their lengths */
};

static bool is_bend(const struct layout *l, size_t item)
{
  return l->g->items[item].node == UINT32_MAX;
}

static double gap(const struct layout *l, size_t above, size_t below)
{
  static const double gaps[] = {REPORT_BOX + 30, REPORT_BOX / 2 + 24, 26};
  return gaps[is_bend(l, above) + is_bend(l, below)];
}

/* Items of a layer in the order of graph.h's y, which goes up. */
static void sort_layers(struct layout *l)
{
  size_t at = 0;
  for (size_t layer = 0; layer < l->g->layers; layer++) {
    l->first[layer] = at;
    for (size_t i = 0; i < l->g->item_count; i++) {
      if (l->g->items[i].layer != layer)
        continue;
      size_t k = at++;
      for (; k > l->first[layer] &&
             l->g->items[l->order[k - 1]].y < l->g->items[i].y; k--)
        l->order[k] = l->order[k - 1];
      l->order[k] = i;
    }
  }
  l->first[l->g->layers] = at;
}

static void find_wanted(struct layout *l)
{
  static const double weights[] = {1, 2, 8};
  for (size_t i = 0; i < l->g->item_count; i++)
    l->wanted[i] = l->weight[i] = 0;
  for (size_t s = 0; s < l->g->step_count; s++) {
    const size_t a = l->g->steps[s].left, b = l->g->steps[s].right;
    const double w = weights[is_bend(l, a) + is_bend(l, b)];
    l->wanted[a] += w * l->y[b], l->weight[a] += w;
    l->wanted[b] += w * l->y[a], l->weight[b] += w;
  }
  for (size_t i = 0; i < l->g->item_count; i++)
    l->wanted[i] = l->weight[i] > 0 ? l->wanted[i] / l->weight[i] : l->y[i];
}

/* The heights of a layer nearest to the wanted ones. */
static void place_layer(struct layout *l, size_t begin, size_t end)
{
  size_t pools = 0;
  double offset = 0;
  for (size_t k = begin; k < end; k++) {
    const size_t i = l->order[k];
    if (k > begin)
      offset += gap(l, l->order[k - 1], i);
    l->mean[pools] = l->wanted[i] - offset;
    l->mass[pools] = fmax(l->weight[i], 1);
    l->pool[pools++] = 1;
    for (; pools > 1 && l->mean[pools - 2] > l->mean[pools - 1]; pools--) {
      const double mass = l->mass[pools - 2] + l->mass[pools - 1];
      l->mean[pools - 2] = (l->mean[pools - 2] * l->mass[pools - 2] +
                            l->mean[pools - 1] * l->mass[pools - 1]) /
                           mass;
      l->mass[pools - 2] = mass;
      l->pool[pools - 2] += l->pool[pools - 1];
    }
  }
  offset = 0;
  for (size_t k = begin, p = 0, used = 0; k < end; k++, used++) {
    if (k > begin)
      offset += gap(l, l->order[k - 1], l->order[k]);
    if (used == l->pool[p])
      p++, used = 0;
    l->y[l->order[k]] = l->mean[p] + offset;
  }
}

static void place(struct layout *l)
{
  double top = INFINITY;
  sort_layers(l);
  for (size_t i = 0; i < l->g->item_count; i++)
    l->y[i] = -REPORT_BOX * l->g->items[i].y;
  for (int sweep = 0; sweep < SWEEPS; sweep++)
    for (size_t k = 0; k < l->g->layers; k++) {
      const size_t layer = sweep % 2 ? l->g->layers - 1 - k : k;
      find_wanted(l);
      place_layer(l, l->first[layer], l->first[layer + 1]);
    }
  for (size_t i = 0; i < l->g->item_count; i++)
    top = fmin(top, l->y[i] - (is_bend(l, i) ? 10 : REPORT_BOX / 2));
  for (size_t i = 0; i < l->g->item_count; i++)
    l->y[i] -= top;
}

bool report_layout(const struct ad_graph *g, double *y)
{
  const size_t count = g->item_count + 1;
  struct layout l = {
    .g = g,
    .y = y,
    .order = calloc(count, sizeof *l.order),
    .first = calloc(g->layers + 1, sizeof *l.first),
    .wanted = calloc(count, sizeof *l.wanted),
    .weight = calloc(count, sizeof *l.weight),
    .mean = calloc(count, sizeof *l.mean),
    .mass = calloc(count, sizeof *l.mass),
    .pool = calloc(count, sizeof *l.pool),
  };
  const bool good = l.order && l.first && l.wanted && l.weight && l.mean &&
                    l.mass && l.pool;
  if (good)
    place(&l);
  free(l.order);
  free(l.first);
  free(l.wanted);
  free(l.weight);
  free(l.mean);
  free(l.mass);
  free(l.pool);
  return good;
}
