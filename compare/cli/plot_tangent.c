/* plot_tangent.c: a function of one number, its tangent line, and secants that
 * approach it. */
#include <config.h>

#include "plot.h"

#include <stdlib.h>
#include <string.h>

#include "../derivatives.h"
#include "part.h"

enum { POINTS = 401, SECANTS = 4 };

struct tangent {
  const struct cli_part *part;
  size_t out;
  double x, y, slope, span;
  double *all;     /* room for the outputs */
  double at[POINTS]; /* values of the function, NaN where it has none */
  double low, high;  /* of what is drawn */
};

static double value(struct tangent *t, double x)
{
  const struct ad_function *f = &t->part->f;
  const bool good = f->on_double(&x, t->all, f->data) == AD_OK;
  return good && isfinite(t->all[t->out]) ? t->all[t->out] : NAN;
}

static double place(const struct tangent *t, int k)
{
  return t->x + t->span * (2. * k / (POINTS - 1) - 1);
}

static int by_size(const void *a, const void *b)
{
  const double *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* From the least to the greatest value; near a pole, where the last twentieth
 * on either side would leave no room for the rest, without those. */
static void find_heights(struct tangent *t)
{
  double v[POINTS];
  size_t n = 0;
  for (int k = 0; k < POINTS; k++)
    if (!isnan(t->at[k]))
      v[n++] = t->at[k];
  t->low = t->high = t->y;
  if (n) {
    qsort(v, n, sizeof *v, by_size);
    const double low = v[n / 20], high = v[n - 1 - n / 20];
    const bool pole = v[n - 1] - v[0] > 5 * (high - low);
    t->low = fmin(t->y, pole ? low : v[0]);
    t->high = fmax(t->y, pole ? high : v[n - 1]);
  }
  const double least = 0.2 * t->span * fmax(fabs(t->slope), 1e-3);
  const double margin = fmax(0.12 * (t->high - t->low), least);
  t->low -= margin, t->high += margin;
}

static bool leaps(const struct tangent *t, double a, double b)
{
  return fmin(a, b) < t->low && fmax(a, b) > t->high;
}

/* Steps halve; they go left where the function ends on the right. */
static void write_secants(struct tangent *t, FILE *out)
{
  fputs("\n\n# secants: step h   slope   x + h   f(x + h)\n", out);
  const double side = isnan(value(t, t->x + 0.8 * t->span)) &&
                      !isnan(value(t, t->x - 0.8 * t->span)) ? -1 : 1;
  double h = side * 0.8 * t->span;
  for (int k = 0; k < SECANTS; k++, h /= 2) {
    const double y = value(t, t->x + h);
    fprintf(out, "%.6g %.8g %.6g %.8g\n", h, (y - t->y) / h, t->x + h, y);
  }
}

static void write_all(struct tangent *t, const struct cli_problem *p, FILE *out)
{
  char input[200], output[200], text[48];
  cli_part_name(t->part, 0, input, sizeof input);
  ad_formula_output_name(p->formula, t->out, output, sizeof output);
  for (int k = 0; k < POINTS; k++)
    t->at[k] = value(t, place(t, k));
  find_heights(t);
  fprintf(out, "# a function, its tangent and its secants at a point\n\n"
               "# input   output   formula   x   f(x)   slope of the tangent, "
               "by forward mode   from   to   lowest   highest\n"
               "\"%.20s\" \"%.20s\" \"%s\" %.6g %.8g %.8g %.6g %.6g %.6g "
               "%.6g\n",
          input, output, plot_short_formula(p, text, sizeof text), t->x, t->y,
          t->slope, t->x - t->span, t->x + t->span, t->low, t->high);
  fputs("\n\n# x   f(x)\n", out);
  for (int k = 0; k < POINTS; k++) {
    if (k && leaps(t, t->at[k - 1], t->at[k]))
      fputc('\n', out); /* no line across a pole */
    fprintf(out, "%.6g %.8g\n", place(t, k), t->at[k]);
  }
  write_secants(t, out);
}

static int start(struct tangent *t)
{
  const struct ad_function *f = &t->part->f;
  const double one = 1;
  double *dy = calloc(f->m + 1, sizeof *dy);
  if (!dy || !t->all) {
    free(dy);
    return cli_error(NULL, _("out of memory"));
  }
  const enum ad_status status = ad_jvp(f, &t->x, &one, t->all, dy);
  t->y = t->all[t->out], t->slope = dy[t->out];
  free(dy);
  if (status)
    return cli_status_error(status);
  if (!isfinite(t->slope))
    return cli_error(_("choose another point"),
                     _("there the derivative is not finite"));
  return CLI_OK;
}

int plot_tangent(const struct cli_problem *p, const struct plot_options *o,
                 FILE *out)
{
  struct cli_part part;
  char name[200];
  ad_formula_input_name(p->formula, o->j, name, sizeof name);
  int code = cli_part_open(&part, p, name);
  if (!code) {
    struct tangent t = {.part = &part, .out = o->i, .x = part.x[0]};
    t.span = o->span > 0 ? o->span : fmax(1, fabs(t.x));
    t.all = calloc(part.f.m + 1, sizeof *t.all);
    code = start(&t);
    if (!code)
      write_all(&t, p, out);
    free(t.all);
  }
  cli_part_close(&part);
  return code;
}
