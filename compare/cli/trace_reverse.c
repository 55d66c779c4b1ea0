/* trace_reverse.c: the evaluation table of reverse mode (Baydin et al. 2018,
 * table 3). */
#include <config.h>

#include "trace.h"

static void add_named_primal(const struct trace *t, struct table *table,
                             uint32_t i)
{
  trace_add_primal(t, table, i);
  if (t->n.nodes[i].kind == AD_NODE_OP && *trace_name(t, i))
    table_cell(table, "(%s)", trace_name(t, i));
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
  const bool good = trace_add_adjoints(t, &table);
  return table_print(&table, out, "lll", 2) && good;
}
