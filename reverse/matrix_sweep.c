/* matrix_sweep.c: what sweeps over the tape do at records of matrices: values,
 * adjoints, tangents of adjoints, rounding. */
#include <config.h>

#include "matrix_impl.h"

#include "../ops/each.h"
#include "../ops/info.h"

/* The operand's window on arrays over the slots; a constant's number lies in
 * the operand.  An operand without a gradient has no tangent either, even if
 * its slots have one: it may be the detached view of a matrix. */
static struct ad_block window(struct tape_operand *o, double *v, double *d)
{
  struct ad_block b = ad_block_of(
    v + o->slot, d && o->wanted ? d + o->slot : NULL, o->rows, o->cols);
  b.rs = o->rs, b.cs = o->cs;
  if (o->constant)
    b.v = &o->number, b.d = NULL, b.rs = b.cs = 0;
  return b;
}

/* A record's blocks: arguments, result. */
struct blocks {
  struct ad_block x[AD_OP_ARGS], y;
};

static struct blocks blocks_of(const tape *t, struct tape_matrix *m, double *d)
{
  struct blocks b = {0};
  for (int k = 0; k < m->args; k++)
    b.x[k] = window(&m->x[k], t->val, d);
  b.y = ad_block_of(t->val + m->slot, d ? d + m->slot : NULL, m->rows, m->cols);
  return b;
}

/* An op on whole matrices wants tangents of all arguments or of none: those
 * without one are copied, beside tangents of zeros. */
static enum ad_status fill_tangents(tape *t, int args, struct blocks *b)
{
  ad_scratch_reset(&t->scratch);
  for (int k = 0; b->y.d && k < args; k++) {
    struct ad_block *x = &b->x[k], copy;
    if (x->d)
      continue;
    copy = ad_scratch_block(&t->scratch, x->rows, x->cols, true);
    if (!copy.v)
      return AD_NO_MEMORY;
    ad_block_copy(*x, copy);
    *x = copy;
  }
  return AD_OK;
}

/* Where part p lies in the joined matrix y. */
static struct ad_block part_in(struct ad_block y, const struct tape_part *p)
{
  return ad_block_slice(y, p->row, p->col, p->x.rows, p->x.cols);
}

enum ad_status tape_matrix_value(tape *t, size_t place, bool tangents)
{
  struct tape_matrix *m = &t->matrix[place];
  double *d = tangents ? t->dot : NULL;
  struct blocks b = blocks_of(t, m, d);
  if (m->kind == TAPE_CUSTOM)
    return tape_custom_value(t, m, b.x, b.y);
  if (m->kind == TAPE_EACH) {
    const struct ad_each e = {
      (enum ad_op)m->op, m->n, t->policy, {b.x[0], b.x[1], b.x[2]}, b.y};
    ad_each_value(&e);
  } else if (m->kind == TAPE_JOIN) {
    for (uint32_t k = 0; k < m->parts; k++) {
      struct tape_part *p = &t->part[m->part + k];
      ad_block_copy(window(&p->x, t->val, d), part_in(b.y, p));
    }
  } else {
    const struct ad_matrix_call c = {b.x, m->n, b.y, &t->scratch};
    const enum ad_status status = fill_tangents(t, m->args, &b);
    return status ? status
                  : ad_matrix_info((enum ad_matrix_op)m->op)->value(&c);
  }
  return AD_OK;
}

/* In a sweep over absolute values only the shares that matrix.h speaks of are
 * absolute; ops on single elements see to it themselves. */
static enum ad_status adjoint_of_record(tape *t, struct tape_matrix *m, bool magnitude,
                              bool second)
{
  double *d = second ? t->dot : NULL, *dbar = second ? t->adjdot : NULL;
  struct blocks b = blocks_of(t, m, d);
  struct ad_block xbar[AD_OP_ARGS] = {{0}};
  const struct ad_block ybar = ad_block_of(
    t->adj + m->slot, second ? dbar + m->slot : NULL, m->rows, m->cols);
  for (int k = 0; k < m->args; k++)
    if (m->x[k].wanted)
      xbar[k] = window(&m->x[k], t->adj, dbar);
  if (m->kind == TAPE_CUSTOM)
    return tape_custom_adjoint(t, m, b.x, &ybar, xbar, magnitude);
  if (m->kind == TAPE_EACH) {
    const struct ad_each e = {
      (enum ad_op)m->op, m->n, t->policy, {b.x[0], b.x[1], b.x[2]}, b.y};
    ad_each_adjoint(&e, &ybar, xbar, magnitude);
  } else if (m->kind == TAPE_JOIN) {
    for (uint32_t k = 0; k < m->parts; k++) {
      struct tape_part *p = &t->part[m->part + k];
      if (p->x.wanted)
        ad_block_add(part_in(ybar, p), window(&p->x, t->adj, dbar));
    }
  } else {
    const struct ad_matrix_info *info = ad_matrix_info((enum ad_matrix_op)m->op);
    const struct ad_matrix_call c = {b.x, m->n, b.y, &t->scratch};
    const enum ad_status status = fill_tangents(t, m->args, &b);
    if (status)
      return status;
    return (magnitude ? info->magnitude : info->adjoint)(&c, &ybar, xbar);
  }
  return AD_OK;
}

enum ad_status tape_matrix_adjoint(tape *t, size_t place, bool magnitude)
{
  struct tape_matrix *m = &t->matrix[place];
  return m->wanted && !m->idle ? adjoint_of_record(t, m, magnitude, false)
                               : AD_OK;
}

enum ad_status tape_matrix_second(tape *t, size_t place)
{
  struct tape_matrix *m = &t->matrix[place];
  return m->wanted && !m->idle ? adjoint_of_record(t, m, false, true) : AD_OK;
}

/* Sum of |x_ij| |y_ij|. */
static double products(struct ad_block x, struct ad_block y)
{
  double sum = 0;
  for (size_t i = 0; i < x.rows; i++)
    for (size_t j = 0; j < x.cols; j++)
      sum += fabs(x.v[(ptrdiff_t)i * x.rs + (ptrdiff_t)j * x.cs]) *
             fabs(y.v[(ptrdiff_t)i * y.rs + (ptrdiff_t)j * y.cs]);
  return sum;
}

/* An element by itself is right to 1 ulp.  In an op on whole matrices, which
 * adds up many terms, errors are in proportion to the terms, not to their sum:
 * those are what the adjoint rule on absolute values brings to an argument,
 * times that argument; and every addition may round. */
double tape_matrix_rounding(const tape *t, size_t place,
                            struct ad_scratch *scratch)
{
  struct tape_matrix *m = &t->matrix[place];
  const struct blocks b = blocks_of(t, m, NULL);
  const struct ad_block ybar =
    ad_block_of(t->adj + m->slot, NULL, m->rows, m->cols);
  if (m->kind == TAPE_JOIN)
    return 0;
  if (m->kind == TAPE_EACH)
    return products(b.y, ybar) *
           fmax(1, ad_op_info((enum ad_op)m->op)->ulp[0]);
  if (m->kind == TAPE_CUSTOM)
    return products(b.y, ybar);
  const struct ad_matrix_call c = {b.x, m->n, b.y, scratch};
  double most = 0;
  ad_scratch_reset(scratch);
  for (int k = 0; k < m->args; k++) {
    struct ad_block terms[AD_OP_ARGS] = {{0}};
    terms[k] = ad_scratch_block(scratch, b.x[k].rows, b.x[k].cols, false);
    if (!terms[k].v || ad_matrix_info((enum ad_matrix_op)m->op)
                         ->magnitude(&c, &ybar, terms))
      return INFINITY;
    most = fmax(most, products(b.x[k], terms[k]) * (double)b.x[k].rows *
                        (double)b.x[k].cols);
  }
  return most;
}
