/* plot_taylor.c: what Taylor polynomials leave of a function, against the step,
 * for taylor.gp. */
#include <config.h>

#include "plot.h"

#include <float.h>
#include <stdlib.h>

#include "../check_taylor.h"
#include "../derivatives.h"
#include "../vector.h"
#include "one.h"

enum { WRONG = CHECK_TAYLOR_RATES, CURVES };

struct taylor {
  const struct cli_problem *p;
  struct ad_function *f;
  double *v;               /* the direction */
  double slope, curvature; /* g'v, v'H v */
  struct check_taylor_report right, wrong;
};

/* A direction without symmetries, in proportion to the point. */
static void direction(struct taylor *t)
{
  for (size_t j = 0; j < t->f->n; j++)
    t->v[j] = cos(2. * (double)j) * fmax(fabs(t->p->x[j]), 0.1);
}

static const char *const ends[] = {
  [CHECK_RATE_HOLDS] = "holds",
  [CHECK_RATE_FAILS] = "fails",
  [CHECK_RATE_VANISHES] = "vanishes",
  [CHECK_RATE_UNKNOWN] = "unknown",
};

/* What the fit says of a curve, as a c h^rate through the middle of its points;
 * 0 0 0 0 where there is none. */
static void write_rate(const char *name, const double *remainder,
                       const struct check_taylor_report *r,
                       const struct check_rate *rate, FILE *out)
{
  if (isnan(rate->rate)) {
    fprintf(out, "\"%s\" %s 0 0 0 0\n", name, ends[rate->end]);
    return;
  }
  double c = 0;
  for (size_t k = rate->first; k < rate->first + rate->points; k++)
    c += (log10(remainder[k]) - rate->rate * log10(r->h[k])) /
         (double)rate->points;
  fprintf(out, "\"%s\" %s %.4f %.2g %.6e %.6e\n", name, ends[rate->end],
          rate->rate, rate->deviation, pow(10, c),
          r->h[rate->first + rate->points - 1]);
}

static void write_head(const struct taylor *t, const struct plot_options *o,
                       FILE *out)
{
  char at[128] = "", text[48], output[200], input[200];
  size_t used = 0;
  for (size_t j = 0; j < t->p->n && used < 60; j++) {
    ad_formula_input_name(t->p->formula, j, input, sizeof input);
    used += (size_t)snprintf(at + used, sizeof at - used, "%s%.20s = %.5g",
                             j ? ", " : "", input, t->p->x[j]);
  }
  ad_formula_output_name(t->p->formula, o->i, output, sizeof output);
  fprintf(out, "# remainders of Taylor polynomials along a direction v\n"
               "# v =");
  for (size_t j = 0; j < t->f->n && j < 8; j++)
    fprintf(out, " %.6g", t->v[j]);
  fprintf(out, t->f->n > 8 ? " ...\n\n" : "\n\n");
  fprintf(out, "# output   formula   at   noise of the function's values   "
               "factor of the wrong gradient (0: none)\n"
               "\"%.20s\" \"%s\" \"%s\" %.6e %.6g\n",
          output, plot_short_formula(t->p, text, sizeof text),
          used < 60 ? at : "", fmax(t->right.noise, DBL_MIN), o->wrong);
}

static void write_all(const struct taylor *t, const struct plot_options *o,
                      FILE *out)
{
  const struct check_taylor_report *r = &t->right;
  write_head(t, o, out);
  fputs("\n\n# remainder   whether it falls as it should   slope   twice its "
        "standard error\n# c of c h^slope   largest step fitted (0 0 0 0: not "
        "fitted)\n", out);
  for (int k = 0; k < CHECK_TAYLOR_RATES; k++) {
    const char name[] = {'R', (char)('0' + k), '\0'};
    write_rate(name, r->remainder[k], r, &r->rate[k], out);
  }
  write_rate("wrong R1", t->wrong.remainder[1], &t->wrong, &t->wrong.rate[1],
             out);
  fputs("\n\n# step h   R0   R1   R2   R1 with the wrong gradient (0: not "
        "asked)\n", out);
  for (size_t k = 0; k < r->steps; k++)
    fprintf(out, "%.6e %.6e %.6e %.6e %.6e\n", r->h[k], r->remainder[0][k],
            r->remainder[1][k], r->remainder[2][k],
            o->wrong != 0 ? t->wrong.remainder[1][k] : 0);
}

static enum ad_status find(struct taylor *t, const struct plot_options *o)
{
  const size_t n = t->f->n;
  double y;
  double *g = calloc(2 * n, sizeof *g);
  if (!g)
    return AD_NO_MEMORY;
  direction(t);
  enum ad_status status = ad_hvp(t->f, t->p->x, t->v, &y, g, g + n);
  t->slope = vector_dot(n, g, t->v);
  t->curvature = vector_dot(n, g + n, t->v);
  free(g);
  t->wrong.rate[1].end = CHECK_RATE_UNKNOWN;
  t->wrong.rate[1].rate = NAN;
  if (!status && isfinite(t->slope))
    status = check_taylor(t->f, t->p->x, 0, t->v, t->slope, t->curvature,
                          &t->right);
  if (!status && isfinite(t->slope) && o->wrong != 0)
    status = check_taylor(t->f, t->p->x, 0, t->v, t->slope * o->wrong,
                          t->curvature, &t->wrong);
  return status;
}

/* Whether there is no remainder to draw. */
static bool flat(const struct check_taylor_report *r)
{
  double most = 0;
  for (size_t k = 0; k < r->steps; k++)
    most = fmax(most, r->remainder[0][k]);
  return most == 0;
}

int plot_taylor(const struct cli_problem *p, const struct plot_options *o,
                FILE *out)
{
  const struct ad_function whole = ad_formula_function(p->formula);
  struct cli_one one;
  struct taylor t = {.p = p, .v = calloc(p->n, sizeof *t.v)};
  int code = cli_one_open(&one, &whole, o->i);
  if (!code && !t.v)
    code = cli_error(NULL, _("out of memory"));
  if (!code) {
    t.f = &one.f;
    const enum ad_status status = find(&t, o);
    if (status)
      code = cli_status_error(status);
    else if (!isfinite(t.slope) || !isfinite(t.curvature))
      code = cli_error(_("choose another point"),
                       _("there the derivative is not finite"));
    else if (t.right.steps < 4)
      code = cli_error(_("choose another point"),
                       _("the formula is not finite around the point"));
    else if (flat(&t.right))
      code = cli_error(_("choose another point"),
                       _("the formula does not change around the point"));
    else if (o->wrong != 0 && t.slope == 0)
      code = cli_error(_("choose another point"),
                       _("--wrong: the gradient is 0 there, and so is any "
                         "multiple of it"));
  }
  if (!code)
    write_all(&t, o, out);
  cli_one_close(&one);
  free(t.v);
  return code;
}
