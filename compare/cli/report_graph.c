/* report_graph.c: the computational graph as SVG, each node and each edge an
 * element of its own, so that the page's script can light it.
 *
 * As in plot_graph.c, layers are columns of boxes; between two columns lie a
 * channel, where the edges swing, and straight stubs, which carry the labels. */
#include <config.h>

#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "../utf8.h"
#include "html.h"

/* In pixels; the widths of a character are those in a box's head, in its numbers
 * and at an edge. */
static const double height = REPORT_BOX, margin = 10;
static const double head_character = 8.2, character = 7.4, edge_character = 7;
enum { HEAD = 32, PORT = 38 }; /* a head's characters; between edges' ends */

struct drawing {
  struct report *r;
  double *y; /* of items, downwards */
  double width, channel, stub, bottom;
};

/* ---- texts ------------------------------------------------------------------ */

/* Cuts a text of more than so many characters. */
static void cut(char *text, size_t most)
{
  size_t length = strlen(text), at = 0, count = 0;
  if (ad_utf8_count(text, length) <= most)
    return;
  while (at < length && count + 1 < most) {
    const size_t one = ad_utf8_length(text + at, length - at);
    at += one ? one : 1;
    count++;
  }
  snprintf(text + at, NOTATION_SIZE - at, "\u2026");
}

/* "w = z * v", and "v3" if it is called otherwise. */
static void head_of(const struct report *r, uint32_t node,
                    char head[NOTATION_SIZE], char label[NOTATION_SIZE])
{
  char name[NOTATION_SIZE], made[NOTATION_SIZE];
  report_name(r, node, name);
  report_made(r, node, made);
  notation_value(&r->t.n, node, '\0', label);
  if (*made)
    snprintf(head, NOTATION_SIZE, "%.60s = %.180s", name, made);
  else
    snprintf(head, NOTATION_SIZE, "%.60s", name);
  if (strcmp(label, name) == 0)
    label[0] = '\0';
  cut(head, HEAD);
}

static bool is_number(const struct report *r, uint32_t node)
{
  const struct ad_shape s = ad_formula_node_shape(r->c->p->formula, node);
  return s.rows == 1 && s.cols == 1;
}

/* The local partial, where both ends of the edge are numbers. */
static void partial_of(const struct report *r, const struct ad_graph_step *step,
                       char text[CLI_TEXT])
{
  text[0] = '\0';
  if (r->t.n.nodes[step->to].kind == AD_NODE_OP && is_number(r, step->to) &&
      is_number(r, step->from))
    snprintf(text, CLI_TEXT, "\u00d7 %.*g", r->t.digits,
             ad_formula_partials(r->c->p->formula, step->to, r->t.v)
                 .d[step->argument]);
}

/* ---- measures ---------------------------------------------------------------- */

static double columns(const char *text)
{
  return (double)ad_utf8_width(text, strlen(text));
}

static double box_width(struct report *r, uint32_t node)
{
  char head[NOTATION_SIZE], label[NOTATION_SIZE], text[CLI_TEXT];
  const size_t at = ad_formula_start(r->c->p->formula, node);
  head_of(r, node, head, label);
  double width = head_character * columns(head) +
                 (*label ? 12 + character * columns(label) : 0);
  const double word = fmax(columns(report_word("tangent-head")),
                           columns(report_word("adjoint-head")));
  report_short(r, node, r->t.v + at, text);
  double number = columns(text);
  report_short(r, node, r->t.adj + at, text);
  number = fmax(number, columns(text));
  report_tangent(r, node, true, text);
  number = fmax(number, columns(text));
  return fmax(width, character * (word + 2 + number)) + 24;
}

static double label_width(struct report *r, const struct ad_graph_step *step)
{
  char text[CLI_TEXT];
  partial_of(r, step, text);
  double width = columns(text);
  report_short(r, step->from, report_share(r, step->to, step->argument), text);
  return edge_character * fmax(width, columns(text));
}

static void measure(struct drawing *d)
{
  const struct ad_graph *g = &d->r->graph;
  double label = 0, swing = 0;
  for (size_t i = 0; i < g->item_count; i++) {
    const bool bend = g->items[i].node == UINT32_MAX;
    d->bottom = fmax(d->bottom, d->y[i] + (bend ? margin : height / 2));
    if (!bend)
      d->width = fmax(d->width, box_width(d->r, g->items[i].node));
  }
  for (size_t s = 0; s < g->step_count; s++) {
    const struct ad_graph_step *step = &g->steps[s];
    if (step->last)
      label = fmax(label, label_width(d->r, step));
    swing = fmax(swing, fabs(d->y[step->left] - d->y[step->right]));
  }
  d->stub = label + 26;
  d->channel = fmin(36 + 0.16 * swing, 110);
}

/* A box's left side, and its middle. */
static double x_of(const struct drawing *d, size_t item)
{
  return margin + (d->width + d->channel + d->stub) *
                      (double)d->r->graph.items[item].layer;
}

static double y_of(const struct drawing *d, size_t item)
{
  return margin + d->y[item];
}

/* Where an edge comes in: a node's edges stand one below the other, in the order
 * of where they come from. */
static double end_of(const struct drawing *d, const struct ad_graph_step *step,
                     size_t *beside)
{
  const struct ad_graph *g = &d->r->graph;
  const double from = d->y[step->left];
  size_t above = 0;
  *beside = 0;
  for (size_t s = 0; step->last && s < g->step_count; s++) {
    const struct ad_graph_step *o = &g->steps[s];
    if (!o->last || o->to != step->to || o == step)
      continue;
    const double other = d->y[o->left];
    above += other < from || (other == from && o->argument < step->argument);
    ++*beside;
  }
  const double gap =
      *beside ? fmin(PORT, (height - 20) / (double)*beside) : 0;
  return y_of(d, step->right) +
         gap * ((double)above - (double)*beside / 2);
}

/* ---- drawing ------------------------------------------------------------------ */

static void write_number(FILE *out, const struct drawing *d, const char *word,
                         const char *part, const char *number, double x,
                         double y)
{
  fprintf(out, "<text class=\"word\" x=\"%.1f\" y=\"%.1f\">", x + 12, y);
  html_text(out, report_word(word));
  fprintf(out, "</text><text class=\"number %s\" x=\"%.1f\" y=\"%.1f\">", part,
          x + d->width - 12, y);
  html_text(out, number);
  fputs("</text>\n", out);
}

static void write_node(struct drawing *d, size_t item, FILE *out)
{
  struct report *r = d->r;
  const uint32_t node = r->graph.items[item].node;
  const size_t at = ad_formula_start(r->c->p->formula, node);
  const double x = x_of(d, item), y = y_of(d, item) - height / 2;
  char head[NOTATION_SIZE], label[NOTATION_SIZE], text[CLI_TEXT];
  head_of(r, node, head, label);
  fprintf(out,
          "<g class=\"node\" id=\"node-%zu\">\n<rect x=\"%.1f\" y=\"%.1f\" "
          "width=\"%.1f\" height=\"%.1f\" rx=\"7\"/>\n"
          "<text class=\"head\" x=\"%.1f\" y=\"%.1f\">",
          r->place[node], x, y, d->width, height, x + 12, y + 24);
  html_text(out, head);
  fprintf(out, "</text><text class=\"label number\" x=\"%.1f\" y=\"%.1f\">",
          x + d->width - 12, y + 24);
  html_text(out, label);
  fputs("</text>\n", out);
  report_short(r, node, r->t.v + at, text);
  write_number(out, d, "value-head", "value", text, x, y + 47);
  report_tangent(r, node, true, text);
  write_number(out, d, "tangent-head", "tangent", text, x, y + 67);
  report_short(r, node, r->t.adj + at, text);
  write_number(out, d, "adjoint-head", "adjoint", text, x, y + 87);
  fputs("</g>\n", out);
}

/* Labels stand at the tip, the partial above the edge and the share below. */
static void write_labels(struct drawing *d, const struct ad_graph_step *step,
                         double tip, double y, FILE *out)
{
  char text[CLI_TEXT];
  partial_of(d->r, step, text);
  fprintf(out, "<text class=\"partial\" x=\"%.1f\" y=\"%.1f\">", tip - 14,
          y - 5);
  html_text(out, text);
  report_short(d->r, step->from, report_share(d->r, step->to, step->argument),
               text);
  fprintf(out, "</text><text class=\"share\" x=\"%.1f\" y=\"%.1f\">", tip - 14,
          y + 14);
  html_text(out, text);
  fputs("</text>\n", out);
}

/* One edge: all its steps up to the last one; returns the step after it. */
static size_t write_edge(struct drawing *d, size_t s, size_t number, FILE *out)
{
  const struct ad_graph *g = &d->r->graph;
  const struct ad_graph_step *step = &g->steps[s];
  enum { MOST_LABELS = 3 };
  size_t beside;
  fprintf(out, "<g class=\"edge\" id=\"edge-%zu\" data-from=\"%zu\" "
               "data-to=\"%zu\">\n<path d=\"M%.1f %.1f",
          number, d->r->place[step->from], d->r->place[step->to],
          x_of(d, step->left) + d->width, y_of(d, step->left));
  for (;; s++) {
    step = &g->steps[s];
    const double x = x_of(d, step->left) + d->width, y = y_of(d, step->left);
    const double end = end_of(d, step, &beside), right = x_of(d, step->right);
    fprintf(out, " C%.1f %.1f %.1f %.1f %.1f %.1f H%.1f", x + d->channel / 2, y,
            x + d->channel / 2, end, x + d->channel, end,
            step->last ? right - 9 : right + d->width);
    if (!step->last)
      continue;
    fprintf(out, "\"/>\n<polygon points=\"%.1f,%.1f %.1f,%.1f %.1f,%.1f\"/>\n",
            right - 1, end, right - 11, end - 5, right - 11, end + 5);
    if (beside < MOST_LABELS)
      write_labels(d, step, right, end, out);
    fputs("</g>\n", out);
    return s + 1;
  }
}

static void draw(struct drawing *d, FILE *out)
{
  const struct ad_graph *g = &d->r->graph;
  const double layers = (double)g->layers;
  measure(d);
  const double wide = 2 * margin + layers * d->width +
                      (layers - 1) * (d->channel + d->stub);
  const double high = 2 * margin + d->bottom;
  fprintf(out,
          "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
          "aria-labelledby=\"graph-title graph-about\" viewBox=\"0 0 %.0f "
          "%.0f\" style=\"min-width: %.0fpx; max-width: %.0fpx\">\n"
          "<title id=\"graph-title\">",
          wide, high, 0.75 * wide, wide);
  html_text(out, report_word("graph-region"));
  fputs("</title>\n<desc id=\"graph-about\">", out);
  html_text(out, report_word("graph-about"));
  fputs("</desc>\n", out);
  for (size_t s = 0, number = 0; s < g->step_count; number++)
    s = write_edge(d, s, number, out);
  for (size_t i = 0; i < g->item_count; i++)
    if (g->items[i].node != UINT32_MAX)
      write_node(d, i, out);
  fputs("</svg>\n", out);
}

void report_graph(struct report *r, FILE *out)
{
  struct drawing d = {.r = r};
  report_tangents_of(r, 0);
  report_adjoints_of(r, 0);
  d.y = calloc(r->graph.item_count + 1, sizeof *d.y);
  if (d.y && report_layout(&r->graph, d.y))
    draw(&d, out);
  else if (!r->status)
    r->status = AD_NO_MEMORY;
  free(d.y);
}
