/* emit_tape_second.c: of a recorded tape the tangents d[i] of values and c[i] of
 * adjoints; the equations, and their order, are those of emit_second.c. */
#include <config.h>

#include "emit_tape_impl.h"

void emit_tape_tangent(struct tape_emitter *e, const struct span *s)
{
  const struct ad_op_info *op = ad_op_info(s->op);
  struct emit_operands o;
  char d[EMIT_NUMBER];
  bool first = true;
  emit_tape_operands(e, s, &o);
  emit_tape_begin(e, 'd', s->last, "=");
  for (int k = 0; k < s->args; k++) {
    if (!emit_tape_hands_down(e, s, k))
      continue;
    emit_tape_slot(e, 'd', s->x[k].slot, d);
    emit_term(&e->body, op->d[k], &o.names, d,
              e->wild[s->x[k].slot] & EMIT_WILD_D, first);
    first = false;
  }
  emit_add(&e->body, "; /* tangent of v[%u]: %s */\n", (unsigned)s->last,
           op->name);
}

/* Whether f_ab d_b is not 0 for certain. */
static bool bends(const struct tape_emitter *e, const struct span *s,
                  const struct emit_names *names, int a, int b)
{
  return !s->x[b].constant && e->useful[s->x[b].slot] &&
         !emit_expression_is(emit_second_partial(ad_op_info(s->op), a, b), names,
                             "0");
}

/* b_i (f_aa d_a + f_ab d_b) */
static void add_curve(struct tape_emitter *e, const struct span *s, int a,
                      const struct emit_names *names)
{
  const struct ad_op_info *op = ad_op_info(s->op);
  char b_i[EMIT_NUMBER], d[EMIT_NUMBER];
  bool first = true;
  for (int b = 0; b < s->args; b++) {
    if (!bends(e, s, names, a, b))
      continue;
    if (first) {
      emit_tape_slot(e, 'b', s->last, b_i);
      emit_add(&e->body, " + ad_times(%s, ", b_i);
    }
    emit_tape_slot(e, 'd', s->x[b].slot, d);
    emit_term(&e->body, emit_second_partial(op, a, b), names, d,
              e->wild[s->x[b].slot] & EMIT_WILD_D, first);
    first = false;
  }
  emit_add(&e->body, first ? "" : ")");
}

void emit_tape_second(struct tape_emitter *e, const struct span *s, int a)
{
  const struct ad_op_info *op = ad_op_info(s->op);
  struct emit_operands o;
  char c[EMIT_NUMBER];
  emit_tape_operands(e, s, &o);
  emit_tape_slot(e, 'c', s->last, c);
  emit_tape_begin(e, 'c', s->x[a].slot, "+=");
  emit_term(&e->body, op->d[a], &o.names, c, e->wild[s->last] & EMIT_WILD_C,
            true);
  add_curve(e, s, a, &o.names);
  emit_add(&e->body, "; /* tangent of b[%u]: %s */\n",
           (unsigned)s->x[a].slot, op->name);
}
