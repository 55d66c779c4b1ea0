/* latex_trace.c: the evaluation trace and the local partials in LaTeX. */
#include <config.h>

#include "latex_steps.h"

#include <string.h>

static void trace_row(struct steps *s, uint32_t node)
{
  const struct ad_node *n = &s->e.nodes[node];
  latex_begin_row(s);
  latex_put_value(s, &s->rows, "", node);
  if (latex_is_op(s, node)) {
    struct latex_letters names;
    if (n->name) {
      emit_add(&s->rows, " = ");
      latex_name(&s->rows, n->name);
    }
    emit_add(&s->rows, " &= ");
    latex_name_letters(s, node, &names);
    const uint32_t tree =
      s->tree.failed
        ? LATEX_NONE
        : latex_read(&s->tree, ad_op_info(n->op)->value, names.letter);
    latex_put_tree(s, &s->rows, tree, LATEX_CASES);
  } else {
    emit_add(&s->rows, " &= ");
    latex_name(&s->rows, n->name);
  }
  latex_put_number(s, s->v ? s->v[node] : 0);
}

/* f = v_5, unless v_5 has that name already. */
static void output_row(struct steps *s, size_t i)
{
  uint32_t node;
  const char *const name = ad_formula_output(s->e.f, i, &node);
  const struct ad_node *n = &s->e.nodes[node];
  if (n->name && strcmp(n->name, name) == 0)
    return;
  latex_begin_row(s);
  latex_name(&s->rows, name);
  emit_add(&s->rows, " &= ");
  if (n->kind == AD_NODE_CONSTANT) {
    latex_number(&s->rows, n->constant);
    return;
  }
  latex_put_value(s, &s->rows, "", node);
  latex_put_number(s, s->v ? s->v[node] : 0);
}

/* Inputs first, as books do. */
void latex_put_trace(struct steps *s)
{
  for (int ops = 0; ops < 2; ops++)
    for (uint32_t i = 0; i < s->e.count; i++)
      if (latex_is_step(s, i) && latex_is_op(s, i) == (ops == 1))
        trace_row(s, i);
  for (size_t i = 0; i < s->e.m; i++)
    output_row(s, i);
  latex_close_rows(s, "Evaluation trace", NULL);
}

void latex_put_partials(struct steps *s)
{
  for (uint32_t i = 0; i < s->e.count; i++)
    for (int k = 0; latex_is_step(s, i) && latex_is_op(s, i) &&
                    k < ad_node_arguments(&s->e.nodes[i]); k++) {
      if (!latex_is_partial(s, i, k))
        continue;
      latex_begin_row(s);
      latex_put_symbol(s, &s->rows, i, k);
      emit_add(&s->rows, " &= ");
      latex_put_partial(s, &s->rows, i, k, LATEX_CASES);
      latex_put_number(s, s->v ? latex_partial_number(s, i, k) : 0);
    }
  latex_close_rows(s, "Local partial derivatives", NULL);
}
