/* plot_graph.h: a computational graph with its numbers, to be drawn by gnuplot
 * or written in Graphviz' language. */
#ifndef PLOT_GRAPH_H
#define PLOT_GRAPH_H

#include "plot.h"

#include "../graph.h"
#include "notation.h"

struct picture {
  const struct cli_problem *p;
  const struct ad_node *nodes;
  size_t count;
  struct ad_graph graph;
  struct notation notation;
  double *v, *adj, *share; /* of all nodes, as ad_formula_start has them */
  double half, stub, channel; /* of a box's width; lengths */
};

enum { PICTURE_TEXT = 128 };

/* A node's name, in the formula or else v₁, v₂, ... as in the trace; and its
 * operation in the names of its arguments: z * v, sin(u); "" of an input. */
void picture_name(const struct picture *k, uint32_t node,
                  char text[NOTATION_SIZE]);
void picture_operation(const struct picture *k, uint32_t node,
                       char text[PICTURE_TEXT]);

/* A node's numbers, in all of v: a plain number with so many digits; a matrix
 * as it is drawn, its numbers or its shape. */
void picture_numbers(const struct picture *k, uint32_t node, const double *v,
                     int digits, char text[CLI_TEXT]);

/* An edge's local partial, a number where both of its ends are. */
bool picture_has_partial(const struct picture *k,
                         const struct ad_graph_step *step);
double picture_partial(const struct picture *k,
                       const struct ad_graph_step *step);

/* What the reverse sweep adds to the adjoint at the edge's start, into all of
 * `share`. */
void picture_handed_back(const struct picture *k,
                         const struct ad_graph_step *step, double *share);

/* "x = 1, y = 2", or "" if that is long. */
void picture_point(const struct picture *k, char text[PICTURE_TEXT]);

/* The whole of it in Graphviz' language. */
void picture_write_dot(const struct picture *k, size_t output, const char *show,
                       FILE *out);

#endif
