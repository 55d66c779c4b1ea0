/* graph.h: where to draw the nodes of a formula's computational graph.
 *
 * A layered layout (K. Sugiyama, S. Tagawa, M. Toda, IEEE Trans. SMC 11
 * (1981)): an operation stands one layer right of its rightmost argument, an
 * input just left of where it is first used; an edge over several layers
 * passes through bends, so that it does not run through other nodes.  Within a
 * layer items are ordered by the mean height of their neighbours, and then
 * placed so that the squared lengths of edges up and down, weighted so that
 * long edges become straight, are least (weights: E. Gansner, E. Koutsofios,
 * S. North, K. Vo, IEEE Trans. Software Eng. 19 (1993), 4). */
#ifndef DUALTAPE_GRAPH_H
#define DUALTAPE_GRAPH_H

#include "formula.h"

#ifdef __cplusplus
extern "C" {
#endif

/* A node to draw, or a bend of an edge. */
struct ad_graph_item {
  uint32_t node; /* of the formula; UINT32_MAX: a bend */
  size_t layer;  /* from 0, left to right */
  double y;      /* up, from 0; neighbours in a layer are at least 1 apart */
};

/* A step of an edge from one layer to the next.  The steps of one edge follow
 * each other; the last one of them ends at the node `to`. */
struct ad_graph_step {
  size_t left, right; /* items */
  uint32_t from, to;  /* nodes of the whole edge */
  int argument;       /* 0: `from` is the first argument of `to` */
  bool last;
};

struct ad_graph {
  struct ad_graph_item *items;
  size_t item_count, item_room;
  struct ad_graph_step *steps;
  size_t step_count, step_room;
  size_t layers;
};

/* Lays out the graph of all operations and inputs; constants are not drawn.
 * Release with ad_graph_release, whatever is returned. */
enum ad_status ad_graph_make(const ad_formula *formula,
                             struct ad_graph *graph);
void ad_graph_release(struct ad_graph *graph);

#ifdef __cplusplus
}
#endif
#endif
