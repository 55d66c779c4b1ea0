/* plot.h: the data of each kind of plot. */
#ifndef PLOT_H
#define PLOT_H

#include "cli.h"

struct plot_options {
  const char *file, *output, *terminal;
  const char *wrt, *of; /* names, NULL: the first */
  double true_value; /* NaN if --truth is not given */
  const char *show;  /* a part, NULL: the kind's default */
  double span;       /* from the point to the picture's edge; 0: not given */
  double wrong;      /* a gradient's factor; 0: not given */
  bool dot, time;
  size_t j, i;       /* wrt and of as places */
};

/* Each writes its data to `out` and returns an exit code. */
int plot_vcurve(const struct cli_problem *p, const struct plot_options *o,
                FILE *out);
int plot_rules(const struct cli_problem *p, const struct plot_options *o,
               FILE *out);
int plot_taylor(const struct cli_problem *p, const struct plot_options *o,
                FILE *out);
int plot_tangent(const struct cli_problem *p, const struct plot_options *o,
                 FILE *out);
int plot_map(const struct cli_problem *p, const struct plot_options *o,
             FILE *out);
int plot_graph(const struct cli_problem *p, const struct plot_options *o,
               FILE *out);
int plot_cost(const struct cli_problem *p, const struct plot_options *o,
              FILE *out);
int plot_checkpoint(const struct cli_problem *p, const struct plot_options *o,
                    FILE *out);
int plot_accuracy(const struct cli_problem *p, const struct plot_options *o,
                  FILE *out);
int plot_sparsity(const struct cli_problem *p, const struct plot_options *o,
                  FILE *out);
int plot_edges(const struct cli_problem *p, const struct plot_options *o,
               FILE *out);
int plot_descent(const struct cli_problem *p, const struct plot_options *o,
                 FILE *out);

/* The formula, if it is one short line that a title can hold, else "". */
const char *plot_short_formula(const struct cli_problem *p, char *text,
                               size_t size);

/* Draws the data file by the script NAME.gp into `output` (NULL: standard
 * output), in a gnuplot terminal (svg, png, pdf, dumb). */
int plot_draw(const char *name, const char *data, const char *output,
              const char *terminal);

/* Whether there is a gnuplot to call. */
bool plot_can_draw(void);

/* Draws the graph of a formula, the first operand, at the name=value that
 * follow, as cmd_plot does; returns an exit code. */
int plot_formula(struct plot_options *o, int count, char **operands);

#endif
