/* plot_dot.c: a computational graph in Graphviz' language (graphviz.org,
 * "DOT Language"), with the colours of graph.gp. */
#include <config.h>

#include "plot_graph.h"

#include <string.h>

#define BLUE "#0072B2"
#define RED "#D55E00"
#define GREEN "#007A5A"

/* Text within a label like HTML, as Graphviz has them. */
static void write_text(const char *text, FILE *out)
{
  for (; *text; text++)
    switch (*text) {
    case '&': fputs("&amp;", out); break;
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '"': fputs("&quot;", out); break;
    default: fputc(*text, out);
    }
}

/* One more line of a label. */
static void write_line(bool first, const char *colour, const char *text,
                       FILE *out)
{
  fprintf(out, "%s<font color=\"%s\">", first ? "" : "<br/>", colour);
  write_text(text, out);
  fputs("</font>", out);
}

static void write_node(const struct picture *k, uint32_t node, bool value,
                       bool adjoint, FILE *out)
{
  char name[NOTATION_SIZE], made[PICTURE_TEXT], text[CLI_TEXT];
  picture_name(k, node, name);
  picture_operation(k, node, made);
  fprintf(out, "  n%u [label=<", (unsigned)node);
  write_text(name, out);
  fputs(*made ? " = " : "", out);
  write_text(made, out);
  if (value) {
    picture_numbers(k, node, k->v, 5, text);
    write_line(false, BLUE, text, out);
  }
  if (adjoint) {
    picture_numbers(k, node, k->adj, 5, text);
    write_line(false, RED, text, out);
  }
  fputs(">];\n", out);
}

static void write_edge(const struct picture *k,
                       const struct ad_graph_step *step, bool labels, FILE *out)
{
  char text[CLI_TEXT];
  const bool partial = picture_has_partial(k, step);
  fprintf(out, "  n%u -> n%u", (unsigned)step->from, (unsigned)step->to);
  if (labels) {
    fputs(" [label=<", out);
    if (partial) {
      snprintf(text, sizeof text, "%.5g", picture_partial(k, step));
      write_line(true, GREEN, text, out);
    }
    picture_handed_back(k, step, k->share);
    picture_numbers(k, step->from, k->share, 5, text);
    write_line(!partial, RED, text, out);
    fputs(">]", out);
  }
  fputs(";\n", out);
}

void picture_write_dot(const struct picture *k, size_t output, const char *show,
                       FILE *out)
{
  char at[PICTURE_TEXT], name[200];
  const bool value = !show || strcmp(show, "structure") != 0;
  const bool adjoint = !show || strcmp(show, "backward") == 0;
  ad_formula_output_name(k->p->formula, output, name, sizeof name);
  picture_point(k, at);
  fputs("// a computational graph for Graphviz: dot -Tsvg FILE.dot -o "
        "FILE.svg\n", out);
  if (value)
    fputs("// in a box: name = operation, value (blue), adjoint (red)\n", out);
  if (adjoint)
    fputs("// on an edge: local partial (green), and times the adjoint (red)\n",
          out);
  fputs("digraph {\n  rankdir=LR;\n"
        "  node [shape=box, fontname=\"Helvetica\"];\n"
        "  edge [fontname=\"Helvetica\"];\n"
        "  label=<Computational graph of ", out);
  write_text(name, out);
  fputs(value && *at ? " at " : "", out);
  write_text(value ? at : "", out);
  fputs(">;\n", out);
  for (size_t i = 0; i < k->graph.item_count; i++)
    if (k->graph.items[i].node != UINT32_MAX)
      write_node(k, k->graph.items[i].node, value, adjoint, out);
  for (size_t s = 0; s < k->graph.step_count; s++)
    if (k->graph.steps[s].last)
      write_edge(k, &k->graph.steps[s], adjoint, out);
  fputs("}\n", out);
}
