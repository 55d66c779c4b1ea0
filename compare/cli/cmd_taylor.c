/* cmd_taylor.c: `dualtape taylor`: derivatives of any order along a direction. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <stdlib.h>

#include "json.h"
#include "part.h"
#include "table.h"

static int help(void)
{
  puts(_("Usage: dualtape taylor [OPTION...] FORMULA name=value...\n"
       "       dualtape taylor [OPTION...] -f FILE [name=value...]\n"
       "\n"
       "Prints the Taylor polynomial of the formula along a line through the point,\n"
       "f(x + t v) = sum of c_k t^k, and the derivatives k! c_k: one run of forward\n"
       "mode over polynomials.\n"
       "\n"
       "      --order=K      up to t^K, 0 to 40 (default: 10)\n"
       "      --vector=V     the direction v: all its numbers, as 1,-1, or x=1 for\n"
       "                     some inputs (may be repeated; the others are 0); not\n"
       "                     needed where there is one input\n"
       "  -f, --file=FILE    read the formula from FILE, - for standard input\n"
       "  -o, --output=FILE  write to FILE instead, - for standard output\n"
       "      --digits=N     significant digits, 1 to 17 (default: 12)\n"
       "      --policy=WORDS what derivatives are at edges; see\n"
       "                     `dualtape ops --edges`\n"
       "      --json         print JSON\n"
       "  -h, --help         this text\n"
       "\n"
       "Examples:\n"
       "  dualtape taylor 'exp(sin(x))' x=0 --order=8\n"
       "  dualtape taylor --vector=1,-1 'x^2*y, log(x + y^2)' x=1 y=2\n"
       "\n"
       "Exit status: 0 done, 2 bad usage or input."));
  return CLI_OK;
}

struct options {
  const char *file, *output, *policy;
  const char **vector; /* as often as it is given */
  size_t vectors;
  bool json;
  double digits, order;
};

/* What is printed: v has p->n numbers, c the coefficients, output by output. */
struct shown {
  const struct cli_problem *p;
  double *v, *c;
  int order, digits;
};

enum { NAME = 200 };

static const double *of_output(const struct shown *s, size_t i)
{
  return s->c + i * ((size_t)s->order + 1);
}

/* ---- for people --------------------------------------------------------------- */

static int print_output(const struct shown *s, size_t i, FILE *out)
{
  struct table t = {0};
  char name[NAME];
  const double *c = of_output(s, i);
  double factorial = 1;
  ad_formula_output_name(s->p->formula, i, name, sizeof name);
  table_row(&t);
  table_cell(&t, "%s", name);
  table_cell(&t, "%s", _("coefficient of t^k"));
  table_cell(&t, "%s", _("k-th derivative"));
  for (int k = 0; k <= s->order; k++) {
    factorial *= k ? k : 1;
    table_row(&t);
    table_cell(&t, "%d", k);
    table_cell(&t, "%.*g", s->digits, c[k] + 0.0);
    table_cell(&t, "%.*g", s->digits, factorial * c[k] + 0.0);
  }
  return table_print(&t, out, "rrr", 2) ? CLI_OK
                                        : cli_error(NULL, _("out of memory"));
}

static int print_tables(const struct shown *s, FILE *out)
{
  int code = CLI_OK;
  fputs(_("at "), out);
  cli_print_all(s->p, CLI_INPUT, s->p->x, s->digits, false, out);
  fputc('\n', out);
  if (s->p->n > 1) {
    fprintf(out, "%s ", _("along v:"));
    cli_print_all(s->p, CLI_INPUT, s->v, s->digits, false, out);
    fputc('\n', out);
  }
  for (size_t i = 0; !code && i < s->p->m; i++)
    code = print_output(s, i, out);
  return code;
}

/* ---- for programs ------------------------------------------------------------- */

static int print_json(const struct shown *s, FILE *out)
{
#if HAVE_JSON_C
  json_object *all = json_object_new_object();
  json_object *outputs = json_object_new_object();
  char name[NAME];
  json_object_object_add(all, "inputs", json_all(s->p, CLI_INPUT, s->p->x));
  json_object_object_add(all, "vector", json_all(s->p, CLI_INPUT, s->v));
  for (size_t i = 0; i < s->p->m; i++) {
    ad_formula_output_name(s->p->formula, i, name, sizeof name);
    json_add_numbers(outputs, name, of_output(s, i), (size_t)s->order + 1);
  }
  json_object_object_add(all, "coefficients", outputs);
  json_print(all, out);
  json_object_put(all);
  return CLI_OK;
#else
  (void)s, (void)out;
  return json_missing();
#endif
}

/* ---- the command -------------------------------------------------------------- */

static int read_vector(struct shown *s, const struct options *o)
{
  if (o->vectors)
    return cli_vector(s->p, CLI_INPUT, o->vector, o->vectors, s->v);
  s->v[0] = 1; /* where there is but one */
  return s->p->n == 1 ? CLI_OK
                      : cli_error(_("write for example --vector=1,-1 or "
                                    "--vector x=1"),
                                  _("say --vector=...: %zu numbers"), s->p->n);
}

static int compute(struct shown *s)
{
  const struct ad_function f = ad_formula_function(s->p->formula);
  enum ad_op op = AD_OP_COUNT;
  const enum ad_status status =
    ad_taylor_coefficients(f.on_taylor, f.data, f.n, s->p->x, s->v, f.m,
                           s->order, s->c, &op);
  if (status == AD_NO_TAYLOR)
    return cli_error(_("--order=2 is as far as its row in ops.def goes"),
                     _("`%s` has no Taylor rule: %s"), ad_op_info(op)->name,
                     _(ad_status_text(status)));
  return status ? cli_error(NULL, "%s", _(ad_status_text(status))) : CLI_OK;
}

static int show(struct shown *s, const struct options *o)
{
  struct cli_output out;
  s->v = calloc(s->p->n + 1, sizeof *s->v);
  s->c = calloc(s->p->m * ((size_t)s->order + 1) + 1, sizeof *s->c);
  int code = s->v && s->c ? read_vector(s, o)
                          : cli_error(NULL, _("out of memory"));
  if (!code)
    code = compute(s);
  if (!code)
    code = cli_output_open(&out, o->output);
  if (!code)
    code = cli_output_close(&out, o->json ? print_json(s, out.stream)
                                          : print_tables(s, out.stream));
  free(s->v);
  free(s->c);
  return code;
}

static int run(struct cli_problem *p, const struct options *o, int argc,
               char **argv)
{
  int code = cli_problem_read(p, o->file, argc, argv);
  if (!code)
    code = cli_problem_policy(p, o->policy);
  if (!code && !p->n)
    code = cli_error(_("name an input, for example x^2 x=3"),
                     _("the formula is a constant; there is nothing to "
                       "differentiate by"));
  if (!code && ad_formula_has_matrices(p->formula))
    code = cli_error(_("write the elements as numbers of their own"),
                     _("taylor takes formulas of numbers; this one has "
                       "matrices"));
  if (!code)
    code = cli_defined(p);
  if (code)
    return code;
  struct shown s = {.p = p, .order = (int)o->order, .digits = (int)o->digits};
  return show(&s, o);
}

int cmd_taylor(int argc, char **argv)
{
  static const struct option longs[] = {
    {"file", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"policy", required_argument, NULL, 'p'},
    {"digits", required_argument, NULL, 'd'},
    {"order", required_argument, NULL, 'k'},
    {"vector", required_argument, NULL, 'v'},
    {"json", no_argument, NULL, 'j'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  struct options o = {.digits = 12, .order = 10};
  struct cli_problem p = {0};
  o.vector = calloc((size_t)argc, sizeof *o.vector);
  int code = o.vector ? CLI_OK : cli_error(NULL, _("out of memory"));
  bool helped = false;
  for (int c; !code && !helped &&
              (c = getopt_long(argc, argv, ":f:o:h", longs, NULL)) != -1;)
    switch (c) {
    case 'f': o.file = optarg; break;
    case 'o': o.output = optarg; break;
    case 'p': o.policy = optarg; break;
    case 'd': code = cli_option_number("digits", optarg, 1, 17, &o.digits); break;
    case 'k':
      code = cli_option_number("order", optarg, 0, TAYLOR_MOST, &o.order);
      if (!code && o.order != (int)o.order)
        code = cli_error(NULL, _("--order: `%s` is not a whole number"), optarg);
      break;
    case 'v': o.vector[o.vectors++] = optarg; break;
    case 'j': o.json = true; break;
    case 'h':
      helped = true;
      code = help();
      break;
    default: code = cli_bad_option("taylor", argv, c);
    }
  if (!code && !helped)
    code = run(&p, &o, argc, argv);
  cli_problem_free(&p);
  free(o.vector);
  return code;
}
