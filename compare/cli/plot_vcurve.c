#include <config.h>

#include "plot.h"

#include <float.h>

#include "../vcurve.h"

/* Steps a decade, and the least error a logarithmic axis shows. */
enum { PER_DECADE = 6 };
static const double least = DBL_EPSILON / 4;

/* NaN, which gnuplot leaves out, where x + h is x and there is no quotient. */
static double relative(double d, double truth)
{
  double error = fabs(d - truth);
  if (isnan(error))
    return error;
  return fmax(truth != 0 ? error / fabs(truth) : error, least);
}

static void write_head(const struct cli_problem *p,
                       const struct plot_options *o, FILE *out)
{
  bool given = !isnan(o->true_value);
  fprintf(out, "# error of difference quotients against their step\n"
               "# d%s/d%s at %s = %.6g\n",
          ad_formula_output(p->formula, o->i, NULL),
          ad_formula_input(p->formula, o->j, NULL),
          ad_formula_input(p->formula, o->j, NULL), p->x[o->j]);
  fprintf(out, "# errors are relative to %s; none is drawn below %.2g\n",
          given ? "the true value, given" : "the derivative by forward mode",
          least);
}

int plot_vcurve(const struct cli_problem *p, const struct plot_options *o,
                FILE *out)
{
  struct ad_vcurve c;
  struct ad_function f = ad_formula_function(p->formula);
  enum ad_status status = ad_vcurve_predict(&f, p->x, o->i, o->j, &c);
  bool given = !isnan(o->true_value);
  double truth = given ? o->true_value : c.d;
  double size = truth != 0 ? fabs(truth) : 1;
  write_head(p, o, out);
  fputs("\n# step h   forward error   central error\n", out);
  for (int k = -16 * PER_DECADE; !status && k <= 0; k++) {
    double h = pow(10, (double)k / PER_DECADE), forward, central;
    status = ad_vcurve_at(&f, p->x, o->i, o->j, h, &forward, &central);
    fprintf(out, "%.6e %.6e %.6e\n", h, relative(forward, truth),
            relative(central, truth));
  }
  if (status)
    return cli_error(NULL, "%s", ad_status_text(status));
  fputs("\n\n# predicted optimum: step h   error\n", out);
  fprintf(out, "forward %.6e %.6e\n", c.forward_step, c.forward_error / size);
  fprintf(out, "central %.6e %.6e\n", c.central_step, c.central_error / size);
  fputs("\n\n# error of the derivative by forward mode\n", out);
  fprintf(out, "%s %.6e\n", given ? "error" : "bound",
          given ? relative(c.d, truth) : fmax(c.rounding / size, least));
  return CLI_OK;
}
