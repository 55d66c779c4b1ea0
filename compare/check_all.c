#include <config.h>

#include "check_all.h"

#include <float.h>
#include <stdlib.h>

#include "check.h"
#include "check_dot.h"
#include "check_point.h"
#include "check_taylor.h"
#include "derivatives.h"
#include "engine_impl.h"
#include "fd_extrapolate.h"
#include "messages.h"
#include "random.h"
#include "vector.h"

const char *check_kind_name(enum check_kind kind)
{
  switch (kind) {
  case CHECK_EXACT: return "exact";
  case CHECK_DOT: return "dot";
  case CHECK_TAYLOR_1: return "taylor1";
  case CHECK_TAYLOR_2: return "taylor2";
  case CHECK_DIFFERENCES: return "differences";
  case CHECK_COMPLEX: return "complex";
  case CHECK_SECOND: return "second";
  case CHECK_KINDS: break;
  }
  return "";
}

const char *check_kind_text(enum check_kind kind)
{
  switch (kind) {
  case CHECK_EXACT: return _("forward = reverse");
  case CHECK_DOT: return _("<w, Jv> = <J'w, v>");
  case CHECK_TAYLOR_1: return _("Taylor remainder ~ h^2");
  case CHECK_TAYLOR_2: return _("Taylor remainder ~ h^3");
  case CHECK_DIFFERENCES: return _("differences");
  case CHECK_COMPLEX: return _("complex step");
  case CHECK_SECOND: return _("differences of the gradient");
  case CHECK_KINDS: break;
  }
  return "";
}

/* A point on its way through the checks. */
struct visit {
  const struct ad_function *f;
  struct check_all_report *r;
  size_t point;
  double *x, *v;       /* the point, a direction: n numbers */
  double *w;           /* weights of outputs: m numbers */
  double *y, *jv;      /* m */
  double *at, *g, *hv; /* n */
};

/* The worst comparison is the one that is farthest over what is allowed. */
static void note(struct visit *t, enum check_kind kind, size_t i, size_t j,
                 double found, double allowed, double excess, bool holds)
{
  struct check_part *p = &t->r->part[kind];
  const bool rate = kind == CHECK_TAYLOR_1 || kind == CHECK_TAYLOR_2;
  const double before = rate ? p->allowed - p->found
                             : p->found / (p->allowed + DBL_MIN);
  if (p->asked == 0 || (!holds && p->failed == 0) ||
      ((holds == (p->failed == 0)) && !(excess <= before))) {
    p->point = t->point, p->i = i, p->j = j;
    p->found = found, p->allowed = allowed;
  }
  p->asked++;
  p->failed += !holds;
}

static void note_difference(struct visit *t, enum check_kind kind, size_t i,
                            size_t j, double a, double b, double allowed)
{
  const double found = a == b ? 0 : fabs(a - b);
  note(t, kind, i, j, found, allowed, found / (allowed + DBL_MIN),
       found <= allowed);
}

/* ---- the checks --------------------------------------------------------- */

/* An entry that is not finite in just one of the exact engines is wrong there;
 * in both, where f is known to be smooth and differences settle. */
static void note_infinite(struct visit *t, const struct check_report *c,
                          size_t k, bool known_smooth)
{
  const size_t entries = c->m * c->n;
  const size_t i = k / c->n, j = k % c->n;
  const bool forward = isfinite(c->jac[k]);
  const bool reverse = isfinite(c->jac[entries + k]);
  if (forward != reverse)
    note(t, CHECK_EXACT, i, j, INFINITY, 0, INFINITY, false);
  for (size_t e = 2; known_smooth && !forward && !reverse &&
                     e < ad_engine_count; e++)
    if (isfinite(c->error[e * entries + k]))
      note(t, CHECK_DIFFERENCES, i, j, INFINITY, 0, INFINITY, false);
}

/* Every engine's Jacobian.  *finite: whether all of it is. */
static enum ad_status engines(struct visit *t, bool smooth, bool known,
                              bool *finite)
{
  struct check_report c;
  const enum ad_status status = check_compare(t->f, t->x, &c);
  if (status)
    return status;
  const size_t entries = c.m * c.n;
  *finite = true;
  for (size_t k = 0; k < 2 * entries; k++)
    *finite = *finite && isfinite(c.jac[k]) && isfinite(c.error[k]);
  for (size_t k = 0; !*finite && k < entries; k++)
    note_infinite(t, &c, k, smooth && known);
  for (size_t k = 0; *finite && k < entries; k++) {
    note_difference(t, CHECK_EXACT, k / c.n, k % c.n, c.jac[k],
                    c.jac[entries + k], c.error[k] + c.error[entries + k]);
    for (size_t e = AD_ENGINE_CENTRAL; smooth && e < ad_engine_count; e++)
      if (isfinite(c.error[e * entries + k]))
        note_difference(t, e == AD_ENGINE_COMPLEX ? CHECK_COMPLEX
                                                  : CHECK_DIFFERENCES,
                        k / c.n, k % c.n,
                        c.jac[entries + k], c.jac[e * entries + k],
                        c.error[e * entries + k] + c.error[entries + k]);
  }
  check_release(&c);
  return AD_OK;
}

static enum ad_status identity(struct visit *t)
{
  struct check_dot_report d;
  const enum ad_status status = check_dot(t->f, t->x, t->v, t->w, &d);
  if (!status)
    note_difference(t, CHECK_DOT, 0, 0, d.forward, d.reverse, d.bound);
  return status;
}

static void note_rate(struct visit *t, enum check_kind kind, size_t out,
                      const struct check_rate *rate, int order)
{
  if (rate->end != CHECK_RATE_HOLDS && rate->end != CHECK_RATE_FAILS)
    return;
  note(t, kind, out, 0, rate->rate, order + 0.5, order + 0.5 - rate->rate,
       rate->end == CHECK_RATE_HOLDS);
}

/* Output `out` alone, as a function of one output. */
struct part {
  const struct ad_function *whole;
  size_t out;
  double *y;
  var *vars;
};
static enum ad_status part_double(const double *x, double *y, void *data)
{
  const struct part *p = data;
  const enum ad_status status = p->whole->on_double(x, p->y, p->whole->data);
  *y = p->y[p->out];
  return status;
}
static enum ad_status part_var(const var *x, var *y, void *data)
{
  const struct part *p = data;
  const enum ad_status status = p->whole->on_var(x, p->vars, p->whole->data);
  *y = p->vars[p->out];
  return status;
}

/* <v, g(x + t v)>, a directional derivative as a function of t. */
struct ray {
  struct visit *t;
  const struct ad_function *f;
};
static double slope_along(double s, void *data)
{
  const struct ray *r = data;
  const size_t n = r->f->n;
  const double one = 1;
  for (size_t j = 0; j < n; j++)
    r->t->at[j] = r->t->x[j] + s * r->t->v[j];
  if (ad_vjp(r->f, r->t->at, &one, NULL, r->t->g))
    return NAN;
  return vector_dot(n, r->t->g, r->t->v);
}

/* What the slope may be wrong by at x + s v: what rounding of the values does,
 * by the tape, and the sweep's own rounding, by the magnitudes of its sums. */
static double slope_noise(struct ray *r, double s)
{
  const size_t n = r->f->n;
  double noise = 0, *const error = malloc((2 * n + 1) * sizeof *error);
  for (size_t j = 0; j < n; j++)
    r->t->at[j] = r->t->x[j] + s * r->t->v[j];
  if (!error || engine_slope_noise(r->f, r->t->at, r->t->v, error, &noise))
    noise = 0;
  free(error);
  return isfinite(noise) ? noise : 0;
}

/* d/ds of the slope, by differences: from large steps on, and again from a
 * quarter of the step that was found, with the noise there.  Large steps may
 * meet corners and poles, and what they tell of their own error is then wrong;
 * so the two have to agree, and as far as they do not, it is an error. */
static struct fd_result differ(struct ray *r)
{
  double noise = slope_noise(r, 0);
  struct fd_result first = fd_ridders(slope_along, r, 0, 0, noise);
  if (!isfinite(first.error))
    return first;
  noise = fmax(noise, fmax(slope_noise(r, first.h), slope_noise(r, -first.h)));
  const struct fd_result again =
    fd_ridders(slope_along, r, 0, first.h / 4, noise);
  const double apart = fabs(first.d - again.d);
  first.error = apart <= first.error + again.error
                  ? first.error + 2 * noise / first.h + apart
                  : INFINITY;
  return first;
}

static enum ad_status taylor_remainders(struct visit *t, struct part *p)
{
  const struct ad_function f = {
    .name = t->f->name, .n = t->f->n, .m = 1, .on_double = part_double,
    .on_var = part_var, .data = p, .policy = t->f->policy};
  const size_t n = f.n;
  struct check_taylor_report report;
  enum ad_status status = ad_hvp(&f, t->x, t->v, t->y, t->g, t->hv);
  if (status)
    return status;
  const double slope = vector_dot(n, t->g, t->v);
  const double curve = vector_dot(n, t->hv, t->v);
  status = check_taylor(&f, t->x, 0, t->v, slope, curve, &report);
  if (status)
    return status;
  note_rate(t, CHECK_TAYLOR_1, p->out, &report.rate[1], 1);
  note_rate(t, CHECK_TAYLOR_2, p->out, &report.rate[2], 2);
  struct ray ray = {t, &f};
  const struct fd_result d = differ(&ray);
  if (isfinite(d.error) && isfinite(curve))
    note_difference(t, CHECK_SECOND, p->out, 0, curve, d.d,
                    d.error + 1e-12 * fabs(curve));
  return AD_OK;
}

/* ---- a point, and all of them ------------------------------------------- */

static enum ad_status visit(struct visit *t, const struct check_all_options *o,
                            struct part *p)
{
  bool finite = true;
  const bool smooth = !o->smooth || o->smooth(t->x, o->data);
  enum ad_status status = engines(t, smooth, o->smooth != NULL, &finite);
  t->r->points++;
  t->r->undefined += !status && !finite;
  t->r->edges += !status && finite && !smooth;
  if (status || !finite)
    return status;
  status = identity(t);
  for (p->out = 0; smooth && !status && p->out < t->f->m; p->out++)
    status = taylor_remainders(t, p);
  return status;
}

static enum ad_status visit_all(struct visit *t, const double *x,
                                const struct check_all_options *o,
                                struct part *p)
{
  struct ad_random random = ad_random_seed(o->seed);
  enum ad_status status = AD_OK;
  for (; !status && t->point < o->points; t->point++) {
    check_point(t->f->n, x, o->seed, o->spread, t->point, t->x);
    for (size_t j = 0; j < t->f->n; j++)
      t->v[j] = ad_random_normal(&random) * fmax(fabs(t->x[j]), 0.1);
    for (size_t i = 0; i < t->f->m; i++)
      t->w[i] = ad_random_normal(&random);
    status = visit(t, o, p);
  }
  return status;
}

enum ad_status check_all(const struct ad_function *f, const double *x,
                         const struct check_all_options *options,
                         struct check_all_report *report)
{
  struct check_all_options o = {0};
  if (!f || !f->on_double || !f->on_dual || !f->on_var || !f->n || !f->m ||
      !x || !report)
    return AD_BAD_ARGUMENT;
  if (options)
    o = *options;
  o.points = o.points ? o.points : 5;
  o.spread = o.spread > 0 ? o.spread : 0.1;
  *report = (struct check_all_report){0};
  const size_t n = f->n, m = f->m;
  double *room = malloc((5 * n + 3 * m) * sizeof *room);
  var *vars = malloc(m * sizeof *vars);
  enum ad_status status = AD_NO_MEMORY;
  if (room && vars) {
    double *const of_m = room + 5 * n;
    struct visit t = {f, report, 0, room, room + n, of_m, of_m + m,
                      of_m + 2 * m, room + 2 * n, room + 3 * n, room + 4 * n};
    struct part p = {f, 0, t.jv, vars};
    status = visit_all(&t, x, &o, &p);
  }
  free(room);
  free(vars);
  report->right = report->part[CHECK_EXACT].asked > 0;
  for (int k = 0; k < CHECK_KINDS; k++)
    report->right = report->right && report->part[k].failed == 0;
  return status;
}
