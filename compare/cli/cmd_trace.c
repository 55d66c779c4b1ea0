/* cmd_trace.c: `dualtape trace`: the evaluation tables of forward and reverse
 * mode, as in Baydin et al., Automatic differentiation in machine learning: a
 * survey, JMLR 18 (2018), tables 2 and 3. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "../nearest.h"
#include "json.h"
#include "notation.h"
#include "table.h"

struct trace {
  const struct cli_problem *p;
  struct notation n;
  size_t count;
  double *v;       /* primals, by node */
  dual *u;         /* primals and tangents, by node */
  double *adj;     /* adjoints, by node */
  size_t wrt, of;  /* the seeds: input of the tangents, output of adjoints */
  int digits;
};

struct options {
  const char *file, *output, *wrt, *of;
  bool forward, reverse, json;
  int digits;
};

static int help(void)
{
  puts("Usage: dualtape trace [OPTION...] FORMULA name=value...\n"
       "       dualtape trace [OPTION...] -f FILE [name=value...]\n"
       "\n"
       "Prints the evaluation step by step: the intermediate values v, in\n"
       "forward mode each with its tangent (how it changes with one input),\n"
       "in reverse mode each with its adjoint (how one output changes with\n"
       "it).  Inputs are v-n+1 ... v0, operations v1, v2, ...\n"
       "\n"
       "  -f, --file=FILE    read the formula from FILE, - for standard input\n"
       "  -m, --mode=MODE    forward, reverse, or both (default)\n"
       "      --wrt=INPUT    seed the tangent of this input (default: the first)\n"
       "      --of=OUTPUT    seed the adjoint of this output (default: the first)\n"
       "      --digits=N     digits of the numbers, 1 to 17 (default: 6)\n"
       "  -o, --output=FILE  write to FILE instead, - for standard output\n"
       "      --json         print JSON\n"
       "  -h, --help         this text\n"
       "\n"
       "Examples:\n"
       "  dualtape trace 'ln(x1) + x1*x2 - sin(x2)' x1=2 x2=5\n"
       "  dualtape trace --mode=reverse 'u = x^2; z*(u + y)' x=1 y=2 z=4\n"
       "\n"
       "Exit status: 0 done, 2 bad usage or input.");
  return CLI_OK;
}

/* Calls one function for each step, inputs first as in the tables of books. */
static void for_steps(const struct trace *t, struct table *table,
                      void (*add)(const struct trace *t, struct table *table,
                                  uint32_t i))
{
  for (uint32_t i = 0; i < t->count; i++)
    if (t->n.nodes[i].kind == AD_NODE_INPUT)
      add(t, table, i);
  for (uint32_t i = 0; i < t->count; i++)
    if (t->n.nodes[i].kind == AD_NODE_OP)
      add(t, table, i);
}

/* ---- forward mode ------------------------------------------------------- */

static const char *name_of(const struct trace *t, uint32_t i)
{
  return t->n.nodes[i].name ? t->n.nodes[i].name : "";
}

/* The tangent's rule: the sum of partial times tangent over the arguments. */
static void tangent_rule(const struct trace *t, uint32_t i, char *text)
{
  const struct ad_node *node = &t->n.nodes[i];
  char factor[NOTATION_SIZE], value[NOTATION_SIZE], term[2][NOTATION_SIZE];
  uint32_t args[2] = {node->a, node->b};
  int count = 0;
  for (int k = 0; k < (ad_op_info(node->op)->kind == AD_BINARY ? 2 : 1); k++) {
    if (t->n.nodes[args[k]].kind == AD_NODE_CONSTANT)
      continue;
    notation_partial(&t->n, i, k, factor);
    notation_value(&t->n, args[k], '.', value);
    notation_product(&t->n, factor, value, term[count++]);
  }
  if (count == 1)
    snprintf(text, NOTATION_SIZE, "%s", term[0]);
  else if (term[1][0] == '-')
    snprintf(text, NOTATION_SIZE, "%.120s - %.120s", term[0], term[1] + 1);
  else
    snprintf(text, NOTATION_SIZE, "%.120s + %.120s", term[0], term[1]);
}

static void add_primal(const struct trace *t, struct table *table, uint32_t i)
{
  char label[NOTATION_SIZE], how[NOTATION_SIZE];
  notation_value(&t->n, i, '\0', label);
  notation_operation(&t->n, i, how);
  table_row(table);
  table_cell(table, "%s", label);
  table_cell(table, "= %s", how);
  table_cell(table, "= %.*g", t->digits, t->v[i]);
}

static void add_tangent(const struct trace *t, struct table *table, uint32_t i)
{
  char label[NOTATION_SIZE], rule[NOTATION_SIZE];
  add_primal(t, table, i);
  notation_value(&t->n, i, '.', label);
  if (t->n.nodes[i].kind == AD_NODE_INPUT)
    notation_name(&t->n, name_of(t, i), '.', rule);
  else
    tangent_rule(t, i, rule);
  table_cell(table, "| %s", label);
  table_cell(table, "= %s", rule);
  table_cell(table, "= %.*g", t->digits, t->u[i].d);
  if (t->n.nodes[i].kind == AD_NODE_OP && *name_of(t, i))
    table_cell(table, "(%s)", name_of(t, i));
}

static bool print_forward(const struct trace *t, FILE *out)
{
  struct table table = {0};
  char seed[NOTATION_SIZE], label[NOTATION_SIZE], dot[NOTATION_SIZE];
  uint32_t last;
  const char *name = ad_formula_output(t->p->formula, t->of, &last);
  notation_name(&t->n, ad_formula_input(t->p->formula, t->wrt, NULL), '.',
                seed);
  fprintf(out, "Forward mode: primals and tangents, seed %s = 1\n\n", seed);
  for_steps(t, &table, add_tangent);
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

/* ---- reverse mode ------------------------------------------------------- */

static void add_named_primal(const struct trace *t, struct table *table,
                             uint32_t i)
{
  add_primal(t, table, i);
  if (t->n.nodes[i].kind == AD_NODE_OP && *name_of(t, i))
    table_cell(table, "(%s)", name_of(t, i));
}

/* One step of the adjoint sweep: what node i hands to its argument k. */
static void add_adjoint(const struct trace *t, struct table *table, uint32_t i,
                        int k, double *sum, bool *met)
{
  const struct ad_node *node = &t->n.nodes[i];
  const struct ad_op_info *op = ad_op_info(node->op);
  uint32_t arg = k == 0 ? node->a : node->b;
  char label[NOTATION_SIZE], bar[NOTATION_SIZE], factor[NOTATION_SIZE],
    product[NOTATION_SIZE];
  double second = op->kind == AD_BINARY    ? t->v[node->b]
                  : op->kind == AD_INTEGER ? node->n
                                           : 0;
  struct ad_partials d = ad_op_eval(node->op, t->v[node->a], second);
  if (t->n.nodes[arg].kind == AD_NODE_CONSTANT)
    return;
  notation_value(&t->n, arg, '-', label);
  notation_value(&t->n, i, '-', bar);
  notation_partial(&t->n, i, k, factor);
  notation_product(&t->n, factor, bar, product);
  sum[arg] += ad_times(k == 0 ? d.da : d.db, t->adj[i]);
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
    notation_name(&t->n, name_of(t, i), '-', name);
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
    if (t->n.nodes[i].kind == AD_NODE_OP && met[i]) {
      add_adjoint(t, table, i, 0, sum, met);
      if (ad_op_info(t->n.nodes[i].op)->kind == AD_BINARY)
        add_adjoint(t, table, i, 1, sum, met);
    }
  free(sum);
  free(met);
  return good;
}

static bool print_reverse(const struct trace *t, bool primals, FILE *out)
{
  struct table table = {0};
  char seed[NOTATION_SIZE], label[NOTATION_SIZE];
  uint32_t last;
  const char *name = ad_formula_output(t->p->formula, t->of, &last);
  notation_name(&t->n, name, '-', seed);
  if (primals) {
    fprintf(out, "Reverse mode, forward sweep: primals\n\n");
    for_steps(t, &table, add_named_primal);
    if (!table_print(&table, out, "llll", 2))
      return false;
    fputc('\n', out);
  }
  fprintf(out, "Reverse mode, reverse sweep: adjoints, seed %s = 1\n\n", seed);
  notation_value(&t->n, last, '-', label);
  table_row(&table);
  table_cell(&table, "%s", label);
  table_cell(&table, "= %s", seed);
  table_cell(&table, "= 1");
  bool good = add_sweep(t, &table, last);
  add_inputs(t, &table);
  return table_print(&table, out, "lll", 2) && good;
}

/* ---- for programs ------------------------------------------------------- */

static int print_json(const struct trace *t, FILE *out)
{
#if HAVE_JSON_C
  json_object *all = json_object_new_object(), *steps = json_object_new_array();
  json_add_text(all, "wrt", ad_formula_input(t->p->formula, t->wrt, NULL));
  json_add_text(all, "of", ad_formula_output(t->p->formula, t->of, NULL));
  for (uint32_t i = 0; i < t->count; i++) {
    const struct ad_node *node = &t->n.nodes[i];
    if (node->kind == AD_NODE_CONSTANT)
      continue;
    json_object *step = json_object_new_object();
    json_object_object_add(step, "v", json_object_new_int(t->n.index[i]));
    if (node->name)
      json_add_text(step, "name", node->name);
    json_add_text(step, "op", node->kind == AD_NODE_OP
                                ? ad_op_info(node->op)->name
                                : "input");
    json_add_number(step, "primal", t->v[i]);
    json_add_number(step, "tangent", t->u[i].d);
    json_add_number(step, "adjoint", t->adj[i]);
    json_object_array_add(steps, step);
  }
  json_object_object_add(all, "steps", steps);
  json_print(all, out);
  json_object_put(all);
  return CLI_OK;
#else
  (void)t, (void)out;
  return json_missing();
#endif
}

/* ---- the numbers -------------------------------------------------------- */

static void run_forward(struct trace *t)
{
  dual *x = malloc((t->p->n + 1) * sizeof *x);
  for (size_t j = 0; x && j < t->p->n; j++)
    x[j] = dual_make(t->p->x[j], j == t->wrt);
  if (x)
    ad_formula_run_dual(t->p->formula, x, t->u);
  free(x);
}

static enum ad_status run_reverse(struct trace *t)
{
  tape *recorded = tape_new();
  var *x = malloc((t->p->n + 1) * sizeof *x);
  var *v = malloc((t->count + 1) * sizeof *v);
  uint32_t last;
  ad_formula_output(t->p->formula, t->of, &last);
  enum ad_status status = recorded && x && v ? AD_OK : AD_NO_MEMORY;
  if (!status)
    status = tape_inputs(recorded, t->p->n, t->p->x, x);
  if (!status) {
    ad_formula_run_var(t->p->formula, x, v);
    status = tape_gradient(v[last], 0, NULL, NULL);
  }
  for (size_t i = 0; !status && i < t->count; i++)
    t->adj[i] = var_adjoint(v[i]);
  tape_free(recorded);
  free(x);
  free(v);
  return status;
}

static int print(const struct trace *t, const struct options *o, FILE *out)
{
  bool good = true;
  if (o->json)
    return print_json(t, out);
  if (o->forward)
    good = print_forward(t, out);
  if (o->forward && o->reverse)
    fputc('\n', out);
  if (o->reverse)
    good = print_reverse(t, !o->forward, out) && good;
  return good ? CLI_OK : cli_error(NULL, "out of memory");
}

/* ---- the command -------------------------------------------------------- */

static int find(const char *what, const char *name, const char *const *names,
                size_t count, size_t *place)
{
  char hint[256] = "";
  for (*place = 0; *place < count; ++*place)
    if (strcmp(names[*place], name) == 0)
      return CLI_OK;
  const char *near = ad_nearest(name, strlen(name), names, count);
  if (near)
    snprintf(hint, sizeof hint, "did you mean `%s`?", near);
  else
    snprintf(hint, sizeof hint, "the first one is `%.60s`", names[0]);
  return cli_error(hint, "the formula has no %s `%s`", what, name);
}

static int find_seeds(struct trace *t, const struct options *o)
{
  const struct cli_problem *p = t->p;
  const char **names = malloc((p->n + p->m + 1) * sizeof *names);
  if (!names)
    return cli_error(NULL, "out of memory");
  int code = p->n ? CLI_OK
                  : cli_error("name an input, for example x^2 x=3",
                              "the formula is a constant; there is nothing to "
                              "trace");
  for (size_t j = 0; j < p->n; j++)
    names[j] = ad_formula_input(p->formula, j, NULL);
  if (!code && o->wrt)
    code = find("input", o->wrt, names, p->n, &t->wrt);
  for (size_t i = 0; i < p->m; i++)
    names[i] = ad_formula_output(p->formula, i, NULL);
  if (!code && o->of)
    code = find("output", o->of, names, p->m, &t->of);
  free(names);
  return code;
}

static int trace(struct trace *t, const struct options *o)
{
  struct cli_output out;
  if (!notation_make(&t->n, t->p->formula))
    return cli_error(NULL, "out of memory");
  t->count = t->n.count;
  t->v = malloc((t->count + 1) * sizeof *t->v);
  t->u = calloc(t->count + 1, sizeof *t->u);
  t->adj = malloc((t->count + 1) * sizeof *t->adj);
  if (!t->v || !t->u || !t->adj)
    return cli_error(NULL, "out of memory");
  int code = find_seeds(t, o);
  if (!code && !cli_values(t->p, t->v))
    code = CLI_BAD;
  if (code)
    return code;
  run_forward(t);
  enum ad_status status = run_reverse(t);
  if (status)
    return cli_error(NULL, "%s", ad_status_text(status));
  code = cli_output_open(&out, o->output);
  return code ? code : cli_output_close(&out, print(t, o, out.stream));
}

static bool set_mode(struct options *o, const char *mode)
{
  bool both = strcmp(mode, "both") == 0;
  o->forward = both || strcmp(mode, "forward") == 0;
  o->reverse = both || strcmp(mode, "reverse") == 0;
  return o->forward || o->reverse;
}

/* false, having said why, for what is no option. */
static bool option(struct options *o, int c)
{
  double digits;
  switch (c) {
  case 'f': o->file = optarg; return true;
  case 'o': o->output = optarg; return true;
  case 'w': o->wrt = optarg; return true;
  case 'O': o->of = optarg; return true;
  case 'j': o->json = true; return true;
  case 'm':
    if (set_mode(o, optarg))
      return true;
    cli_error("it is forward, reverse, or both", "there is no mode `%s`",
              optarg);
    return false;
  case 'd':
    if (cli_number(optarg, &digits) && digits >= 1 && digits <= 17) {
      o->digits = (int)digits;
      return true;
    }
    cli_error("1 to 17", "`%s` is no number of digits", optarg);
    return false;
  default:
    cli_error("`dualtape trace --help` lists the options", "bad option");
    return false;
  }
}

int cmd_trace(int argc, char **argv)
{
  static const struct option longs[] = {
    {"file", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"mode", required_argument, NULL, 'm'},
    {"wrt", required_argument, NULL, 'w'},
    {"of", required_argument, NULL, 'O'},
    {"digits", required_argument, NULL, 'd'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  struct options o = {.forward = true, .reverse = true, .digits = 6};
  for (int c; (c = getopt_long(argc, argv, "f:o:m:h", longs, NULL)) != -1;) {
    if (c == 'h')
      return help();
    if (!option(&o, c))
      return CLI_BAD;
  }
  struct cli_problem p = {0};
  struct trace t = {.p = &p, .digits = o.digits};
  int code = cli_problem_read(&p, o.file, argc, argv);
  if (!code)
    code = trace(&t, &o);
  notation_free(&t.n);
  free(t.v);
  free(t.u);
  free(t.adj);
  cli_problem_free(&p);
  return code;
}
