/* trace.c: the numbers of a trace: primals, tangents and adjoints. */
#include <config.h>

#include "trace.h"

#include <stdlib.h>
#include <string.h>

bool trace_make(struct trace *t, const struct cli_problem *p, int digits)
{
  const size_t size = ad_formula_size(p->formula) + 1;
  *t = (struct trace){.p = p, .digits = digits};
  t->matrices = ad_formula_has_matrices(p->formula);
  t->v = calloc(size, sizeof *t->v);
  t->u = calloc(size, sizeof *t->u);
  t->adj = calloc(size, sizeof *t->adj);
  const bool good = notation_make(&t->n, p->formula) && t->v && t->u && t->adj;
  t->count = t->n.count;
  return good;
}

void trace_free(struct trace *t)
{
  notation_free(&t->n);
  free(t->v);
  free(t->u);
  free(t->adj);
  *t = (struct trace){0};
}

enum ad_status trace_run_forward(struct trace *t)
{
  dual *x = malloc((t->p->n + 1) * sizeof *x);
  for (size_t j = 0; x && j < t->p->n; j++)
    x[j] = dual_make(t->p->x[j], j == t->wrt);
  if (x)
    ad_formula_run_dual(t->p->formula, x, t->u);
  const enum ad_status status = x ? AD_OK : AD_NO_MEMORY;
  free(x);
  return status;
}

/* By hand, node after node, so that views have adjoints of their own. */
static enum ad_status run_reverse_matrices(struct trace *t)
{
  uint32_t last;
  size_t begin;
  enum ad_status status = AD_OK;
  const size_t output = ad_formula_output_of(t->p->formula, t->of, &begin);
  ad_formula_output(t->p->formula, output, &last);
  memset(t->adj, 0, ad_formula_size(t->p->formula) * sizeof *t->adj);
  t->adj[ad_formula_start(t->p->formula, last) + t->of - begin] = 1;
  for (uint32_t i = last + 1; !status && i-- > 0;)
    status = ad_formula_hand_back(t->p->formula, i, -1, t->v, t->adj);
  return status;
}

enum ad_status trace_run_reverse(struct trace *t)
{
  if (t->matrices)
    return run_reverse_matrices(t);
  tape *recorded = tape_new();
  var *x = malloc((t->p->n + 1) * sizeof *x);
  var *v = malloc((t->count + 1) * sizeof *v);
  uint32_t last;
  ad_formula_output(t->p->formula, t->of, &last);
  enum ad_status status = recorded && x && v ? AD_OK : AD_NO_MEMORY;
  if (recorded)
    tape_policy(recorded, &t->p->policy);
  if (!status)
    status = tape_inputs(recorded, t->p->n, t->p->x, x);
  if (!status) {
    ad_formula_run_var(t->p->formula, x, v);
    status = tape_gradient(v[last], 0, NULL, NULL);
  }
  for (size_t i = 0; !status && i < t->count; i++)
    t->adj[i] = var_adjoint(v[i]);
  tape_free(recorded);
  free(x);
  free(v);
  return status;
}
