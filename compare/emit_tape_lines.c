/* emit_tape_lines.c: of a recorded tape the values and the adjoint sweep: a line, or
 * a loop over lanes, for each record. */
#include <config.h>

#include "emit_tape_impl.h"

#include <stdio.h>

/* Compilers take time that grows faster than a function's length. */
enum { CHUNK = 400 };

/* ---- lines --------------------------------------------------------------- */

void emit_tape_slot(const struct tape_emitter *e, char letter, uint32_t slot,
                    char text[EMIT_NUMBER])
{
  snprintf(text, EMIT_NUMBER, e->how->lanes ? "%c[%u][k]" : "%c[%u]", letter,
           (unsigned)slot);
}

void emit_tape_begin(struct tape_emitter *e, char letter, uint32_t slot,
                     const char *how)
{
  char name[EMIT_NUMBER];
  emit_tape_loop(e);
  emit_tape_slot(e, letter, slot, name);
  emit_add(&e->body, "%s %s ", name, how);
}

void emit_tape_loop(struct tape_emitter *e)
{
  if (e->how->lanes)
    emit_add(&e->body, "  for (size_t k = 0; k < %d; k++)\n    ",
             e->how->lanes);
  else
    emit_add(&e->body, "  ");
}

void emit_tape_operands(const struct tape_emitter *e, const struct span *s,
                        struct emit_operands *o)
{
  *o = (struct emit_operands){.names = {.y = o->text[AD_OP_ARGS], .n = s->n}};
  o->names.integer = ad_op_info(s->op)->kind == AD_INTEGER;
  emit_tape_slot(e, 'v', s->last, o->text[AD_OP_ARGS]);
  for (int k = 0; k < s->args; k++) {
    if (s->x[k].constant)
      emit_number(s->x[k].value, o->text[k]);
    else
      emit_tape_slot(e, 'v', s->x[k].slot, o->text[k]);
    o->names.a[k] = o->text[k];
  }
}

/* ---- records ------------------------------------------------------------- */

/* An input that is none of x keeps the number it was recorded with. */
static void add_inputs(struct tape_emitter *e, const struct span *s)
{
  char number[EMIT_NUMBER];
  for (uint32_t k = s->first; k <= s->last; k++) {
    if (!e->live[k] || e->useful[k])
      continue;
    emit_number(e->t->val[k], number);
    emit_tape_begin(e, 'v', k, "=");
    emit_add(&e->body, "%s; /* as recorded */\n", number);
  }
}

static void add_value(struct tape_emitter *e, const struct span *s)
{
  const struct ad_op_info *op = ad_op_info(s->op);
  struct emit_operands o;
  emit_tape_operands(e, s, &o);
  emit_tape_begin(e, 'v', s->last, "=");
  emit_expression(&e->body, op->value, &o.names);
  emit_add(&e->body, "; /* %s */\n", op->name);
  if (e->how->what >= AD_EMIT_JVP && e->useful[s->last])
    emit_tape_tangent(e, s);
}

/* Returns how many lines. */
static size_t add_shares(struct tape_emitter *e, const struct span *s)
{
  const struct ad_op_info *op = ad_op_info(s->op);
  struct emit_operands o;
  char b[EMIT_NUMBER];
  size_t lines = 0;
  emit_tape_operands(e, s, &o);
  emit_tape_slot(e, 'b', s->last, b);
  for (int k = 0; k < s->args; k++) {
    if (!emit_tape_hands_down(e, s, k))
      continue;
    emit_tape_begin(e, 'b', s->x[k].slot,
                    emit_expression_is(op->d[k], &o.names, "-1") ? "-=" : "+=");
    emit_share(&e->body, op->d[k], &o.names, b,
               e->wild[s->last] & EMIT_WILD_B);
    emit_add(&e->body, "; /* %s */\n", op->name);
    if (e->how->what == AD_EMIT_HVP)
      emit_tape_second(e, s, k);
    lines++;
  }
  return lines;
}

/* ---- functions ----------------------------------------------------------- */

/* "double *restrict v, double *restrict b", or of blocks of lanes. */
static void add_parameters(struct tape_emitter *e, const char *letters)
{
  for (const char *p = letters; *p; p++) {
    emit_add(&e->body, p > letters ? ", " : "");
    if (e->how->lanes)
      emit_add(&e->body, "double (*restrict %c)[%d]", *p, e->how->lanes);
    else
      emit_add(&e->body, "double *restrict %c", *p);
  }
}

static void begin_function(struct tape_emitter *e, const char *kind,
                           size_t number, const char *letters)
{
  emit_add(&e->body, "%sstatic void %s_%s_%zu(", number ? "}\n\n" : "", e->name,
           kind, number);
  add_parameters(e, letters);
  emit_add(&e->body, ")\n{\n");
  for (const char *p = letters; *p; p++)
    emit_add(&e->body, "  (void)%c;\n", *p);
}

void emit_tape_forward(struct tape_emitter *e)
{
  size_t lines = 0;
  for (uint32_t i = 0; i < e->t->used;) {
    const struct span s = tape_span_from(e->t, i);
    i = s.last + 1;
    if (!s.input && !e->live[s.last])
      continue;
    if (lines++ % CHUNK == 0)
      begin_function(e, "values", e->forward++,
                     e->how->what >= AD_EMIT_JVP ? "vd" : "v");
    if (s.input)
      add_inputs(e, &s);
    else
      add_value(e, &s);
  }
  emit_add(&e->body, e->forward ? "}\n\n" : "");
}

void emit_tape_backward(struct tape_emitter *e)
{
  size_t lines = 0, next = 0;
  for (uint32_t i = e->t->used; i-- > 0;) {
    const struct span s = tape_span_to(e->t, i);
    i = s.first;
    if (s.input || !e->live[s.last] || !e->useful[s.last])
      continue;
    if (lines >= next) {
      begin_function(e, "adjoints", e->backward++,
                     e->how->what == AD_EMIT_HVP ? "vdbc" : "vb");
      next += CHUNK;
    }
    lines += add_shares(e, &s);
  }
  emit_add(&e->body, e->backward ? "}\n\n" : "");
}
