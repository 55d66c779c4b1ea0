/* cmd_vjp.c: `dualtape vjp`: a vector times the Jacobian. */
#include <config.h>

#include "derivative.h"

#include "../derivatives.h"

static int help(void)
{
  puts(_("Usage: dualtape vjp [OPTION...] [--vector=W] FORMULA name=value...\n"
       "       dualtape vjp [OPTION...] [--vector=W] -f FILE [name=value...]\n"
       "\n"
       "Prints the gradient of the outputs added up with weights: a vector times\n"
       "the Jacobian, in one sweep of reverse mode.\n"
       "\n"
       "      --vector=W     the weights: all numbers, as 1,-1, or f2=1 for some\n"
       "                     outputs (may be repeated; the others are 0); not\n"
       "                     needed where there is one output\n"
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
       "  dualtape vjp --vector=1,-1 'x*y, sin(x)' x=1 y=2\n"
       "  dualtape vjp 'sum(tanh(W @ x))' 'W=[1, 2; 3, 4]' 'x=[0.5; -1]'\n"
       "\n"
       "Exit status: 0 done, 2 bad usage or input."));
  return CLI_OK;
}

int cmd_vjp(int argc, char **argv)
{
  static const struct derivative_table times = {
    .corner = "",
    .column = "J' w",
    .json = "vjp",
    .compute = ad_vjp,
  };
  static const struct derivative d = {
    .command = "vjp",
    .help = help,
    .wrt = true,
    .along = CLI_OUTPUT,
    .vector = N_("the vector w:"),
    .product = &times,
  };
  return derivative_run(&d, argc, argv);
}
