/* cmd_solve.c: `dualtape solve`: a root of a system. */
#include <config.h>

#include "search.h"

#include <getopt.h>

static int help(void)
{
  puts(_("Usage: dualtape solve [OPTION...] FORMULA name=value...\n"
       "       dualtape solve [OPTION...] -f FILE [name=value...]\n"
       "\n"
       "Looks for a point where all outputs of a formula are 0, as many as there\n"
       "are inputs: Newton's method, whose steps are halved until they help, with\n"
       "exact Jacobians.\n"
       "\n"
       "      --wrt=INPUTS      for these alone, for example x,y; the others are\n"
       "                        data\n"
       "      --steps=N         at most N steps (default: 200)\n"
       "      --tolerance=T     ends where every output is at most T (default:\n"
       "                        1e-12)\n"
       "      --trace           print each step: its number, half the sum of\n"
       "                        squares, its largest derivative, the point\n"
       "  -f, --file=FILE       read the formula from FILE, - for standard input\n"
       "  -o, --output=FILE     write to FILE instead, - for standard output\n"
       "      --digits=N        significant digits, 1 to 17 (default: 12)\n"
       "      --policy=WORDS    what derivatives are at edges; see\n"
       "                        `dualtape ops --edges`\n"
       "      --json            print JSON\n"
       "  -h, --help            this text\n"
       "\n"
       "Examples:\n"
       "  dualtape solve 'x^2 + y^2 - 4, exp(x) + y - 1' x=1 y=-2\n"
       "  dualtape solve --wrt=x 'A @ x - b' 'A=[2, 1; 1, 3]' 'b=[1; 2]' 'x=[0; 0]'\n"
       "\n"
       "Exit status: 0 converged, 1 not, 2 bad usage or input."));
  return CLI_OK;
}

int cmd_solve(int argc, char **argv)
{
  static const struct option longs[] = {SEARCH_OPTIONS};
  static const struct search_kind kind = {"solve", ad_solve, true};
  struct search_options o = {.digits = 12};
  int code = CLI_OK;
  for (int c; !code &&
              (c = getopt_long(argc, argv, ":f:o:h", longs, NULL)) != -1;)
    if (c == 'h')
      return help();
    else
      code = search_option(&o, "solve", argv, c);
  return code ? code : search_run(&kind, &o, argc, argv);
}
