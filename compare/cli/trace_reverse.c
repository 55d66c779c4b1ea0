/* trace_reverse.c: the evaluation table of reverse mode (Baydin et al. 2018,
 * table 3). */
#include <config.h>

#include "trace.h"

#include <stdlib.h>

static void add_named_primal(const struct trace *t, struct table *table,
                             uint32_t i)
{
  trace_add_primal(t, table, i);
  if (t->n.nodes[i].kind == AD_NODE_OP && *trace_name(t, i))
    table_cell(table, "(%s)", trace_name(t, i));
}

/* One step of the adjoint sweep: what node i hands to its argument k. */
static void add_adjoint(const struct trace *t, struct table *table, uint32_t i,
                        int k, double *sum, bool *met)
{
  const struct ad_node *node = &t->n.nodes[i];
  const uint32_t arg = node->arg[k];
  char label[NOTATION_SIZE], bar[NOTATION_SIZE], factor[NOTATION_SIZE],
    product[NOTATION_SIZE];
  if (t->n.nodes[arg].kind == AD_NODE_CONSTANT)
    return;
  notation_value(&t->n, arg, '-', label);
  notation_value(&t->n, i, '-', bar);
  notation_partial(&t->n, i, k, factor);
  notation_product(&t->n, factor, bar, product);
  sum[arg] += ad_times(ad_formula_partials(t->p->formula, i, t->v).d[k], t->adj[i]);
  table_row(table);
  table_cell(table, "%s", label);
  if (met[arg])
    table_cell(table, "= %s %s %s", label, product[0] == '-' ? "-" : "+",
               product[0] == '-' ? product + 1 : product);
  else
    table_cell(table, "= %s", product);
  table_cell(table, "= %.*g", t->digits, sum[arg]);
  met[arg] = true;
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
    table_cell(table, "= %.*g", t->digits, t->adj[i]);
  }
}

/* The sweep again, by hand: each step is shown with the sum so far. */
static bool add_sweep(const struct trace *t, struct table *table,
                      uint32_t last)
{
  double *sum = calloc(t->count + 1, sizeof *sum);
  bool *met = calloc(t->count + 1, sizeof *met);
  bool good = sum && met;
  if (good)
    met[last] = true;
  for (uint32_t i = last + 1; good && i-- > 0;)
    for (int k = 0; met[i] && k < ad_node_arguments(&t->n.nodes[i]); k++)
      add_adjoint(t, table, i, k, sum, met);
  free(sum);
  free(met);
  return good;
}

bool trace_reverse(const struct trace *t, bool primals, FILE *out)
{
  struct table table = {0};
  char seed[NOTATION_SIZE], label[NOTATION_SIZE];
  uint32_t last;
  const char *name = ad_formula_output(t->p->formula, t->of, &last);
  notation_name(&t->n, name, '-', seed);
  if (primals) {
    fprintf(out, _("Reverse mode, forward sweep: primals\n\n"));
    trace_each_step(t, &table, add_named_primal);
    if (!table_print(&table, out, "llll", 2))
      return false;
    fputc('\n', out);
  }
  fprintf(out, _("Reverse mode, reverse sweep: adjoints, seed %s = 1\n\n"),
          seed);
  notation_value(&t->n, last, '-', label);
  table_row(&table);
  table_cell(&table, "%s", label);
  table_cell(&table, "= %s", seed);
  table_cell(&table, "= 1");
  bool good = add_sweep(t, &table, last);
  add_inputs(t, &table);
  return table_print(&table, out, "lll", 2) && good;
}
