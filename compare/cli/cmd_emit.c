/* cmd_emit.c: `dualtape emit`: a formula's value and gradient as C. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <stdlib.h>

#include "../emit.h"
#include "progress.h"

struct options {
  const char *file, *output, *name;
};

static int help(void)
{
  puts(_("Usage: dualtape emit [OPTION...] FORMULA [name=shape...]\n"
       "       dualtape emit [OPTION...] -f FILE [name=shape...]\n"
       "\n"
       "Writes C for the value and the gradient of the formula (the Jacobian, if\n"
       "it has several outputs): straight-line code, a local for each value and\n"
       "for each adjoint; with matrices a loop for each.\n"
       "\n"
       "A formula with matrices needs the shapes of its inputs: W=2x3, rows by\n"
       "columns, or a value of that shape, as for dualtape compare.\n"
       "\n"
       "  -f, --file=FILE    read the formula from FILE, - for standard input\n"
       "  -o, --output=FILE  write to FILE instead, - for standard output\n"
       "      --name=NAME    the function's name (default: f)\n"
       "  -h, --help         this text\n"
       "\n"
       "Examples:\n"
       "  dualtape emit '(x + y)^3 * z^2'\n"
       "  dualtape emit -f model.ad --name=model -o model.c\n"
       "  dualtape emit 'h = tanh(W @ x); sum(h)' W=4x3 x=3x1\n"
       "\n"
       "Exit status: 0 done, 2 bad usage or input."));
  return CLI_OK;
}

static int emit(const struct cli_problem *p, const struct options *o)
{
  struct cli_output out;
  char *text;
  size_t length;
  cli_progress_begin("emit");
  const enum ad_status status =
    ad_emit_c(p->formula, p->text, p->length, o->name, &text, &length);
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

int cmd_emit(int argc, char **argv)
{
  static const struct option longs[] = {
    {"file", required_argument, NULL, 'f'},
    {"output", required_argument, NULL, 'o'},
    {"name", required_argument, NULL, 'n'},
    {"help", no_argument, NULL, 'h'},
    {NULL, 0, NULL, 0},
  };
  struct options o = {.name = "f"};
  for (int c; (c = getopt_long(argc, argv, "f:o:h", longs, NULL)) != -1;)
    switch (c) {
    case 'f': o.file = optarg; break;
    case 'o': o.output = optarg; break;
    case 'n': o.name = optarg; break;
    case 'h': return help();
    default: return cli_bad_option("emit", argv, c);
    }
  if (!ad_emit_name_good(o.name))
    return cli_error(_("letters, digits and _, no keyword, and no name that the C "
                       "library or dualtape has taken"),
                     _("`%s` is no name for a C function"), o.name);
  struct cli_problem p = {0};
  int code = cli_problem_shapes(&p, o.file, argc, argv);
  if (!code)
    code = emit(&p, &o);
  cli_problem_free(&p);
  return code;
}
