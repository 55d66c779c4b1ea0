/* optimize.c: dead slots and constants: which records are needed, and the tape
 * made of them. */
#include <config.h>

#include "optimize_impl.h"

#include <stdlib.h>

/* ---- records, in either direction -------------------------------------------- */

static void take_operand(struct span *r, const tape *t, int k, bool constant,
                 uint32_t at)
{
  r->x[k].constant = constant;
  r->x[k].slot = constant ? 0 : at;
  r->x[k].value = constant ? t->constant[at] : t->val[at];
  r->args = k + 1;
}

struct span tape_span_to(const tape *t, uint32_t last)
{
  struct span r = {.first = last, .last = last, .op = AD_OP_COUNT};
  const struct tape_args at = t->arg[last];
  switch ((enum tape_code)t->code[last]) {
  case TAPE_INPUT:
    r.input = true;
    r.first = last + 1 - at.a;
    break;
  case TAPE_MATRIX:
    r.m = &t->matrix[at.a];
    r.first = r.m->slot;
    break;
#define OP1(name, ...)                                                        \
  case TAPE_##name:                                                           \
    r.op = AD_OP_##name;                                                      \
    take_operand(&r, t, 0, false, at.a);                                              \
    break;
#define OPN(name, ...)                                                        \
  case TAPE_##name:                                                           \
    r.op = AD_OP_##name;                                                      \
    r.n = (int)at.b;                                                          \
    take_operand(&r, t, 0, false, at.a);                                              \
    break;
#define OP2(name, ...)                                                        \
  case TAPE_##name:                                                           \
  case TAPE_##name##_vc:                                                      \
  case TAPE_##name##_cv:                                                      \
    r.op = AD_OP_##name;                                                      \
    take_operand(&r, t, 0, t->code[last] == TAPE_##name##_cv, at.a);                  \
    take_operand(&r, t, 1, t->code[last] == TAPE_##name##_vc, at.b);                  \
    break;
#define OP3(name, ...)                                                        \
  case TAPE_##name:                                                           \
  TAPE_WITH_CONSTANTS(name): {                                                \
    const unsigned constants = t->code[last] - (unsigned)TAPE_##name;         \
    r.op = AD_OP_##name;                                                      \
    take_operand(&r, t, 0, constants & 1, at.a);                              \
    take_operand(&r, t, 1, constants & 2, t->rest[at.b].b);                   \
    take_operand(&r, t, 2, constants & 4, t->rest[at.b].c);                   \
    break;                                                                    \
  }
#include "../ops/ops.def"
  case TAPE_CODE_COUNT: break;
  }
  return r;
}

struct span tape_span_from(const tape *t, uint32_t i)
{
  const enum tape_code code = (enum tape_code)t->code[i];
  return tape_span_to(t, code == TAPE_INPUT    ? i + t->arg[i].a - 1
                         : code == TAPE_MATRIX ? i + t->arg[i].b - 1
                                               : i);
}

/* ---- what is needed ------------------------------------------------------------ */

static uint32_t operands(const struct tape_matrix *m)
{
  return m->kind == TAPE_JOIN ? m->parts : (uint32_t)m->args;
}

static const struct tape_operand *operand(const tape *t,
                                          const struct tape_matrix *m,
                                          uint32_t k)
{
  return m->kind == TAPE_JOIN ? &t->part[m->part + k].x : &m->x[k];
}

static bool all_have(const uint8_t *mark, const struct tape_operand *w,
                     uint8_t bit)
{
  if (!w->constant)
    EACH_SLOT(w, s, if (!(mark[s] & bit)) return false;)
  return true;
}

static bool frozen_record(const struct optimizer *o, const struct span *r)
{
  if (r->m) {
    for (uint32_t k = 0; k < operands(r->m); k++)
      if (!all_have(o->mark, operand(o->from, r->m, k), MARK_FROZEN))
        return false;
    return true;
  }
  for (int k = 0; k < r->args; k++)
    if (!r->x[k].constant && !(o->mark[r->x[k].slot] & MARK_FROZEN))
      return false;
  return true;
}

/* What depends on no x. */
static void mark_frozen(struct optimizer *o)
{
  for (uint32_t i = 0; i < o->from->used;) {
    const struct span r = tape_span_from(o->from, i);
    const bool frozen = r.input || frozen_record(o, &r);
    for (; i <= r.last; i++)
      if (frozen && !(o->mark[i] & MARK_ASKED))
        o->mark[i] |= MARK_FROZEN;
  }
}

static uint8_t gather(const struct optimizer *o, const struct span *r)
{
  uint8_t any = 0;
  for (uint32_t i = r->first; i <= r->last; i++)
    any |= o->mark[i];
  return any;
}

/* What outputs and guards depend on, from the end of the tape to its start. */
static void mark_live(struct optimizer *o)
{
  for (uint32_t i = o->from->used; i-- > 0;) {
    const struct span r = tape_span_to(o->from, i);
    const uint8_t any = gather(o, &r);
    i = r.first;
    if (r.input || !(any & MARK_LIVE))
      continue;
    const bool frozen = any & MARK_FROZEN; /* a number: it needs no slots */
    const uint8_t bits = MARK_LIVE | (frozen ? 0 : any & MARK_CARRIES);
    for (int k = 0; k < r.args; k++)
      if (!r.x[k].constant)
        o->mark[r.x[k].slot] |= bits;
    for (uint32_t k = 0; r.m && k < operands(r.m); k++) {
      const struct tape_operand *w = operand(o->from, r.m, k);
      if (!w->constant)
        EACH_SLOT(w, s, o->mark[s] |= bits | (frozen ? 0 : MARK_SOLID);)
    }
  }
}

/* A side of a guard as a var of the new tape, or a constant. */
static bool side_frozen(const struct optimizer *o, const struct tape_guard *g,
                        int side)
{
  return g->constants >> side & 1 ||
         o->mark[(side ? g->b : g->a).slot] & MARK_FROZEN;
}

static void mark_guards(struct optimizer *o)
{
  const struct tape_replays *r = o->from->replays;
  for (uint32_t k = 0; r && k < r->guards; k++) {
    const struct tape_guard *g = &r->guard[k];
    if (side_frozen(o, g, 0) && side_frozen(o, g, 1))
      continue;
    for (int side = 0; side < 2; side++)
      if (!side_frozen(o, g, side))
        o->mark[(side ? g->b : g->a).slot] |= MARK_LIVE;
  }
}

/* ---- the new tape -------------------------------------------------------------- */

/* The slots first to last as inputs, those that have one of the bits. */
static enum ad_status put_inputs(struct optimizer *o, const struct span *r,
                                 uint8_t bits)
{
  tape *const to = o->to;
  uint32_t n = 0;
  for (uint32_t i = r->first; i <= r->last; i++) {
    const bool kept = !bits || o->mark[i] & bits;
    n += kept;
    o->folded += !kept && o->mark[i] & MARK_LIVE;
  }
  if (!n || tape_grow(to, n))
    return to->status;
  const uint32_t first = to->used;
  for (uint32_t i = r->first; i <= r->last; i++)
    if (!bits || o->mark[i] & bits) {
      o->map[i] = to->used;
      to->val[to->used++] = o->from->val[i];
    }
  to->code[first] = to->code[to->used - 1] = TAPE_INPUT;
  to->arg[first].a = to->arg[to->used - 1].a = n;
  return AD_OK;
}

static var old_slot(const struct optimizer *o, uint32_t slot)
{
  return o->mark[slot] & MARK_FROZEN ? var_const(o->from->val[slot])
                                     : var_at(o->to, o->map[slot]);
}

static enum ad_status put_scalar(struct optimizer *o, const struct span *r)
{
  var x[AD_OP_ARGS] = {{0}}, y;
  uint32_t slot = 0;
  for (int k = 0; k < r->args; k++)
    x[k] = r->x[k].constant ? var_const(r->x[k].value)
                            : old_slot(o, r->x[k].slot);
  if (tape_merge(o, r, x, &slot)) {
    o->merged += r->last - r->first + 1;
    o->map[r->last] = slot;
    return AD_OK;
  }
  if (ad_op_arity(r->op) == 3)
    y = tape_record3(r->op, x[0], x[1], x[2]);
  else if (r->args == 2)
    y = tape_record2(r->op, x[0], x[1]);
  else
    y = tape_record1(r->op, x[0], r->n);
  o->map[r->last] = y.on ? y.as.at.slot : 0;
  return o->to->status;
}

static struct tape_operand moved(const struct optimizer *o,
                                 const struct tape_operand *w)
{
  struct tape_operand x = *w;
  if (x.constant)
    return x;
  x.wanted = x.wanted && !all_have(o->mark, w, MARK_FROZEN);
  x.slot = o->map[w->slot];
  return x;
}

static enum ad_status put_parts(struct optimizer *o, struct tape_matrix *m)
{
  tape *const to = o->to;
  if (m->parts > to->part_room - to->parts) {
    size_t room = to->part_room ? to->part_room : 16;
    while (room < (size_t)to->parts + m->parts)
      room *= 2;
    if (room > UINT32_MAX || !tape_resize(&to->part, room, sizeof *to->part))
      return tape_fail(to, AD_NO_MEMORY);
    to->part_room = (uint32_t)room;
  }
  const uint32_t from = m->part;
  m->part = to->parts;
  for (uint32_t k = 0; k < m->parts; k++) {
    struct tape_part p = o->from->part[from + k];
    p.x = moved(o, &p.x);
    m->wanted = m->wanted || p.x.wanted;
    to->part[to->parts++] = p;
  }
  return AD_OK;
}

static enum ad_status put_matrix(struct optimizer *o, const struct span *r)
{
  struct tape_matrix m = *r->m;
  m.wanted = false;
  for (int k = 0; k < m.args; k++)
    m.x[k] = moved(o, &m.x[k]);
  if (m.kind == TAPE_JOIN && put_parts(o, &m))
    return o->to->status;
  if (m.kind == TAPE_CUSTOM) {
    struct tape_graph *g = tape_graph_of(o->to);
    if (!g || !tape_custom_place(g, o->from->graph->custom[r->m->op], &m.op))
      return tape_fail(o->to, AD_NO_MEMORY);
  }
  const var_mat y = tape_record_matrix(o->to, &m);
  for (uint32_t i = r->first; i <= r->last && !o->to->status; i++)
    o->map[i] = y.as.at.slot + (i - r->first);
  return o->to->status;
}

static enum ad_status put_span(struct optimizer *o, const struct span *r)
{
  const uint8_t any = gather(o, r);
  const bool solid = any & MARK_SOLID;
  if (r->input)
    return put_inputs(o, r, solid ? 0 : MARK_ASKED);
  if (!(any & MARK_LIVE))
    return AD_OK;
  if (any & MARK_FROZEN) {
    if (solid)
      return put_inputs(o, r, r->m ? 0 : MARK_SOLID);
    o->folded += r->last - r->first + 1;
    return AD_OK;
  }
  return r->m ? put_matrix(o, r) : put_scalar(o, r);
}

/* Guards that stood before slot i, from *k on. */
static enum ad_status put_guards(struct optimizer *o, uint32_t i, uint32_t *k)
{
  const struct tape_replays *r = o->from->replays;
  for (; r && *k < r->guards && r->guard[*k].at <= i; ++*k) {
    const struct tape_guard *g = &r->guard[*k];
    var x[2];
    if (side_frozen(o, g, 0) && side_frozen(o, g, 1))
      continue;
    for (int side = 0; side < 2; side++)
      x[side] = g->constants >> side & 1
                  ? var_const(tape_side_value(o->from, g, side))
                  : old_slot(o, (side ? g->b : g->a).slot);
    if (!tape_keep_guard(o->to, (enum tape_compare)g->compare, x[0], x[1],
                         g->held))
      return AD_NO_MEMORY;
    struct tape_replays *made = o->to->replays;
    made->guard[made->guards - 1].origin = g->origin;
  }
  return AD_OK;
}

static enum ad_status put_all(struct optimizer *o)
{
  uint32_t guards = 0;
  enum ad_status status = AD_OK;
  for (uint32_t i = 0; i < o->from->used && !status;) {
    const struct span r = tape_span_from(o->from, i);
    status = put_guards(o, i, &guards);
    if (!status)
      status = put_span(o, &r);
    i = r.last + 1;
  }
  return status ? status : put_guards(o, o->from->used, &guards);
}

/* ---- one pass ------------------------------------------------------------------- */

/* Makes the new tape from the old one; y and x, of the old, become y_to and
 * x_to, of the new (the arrays may be the same). */
static enum ad_status optimize_pass(struct optimizer *o, size_t m, const var *y,
                           size_t n, const var *x, var *y_to, var *x_to)
{
  const size_t used = o->from->used;
  o->mark = calloc(used + 1, sizeof *o->mark);
  o->map = malloc((used + 1) * sizeof *o->map);
  enum ad_status status = o->mark && o->map ? AD_OK : AD_NO_MEMORY;
  tape_reset(o->to);
  o->to->policy = o->from->policy;
  o->again = false;
  if (!status) {
    for (size_t j = 0; j < n; j++)
      o->mark[x[j].as.at.slot] |= MARK_ASKED;
    mark_frozen(o);
    for (size_t i = 0; i < m; i++)
      if (y[i].on)
        o->mark[y[i].as.at.slot] |= MARK_LIVE | MARK_OUT | MARK_CARRIES;
    mark_guards(o);
    mark_live(o);
    status = tape_merger_open(o);
  }
  if (!status)
    status = put_all(o);
  tape_merger_close(o);
  for (size_t i = 0; !status && i < m; i++)
    y_to[i] = y[i].on ? old_slot(o, y[i].as.at.slot) : y[i];
  for (size_t j = 0; !status && j < n; j++)
    x_to[j] = var_at(o->to, o->map[x[j].as.at.slot]);
  free(o->mark);
  free(o->map);
  return status;
}

/* ---- the whole ------------------------------------------------------------------ */

static size_t record_bytes(const tape *t)
{
  return t->used * (sizeof *t->val + sizeof *t->arg + sizeof *t->code) +
         t->constants * sizeof *t->constant + t->rests * sizeof *t->rest +
         t->matrices * sizeof *t->matrix + t->parts * sizeof *t->part;
}

/* The contents change places; the vars of b, y and x, are then of a. */
static void exchange(tape *a, tape *b, size_t m, var *y, size_t n, var *x)
{
  const tape kept = *a;
  *a = *b, *b = kept;
  for (size_t i = 0; i < m; i++)
    y[i].on = y[i].on ? a : NULL;
  for (size_t j = 0; j < n; j++)
    x[j].on = a;
}

static enum ad_status check_optimize(const tape *from, size_t m, const var *y,
                                     size_t n, const var *x)
{
  enum ad_status status = from->status;
  for (size_t i = 0; i < m && !status; i++)
    status = y[i].on ? tape_check(from, y[i]) : AD_OK;
  if (!status)
    status = tape_check_inputs(from, n, x);
  for (uint32_t k = 0; from->graph && !status && k < from->graph->changes; k++)
    if (from->graph->change[k].at)
      status = AD_CHANGED_IN_PLACE;
  return status;
}

/* Merged records may have made others the same: as long as that shortens the
 * tape, once more. */
static enum ad_status optimize_again(struct optimizer *o, size_t m, var *y, size_t n,
                             var *x)
{
  tape *const to = o->to, *const spare = tape_new();
  enum ad_status status = spare ? AD_OK : AD_NO_MEMORY;
  for (int round = 0; round < 16 && o->again && !status; round++) {
    o->from = to, o->to = spare;
    status = optimize_pass(o, m, y, n, x, y, x);
    if (!status)
      exchange(to, spare, m, y, n, x);
  }
  tape_free(spare);
  return status;
}

enum ad_status tape_optimize(const tape *from, size_t m, const var *y,
                             size_t n, const var *x, int flags, tape *to,
                             var *y_to, var *x_to,
                             struct tape_savings *savings)
{
  if (!from || !to || from == to || (m && (!y || !y_to)) ||
      (n && (!x || !x_to)))
    return AD_BAD_ARGUMENT;
  struct optimizer o = {.from = from, .to = to, .flags = flags};
  tape_reset(to);
  enum ad_status status = check_optimize(from, m, y, n, x);
  if (!status)
    status = optimize_pass(&o, m, y, n, x, y_to, x_to);
  if (!status && o.again)
    status = optimize_again(&o, m, y_to, n, x_to);
  if (status) {
    tape_reset(to);
    return status;
  }
  if (savings) {
    savings->slots_before = from->used, savings->slots_after = to->used;
    savings->bytes_before = record_bytes(from);
    savings->bytes_after = record_bytes(to);
    savings->folded = o.folded, savings->merged = o.merged;
    savings->dead = from->used - to->used - o.folded - o.merged;
  }
  return AD_OK;
}
