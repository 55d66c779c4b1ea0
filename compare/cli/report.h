/* report.h: the page of `dualtape compare --report`.
 *
 * The page is compare/report/report.html, whose {{places}} report.c fills, with
 * report.css and report.js inside.  Without its script it is complete: all
 * numbers are in the tables and in the graph; the script shows and hides. */
#ifndef REPORT_H
#define REPORT_H

#include "../graph.h"
#include "compare.h"
#include "trace.h"

/* Writes folder/index.html, in place of one that is there, and makes the folder
 * if there is none; v are the values of all nodes.  Returns an exit code. */
int report_write(const struct comparison *c, const double *v,
                 const char *folder);

/* ---- what the parts of the page share ----------------------------------------- */

/* The most seeds that the page offers of either kind, and the most nodes that
 * it draws. */
enum { REPORT_SEEDS = 32, REPORT_NODES = 300 };

/* The height of a box of the graph, in pixels. */
#define REPORT_BOX 100.0

struct report {
  const struct comparison *c;
  struct trace t;
  struct ad_graph graph;
  uint32_t *order;    /* the nodes as the tables list them: inputs, then steps */
  size_t *place;      /* of a node in there */
  size_t steps;       /* how many */
  double *share;      /* room for all nodes' numbers */
  size_t wrt, of;     /* seeds on offer: the first n inputs and m outputs */
  enum ad_status status; /* the first error of the parts */
};

/* Takes seed number k. */
void report_tangents_of(struct report *r, size_t k);
void report_adjoints_of(struct report *r, size_t k);

/* The text of a word of the page, in the user's language, "" for none; and the
 * words of the script, one by one, until there are none. */
const char *report_word(const char *name);
bool report_script_word(size_t k, const char **name, const char **text);

/* A node as it is called in the formula, or else v1; what it is made of, in such
 * names, "" for an input. */
void report_name(const struct report *r, uint32_t node,
                 char text[NOTATION_SIZE]);
void report_made(const struct report *r, uint32_t node,
                 char text[NOTATION_SIZE]);

/* A node's numbers for a box of the graph, short, and for a table; v are the
 * node's own. */
void report_short(const struct report *r, uint32_t node, const double *v,
                  char text[CLI_TEXT]);
void report_long(const struct report *r, uint32_t node, const double *v,
                 char text[CLI_TEXT]);

/* A node's tangent out of the trace, in a table's or a box's words. */
void report_tangent(struct report *r, uint32_t node, bool brief,
                    char text[CLI_TEXT]);

/* What node `from` hands back to its argument, as the adjoints are: numbers of
 * the node `to` in r->share. */
const double *report_share(struct report *r, uint32_t from, int argument);

/* The edge of the graph, numbered as they are drawn, that ends in an argument of
 * a node. */
size_t report_edge(const struct report *r, uint32_t to, int argument);

/* The heights of a graph's items, downwards from 0 in pixels; boxes have their
 * middle there.  False if out of memory. */
bool report_layout(const struct ad_graph *g, double *y);

/* The parts.  Each writes for all seeds, or for the first one. */
void report_graph(struct report *r, FILE *out);
void report_forward(struct report *r, FILE *out);
void report_reverse(struct report *r, FILE *out);
void report_comparison(struct report *r, FILE *out);
void report_data(struct report *r, FILE *out);

/* The pictures that gnuplot draws; an exit code. */
int report_pictures(const struct report *r, FILE *out);

#endif
