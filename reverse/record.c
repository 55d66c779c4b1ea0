/* record.c: a tape's records, scalars' and matrices', seen as one kind; and
 * which values their partials need. */
#include <config.h>

#include "graph_impl.h"

#include <ctype.h>

/* The op of a scalar's code, and which operands are vars: bit k. */
static const struct {
  uint8_t op, vars, args;
} scalar[] = {
#define OP1(name, ...) [TAPE_##name] = {AD_OP_##name, 1, 1},
#define OPN(name, ...) [TAPE_##name] = {AD_OP_##name, 1, 1},
#define OP2(name, ...)                                                        \
  [TAPE_##name] = {AD_OP_##name, 3, 2},                                       \
  [TAPE_##name##_vc] = {AD_OP_##name, 1, 2},                                  \
  [TAPE_##name##_cv] = {AD_OP_##name, 2, 2},
#define OP3(name, ...)                                                        \
  [TAPE_##name] = {AD_OP_##name, 7, 3},                                       \
  [TAPE_##name##_1] = {AD_OP_##name, 6, 3},                                   \
  [TAPE_##name##_2] = {AD_OP_##name, 5, 3},                                   \
  [TAPE_##name##_3] = {AD_OP_##name, 4, 3},                                   \
  [TAPE_##name##_4] = {AD_OP_##name, 3, 3},                                   \
  [TAPE_##name##_5] = {AD_OP_##name, 2, 3},                                   \
  [TAPE_##name##_6] = {AD_OP_##name, 1, 3},
#include "../ops/ops.def"
};
_Static_assert(AD_OP_COUNT <= 256, "an op's number is one byte here");

/* The matrix record that made the slot; they are in the order of their slots. */
static struct tape_matrix *matrix_of(const tape *t, uint32_t slot)
{
  uint32_t low = 0, high = t->matrices;
  while (high - low > 1) {
    const uint32_t middle = low + (high - low) / 2;
    if (t->matrix[middle].slot <= slot)
      low = middle;
    else
      high = middle;
  }
  return &t->matrix[low];
}

struct tape_record tape_record_of(const tape *t, uint32_t slot)
{
  const uint8_t flag = t->graph->flag[slot];
  struct tape_record r = {.first = slot, .last = slot, .op = -1};
  r.leaf = flag & SLOT_LEAF;
  if (flag & SLOT_MATRIX) {
    r.m = matrix_of(t, slot);
    r.first = r.m->slot;
    r.last = r.first + r.m->rows * r.m->cols - 1;
    r.args = r.m->kind == TAPE_JOIN ? r.m->parts : (uint32_t)r.m->args;
    if (r.m->kind == TAPE_EACH)
      r.op = r.m->op;
  } else if (!r.leaf) {
    r.op = scalar[t->code[slot]].op;
    r.args = scalar[t->code[slot]].args;
  }
  return r;
}

struct tape_operand tape_record_arg(const tape *t, const struct tape_record *r,
                                    uint32_t k)
{
  if (r->m) {
    struct tape_operand o =
      r->m->kind == TAPE_JOIN ? t->part[r->m->part + k].x : r->m->x[k];
    o.wanted = o.wanted && r->m->wanted;
    return o;
  }
  const uint8_t vars = scalar[t->code[r->last]].vars;
  const struct tape_args at = t->arg[r->last];
  const uint32_t slot = k == 0        ? at.a
                        : r->args < 3 ? at.b
                        : k == 1      ? t->rest[at.b].b
                                      : t->rest[at.b].c;
  return (struct tape_operand){
    .constant = !(vars >> k & 1),
    .wanted = vars >> k & 1,
    .slot = slot,
    .rows = 1,
    .cols = 1};
}

const char *tape_record_name(const tape *t, const struct tape_record *r)
{
  return r->m ? tape_matrix_name(t, r->m)
         : r->op >= 0 ? ad_op_info((enum ad_op)r->op)->name
                      : "input";
}

/* ---- which values a partial needs -------------------------------------------- */

/* The letters a, b, c, y that stand alone in an expression of the table. */
static uint8_t letters(const char *text)
{
  uint8_t uses = 0;
  while (*text) {
    const char *word = text;
    while (isalnum((unsigned char)*text) || *text == '_' ||
           (*text == '.' && text > word))
      text++;
    if (text == word + 1 && *word >= 'a' && *word <= 'c')
      uses |= (uint8_t)(1 << (*word - 'a'));
    else if (text == word + 1 && *word == 'y')
      uses |= USES_RESULT;
    text += text == word;
  }
  return uses;
}

void tape_read_uses(uint8_t uses[AD_OP_COUNT][AD_OP_ARGS])
{
  for (int op = 0; op < AD_OP_COUNT; op++)
    for (int k = 0; k < AD_OP_ARGS; k++)
      uses[op][k] = letters(ad_op_info((enum ad_op)op)->d[k]);
}

/* Of the ops on whole matrices: those that are linear need nothing, those that
 * are linear in each of two arguments need the other one.  What is not listed
 * counts as needing all. */
static int whole_uses(const char *name, uint32_t k)
{
  static const char *const linear[] = {"sum", "mean", "trace", NULL};
  static const char *const bilinear[] = {"matmul", "dot", "outer", NULL};
  for (int i = 0; linear[i]; i++)
    if (strcmp(name, linear[i]) == 0)
      return 0;
  for (int i = 0; bilinear[i]; i++)
    if (strcmp(name, bilinear[i]) == 0)
      return 1 << (1 - k);
  return USES_ALL;
}

int tape_record_uses(const tape *t, const struct tape_record *r, uint32_t k)
{
  if (r->m && r->m->kind == TAPE_JOIN)
    return 0;
  if (r->m && r->m->kind == TAPE_WHOLE)
    return whole_uses(tape_record_name(t, r), k);
  if (r->m && r->m->kind == TAPE_CUSTOM)
    return USES_ALL & ~USES_RESULT; /* its functions are not given the result */
  const int uses = t->graph->uses[r->op][k];
  return t->policy ? uses | 7 : uses; /* it looks where the arguments are */
}

bool tape_record_keeps(const tape *t, const struct tape_record *r)
{
  for (uint32_t k = 0; k < r->args; k++)
    if (tape_record_arg(t, r, k).wanted && tape_record_uses(t, r, k))
      return true;
  return false;
}
