/* emit_adjoint.c: C of the adjoints of a formula with matrices: a loop for each
 * share, and for what it brings to the tangent of an adjoint.
 *
 * Adjoints are arrays of zeros, to which shares are added; those of inputs are
 * the gradient itself.  With several outputs the sweep is in a loop over the
 * rows of the Jacobian.  In an H v each b_i has a c_i beside it, its tangent: the
 * derivative of the whole sweep along v (reverse/second.h). */
#include <config.h>

#include "emit_impl.h"

/* ---- what is there ----------------------------------------------------------- */

/* Which adjoints are not 0 for certain. */
void emit_find_met(struct emitter *e)
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

/* And which of their tangents: c_NODE. */
static void find_curved(struct emitter *e)
{
  for (uint32_t i = (uint32_t)e->count; i-- > 0;) {
    const struct ad_node *n = &e->nodes[i];
    const int count = ad_node_arguments(n);
    for (int k = 0; e->met[i] && k < count; k++) {
      bool curved = e->curved[i];
      if (!emit_hands_down(e, i, k))
        continue;
      if (n->kind == AD_NODE_OP)
        curved = curved || emit_bends_at_all(e, i, k);
      for (int a = 0; n->kind == AD_NODE_WHOLE && a <= count; a++)
        curved = curved || emit_rule_curved(e, i, k, a);
      e->curved[ad_node_argument(n, k)] |= curved;
    }
  }
}

/* ---- declarations ----------------------------------------------------------- */

/* Where an input's numbers begin in a row of derivatives. */
static void add_place(struct emitter *e, const char *array, size_t at,
                      bool number)
{
  struct emit_text *t = &e->body;
  emit_add(t, "%s", array);
  if (number && e->m > 1)
    emit_add(t, "[row * %zu + %zu]", e->n, at);
  else if (number)
    emit_add(t, "[%zu]", at);
  else if (e->m > 1)
    emit_add(t, at ? " + row * %zu + %zu" : " + row * %zu", e->n, at);
  else if (at)
    emit_add(t, " + %zu", at);
}

static const bool *there(const struct emitter *e, char letter)
{
  return letter == 'b' ? e->met : e->curved;
}

/* Those of inputs are the results themselves, but for single numbers. */
static void declare_inputs(struct emitter *e, const char *array, char letter,
                           int level)
{
  size_t at = 0;
  for (size_t j = 0; j < ad_formula_inputs(e->f); j++) {
    const uint32_t node = ad_formula_input_node(e->f, j);
    if (there(e, letter)[node] && !emit_is_number(e, node)) {
      emit_indent(&e->body, level);
      emit_add(&e->body, "double *const ");
      emit_name(&e->body, e, letter, node);
      emit_add(&e->body, " = ");
      add_place(e, array, at, false);
      emit_add(&e->body, "; /* of %s */\n", e->nodes[node].name);
    }
    at += emit_size(e, node);
  }
}

static void declare_all(struct emitter *e, int level)
{
  struct emit_text *t = &e->body;
  const bool second = e->what == AD_EMIT_HVP;
  emit_indent(t, level);
  emit_add(t, "for (size_t j = 0; j < %zu; j++)\n", e->n);
  emit_indent(t, level + 1);
  if (second)
    emit_add(t, "grad[j] = hv[j] = 0;\n");
  else
    emit_add(t, e->m > 1 ? "jac[row * %zu + j] = 0;\n" : "grad[j] = 0;\n",
             e->n);
  declare_inputs(e, emit_last(e), 'b', level);
  if (second)
    declare_inputs(e, "hv", 'c', level);
  for (const char *letter = second ? "bc" : "b"; *letter; letter++)
    for (uint32_t i = 0; i < e->count; i++)
      if (there(e, *letter)[i] &&
          (e->nodes[i].kind != AD_NODE_INPUT || emit_is_number(e, i)))
        emit_declare(e, *letter, i, level);
}

/* ---- the sweep ---------------------------------------------------------------- */

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

/* The shares of one node: of its adjoint, of the tangent of it. */
static void add_step(struct emitter *e, uint32_t node, int level)
{
  const struct ad_node *n = &e->nodes[node];
  const bool second = e->what == AD_EMIT_HVP;
  if (n->kind == AD_NODE_WHOLE)
    emit_rule_shares(e, node, level);
  for (int k = 0; n->kind != AD_NODE_WHOLE && k < ad_node_arguments(n); k++) {
    if (!emit_hands_down(e, node, k))
      continue;
    if (n->kind == AD_NODE_OP) {
      emit_each_share(e, node, k, level);
      if (second)
        emit_each_second_share(e, node, k, level);
    } else {
      emit_view_share(e, node, k, 'b', level);
      if (second && e->curved[node])
        emit_view_share(e, node, k, 'c', level);
    }
  }
}

/* Inputs that are single numbers, into the results. */
static void add_results(struct emitter *e, const char *array, char letter,
                        int level)
{
  bool first = true;
  size_t at = 0;
  for (size_t j = 0; j < ad_formula_inputs(e->f); j++) {
    const uint32_t node = ad_formula_input_node(e->f, j);
    if (there(e, letter)[node] && emit_is_number(e, node)) {
      emit_add(&e->body, first ? "\n" : "");
      first = false;
      emit_indent(&e->body, level);
      add_place(e, array, at, true);
      emit_add(&e->body, " = ");
      emit_name(&e->body, e, letter, node);
      emit_add(&e->body, "; /* of %s */\n", e->nodes[node].name);
    }
    at += emit_size(e, node);
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
  add_results(e, emit_last(e), 'b', level);
  if (e->what == AD_EMIT_HVP)
    add_results(e, "hv", 'c', level);
}

void emit_adjoints(struct emitter *e)
{
  const bool second = e->what == AD_EMIT_HVP, rows = e->m > 1;
  if (second)
    find_curved(e);
  if (!e->n) {
    emit_add(&e->body, "  (void)%s%s;\n", emit_last(e), second ? ", (void)hv" : "");
    return;
  }
  if (!second)
    emit_add(&e->body, "  if (!%s)\n    return;\n", emit_last(e));
  emit_add(&e->body, "\n");
  if (rows)
    emit_add(&e->body, "  for (size_t row = 0; row < %zu; row++) {\n", e->m);
  add_sweep(e, rows ? 2 : 1);
  emit_add(&e->body, rows ? "  }\n" : "");
}
