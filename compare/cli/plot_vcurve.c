#include <config.h>

#include "plot.h"

#include <float.h>
#include <string.h>

#include "../vcurve.h"

/* Steps a decade, decades, and the least error a logarithmic axis shows. */
enum { PER_DECADE = 6, DECADES = 16, RULES_DECADES = 12 };
static const double least = DBL_EPSILON / 4;

/* NaN, which gnuplot leaves out, where x + h is x and there is no quotient. */
static double relative(double d, double truth)
{
  double error = fabs(d - truth);
  if (!isfinite(error))
    return NAN;
  return fmax(truth != 0 ? error / fabs(truth) : error, least);
}

const char *plot_short_formula(const struct cli_problem *p, char *text,
                               size_t size)
{
  size_t length = p->length;
  text[0] = '\0';
  while (length && strchr(" \t\r\n", p->text[length - 1]))
    length--;
  if (length >= size)
    return text;
  memcpy(text, p->text, length);
  text[length] = '\0';
  if (strpbrk(text, "#;\"\\\r\n") || strlen(text) < length)
    text[0] = '\0';
  return text;
}

static void write_head(const struct cli_problem *p,
                       const struct plot_options *o, double truth,
                       const struct ad_vcurve *c, FILE *out)
{
  char text[48];
  char input[200], output[200];
  ad_formula_input_name(p->formula, o->j, input, sizeof input);
  ad_formula_output_name(p->formula, o->i, output, sizeof output);
  bool given = !isnan(o->true_value);
  double size = truth != 0 ? fabs(truth) : 1;
  double ad = given ? relative(c->d, truth) : fmax(c->rounding / size, least);
  fprintf(out, "# error of difference quotients against their step\n"
               "# errors are relative to %s; none is drawn below %.2g\n\n",
          given ? "the true value, given" : "the derivative by forward mode",
          least);
  fprintf(out, "# derivative   formula   error of the derivative by forward "
               "mode\n\"d%.20s/d%.20s at %.20s = %.6g\" \"%s\" %s %.6e\n",
          output, input, input,
          p->x[o->j], plot_short_formula(p, text, sizeof text),
          given ? "error" : "bound", ad);
}

static void write_optimum(const char *name, double h, double error, FILE *out)
{
  bool none = isnan(h);
  fprintf(out, "%s %.6e %.6e\n", name, none ? 0 : h, none ? 0 : error);
}

/* Powers of ten up to that of x, at least 1: below x eps no step does
 * anything. */
static double greatest_step(double x)
{
  return pow(10, fmax(0, floor(log10(fmax(fabs(x), 1)))));
}

/* What all errors are relative to: the truth where it is given, else the
 * derivative by forward mode. */
static int start(const struct cli_problem *p, const struct plot_options *o,
                 struct ad_vcurve *c, double *truth, FILE *out)
{
  const struct ad_function f = ad_formula_function(p->formula);
  enum ad_status status = ad_vcurve_predict(&f, p->x, o->i, o->j, c);
  if (status)
    return cli_status_error(status);
  *truth = isnan(o->true_value) ? c->d : o->true_value;
  if (!isfinite(*truth))
    return cli_error(_("choose another point"),
                     _("there the derivative is not finite"));
  write_head(p, o, *truth, c, out);
  return CLI_OK;
}

int plot_vcurve(const struct cli_problem *p, const struct plot_options *o,
                FILE *out)
{
  struct ad_vcurve c;
  const struct ad_function f = ad_formula_function(p->formula);
  enum ad_status status = AD_OK;
  double truth;
  const int code = start(p, o, &c, &truth, out);
  if (code)
    return code;
  const double size = truth != 0 ? fabs(truth) : 1;
  const double top = greatest_step(p->x[o->j]);
  fputs("\n\n# predicted optimum: step h   error (0 0: there is none)\n", out);
  write_optimum("forward", c.forward_step, c.forward_error / size, out);
  write_optimum("central", c.central_step, c.central_error / size, out);
  fputs("\n\n# step h   forward error   central error\n", out);
  for (int k = -DECADES * PER_DECADE; !status && k <= 0; k++) {
    double h = top * pow(10, (double)k / PER_DECADE), forward, central;
    status = ad_vcurve_at(&f, p->x, o->i, o->j, h, &forward, &central);
    if (!status)
      fprintf(out, "%.6e %.6e %.6e\n", h, relative(forward, truth),
              relative(central, truth));
  }
  return status ? cli_status_error(status) : CLI_OK;
}

/* ---- all rules ---------------------------------------------------------- */

static void write_rules(const struct ad_vcurve_rule *rule, double size,
                        FILE *out)
{
  fputs("\n\n# rules, and what is predicted of their errors, a h^order + b/h:\n"
        "# name   order   best step h   error there (0 0: there is none)   a   "
        "b\n", out);
  for (int k = 0; k < AD_VCURVE_RULES; k++) {
    const bool none = isnan(rule[k].step);
    fprintf(out, "\"%s\" %d %.6e %.6e %.6e %.6e\n", rule[k].name,
            rule[k].order, none ? 0 : rule[k].step,
            none ? 0 : rule[k].error / size, rule[k].truncation / size,
            rule[k].rounding / size);
  }
  fputs("\n\n# step h", out);
  for (int k = 0; k < AD_VCURVE_RULES; k++)
    fprintf(out, "   %s error", rule[k].name);
  fputc('\n', out);
}

/* Down to a hundredth of the forward difference's best step. */
static int decades(const struct ad_vcurve_rule *rule, double top)
{
  const double down = log10(top / rule[0].step) + 2;
  return down > RULES_DECADES ? (int)fmin(ceil(down), DECADES) : RULES_DECADES;
}

int plot_rules(const struct cli_problem *p, const struct plot_options *o,
               FILE *out)
{
  struct ad_vcurve c;
  struct ad_vcurve_rule rule[AD_VCURVE_RULES];
  const struct ad_function f = ad_formula_function(p->formula);
  double truth, d[AD_VCURVE_RULES];
  const int code = start(p, o, &c, &truth, out);
  if (code)
    return code;
  enum ad_status status = ad_vcurve_rules(&f, p->x, o->i, o->j, rule);
  if (!status)
    write_rules(rule, truth != 0 ? fabs(truth) : 1, out);
  const double top = greatest_step(p->x[o->j]);
  const int first = status ? 0 : -decades(rule, top) * PER_DECADE;
  for (int k = first; !status && k <= 0; k++) {
    const double h = top * pow(10, (double)k / PER_DECADE);
    status = ad_vcurve_rules_at(&f, p->x, o->i, o->j, h, d);
    if (status)
      break;
    fprintf(out, "%.6e", h);
    for (int r = 0; r < AD_VCURVE_RULES; r++)
      fprintf(out, " %.6e", relative(d[r], truth));
    fputc('\n', out);
  }
  return status ? cli_status_error(status) : CLI_OK;
}
