/* pieces.c: which ops with corners or jumps a replay has moved to another of
 * their pieces. */
#include <config.h>

#include "replay_impl.h"

#include <string.h>

/* Smooth but for an edge, and on either side of it straight: all second
 * partials are 0, as the row says for people. */
bool tape_has_pieces(enum ad_op op)
{
  const struct ad_op_info *info = ad_op_info(op);
  return info && strcmp(info->edge, "NOWHERE") != 0 &&
         strspn(info->say_second, "0; ") == strlen(info->say_second);
}

/* ---- records as ops -------------------------------------------------------- */

/* An op at one place: a scalar's record, or an element of a matrix's. */
struct op_at {
  enum ad_op op;
  double x[AD_OP_ARGS];
};

/* The op of a scalar's record; false if it is none with pieces. */
static bool scalar_at(const tape *t, uint32_t i, const uint8_t *has,
                      struct op_at *o)
{
  const struct tape_args at = t->arg[i];
  const double *const val = t->val, *const constant = t->constant;
  switch ((enum tape_code)t->code[i]) {
#define TAKE(name, a_, b_, c_)                                                \
  if (!has[AD_OP_##name])                                                     \
    return false;                                                             \
  *o = (struct op_at){AD_OP_##name, {a_, b_, c_}};                            \
  return true
#define OP1(name, ...)                                                        \
  case TAPE_##name: TAKE(name, val[at.a], 0, 0);
#define OPN(name, ...)                                                        \
  case TAPE_##name: TAKE(name, val[at.a], (int)at.b, 0);
#define OP2(name, ...)                                                        \
  case TAPE_##name: TAKE(name, val[at.a], val[at.b], 0);                      \
  case TAPE_##name##_vc: TAKE(name, val[at.a], constant[at.b], 0);            \
  case TAPE_##name##_cv: TAKE(name, constant[at.a], val[at.b], 0);
#define ARGUMENT_AT(name, k, at)                                              \
  ((t->code[i] - (unsigned)TAPE_##name) >> (k) & 1 ? constant[at] : val[at])
#define OP3(name, ...)                                                        \
  case TAPE_##name:                                                           \
  TAPE_WITH_CONSTANTS(name):                                                  \
    TAKE(name, ARGUMENT_AT(name, 0, at.a),                                    \
         ARGUMENT_AT(name, 1, t->rest[at.b].b),                               \
         ARGUMENT_AT(name, 2, t->rest[at.b].c));
#include "../ops/ops.def"
#undef ARGUMENT_AT
#undef TAKE
  case TAPE_INPUT:
  case TAPE_MATRIX:
  case TAPE_CODE_COUNT: break;
  }
  return false;
}

/* The op at element e of a matrix's record. */
static struct op_at element_at(const tape *t, const struct tape_matrix *m,
                               uint32_t e)
{
  struct op_at o = {(enum ad_op)m->op, {0}};
  const uint32_t i = e / m->cols, j = e % m->cols;
  for (int k = 0; k < m->args; k++) {
    const struct tape_operand *x = &m->x[k];
    o.x[k] = x->constant ? x->number
                         : t->val[(int64_t)x->slot + (int64_t)i * x->rs +
                                  (int64_t)j * x->cs];
  }
  if (ad_op_info(o.op)->kind == AD_INTEGER)
    o.x[1] = m->n;
  return o;
}

static void piece_key(const struct op_at *o, double key[AD_OP_ARGS + 1])
{
  const struct ad_partials p = ad_op_eval(o->op, o->x[0], o->x[1], o->x[2]);
  bool flat = true;
  for (int k = 0; k < AD_OP_ARGS; k++) {
    key[k] = p.d[k];
    flat = flat && p.d[k] == 0;
  }
  key[AD_OP_ARGS] = flat ? p.y : 0;
}

static bool same_piece(const double *a, const double *b)
{
  for (int k = 0; k <= AD_OP_ARGS; k++)
    if (a[k] != b[k] && (a[k] == a[k] || b[k] == b[k]))
      return false;
  return true;
}

/* ---- the list -------------------------------------------------------------- */

static bool add_piece(struct tape_replays *r, uint32_t slot, uint32_t matrix,
                      const struct op_at *o)
{
  if (r->pieces == r->piece_room) {
    const uint32_t room = r->piece_room ? 2 * r->piece_room : 16;
    if (!tape_resize(&r->piece, room, sizeof *r->piece))
      return false;
    r->piece_room = room;
  }
  struct tape_piece *p = &r->piece[r->pieces++];
  p->slot = slot, p->matrix = matrix, p->op = o->op;
  piece_key(o, p->key);
  return true;
}

static bool add_elements(tape *t, struct tape_replays *r, uint32_t matrix,
                         const uint8_t *has)
{
  const struct tape_matrix *m = &t->matrix[matrix];
  if (m->kind != TAPE_EACH || !has[m->op])
    return true;
  for (uint32_t e = 0; e < m->rows * m->cols; e++) {
    const struct op_at o = element_at(t, m, e);
    if (!add_piece(r, m->slot + e, matrix, &o))
      return false;
  }
  return true;
}

bool tape_list_pieces(tape *t)
{
  struct tape_replays *r = t->replays;
  uint8_t has[AD_OP_COUNT];
  if (r->known == t->used)
    return true;
  for (int op = 0; op < AD_OP_COUNT; op++)
    has[op] = tape_has_pieces((enum ad_op)op);
  while (r->known < t->used) {
    const uint32_t i = r->known, kept = r->pieces;
    uint32_t n = 1;
    bool good = true;
    struct op_at o;
    if (t->code[i] == TAPE_INPUT)
      n = t->arg[i].a;
    else if (t->code[i] == TAPE_MATRIX)
      n = t->arg[i].b, good = add_elements(t, r, t->arg[i].a, has);
    else if (scalar_at(t, i, has, &o))
      good = add_piece(r, i, UINT32_MAX, &o);
    if (!good) {
      r->pieces = kept;
      return false;
    }
    r->known += n;
  }
  return true;
}

void tape_replay_report(const tape *t, struct tape_report *out)
{
  const struct tape_replays *r = t->replays;
  uint8_t all[AD_OP_COUNT];
  *out = (struct tape_report){.op = AD_OP_COUNT};
  if (!r)
    return;
  memset(all, 1, sizeof all);
  out->guards = r->guards;
  out->failed = tape_failed_guards(t);
  out->pieces = r->pieces;
  for (uint32_t k = 0; k < r->pieces; k++) {
    const struct tape_piece *p = &r->piece[k];
    struct op_at o;
    double key[AD_OP_ARGS + 1];
    if (p->matrix == UINT32_MAX)
      scalar_at(t, p->slot, all, &o);
    else
      o = element_at(t, &t->matrix[p->matrix],
                     p->slot - t->matrix[p->matrix].slot);
    piece_key(&o, key);
    if (same_piece(key, p->key))
      continue;
    if (!out->moved++)
      out->slot = p->slot, out->op = p->op;
  }
}
