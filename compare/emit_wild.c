/* emit_wild.c: which tangents and adjoints may be infinite because a partial is, as
 * sqrt's at 0.  Their products ask for 0 times infinity, which is 0 in the engines
 * (ad_times); all others are plain.  A value that overflows is not foreseen. */
#include <config.h>

#include "emit_impl.h"

unsigned emit_wild_value(const struct ad_op_info *op,
                         const struct emit_names *names, int k, unsigned wild)
{
  return emit_is_tame(op->d[k], names) ? wild & EMIT_WILD_D : EMIT_WILD_D;
}

/* b_a += b_i f_a,   c_a += c_i f_a + b_i sum_b f_ab d_b. */
unsigned emit_wild_share(const struct ad_op_info *op,
                         const struct emit_names *names, int a, unsigned wild,
                         bool moves)
{
  bool curve = moves || wild & (EMIT_WILD_B | EMIT_WILD_C);
  for (int b = 0; b < AD_OP_ARGS; b++)
    curve = curve || !emit_is_tame(emit_second_partial(op, a, b), names);
  if (!emit_is_tame(op->d[a], names))
    return EMIT_WILD_B | EMIT_WILD_C;
  return (wild & EMIT_WILD_B) | (curve ? EMIT_WILD_C : 0);
}

/* An op on whole matrices, whose products are plain: what it gets, and what a
 * curve makes of it. */
static unsigned whole_share(const struct emitter *e, uint32_t node, int k,
                            bool moves)
{
  const unsigned wild = e->wild[node] & (EMIT_WILD_B | EMIT_WILD_C);
  bool bends = false;
  for (int along = 0; along <= ad_node_arguments(&e->nodes[node]); along++)
    bends = bends || emit_rule_curved(e, node, k, along);
  return bends && (moves || wild & EMIT_WILD_B) ? wild | EMIT_WILD_C : wild;
}

/* Views hand on what they get. */
static void spread(struct emitter *e, uint32_t node, bool down)
{
  const struct ad_node *n = &e->nodes[node];
  const bool op = n->kind == AD_NODE_OP;
  const struct ad_op_info *info = op ? ad_op_info(n->op) : NULL;
  const struct emit_names names = {.integer = op && info->kind == AD_INTEGER,
                                   .n = n->n};
  bool moves = false;
  for (int k = 0; k < ad_node_arguments(n); k++)
    moves = moves || e->wild[ad_node_argument(n, k)] & EMIT_WILD_D;
  for (int k = 0; k < ad_node_arguments(n); k++) {
    unsigned *const of = &e->wild[ad_node_argument(n, k)];
    if (!emit_hands_down(e, node, k))
      continue;
    if (!down)
      e->wild[node] |= op ? emit_wild_value(info, &names, k, *of)
                          : *of & EMIT_WILD_D;
    else if (n->kind == AD_NODE_WHOLE)
      *of |= whole_share(e, node, k, moves);
    else
      *of |= op ? emit_wild_share(info, &names, k, e->wild[node], moves)
                : e->wild[node] & (EMIT_WILD_B | EMIT_WILD_C);
  }
}

void emit_find_wild(struct emitter *e)
{
  for (uint32_t i = 0; i < e->count; i++)
    spread(e, i, false);
  for (uint32_t i = (uint32_t)e->count; i-- > 0;)
    spread(e, i, true);
}
