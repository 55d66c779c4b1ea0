/* cmd_emit.c: `dualtape emit`: a formula's value and gradient as C, or in LaTeX. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../emit.h"
#include "emit_run.h"
#include "part.h"
#include "problem.h"
#include "progress.h"

struct options {
  const char *file, *output, *name;
  enum ad_emit_what what;
  int lanes; /* 0: one point */
  bool run, latex, document;
  const char **vector; /* as often as it is given */
  size_t vectors;
};

static int help(void)
{
  puts(_("Usage: dualtape emit [OPTION...] FORMULA [name=shape...]\n"
       "       dualtape emit [OPTION...] -f FILE [name=shape...]\n"
       "\n"
       "Writes C for the value and the gradient of the formula (the Jacobian, if\n"
       "it has several outputs): straight-line code, a local for each value and\n"
       "for each adjoint; with matrices a loop for each.  Or writes the steps in\n"
       "LaTeX: trace, local partial derivatives, adjoints.\n"
       "\n"
       "A formula with matrices needs the shapes of its inputs: W=2x3, rows by\n"
       "columns, or a value of that shape, as for dualtape compare.\n"
       "\n"
       "  -f, --file=FILE    read the formula from FILE, - for standard input\n"
       "  -o, --output=FILE  write to FILE instead, - for standard output\n"
       "      --name=NAME    the function's name (default: f)\n"
       "      --what=WHAT    value, gradient (default), jvp: Jacobian times vector,\n"
       "                     hvp: Hessian times vector; functions f_value, f, f_jvp,\n"
       "                     f_hvp\n"
       "      --simd[=LANES] a function f_batch of many points, in blocks of LANES\n"
       "                     (default 8) side by side, for SIMD\n"
       "      --run          compile it, and show value and derivatives at a point\n"
       "                     beside those of the tape; the compiled code is kept in\n"
       "                     $XDG_CACHE_HOME/dualtape (~/.cache/dualtape)\n"
       "      --vector=V     for --run --what=jvp or hvp, the vector: all its numbers,\n"
       "                     as 1,-1, or x=1 for some inputs (may be repeated; the\n"
       "                     others are 0)\n"
       "      --latex        LaTeX instead of C (with --what=jvp tangents, not\n"
       "                     adjoints), with the numbers at the point x=2 y=0.5, if\n"
       "                     one is given\n"
       "      --document     ... a document by itself, no fragment\n"
       "  -h, --help         this text\n"
       "\n"
       "Examples:\n"
       "  dualtape emit '(x + y)^3 * z^2'\n"
       "  dualtape emit --run 'x*exp(y)' x=2 y=0.5\n"
       "  dualtape emit -f model.ad --name=model -o model.c\n"
       "  dualtape emit --what=hvp --simd 'exp(x*y)'\n"
       "  dualtape emit --latex 'z^2*(x^2 + y)^2' x=1 y=2 z=4\n"
       "  dualtape emit 'h = tanh(W @ x); sum(h)' W=4x3 x=3x1\n"
       "  dualtape emit --what=hvp --run --vector A[1,2]=1 'det(A)' 'A=[2, 1; 3, 4]'\n"
       "\n"
       "Exit status: 0 done, 1 the compiled code disagrees, 2 bad usage or input."));
  return CLI_OK;
}

/* What a formula of this kind cannot be written as. */
static int refuse(const struct cli_problem *p, const struct options *o)
{
  if (o->latex && ad_formula_has_matrices(p->formula))
    return cli_error(_("write it number by number"),
                     _("--latex is for formulas without matrices"));
  if (ad_formula_has_matrices(p->formula) && o->lanes)
    return cli_error(_("call the function of one point, or write the formula "
                       "number by number"),
                     _("--simd is for formulas without matrices"));
  if (o->what == AD_EMIT_HVP && p->m != 1)
    return cli_error(_("ask for one of them"),
                     _("a Hessian is of one output, and there are %zu"), p->m);
  return CLI_OK;
}

/* Whether an operand, name=value, gives input j a number, not a shape. */
static bool is_set(const struct cli_problem *p, size_t j, char *const *operands)
{
  const char *const name = ad_formula_input(p->formula, j, NULL);
  const size_t length = strlen(name);
  struct cli_value shape;
  for (; *operands; operands++) {
    if (strncmp(*operands, name, length) != 0 || (*operands)[length] != '=')
      continue;
    if (!cli_shape(*operands + length + 1, &shape))
      return true;
    free(shape.v);
  }
  return false;
}

/* The point for LaTeX into *x: all numbers, or, if none is given, NULL. */
static int find_point(const struct cli_problem *p, char *const *operands,
                      const double **x)
{
  size_t without = 0;
  for (size_t j = 0; j < p->inputs; j++)
    without += !ad_formula_default(p->formula, j, NULL) &&
               !is_set(p, j, operands);
  *x = without ? NULL : p->x;
  if (without && *operands)
    return cli_error(_("give all of them, or none"),
                     _("%s: not all inputs have a value"), p->file);
  return *x ? cli_defined(p) : CLI_OK;
}

static int refuse_latex(const struct options *o)
{
  if (o->document && !o->latex)
    return cli_error(NULL, _("--document is for --latex"));
  if (o->latex && (o->run || o->lanes || o->what == AD_EMIT_HVP))
    return cli_error(_("--what=value, gradient or jvp"),
                     _("--latex is not for --run, --simd and --what=hvp"));
  return CLI_OK;
}

static enum ad_status write_text(const struct cli_problem *p,
                                 const struct options *o, const double *x,
                                 char **text, size_t *length)
{
  const struct ad_emit c = {o->name, o->what, o->lanes};
  const struct ad_latex latex = {o->what, x, o->document};
  return o->latex ? ad_emit_latex(p->formula, p->text, p->length, &latex, text,
                                  length)
                  : ad_emit_as(p->formula, p->text, p->length, &c, text, length);
}

static int emit(const struct cli_problem *p, const struct options *o,
                char *const *operands)
{
  struct cli_output out;
  char *text;
  size_t length;
  const double *x = NULL;
  if (o->latex && find_point(p, operands, &x))
    return CLI_BAD;
  cli_progress_begin("emit");
  const enum ad_status status = write_text(p, o, x, &text, &length);
  cli_progress_end();
  if (status)
    return cli_error(NULL, "%s", _(ad_status_text(status)));
  int code = cli_output_open(&out, o->output);
  if (!code) {
    fwrite(text, 1, length, out.stream);
    code = cli_output_close(&out, CLI_OK);
  }
  free(text);
  return code;
}

/* The vector of J v and H v, to be freed, in *v; NULL if there is none. */
static int read_vector(const struct cli_problem *p, const struct options *o,
                       double **v)
{
  *v = NULL;
  if (o->what < AD_EMIT_JVP)
    return CLI_OK;
  *v = calloc(p->n + 1, sizeof **v);
  if (!*v)
    return cli_error(NULL, _("out of memory"));
  if (o->vectors)
    return cli_vector(p, CLI_INPUT, o->vector, o->vectors, *v);
  **v = 1; /* where there is but one */
  return p->n < 2 ? CLI_OK
                  : cli_error(_("write for example --vector=1,-1 or --vector "
                                "x=1"),
                              _("say --vector=...: %zu numbers"), p->n);
}

static int run(const struct cli_problem *p, const struct options *o)
{
  struct cli_output out;
  double *v;
  int code = read_vector(p, o, &v);
  if (!code)
    code = cli_output_open(&out, o->output);
  if (!code)
    code = cli_output_close(&out, emit_run(p, o->what, v, out.stream));
  free(v);
  return code;
}

static bool read_what(const char *text, enum ad_emit_what *what)
{
  static const char *const words[] = {"value", "gradient", "jvp", "hvp"};
  for (int k = 0; k < 4; k++)
    if (strcmp(text, words[k]) == 0) {
      *what = (enum ad_emit_what)k;
      return true;
    }
  return false;
}

static int read_lanes(const char *text, int *lanes)
{
  double number = 8;
  const int code =
    text ? cli_option_number("--simd", text, 1, AD_EMIT_LANES, &number) : CLI_OK;
  if (!code && number != floor(number))
    return cli_error(NULL, _("--simd takes a whole number of lanes"));
  *lanes = (int)number;
  return code;
}

/* Where an option stands with others that it does not go with. */
static int refuse_options(const struct options *o)
{
  if (!ad_emit_name_good(o->name))
    return cli_error(_("letters, digits and _, no keyword, and no name that the C "
                       "library or dualtape has taken"),
                     _("`%s` is no name for a C function"), o->name);
  if (o->run && o->lanes)
    return cli_error(NULL, _("--run runs the function of one point: without --simd"));
  if (o->vectors && (!o->run || o->what < AD_EMIT_JVP))
    return cli_error(NULL, _("--vector is for --run with --what=jvp or hvp"));
  return refuse_latex(o);
}

static int read_options(int argc, char **argv, struct options *o, bool *helped)
{
  static const struct option longs[] = {
    {"file", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"name", required_argument, NULL, 'n'},
    {"what", required_argument, NULL, 'w'},
    {"simd", optional_argument, NULL, 's'},
    {"run", no_argument, NULL, 'r'},
    {"vector", required_argument, NULL, 'v'},
    {"latex", no_argument, NULL, 'l'},
    {"document", no_argument, NULL, 'd'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  int code = CLI_OK;
  for (int c; !code && (c = getopt_long(argc, argv, "f:o:h", longs, NULL)) != -1;)
    switch (c) {
    case 'f': o->file = optarg; break;
    case 'o': o->output = optarg; break;
    case 'n': o->name = optarg; break;
    case 'w':
      if (!read_what(optarg, &o->what))
        return cli_error(_("value, gradient, jvp or hvp"),
                         _("--what=%s is not known"), optarg);
      break;
    case 's': code = read_lanes(optarg, &o->lanes); break;
    case 'r': o->run = true; break;
    case 'v': o->vector[o->vectors++] = optarg; break;
    case 'l': o->latex = true; break;
    case 'd': o->document = true; break;
    case 'h': *helped = true; return help();
    default: return cli_bad_option("emit", argv, c);
    }
  return code ? code : refuse_options(o);
}

int cmd_emit(int argc, char **argv)
{
  struct options o = {.name = "f", .what = AD_EMIT_GRADIENT};
  struct cli_problem p = {0};
  bool helped = false;
  o.vector = calloc((size_t)argc, sizeof *o.vector);
  if (!o.vector)
    return cli_error(NULL, _("out of memory"));
  int code = read_options(argc, argv, &o, &helped);
  if (!code && !helped) {
    code = (o.run ? cli_problem_read : cli_problem_shapes)(&p, o.file, argc, argv);
    if (!code)
      code = refuse(&p, &o);
    if (!code)
      code = o.run ? run(&p, &o) : emit(&p, &o, argv + optind + !o.file);
    cli_problem_free(&p);
  }
  free(o.vector);
  return code;
}
