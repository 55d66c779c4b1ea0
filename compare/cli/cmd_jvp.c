/* cmd_jvp.c: `dualtape jvp`: the Jacobian times a vector. */
#include <config.h>

#include "derivative.h"

#include "../derivatives.h"

static int help(void)
{
  puts(_("Usage: dualtape jvp [OPTION...] --vector=V FORMULA name=value...\n"
       "       dualtape jvp [OPTION...] --vector=V -f FILE [name=value...]\n"
       "\n"
       "Prints how the outputs move as the inputs move along a vector: the\n"
       "Jacobian times it, in one run of forward mode.\n"
       "\n"
       "      --vector=V     the vector: all its numbers, as 1,-1, or x=1 for some\n"
       "                     inputs (may be repeated; the others are 0)\n"
       "  -f, --file=FILE    read the formula from FILE, - for standard input\n"
       "  -o, --output=FILE  write to FILE instead, - for standard output\n"
       "      --digits=N     significant digits, 1 to 17 (default: 12)\n"
       "      --policy=WORDS what derivatives are at edges; see\n"
       "                     `dualtape ops --edges`\n"
       "      --json         print JSON\n"
       "  -h, --help         this text\n"
       "\n"
       "Examples:\n"
       "  dualtape jvp --vector=1,-1 'x*y, sin(x)' x=1 y=2\n"
       "  dualtape jvp --vector W[1,2]=1 'W @ x' 'W=[1, 2; 3, 4]' 'x=[0.5; -1]'\n"
       "\n"
       "Exit status: 0 done, 2 bad usage or input."));
  return CLI_OK;
}

int cmd_jvp(int argc, char **argv)
{
  static const struct derivative_table times = {
    .by_output = true,
    .corner = "",
    .column = "J v",
    .json = "jvp",
    .compute = ad_jvp,
  };
  static const struct derivative d = {
    .command = "jvp",
    .help = help,
    .along = CLI_INPUT,
    .vector = N_("the vector v:"),
    .product = &times,
  };
  return derivative_run(&d, argc, argv);
}
