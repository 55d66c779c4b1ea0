/* cmd_trace.c: `dualtape trace`: the evaluation tables of forward and reverse
 * mode, as in Baydin et al., Automatic differentiation in machine learning: a
 * survey, JMLR 18 (2018), tables 2 and 3. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "progress.h"
#include "trace.h"

struct options {
  const char *file, *output, *wrt, *of, *policy;
  bool forward, reverse, json;
  int digits;
};

static int help(void)
{
  puts(_("Usage: dualtape trace [OPTION...] FORMULA name=value...\n"
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
       "      --policy=WORDS what derivatives are at edges; see\n"
       "                     `dualtape ops --edges`\n"
       "  -o, --output=FILE  write to FILE instead, - for standard output\n"
       "      --json         print JSON\n"
       "  -h, --help         this text\n"
       "\n"
       "Examples:\n"
       "  dualtape trace 'ln(x1) + x1*x2 - sin(x2)' x1=2 x2=5\n"
       "  dualtape trace --mode=reverse 'u = x^2; z*(u + y)' x=1 y=2 z=4\n"
       "\n"
       "Exit status: 0 done, 2 bad usage or input."));
  return CLI_OK;
}

/* ---- for programs ------------------------------------------------------- */

#if HAVE_JSON_C
static const char *kind_of(const struct ad_node *node)
{
  switch (node->kind) {
  case AD_NODE_OP: return ad_op_info(node->op)->name;
  case AD_NODE_WHOLE: return ad_matrix_info(node->more->whole)->name;
  case AD_NODE_JOIN: return "join";
  case AD_NODE_TRANSPOSE: return "transpose";
  case AD_NODE_SLICE: return "slice";
  case AD_NODE_RESHAPE: return "reshape";
  case AD_NODE_INPUT:
  case AD_NODE_CONSTANT:
  case AD_NODE_DATA: break;
  }
  return "input";
}

/* A step's numbers: plain ones, or of a formula with matrices its shape and
 * arrays, row by row. */
static void add_numbers(const struct trace *t, json_object *step, uint32_t i)
{
  if (!t->matrices) {
    json_add_number(step, "primal", t->v[i]);
    json_add_number(step, "tangent", t->u[i].d);
    json_add_number(step, "adjoint", t->adj[i]);
    return;
  }
  const struct ad_shape s = ad_formula_node_shape(t->p->formula, i);
  const size_t at = ad_formula_start(t->p->formula, i);
  json_object *shape = json_object_new_array();
  json_object_array_add(shape, json_object_new_int64((int64_t)s.rows));
  json_object_array_add(shape, json_object_new_int64((int64_t)s.cols));
  json_object_object_add(step, "shape", shape);
  json_add_numbers(step, "primal", t->v + at, s.rows * s.cols);
  double *d = malloc(s.rows * s.cols * sizeof *d);
  for (size_t k = 0; d && k < s.rows * s.cols; k++)
    d[k] = t->u[at + k].d;
  if (d)
    json_add_numbers(step, "tangent", d, s.rows * s.cols);
  free(d);
  json_add_numbers(step, "adjoint", t->adj + at, s.rows * s.cols);
}
#endif

static int print_json(const struct trace *t, FILE *out)
{
#if HAVE_JSON_C
  json_object *all = json_object_new_object(), *steps = json_object_new_array();
  char name[200];
  ad_formula_input_name(t->p->formula, t->wrt, name, sizeof name);
  json_add_text(all, "wrt", name);
  ad_formula_output_name(t->p->formula, t->of, name, sizeof name);
  json_add_text(all, "of", name);
  for (uint32_t i = 0; i < t->count; i++) {
    const struct ad_node *node = &t->n.nodes[i];
    if (ad_node_is_constant(node))
      continue;
    json_object *step = json_object_new_object();
    json_object_object_add(step, "v", json_object_new_int(t->n.index[i]));
    if (node->name)
      json_add_text(step, "name", node->name);
    json_add_text(step, "op", kind_of(node));
    add_numbers(t, step, i);
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

static int print(const struct trace *t, const struct options *o, FILE *out)
{
  bool good = true;
  if (o->json)
    return print_json(t, out);
  if (t->matrices)
    return trace_matrices(t, o->forward, o->reverse, out)
               ? CLI_OK
               : cli_error(NULL, _("out of memory"));
  if (o->forward)
    good = trace_forward(t, out);
  if (o->forward && o->reverse)
    fputc('\n', out);
  if (o->reverse)
    good = trace_reverse(t, !o->forward, out) && good;
  return good ? CLI_OK : cli_error(NULL, _("out of memory"));
}

/* ---- the command -------------------------------------------------------- */

static int find_seeds(struct trace *t, const struct options *o)
{
  const struct cli_problem *p = t->p;
  if (p->n == 0)
    return cli_error(_("name an input, for example x^2 x=3"),
                     _("the formula is a constant; there is nothing to trace"));
  int code = cli_find(p, CLI_INPUT, o->wrt, &t->wrt);
  return code ? code : cli_find(p, CLI_OUTPUT, o->of, &t->of);
}

static int trace(struct trace *t, const struct options *o)
{
  struct cli_output out;
  int code = find_seeds(t, o);
  if (!code && !cli_values(t->p, t->v))
    code = CLI_BAD;
  if (code)
    return code;
  cli_progress_begin("trace");
  enum ad_status status = trace_run_forward(t);
  if (!status)
    status = trace_run_reverse(t);
  cli_progress_end();
  if (status)
    return cli_error(NULL, "%s", _(ad_status_text(status)));
  code = cli_output_open(&out, o->output);
  if (code)
    return code;
  cli_progress_beside("trace", out.stream);
  code = print(t, o, out.stream);
  cli_progress_end();
  return cli_output_close(&out, code);
}

static bool set_mode(struct options *o, const char *mode)
{
  bool both = strcmp(mode, "both") == 0;
  o->forward = both || strcmp(mode, "forward") == 0;
  o->reverse = both || strcmp(mode, "reverse") == 0;
  return o->forward || o->reverse;
}

/* false, having said why, for what is no option. */
static bool option(struct options *o, char *const *argv, int c)
{
  double digits;
  switch (c) {
  case 'f': o->file = optarg; return true;
  case 'o': o->output = optarg; return true;
  case 'w': o->wrt = optarg; return true;
  case 'O': o->of = optarg; return true;
  case 'j': o->json = true; return true;
  case 'p': o->policy = optarg; return true;
  case 'm':
    if (set_mode(o, optarg))
      return true;
    cli_error(_("it is forward, reverse, or both"), _("there is no mode `%s`"),
              optarg);
    return false;
  case 'd':
    if (cli_number(optarg, &digits) && digits >= 1 && digits <= 17) {
      o->digits = (int)digits;
      return true;
    }
    cli_error(_("1 to 17"), _("`%s` is no number of digits"), optarg);
    return false;
  default:
    cli_bad_option("trace", argv, c);
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
    {"policy", required_argument, NULL, 'p'},
    {"digits", required_argument, NULL, 'd'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  struct options o = {.forward = true, .reverse = true, .digits = 6};
  for (int c; (c = getopt_long(argc, argv, ":f:o:m:h", longs, NULL)) != -1;) {
    if (c == 'h')
      return help();
    if (!option(&o, argv, c))
      return CLI_BAD;
  }
  struct cli_problem p = {0};
  struct trace t = {0};
  int code = cli_problem_read(&p, o.file, argc, argv);
  if (!code)
    code = cli_problem_policy(&p, o.policy);
  if (!code)
    code = trace_make(&t, &p, o.digits) ? trace(&t, &o)
                                        : cli_error(NULL, _("out of memory"));
  trace_free(&t);
  cli_problem_free(&p);
  return code;
}
