/* main.c: the program `dualtape`: finds the subcommand and calls it. */
#include <config.h>

#include "cli.h"

#include <getopt.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "../nearest.h"

static const struct {
  const char *name;
  int (*run)(int argc, char **argv);
  const char *help;
} commands[] = {
  {"compare", cmd_compare,
   N_("gradient by forward mode, reverse mode and differences, with a "
      "verdict")},
  {"check", cmd_check,
   N_("whether derivatives are right, or a gradient of your own")},
  {"fuzz", cmd_fuzz,
   N_("random formulas, until the engines disagree about one")},
  {"trace", cmd_trace,
   N_("both modes step by step: primals, tangents and adjoints")},
  {"jacobian", cmd_jacobian, N_("all first derivatives")},
  {"hessian", cmd_hessian,
   N_("all second derivatives, or the Hessian times a vector")},
  {"jvp", cmd_jvp, N_("the Jacobian times a vector, by forward mode")},
  {"vjp", cmd_vjp, N_("a vector times the Jacobian, by reverse mode")},
  {"sparsity", cmd_sparsity,
   N_("which derivatives can differ from 0, and sweeps shared by colours")},
  {"taylor", cmd_taylor,
   N_("derivatives of any order along a direction, by Taylor polynomials")},
  {"minimize", cmd_minimize,
   N_("a minimum: Newton, gradient descent, Adam, L-BFGS")},
  {"solve", cmd_solve, N_("a root of a system, by Newton's method")},
  {"backward", cmd_backward,
   N_("autograd: leaves, kept gradients, freed graphs, hooks")},
  {"plot", cmd_plot,
   N_("error against step, cost against n, the graph, descents")},
  {"emit", cmd_emit, N_("C code for the value and the gradient")},
  {"lesson", cmd_lesson,
   N_("a first lesson, cell by cell, and the traps on its way")},
  {"exercise", cmd_exercise,
   N_("exercises in automatic differentiation, checked as you work")},
  {"grade", cmd_grade,
   N_("checks a class's submissions, each in isolation")},
  {"ops", cmd_ops,
   N_("the functions that formulas know, and their derivatives")},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static int help(void)
{
  puts(_("Usage: dualtape COMMAND [OPTION...] [FORMULA] [name=value...]\n"
       "\n"
       "Automatic differentiation, forward and reverse, side by side.\n"
       "\n"
       "Commands:"));
  for (int i = 0; i < COMMANDS; i++)
    printf("  %-9s %s\n", commands[i].name, _(commands[i].help));
  puts(_("\n"
       "  -h, --help     this text; `dualtape COMMAND --help` says more\n"
       "  -V, --version  the version\n"
       "\n"
       "Examples:\n"
       "  dualtape compare '(x + y)^3 * z^2' x=1 y=2 z=3\n"
       "  dualtape trace 'ln(x1) + x1*x2 - sin(x2)' x1=2 x2=5\n"
       "  dualtape minimize '(1 - x)^2 + 100*(y - x^2)^2' x=-1.2 y=1\n"
       "  dualtape plot vcurve 'sin(x)' x=1 -o vcurve.svg\n"
       "\n"
       "Exit status: 0 the engines agree (or done), 1 they disagree,\n"
       "2 bad usage or input."));
  return CLI_OK;
}

static int version(void)
{
  puts("dualtape " PACKAGE_VERSION);
  return CLI_OK;
}

static int unknown(const char *word)
{
  const char *names[COMMANDS];
  char hint[160];
  snprintf(hint, sizeof hint, "%s", _("`dualtape --help` lists the commands"));
  for (int i = 0; i < COMMANDS; i++)
    names[i] = commands[i].name;
  const char *near = ad_nearest(word, strlen(word), names, COMMANDS);
  if (near)
    snprintf(hint, sizeof hint, _("did you mean `%s`?"), near);
  return cli_error(hint, _("there is no command `%s`"), word);
}

static int run(int argc, char **argv)
{
  if (argc < 2)
    return cli_error(_("`dualtape --help` lists the commands"),
                     _("which command?"));
  const char *word = argv[1];
  if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
      strcmp(word, "help") == 0)
    return help();
  if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0)
    return version();
  for (int i = 0; i < COMMANDS; i++)
    if (strcmp(word, commands[i].name) == 0)
      return commands[i].run(argc - 1, argv + 1);
  return unknown(word);
}

/* The catalogues: below the folder that the user names, else where they were
 * installed; if there is none in the user's language, in the tree where the
 * program was built.  (The text "" is a catalogue's head.) */
static void speak(void)
{
  setlocale(LC_ALL, "");
  setlocale(LC_NUMERIC, "C"); /* data keep their dot */
#ifdef ENABLE_NLS
  const char *own = getenv("DUALTAPE_LOCALEDIR"), *head = "";
  const bool named = own && *own;
  textdomain(PACKAGE);
  bindtextdomain(PACKAGE, named ? own : LOCALEDIR);
  if (!named && !*gettext(head))
    bindtextdomain(PACKAGE, BUILDDIR "/locale");
#endif
}

int main(int argc, char **argv)
{
  speak();
  opterr = 0; /* cli_bad_option says it */
  int code = run(argc, argv);
  if (fflush(stdout) != 0 || ferror(stdout))
    return cli_error(NULL, _("cannot write to standard output"));
  return code;
}
