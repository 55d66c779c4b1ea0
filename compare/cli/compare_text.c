/* compare_text.c: the report of `dualtape compare` for people. */
#include <config.h>

#include "compare.h"

#include "../fd_complex.h"

void compare_point(const struct cli_problem *p, FILE *out)
{
  size_t at = 0;
  for (size_t j = 0; j < p->inputs; j++) {
    const struct ad_shape s =
        ad_formula_node_shape(p->formula, ad_formula_input_node(p->formula, j));
    char text[CLI_TEXT];
    cli_matrix_text(p->x + at, s, 12, text);
    fprintf(out, "%s%s = %s", j ? ", " : _("  at "),
            ad_formula_input(p->formula, j, NULL), text);
    at += s.rows * s.cols;
  }
  fputc('\n', out);
}

static void add_row(const struct comparison *c, struct table *t, size_t i,
                    size_t j)
{
  const struct check_report *r = c->r;
  const double forward = compare_entry(r, r->jac, COMPARE_FORWARD, i, j);
  const double reverse = compare_entry(r, r->jac, COMPARE_REVERSE, i, j);
  const double central = compare_entry(r, r->jac, COMPARE_CENTRAL, i, j);
  char name[200];
  ad_formula_input_name(c->p->formula, j, name, sizeof name);
  table_row(t);
  table_cell(t, "%s", name);
  table_cell(t, "%.15g", forward);
  table_cell(t, "%.15g", reverse);
  table_cell(t, isnan(central) ? _("none") : "%.12g", central);
  table_cell(t, "%.1e", forward == reverse ? 0 : fabs(forward - reverse));
  if (compare_says(r, COMPARE_COMPLEX, i, j))
    table_cell(t, "%.1e",
               fabs(forward - compare_entry(r, r->jac, COMPARE_COMPLEX, i, j)));
  else
    table_cell(t, "%s", c->refused && c->refused[i * r->n + j] ? _("refused")
                                                               : _("none"));
  if (isnan(central))
    return;
  table_cell(t, "%.1e", fabs(forward - central));
  table_cell(t, "%.1e", compare_entry(r, r->error, COMPARE_CENTRAL, i, j));
  if (!check_entry(r, COMPARE_FORWARD, COMPARE_REVERSE, i, j) ||
      (!c->edge && (!check_entry(r, COMPARE_FORWARD, COMPARE_CENTRAL, i, j) ||
                    !check_entry(r, COMPARE_REVERSE, COMPARE_CENTRAL, i, j) ||
                    !check_entry(r, COMPARE_FORWARD, COMPARE_COMPLEX, i, j))))
    table_cell(t, _("<-- disagree"));
}

void compare_rows(const struct comparison *c, size_t i, struct table *t)
{
  table_row(t);
  table_cell(t, "d/d");
  for (size_t e = 0; e <= COMPARE_CENTRAL; e++)
    table_cell(t, "%s", _(ad_engines[e].name));
  table_cell(t, _("fwd-rev"));
  table_cell(t, _("fwd-cpx"));
  table_cell(t, _("fwd-cen"));
  table_cell(t, _("cen +-"));
  for (size_t j = 0; j < c->p->n; j++)
    add_row(c, t, i, j);
}

static bool print_output(const struct comparison *c, size_t i, FILE *out)
{
  struct table t = {0};
  char name[200];
  ad_formula_output_name(c->p->formula, i, name, sizeof name);
  fprintf(out, "%s = %.15g", name, c->r->y[i]);
  compare_point(c->p, out);
  if (c->p->n == 0)
    return true;
  compare_rows(c, i, &t);
  return table_print(&t, out, "lrrrrrrrl", 2);
}

/* ---- the verdict ---------------------------------------------------------- */

/* At an edge: whose rule the derivative follows. */
static void print_edge(const struct comparison *c, FILE *out)
{
  const struct ad_op_info *op = ad_op_info(c->edge->op);
  const enum ad_rule rule = (enum ad_rule)c->p->policy.edge[c->edge->op];
  fprintf(out, _("note: this is an edge of %s (%s), where conventions differ;\n"
               "the rule: %s\n"), op->name, op->edge,
          rule == AD_RULE_DEFAULT ? _(op->rule) : _(ad_rule_help(rule)));
}

/* How many entries are refused for the reason of entry k, or 0 if one before it
 * has the same. */
static size_t count_refusals(const struct comparison *c, size_t k)
{
  const size_t entries = c->r->m * c->r->n;
  size_t count = 0;
  for (size_t l = 0; l < entries; l++) {
    if (c->refused[l] != c->refused[k])
      continue;
    if (l < k)
      return 0;
    count++;
  }
  return count;
}

/* Why there is no complex step, once for each reason: the first derivative that
 * it is refused for, and how many others. */
static void print_refusals(const struct comparison *c, FILE *out)
{
  const size_t n = c->r->n;
  for (size_t k = 0; k < c->r->m * n; k++) {
    char output[200], input[200], why[300];
    const size_t count = c->refused[k] ? count_refusals(c, k) : 0;
    if (!count)
      continue;
    ad_formula_output_name(c->p->formula, k / n, output, sizeof output);
    ad_formula_input_name(c->p->formula, k % n, input, sizeof input);
    ad_complex_reason(c->refused[k], why, sizeof why);
    fprintf(out, _("no complex step for d%s/d%s"), output, input);
    if (count > 1)
      fprintf(out, ngettext_(" and %zu other", " and %zu others",
                             (unsigned long)count - 1), count - 1);
    fprintf(out, ": %s\n", why);
  }
}

static bool central_agrees(const struct check_report *r)
{
  for (size_t k = 0; k < r->m * r->n; k++)
    if (!check_entry(r, COMPARE_FORWARD, COMPARE_CENTRAL, k / r->n, k % r->n) ||
        !check_entry(r, COMPARE_REVERSE, COMPARE_CENTRAL, k / r->n, k % r->n))
      return false;
  return true;
}

void compare_verdict(const struct comparison *c, const char *on,
                     const char *off, FILE *out)
{
  const struct check_report *r = c->r;
  if (c->refused)
    print_refusals(c, out);
  if (c->edge)
    print_edge(c, out);
  if (r->n == 0)
    fputs(_("a constant: there are no inputs to differentiate by\n"), out);
  else if (!r->exact_agree)
    fprintf(out, _("%sDISAGREE%s: forward and reverse mode differ by more than "
                 "rounding; one of them is wrong\n"), on, off);
  else if (c->edge)
    fprintf(out, _("%sAGREE%s: forward and reverse mode are the same to "
                 "rounding; differences say nothing here\n"), on, off);
  else if (!r->agree && central_agrees(r))
    fprintf(out, _("%sDISAGREE%s: forward and reverse mode are the same, and "
                 "differences confirm them,\nbut the complex step says "
                 "otherwise\n"), on, off);
  else if (!r->agree)
    fprintf(out, _("%sDISAGREE%s: forward and reverse mode are the same, but "
                 "differences say otherwise:\nan op's derivative is wrong, or "
                 "the function jumps or oscillates near this point\n"),
            on, off);
  else
    fprintf(out, _("%sAGREE%s: forward and reverse mode are the same to "
                 "rounding, and differences\nconfirm them within their own "
                 "error\n"), on, off);
}

/* ---- all of it ------------------------------------------------------------ */

/* The values of outputs, which may be matrices, one a line. */
static void print_values(const struct comparison *c, FILE *out)
{
  size_t at = 0;
  for (size_t i = 0; i < c->p->outputs; i++) {
    uint32_t node;
    char text[CLI_TEXT];
    const char *name = ad_formula_output(c->p->formula, i, &node);
    const struct ad_shape s = ad_formula_node_shape(c->p->formula, node);
    cli_matrix_text(c->r->y + at, s, 15, text);
    fprintf(out, "%s = %s\n", name, text);
    at += s.rows * s.cols;
  }
  compare_point(c->p, out);
  fputc('\n', out);
}

static bool print_summary(const struct comparison *c, FILE *out)
{
  struct table t = {0};
  print_values(c, out);
  compare_sums(c, &t);
  if (!table_print(&t, out, "lrrrrrrll", 2))
    return false;
  fputc('\n', out);
  return true;
}

int compare_print(const struct comparison *c, FILE *out)
{
  const bool summed = compare_is_summed(c);
  const char *on = cli_colour(out) ? "\033[1m" : "";
  bool good = !summed || print_summary(c, out);
  for (size_t i = 0; good && i < c->r->m && !summed; i++) {
    good = print_output(c, i, out);
    fputc('\n', out);
  }
  if (!good)
    return cli_error(NULL, _("out of memory"));
  compare_verdict(c, on, *on ? "\033[0m" : "", out);
  return CLI_OK;
}
