#include <config.h>

#include "check_formula.h"

#include <float.h>
#include <stdlib.h>

#include "../forward/jet_drivers.h"
#include "check.h"
#include "derivatives.h"
#include "formula_impl.h"

static void note(struct check_part *p, size_t i, size_t j, double a, double b,
                 double allowed)
{
  const double found = a == b ? 0 : fabs(a - b);
  const bool holds = found <= allowed;
  if (!isfinite(a) || !isfinite(b) || !isfinite(allowed))
    return; /* an edge, or too large: nothing is known */
  if (!p->asked ||
      found / (allowed + DBL_MIN) > p->found / (p->allowed + DBL_MIN))
    p->i = i, p->j = j, p->found = found, p->allowed = allowed;
  p->asked++;
  p->failed += !holds;
}

/* ---- jets --------------------------------------------------------------- */

static enum ad_status no_matrices(const ad_formula *f, const jet *x, jet *v)
{
  (void)f, (void)x, (void)v;
  return AD_BAD_ARGUMENT;
}

#define REAL jet
#define MATRICES no_matrices
#define JOIN(name) jets_##name
#define OPS(name) jet_##name##_under
#define UNDER f->policy,
#define CONSTANT(c) jet_const(c)
static void jets_ad_formula_run(const ad_formula *f, const jet *x, jet *v);
#include "formula_run.inc.h"

static enum ad_status jets(ad_formula *formula, const double *x,
                           const struct check_report *c,
                           struct check_formula_report *r)
{
  const size_t entries = c->n * c->m;
  double *jac = malloc((entries + 1) * sizeof *jac);
  if (!jac)
    return AD_NO_MEMORY;
  const enum ad_status status =
      jet_jacobian(jets_on, formula, c->n, x, c->m, NULL, jac);
  for (size_t k = 0; !status && k < entries; k++)
    note(&r->jets, k / c->n, k % c->n, c->jac[entries + k], jac[k],
         c->error[k] + c->error[entries + k]);
  free(jac);
  return status;
}

/* ---- second derivatives ------------------------------------------------- */

/* Room for one pair of inputs. */
struct pair {
  const ad_formula *formula;
  const struct ad_node *nodes;
  size_t count;
  double *v;      /* of all nodes */
  double (*m)[3]; /* magnitudes: by the first, by the second, by both */
  hyper *x, *h;   /* inputs, all nodes */
};

static void magnitude_of(struct pair *p, uint32_t i)
{
  const struct ad_node *n = &p->nodes[i];
  const struct ad_partials d = ad_formula_partials(p->formula, i, p->v);
  const int variables = ad_op_variables(n->op);
  double *const m = p->m[i];
  m[0] = m[1] = m[2] = 0;
  for (int a = 0; a < variables; a++) {
    const double *const ma = p->m[n->arg[a]];
    for (int k = 0; k < 3; k++)
      m[k] += ad_times(fabs(d.d[a]), ma[k]);
    for (int b = 0; b < variables; b++)
      m[2] += ad_times(fabs(d.dd[a][b]), ma[0] * p->m[n->arg[b]][1]);
  }
}

/* d2/dx_j dx_k of all nodes, and its magnitude. */
static void run_pair(struct pair *p, const double *x, size_t n, size_t j,
                     size_t k)
{
  size_t input = 0;
  for (size_t l = 0; l < n; l++)
    p->x[l] = hyper_make(x[l], l == j, l == k, 0);
  ad_formula_run_hyper(p->formula, p->x, p->h);
  for (uint32_t i = 0; i < p->count; i++) {
    p->m[i][0] = p->m[i][1] = p->m[i][2] = 0;
    if (p->nodes[i].kind == AD_NODE_INPUT) {
      p->m[i][0] = input == j, p->m[i][1] = input == k;
      input++;
    } else if (p->nodes[i].kind == AD_NODE_OP) {
      magnitude_of(p, i);
    }
  }
}

/* Output `out` alone. */
struct part {
  const struct ad_function *whole;
  size_t out;
  var *y;
};
static enum ad_status part_var(const var *x, var *y, void *data)
{
  const struct part *p = data;
  const enum ad_status status = p->whole->on_var(x, p->y, p->whole->data);
  *y = p->y[p->out];
  return status;
}

/* hess[n * n] of each of the m outputs, by reverse mode. */
static enum ad_status hessians(const struct ad_function *f, const double *x,
                               double *hess)
{
  struct part p = {f, 0, malloc(f->m * sizeof(var))};
  const struct ad_function one = {.name = f->name,
                                  .n = f->n,
                                  .m = 1,
                                  .on_var = part_var,
                                  .data = &p,
                                  .policy = f->policy};
  enum ad_status status = p.y ? AD_OK : AD_NO_MEMORY;
  for (; !status && p.out < f->m; p.out++)
    status = ad_hessian(&one, x, NULL, NULL, hess + p.out * f->n * f->n);
  free(p.y);
  return status;
}

static void compare_pairs(struct pair *p, const struct ad_function *f,
                          const double *x, const double *hess,
                          struct check_formula_report *r)
{
  const double roundings = 8 * DBL_EPSILON * (double)p->count;
  ad_formula_run_double(p->formula, x, p->v);
  for (size_t j = 0; j < f->n; j++)
    for (size_t k = 0; k < f->n; k++) {
      run_pair(p, x, f->n, j, k);
      for (size_t i = 0; i < f->m; i++) {
        uint32_t node;
        ad_formula_output(p->formula, i, &node);
        note(&r->hypers, i, j, hess[(i * f->n + j) * f->n + k], p->h[node].d12,
             roundings * p->m[node][2] + DBL_MIN);
      }
    }
}

static enum ad_status hypers(const ad_formula *formula,
                             const struct ad_function *f, const double *x,
                             struct check_formula_report *r)
{
  struct pair p = {.formula = formula};
  p.nodes = ad_formula_nodes(formula, &p.count);
  double *hess = malloc(f->m * f->n * f->n * sizeof *hess);
  p.v = malloc(p.count * sizeof *p.v);
  p.m = malloc(p.count * sizeof *p.m);
  p.x = malloc(f->n * sizeof *p.x);
  p.h = malloc(p.count * sizeof *p.h);
  enum ad_status status =
      hess && p.v && p.m && p.x && p.h ? hessians(f, x, hess) : AD_NO_MEMORY;
  if (!status)
    compare_pairs(&p, f, x, hess, r);
  free(hess);
  free(p.v);
  free(p.m);
  free(p.x);
  free(p.h);
  return status;
}

/* ---- all of them -------------------------------------------------------- */

enum ad_status check_formula(ad_formula *formula, const double *x,
                             uint64_t seed, struct check_formula_report *r)
{
  if (!formula || !x || !r || ad_formula_has_matrices(formula) ||
      !ad_formula_inputs(formula))
    return AD_BAD_ARGUMENT;
  const struct ad_function f = ad_formula_function(formula);
  const struct check_all_options here = {.points = 1, .seed = seed};
  struct check_report c;
  *r = (struct check_formula_report){0};
  enum ad_status status = check_all(&f, x, &here, &r->all);
  if (!status)
    status = check_compare(&f, x, &c);
  if (status)
    return status;
  r->compared = c.agree;
  status = jets(formula, x, &c, r);
  check_release(&c);
  if (!status)
    status = hypers(formula, &f, x, r);
  r->right =
      r->all.right && r->compared && !r->jets.failed && !r->hypers.failed;
  return status;
}
