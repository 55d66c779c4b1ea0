/* emit_matrix.c: C of a formula with matrices: a loop for each value, and one for
 * its tangent, which goes along. */
#include <config.h>

#include "emit_impl.h"

/* ---- values --------------------------------------------------------------------- */

/* All arrays together, in numbers, that the stack has to bear; what an op needs
 * besides is no more than a few of its arguments. */
static const size_t most_on_stack = 16384;

static void find_properties(struct emitter *e)
{
  const bool second = e->what == AD_EMIT_HVP;
  size_t size = 0;
  for (uint32_t i = 0; i < e->count; i++) {
    const enum ad_matrix_op op = e->nodes[i].kind == AD_NODE_WHOLE
                                   ? e->nodes[i].more->whole
                                   : AD_MATRIX_COUNT;
    if (!e->live[i])
      continue;
    size += emit_size(e, i) *
            (1 + (size_t)e->moved[i] + (e->met[i] ? second ? 2 : 1 : 0));
    e->undefined = e->undefined || op == AD_MATRIX_inverse ||
                   op == AD_MATRIX_solve || op == AD_MATRIX_cholesky ||
                   op == AD_MATRIX_logdet;
  }
  e->large = size > most_on_stack;
}

/* A value, and its tangent. */
static void add_value(struct emitter *e, uint32_t node)
{
  switch (e->nodes[node].kind) {
  case AD_NODE_OP: emit_each_value(e, node); break;
  case AD_NODE_WHOLE: emit_rule_value(e, node); break;
  default: emit_view_value(e, node);
  }
  if (!e->moved[node])
    return;
  switch (e->nodes[node].kind) {
  case AD_NODE_OP: emit_each_tangent(e, node); break;
  case AD_NODE_WHOLE: emit_rule_tangent(e, node); break;
  default: emit_view_tangent(e, node);
  }
}

static void add_values(struct emitter *e)
{
  bool x = false, v = e->what < AD_EMIT_JVP;
  for (uint32_t i = 0; i < e->count; i++)
    if (e->nodes[i].kind == AD_NODE_INPUT) {
      x = x || e->live[i];
      v = v || e->moved[i];
    }
  emit_add(&e->body, x ? "" : "  (void)x;\n");
  emit_add(&e->body, v ? "" : "  (void)v;\n");
  for (int inputs = 1; inputs >= 0; inputs--)
    for (uint32_t i = 0; i < e->count; i++) {
      const enum ad_node_kind kind = e->nodes[i].kind;
      if (e->live[i] && kind != AD_NODE_CONSTANT &&
          (kind == AD_NODE_INPUT) == inputs)
        add_value(e, i);
    }
}

/* y of the values, dy of the tangents. */
static void add_outputs(struct emitter *e, const char *array, char letter)
{
  struct emit_text *t = &e->body;
  const bool tangents = letter == 'd';
  size_t at = 0;
  emit_add(t, "\n");
  for (size_t i = 0; i < ad_formula_outputs(e->f); i++) {
    uint32_t node;
    const char *name = ad_formula_output(e->f, i, &node);
    const size_t count = emit_size(e, node);
    emit_indent(t, emit_for(t, 1, "k", count));
    if (count == 1)
      emit_add(t, "%s[%zu] = ", array, at);
    else if (at)
      emit_add(t, "%s[%zu + k] = ", array, at);
    else
      emit_add(t, "%s[k] = ", array);
    if (tangents && !e->moved[node])
      emit_add(t, "0");
    else
      emit_flat(t, e, node, letter, "k");
    emit_add(t, "; /* %s%s */\n", tangents ? "tangent of " : "", name);
    at += count;
  }
}

void emit_matrix(struct emitter *e)
{
  const bool sweep = e->what == AD_EMIT_GRADIENT || e->what == AD_EMIT_HVP;
  emit_find_moved(e);
  if (sweep)
    emit_find_met(e);
  find_properties(e);
  add_values(e);
  add_outputs(e, "y", 'v');
  if (e->what == AD_EMIT_JVP)
    add_outputs(e, "dy", 'd');
  if (sweep)
    emit_adjoints(e);
  emit_add(&e->body, "}\n");
}
