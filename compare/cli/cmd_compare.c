/* cmd_compare.c: `dualtape compare`: every engine's gradient side by side. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "../check.h"
#include "json.h"
#include "table.h"

/* The columns of the report. */
enum { FORWARD, REVERSE, CENTRAL };

struct options {
  const char *file, *output, *policy;
  bool json;
};

static int help(void)
{
  puts(_("Usage: dualtape compare [OPTION...] FORMULA name=value...\n"
       "       dualtape compare [OPTION...] -f FILE [name=value...]\n"
       "\n"
       "Prints the value of the formula and, for each input, the derivative\n"
       "by forward mode, by reverse mode and by central differences at their\n"
       "best step, the differences between them and what the difference\n"
       "quotient may be wrong by; then the verdict.\n"
       "\n"
       "  -f, --file=FILE    read the formula from FILE, - for standard input\n"
       "  -o, --output=FILE  write to FILE instead, - for standard output\n"
       "      --policy=WORDS what derivatives are at edges, for example\n"
       "                     abs=right,max=left or pytorch; see\n"
       "                     `dualtape ops --edges`\n"
       "      --json         print JSON\n"
       "  -h, --help         this text\n"
       "\n"
       "A formula is statements separated by ; or newline; the values of the\n"
       "last one are the outputs. `dualtape ops` lists the functions.\n"
       "\n"
       "Examples:\n"
       "  dualtape compare '(x + y)^3 * z^2' x=1 y=2 z=3\n"
       "  dualtape compare 'u = x*y; sin(u), exp(-u)' x=1 y=pi/2\n"
       "  dualtape compare \"2*(x' @ x)\" 'x=[1; 2; 3]'\n"
       "  echo 'x^2' | dualtape compare -f - x=3 --json\n"
       "\n"
       "Exit status: 0 all agree, 1 they disagree, 2 bad usage or input."));
  return CLI_OK;
}

static double entry(const struct check_report *r, const double *array,
                    size_t e, size_t i, size_t j)
{
  return array[(e * r->m + i) * r->n + j];
}

/* Whether the place is an edge, where only forward and reverse count. */
static bool on_edge(const struct cli_problem *p, const double *v,
                    const struct ad_node **node)
{
  uint32_t i;
  if (!ad_formula_edge(p->formula, v, &i))
    return false;
  *node = &ad_formula_nodes(p->formula, NULL)[i];
  return true;
}

/* ---- for people --------------------------------------------------------- */

/* How many numbers the output, or input, has that begins at number k. */
static size_t output_numbers(const struct cli_problem *p, size_t k)
{
  uint32_t node;
  ad_formula_output(p->formula, ad_formula_output_of(p->formula, k, NULL),
                    &node);
  const struct ad_shape s = ad_formula_node_shape(p->formula, node);
  return s.rows * s.cols;
}

static size_t input_numbers(const struct cli_problem *p, size_t k)
{
  const size_t j = ad_formula_input_of(p->formula, k, NULL);
  const struct ad_shape s =
      ad_formula_node_shape(p->formula, ad_formula_input_node(p->formula, j));
  return s.rows * s.cols;
}

static void print_point(const struct cli_problem *p, FILE *out)
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

static void add_row(struct table *t, const struct cli_problem *p,
                    const struct check_report *r, size_t i, size_t j,
                    bool edge)
{
  double f = entry(r, r->jac, FORWARD, i, j);
  double b = entry(r, r->jac, REVERSE, i, j);
  double c = entry(r, r->jac, CENTRAL, i, j);
  char name[200];
  ad_formula_input_name(p->formula, j, name, sizeof name);
  table_row(t);
  table_cell(t, "%s", name);
  table_cell(t, "%.15g", f);
  table_cell(t, "%.15g", b);
  table_cell(t, isnan(c) ? _("none") : "%.12g", c);
  table_cell(t, "%.1e", f == b ? 0 : fabs(f - b));
  if (isnan(c))
    return;
  table_cell(t, "%.1e", fabs(f - c));
  table_cell(t, "%.1e", entry(r, r->error, CENTRAL, i, j));
  if (!check_entry(r, FORWARD, REVERSE, i, j) ||
      (!edge && (!check_entry(r, FORWARD, CENTRAL, i, j) ||
                 !check_entry(r, REVERSE, CENTRAL, i, j))))
    table_cell(t, _("<-- disagree"));
}

static bool print_output(const struct cli_problem *p,
                         const struct check_report *r, size_t i, bool edge,
                         FILE *out)
{
  struct table t = {0};
  char name[200];
  ad_formula_output_name(p->formula, i, name, sizeof name);
  fprintf(out, "%s = %.15g", name, r->y[i]);
  print_point(p, out);
  if (p->n == 0)
    return true;
  table_row(&t);
  table_cell(&t, "d/d");
  for (size_t e = 0; e < ad_engine_count; e++)
    table_cell(&t, "%s", _(ad_engines[e].name));
  table_cell(&t, _("fwd-rev"));
  table_cell(&t, _("fwd-cen"));
  table_cell(&t, _("cen +-"));
  for (size_t j = 0; j < p->n; j++)
    add_row(&t, p, r, i, j, edge);
  return table_print(&t, out, "lrrrrrrl", 2);
}

/* At an edge: whose rule the derivative follows. */
static void print_edge(const struct cli_problem *p, const struct ad_node *edge,
                       FILE *out)
{
  const struct ad_op_info *op = ad_op_info(edge->op);
  const enum ad_rule rule = (enum ad_rule)p->policy.edge[edge->op];
  fprintf(out, _("note: this is an edge of %s (%s), where conventions differ;\n"
               "the rule: %s\n"), op->name, op->edge,
          rule == AD_RULE_DEFAULT ? _(op->rule) : _(ad_rule_help(rule)));
}

static void print_verdict(const struct cli_problem *p,
                          const struct check_report *r,
                          const struct ad_node *edge, FILE *out)
{
  const char *on = cli_colour(out) ? "\033[1m" : "";
  const char *off = *on ? "\033[0m" : "";
  if (edge)
    print_edge(p, edge, out);
  if (r->n == 0)
    fputs(_("a constant: there are no inputs to differentiate by\n"), out);
  else if (!r->exact_agree)
    fprintf(out, _("%sDISAGREE%s: forward and reverse mode differ by more than "
                 "rounding; one of them is wrong\n"), on, off);
  else if (edge)
    fprintf(out, _("%sAGREE%s: forward and reverse mode are the same to "
                 "rounding; differences say nothing here\n"), on, off);
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

/* ---- many entries --------------------------------------------------------- */

/* More entries than that are summed up, where matrices make them. */
enum { MOST_ROWS = 20, MOST_ENTRIES = 1 << 22 };

/* The entries of one output's derivatives by one input. */
struct part {
  size_t i, j, rows, cols; /* of the whole Jacobian: first, and how many */
};

/* Where two engines differ most, and by how much; and the largest entry. */
struct worst {
  size_t i, j;
  double difference, error, size;
  bool agree, none; /* no quotient stayed in the domain anywhere */
};

static struct worst find_worst(const struct check_report *r, struct part a,
                               size_t p, size_t q)
{
  struct worst w = {.i = a.i, .j = a.j, .agree = true, .none = true};
  for (size_t i = a.i; i < a.i + a.rows; i++)
    for (size_t j = a.j; j < a.j + a.cols; j++) {
      const double x = entry(r, r->jac, p, i, j), y = entry(r, r->jac, q, i, j);
      const bool agree = check_entry(r, p, q, i, j);
      const double d = x == y ? 0 : fabs(x - y);
      w.size = fmax(w.size, fabs(x));
      if (isnan(y) && agree)
        continue;
      if (w.none || (w.agree && !agree) ||
          (w.agree == agree && !(d <= w.difference)))
        w.i = i, w.j = j, w.difference = d, w.error = entry(r, r->error, q, i, j);
      w.agree = w.agree && agree;
      w.none = false;
    }
  return w;
}

static void place_cell(struct table *t, const struct cli_problem *p,
                       const struct worst *w)
{
  char output[200], input[200];
  ad_formula_output_name(p->formula, w->i, output, sizeof output);
  ad_formula_input_name(p->formula, w->j, input, sizeof input);
  table_cell(t, "d%.80s/d%.80s", output, input);
}

static void add_part(struct table *t, const struct cli_problem *p,
                     const struct check_report *r, struct part a, bool edge)
{
  const struct worst exact = find_worst(r, a, FORWARD, REVERSE);
  const struct worst quotient = find_worst(r, a, REVERSE, CENTRAL);
  table_row(t);
  table_cell(t, "d%.40s/d%.40s",
             ad_formula_output(p->formula,
                               ad_formula_output_of(p->formula, a.i, NULL),
                               NULL),
             ad_formula_input(p->formula,
                              ad_formula_input_of(p->formula, a.j, NULL),
                              NULL));
  table_cell(t, "%zux%zu", a.rows, a.cols);
  table_cell(t, "%.6g", exact.size);
  table_cell(t, "%.1e", exact.difference);
  if (quotient.none) {
    table_cell(t, "%s", _("none"));
  } else {
    table_cell(t, "%.1e", quotient.difference);
    table_cell(t, "%.1e", quotient.error);
    place_cell(t, p, exact.agree ? &quotient : &exact);
  }
  if (!exact.agree || (!edge && !quotient.agree))
    table_cell(t, _("<-- disagree"));
}

/* One line for each output and input instead of one for each entry. */
static bool print_summary(const struct cli_problem *p,
                          const struct check_report *r, bool edge, FILE *out)
{
  struct table t = {0};
  size_t rows = 0, cols;
  for (size_t i = 0; i < p->outputs; i++) {
    uint32_t node;
    char text[CLI_TEXT];
    const char *name = ad_formula_output(p->formula, i, &node);
    const struct ad_shape s = ad_formula_node_shape(p->formula, node);
    cli_matrix_text(r->y + rows, s, 15, text);
    fprintf(out, "%s = %s\n", name, text);
    rows += s.rows * s.cols;
  }
  print_point(p, out);
  fputc('\n', out);
  table_row(&t);
  table_cell(&t, "d/d");
  table_cell(&t, "%s", _("entries"));
  table_cell(&t, "%s", _("largest"));
  table_cell(&t, _("fwd-rev"));
  table_cell(&t, _("rev-cen"));
  table_cell(&t, _("cen +-"));
  table_cell(&t, "%s", _("worst at"));
  for (size_t i = 0; i < r->m; i += rows) {
    rows = output_numbers(p, i);
    for (size_t j = 0; j < r->n; j += cols) {
      cols = input_numbers(p, j);
      add_part(&t, p, r, (struct part){i, j, rows, cols}, edge);
    }
  }
  return table_print(&t, out, "lrrrrrll", 2);
}

static int print_report(const struct cli_problem *p,
                        const struct check_report *r,
                        const struct ad_node *edge, FILE *out)
{
  const bool many = ad_formula_has_matrices(p->formula) &&
                    (r->m > MOST_ROWS || r->n > MOST_ROWS ||
                     r->m * r->n > MOST_ROWS);
  if (many && r->n > 0 && !print_summary(p, r, edge, out))
    return cli_error(NULL, _("out of memory"));
  if (many)
    fputc('\n', out);
  for (size_t i = 0; i < r->m && !(many && r->n > 0); i++) {
    if (!print_output(p, r, i, edge, out))
      return cli_error(NULL, _("out of memory"));
    fputc('\n', out);
  }
  print_verdict(p, r, edge, out);
  return CLI_OK;
}

/* ---- for programs ------------------------------------------------------- */

#if HAVE_JSON_C
static json_object *json_output(const struct cli_problem *p,
                                const struct check_report *r, size_t i)
{
  json_object *o = json_object_new_object(), *rows = json_object_new_array();
  char name[200];
  ad_formula_output_name(p->formula, i, name, sizeof name);
  json_add_text(o, "name", name);
  json_add_number(o, "value", r->y[i]);
  for (size_t j = 0; j < p->n; j++) {
    json_object *row = json_object_new_object();
    ad_formula_input_name(p->formula, j, name, sizeof name);
    json_add_text(row, "input", name);
    for (size_t e = 0; e < ad_engine_count; e++)
      json_add_number(row, ad_engines[e].name, entry(r, r->jac, e, i, j));
    json_add_number(row, "rounding", entry(r, r->error, REVERSE, i, j));
    json_add_number(row, "central_error", entry(r, r->error, CENTRAL, i, j));
    json_object_array_add(rows, row);
  }
  json_object_object_add(o, "gradient", rows);
  return o;
}
#endif

static int print_json(const struct cli_problem *p,
                      const struct check_report *r,
                      const struct ad_node *edge, bool agree, FILE *out)
{
#if HAVE_JSON_C
  json_object *all = json_object_new_object();
  json_object *inputs = json_object_new_object();
  json_object *outputs = json_object_new_array();
  for (size_t j = 0; j < p->n; j++) {
    char name[200];
    ad_formula_input_name(p->formula, j, name, sizeof name);
    json_add_number(inputs, name, p->x[j]);
  }
  for (size_t i = 0; i < p->m; i++)
    json_object_array_add(outputs, json_output(p, r, i));
  json_object_object_add(all, "inputs", inputs);
  json_object_object_add(all, "outputs", outputs);
  if (edge)
    json_add_text(all, "edge", ad_op_info(edge->op)->name);
  json_add_text(all, "verdict", agree ? "agree" : "disagree");
  json_print(all, out);
  json_object_put(all);
  return CLI_OK;
#else
  (void)p, (void)r, (void)edge, (void)agree, (void)out;
  return json_missing();
#endif
}

/* ---- the command -------------------------------------------------------- */

static int compare(const struct cli_problem *p, const struct options *o,
                   const double *v, FILE *out)
{
  struct check_report r;
  const struct ad_node *edge = NULL;
  struct ad_function f = ad_formula_function(p->formula);
  if (p->n > 0 && p->m > MOST_ENTRIES / p->n)
    return cli_error(_("compare a part, or sum(...) of the result"),
                     _("%zu derivatives of %zu results by %zu inputs are too "
                       "many; %d are most"), p->n * p->m, p->m, p->n,
                     MOST_ENTRIES);
  enum ad_status status = check_compare(&f, p->x, &r);
  if (status)
    return cli_status_error(status);
  bool agree = on_edge(p, v, &edge) ? r.exact_agree : r.agree;
  int code = o->json ? print_json(p, &r, edge, agree, out)
                     : print_report(p, &r, edge, out);
  check_release(&r);
  return code ? code : agree ? CLI_OK : CLI_DISAGREE;
}

static int run(struct cli_problem *p, const struct options *o, int argc,
               char **argv)
{
  struct cli_output out;
  int code = cli_problem_read(p, o->file, argc, argv);
  if (!code)
    code = cli_problem_policy(p, o->policy);
  if (code)
    return code;
  double *v = malloc((ad_formula_size(p->formula) + 1) * sizeof *v);
  if (!v)
    return cli_error(NULL, _("out of memory"));
  code = cli_values(p, v) ? cli_output_open(&out, o->output) : CLI_BAD;
  if (!code)
    code = cli_output_close(&out, compare(p, o, v, out.stream));
  free(v);
  return code;
}

int cmd_compare(int argc, char **argv)
{
  static const struct option longs[] = {
    {"file", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"policy", required_argument, NULL, 'p'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  struct options o = {0};
  for (int c; (c = getopt_long(argc, argv, ":f:o:h", longs, NULL)) != -1;)
    switch (c) {
    case 'f': o.file = optarg; break;
    case 'o': o.output = optarg; break;
    case 'p': o.policy = optarg; break;
    case 'j': o.json = true; break;
    case 'h': return help();
    default: return cli_bad_option("compare", argv, c);
    }
  struct cli_problem p = {0};
  int code = run(&p, &o, argc, argv);
  cli_problem_free(&p);
  return code;
}
