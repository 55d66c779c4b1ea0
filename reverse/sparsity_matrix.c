/* sparsity_matrix.c: index domains at records of matrices.
 *
 * What an element of a result depends on: of a product its row and its column,
 * of a reduction its lane, of an op on each element that element.  Where no such
 * rule is here, on everything, and nonlinearly, which is never wrong. */
#include <config.h>

#include "sparsity_impl.h"

/* ---- what an element depends on ---------------------------------------------- */

static uint32_t slot_in(const struct tape_operand *x, size_t i, size_t j)
{
  return tape_window_slot(x, i, j);
}

static bool root(struct sparsity *s, const struct tape_operand *x, size_t i,
                 size_t j)
{
  return x->constant || !x->wanted ||
         tape_index_push(&s->roots, slot_in(x, i, j));
}

/* Elements i to i_end - 1, j to j_end - 1. */
static bool part_roots(struct sparsity *s, const struct tape_operand *x,
                       size_t i, size_t i_end, size_t j, size_t j_end)
{
  for (size_t a = i; a < i_end; a++)
    for (size_t b = j; b < j_end; b++)
      if (!root(s, x, a, b))
        return false;
  return true;
}

static bool all_roots(struct sparsity *s, const struct tape_matrix *m)
{
  for (int k = 0; k < m->args; k++)
    if (!part_roots(s, &m->x[k], 0, m->x[k].rows, 0, m->x[k].cols))
      return false;
  return true;
}

/* Element q of a vector, a row or a column. */
static bool vector_root(struct sparsity *s, const struct tape_operand *x,
                        size_t q)
{
  return root(s, x, q / x->cols, q % x->cols);
}

/* What the elements of a result have in common: those of a group depend on the
 * same. */
static uint32_t group(const struct tape_matrix *m, uint32_t e)
{
  if (m->kind == TAPE_EACH)
    return e;
  if (m->kind != TAPE_WHOLE)
    return 0;
  switch ((enum ad_matrix_op)m->op) {
  case AD_MATRIX_matmul:
  case AD_MATRIX_outer: return e;
  case AD_MATRIX_sum:
  case AD_MATRIX_mean:
  case AD_MATRIX_prod:
  case AD_MATRIX_amax:
  case AD_MATRIX_amin:
  case AD_MATRIX_norm:
  case AD_MATRIX_logsumexp:
  case AD_MATRIX_softmax:
    return m->n == 0 ? e % m->cols : m->n == 1 ? e / m->cols : 0;
  default: return 0;
  }
}

/* The slots that element e depends on, in s->roots. */
static bool element_roots(struct sparsity *s, const struct tape_matrix *m,
                          uint32_t e)
{
  const size_t i = e / m->cols, j = e % m->cols, g = group(m, e);
  const struct tape_operand *const x = m->x;
  s->roots.count = 0;
  if (m->kind == TAPE_EACH) {
    for (int k = 0; k < m->args; k++)
      if (!s->flat[m->op][k] && !root(s, &x[k], i, j))
        return false;
    return true;
  }
  if (m->kind != TAPE_WHOLE)
    return all_roots(s, m);
  switch ((enum ad_matrix_op)m->op) {
  case AD_MATRIX_matmul:
    return part_roots(s, &x[0], i, i + 1, 0, x[0].cols) &&
           part_roots(s, &x[1], 0, x[1].rows, j, j + 1);
  case AD_MATRIX_outer:
    return vector_root(s, &x[0], i) && vector_root(s, &x[1], j);
  case AD_MATRIX_sum:
  case AD_MATRIX_mean:
  case AD_MATRIX_prod:
  case AD_MATRIX_amax:
  case AD_MATRIX_amin:
  case AD_MATRIX_norm:
  case AD_MATRIX_logsumexp:
  case AD_MATRIX_softmax:
    return m->n == 0   ? part_roots(s, x, 0, x->rows, g, g + 1)
           : m->n == 1 ? part_roots(s, x, g, g + 1, 0, x->cols)
                       : all_roots(s, m);
  case AD_MATRIX_trace:
    for (size_t k = 0; k < x->rows; k++)
      if (!root(s, x, k, k))
        return false;
    return true;
  default: return all_roots(s, m);
  }
}

/* ---- domains ------------------------------------------------------------------- */

static void join_domains(struct sparsity *s, const struct tape_matrix *m)
{
  for (uint32_t k = 0; k < m->parts; k++) {
    const struct tape_part *p = &s->t->part[m->part + k];
    if (!p->x.constant && p->x.wanted)
      for (uint32_t i = 0; i < p->x.rows; i++)
        for (uint32_t j = 0; j < p->x.cols; j++)
          s->rep[m->slot + (p->row + i) * m->cols + p->col + j] =
            s->rep[slot_in(&p->x, i, j)];
  }
}

bool tape_domain_matrix(struct sparsity *s, const struct tape_matrix *m)
{
  if (!m->wanted)
    return true;
  if (m->kind == TAPE_JOIN) {
    join_domains(s, m);
    return true;
  }
  for (uint32_t e = 0; e < m->rows * m->cols; e++) {
    const uint32_t slot = m->slot + e, g = group(m, e);
    if (e && g == group(m, e - 1)) {
      s->set[slot] = s->set[slot - 1];
      continue;
    }
    if (!element_roots(s, m, e) || !tape_domain_gather(s, &s->set[slot]))
      return false;
  }
  return true;
}

/* ---- Hessians --------------------------------------------------------------------- */

static void live_join(struct sparsity *s, const struct tape_matrix *m)
{
  for (uint32_t k = 0; k < m->parts; k++) {
    const struct tape_part *p = &s->t->part[m->part + k];
    if (!p->x.constant)
      for (uint32_t i = 0; i < p->x.rows; i++)
        for (uint32_t j = 0; j < p->x.cols; j++)
          s->live[slot_in(&p->x, i, j)] |=
            s->live[m->slot + (p->row + i) * m->cols + p->col + j];
  }
}

bool tape_live_matrix(struct sparsity *s, const struct tape_matrix *m)
{
  uint32_t before = UINT32_MAX;
  if (m->kind == TAPE_JOIN) {
    live_join(s, m);
    return true;
  }
  for (uint32_t e = 0; m->wanted && e < m->rows * m->cols; e++) {
    const uint32_t g = group(m, e);
    if (!s->live[m->slot + e] || g == before)
      continue;
    before = g;
    if (!element_roots(s, m, e))
      return false;
    for (size_t k = 0; k < s->roots.count; k++)
      s->live[s->roots.at[k]] = 1;
  }
  return true;
}

static bool interact_element(struct sparsity *s, const struct tape_matrix *m,
                             uint32_t e)
{
  const size_t i = e / m->cols, j = e % m->cols;
  for (int k = 0; k < m->args; k++)
    for (int l = k; l < m->args; l++) {
      const struct tape_operand *x = &m->x[k], *z = &m->x[l];
      uint32_t a, b;
      if (x->constant || z->constant || !x->wanted || !z->wanted ||
          !s->curved[m->op][k][l])
        continue;
      if (!tape_domain_set(s, slot_in(x, i, j), &a) ||
          !tape_domain_set(s, slot_in(z, i, j), &b) || !tape_interact(s, a, b))
        return false;
    }
  return true;
}

/* Whether an element of row i, or of column i, of the result is live. */
static bool live_line(const struct sparsity *s, const struct tape_matrix *m,
                      uint32_t i, bool column)
{
  const uint32_t count = column ? m->rows : m->cols;
  const uint32_t first = m->slot + (column ? i : i * m->cols);
  for (uint32_t k = 0; k < count; k++)
    if (s->live[first + k * (column ? m->cols : 1)])
      return true;
  return false;
}

/* Y = A B: column k of A with row k of B; and an outer product, as if its
 * vectors were a column and a row. */
static bool interact_product(struct sparsity *s, const struct tape_matrix *m,
                             size_t k)
{
  const bool outer = m->op == AD_MATRIX_outer;
  const struct tape_operand *const x = m->x;
  uint32_t a, b;
  s->roots.count = 0;
  for (uint32_t i = 0; i < m->rows; i++)
    if (live_line(s, m, i, false) &&
        !(outer ? vector_root(s, &x[0], i) : root(s, &x[0], i, k)))
      return false;
  if (!tape_domain_gather(s, &a))
    return false;
  s->roots.count = 0;
  for (uint32_t j = 0; j < m->cols; j++)
    if (live_line(s, m, j, true) &&
        !(outer ? vector_root(s, &x[1], j) : root(s, &x[1], k, j)))
      return false;
  return tape_domain_gather(s, &b) && tape_interact(s, a, b);
}

/* A sum of products of the elements of x and z, in turn. */
static bool interact_dot(struct sparsity *s, const struct tape_matrix *m)
{
  const struct tape_operand *x = &m->x[0], *z = &m->x[1];
  uint32_t a, b;
  if (x->constant || z->constant || !x->wanted || !z->wanted)
    return true;
  for (size_t i = 0; i < x->rows; i++)
    for (size_t j = 0; j < x->cols; j++)
      if (!tape_domain_set(s, slot_in(x, i, j), &a) ||
          !tape_domain_set(s, slot_in(z, i, j), &b) || !tape_interact(s, a, b))
        return false;
  return true;
}

/* Every group of the result that y depends on with itself. */
static bool interact_groups(struct sparsity *s, const struct tape_matrix *m)
{
  uint32_t before = UINT32_MAX;
  for (uint32_t e = 0; e < m->rows * m->cols; e++) {
    const uint32_t g = group(m, e);
    uint32_t a;
    if (!s->live[m->slot + e] || g == before)
      continue;
    before = g;
    if (!element_roots(s, m, e) || !tape_domain_gather(s, &a) ||
        !tape_interact(s, a, a))
      return false;
  }
  return true;
}

static bool interact_whole(struct sparsity *s, const struct tape_matrix *m)
{
  switch ((enum ad_matrix_op)m->op) {
  case AD_MATRIX_sum:
  case AD_MATRIX_mean:
  case AD_MATRIX_trace:
  case AD_MATRIX_amax:
  case AD_MATRIX_amin: return true; /* linear, at least in pieces */
  case AD_MATRIX_matmul:
    for (size_t k = 0; k < m->x[0].cols; k++)
      if (!interact_product(s, m, k))
        return false;
    return true;
  case AD_MATRIX_outer: return interact_product(s, m, 0);
  case AD_MATRIX_dot: return interact_dot(s, m);
  default: return interact_groups(s, m);
  }
}

bool tape_interact_matrix(struct sparsity *s, const struct tape_matrix *m)
{
  bool any = false;
  for (uint32_t e = 0; m->wanted && e < m->rows * m->cols; e++) {
    if (!s->live[m->slot + e])
      continue;
    any = true;
    if (m->kind == TAPE_EACH && !interact_element(s, m, e))
      return false;
  }
  if (!any || m->kind == TAPE_EACH || m->kind == TAPE_JOIN)
    return true;
  return m->kind == TAPE_WHOLE ? interact_whole(s, m) : interact_groups(s, m);
}
