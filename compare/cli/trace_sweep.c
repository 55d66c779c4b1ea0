/* trace_sweep.c: the reverse sweep again, share by share, each shown with the
 * sum so far. */
#include <config.h>

#include "trace.h"

#include <stdlib.h>

/* What node i hands to its argument k. */
static enum ad_status hand_back(const struct trace *t, uint32_t i, int k,
                                double *sum, bool *met,
                                trace_each_share *each, void *data)
{
  struct trace_share s = {.from = i, .argument = k};
  s.to = ad_node_argument(&t->n.nodes[i], k);
  if (ad_node_is_constant(&t->n.nodes[s.to]))
    return AD_OK;
  const enum ad_status status =
      ad_formula_hand_back(t->p->formula, i, k, t->v, sum);
  if (status)
    return status;
  s.first = !met[s.to];
  s.sum = sum + ad_formula_start(t->p->formula, s.to);
  met[s.to] = true;
  each(t, &s, data);
  return AD_OK;
}

uint32_t trace_seed(const struct trace *t, size_t *element)
{
  uint32_t node;
  size_t begin;
  ad_formula_output(t->p->formula,
                    ad_formula_output_of(t->p->formula, t->of, &begin), &node);
  *element = t->of - begin;
  return node;
}

enum ad_status trace_sweep(const struct trace *t, trace_each_share *each,
                           void *data)
{
  size_t element;
  const uint32_t last = trace_seed(t, &element);
  double *sum = calloc(ad_formula_size(t->p->formula) + 1, sizeof *sum);
  bool *met = calloc(t->count + 1, sizeof *met);
  enum ad_status status = sum && met ? AD_OK : AD_NO_MEMORY;
  if (!status) {
    met[last] = true;
    sum[ad_formula_start(t->p->formula, last) + element] = 1;
  }
  for (uint32_t i = last + 1; !status && i-- > 0;)
    for (int k = 0;
         !status && met[i] && k < ad_node_arguments(&t->n.nodes[i]); k++)
      status = hand_back(t, i, k, sum, met, each, data);
  free(sum);
  free(met);
  return status;
}

/* ---- as a table ------------------------------------------------------------- */

void trace_share_text(const struct trace *t, const struct trace_share *s,
                      char *text)
{
  char label[NOTATION_SIZE], rule[NOTATION_SIZE];
  trace_adjoint_rule(t, s->from, s->argument, rule);
  notation_value(&t->n, s->to, '-', label);
  if (s->first)
    snprintf(text, NOTATION_SIZE, "%.200s", rule);
  else
    snprintf(text, NOTATION_SIZE, "%.40s %c %.200s", label,
             rule[0] == '-' ? '-' : '+', rule + (rule[0] == '-'));
}

static void add_numbers(const struct trace *t, struct table *table,
                        uint32_t node, const double *v)
{
  char text[CLI_TEXT];
  cli_matrix_text(v, ad_formula_node_shape(t->p->formula, node), t->digits,
                  text);
  table_cell(table, "= %s", text);
}

static void add_share(const struct trace *t, const struct trace_share *s,
                      void *table)
{
  char label[NOTATION_SIZE], how[NOTATION_SIZE];
  notation_value(&t->n, s->to, '-', label);
  trace_share_text(t, s, how);
  table_row(table);
  table_cell(table, "%s", label);
  table_cell(table, "= %s", how);
  add_numbers(t, table, s->to, s->sum);
}

static void add_inputs(const struct trace *t, struct table *table)
{
  for (uint32_t i = 0; i < t->count; i++) {
    char name[NOTATION_SIZE], bar[NOTATION_SIZE];
    if (t->n.nodes[i].kind != AD_NODE_INPUT)
      continue;
    notation_name(&t->n, trace_name(t, i), '-', name);
    notation_value(&t->n, i, '-', bar);
    table_row(table);
    table_cell(table, "%s", name);
    table_cell(table, "= %s", bar);
    add_numbers(t, table, i, t->adj + ad_formula_start(t->p->formula, i));
  }
}

bool trace_add_adjoints(const struct trace *t, struct table *table)
{
  const bool good = trace_sweep(t, add_share, table) == AD_OK;
  add_inputs(t, table);
  return good;
}
