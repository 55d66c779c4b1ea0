/* single.c: why checks fail in single precision, and what step mends them. */
#include <config.h>

#include "single.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "../derivatives.h"
#include "../fd_single.h"
#include "json.h"
#include "table.h"

/* The step of double-precision checks, and what passes there: the defaults eps,
 * atol, rtol of PyTorch's torch.autograd.gradcheck, which asks for doubles. */
static const float usual_step = 1e-6f;
static const double absolute = 1e-5, relative = 1e-3;

enum { MOST_DERIVATIVES = 100 };

/* The lines of a table: two rules at the usual step, four at their own. */
static const struct way {
  enum fd_rule rule;
  const char *name;
  bool usual;
} ways[] = {
  {FD_FORWARD, N_("forward"), true},
  {FD_CENTRAL, N_("central"), true},
  {FD_FORWARD, N_("forward"), false},
  {FD_CENTRAL, N_("central"), false},
  {FD_FIVE_POINT, N_("5-point"), false},
  {FD_SEVEN_POINT, N_("7-point"), false},
};
enum { WAYS = sizeof ways / sizeof *ways, USUAL = 1, MENDED = 3 };

/* A derivative in double, and every way to it in single precision. */
struct shown {
  double d;
  struct fd_result by[WAYS];
};

static struct shown differences(struct fd_single_slice *s, double d)
{
  struct shown r = {.d = d};
  const float x = s->x[s->j];
  for (int k = 0; k < WAYS; k++) {
    const enum fd_rule rule = ways[k].rule;
    r.by[k] = fd_single_quotient(rule, fd_single_on_slice, s, x,
                                 ways[k].usual ? usual_step
                                               : fd_single_step(rule, x));
  }
  return r;
}

/* The error of a quotient, as a part of the derivative unless that is 0. */
static double part_of(double error, double d)
{
  return d == 0 ? fabs(error) : fabs(error / d);
}

static bool passes(const struct shown *r, int way)
{
  return fabs(r->by[way].d - r->d) <= absolute + relative * fabs(r->d);
}

/* ---- for people --------------------------------------------------------- */

static void way_row(struct table *t, const struct shown *r, int k)
{
  const struct fd_rule_row *rule = fd_rule_of(ways[k].rule);
  table_row(t);
  table_cell(t, "%s", _(ways[k].name));
  if (ways[k].usual)
    table_cell(t, "%s", _("1e-6, as in double"));
  else
    table_cell(t, "eps^(1/%d)", rule->order + rule->derivative);
  if (isnan(r->by[k].d)) {
    table_cell(t, "%.1e", r->by[k].h);
    table_cell(t, "%s", _("none"));
    return;
  }
  table_cell(t, "%.1e", r->by[k].h);
  table_cell(t, "%.8g", r->by[k].d);
  table_cell(t, "%.1e", part_of(r->by[k].d - r->d, r->d));
  table_cell(t, "%.1e", part_of(r->by[k].error, r->d));
  table_cell(t, "%s", passes(r, k) ? _("passes") : _("FAILS"));
}

static int print_table(const struct shown *r, FILE *out)
{
  struct table t = {0};
  table_row(&t);
  table_cell(&t, "%s", _("rule"));
  table_cell(&t, "%s", _("step"));
  table_cell(&t, "h");
  table_cell(&t, "%s", _("quotient"));
  table_cell(&t, "%s", _("error"));
  table_cell(&t, "%s", _("rounding"));
  table_cell(&t, "%s", _("check"));
  for (int k = 0; k < WAYS; k++)
    way_row(&t, r, k);
  return table_print(&t, out, "llrrrrl", 2) ? CLI_OK
                                            : cli_error(NULL, _("out of memory"));
}

static int print_derivative(const struct cli_problem *p,
                            const struct fd_single_slice *s,
                            const struct shown *r, FILE *out)
{
  char output[200], input[200];
  ad_formula_output_name(p->formula, s->i, output, sizeof output);
  ad_formula_input_name(p->formula, s->j, input, sizeof input);
  fprintf(out, _("d%s/d%s at %s = %.9g is %.15g, by reverse mode in double\n"),
          output, input, input, (double)s->x[s->j], r->d);
  const int code = print_table(r, out);
  fputc('\n', out);
  return code;
}

static void print_verdict(bool usual, bool mended, FILE *out)
{
  fprintf(out, _("error and rounding are parts of the derivative; rounding is "
                 "what half an ulp in\neach value may do: eps |f| / (2h), times "
                 "the sum of the rule's weights.\nA check passes up to %.0e + "
                 "%.0e |d|, as PyTorch's gradcheck does.\n"),
          absolute, relative);
  if (!mended)
    fputs(_("even the step that suits floats fails: check in double\n"), out);
  else if (usual)
    fputs(_("1e-6 passes here, by luck or since f is simple; eps^(1/3) is "
            "safer\n"), out);
  else
    fputs(_("1e-6 is right in double and WRONG in float; the step that suits, "
            "eps^(1/3),\nmends it\n"), out);
}

/* ---- for programs ------------------------------------------------------- */

#if HAVE_JSON_C
static json_object *derivative_json(const struct cli_problem *p,
                                    const struct fd_single_slice *s,
                                    const struct shown *r)
{
  char name[200];
  json_object *o = json_object_new_object(), *rows = json_object_new_array();
  ad_formula_output_name(p->formula, s->i, name, sizeof name);
  json_add_text(o, "output", name);
  ad_formula_input_name(p->formula, s->j, name, sizeof name);
  json_add_text(o, "input", name);
  json_add_number(o, "x", (double)s->x[s->j]);
  json_add_number(o, "derivative", r->d);
  for (int k = 0; k < WAYS; k++) {
    json_object *row = json_object_new_object();
    json_add_text(row, "rule", fd_rule_of(ways[k].rule)->name);
    json_add_text(row, "step", ways[k].usual ? "double" : "float");
    json_add_number(row, "h", r->by[k].h);
    json_add_number(row, "quotient", r->by[k].d);
    json_add_number(row, "error", part_of(r->by[k].d - r->d, r->d));
    json_add_number(row, "rounding", part_of(r->by[k].error, r->d));
    json_add_text(row, "check", passes(r, k) ? "passes" : "fails");
    json_object_array_add(rows, row);
  }
  json_object_object_add(o, "differences", rows);
  return o;
}
#endif

/* ---- all derivatives ---------------------------------------------------- */

/* Where the numbers are: the point as floats and as doubles, and the Jacobian
 * there in double. */
struct room {
  float *x, *y;
  double *at, *jac;
};

static int point(const struct cli_problem *p, const struct room *r)
{
  for (size_t j = 0; j < p->n; j++) {
    r->x[j] = (float)p->x[j];
    if (!isfinite(r->x[j]))
      return cli_error(_("floats end at 3.4e38"), _("%g is no float"), p->x[j]);
    r->at[j] = (double)r->x[j];
  }
  return CLI_OK;
}

static enum ad_status jacobian(const struct ad_function *f,
                               const struct room *r)
{
  enum ad_status status = AD_OK;
  double *w = calloc(f->m, sizeof *w);
  if (!w)
    return AD_NO_MEMORY;
  for (size_t i = 0; !status && i < f->m; i++) {
    w[i] = 1;
    status = ad_vjp(f, r->at, w, NULL, r->jac + i * f->n);
    w[i] = 0;
  }
  free(w);
  return status;
}

static int show(const struct cli_problem *p, const struct ad_function *f,
                const struct room *room, bool json, FILE *out)
{
  int code = CLI_OK;
  bool usual = true, mended = true;
#if HAVE_JSON_C
  json_object *all = json ? json_object_new_array() : NULL;
#endif
  if (!json)
    fprintf(out, _("single precision: 24 bits, eps = %.1e; every op is rounded "
                   "to float\n\n"), (double)FLT_EPSILON);
  for (size_t k = 0; !code && k < p->m * p->n; k++) {
    struct fd_single_slice s = {f, room->x, room->y, k / p->n, k % p->n};
    const struct shown r = differences(&s, room->jac[k]);
    usual = usual && passes(&r, USUAL);
    mended = mended && passes(&r, MENDED);
#if HAVE_JSON_C
    if (json)
      json_object_array_add(all, derivative_json(p, &s, &r));
#endif
    if (!json)
      code = print_derivative(p, &s, &r, out);
  }
#if HAVE_JSON_C
  if (json)
    json_print(all, out);
  json_object_put(all);
#endif
  if (!json && !code)
    print_verdict(usual, mended, out);
  return code ? code : mended ? CLI_OK : CLI_DISAGREE;
}

int check_in_single(const struct cli_problem *p, bool json, FILE *out)
{
  const struct ad_function f = ad_formula_function(p->formula);
#if !HAVE_JSON_C
  if (json)
    return json_missing();
#endif
  if (p->m * p->n > MOST_DERIVATIVES)
    return cli_error(_("check a part, or sum(...) of the result"),
                     _("%zu derivatives are too many to show; %d are most"),
                     p->m * p->n, MOST_DERIVATIVES);
  struct room r = {malloc(p->n * sizeof *r.x), malloc(p->m * sizeof *r.y),
                   malloc(p->n * sizeof *r.at),
                   malloc(p->m * p->n * sizeof *r.jac)};
  int code = r.x && r.y && r.at && r.jac ? point(p, &r)
                                         : cli_error(NULL, _("out of memory"));
  const enum ad_status status = code ? AD_OK : jacobian(&f, &r);
  if (!code)
    code = status ? cli_status_error(status) : show(p, &f, &r, json, out);
  free(r.x);
  free(r.y);
  free(r.at);
  free(r.jac);
  return code;
}
