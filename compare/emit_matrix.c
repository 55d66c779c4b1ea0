/* emit_matrix.c: C of a formula with matrices: a loop for each value, and for
 * each share of an adjoint.
 *
 * Adjoints are arrays of zeros, to which shares are added; those of inputs are
 * the gradient itself.  With several outputs the sweep is in a loop over the
 * rows of the Jacobian. */
#include <config.h>

#include "emit_impl.h"

#include <stdio.h>

/* ---- values --------------------------------------------------------------------- */

/* All arrays together, in numbers, that the stack has to bear; what an op needs
 * besides is no more than a few of its arguments. */
static const size_t most_on_stack = 16384;

static void find_properties(struct emitter *e)
{
  size_t size = 0;
  for (uint32_t i = 0; i < e->count; i++) {
    const enum ad_matrix_op op = e->nodes[i].kind == AD_NODE_WHOLE
                                   ? e->nodes[i].more->whole
                                   : AD_MATRIX_COUNT;
    if (!e->live[i])
      continue;
    size += emit_size(e, i) * (e->useful[i] ? 2 : 1);
    e->undefined = e->undefined || op == AD_MATRIX_inverse ||
                   op == AD_MATRIX_solve || op == AD_MATRIX_cholesky ||
                   op == AD_MATRIX_logdet;
  }
  e->large = size > most_on_stack;
}

static void add_values(struct emitter *e)
{
  bool reads = false;
  for (uint32_t i = 0; i < e->count; i++)
    reads = reads || (e->nodes[i].kind == AD_NODE_INPUT && e->live[i]);
  if (!reads)
    emit_add(&e->body, "  (void)x;\n");
  for (int inputs = 1; inputs >= 0; inputs--)
    for (uint32_t i = 0; i < e->count; i++) {
      const enum ad_node_kind kind = e->nodes[i].kind;
      if (!e->live[i] || kind == AD_NODE_CONSTANT ||
          (kind == AD_NODE_INPUT) != inputs)
        continue;
      if (kind == AD_NODE_OP)
        emit_each_value(e, i);
      else if (kind == AD_NODE_WHOLE)
        emit_rule_value(e, i);
      else
        emit_view_value(e, i);
    }
}

static void add_outputs(struct emitter *e)
{
  struct emit_text *t = &e->body;
  size_t at = 0;
  emit_add(t, "\n");
  for (size_t i = 0; i < ad_formula_outputs(e->f); i++) {
    uint32_t node;
    const char *name = ad_formula_output(e->f, i, &node);
    const size_t count = emit_size(e, node);
    emit_indent(t, emit_for(t, 1, "k", count));
    if (count == 1)
      emit_add(t, "y[%zu] = ", at);
    else
      emit_add(t, at ? "y[%zu + k] = " : "y[k] = ", at);
    emit_flat(t, e, node, false, "k");
    emit_add(t, "; /* %s */\n", name);
    at += count;
  }
}

/* ---- adjoints -------------------------------------------------------------------- */

/* Which adjoints are not 0 for certain. */
static void find_met(struct emitter *e)
{
  uint32_t node;
  for (size_t i = 0; i < ad_formula_outputs(e->f); i++) {
    ad_formula_output(e->f, i, &node);
    e->met[node] = e->useful[node];
  }
  for (uint32_t i = (uint32_t)e->count; i-- > 0;)
    for (int k = 0; e->met[i] && k < ad_node_arguments(&e->nodes[i]); k++)
      if (emit_hands_down(e, i, k))
        e->met[ad_node_argument(&e->nodes[i], k)] = true;
}

/* Where an input's numbers begin in a row of derivatives. */
static void add_place(struct emitter *e, size_t at, bool number)
{
  struct emit_text *t = &e->body;
  emit_add(t, "%s", emit_last(e));
  if (number && e->m > 1)
    emit_add(t, "[row * %zu + %zu]", e->n, at);
  else if (number)
    emit_add(t, "[%zu]", at);
  else if (e->m > 1)
    emit_add(t, at ? " + row * %zu + %zu" : " + row * %zu", e->n, at);
  else if (at)
    emit_add(t, " + %zu", at);
}

static void declare(struct emitter *e, uint32_t node, int level)
{
  struct emit_text *t = &e->body;
  char name[EMIT_NUMBER];
  snprintf(name, sizeof name, "b_%u", (unsigned)e->slot[node]);
  emit_indent(t, level);
  if (emit_is_number(e, node)) {
    emit_add(t, "double %s = 0;\n", name);
    return;
  }
  emit_array(t, e, "double", name, emit_size(e, node));
  emit_add(t, e->large ? ";\n" : " = {0};\n");
  if (!e->large)
    return;
  emit_indent(t, level);
  emit_add(t, "memset(%s, 0, sizeof %s);\n", name, name);
}

static void declare_all(struct emitter *e, int level)
{
  struct emit_text *t = &e->body;
  size_t at = 0;
  emit_indent(t, level);
  emit_add(t, "for (size_t j = 0; j < %zu; j++)\n", e->n);
  emit_indent(t, level + 1);
  emit_add(t, e->m > 1 ? "jac[row * %zu + j] = 0;\n" : "grad[j] = 0;\n", e->n);
  for (size_t j = 0; j < ad_formula_inputs(e->f); j++) {
    const uint32_t node = ad_formula_input_node(e->f, j);
    if (e->met[node] && !emit_is_number(e, node)) {
      emit_indent(t, level);
      emit_add(t, "double *const b_%u = ", (unsigned)e->slot[node]);
      add_place(e, at, false);
      emit_add(t, "; /* of %s */\n", e->nodes[node].name);
    }
    at += emit_size(e, node);
  }
  for (uint32_t i = 0; i < e->count; i++)
    if (e->met[i] &&
        (e->nodes[i].kind != AD_NODE_INPUT || emit_is_number(e, i)))
      declare(e, i, level);
}

/* The output's own adjoint is 1. */
static void add_seed(struct emitter *e, size_t i, size_t at, int level)
{
  struct emit_text *t = &e->body;
  uint32_t node;
  const char *name = ad_formula_output(e->f, i, &node);
  const size_t count = emit_size(e, node);
  if (!e->met[node])
    return;
  if (count < e->m) {
    emit_indent(t, level++);
    if (count == 1)
      emit_add(t, "if (row == %zu)\n", at);
    else if (at == 0)
      emit_add(t, "if (row < %zu)\n", count);
    else
      emit_add(t, "if (row >= %zu && row < %zu)\n", at, at + count);
  }
  emit_indent(t, level);
  emit_add(t, "b_%u", (unsigned)e->slot[node]);
  if (count > 1)
    emit_add(t, at ? "[row - %zu]" : "[row]", at);
  emit_add(t, " = 1; /* %s */\n", name);
}

static void add_step(struct emitter *e, uint32_t node, int level)
{
  const struct ad_node *n = &e->nodes[node];
  if (n->kind == AD_NODE_WHOLE)
    emit_rule_shares(e, node, level);
  for (int k = 0; n->kind != AD_NODE_WHOLE && k < ad_node_arguments(n); k++)
    if (emit_hands_down(e, node, k)) {
      if (n->kind == AD_NODE_OP)
        emit_each_share(e, node, k, level);
      else
        emit_view_share(e, node, k, level);
    }
}

static void add_sweep(struct emitter *e, int level)
{
  size_t at = 0;
  uint32_t node;
  declare_all(e, level);
  emit_add(&e->body, "\n");
  for (size_t i = 0; i < ad_formula_outputs(e->f); i++) {
    add_seed(e, i, at, level);
    ad_formula_output(e->f, i, &node);
    at += emit_size(e, node);
  }
  for (uint32_t i = (uint32_t)e->count; i-- > 0;)
    if (e->met[i])
      add_step(e, i, level);
  bool first = true;
  at = 0;
  for (size_t j = 0; j < ad_formula_inputs(e->f); j++) {
    node = ad_formula_input_node(e->f, j);
    if (e->met[node] && emit_is_number(e, node)) {
      emit_add(&e->body, first ? "\n" : "");
      first = false;
      emit_indent(&e->body, level);
      add_place(e, at, true);
      emit_add(&e->body, " = b_%u; /* of %s */\n", (unsigned)e->slot[node],
               e->nodes[node].name);
    }
    at += emit_size(e, node);
  }
}

void emit_matrix(struct emitter *e)
{
  find_properties(e);
  find_met(e);
  add_values(e);
  add_outputs(e);
  if (!e->n) {
    emit_add(&e->body, "  (void)%s;\n}\n", emit_last(e));
    return;
  }
  emit_add(&e->body, "  if (!%s)\n    return;\n\n", emit_last(e));
  if (e->m > 1)
    emit_add(&e->body, "  for (size_t row = 0; row < %zu; row++) {\n", e->m);
  add_sweep(e, e->m > 1 ? 2 : 1);
  emit_add(&e->body, e->m > 1 ? "  }\n}\n" : "}\n");
}
