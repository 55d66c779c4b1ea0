/* formula_back.c: what one node of a formula hands back in the reverse sweep,
 * by the rules of the tables, on plain numbers: for whoever shows each step. */
#include <config.h>

#include "formula_impl.h"

#include "../ops/each.h"

/* A block can be written to; the rules only read those of values. */
static struct ad_block block_of(const ad_formula *f, uint32_t node,
                                const double *v)
{
  const struct ad_shape s = ad_formula_node_shape(f, node);
  return ad_block_of((double *)(uintptr_t)v + ad_formula_start(f, node), NULL, s.rows,
                     s.cols);
}

/* Each argument, or its adjoint, stretched to the shape of the result. */
static void hand_back_each(const ad_formula *f, uint32_t node, int only,
                           const double *v, double *adj)
{
  const struct ad_node *n = &f->nodes[node];
  const struct ad_block ybar = block_of(f, node, adj);
  struct ad_each e = {.op = n->op, .n = n->n, .policy = f->policy,
                      .y = block_of(f, node, v)};
  struct ad_block xbar[AD_OP_ARGS] = {{0}};
  for (int k = 0; k < ad_node_arguments(n); k++) {
    e.x[k] = ad_block_stretch(block_of(f, n->arg[k], v), ybar.rows, ybar.cols);
    if (only < 0 || only == k)
      xbar[k] = ad_block_stretch(block_of(f, n->arg[k], adj), ybar.rows,
                                 ybar.cols);
  }
  ad_each_adjoint(&e, &ybar, xbar, false);
}

static enum ad_status hand_back_whole(const ad_formula *f, uint32_t node,
                                      int only, const double *v, double *adj)
{
  const struct ad_node *n = &f->nodes[node];
  struct ad_scratch scratch = {NULL, NULL};
  struct ad_block x[AD_MATRIX_ARGS], xbar[AD_MATRIX_ARGS] = {{0}};
  const struct ad_block ybar = block_of(f, node, adj);
  for (int k = 0; k < ad_node_arguments(n); k++) {
    x[k] = block_of(f, n->arg[k], v);
    if (only < 0 || only == k)
      xbar[k] = block_of(f, n->arg[k], adj);
  }
  const struct ad_matrix_call c = {x, n->n, block_of(f, node, v), &scratch};
  const enum ad_status status =
      ad_matrix_info(n->more->whole)->adjoint(&c, &ybar, xbar);
  ad_scratch_free(&scratch);
  return status;
}

static void hand_back_join(const ad_formula *f, uint32_t node, int only,
                           double *adj)
{
  const struct ad_node *n = &f->nodes[node];
  const struct ad_block ybar = block_of(f, node, adj);
  size_t row = 0, col = 0;
  for (int k = 0; k < ad_node_arguments(n); k++) {
    const struct ad_block x = block_of(f, n->more->parts[k], adj);
    if (only < 0 || only == k)
      ad_block_add(ad_block_slice(ybar, row, col, x.rows, x.cols), x);
    col += x.cols;
    if (((size_t)k + 1) % n->more->cols == 0)
      row += x.rows, col = 0;
  }
}

enum ad_status ad_formula_hand_back(const ad_formula *f, uint32_t node, int k,
                                    const double *v, double *adj)
{
  const struct ad_node *n = &f->nodes[node];
  struct ad_block ybar = block_of(f, node, adj), xbar = ybar;
  struct ad_shape part;
  size_t row, col;
  if (ad_node_arguments(n) > 0 && n->kind != AD_NODE_JOIN)
    xbar = block_of(f, n->arg[0], adj);
  switch (n->kind) {
  case AD_NODE_OP: hand_back_each(f, node, k, v, adj); break;
  case AD_NODE_WHOLE: return hand_back_whole(f, node, k, v, adj);
  case AD_NODE_JOIN: hand_back_join(f, node, k, adj); break;
  case AD_NODE_TRANSPOSE: ad_block_add(ad_block_transpose(ybar), xbar); break;
  case AD_NODE_RESHAPE:
    ybar.rows = xbar.rows, ybar.cols = xbar.cols, ybar.rs = xbar.rs;
    ad_block_add(ybar, xbar);
    break;
  case AD_NODE_SLICE:
    formula_slice(n, (struct ad_shape){xbar.rows, xbar.cols}, &row, &col,
                  &part);
    ad_block_add(ybar, ad_block_slice(xbar, row, col, part.rows, part.cols));
    break;
  case AD_NODE_INPUT:
  case AD_NODE_CONSTANT:
  case AD_NODE_DATA: break;
  }
  return AD_OK;
}
