/* merge.c: common subexpressions: which records of a tape do the same, and which
 * of them may become one without changing a bit of an adjoint. */
#include <config.h>

#include "optimize_impl.h"

#include <stdlib.h>

/* An op of operands of the new tape; a constant by its bits. */
struct merge_key {
  uint64_t x[AD_OP_ARGS];
  uint32_t n, old, slot; /* the record on the old tape, and on the new */
  uint8_t op, constants; /* constants: bit k, operand k; bit 7: a key is here */
};

/* ---- uses ------------------------------------------------------------------------ */

static void note_use(struct uses *u, uint32_t by)
{
  u->second = u->last, u->last = by;
  if (!u->count++)
    u->first = by;
}

/* Who uses what, among records that carry adjoints; users come in order. */
static void count_uses(struct optimizer *o)
{
  const tape *t = o->from;
  for (uint32_t i = 0; i < t->used;) {
    const struct span r = tape_span_from(t, i);
    uint8_t any = 0;
    for (; i <= r.last; i++)
      any |= o->mark[i];
    if (!(any & MARK_CARRIES) || any & MARK_FROZEN)
      continue;
    for (int k = 0; k < r.args; k++)
      if (!r.x[k].constant)
        note_use(&o->merge.use[r.x[k].slot], r.last);
    const uint32_t parts =
      !r.m ? 0 : r.m->kind == TAPE_JOIN ? r.m->parts : (uint32_t)r.m->args;
    for (uint32_t k = 0; k < parts; k++) {
      const struct tape_operand *w =
        r.m->kind == TAPE_JOIN ? &t->part[r.m->part + k].x : &r.m->x[k];
      if (!w->constant)
        EACH_SLOT(w, s, o->merge.use[s].matrix = true;)
    }
  }
}

enum ad_status tape_merger_open(struct optimizer *o)
{
  const size_t used = o->from->used;
  size_t room = 64;
  while (room < 2 * used)
    room *= 2;
  o->merge.room = room;
  o->merge.table = calloc(room, sizeof *o->merge.table);
  o->merge.use = calloc(used + 1, sizeof *o->merge.use);
  if (!o->merge.table || !o->merge.use)
    return AD_NO_MEMORY;
  count_uses(o);
  return AD_OK;
}

void tape_merger_close(struct optimizer *o)
{
  free(o->merge.table);
  free(o->merge.use);
  o->merge = (struct merger){0};
}

/* ---- may they be one? -------------------------------------------------------------- */

/* Whether every partial of the op is 1 or -1, whatever the arguments. */
static bool passes_on(enum ad_op op)
{
  const struct ad_op_info *info = ad_op_info(op);
  for (int k = 0; k < ad_op_variables(op); k++)
    if (strcmp(info->d[k], "1") != 0 && strcmp(info->d[k], "-1") != 0)
      return false;
  return true;
}

/* Whether adjoints come to the same bits if record j, of the old tape, is
 * computed as record i, before it: optimize.h says why.  With s the sum in an
 * argument's adjoint, (s + w_j) + w_i is to be s + (w_j + w_i): so s = 0. */
static bool same_bits(const struct optimizer *o, uint32_t i,
                      const struct span *r)
{
  const uint8_t *const mark = o->mark;
  struct uses *const u = o->merge.use;
  const uint32_t j = r->last;
  if (!(mark[j] & MARK_CARRIES))
    return true;
  if (!(mark[i] & MARK_CARRIES) || (mark[i] | mark[j]) & MARK_OUT ||
      !passes_on(r->op) || u[i].matrix || u[j].matrix)
    return false;
  const bool order = (u[i].count == 1 && u[i].first < u[j].first) ||
                     (u[j].count == 1 && u[j].first < u[i].first) ||
                     (u[i].count == 1 && u[j].count == 1);
  if (!order)
    return false;
  for (int k = 0; k < r->args; k++) {
    if (r->x[k].constant || mark[r->x[k].slot] & MARK_FROZEN)
      continue;
    const uint32_t a = r->x[k].slot;
    if (mark[a] & MARK_OUT || u[a].matrix || u[a].count < 2 ||
        u[a].last != j || u[a].second != i)
      return false; /* (x + x, with two shares each, is not let through here) */
  }
  return true;
}

/* After a merge uses are no longer as counted, so that nothing else is decided
 * by them in this pass. */
static void spoil(struct optimizer *o, uint32_t i, const struct span *r)
{
  struct uses *const u = o->merge.use;
  if (!(o->mark[r->last] & MARK_CARRIES))
    return;
  u[i].matrix = u[r->last].matrix = true;
  for (int k = 0; k < r->args; k++)
    if (!r->x[k].constant)
      u[r->x[k].slot].matrix = true;
}

/* ---- the table --------------------------------------------------------------------- */

static struct merge_key merge_key_of(const struct span *r, const var *x)
{
  struct merge_key key = {.n = (uint32_t)r->n,
                          .op = (uint8_t)r->op,
                          .constants = 128};
  for (int k = 0; k < r->args; k++) {
    key.x[k] = x[k].on ? x[k].as.at.slot : x[k].as.constant /* its bits */;
    key.constants |= (uint8_t)(!x[k].on << k);
  }
  return key;
}

static size_t merge_hash(const struct merge_key *key)
{
  uint64_t h = key->op * 256u + key->constants + ((uint64_t)key->n << 16);
  for (int k = 0; k < AD_OP_ARGS; k++) {
    h = (h ^ key->x[k]) * 0x9e3779b97f4a7c15u;
    h ^= h >> 29;
  }
  return (size_t)h;
}

static bool same_merge_key(const struct merge_key *a, const struct merge_key *b)
{
  return a->op == b->op && a->constants == b->constants && a->n == b->n &&
         memcmp(a->x, b->x, sizeof a->x) == 0;
}

bool tape_merge(struct optimizer *o, const struct span *r, const var *x,
                uint32_t *slot)
{
  const struct merge_key key = merge_key_of(r, x);
  const size_t mask = o->merge.room - 1;
  size_t at = merge_hash(&key) & mask;
  for (; o->merge.table[at].constants; at = (at + 1) & mask) {
    const struct merge_key *k = &o->merge.table[at];
    if (!same_merge_key(k, &key))
      continue;
    if (o->flags & TAPE_MERGE_ALL || same_bits(o, k->old, r)) {
      if (!(o->flags & TAPE_MERGE_ALL)) {
        spoil(o, k->old, r);
        o->again = true;
      }
      *slot = k->slot;
      return true;
    }
  }
  o->merge.table[at] = key;
  o->merge.table[at].old = r->last;
  o->merge.table[at].slot = o->to->used;
  return false;
}
