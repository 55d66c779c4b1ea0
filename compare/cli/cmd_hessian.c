/* cmd_hessian.c: `dualtape hessian`: all second derivatives, or their product
 * with a vector. */
#include <config.h>

#include "derivative.h"

#include <stdlib.h>

#include "../../reverse/second.h"
#include "../derivatives.h"

static int help(void)
{
  puts(_("Usage: dualtape hessian [OPTION...] FORMULA name=value...\n"
       "       dualtape hessian [OPTION...] -f FILE [name=value...]\n"
       "\n"
       "Prints the second derivatives of a formula of one number, exact to\n"
       "rounding: for each input a tangent sweep and a second-order adjoint sweep\n"
       "over one tape. With --vector a single pair of sweeps yields the Hessian\n"
       "times a vector, however many inputs there are.\n"
       "\n"
       "      --vector=V     the vector: all its numbers, as 1,-1, or x=1 for some\n"
       "                     (may be repeated; the others are 0)\n"
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
       "  dualtape hessian 'x^2*y + sin(y)' x=1 y=2\n"
       "  dualtape hessian --vector=1,-1 'x^2*y + sin(y)' x=1 y=2\n"
       "\n"
       "Exit status: 0 done, 2 bad usage or input."));
  return CLI_OK;
}

static enum ad_status compute(const struct ad_function *f, const double *x,
                              const double *v, double *y, double *table)
{
  (void)v;
  return ad_hessian(f, x, y, NULL, table);
}

static enum ad_status product(const struct ad_function *f, const double *x,
                              const double *v, double *y, double *table)
{
  return ad_hvp(f, x, v, y, NULL, table);
}

/* The constant factor: H v against a gradient, counted on the formula's tape; not
 * said of matrices. */
static void note(const struct ad_function *f, const double *x, FILE *out)
{
  tape *t = tape_new();
  var *u = malloc((f->n + f->m + 1) * sizeof *u);
  struct tape_cost c;
  if (t && u && tape_inputs(t, f->n, x, u) == AD_OK &&
      f->on_var(u, u + f->n, f->data) == AD_OK && tape_count_cost(t, &c) &&
      c.gradient > 0)
    fprintf(out,
            _("operations: f %.0f, f and gradient %.0f, H v then %.0f (%.2f "
              "gradients)\n"),
            c.function, c.gradient, c.product, c.product / c.gradient);
  free(u);
  tape_free(t);
}

int cmd_hessian(int argc, char **argv)
{
  static const struct derivative_table table = {
    .by_input = true,
    .corner = "d2/",
    .json = "hessian",
    .compute = compute,
  };
  static const struct derivative_table times = {
    .corner = "",
    .column = "H v",
    .json = "hvp",
    .compute = product,
    .note = note,
  };
  static const struct derivative d = {
    .command = "hessian",
    .help = help,
    .one_output = true,
    .wrt = true,
    .along = CLI_INPUT,
    .vector = N_("the vector v:"),
    .plain = &table,
    .product = &times,
  };
  return derivative_run(&d, argc, argv);
}
