/* trace_matrix.c: the evaluation tables of a formula with matrices: each step
 * with its shape, its numbers where they are few, and its rule in words. */
#include <config.h>

#include "trace.h"

#include <stdlib.h>
#include <string.h>

static void add_numbers(const struct trace *t, struct table *table, uint32_t i,
                        const double *v)
{
  char text[CLI_TEXT];
  cli_matrix_text(v, ad_formula_node_shape(t->p->formula, i), t->digits, text);
  table_cell(table, "= %s", text);
}

static void add_step(const struct trace *t, struct table *table, uint32_t i)
{
  char label[NOTATION_SIZE], how[NOTATION_SIZE];
  const struct ad_shape s = ad_formula_node_shape(t->p->formula, i);
  notation_value(&t->n, i, '\0', label);
  notation_operation(&t->n, i, how);
  table_row(table);
  table_cell(table, "%s", label);
  table_cell(table, "= %s", how);
  table_cell(table, "%zux%zu", s.rows, s.cols);
  add_numbers(t, table, i, t->v + ad_formula_start(t->p->formula, i));
}

static void add_name(const struct trace *t, struct table *table, uint32_t i)
{
  if (t->n.nodes[i].kind != AD_NODE_INPUT && *trace_name(t, i))
    table_cell(table, "(%s)", trace_name(t, i));
}

static void add_named(const struct trace *t, struct table *table, uint32_t i)
{
  add_step(t, table, i);
  add_name(t, table, i);
}

/* The tangent, whose rule is the value's, differentiated. */
static void add_tangent(const struct trace *t, struct table *table, uint32_t i)
{
  char dot[NOTATION_SIZE], text[CLI_TEXT];
  const struct ad_shape s = ad_formula_node_shape(t->p->formula, i);
  const size_t at = ad_formula_start(t->p->formula, i);
  double *d = malloc(s.rows * s.cols * sizeof *d);
  add_step(t, table, i);
  notation_value(&t->n, i, '.', dot);
  for (size_t k = 0; d && k < s.rows * s.cols; k++)
    d[k] = t->u[at + k].d;
  if (d)
    cli_matrix_text(d, s, t->digits, text);
  table_cell(table, "| %s", dot);
  table_cell(table, "= %s", d ? text : "?");
  add_name(t, table, i);
  table->failed = table->failed || !d;
  free(d);
}

static bool print_forward(const struct trace *t, FILE *out)
{
  struct table table = {0};
  char seed[NOTATION_SIZE], name[200];
  ad_formula_input_name(t->p->formula, t->wrt, name, sizeof name);
  notation_name(&t->n, name, '.', seed);
  fprintf(out, _("Forward mode: primals and tangents, seed %s = 1\n\n"), seed);
  trace_each_step(t, &table, add_tangent);
  return table_print(&table, out, "lllllll", 2);
}

static bool print_reverse(const struct trace *t, bool primals, FILE *out)
{
  struct table table = {0};
  char seed[NOTATION_SIZE], name[200];
  ad_formula_output_name(t->p->formula, t->of, name, sizeof name);
  notation_name(&t->n, name, '-', seed);
  if (primals) {
    fprintf(out, _("Reverse mode, forward sweep: primals\n\n"));
    trace_each_step(t, &table, add_named);
    if (!table_print(&table, out, "lllll", 2))
      return false;
    fputc('\n', out);
  }
  fprintf(out, _("Reverse mode, reverse sweep: adjoints, seed %s = 1\n\n"),
          seed);
  const bool good = trace_add_adjoints(t, &table);
  return table_print(&table, out, "lll", 2) && good;
}

bool trace_matrices(const struct trace *t, bool forward, bool reverse,
                    FILE *out)
{
  bool good = true;
  if (forward)
    good = print_forward(t, out);
  if (forward && reverse)
    fputc('\n', out);
  if (reverse)
    good = print_reverse(t, !forward, out) && good;
  return good;
}
