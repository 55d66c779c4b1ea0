/* cmd_sparsity.c: `dualtape sparsity`: which derivatives can differ from 0, and
 * how few sweeps find them. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "sparsity.h"
#include "table.h"

enum { NAME = 200, MOST = 64, WIDTH = 76, NAMES = 8 };

struct options {
  const char *file, *output, *wrt, *of, *policy;
  bool json, counted, edges; /* --by, --by=edges */
};

/* A matrix of derivatives to be shown; of a Hessian, rows are inputs, too. */
struct shown {
  const struct cli_sparsity *s;
  struct ad_sparse plan;
  bool hessian, counted, edges;
  struct cli_hessian_cost cost; /* if counted */
  char title[NAME + 40];
};

static int help(void)
{
  puts(_("Usage: dualtape sparsity [OPTION...] FORMULA [name=value...]\n"
       "       dualtape sparsity [OPTION...] -f FILE [name=value...]\n"
       "\n"
       "Prints which entries of the Jacobian, and of the Hessian where there is one\n"
       "output, can differ from 0 at any point (*); and a colouring: columns, rows\n"
       "or variables of one colour share a direction of a sweep.\n"
       "Values are not needed; a shape is enough, as x=6x1.\n"
       "\n"
       "      --wrt=INPUTS   by these alone, for example x,W[1,2]\n"
       "      --of=OUTPUT    the Hessian of this output\n"
       "      --by=WAY       how the Hessian is made, colours or edges (edge pushing,\n"
       "                     of numbers only), with the operations that each takes\n"
       "                     at the values given\n"
       "  -f, --file=FILE    read the formula from FILE, - for standard input\n"
       "  -o, --output=FILE  write to FILE instead, - for standard output\n"
       "      --policy=WORDS what derivatives are at edges; see\n"
       "                     `dualtape ops --edges`\n"
       "      --json         print JSON: rows compressed, indexes from 0\n"
       "  -h, --help         this text\n"
       "\n"
       "Examples:\n"
       "  dualtape sparsity 'x*y, sin(z), y + z'\n"
       "  dualtape sparsity '(1 - x)^2 + 100*(y - x^2)^2 + (1 - y)^2 + "
       "100*(z - y^2)^2'\n"
       "  dualtape sparsity 'sin(x*y) + sin(x*z)' --by=edges x=1 y=2 z=3\n"
       "\n"
       "Exit status: 0 done, 2 bad usage or input."));
  return CLI_OK;
}

static void input(const struct shown *s, size_t j, char name[NAME])
{
  cli_part_name(&s->s->part, j, name, NAME);
}

static void row_name(const struct shown *s, size_t i, char name[NAME])
{
  if (s->hessian)
    input(s, i, name);
  else
    ad_formula_output_name(s->s->part.p->formula, i, name, NAME);
}

/* What is swept without colours. */
static size_t dense(const struct shown *s)
{
  const struct ad_pattern *p = &s->plan.at;
  return p->rows < p->cols ? p->rows : p->cols;
}

/* ---- for people ----------------------------------------------------------------- */

static void pad(size_t width, const char *text, FILE *out)
{
  for (size_t k = table_width(text); k < width; k++)
    fputc(' ', out);
  fputs(text, out);
}

/* The columns of a cell, and of the rows' names; with names above the columns
 * if there is room. */
static size_t cell_width(const struct shown *s, size_t *names)
{
  char name[NAME];
  size_t cell = 1;
  *names = 0;
  for (size_t i = 0; i < s->plan.at.rows; i++) {
    row_name(s, i, name);
    const size_t width = table_width(name);
    *names = width > *names ? width : *names;
  }
  for (size_t j = 0; j < s->plan.at.cols; j++) {
    input(s, j, name);
    const size_t width = table_width(name);
    cell = width > cell ? width : cell;
  }
  return *names + (cell + 1) * s->plan.at.cols < WIDTH ? cell : 0;
}

static void print_pattern(const struct shown *s, FILE *out)
{
  const struct ad_pattern *p = &s->plan.at;
  char name[NAME];
  size_t names;
  const size_t cell = cell_width(s, &names);
  if (cell) {
    pad(names + 2, "", out);
    for (size_t j = 0; j < p->cols; j++) {
      input(s, j, name);
      pad(cell + 1, name, out);
    }
    fputc('\n', out);
  }
  for (size_t i = 0; i < p->rows; i++) {
    row_name(s, i, name);
    fprintf(out, "  %s", name);
    pad(names - table_width(name), "", out);
    for (size_t j = 0; j < p->cols; j++)
      pad(cell + 1, ad_pattern_has(p, i, j) ? "*" : ".", out);
    fputc('\n', out);
  }
}

/* "  2: x, z": who has a colour; some of them, where they are many. */
static void print_groups(const struct shown *s, FILE *out)
{
  const struct ad_sparse *plan = &s->plan;
  const size_t n = plan->by_rows ? plan->at.rows : plan->at.cols;
  for (size_t c = 0; c < plan->colours && c < MOST; c++) {
    size_t count = 0;
    char name[NAME];
    fprintf(out, "  %zu:", c + 1);
    for (size_t j = 0; j < n; j++) {
      if (plan->colour[j] != c || count++ >= NAMES)
        continue;
      if (plan->by_rows)
        row_name(s, j, name);
      else
        input(s, j, name);
      fprintf(out, "%s %s", count > 1 ? "," : "", name);
    }
    fputs(count > NAMES ? ", ...\n" : "\n", out);
  }
}

static void print_edges(const struct shown *s, FILE *out)
{
  fprintf(out, _("edge pushing: one sweep, edges: %.0f, in memory at most: %zu\n"),
          s->cost.edges, s->cost.most);
}

static void print_hessian_cost(const struct shown *s, FILE *out)
{
  if (s->cost.known)
    fprintf(out, _("operations: by colours %.0f, by edges %.0f\n"),
            s->cost.colours, s->cost.operations);
  else
    fputs(_("operations: not counted where there are matrices\n"), out);
}

static void print_shown(const struct shown *s, FILE *out)
{
  const struct ad_pattern *p = &s->plan.at;
  fprintf(out, _("%s: %zu by %zu, entries: %zu of %.0f\n"), s->title, p->rows,
          p->cols, ad_pattern_count(p), (double)p->rows * (double)p->cols);
  if (p->rows <= MOST && p->cols <= MOST / 2 + 4)
    print_pattern(s, out);
  else
    fputs(_("  (too large for letters: `dualtape plot sparsity`, or --json)\n"),
          out);
  if (s->hessian && s->edges)
    print_edges(s, out);
  else if (s->hessian)
    fprintf(out, _("star colours: %zu (products H v; without: %zu)\n"),
            s->plan.colours, dense(s));
  else if (s->plan.by_rows)
    fprintf(out, _("colours of rows: %zu (adjoint directions; without: %zu)\n"),
            s->plan.colours, dense(s));
  else
    fprintf(out,
            _("colours of columns: %zu (tangent directions; without: %zu)\n"),
            s->plan.colours, dense(s));
  if (!s->hessian || !s->edges)
    print_groups(s, out);
  if (s->hessian && s->counted)
    print_hessian_cost(s, out);
}

/* ---- for programs --------------------------------------------------------------- */

#if HAVE_JSON_C
static json_object *names_of(const struct shown *s, bool rows)
{
  json_object *all = json_object_new_array();
  const size_t n = rows ? s->plan.at.rows : s->plan.at.cols;
  char name[NAME];
  for (size_t k = 0; k < n; k++) {
    if (rows)
      row_name(s, k, name);
    else
      input(s, k, name);
    json_object_array_add(all, json_object_new_string(name));
  }
  return all;
}

static void add_count(json_object *o, const char *key, size_t n)
{
  json_object_object_add(o, key, json_object_new_int64((int64_t)n));
}

/* null where matrices keep it from being counted. */
static json_object *json_hessian_cost(const struct shown *s)
{
  if (!s->cost.known)
    return NULL;
  json_object *o = json_object_new_object();
  add_count(o, "colours", (size_t)s->cost.colours);
  add_count(o, "edges", (size_t)s->cost.operations);
  return o;
}

static json_object *json_shown(const struct shown *s)
{
  const struct ad_sparse *plan = &s->plan;
  const struct ad_pattern *p = &plan->at;
  const size_t n = plan->by_rows ? p->rows : p->cols;
  json_object *o = json_object_new_object();
  json_object *start = json_object_new_array(), *col = json_object_new_array();
  json_object *colour = json_object_new_array();
  for (size_t i = 0; i <= p->rows; i++)
    json_object_array_add(start, json_object_new_int64((int64_t)p->start[i]));
  for (size_t k = 0; k < ad_pattern_count(p); k++)
    json_object_array_add(col, json_object_new_int64(p->col[k]));
  for (size_t k = 0; k < n; k++)
    json_object_array_add(colour, plan->colour[k] == AD_NO_COLOUR
                                    ? NULL
                                    : json_object_new_int64(plan->colour[k]));
  json_object_object_add(o, "rows", names_of(s, true));
  json_object_object_add(o, "columns", names_of(s, false));
  add_count(o, "entries", ad_pattern_count(p));
  json_object_object_add(o, "start", start);
  json_object_object_add(o, "column", col);
  json_add_text(o, "coloured", s->hessian      ? "star"
                               : plan->by_rows ? "rows"
                                               : "columns");
  add_count(o, "colours", plan->colours);
  add_count(o, "instead_of", dense(s));
  json_object_object_add(o, "colour", colour);
  if (s->hessian && s->counted)
    json_object_object_add(o, "operations", json_hessian_cost(s));
  return o;
}
#endif

static int print_all(const struct shown *s, size_t count, bool json, FILE *out)
{
  if (!json) {
    for (size_t k = 0; k < count; k++) {
      if (k)
        fputc('\n', out);
      print_shown(&s[k], out);
    }
    return CLI_OK;
  }
#if HAVE_JSON_C
  json_object *all = json_object_new_object();
  for (size_t k = 0; k < count; k++)
    json_object_object_add(all, s[k].hessian ? "hessian" : "jacobian",
                           json_shown(&s[k]));
  json_print(all, out);
  json_object_put(all);
  return CLI_OK;
#else
  return json_missing();
#endif
}

/* ---- the command ------------------------------------------------------------------ */

static int show(const struct cli_sparsity *s, size_t of, bool hessian,
                const struct options *o)
{
  struct shown shown[2] = {{.s = s}, {.s = s, .hessian = true}};
  struct cli_output out;
  char name[NAME];
  ad_formula_output_name(s->part.p->formula, of, name, NAME);
  snprintf(shown[0].title, sizeof shown[0].title, "%s", _("Jacobian"));
  snprintf(shown[1].title, sizeof shown[1].title, _("Hessian of %s"), name);
  int code = cli_sparsity_jacobian(s, &shown[0].plan);
  if (!code && hessian)
    code = cli_sparsity_hessian(s, of, &shown[1].plan);
  shown[1].counted = o->counted, shown[1].edges = o->edges;
  if (!code && hessian && o->counted)
    code = cli_sparsity_cost(s, of, &shown[1].plan, o->edges, &shown[1].cost);
  if (!code)
    code = cli_output_open(&out, o->output);
  if (!code) {
    code = print_all(shown, hessian ? 2 : 1, o->json, out.stream);
    code = cli_output_close(&out, code);
  }
  ad_sparse_free(&shown[0].plan);
  ad_sparse_free(&shown[1].plan);
  return code;
}

/* --by=WAY. */
static int read_way(const char *way, struct options *o)
{
  static const char *const ways[] = {"colours", "edges"};
  o->counted = true;
  for (int k = 0; k < 2; k++)
    if (strcmp(way, ways[k]) == 0) {
      o->edges = k == 1;
      return CLI_OK;
    }
  return cli_error(_("colours or edges"), _("--by: no way `%s`"), way);
}

static int run(struct cli_problem *p, const struct options *o, int argc,
               char **argv)
{
  struct cli_sparsity s = {0};
  size_t of = 0;
  int code = cli_problem_shapes(p, o->file, argc, argv);
  if (!code)
    code = cli_problem_policy(p, o->policy);
  if (!code && !p->n)
    code = cli_error(_("name an input, for example x^2 x=3"),
                     _("the formula is a constant; there is nothing to "
                       "differentiate by"));
  if (!code)
    code = cli_find(p, CLI_OUTPUT, o->of, &of);
  if (!code && o->counted && !o->of && p->m != 1)
    code = cli_error(_("name one of them by --of"),
                     _("a Hessian is of one output, and there are %zu"), p->m);
  if (code)
    return code;
  code = cli_sparsity_open(&s, p, o->wrt);
  if (!code)
    code = show(&s, of, o->of || p->m == 1, o);
  cli_sparsity_close(&s);
  return code;
}

int cmd_sparsity(int argc, char **argv)
{
  static const struct option longs[] = {
    {"file", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"policy", required_argument, NULL, 'p'},
    {"wrt", required_argument, NULL, 'w'},
    {"of", required_argument, NULL, 'O'},
    {"by", required_argument, NULL, 'b'},
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
    case 'w': o.wrt = optarg; break;
    case 'O': o.of = optarg; break;
    case 'b':
      if (read_way(optarg, &o))
        return CLI_BAD;
      break;
    case 'j': o.json = true; break;
    case 'h': return help();
    default: return cli_bad_option("sparsity", argv, c);
    }
  struct cli_problem p = {0};
  const int code = run(&p, &o, argc, argv);
  cli_problem_free(&p);
  return code;
}
