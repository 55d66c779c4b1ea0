/* sparsity.c: a formula on a tape, and the patterns of its derivatives. */
#include <config.h>

#include "sparsity.h"

#include <stdlib.h>

#include "../../reverse/edge_push.h"
#include "../../reverse/second.h"

int cli_sparsity_open(struct cli_sparsity *s, const struct cli_problem *p,
                      const char *wrt)
{
  *s = (struct cli_sparsity){0};
  const int code = cli_part_open(&s->part, p, wrt);
  if (code)
    return code;
  const struct ad_function *f = &s->part.f;
  s->t = tape_new();
  s->u = malloc((f->n + f->m + 1) * sizeof *s->u);
  if (!s->t || !s->u)
    return cli_error(NULL, _("out of memory"));
  tape_policy(s->t, f->policy);
  enum ad_status status = tape_inputs(s->t, f->n, s->part.x, s->u);
  if (!status)
    status = f->on_var(s->u, s->u + f->n, f->data);
  if (!status)
    status = tape_status(s->t);
  return status ? cli_error(_("give the inputs other values"), "%s",
                            _(ad_status_text(status)))
                : CLI_OK;
}

void cli_sparsity_close(struct cli_sparsity *s)
{
  free(s->u);
  tape_free(s->t);
  cli_part_close(&s->part);
}

int cli_sparsity_jacobian(const struct cli_sparsity *s, struct ad_sparse *plan)
{
  const struct ad_function *f = &s->part.f;
  const enum ad_status status =
    tape_sparse_plan_jacobian(f->m, s->u + f->n, f->n, s->u, plan);
  return status ? cli_status_error(status) : CLI_OK;
}

int cli_sparsity_hessian(const struct cli_sparsity *s, size_t i,
                         struct ad_sparse *plan)
{
  const size_t n = s->part.f.n;
  const enum ad_status status =
    tape_sparse_plan_hessian(s->u[n + i], n, s->u, plan);
  return status ? cli_status_error(status) : CLI_OK;
}

static enum ad_status push(const struct cli_sparsity *s, size_t i,
                           struct cli_hessian_cost *cost)
{
  const size_t n = s->part.f.n;
  struct tape_edges *const e = tape_edges_new();
  struct ad_sparse h = {0};
  const enum ad_status status =
    e ? tape_edges_find(e, s->u[n + i], n, s->u, NULL, &h) : AD_NO_MEMORY;
  if (!status) {
    const struct tape_edges_cost c = tape_edges_count(e);
    cost->edges = c.edges, cost->operations = c.operations, cost->most = c.most;
  }
  ad_sparse_free(&h);
  tape_edges_free(e);
  return status;
}

int cli_sparsity_cost(const struct cli_sparsity *s, size_t i,
                      const struct ad_sparse *plan, bool edges,
                      struct cli_hessian_cost *cost)
{
  struct tape_cost c;
  *cost = (struct cli_hessian_cost){.known = tape_count_cost(s->t, &c)};
  if (!cost->known && edges)
    return cli_error(_("take --by=colours, or write the formula in numbers"),
                     _("edge pushing takes ops on numbers only; this formula "
                       "has matrices"));
  if (!cost->known)
    return CLI_OK;
  cost->colours = (double)plan->colours * c.product;
  const enum ad_status status = push(s, i, cost);
  return status ? cli_status_error(status) : CLI_OK;
}
