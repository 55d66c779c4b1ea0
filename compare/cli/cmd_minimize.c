/* cmd_minimize.c: `dualtape minimize`: a minimum of a formula. */
#include <config.h>

#include "search.h"

#include <getopt.h>
#include <string.h>

#include "../nearest.h"

static int help(void)
{
  puts(_("Usage: dualtape minimize [OPTION...] FORMULA name=value...\n"
       "       dualtape minimize [OPTION...] -f FILE [name=value...]\n"
       "\n"
       "Looks for a minimum of a formula of one number, from the point given.\n"
       "Gradients and Hessians are exact.\n"
       "\n"
       "      --method=newton   Newton's method with a line search (the default)\n"
       "      --method=gd       gradient descent, with --momentum\n"
       "      --method=adam     Adam, with its authors' constants\n"
       "      --method=lbfgs    L-BFGS, by the library NLopt\n"
       "      --rate=R          the step of gd and adam (default: 0.001)\n"
       "      --momentum=M      of gd, from 0 to less than 1 (default: 0)\n"
       "      --wrt=INPUTS      over these alone, for example w,b; the others are\n"
       "                        data\n"
       "      --steps=N         at most N steps (default: 200 of newton, 1000 of\n"
       "                        lbfgs, 20000 of the others)\n"
       "      --tolerance=T     ends where every derivative is at most T\n"
       "                        (default: 1e-8)\n"
       "      --trace           print each step: its number, the value, the largest\n"
       "                        derivative, the point\n"
       "  -f, --file=FILE       read the formula from FILE, - for standard input\n"
       "  -o, --output=FILE     write to FILE instead, - for standard output\n"
       "      --digits=N        significant digits, 1 to 17 (default: 12)\n"
       "      --policy=WORDS    what derivatives are at edges; see\n"
       "                        `dualtape ops --edges`\n"
       "      --json            print JSON\n"
       "  -h, --help            this text\n"
       "\n"
       "Examples:\n"
       "  dualtape minimize '(1 - x)^2 + 100*(y - x^2)^2' x=-1.2 y=1\n"
       "  dualtape minimize --method=adam --rate=0.02 'x^2 + y^4' x=3 y=1\n"
       "  dualtape minimize --wrt=w 'sum((X @ w - y)^2)' 'X=[1, 0; 1, 1; 1, 2]' \\\n"
       "    'y=[1; 3; 4]' 'w=[0; 0]'\n"
       "\n"
       "Exit status: 0 converged, 1 not, 2 bad usage or input."));
  return CLI_OK;
}

static int read_method(const char *text, enum ad_method *method)
{
  const char *names[AD_METHOD_COUNT];
  char hint[160];
  for (int m = 0; m < AD_METHOD_COUNT; m++) {
    names[m] = ad_method_name((enum ad_method)m);
    if (strcmp(text, names[m]) != 0)
      continue;
    *method = (enum ad_method)m;
    return ad_method_available(*method)
             ? CLI_OK
             : cli_error(_("install NLopt (libnlopt-dev), then configure again; "
                           "or take --method=newton"),
                         _("this dualtape was built without NLopt, which does "
                           "L-BFGS"));
  }
  const char *near = ad_nearest(text, strlen(text), names, AD_METHOD_COUNT);
  snprintf(hint, sizeof hint, "%s", _("they are newton, gd, adam and lbfgs"));
  if (near)
    snprintf(hint, sizeof hint, _("did you mean `%s`?"), near);
  return cli_error(hint, _("there is no method `%s`"), text);
}

/* An option that the method has no use for is a mistake. */
static int check_options(const struct ad_minimize_options *s)
{
  const bool gd = s->method == AD_GRADIENT_DESCENT;
  const char *idle = s->momentum != 0 && !gd                          ? "--momentum"
                     : s->rate != 0 && !gd && s->method != AD_ADAM ? "--rate"
                                                                      : NULL;
  return idle ? cli_error(NULL, _("`%s` has no %s"), ad_method_name(s->method),
                          idle)
              : CLI_OK;
}

int cmd_minimize(int argc, char **argv)
{
  static const struct option longs[] = {
    {"method", required_argument, NULL, 'm'},
    {"rate", required_argument, NULL, 'r'},
    {"momentum", required_argument, NULL, 'M'},
    SEARCH_OPTIONS,
  };
  static const struct search_kind kind = {"minimize", ad_minimize, false};
  struct search_options o = {.digits = 12};
  int code = CLI_OK;
  for (int c; !code &&
              (c = getopt_long(argc, argv, ":f:o:h", longs, NULL)) != -1;)
    switch (c) {
    case 'm': code = read_method(optarg, &o.search.method); break;
    case 'r':
      code = cli_option_number("rate", optarg, 1e-300, 1e300, &o.search.rate);
      break;
    case 'M':
      code = cli_option_number("momentum", optarg, 0, 1 - 0x1p-53,
                               &o.search.momentum);
      break;
    case 'h': return help();
    default: code = search_option(&o, "minimize", argv, c);
    }
  if (!code)
    code = check_options(&o.search);
  return code ? code : search_run(&kind, &o, argc, argv);
}
