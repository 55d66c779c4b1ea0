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

#include "../utf8.h"
#include "plot_graph.h"

/* The unit is a box's height.  The width of a character is a generous one. */
static const double row = 1.4, port = 0.3, character = 0.108;
static const double tall = 0.6, wide_port = 0.5; /* for three arguments */
enum { PIECES = 16, MOST = 300 };

/* ---- what stands in a box ----------------------------------------------- */

/* The name in the formula, or else v₁, v₂, ... as in the trace. */
void picture_name(const struct picture *k, uint32_t node,
                  char text[NOTATION_SIZE])
{
  uint32_t output;
  const char *name = k->nodes[node].name;
  for (size_t i = 0; !name && i < k->p->outputs; i++) {
    const char *own = ad_formula_output(k->p->formula, i, &output);
    name = output == node ? own : NULL;
  }
  if (name)
    snprintf(text, NOTATION_SIZE, "%.20s", name);
  else
    notation_value(&k->notation, node, '\0', text);
}

static void name_word(const void *picture, uint32_t node, char *text)
{
  picture_name(picture, node, text);
}

/* A node's operation in the names of its arguments: z * v, sin(u). */
void picture_operation(const struct picture *k, uint32_t node,
                       char text[PICTURE_TEXT])
{
  char whole[NOTATION_SIZE] = "";
  if (k->nodes[node].kind != AD_NODE_INPUT)
    notation_write_node(&k->nodes[node], name_word, k, whole);
  snprintf(text, PICTURE_TEXT, "%.*s", PICTURE_TEXT - 1, whole);
}

static bool is_number(const struct picture *k, uint32_t node)
{
  const struct ad_shape s = ad_formula_node_shape(k->p->formula, node);
  return s.rows == 1 && s.cols == 1;
}

/* A node's numbers, in all of v: a plain number with all its digits for the
 * data; a matrix as it is drawn, its numbers or its shape. */
enum { FEW = 6 };
void picture_numbers(const struct picture *k, uint32_t node, const double *v,
                    int digits, char text[CLI_TEXT])
{
  const struct ad_shape s = ad_formula_node_shape(k->p->formula, node);
  v += ad_formula_start(k->p->formula, node);
  if (is_number(k, node))
    snprintf(text, CLI_TEXT, "%.*g", digits, v[0]);
  else if (s.rows * s.cols <= FEW)
    cli_matrix_text(v, s, 3, text);
  else
    snprintf(text, CLI_TEXT, "[%zux%zu]", s.rows, s.cols);
}

/* Numbers stand bare in the data, matrices in quotes. */
static void write_numbers(const struct picture *k, uint32_t node,
                          const double *v, FILE *out)
{
  char text[CLI_TEXT];
  picture_numbers(k, node, v, 6, text);
  fprintf(out, is_number(k, node) ? " %s" : " \"%s\"", text);
}

/* An edge's local partial is a number where both of its ends are. */
bool picture_has_partial(const struct picture *k,
                        const struct ad_graph_step *step)
{
  return k->nodes[step->to].kind == AD_NODE_OP && is_number(k, step->to) &&
         is_number(k, step->from);
}

double picture_partial(const struct picture *k,
                      const struct ad_graph_step *step)
{
  return ad_formula_partials(k->p->formula, step->to, k->v).d[step->argument];
}

/* What the reverse sweep adds to the adjoint at the edge's start, into all of
 * `share`; 0 + makes -0 a 0. */
void picture_handed_back(const struct picture *k,
                        const struct ad_graph_step *step, double *share)
{
  const struct ad_shape s =
      ad_formula_node_shape(k->p->formula, step->from);
  const struct ad_shape y = ad_formula_node_shape(k->p->formula, step->to);
  double *x = share + ad_formula_start(k->p->formula, step->from);
  memcpy(share + ad_formula_start(k->p->formula, step->to),
         k->adj + ad_formula_start(k->p->formula, step->to),
         y.rows * y.cols * sizeof *share);
  memset(x, 0, s.rows * s.cols * sizeof *x);
  ad_formula_hand_back(k->p->formula, step->to, step->argument, k->v, share);
  for (size_t i = 0; i < s.rows * s.cols; i++)
    x[i] += 0;
}

/* ---- measures ----------------------------------------------------------- */

static double numbers_width(const struct picture *k, uint32_t node,
                            const double *v)
{
  char text[CLI_TEXT];
  picture_numbers(k, node, v, 5, text);
  return character * (double)strlen(text);
}

static double partial_width(const struct picture *k,
                            const struct ad_graph_step *step)
{
  char text[32];
  return picture_has_partial(k, step)
             ? character *
                   snprintf(text, sizeof text, "%.5g", picture_partial(k, step))
             : 0;
}

static double box_width(const struct picture *k, uint32_t node)
{
  char name[NOTATION_SIZE], made[PICTURE_TEXT];
  picture_name(k, node, name);
  picture_operation(k, node, made);
  size_t count = ad_utf8_count(name, strlen(name));
  if (*made)
    count += 3 + ad_utf8_count(made, strlen(made));
  return fmax(character * (double)count,
              fmax(numbers_width(k, node, k->v),
                   numbers_width(k, node, k->adj)));
}

static void measure(struct picture *k)
{
  double width = 0.9, label = 0, swing = 0;
  for (size_t i = 0; i < k->graph.item_count; i++)
    if (k->graph.items[i].node != UINT32_MAX)
      width = fmax(width, box_width(k, k->graph.items[i].node));
  for (size_t s = 0; s < k->graph.step_count; s++) {
    const struct ad_graph_step *step = &k->graph.steps[s];
    picture_handed_back(k, step, k->share);
    label = fmax(label, fmax(partial_width(k, step),
                             numbers_width(k, step->from, k->share)));
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

/* Whether a step comes in above another one of the same node. */
static bool above(const struct picture *k, const struct ad_graph_step *a,
                  const struct ad_graph_step *b)
{
  const double p = y_of(k, a->left), q = y_of(k, b->left);
  return p > q || (p == q && a->argument < b->argument);
}

/* Where a step ends.  The arguments of a node come in at heights of their own,
 * in the order of where they come from; three of them need more room for their
 * labels. */
static double end_of(const struct picture *k, const struct ad_graph_step *step)
{
  const double y = y_of(k, step->right);
  int all = 1, higher = 0;
  for (size_t s = 0; step->last && s < k->graph.step_count; s++) {
    const struct ad_graph_step *o = &k->graph.steps[s];
    if (o->last && o->to == step->to && o->argument != step->argument)
      all++, higher += above(k, o, step);
  }
  return all == 1   ? y
         : all == 2 ? y + port * (1 - 2 * higher)
                    : y + wide_port * (1 - higher);
}

/* ---- the data ----------------------------------------------------------- */

void picture_point(const struct picture *k, char at[PICTURE_TEXT])
{
  size_t used = 0;
  *at = '\0';
  for (size_t j = 0; j < k->p->inputs && used < 60; j++) {
    char text[CLI_TEXT];
    picture_numbers(k, ad_formula_input_node(k->p->formula, j), k->v, 5, text);
    used += (size_t)snprintf(at + used, PICTURE_TEXT - used, "%s%.20s = %.60s",
                             j ? ", " : "",
                             ad_formula_input(k->p->formula, j, NULL), text);
  }
  if (used >= 60)
    *at = '\0';
}

static void write_head(const struct picture *k, size_t output,
                       const char *show, FILE *out)
{
  char at[PICTURE_TEXT], name[200];
  ad_formula_output_name(k->p->formula, output, name, sizeof name);
  picture_point(k, at);
  fprintf(out, "# computational graph; lengths are in units of a box's usual "
               "height\n\n"
               "# adjoints of   at   half a box's width   a stub's length   "
               "what is shown\n"
               "\"%.20s\" \"%s\" %.3f %.3f %s\n",
          name, at, k->half, k->stub, show ? show : "backward");
}

static void write_nodes(const struct picture *k, FILE *out)
{
  fputs("\n\n# nodes: x   y   name   operation   value   adjoint   half the "
        "box's height\n", out);
  for (size_t i = 0; i < k->graph.item_count; i++) {
    uint32_t node = k->graph.items[i].node;
    if (node == UINT32_MAX)
      continue;
    char name[NOTATION_SIZE], made[PICTURE_TEXT];
    picture_name(k, node, name);
    picture_operation(k, node, made);
    fprintf(out, "%.3f %.3f \"%s\" \"%s\"", x_of(k, i), y_of(k, i), name,
            made);
    write_numbers(k, node, k->v, out);
    write_numbers(k, node, k->adj, out);
    fprintf(out, " %g\n", ad_node_arguments(&k->nodes[node]) > 2 ? tall : 0.5);
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

static void write_partial(const struct picture *k,
                          const struct ad_graph_step *step, FILE *out)
{
  if (picture_has_partial(k, step))
    fprintf(out, " %.6g", picture_partial(k, step));
  else
    fputs(" \"[]\"", out); /* a matrix of many entries: not drawn */
}

static void write_share(const struct picture *k,
                        const struct ad_graph_step *step, FILE *out)
{
  picture_handed_back(k, step, k->share);
  write_numbers(k, step->from, k->share, out);
}

static void write_labels(const struct picture *k, const char *head,
                         void (*label)(const struct picture *,
                                       const struct ad_graph_step *, FILE *),
                         FILE *out)
{
  fprintf(out, "\n\n# %s, at an edge's tip: x   y   number\n", head);
  for (size_t s = 0; s < k->graph.step_count; s++) {
    const struct ad_graph_step *step = &k->graph.steps[s];
    if (!step->last)
      continue;
    fprintf(out, "%.3f %.3f", x_of(k, step->right) - k->half, end_of(k, step));
    label(k, step, out);
    fputc('\n', out);
  }
}

/* ---- all of it ---------------------------------------------------------- */

/* Node after node, so that each has an adjoint of its own, views too. */
static enum ad_status sweep(struct picture *k, size_t output)
{
  const ad_formula *f = k->p->formula;
  uint32_t last;
  size_t begin;
  enum ad_status status = ad_formula_run(f, k->p->x, k->v, NULL);
  ad_formula_output(f, ad_formula_output_of(f, output, &begin), &last);
  k->adj[ad_formula_start(f, last) + output - begin] = 1;
  for (uint32_t i = last + 1; !status && i-- > 0;)
    status = ad_formula_hand_back(f, i, -1, k->v, k->adj);
  return status;
}

static int write_all(struct picture *k, const struct plot_options *o,
                     FILE *out)
{
  if (k->graph.step_count == 0)
    return cli_error(NULL,
                     _("the formula has no operation, its graph no edge"));
  if (o->dot) {
    picture_write_dot(k, o->i, o->show, out);
    return CLI_OK;
  }
  measure(k);
  write_head(k, o->i, o->show, out);
  write_nodes(k, out);
  write_edges(k, out);
  write_labels(k, "local partials", write_partial, out);
  write_labels(k, "adjoints handed back", write_share, out);
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
  const size_t size = ad_formula_size(p->formula) + 1;
  k.v = malloc(size * sizeof *k.v);
  k.adj = calloc(size, sizeof *k.adj);
  k.share = calloc(size, sizeof *k.share);
  bool good = notation_make(&k.notation, p->formula);
  enum ad_status status = good && k.v && k.adj && k.share ? AD_OK : AD_NO_MEMORY;
  k.notation.utf8 = true; /* whatever the locale: the same data */
  if (!status)
    status = ad_graph_make(p->formula, &k.graph);
  if (!status)
    status = sweep(&k, o->i);
  int code = status ? cli_error(NULL, "%s", _(ad_status_text(status)))
                    : write_all(&k, o, out);
  notation_free(&k.notation);
  ad_graph_release(&k.graph);
  free(k.v);
  free(k.adj);
  free(k.share);
  return code;
}
