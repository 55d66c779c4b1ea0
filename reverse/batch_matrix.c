/* batch_matrix.c: records of whole matrices in lanes: the op's rule, point by
 * point, on blocks whose strides pass the other lanes by. */
#include <config.h>

#include "batch_impl.h"
#include "graph_impl.h"

#include <string.h>

static const struct tape_matrix *record_of(const struct batch_lanes *l,
                                           const struct batch_step *s)
{
  return &l->plan->t->matrix[s->a];
}

/* The operand's window in lane k of an array of rows. */
static struct ad_block lane_window(const struct batch_lanes *l, double *rows,
                                   const struct tape_operand *o, size_t k)
{
  const ptrdiff_t lanes = (ptrdiff_t)l->plan->lanes;
  struct ad_block b =
    ad_block_of(rows + o->slot * l->plan->lanes + k, NULL, o->rows, o->cols);
  b.rs = o->rs * lanes, b.cs = o->cs * lanes;
  return b;
}

static struct ad_block lane_result(const struct batch_lanes *l, double *rows,
                                   const struct tape_matrix *m, size_t k)
{
  const struct tape_operand o = {.slot = m->slot,
                                 .rows = m->rows,
                                 .cols = m->cols,
                                 .rs = (int32_t)m->cols,
                                 .cs = 1};
  return lane_window(l, rows, &o, k);
}

/* The arguments; a constant's number is copied to `number`. */
static void lane_arguments(const struct batch_lanes *l,
                           const struct tape_matrix *m, size_t k,
                           struct ad_block *x, double *number)
{
  for (int i = 0; i < m->args; i++) {
    x[i] = lane_window(l, l->val, &m->x[i], k);
    if (m->x[i].constant) {
      number[i] = m->x[i].number;
      x[i].v = &number[i], x[i].rs = x[i].cs = 0;
    }
  }
}

/* ---- joined matrices: rows are copied ---------------------------------------- */

static double *row_at(const struct batch_lanes *l, double *rows,
                      const struct tape_operand *o, uint32_t i, uint32_t j)
{
  return rows + (size_t)tape_window_slot(o, i, j) * l->plan->lanes;
}

static void join_values(const struct batch_lanes *l, const struct tape_matrix *m)
{
  const size_t lanes = l->plan->lanes;
  for (uint32_t q = 0; q < m->parts; q++) {
    const struct tape_part *p = &l->plan->t->part[m->part + q];
    for (uint32_t i = 0; i < p->x.rows; i++)
      for (uint32_t j = 0; j < p->x.cols; j++) {
        double *to =
          l->val +
          ((size_t)m->slot + (p->row + i) * m->cols + p->col + j) * lanes;
        if (!p->x.constant)
          memcpy(to, row_at(l, l->val, &p->x, i, j), lanes * sizeof *to);
        for (size_t k = 0; p->x.constant && k < lanes; k++)
          to[k] = p->x.number;
      }
  }
}

static void join_adjoints(const struct batch_lanes *l,
                          const struct tape_matrix *m)
{
  const size_t lanes = l->plan->lanes;
  for (uint32_t q = 0; q < m->parts; q++) {
    const struct tape_part *p = &l->plan->t->part[m->part + q];
    for (uint32_t i = 0; p->x.wanted && i < p->x.rows; i++)
      for (uint32_t j = 0; j < p->x.cols; j++) {
        const double *w =
          l->adj +
          ((size_t)m->slot + (p->row + i) * m->cols + p->col + j) * lanes;
        double *to = row_at(l, l->adj, &p->x, i, j);
        for (size_t k = 0; k < lanes; k++)
          to[k] += w[k];
      }
  }
}

/* ---- custom ops: their functions take blocks without gaps --------------------- */

static struct ad_block packed_copy(struct batch_lanes *l, struct ad_block x)
{
  struct ad_block y = ad_scratch_block(&l->scratch, x.rows, x.cols, false);
  if (y.v)
    ad_block_copy(x, y);
  return y;
}

static enum ad_status custom_lane(struct batch_lanes *l,
                                  const struct tape_matrix *m,
                                  const struct ad_block *x, size_t k,
                                  bool adjoint)
{
  const struct tape_custom *c = l->plan->t->graph->custom[m->op];
  const struct ad_block y =
    lane_result(l, adjoint ? l->adj : l->val, m, k);
  struct ad_block in[TAPE_CUSTOM_ARGS], out[TAPE_CUSTOM_ARGS] = {{0}};
  struct ad_block result = packed_copy(l, y);
  bool good = result.v;
  for (int i = 0; i < m->args && good; i++) {
    in[i] = packed_copy(l, x[i]);
    good = in[i].v;
    if (adjoint && good && m->x[i].wanted) {
      out[i] = ad_scratch_block(&l->scratch, x[i].rows, x[i].cols, false);
      good = out[i].v;
    }
  }
  if (!good)
    return AD_NO_MEMORY;
  if (!adjoint) {
    if (c->value(in, result, c->data))
      return AD_CUSTOM;
    ad_block_copy(result, y);
    return AD_OK;
  }
  if (c->adjoint(in, &result, out, c->data))
    return AD_CUSTOM;
  for (int i = 0; i < m->args; i++)
    if (out[i].v)
      ad_block_add(out[i], lane_window(l, l->adj, &m->x[i], k));
  return AD_OK;
}

/* ---- both ---------------------------------------------------------------------- */

enum ad_status tape_batch_matrix_value(struct batch_lanes *l,
                                       const struct batch_step *s)
{
  const struct tape_matrix *m = record_of(l, s);
  enum ad_status status = AD_OK;
  if (m->kind == TAPE_JOIN) {
    join_values(l, m);
    return AD_OK;
  }
  for (size_t k = 0; k < l->plan->lanes && !status; k++) {
    struct ad_block x[AD_OP_ARGS];
    double number[AD_OP_ARGS];
    ad_scratch_reset(&l->scratch);
    lane_arguments(l, m, k, x, number);
    const struct ad_matrix_call c = {x, m->n, lane_result(l, l->val, m, k),
                                     &l->scratch};
    status = m->kind == TAPE_CUSTOM
               ? custom_lane(l, m, x, k, false)
               : ad_matrix_info((enum ad_matrix_op)m->op)->value(&c);
  }
  return status;
}

enum ad_status tape_batch_matrix_adjoint(struct batch_lanes *l,
                                         const struct batch_step *s)
{
  const struct tape_matrix *m = record_of(l, s);
  enum ad_status status = AD_OK;
  if (m->kind == TAPE_JOIN) {
    join_adjoints(l, m);
    return AD_OK;
  }
  for (size_t k = 0; k < l->plan->lanes && !status; k++) {
    struct ad_block x[AD_OP_ARGS], xbar[AD_OP_ARGS] = {{0}};
    double number[AD_OP_ARGS];
    ad_scratch_reset(&l->scratch);
    lane_arguments(l, m, k, x, number);
    for (int i = 0; i < m->args; i++)
      if (m->x[i].wanted)
        xbar[i] = lane_window(l, l->adj, &m->x[i], k);
    const struct ad_block ybar = lane_result(l, l->adj, m, k);
    const struct ad_matrix_call c = {x, m->n, lane_result(l, l->val, m, k),
                                     &l->scratch};
    status = m->kind == TAPE_CUSTOM
               ? custom_lane(l, m, x, k, true)
               : ad_matrix_info((enum ad_matrix_op)m->op)
                   ->adjoint(&c, &ybar, xbar);
  }
  return status;
}
