/* batch_plan.c: what is done in each block of points, decided once. */
#include <config.h>

#include "batch_impl.h"
#include "optimize_impl.h"

#include <stdlib.h>

/* ---- how many lanes ---------------------------------------------------------- */

/* Values and adjoints of a small tape take a part of the first cache, so that
 * points and gradients pass through beside them (measured: 8 KB are better than
 * 4 or 16).  Those of a larger one may pass the second cache a little (measured:
 * 32 lanes in 1.3 MB are better than 16 in half of it, with a cache of 1 MB),
 * since a row has to pay for finding out what is done with it.  Of the machine's
 * vectors nothing is asked, so that sums come out the same on every machine. */
size_t tape_batch_lanes(size_t slots)
{
  const size_t slot = 2 * sizeof(double) * (slots ? slots : 1);
  size_t lanes = 256;
  while (lanes > 32 && lanes * slot > 8192)
    lanes /= 2;
  while (lanes > 8 && lanes * slot > 3 << 19)
    lanes /= 2;
  return lanes;
}

/* ---- steps ------------------------------------------------------------------- */

static bool add_step(struct batch_plan *p, const struct batch_step *s)
{
  if (p->steps == p->step_room) {
    const size_t room = p->step_room ? 2 * p->step_room : 64;
    if (!tape_resize(&p->step, room, sizeof *p->step))
      return false;
    p->step_room = room;
  }
  p->step[p->steps++] = *s;
  return true;
}

static bool add_fill(struct batch_plan *p, size_t row, double value)
{
  if (p->fills == p->fill_room) {
    const size_t room = p->fill_room ? 2 * p->fill_room : 64;
    if (!tape_resize(&p->fill, room, sizeof *p->fill))
      return false;
    p->fill_room = room;
  }
  p->fill[p->fills++] = (struct batch_fill){(uint32_t)row, value};
  return true;
}

/* The operands of one op of numbers. */
struct element {
  bool constant, wanted;
  uint32_t slot;
  double value;
};

/* The op of these operands makes slot y. */
static bool add_op(struct batch_plan *p, enum ad_op op, int n, uint32_t y,
                   int args, const struct element *x)
{
  struct batch_step s = {.y = y, .n = n};
  uint32_t row[AD_OP_ARGS] = {0};
  for (int k = 0; k < args; k++) {
    row[k] = x[k].slot;
    if (!x[k].constant) {
      s.gives |= (uint8_t)(x[k].wanted << k);
    } else if (args < 3) {
      s.constant = x[k].value, row[k] = 0;
    } else {
      row[k] = (uint32_t)p->rows;
      if (!add_fill(p, p->rows++, x[k].value))
        return false;
    }
  }
  s.a = row[0], s.b = row[1], s.c = row[2];
  s.code = (uint8_t)tape_code_of(op, args == 2 && x[0].constant,
                                 args == 2 && x[1].constant);
  return add_step(p, &s);
}

static bool add_scalar(struct batch_plan *p, const struct span *r)
{
  struct element x[AD_OP_ARGS] = {{0}};
  for (int k = 0; k < r->args; k++)
    x[k] = (struct element){r->x[k].constant, !r->x[k].constant, r->x[k].slot,
                            r->x[k].value};
  return add_op(p, r->op, r->n, r->last, r->args, x);
}

/* An elementwise op is as many ops of numbers; from the last element to the
 * first, so that the adjoint sweep meets them in the order of each.h. */
static bool add_elements_of(struct batch_plan *p, const struct tape_matrix *m)
{
  for (uint32_t e = m->rows * m->cols; e-- > 0;) {
    const int64_t i = e / m->cols, j = e % m->cols;
    struct element x[AD_OP_ARGS] = {{0}};
    for (int k = 0; k < m->args; k++) {
      const struct tape_operand *o = &m->x[k];
      x[k] = (struct element){
        o->constant, o->wanted,
        o->constant ? 0 : (uint32_t)((int64_t)o->slot + i * o->rs + j * o->cs),
        o->number};
    }
    if (!add_op(p, (enum ad_op)m->op, m->n, m->slot + e, m->args, x))
      return false;
  }
  return true;
}

static bool add_span(struct batch_plan *p, const struct span *r)
{
  if (r->input) {
    for (uint32_t i = r->first; i <= r->last; i++)
      if (!add_fill(p, i, p->t->val[i]))
        return false;
    return true;
  }
  if (!r->m)
    return add_scalar(p, r);
  if (r->m->kind == TAPE_EACH)
    return add_elements_of(p, r->m);
  p->whole = true;
  return add_step(p, &(struct batch_step){
                       .code = TAPE_MATRIX,
                       .y = r->first,
                       .a = (uint32_t)(r->m - p->t->matrix)});
}

/* ---- the sweep ---------------------------------------------------------------- */

static const uint32_t homeless = UINT32_MAX;

static uint32_t find_home(struct batch_plan *p, uint32_t row)
{
  if (p->home[row] == homeless)
    p->home[row] = p->lefts ? p->left[--p->lefts] : (uint32_t)p->homes++;
  return p->home[row];
}

static uint8_t whole_has(const struct batch_plan *p, const struct batch_step *s)
{
  const struct tape_matrix *m = &p->t->matrix[s->a];
  uint8_t any = 0;
  for (uint32_t e = 0; m->wanted && e < m->rows * m->cols; e++)
    any |= p->row[m->slot + e];
  return any & ROW_CARRIES;
}

static void mark_operands(struct batch_plan *p, const struct tape_matrix *m)
{
  const uint32_t parts = m->kind == TAPE_JOIN ? m->parts : (uint32_t)m->args;
  for (uint32_t k = 0; k < parts; k++) {
    const struct tape_operand *w =
      m->kind == TAPE_JOIN ? &p->t->part[m->part + k].x : &m->x[k];
    if (w->wanted && !w->constant)
      EACH_SLOT(w, s, p->row[s] |= ROW_CARRIES;)
  }
}

/* Rows of adjoints are few: that of a value is needed from its first share until
 * it is handed on, and then serves another value.  Inputs hand nothing on, so that
 * theirs stay.  Where matrices are, each value has its own, in their order. */
static bool settle(struct batch_plan *p)
{
  p->home = malloc((p->rows + 1) * sizeof *p->home);
  p->left = malloc((p->rows + 1) * sizeof *p->left);
  if (!p->home || !p->left)
    return false;
  for (size_t r = 0; r < p->rows; r++)
    p->home[r] = p->whole ? (uint32_t)r : homeless;
  p->homes = p->whole ? p->rows : 0;
  if (p->y.on)
    find_home(p, p->y.as.at.slot);
  for (size_t j = 0; j < p->n + p->shared; j++)
    find_home(p, p->x[j].as.at.slot);
  return true;
}

/* Which steps carry adjoints, where these are, and whether each share is the
 * row's first. */
static void plan_back(struct batch_plan *p)
{
  p->row[p->y.as.at.slot] |= ROW_CARRIES | ROW_MET;
  for (size_t i = p->steps; i-- > 0;) {
    struct batch_step *s = &p->step[i];
    if (s->code == TAPE_MATRIX) {
      if (!whole_has(p, s))
        continue;
      mark_operands(p, &p->t->matrix[s->a]);
      p->back[p->backs++] = (uint32_t)i;
      continue;
    }
    if (!(p->row[s->y] & ROW_CARRIES) || !s->gives)
      continue;
    const uint32_t to[] = {s->a, s->b, s->c};
    uint32_t *const home[] = {&s->to_a, &s->to_b, &s->to_c};
    s->to_y = p->home[s->y];
    for (int k = 0; k < AD_OP_ARGS; k++)
      if (s->gives >> k & 1) {
        uint8_t *const row = &p->row[to[k]];
        if (!(*row & (ROW_MET | ROW_SHARED)) && !p->whole)
          s->fresh |= (uint8_t)(1 << k);
        *row |= ROW_MET | ROW_CARRIES;
        *home[k] = find_home(p, to[k]);
      }
    p->left[p->lefts++] = s->to_y;
    s->apart = s->gives == 3 && s->a != s->b;
    p->back[p->backs++] = (uint32_t)i;
  }
}

/* ---- the whole ---------------------------------------------------------------- */

static enum ad_status shorten(struct batch_plan *p, const struct tape_batch *b)
{
  const size_t n = b->n + b->shared;
  var *all = malloc((n ? n : 1) * sizeof *all);
  p->x = malloc((n ? n : 1) * sizeof *p->x);
  p->t = tape_new();
  enum ad_status status = all && p->x && p->t ? AD_OK : AD_NO_MEMORY;
  if (!status) {
    for (size_t j = 0; j < n; j++)
      all[j] = j < b->n ? b->x[j] : b->p[j - b->n];
    status = tape_optimize(p->from, 1, &b->y, n, all, 0, p->t, &p->y, p->x,
                           NULL);
    p->p = p->x + b->n;
  }
  free(all);
  return status;
}

/* Rows of p; false if an x is among them. */
static bool mark_shared(struct batch_plan *p)
{
  bool good = true;
  for (size_t j = 0; j < p->shared; j++)
    p->row[p->p[j].as.at.slot] |= ROW_SHARED;
  for (size_t j = 0; j < p->n; j++)
    good = good && !(p->row[p->x[j].as.at.slot] & ROW_SHARED);
  return good;
}

enum ad_status tape_batch_plan(struct batch_plan *p, const tape *t,
                               const struct tape_batch *b)
{
  *p = (struct batch_plan){.from = t, .n = b->n, .shared = b->shared};
  enum ad_status status = shorten(p, b);
  if (status)
    return status;
  p->rows = p->t->used;
  for (uint32_t i = 0; i < p->t->used;) {
    const struct span r = tape_span_from(p->t, i);
    if (!add_span(p, &r))
      return AD_NO_MEMORY;
    i = r.last + 1;
  }
  p->row = calloc(p->rows + 1, 1);
  p->back = malloc((p->steps + 1) * sizeof *p->back);
  if (!p->row || !p->back || !settle(p))
    return AD_NO_MEMORY;
  if (!mark_shared(p))
    return AD_BAD_ARGUMENT;
  if (p->y.on)
    plan_back(p);
  p->lanes = tape_batch_lanes((p->rows + p->homes + 1) / 2);
  return AD_OK;
}

void tape_batch_plan_free(struct batch_plan *p)
{
  tape_free(p->t);
  free(p->step);
  free(p->back);
  free(p->home);
  free(p->left);
  free(p->fill);
  free(p->row);
  free(p->x);
}
