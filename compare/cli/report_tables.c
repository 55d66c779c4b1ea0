/* report_tables.c: the report's tables: the comparison, and the traces of both
 * modes (Baydin et al. 2018, tables 2 and 3), with a link to each step. */
#include <config.h>

#include "report.h"

#include "html.h"

/* ---- the comparison ------------------------------------------------------------ */

void report_comparison(struct report *r, FILE *out)
{
  const struct comparison *c = r->c;
  const bool summed = compare_is_summed(c);
  bool good = true;
  for (size_t i = 0; good && c->r->n > 0 && i < (summed ? 1 : c->r->m); i++) {
    struct table t = {0};
    char name[200], caption[320];
    ad_formula_output_name(c->p->formula, i, name, sizeof name);
    if (summed)
      compare_sums(c, &t);
    else
      compare_rows(c, i, &t);
    if (summed)
      snprintf(caption, sizeof caption, "%s", _("All derivatives, in sums"));
    else
      snprintf(caption, sizeof caption, _("Derivatives of %s = %.15g"), name,
               c->r->y[i]);
    good = html_table(out, &t, caption, summed ? "lrrrrrll" : "lrrrrrrl");
  }
  fputs("<p class=\"note\">", out);
  html_text(out, report_word("verdict-about"));
  fputs("</p>\n", out);
  if (!good && !r->status)
    r->status = AD_NO_MEMORY;
}

/* ---- traces ---------------------------------------------------------------------- */

static void begin_table(FILE *out, const char *class, const char *caption,
                        const char *seed)
{
  fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"",
        out);
  html_text(out, report_word(caption));
  fprintf(out, "\">\n<table class=\"trace %s\">\n<caption>", class);
  html_text(out, report_word(caption));
  fprintf(out, " <span%s>",
          *class == 'f' ? " class=\"seed-name\"" : "");
  html_text(out, seed);
  fputs("</span> = 1</caption>\n<thead>\n<tr>", out);
}

static void head(FILE *out, const char *word, bool number)
{
  fprintf(out, "<th scope=\"col\"%s>", number ? " class=\"number\"" : "");
  html_text(out, report_word(word));
  fputs("</th>", out);
}

static void end_table(FILE *out)
{
  fputs("</tbody>\n</table>\n</div>\n", out);
}

static void cell(FILE *out, const char *class, const char *text)
{
  fprintf(out, "<td%s%s%s>", *class ? " class=\"" : "", class,
          *class ? "\"" : "");
  html_text(out, text);
  fputs("</td>", out);
}

/* The row's name leads to its step. */
static void begin_row(FILE *out, size_t step, const char *label,
                      const char *name)
{
  fprintf(out, "<tr><th scope=\"row\"><a href=\"#step=%zu\">", step);
  html_text(out, label);
  fputs("</a>", out);
  if (*name) {
    fputs(" <span class=\"given\">", out);
    html_format(out, "(%s)", name);
    fputs("</span>", out);
  }
  fputs("</th>", out);
}

static void forward_row(struct report *r, size_t k, FILE *out)
{
  const struct trace *t = &r->t;
  const uint32_t node = r->order[k];
  const bool input = t->n.nodes[node].kind == AD_NODE_INPUT;
  const struct ad_shape s = ad_formula_node_shape(t->p->formula, node);
  char text[NOTATION_SIZE], numbers[CLI_TEXT];
  notation_value(&t->n, node, '\0', text);
  begin_row(out, k + 1, text, input ? "" : trace_name(t, node));
  notation_operation(&t->n, node, text);
  cell(out, "", text);
  if (t->matrices) {
    snprintf(text, sizeof text, "%zu\u00d7%zu", s.rows, s.cols);
    cell(out, "", text);
  }
  report_long(r, node, t->v + ad_formula_start(t->p->formula, node), numbers);
  cell(out, "number primal", numbers);
  if (!t->matrices) {
    if (input)
      notation_name(&t->n, trace_name(t, node), '.', text);
    else
      trace_tangent_rule(t, node, text);
    cell(out, "", text);
  }
  report_tangent(r, node, false, numbers);
  cell(out, "number tangent", numbers);
  fputs("</tr>\n", out);
}

void report_forward(struct report *r, FILE *out)
{
  char name[200], seed[NOTATION_SIZE];
  report_tangents_of(r, 0);
  ad_formula_input_name(r->c->p->formula, 0, name, sizeof name);
  notation_name(&r->t.n, name, '.', seed);
  begin_table(out, "forward", "forward-caption", seed);
  head(out, "step-head", false);
  head(out, "operation-head", false);
  if (r->t.matrices)
    head(out, "shape-head", false);
  head(out, "value-head", true);
  if (!r->t.matrices)
    head(out, "tangent-rule-head", false);
  head(out, "tangent-head", true);
  fputs("</tr>\n</thead>\n<tbody>\n", out);
  for (size_t k = 0; k < r->steps; k++)
    forward_row(r, k, out);
  end_table(out);
}

/* ---- the reverse sweep ------------------------------------------------------------ */

struct rows {
  struct report *r;
  FILE *out;
  size_t step; /* of the next row */
};

static void reverse_row(const struct trace *t, const struct trace_share *s,
                        void *data)
{
  struct rows *rows = data;
  char label[NOTATION_SIZE], rule[NOTATION_SIZE], numbers[CLI_TEXT];
  notation_value(&t->n, s->to, '-', label);
  trace_share_text(t, s, rule);
  begin_row(rows->out, rows->step++, label, trace_name(t, s->to));
  cell(rows->out, "", rule);
  report_long(rows->r, s->to, report_share(rows->r, s->from, s->argument),
              numbers);
  cell(rows->out, "number", numbers);
  report_long(rows->r, s->to, s->sum, numbers);
  cell(rows->out, "number sum", numbers);
  fputs("</tr>\n", rows->out);
}

/* The rows at both ends: the seed, and the gradient. */
static void end_row(struct rows *rows, const char *label, const char *rule,
                    uint32_t node, const double *v)
{
  char numbers[CLI_TEXT];
  begin_row(rows->out, rows->step, label, "");
  cell(rows->out, "", rule);
  cell(rows->out, "number", "");
  report_long(rows->r, node, v, numbers);
  cell(rows->out, "number sum", numbers);
  fputs("</tr>\n", rows->out);
}

static void seed_row(struct rows *rows, const char *seed)
{
  struct report *r = rows->r;
  char bar[NOTATION_SIZE];
  size_t element;
  const uint32_t node = trace_seed(&r->t, &element);
  const struct ad_shape s = ad_formula_node_shape(r->c->p->formula, node);
  for (size_t k = 0; k < s.rows * s.cols; k++)
    r->share[k] = k == element;
  notation_value(&r->t.n, node, '-', bar);
  end_row(rows, bar, seed, node, r->share);
  rows->step++;
}

static void gradient_rows(struct rows *rows)
{
  const struct trace *t = &rows->r->t;
  for (size_t k = 0; k < rows->r->c->p->inputs; k++) {
    const uint32_t node = ad_formula_input_node(t->p->formula, k);
    char name[NOTATION_SIZE], bar[NOTATION_SIZE];
    notation_name(&t->n, trace_name(t, node), '-', name);
    notation_value(&t->n, node, '-', bar);
    end_row(rows, name, bar, node,
            t->adj + ad_formula_start(t->p->formula, node));
  }
}

void report_reverse(struct report *r, FILE *out)
{
  for (size_t i = 0; i < r->of && !r->status; i++) {
    struct rows rows = {r, out, r->steps + 1};
    char name[200], seed[NOTATION_SIZE];
    report_adjoints_of(r, i);
    ad_formula_output_name(r->c->p->formula, i, name, sizeof name);
    notation_name(&r->t.n, name, '-', seed);
    fprintf(out, "<div id=\"reverse-%zu\">\n", i);
    begin_table(out, "reverse", "reverse-caption", seed);
    head(out, "adjoint-head", false);
    head(out, "rule-head", false);
    head(out, "share-head", true);
    head(out, "sum-head", true);
    fputs("</tr>\n</thead>\n<tbody>\n", out);
    seed_row(&rows, seed);
    const enum ad_status status = trace_sweep(&r->t, reverse_row, &rows);
    if (!r->status)
      r->status = status;
    gradient_rows(&rows);
    end_table(out);
    fputs("</div>\n", out);
  }
}
