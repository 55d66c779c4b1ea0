/* graph_impl.h: what the files of graph.h share; not installed. */
#ifndef GRAPH_IMPL_H
#define GRAPH_IMPL_H

#include "graph.h"

/* Gives every item its y.  False if there is no memory. */
bool graph_place(struct ad_graph *g);

/* The steps by the layer of their left ends: those of layer l are
 * step[first[l]] to step[first[l + 1] - 1]. */
struct graph_layers {
  size_t *first, *step;
};
bool graph_layers_make(const struct ad_graph *g, struct graph_layers *l);
void graph_layers_free(struct graph_layers *l);

/* How many steps cross another one. */
size_t graph_crossings(const struct ad_graph *g, const struct graph_layers *l);

/* Exchanges neighbours in layers as long as that leaves fewer crossings; items
 * keep the heights that there are in a layer.  `room` is for all items. */
void graph_exchange(struct ad_graph *g, const struct graph_layers *l,
                    size_t *room);

#endif
