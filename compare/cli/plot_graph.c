#include <config.h>

#include "plot.h"

#include <stdlib.h>

#include "../graph.h"

/* Distances in the picture: between layers, between neighbours, and a node's
 * radius. */
static const double column = 2.0, row = 1.5, radius = 0.5;

struct picture {
  const struct cli_problem *p;
  const struct ad_node *nodes;
  size_t count;
  struct ad_graph graph;
  double *v;
  var *u;
};

static double x_of(const struct ad_graph_item *item)
{
  return column * (double)item->layer;
}

static double y_of(const struct ad_graph_item *item) { return row * item->y; }

enum { NAME_SIZE = 40 };

/* What a node is called: its name, a constant's number, or v_i as traces have
 * it. */
static void name_of(const struct picture *k, uint32_t node, char *text)
{
  const struct ad_node *n = &k->nodes[node];
  int index = 0;
  for (uint32_t i = 0; i <= node; i++)
    index += k->nodes[i].kind == AD_NODE_OP;
  if (n->kind == AD_NODE_CONSTANT)
    snprintf(text, NAME_SIZE, "%.4g", n->constant);
  else if (n->name)
    snprintf(text, NAME_SIZE, "%.20s", n->name);
  else
    snprintf(text, NAME_SIZE, "v%d", index);
}

/* A node's operation in the names of its arguments: z*v, sin(u). */
static void write_operation(const struct picture *k, const struct ad_node *n,
                            FILE *out)
{
  const struct ad_op_info *op = ad_op_info(n->op);
  const uint32_t args[2] = {n->a, n->b};
  char text[2][NAME_SIZE] = {"", ""};
  int count = op->kind == AD_UNARY ? 1 : 2;
  for (int i = 0; i < count; i++)
    if (i == 1 && op->kind == AD_INTEGER)
      snprintf(text[i], sizeof text[i], "%d", n->n);
    else
      name_of(k, args[i], text[i]);
  if (op->notation == AD_INFIX)
    fprintf(out, op->binding > 2 ? "%s%s%s" : "%s %s %s", text[0], op->symbol,
            text[1]);
  else if (op->notation == AD_PREFIX)
    fprintf(out, "%s%s", op->symbol, text[0]);
  else
    fprintf(out, "%s(%s%s%s)", op->name, text[0], count == 2 ? ", " : "",
            text[1]);
}

static void write_nodes(const struct picture *k, FILE *out)
{
  fprintf(out, "# nodes: x   y   name   operation   value   adjoint\n");
  for (size_t i = 0; i < k->graph.item_count; i++) {
    const struct ad_graph_item *item = &k->graph.items[i];
    if (item->node == UINT32_MAX)
      continue;
    const struct ad_node *n = &k->nodes[item->node];
    char name[NAME_SIZE];
    name_of(k, item->node, name);
    fprintf(out, "%.3f %.3f \"%s\" \"", x_of(item), y_of(item), name);
    if (n->kind == AD_NODE_OP)
      write_operation(k, n, out);
    fprintf(out, "\" %.6g %.6g\n", k->v[item->node],
            var_adjoint(k->u[item->node]));
  }
}

/* The end of a step at an item: on a node's rim, or at a bend. */
static void write_end(const struct ad_graph_item *at,
                      const struct ad_graph_item *other, FILE *out)
{
  double dx = x_of(other) - x_of(at), dy = y_of(other) - y_of(at);
  double r = at->node == UINT32_MAX ? 0 : radius / hypot(dx, dy);
  fprintf(out, "%.3f %.3f", x_of(at) + r * dx, y_of(at) + r * dy);
}

static double partial(const struct picture *k,
                      const struct ad_graph_step *step)
{
  const struct ad_node *n = &k->nodes[step->to];
  bool integer = ad_op_info(n->op)->kind == AD_INTEGER;
  struct ad_partials d =
    ad_op_eval(n->op, k->v[n->a], integer ? n->n : k->v[n->b]);
  return step->argument == 0 ? d.da : d.db;
}

static void write_edges(const struct picture *k, FILE *out)
{
  fputs("\n\n# edges: x y of the start, x y of the end, 1 if it has an arrow\n",
        out);
  for (size_t s = 0; s < k->graph.step_count; s++) {
    const struct ad_graph_step *step = &k->graph.steps[s];
    const struct ad_graph_item *left = &k->graph.items[step->left];
    const struct ad_graph_item *right = &k->graph.items[step->right];
    write_end(left, right, out);
    fputc(' ', out);
    write_end(right, left, out);
    fprintf(out, " %d\n", step->last);
  }
}

/* Beside the middle of an edge's last step, on its upper side; the second
 * argument's label below it where both come from the same node. */
static void write_labels(const struct picture *k, FILE *out)
{
  fputs("\n\n# local partials: x   y   partial\n", out);
  for (size_t s = 0; s < k->graph.step_count; s++) {
    const struct ad_graph_step *step = &k->graph.steps[s];
    if (!step->last)
      continue;
    const struct ad_graph_item *left = &k->graph.items[step->left];
    const struct ad_graph_item *right = &k->graph.items[step->right];
    double dx = x_of(right) - x_of(left), dy = y_of(right) - y_of(left);
    double side = k->nodes[step->to].a == k->nodes[step->to].b &&
                      step->argument == 1 ? -0.24 : 0.24;
    double length = hypot(dx, dy);
    fprintf(out, "%.3f %.3f %.6g\n",
            x_of(left) + dx / 2 - side * dy / length,
            y_of(left) + dy / 2 + side * dx / length, partial(k, step));
  }
}

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

int plot_graph(const struct cli_problem *p, const struct plot_options *o,
               FILE *out)
{
  struct picture k = {.p = p};
  k.nodes = ad_formula_nodes(p->formula, &k.count);
  k.v = malloc(k.count * sizeof *k.v);
  k.u = malloc(k.count * sizeof *k.u);
  tape *t = tape_new();
  enum ad_status status = k.v && k.u && t ? AD_OK : AD_NO_MEMORY;
  if (!status)
    status = ad_graph_make(p->formula, &k.graph);
  if (!status)
    status = sweep(&k, t, o->i);
  if (!status) {
    ad_formula_run_double(p->formula, p->x, k.v);
    fprintf(out, "# computational graph, adjoints of %s\n\n",
            ad_formula_output(p->formula, o->i, NULL));
    write_nodes(&k, out);
    write_edges(&k, out);
    write_labels(&k, out);
  }
  ad_graph_release(&k.graph);
  tape_free(t);
  free(k.v);
  free(k.u);
  return status ? cli_error(NULL, "%s", ad_status_text(status)) : CLI_OK;
}
