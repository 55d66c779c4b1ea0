/* trace_matrix.c: the evaluation tables of a formula with matrices: each step
 * with its shape, its numbers where they are few, and its rule in words. */
#include <config.h>

#include "trace.h"

#include <stdlib.h>
#include <string.h>

/* ---- rules in words ---------------------------------------------------------- */

/* One letter of matrix.def's texts for the numbers of node i; NULL if it stands
 * for nothing.  Sets *used to the letter's bytes. */
static const char *letter(const struct trace *t, uint32_t i, const char *at,
                          size_t *used, char *text)
{
  const struct ad_node *n = &t->n.nodes[i];
  static const char *const bars[] = {"\u0232", "\u0233"}; /* Ȳ ȳ */
  for (size_t k = 0; k < 2; k++)
    if (strncmp(at, bars[k], strlen(bars[k])) == 0) {
      *used = strlen(bars[k]);
      notation_value(&t->n, i, '-', text);
      return text;
    }
  *used = 1;
  if (*at == 'Y')
    notation_value(&t->n, i, '\0', text);
  else if (*at >= 'A' && *at < 'A' + ad_node_arguments(n))
    notation_value(&t->n, n->arg[*at - 'A'], '\0', text);
  else
    return NULL;
  return text;
}

static bool is_letter(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (unsigned char)c >= 0x80;
}

/* What a row of matrix.def says that argument k's adjoint gets: part k of its
 * text, between semicolons, in the names of the trace. */
static void whole_rule(const struct trace *t, uint32_t i, int k, char *text)
{
  const char *say = ad_matrix_info(t->n.nodes[i].more->whole)->say_adjoint;
  size_t at = 0;
  char before = ' ', value[NOTATION_SIZE];
  for (; k > 0 && strchr(say, ';'); k--)
    say = strchr(say, ';') + 1;
  say += strspn(say, " ");
  while (*say && *say != ';' && at + 1 < NOTATION_SIZE) {
    size_t used;
    const char *word = is_letter(before) ? NULL
                                         : letter(t, i, say, &used, value);
    if (word && is_letter(say[used]))
      word = NULL;
    before = word ? ' ' : *say;
    const int put = word ? snprintf(text + at, NOTATION_SIZE - at, "%s", word)
                         : snprintf(text + at, NOTATION_SIZE - at, "%c", *say);
    at += put > 0 ? (size_t)put : 0;
    say += word ? used : 1;
  }
  text[at < NOTATION_SIZE ? at : NOTATION_SIZE - 1] = '\0';
}

/* An elementwise factor times the adjoint, and its sum where the argument is
 * repeated. */
static void each_rule(const struct trace *t, uint32_t i, int k, char *text)
{
  char factor[NOTATION_SIZE], bar[NOTATION_SIZE], product[NOTATION_SIZE];
  const struct ad_shape y = ad_formula_node_shape(t->p->formula, i);
  const struct ad_shape x =
      ad_formula_node_shape(t->p->formula, t->n.nodes[i].arg[k]);
  notation_partial(&t->n, i, k, factor);
  notation_value(&t->n, i, '-', bar);
  notation_product(&t->n, factor, bar, product);
  const bool summed = x.rows != y.rows || x.cols != y.cols;
  snprintf(text, NOTATION_SIZE, summed ? _("sum of %.200s") : "%.200s", product);
}

static void adjoint_rule(const struct trace *t, uint32_t i, int k, char *text)
{
  const struct ad_node *n = &t->n.nodes[i];
  char bar[NOTATION_SIZE];
  notation_value(&t->n, i, '-', bar);
  if (n->kind == AD_NODE_OP)
    each_rule(t, i, k, text);
  else if (n->kind == AD_NODE_WHOLE)
    whole_rule(t, i, k, text);
  else if (n->kind == AD_NODE_TRANSPOSE)
    snprintf(text, NOTATION_SIZE, "%.80s'", bar);
  else if (n->kind == AD_NODE_RESHAPE)
    snprintf(text, NOTATION_SIZE, _("%.80s in its shape"), bar);
  else if (n->kind == AD_NODE_SLICE)
    snprintf(text, NOTATION_SIZE, _("%.80s in its place"), bar);
  else
    snprintf(text, NOTATION_SIZE, _("its part of %.80s"), bar);
}

/* ---- tables ------------------------------------------------------------------- */

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

/* What node i hands to its argument k, and the sum there so far. */
static bool add_adjoint(const struct trace *t, struct table *table, uint32_t i,
                        int k, double *sum, bool *met)
{
  const uint32_t arg = ad_node_argument(&t->n.nodes[i], k);
  char label[NOTATION_SIZE], rule[NOTATION_SIZE];
  if (ad_node_is_constant(&t->n.nodes[arg]))
    return true;
  if (ad_formula_hand_back(t->p->formula, i, k, t->v, sum) != AD_OK)
    return false;
  notation_value(&t->n, arg, '-', label);
  adjoint_rule(t, i, k, rule);
  table_row(table);
  table_cell(table, "%s", label);
  if (met[arg])
    table_cell(table, "= %s + %s", label, rule);
  else
    table_cell(table, "= %s", rule);
  add_numbers(t, table, arg, sum + ad_formula_start(t->p->formula, arg));
  met[arg] = true;
  return true;
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

/* The sweep again, each step shown with the sum so far. */
static bool add_sweep(const struct trace *t, struct table *table,
                      uint32_t last, size_t element)
{
  const size_t at = ad_formula_start(t->p->formula, last) + element;
  double *sum = calloc(ad_formula_size(t->p->formula) + 1, sizeof *sum);
  bool *met = calloc(t->count + 1, sizeof *met), good = sum && met;
  if (good)
    met[last] = true, sum[at] = 1;
  for (uint32_t i = last + 1; good && i-- > 0;)
    for (int k = 0; good && met[i] && k < ad_node_arguments(&t->n.nodes[i]); k++)
      good = add_adjoint(t, table, i, k, sum, met);
  free(sum);
  free(met);
  return good;
}

static bool print_reverse(const struct trace *t, bool primals, FILE *out)
{
  struct table table = {0};
  char seed[NOTATION_SIZE], name[200];
  uint32_t last;
  size_t begin;
  ad_formula_output(t->p->formula,
                    ad_formula_output_of(t->p->formula, t->of, &begin), &last);
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
  const bool good = add_sweep(t, &table, last, t->of - begin);
  add_inputs(t, &table);
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
