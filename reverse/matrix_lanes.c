/* matrix_lanes.c: what sweeps for several directions (lanes.c) do at records of
 * matrices, the directions lying in planes.
 *
 * The product of a matrix and a vector, y = M x, has to load M for each
 * direction; the directions taken together are a product of matrices, which
 * loads it once:
 *
 *   rows      [x̄_1 x̄_2 ...] += M' [ȳ_1 ȳ_2 ...],   M̄_k += ȳ_k x'
 *   columns   [y'_1 y'_2 ...] += M [x'_1 x'_2 ...],  y'_k += M'_k x
 *
 * All other records take the planes one by one. */
#include <config.h>

#include "matrix_impl.h"

#include "../ops/dense.h"

/* A record y = M x as a product, or y' = x' M' if `row`. */
struct product {
  struct tape_operand *matrix, *vector;
  bool row;
};

static bool is_product(struct tape_matrix *m, struct product *p)
{
  if (m->kind != TAPE_WHOLE || m->op != AD_MATRIX_matmul ||
      (m->cols != 1 && m->rows != 1))
    return false;
  p->row = m->cols != 1;
  p->matrix = &m->x[p->row];
  p->vector = &m->x[!p->row];
  return !p->matrix->constant && !p->vector->constant;
}

/* M, on an array over the slots. */
static struct ad_block matrix_on(const struct product *p, double *v)
{
  const struct tape_operand *o = p->matrix;
  struct ad_block b = ad_block_of(v + o->slot, NULL, o->rows, o->cols);
  b.rs = o->rs, b.cs = o->cs;
  return p->row ? ad_block_transpose(b) : b;
}

/* x, as `count` columns that lie `lane` numbers apart. */
static struct ad_block vectors_on(const struct product *p, double *v,
                                  size_t count, size_t lane)
{
  const struct tape_operand *o = p->vector;
  struct ad_block b =
    ad_block_of(v + o->slot, NULL, p->row ? o->cols : o->rows, count);
  b.rs = p->row ? o->cs : o->rs, b.cs = (ptrdiff_t)lane;
  return b;
}

/* y, likewise. */
static struct ad_block results_on(const struct tape_matrix *m, double *v,
                                  size_t count, size_t lane)
{
  struct ad_block b =
    ad_block_of(v + m->slot, NULL, (size_t)m->rows * m->cols, count);
  b.rs = 1, b.cs = (ptrdiff_t)lane;
  return b;
}

enum ad_status tape_matrix_adjoints(tape *t, size_t place, double *planes,
                                    size_t lane, size_t count)
{
  struct tape_matrix *m = &t->matrix[place];
  struct product p;
  double *const kept = t->adj;
  enum ad_status status = AD_OK;
  if (!m->wanted || m->idle)
    return AD_OK;
  if (!is_product(m, &p)) {
    for (size_t k = 0; !status && k < count; k++) {
      t->adj = planes + k * lane;
      status = tape_matrix_adjoint(t, place, false);
    }
    t->adj = kept;
    return status;
  }
  const struct ad_block x = vectors_on(&p, t->val, 1, 1);
  if (p.vector->wanted)
    ad_dense_multiply(ad_block_transpose(matrix_on(&p, t->val)),
                      results_on(m, planes, count, lane),
                      vectors_on(&p, planes, count, lane));
  for (size_t k = 0; p.matrix->wanted && k < count; k++)
    ad_dense_multiply(results_on(m, planes + k * lane, 1, 1),
                      ad_block_transpose(x),
                      matrix_on(&p, planes + k * lane));
  return AD_OK;
}

enum ad_status tape_matrix_tangents(tape *t, size_t place, double *planes,
                                    size_t lane, size_t count)
{
  struct tape_matrix *m = &t->matrix[place];
  struct product p;
  double *const kept = t->dot;
  enum ad_status status = AD_OK;
  if (!m->wanted || m->idle)
    return AD_OK;
  if (!is_product(m, &p)) {
    for (size_t k = 0; !status && k < count; k++) {
      t->dot = planes + k * lane;
      status = tape_matrix_value(t, place, true);
    }
    t->dot = kept;
    return status;
  }
  const struct ad_block x = vectors_on(&p, t->val, 1, 1);
  if (p.vector->wanted)
    ad_dense_multiply(matrix_on(&p, t->val),
                      vectors_on(&p, planes, count, lane),
                      results_on(m, planes, count, lane));
  for (size_t k = 0; p.matrix->wanted && k < count; k++)
    ad_dense_multiply(matrix_on(&p, planes + k * lane), x,
                      results_on(m, planes + k * lane, 1, 1));
  return AD_OK;
}
