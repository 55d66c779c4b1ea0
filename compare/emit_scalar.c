/* emit_scalar.c: C of a formula of numbers: straight-line code. */
#include <config.h>

#include "emit_impl.h"

#include <stdio.h>
#include <string.h>

/* ---- values --------------------------------------------------------------- */

/* What people call a value: its name, else as emit_value_name. */
static void add_word(struct emitter *e, uint32_t node)
{
  char text[EMIT_NUMBER];
  emit_value_name(e, node, text);
  emit_add(&e->body, "%s",
           e->nodes[node].name ? e->nodes[node].name : text);
}

/* "u = x * y (mul)", "sin(u)" */
static void comment(struct emitter *e, uint32_t node)
{
  const struct ad_node *n = &e->nodes[node];
  emit_add(&e->body, " /* ");
  if (n->name)
    emit_add(&e->body, n->kind == AD_NODE_OP ? "%s = " : "%s", n->name);
  if (n->kind == AD_NODE_OP) {
    const struct ad_op_info *op = ad_op_info(n->op);
    const bool infix = op->notation == AD_INFIX;
    if (!infix)
      emit_add(&e->body, op->notation == AD_CALL ? "%s(" : "%s",
               op->notation == AD_CALL ? op->name : op->symbol);
    for (int k = 0; k < ad_node_arguments(n); k++) {
      if (k)
        emit_add(&e->body, infix ? " %s " : ", ", op->symbol);
      add_word(e, n->arg[k]);
    }
    if (op->kind == AD_INTEGER)
      emit_add(&e->body, infix ? " %s %d" : ",%s %d", infix ? op->symbol : "",
               n->n);
    emit_add(&e->body, op->notation == AD_CALL ? ")" : " (%s)", op->name);
  }
  emit_add(&e->body, " */\n");
}

static void add_value(struct emitter *e, uint32_t node, size_t *input)
{
  const struct ad_node *n = &e->nodes[node];
  struct emit_operands o;
  if (n->kind == AD_NODE_INPUT)
    ++*input;
  if (n->kind == AD_NODE_CONSTANT || !e->live[node])
    return;
  emit_begin(e, "  ", 'v', node, "const");
  if (n->kind == AD_NODE_INPUT) {
    emit_load(e, "x", *input - 1);
  } else {
    emit_operands_of(e, node, &o);
    emit_expression(&e->body, ad_op_info(n->op)->value, &o.names);
  }
  emit_add(&e->body, ";");
  comment(e, node);
  if (!e->moved[node])
    return;
  if (n->kind == AD_NODE_OP) {
    emit_tangent(e, node);
  } else {
    emit_begin(e, "  ", 'd', node, "const");
    emit_load(e, "v", *input - 1);
    emit_add(&e->body, ";\n");
  }
}

/* Parameters that are not read. */
static void add_unread(struct emitter *e)
{
  bool x = false, v = e->what < AD_EMIT_JVP;
  for (uint32_t i = 0; i < e->count; i++)
    if (e->nodes[i].kind == AD_NODE_INPUT) {
      x = x || e->live[i];
      v = v || e->moved[i];
    }
  emit_add(&e->body, x ? "" : "  (void)x;\n");
  emit_add(&e->body, v ? "" : "  (void)v;\n");
}

static void add_values(struct emitter *e)
{
  size_t input = 0;
  add_unread(e);
  for (uint32_t i = 0; i < e->count; i++)
    add_value(e, i, &input);
  emit_add(&e->body, "\n");
  for (size_t i = 0; i < e->m; i++) {
    uint32_t node;
    char text[EMIT_NUMBER];
    const char *name = ad_formula_output(e->f, i, &node);
    emit_value_name(e, node, text);
    emit_store(e, "  ", "y", i);
    emit_add(&e->body, "%s; /* %s */\n", text, name);
  }
}

/* ---- adjoints ------------------------------------------------------------- */

/* "double b_3 = b_5 * v_4;" or, once it is defined, "b_3 += ...". */
void emit_share_line(struct emitter *e, uint32_t node, int k,
                     const char *indent)
{
  const struct ad_op_info *op = ad_op_info(e->nodes[node].op);
  const uint32_t to = e->nodes[node].arg[k];
  const bool first = !e->met[to];
  struct emit_operands o;
  char b[EMIT_NUMBER];
  emit_operands_of(e, node, &o);
  const bool minus = emit_expression_is(op->d[k], &o.names, "-1");
  emit_begin(e, indent, 'b', to, first ? "double" : minus ? "-=" : "+=");
  emit_add(&e->body, "%s", first && minus ? "-" : "");
  e->met[to] = true;
  emit_letter(e, 'b', node, b);
  emit_share(&e->body, op->d[k], &o.names, b, e->wild[node] & EMIT_WILD_B);
  emit_add(&e->body, "; /* %s */\n", op->name);
}

/* One row of the Jacobian: the sweep from one output down. */
static void add_row(struct emitter *e, size_t row, const char *indent)
{
  uint32_t seed;
  const char *name = ad_formula_output(e->f, row, &seed);
  memset(e->met, 0, e->count * sizeof *e->met);
  if (e->useful[seed]) {
    emit_begin(e, indent, 'b', seed, "const");
    emit_add(&e->body, "1; /* %s */\n", name);
    e->met[seed] = true;
  }
  for (uint32_t i = seed + 1; i-- > 0;)
    for (int k = 0; e->met[i] && k < ad_node_arguments(&e->nodes[i]); k++)
      if (emit_hands_down(e, i, k))
        emit_share_line(e, i, k, indent);
  size_t input = 0;
  for (uint32_t i = 0; i < e->count; i++) {
    if (e->nodes[i].kind != AD_NODE_INPUT)
      continue;
    char b[EMIT_NUMBER];
    emit_letter(e, 'b', i, b);
    emit_store(e, indent, emit_last(e), row * e->n + input++);
    emit_add(&e->body, "%s; /* d%s/d%s */\n", e->met[i] ? b : "0", name,
             e->nodes[i].name);
  }
}

static void add_adjoints(struct emitter *e)
{
  const char *last = emit_last(e);
  if (!e->n) {
    emit_add(&e->body, "  (void)%s;\n}\n", last);
    return;
  }
  emit_add(&e->body, "  if (!%s)\n    return;\n", last);
  for (size_t i = 0; i < e->m; i++) {
    emit_add(&e->body, e->m > 1 ? "\n  {\n" : "\n");
    add_row(e, i, e->m > 1 ? "    " : "  ");
    emit_add(&e->body, e->m > 1 ? "  }\n" : "");
  }
  emit_add(&e->body, "}\n");
}

void emit_scalar(struct emitter *e)
{
  emit_find_moved(e);
  add_values(e);
  switch (e->what) {
  case AD_EMIT_VALUE: emit_add(&e->body, "}\n"); break;
  case AD_EMIT_GRADIENT: add_adjoints(e); break;
  case AD_EMIT_JVP: emit_tangent_outputs(e); break;
  case AD_EMIT_HVP: emit_second(e); break;
  }
}
