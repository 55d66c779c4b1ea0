/* trace_forward.c: the evaluation table of forward mode (Baydin et al. 2018,
 * table 2). */
#include <config.h>

#include "trace.h"

const char *trace_name(const struct trace *t, uint32_t i)
{
  return t->n.nodes[i].name ? t->n.nodes[i].name : "";
}

void trace_add_primal(const struct trace *t, struct table *table, uint32_t i)
{
  char label[NOTATION_SIZE], how[NOTATION_SIZE];
  notation_value(&t->n, i, '\0', label);
  notation_operation(&t->n, i, how);
  table_row(table);
  table_cell(table, "%s", label);
  table_cell(table, "= %s", how);
  table_cell(table, "= %.*g", t->digits, t->v[i]);
}

void trace_each_step(const struct trace *t, struct table *table,
                      void (*add)(const struct trace *t, struct table *table,
                                  uint32_t i))
{
  for (uint32_t i = 0; i < t->count; i++)
    if (t->n.nodes[i].kind == AD_NODE_INPUT)
      add(t, table, i);
  for (uint32_t i = 0; i < t->count; i++)
    if (t->n.nodes[i].kind != AD_NODE_INPUT &&
        !ad_node_is_constant(&t->n.nodes[i]))
      add(t, table, i);
}

static void add_tangent(const struct trace *t, struct table *table, uint32_t i)
{
  char label[NOTATION_SIZE], rule[NOTATION_SIZE];
  trace_add_primal(t, table, i);
  notation_value(&t->n, i, '.', label);
  if (t->n.nodes[i].kind == AD_NODE_INPUT)
    notation_name(&t->n, trace_name(t, i), '.', rule);
  else
    trace_tangent_rule(t, i, rule);
  table_cell(table, "| %s", label);
  table_cell(table, "= %s", rule);
  table_cell(table, "= %.*g", t->digits, t->u[i].d);
  if (t->n.nodes[i].kind == AD_NODE_OP && *trace_name(t, i))
    table_cell(table, "(%s)", trace_name(t, i));
}

bool trace_forward(const struct trace *t, FILE *out)
{
  struct table table = {0};
  char seed[NOTATION_SIZE], label[NOTATION_SIZE], dot[NOTATION_SIZE];
  uint32_t last;
  const char *name = ad_formula_output(t->p->formula, t->of, &last);
  notation_name(&t->n, ad_formula_input(t->p->formula, t->wrt, NULL), '.',
                seed);
  fprintf(out, _("Forward mode: primals and tangents, seed %s = 1\n\n"), seed);
  trace_each_step(t, &table, add_tangent);
  notation_value(&t->n, last, '\0', label);
  notation_value(&t->n, last, '.', dot);
  table_row(&table);
  table_cell(&table, "%s", name);
  table_cell(&table, "= %s", label);
  table_cell(&table, "= %.*g", t->digits, t->v[last]);
  notation_name(&t->n, name, '.', seed);
  table_cell(&table, "| %s", seed);
  table_cell(&table, "= %s", dot);
  table_cell(&table, "= %.*g", t->digits, t->u[last].d);
  return table_print(&table, out, "lllllll", 2);
}
