/* emit_each.c: C of an op of ops.def on every element: a loop with the row's own
 * expression. */
#include <config.h>

#include "emit_impl.h"

#include <stdlib.h>

/* Element k of all, or (i, j) where an argument is repeated. */
static bool is_flat(const struct emitter *e, uint32_t node)
{
  const struct ad_node *n = &e->nodes[node];
  bool flat = true;
  for (int k = 0; k < ad_node_arguments(n); k++) {
    const size_t size = emit_size(e, n->arg[k]);
    flat = flat && (size == 1 || size == emit_size(e, node));
  }
  return flat;
}

static int add_loops(struct emitter *e, uint32_t node, int level)
{
  const struct ad_shape y = emit_shape(e, node);
  if (is_flat(e, node))
    return emit_for(&e->body, level, "k", y.rows * y.cols);
  level = emit_for(&e->body, level, "i", y.rows);
  return emit_for(&e->body, level, "j", y.cols);
}

static void add_element(struct emit_text *t, const struct emitter *e,
                        uint32_t node, uint32_t of, bool bar)
{
  if (is_flat(e, node))
    emit_flat(t, e, of, bar, "k");
  else
    emit_element(t, e, of, bar, (struct emit_index){"i", 0},
                 (struct emit_index){"j", 0});
}

/* The names in an op's expressions: elements. */
struct operands {
  struct emit_names names;
  struct emit_text text[AD_OP_ARGS + 1];
};

static const char *text_of(struct emitter *e, const struct emit_text *t)
{
  e->body.failed = e->body.failed || t->failed;
  return t->at ? t->at : "";
}

static void operands_make(struct operands *o, struct emitter *e, uint32_t node)
{
  const struct ad_node *n = &e->nodes[node];
  *o = (struct operands){.names = {.n = n->n}};
  o->names.integer = ad_op_info(n->op)->kind == AD_INTEGER;
  for (int k = 0; k < ad_node_arguments(n); k++) {
    add_element(&o->text[k], e, node, n->arg[k], false);
    o->names.a[k] = text_of(e, &o->text[k]);
  }
  add_element(&o->text[AD_OP_ARGS], e, node, node, false);
  o->names.y = text_of(e, &o->text[AD_OP_ARGS]);
}

static void operands_free(struct operands *o)
{
  for (int k = 0; k <= AD_OP_ARGS; k++)
    free(o->text[k].at);
}

/* v_3[k] = tanh(v_2[k]); */
void emit_each_value(struct emitter *e, uint32_t node)
{
  struct emit_text *t = &e->body;
  struct operands o;
  char name[EMIT_NUMBER];
  operands_make(&o, e, node);
  emit_value_name(e, node, name);
  emit_comment_value(e, node);
  emit_indent(t, 1);
  if (emit_is_number(e, node)) {
    emit_add(t, "const double ");
  } else {
    emit_array(t, e, "double", name, emit_size(e, node));
    emit_add(t, ";\n");
    emit_indent(t, add_loops(e, node, 1));
  }
  emit_add(t, "%s = ", o.names.y);
  emit_expression(t, ad_op_info(e->nodes[node].op)->value, &o.names);
  emit_add(t, ";\n");
  operands_free(&o);
}

/* b_2[k] += b_3[k] * (1 - v_3[k] * v_3[k]); */
void emit_each_share(struct emitter *e, uint32_t node, int k, int level)
{
  const struct ad_node *n = &e->nodes[node];
  const char *d = ad_op_info(n->op)->d[k];
  struct emit_text b = {0};
  struct operands o;
  operands_make(&o, e, node);
  emit_comment_share(e, node, k, level);
  emit_indent(&e->body, add_loops(e, node, level));
  add_element(&e->body, e, node, n->arg[k], true);
  emit_add(&e->body, emit_expression_is(d, &o.names, "-1") ? " -= " : " += ");
  add_element(&b, e, node, node, true);
  emit_share(&e->body, d, &o.names, text_of(e, &b),
             e->wild[node] & EMIT_WILD_B);
  emit_add(&e->body, ";\n");
  free(b.at);
  operands_free(&o);
}
