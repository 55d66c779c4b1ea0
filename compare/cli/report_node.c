/* report_node.c: a node in the report: its name, its numbers, its edges. */
#include <config.h>

#include "report.h"

#include <string.h>

void report_name(const struct report *r, uint32_t node,
                 char text[NOTATION_SIZE])
{
  const ad_formula *f = r->c->p->formula;
  const char *name = r->t.n.nodes[node].name;
  for (size_t i = 0; !name && i < r->c->p->outputs; i++) {
    uint32_t output;
    const char *own = ad_formula_output(f, i, &output);
    name = output == node ? own : NULL;
  }
  if (name)
    snprintf(text, NOTATION_SIZE, "%.40s", name);
  else
    notation_value(&r->t.n, node, '\0', text);
}

static void name_word(const void *report, uint32_t node, char *text)
{
  report_name(report, node, text);
}

void report_made(const struct report *r, uint32_t node,
                 char text[NOTATION_SIZE])
{
  text[0] = '\0';
  if (r->t.n.nodes[node].kind != AD_NODE_INPUT)
    notation_write_node(&r->t.n.nodes[node], name_word, r, text);
}

/* The digits of matrices, and how many numbers they may have. */
enum { TABLE_DIGITS = 4, TABLE_FEW = 8, BOX_DIGITS = 3, BOX_FEW = 4 };

static void numbers(const struct report *r, uint32_t node, const double *v,
                    int digits, size_t most, char text[CLI_TEXT])
{
  const struct ad_shape s = ad_formula_node_shape(r->c->p->formula, node);
  cli_matrix_short(v, s, s.rows * s.cols == 1 ? r->t.digits : digits, most,
                   text);
}

void report_long(const struct report *r, uint32_t node, const double *v,
                 char text[CLI_TEXT])
{
  numbers(r, node, v, TABLE_DIGITS, TABLE_FEW, text);
}

void report_short(const struct report *r, uint32_t node, const double *v,
                  char text[CLI_TEXT])
{
  numbers(r, node, v, BOX_DIGITS, BOX_FEW, text);
}

void report_tangent(struct report *r, uint32_t node, bool brief,
                    char text[CLI_TEXT])
{
  const struct ad_shape s = ad_formula_node_shape(r->c->p->formula, node);
  const size_t at = ad_formula_start(r->c->p->formula, node);
  for (size_t k = 0; k < s.rows * s.cols; k++)
    r->share[k] = r->t.u[at + k].d;
  (brief ? report_short : report_long)(r, node, r->share, text);
}

/* 0 + makes -0 a 0. */
const double *report_share(struct report *r, uint32_t from, int argument)
{
  const ad_formula *f = r->c->p->formula;
  const uint32_t to = ad_node_argument(&r->t.n.nodes[from], argument);
  const struct ad_shape x = ad_formula_node_shape(f, to);
  const struct ad_shape y = ad_formula_node_shape(f, from);
  double *share = r->share + ad_formula_start(f, to);
  memcpy(r->share + ad_formula_start(f, from),
         r->t.adj + ad_formula_start(f, from),
         y.rows * y.cols * sizeof *r->share);
  memset(share, 0, x.rows * x.cols * sizeof *share);
  const enum ad_status status =
      ad_formula_hand_back(f, from, argument, r->t.v, r->share);
  if (!r->status)
    r->status = status;
  for (size_t k = 0; k < x.rows * x.cols; k++)
    share[k] += 0;
  return share;
}

size_t report_edge(const struct report *r, uint32_t to, int argument)
{
  size_t edge = 0;
  for (size_t s = 0; s < r->graph.step_count; s++) {
    const struct ad_graph_step *step = &r->graph.steps[s];
    if (step->last && step->to == to && step->argument == argument)
      break;
    edge += step->last;
  }
  return edge;
}
