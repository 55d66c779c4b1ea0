/* cmd_jacobian.c: `dualtape jacobian`: all first derivatives. */
#include <config.h>

#include "derivative.h"

#include <string.h>

#include "../derivatives.h"

static int help(void)
{
  puts(_("Usage: dualtape jacobian [OPTION...] FORMULA name=value...\n"
       "       dualtape jacobian [OPTION...] -f FILE [name=value...]\n"
       "\n"
       "Prints the derivative of every output by every input, by the mode that\n"
       "the shape speaks for: forward mode if there are no more inputs than\n"
       "outputs, else reverse mode.\n"
       "\n"
       "      --wrt=INPUTS   by these alone, for example x,W[1,2]\n"
       "  -f, --file=FILE    read the formula from FILE, - for standard input\n"
       "  -o, --output=FILE  write to FILE instead, - for standard output\n"
       "      --digits=N     significant digits, 1 to 17 (default: 12)\n"
       "      --policy=WORDS what derivatives are at edges; see\n"
       "                     `dualtape ops --edges`\n"
       "      --json         print JSON\n"
       "  -h, --help         this text\n"
       "\n"
       "Examples:\n"
       "  dualtape jacobian 'x*y, sin(x), y^2' x=1 y=2\n"
       "  dualtape jacobian 'tanh(W @ x)' 'W=[1, 2; 3, 4]' 'x=[0.5; -1]' --wrt=x\n"
       "\n"
       "Exit status: 0 done, 2 bad usage or input."));
  return CLI_OK;
}

static enum ad_status compute(const struct ad_function *f, const double *x,
                              const double *v, double *y, double *table)
{
  (void)v;
  return ad_jacobian(f, x, y, table);
}

static void note(const struct ad_function *f, const double *x, FILE *out)
{
  (void)x;
  if (strcmp(ad_jacobian_mode(f), "forward") == 0)
    fprintf(out, _("by forward mode, column by column: %zu by %zu\n"), f->m,
            f->n);
  else
    fprintf(out, _("by reverse mode, row by row: %zu by %zu\n"), f->m, f->n);
}

int cmd_jacobian(int argc, char **argv)
{
  static const struct derivative_table table = {
    .by_output = true,
    .by_input = true,
    .corner = "d/d",
    .json = "jacobian",
    .compute = compute,
    .note = note,
  };
  static const struct derivative d = {
    .command = "jacobian",
    .help = help,
    .wrt = true,
    .plain = &table,
  };
  return derivative_run(&d, argc, argv);
}
