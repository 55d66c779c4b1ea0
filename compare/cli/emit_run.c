/* emit_run.c: `dualtape emit --run`: value and derivatives by compiled C, beside
 * those of the tape. */
#include <config.h>

#include "emit_run.h"

#include <dlfcn.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "../emit.h"
#include "../engine.h"
#include "compiled.h"
#include "progress.h"
#include "table.h"

struct numbers {
  double *y, *jac;           /* of the C */
  double *ty, *tjac, *error; /* of the tape */
};

/* ISO C knows no way from dlsym's answer to a function but by its bytes. */
union symbol {
  void *data;
  void (*f)(const double *x, double *y, double *jac);
};

static int by_c(const struct cli_problem *p, struct numbers *r,
                struct compiled *c)
{
  char *text;
  size_t length;
  const enum ad_status status =
    ad_emit_c(p->formula, p->text, p->length, "f", &text, &length);
  if (status)
    return cli_error(NULL, "%s", _(ad_status_text(status)));
  const int code = compiled_load(text, _("the formula's C"), c);
  free(text);
  if (code)
    return code;
  const union symbol f = {dlsym(c->handle, "f")};
  if (!f.data)
    return cli_error(NULL, "%s", dlerror());
  f.f(p->x, r->y, r->jac);
  dlclose(c->handle);
  return CLI_OK;
}

/* Both round: each may be off by the tape's bound, and sums of matrices come in
 * another order. */
static bool agrees(double got, double want, double error)
{
  if (isnan(want) || isnan(got))
    return isnan(want) && isnan(got);
  return got == want ||
         fabs(got - want) <= 2 * error + 4 * DBL_EPSILON * fabs(want);
}

static void row(struct table *t, const char *name, double got, double want,
                bool good)
{
  table_row(t);
  table_cell(t, "%s", name);
  table_cell(t, "%.17g", got);
  table_cell(t, "%.17g", want);
  table_cell(t, "%s", !good ? _("WRONG") : got == want ? "" : _("rounding"));
}

/* Values of sums in another order: within 32 units of the largest. */
static bool show(const struct cli_problem *p, const struct numbers *r, FILE *out,
                 bool *good)
{
  struct table t = {0};
  char y[80], x[80], name[200];
  double most = 0;
  table_row(&t);
  table_cell(&t, "%s", "");
  table_cell(&t, "%s", _("compiled C"));
  table_cell(&t, "%s", _("tape"));
  table_cell(&t, "%s", "");
  for (size_t i = 0; i < p->m; i++)
    most = fmax(most, fabs(r->ty[i]));
  for (size_t i = 0; i < p->m; i++) {
    const bool same = agrees(r->y[i], r->ty[i], 16 * DBL_EPSILON * most);
    ad_formula_output_name(p->formula, i, y, sizeof y);
    row(&t, y, r->y[i], r->ty[i], same);
    *good = *good && same;
  }
  for (size_t k = 0; k < p->m * p->n; k++) {
    const bool same = agrees(r->jac[k], r->tjac[k], r->error[k]);
    ad_formula_output_name(p->formula, k / p->n, y, sizeof y);
    ad_formula_input_name(p->formula, k % p->n, x, sizeof x);
    snprintf(name, sizeof name, "d%s/d%s", y, x);
    row(&t, name, r->jac[k], r->tjac[k], same);
    *good = *good && same;
  }
  return table_print(&t, out, "lrrl", 0);
}

static void say_where(const struct compiled *c, FILE *out)
{
  switch (c->from) {
  case COMPILED_CACHE:
    fprintf(out, _("compiled before, kept in %s\n"), c->folder);
    break;
  case COMPILED_KEPT:
    fprintf(out, _("compiled just now, kept in %s\n"), c->folder);
    break;
  case COMPILED_ALONE:
    fprintf(out, _("compiled just now, not kept in %s: %s\n"),
            c->folder[0] ? c->folder : "~/.cache", c->why);
    break;
  }
}

static int compare(const struct cli_problem *p, struct numbers *r, FILE *out)
{
  struct compiled c;
  bool good = true;
  const struct ad_function f = ad_formula_function(p->formula);
  const enum ad_status status = ad_engines[AD_ENGINE_REVERSE].jacobian(
    &f, p->x, r->ty, r->tjac, r->error);
  if (status)
    return cli_status_error(status);
  cli_progress_begin("emit");
  const int code = by_c(p, r, &c);
  cli_progress_end();
  if (code)
    return code;
  if (!show(p, r, out, &good))
    return CLI_BAD;
  say_where(&c, out);
  fprintf(out, "%s\n", good ? _("they agree") : _("THEY DISAGREE"));
  return good ? CLI_OK : CLI_DISAGREE;
}

int emit_run(const struct cli_problem *p, FILE *out)
{
  if (cli_defined(p))
    return CLI_BAD;
  const size_t size = p->m * p->n + 1;
  double *const all = calloc(3 * size + 2 * p->m, sizeof *all);
  if (!all)
    return cli_error(NULL, _("out of memory"));
  struct numbers r = {.y = all, .ty = all + p->m, .jac = all + 2 * p->m};
  r.tjac = r.jac + size, r.error = r.tjac + size;
  const int code = compare(p, &r, out);
  free(all);
  return code;
}
