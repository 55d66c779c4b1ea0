/* emit_run.c: `dualtape emit --run`: value and derivatives by compiled C, beside
 * those of the tape. */
#include <config.h>

#include "emit_run.h"

#include <dlfcn.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "compiled.h"
#include "progress.h"
#include "table.h"

struct task {
  const struct cli_problem *p;
  enum ad_emit_what what;
  const double *v;
  struct emit_group groups[EMIT_GROUPS];
  int count; /* of groups */
};

/* ---- the groups ----------------------------------------------------------------- */

static size_t add_group(struct task *t, enum emit_kind kind)
{
  const size_t n = t->p->n, m = t->p->m;
  struct emit_group *g = &t->groups[t->count++];
  g->kind = kind;
  g->count = kind == EMIT_JACOBIAN ? m * n : kind == EMIT_PRODUCT ? n : m;
  return g->count;
}

/* The groups' arrays, to be freed; NULL: no memory. */
static double *make_groups(struct task *t)
{
  size_t size = add_group(t, EMIT_Y);
  if (t->what == AD_EMIT_GRADIENT || t->what == AD_EMIT_HVP)
    size += add_group(t, EMIT_JACOBIAN);
  if (t->what == AD_EMIT_JVP)
    size += add_group(t, EMIT_SLOPE);
  if (t->what == AD_EMIT_HVP)
    size += add_group(t, EMIT_PRODUCT);
  double *const all = calloc(3 * size + 1, sizeof *all), *at = all;
  for (int k = 0; all && k < t->count; k++) {
    struct emit_group *const g = &t->groups[k];
    g->c = at, g->tape = at + g->count, g->error = at + 2 * g->count;
    at += 3 * g->count;
  }
  return all;
}

/* ---- the C ------------------------------------------------------------------------- */

/* ISO C knows no way from dlsym's answer to a function but by its bytes. */
union symbol {
  void *data;
  void (*value)(const double *x, double *y);
  void (*gradient)(const double *x, double *y, double *jac);
  void (*jvp)(const double *x, const double *v, double *y, double *dy);
  void (*hvp)(const double *x, const double *v, double *y, double *grad,
              double *hv);
};

static void call(const struct task *t, union symbol f)
{
  const struct emit_group *g = t->groups;
  const double *const x = t->p->x, *const v = t->v;
  switch (t->what) {
  case AD_EMIT_VALUE: f.value(x, g[0].c); break;
  case AD_EMIT_GRADIENT: f.gradient(x, g[0].c, g[1].c); break;
  case AD_EMIT_JVP: f.jvp(x, v, g[0].c, g[1].c); break;
  case AD_EMIT_HVP: f.hvp(x, v, g[0].c, g[1].c, g[2].c); break;
  }
}

static int by_c(const struct task *t, struct compiled *c)
{
  static const char *const names[] = {"f_value", "f", "f_jvp", "f_hvp"};
  const struct ad_emit how = {"f", t->what, 0};
  char *text;
  size_t length;
  const enum ad_status status = ad_emit_as(t->p->formula, t->p->text,
                                           t->p->length, &how, &text, &length);
  if (status)
    return cli_error(NULL, "%s", _(ad_status_text(status)));
  const int code = compiled_load(text, _("the formula's C"), c);
  free(text);
  if (code)
    return code;
  const union symbol f = {dlsym(c->handle, names[t->what])};
  if (!f.data)
    return cli_error(NULL, "%s", dlerror());
  call(t, f);
  dlclose(c->handle);
  return CLI_OK;
}

/* ---- what is shown ------------------------------------------------------------------ */

/* Both round: each may be off by the bound. */
static bool agrees(double got, double want, double error)
{
  if (isnan(want) || isnan(got))
    return isnan(want) && isnan(got);
  return got == want ||
         fabs(got - want) <= 2 * error + 4 * DBL_EPSILON * fabs(want);
}

enum { NAME = 80 };

/* f, df/dx, J v of f, H v of x. */
static void name_of(const struct task *t, const struct emit_group *g, size_t k,
                    char name[2 * NAME + 8])
{
  const ad_formula *f = t->p->formula;
  char y[NAME], x[NAME];
  const size_t n = t->p->n;
  const bool jacobian = g->kind == EMIT_JACOBIAN;
  if (g->kind != EMIT_PRODUCT)
    ad_formula_output_name(f, jacobian ? k / n : k, y, sizeof y);
  if (jacobian || g->kind == EMIT_PRODUCT)
    ad_formula_input_name(f, jacobian ? k % n : k, x, sizeof x);
  switch (g->kind) {
  case EMIT_Y: snprintf(name, 2 * NAME + 8, "%s", y); break;
  case EMIT_JACOBIAN: snprintf(name, 2 * NAME + 8, "d%s/d%s", y, x); break;
  case EMIT_SLOPE: snprintf(name, 2 * NAME + 8, "J v: %s", y); break;
  case EMIT_PRODUCT: snprintf(name, 2 * NAME + 8, "H v: %s", x); break;
  }
}

static bool row(struct table *t, const char *name, double got, double want,
                double error)
{
  const bool good = agrees(got, want, error);
  table_row(t);
  table_cell(t, "%s", name);
  table_cell(t, "%.17g", got);
  table_cell(t, "%.17g", want);
  table_cell(t, "%s", !good ? _("WRONG") : got == want ? "" : _("rounding"));
  return good;
}

static bool show(const struct task *t, FILE *out, bool *good)
{
  struct table table = {0};
  char name[2 * NAME + 8];
  table_row(&table);
  table_cell(&table, "%s", "");
  table_cell(&table, "%s", _("compiled C"));
  table_cell(&table, "%s", _("tape"));
  table_cell(&table, "%s", "");
  for (const struct emit_group *g = t->groups; g < t->groups + t->count; g++)
    for (size_t k = 0; k < g->count; k++) {
      name_of(t, g, k, name);
      *good = row(&table, name, g->c[k], g->tape[k], g->error[k]) && *good;
    }
  return table_print(&table, out, "lrrl", 0);
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

static int compare(const struct task *t, FILE *out)
{
  struct compiled c;
  bool good = true;
  const enum ad_status status = emit_run_tape(t->p, t->what, t->v, t->groups);
  if (status)
    return cli_status_error(status);
  cli_progress_begin("emit");
  const int code = by_c(t, &c);
  cli_progress_end();
  if (code)
    return code;
  if (!show(t, out, &good))
    return CLI_BAD;
  say_where(&c, out);
  fprintf(out, "%s\n", good ? _("they agree") : _("THEY DISAGREE"));
  return good ? CLI_OK : CLI_DISAGREE;
}

int emit_run(const struct cli_problem *p, enum ad_emit_what what,
             const double *v, FILE *out)
{
  struct task t = {.p = p, .what = what, .v = v};
  if (cli_defined(p))
    return CLI_BAD;
  double *const all = make_groups(&t);
  if (!all)
    return cli_error(NULL, _("out of memory"));
  const int code = compare(&t, out);
  free(all);
  return code;
}
