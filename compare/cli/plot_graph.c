/* plot_graph.c: the picture of a computational graph, as numbers.
 *
 * Layers are columns of boxes.  Between two columns lie a channel, where the
 * edges swing from height to height and may cross, and then straight stubs,
 * which lead to the boxes and carry the labels.  As nothing crosses a stub or
 * a box, nothing covers a label, whatever the graph. */
#include <config.h>

#include "plot.h"

#include <stdlib.h>
#include <string.h>

#include "../graph.h"
#include "../utf8.h"
#include "notation.h"

/* The unit is a box's height.  The width of a character is a generous one. */
static const double row = 1.4, port = 0.3, character = 0.108;
enum { PIECES = 16, TEXT = 128, MOST = 300 };

struct picture {
  const struct cli_problem *p;
  const struct ad_node *nodes;
  size_t count;
  struct ad_graph graph;
  struct notation notation;
  double *v;
  var *u;
  double half, stub, channel; /* of a box's width; lengths */
};

/* ---- what stands in a box ----------------------------------------------- */

/* The name in the formula, or else v₁, v₂, ... as in the trace. */
static void name_of(const struct picture *k, uint32_t node, char *text)
{
  uint32_t output;
  const char *name = k->nodes[node].name;
  for (size_t i = 0; !name && i < k->p->m; i++) {
    const char *own = ad_formula_output(k->p->formula, i, &output);
    name = output == node ? own : NULL;
  }
  if (name)
    snprintf(text, NOTATION_SIZE, "%.20s", name);
  else
    notation_value(&k->notation, node, '\0', text);
}

/* A node's operation in the names of its arguments: z * v, sin(u). */
static void operation(const struct picture *k, uint32_t node, char *text)
{
  const struct ad_node *n = &k->nodes[node];
  char arg[AD_OP_ARGS][NOTATION_SIZE];
  text[0] = '\0';
  if (n->kind != AD_NODE_OP)
    return;
  for (int i = 0; i < ad_node_arguments(n); i++)
    name_of(k, n->arg[i], arg[i]);
  if (ad_op_info(n->op)->kind == AD_INTEGER)
    snprintf(arg[1], sizeof arg[1], "%d", n->n);
  notation_write(ad_op_info(n->op),
                 (const char *const[]){arg[0], arg[1], arg[2]}, text, TEXT);
}

static double partial(const struct picture *k,
                      const struct ad_graph_step *step)
{
  return ad_formula_partials(k->p->formula, step->to, k->v).d[step->argument];
}

/* What the reverse sweep adds to the adjoint at the edge's start; 0 + makes
 * -0 a 0. */
static double handed_back(const struct picture *k,
                          const struct ad_graph_step *step)
{
  return 0 + ad_times(partial(k, step), var_adjoint(k->u[step->to]));
}

/* ---- measures ----------------------------------------------------------- */

static double number_width(double x)
{
  char text[32];
  return character * snprintf(text, sizeof text, "%.5g", x);
}

static double box_width(const struct picture *k, uint32_t node)
{
  char name[NOTATION_SIZE], made[TEXT];
  name_of(k, node, name);
  operation(k, node, made);
  size_t count = ad_utf8_count(name, strlen(name));
  if (*made)
    count += 3 + ad_utf8_count(made, strlen(made));
  return fmax(character * (double)count,
              fmax(number_width(k->v[node]),
                   number_width(var_adjoint(k->u[node]))));
}

static void measure(struct picture *k)
{
  double width = 0.9, label = 0, swing = 0;
  for (size_t i = 0; i < k->graph.item_count; i++)
    if (k->graph.items[i].node != UINT32_MAX)
      width = fmax(width, box_width(k, k->graph.items[i].node));
  for (size_t s = 0; s < k->graph.step_count; s++) {
    const struct ad_graph_step *step = &k->graph.steps[s];
    label = fmax(label, fmax(number_width(partial(k, step)),
                             number_width(handed_back(k, step))));
    swing = fmax(swing, row * fabs(k->graph.items[step->left].y -
                                   k->graph.items[step->right].y));
  }
  k->half = width / 2 + 0.15;
  k->stub = label + 0.35;
  k->channel = fmin(0.35 + 0.2 * swing, 1.4);
}

static double x_of(const struct picture *k, size_t item)
{
  return (2 * k->half + k->channel + k->stub) *
         (double)k->graph.items[item].layer;
}

static double y_of(const struct picture *k, size_t item)
{
  return row * k->graph.items[item].y;
}

/* Where a step ends.  The two arguments of a node come in at two heights, in
 * the order of where they come from. */
static double end_of(const struct picture *k, const struct ad_graph_step *step)
{
  double y = y_of(k, step->right), from = y_of(k, step->left);
  for (size_t s = 0; step->last && s < k->graph.step_count; s++) {
    const struct ad_graph_step *o = &k->graph.steps[s];
    if (!o->last || o->to != step->to || o->argument == step->argument)
      continue;
    double other = y_of(k, o->left);
    bool above = from > other || (from == other && step->argument == 0);
    return y + (above ? port : -port);
  }
  return y;
}

/* ---- the data ----------------------------------------------------------- */

static void write_head(const struct picture *k, size_t output, FILE *out)
{
  char at[TEXT] = "";
  size_t used = 0;
  for (size_t j = 0; j < k->p->n && used < 60; j++)
    used += (size_t)snprintf(at + used, sizeof at - used, "%s%.20s = %.5g",
                             j ? ", " : "",
                             ad_formula_input(k->p->formula, j, NULL),
                             k->p->x[j]);
  fprintf(out, "# computational graph\n\n"
               "# adjoints of   at   half a box's width   a stub's length\n"
               "\"%.20s\" \"%s\" %.3f %.3f\n",
          ad_formula_output(k->p->formula, output, NULL), used < 60 ? at : "",
          k->half, k->stub);
}

static void write_nodes(const struct picture *k, FILE *out)
{
  fputs("\n\n# nodes: x   y   name   operation   value   adjoint\n", out);
  for (size_t i = 0; i < k->graph.item_count; i++) {
    uint32_t node = k->graph.items[i].node;
    if (node == UINT32_MAX)
      continue;
    char name[NOTATION_SIZE], made[TEXT];
    name_of(k, node, name);
    operation(k, node, made);
    fprintf(out, "%.3f %.3f \"%s\" \"%s\" %.6g %.6g\n", x_of(k, i),
            y_of(k, i), name, made, k->v[node], var_adjoint(k->u[node]));
  }
}

/* Each step of an edge is a line of points: a swing, then the stub, or the
 * way past the boxes if it ends in a bend. */
static void write_edges(const struct picture *k, FILE *out)
{
  fputs("\n\n# edges: x   y\n", out);
  for (size_t s = 0; s < k->graph.step_count; s++) {
    const struct ad_graph_step *step = &k->graph.steps[s];
    double x = x_of(k, step->left) + k->half, y = y_of(k, step->left);
    double end = end_of(k, step), tip = x_of(k, step->right);
    for (int i = 0; i <= PIECES; i++) {
      double t = (double)i / PIECES;
      fprintf(out, "%.3f %.3f\n", x + t * k->channel,
              y + (3 - 2 * t) * t * t * (end - y));
    }
    fprintf(out, "%.3f %.3f\n\n", step->last ? tip - k->half : tip + k->half,
            end);
  }
}

static void write_labels(const struct picture *k, const char *head,
                         double (*label)(const struct picture *,
                                         const struct ad_graph_step *),
                         FILE *out)
{
  fprintf(out, "\n\n# %s, at an edge's tip: x   y   number\n", head);
  for (size_t s = 0; s < k->graph.step_count; s++) {
    const struct ad_graph_step *step = &k->graph.steps[s];
    if (step->last)
      fprintf(out, "%.3f %.3f %.6g\n", x_of(k, step->right) - k->half,
              end_of(k, step), label(k, step));
  }
}

/* ---- all of it ---------------------------------------------------------- */

static enum ad_status sweep(struct picture *k, tape *t, size_t output)
{
  uint32_t last;
  var *x = malloc((k->p->n + 1) * sizeof *x);
  enum ad_status status =
    x ? tape_inputs(t, k->p->n, k->p->x, x) : AD_NO_MEMORY;
  if (!status) {
    ad_formula_run_var(k->p->formula, x, k->u);
    ad_formula_output(k->p->formula, output, &last);
    status = tape_gradient(k->u[last], 0, NULL, NULL);
  }
  free(x);
  return status;
}

static int write_all(struct picture *k, size_t output, FILE *out)
{
  if (k->graph.step_count == 0)
    return cli_error(NULL,
                     _("the formula has no operation, its graph no edge"));
  ad_formula_run_double(k->p->formula, k->p->x, k->v);
  measure(k);
  write_head(k, output, out);
  write_nodes(k, out);
  write_edges(k, out);
  write_labels(k, "local partials", partial, out);
  write_labels(k, "adjoints handed back", handed_back, out);
  return CLI_OK;
}

int plot_graph(const struct cli_problem *p, const struct plot_options *o,
               FILE *out)
{
  struct picture k = {.p = p};
  k.nodes = ad_formula_nodes(p->formula, &k.count);
  if (k.count > MOST)
    return cli_error(_("plot a part of the formula"),
                     _("a graph of %zu nodes is too large to draw; %d is most"),
                     k.count, MOST);
  k.v = malloc(k.count * sizeof *k.v);
  k.u = malloc(k.count * sizeof *k.u);
  tape *t = tape_new();
  bool good = notation_make(&k.notation, p->formula);
  enum ad_status status = good && k.v && k.u && t ? AD_OK : AD_NO_MEMORY;
  k.notation.utf8 = true; /* whatever the locale: the same data */
  if (!status)
    status = ad_graph_make(p->formula, &k.graph);
  if (!status)
    status = sweep(&k, t, o->i);
  int code = status ? cli_error(NULL, "%s", _(ad_status_text(status)))
                    : write_all(&k, o->i, out);
  notation_free(&k.notation);
  ad_graph_release(&k.graph);
  tape_free(t);
  free(k.v);
  free(k.u);
  return code;
}
