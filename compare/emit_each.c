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
                        uint32_t node, uint32_t of, char letter)
{
  if (is_flat(e, node))
    emit_flat(t, e, of, letter, "k");
  else
    emit_element(t, e, of, letter, (struct emit_index){"i", 0},
                 (struct emit_index){"j", 0});
}

/* The names in an op's expressions: elements of the arguments and of the result;
 * of their tangents; of the result's adjoint, and of its tangent. */
struct operands {
  struct emit_names names;
  const char *d[AD_OP_ARGS], *b, *c;
  struct emit_text text[2 * AD_OP_ARGS + 3];
};

static const char *text_of(struct emitter *e, const struct emit_text *t)
{
  e->body.failed = e->body.failed || t->failed;
  return t->at ? t->at : "";
}

static const char *element(struct emitter *e, uint32_t node, uint32_t of,
                           char letter, struct emit_text *t)
{
  add_element(t, e, node, of, letter);
  return text_of(e, t);
}

static void operands_make(struct operands *o, struct emitter *e, uint32_t node)
{
  const struct ad_node *n = &e->nodes[node];
  struct emit_text *t = o->text;
  *o = (struct operands){.names = {.n = n->n}};
  o->names.integer = ad_op_info(n->op)->kind == AD_INTEGER;
  for (int k = 0; k < ad_node_arguments(n); k++) {
    o->names.a[k] = element(e, node, n->arg[k], 'v', t++);
    o->d[k] = element(e, node, n->arg[k], 'd', t++);
  }
  o->names.y = element(e, node, node, 'v', t++);
  o->b = element(e, node, node, 'b', t++);
  o->c = element(e, node, node, 'c', t);
}

static void operands_free(struct operands *o)
{
  for (size_t k = 0; k < sizeof o->text / sizeof *o->text; k++)
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

/* d_3[k] = d_2[k] * (1 - v_3[k] * v_3[k]); */
void emit_each_tangent(struct emitter *e, uint32_t node)
{
  const struct ad_node *n = &e->nodes[node];
  struct emit_text *t = &e->body;
  struct operands o;
  bool first = true;
  char name[EMIT_NUMBER];
  operands_make(&o, e, node);
  emit_letter(e, 'd', node, name);
  emit_comment_tangent(e, node);
  emit_indent(t, 1);
  if (emit_is_number(e, node)) {
    emit_add(t, "const double ");
  } else {
    emit_array(t, e, "double", name, emit_size(e, node));
    emit_add(t, ";\n");
    emit_indent(t, add_loops(e, node, 1));
  }
  add_element(t, e, node, node, 'd');
  emit_add(t, " = ");
  for (int k = 0; k < ad_node_arguments(n); k++)
    if (emit_hands_down(e, node, k)) {
      emit_term(t, ad_op_info(n->op)->d[k], &o.names, o.d[k],
                e->wild[n->arg[k]] & EMIT_WILD_D, first);
      first = false;
    }
  emit_add(t, ";\n");
  operands_free(&o);
}

/* b_2[k] += b_3[k] * (1 - v_3[k] * v_3[k]); */
void emit_each_share(struct emitter *e, uint32_t node, int k, int level)
{
  const struct ad_node *n = &e->nodes[node];
  const char *d = ad_op_info(n->op)->d[k];
  struct operands o;
  operands_make(&o, e, node);
  emit_comment_share(e, node, k, 'b', false, level);
  emit_indent(&e->body, add_loops(e, node, level));
  add_element(&e->body, e, node, n->arg[k], 'b');
  emit_add(&e->body, emit_expression_is(d, &o.names, "-1") ? " -= " : " += ");
  emit_share(&e->body, d, &o.names, o.b, e->wild[node] & EMIT_WILD_B);
  emit_add(&e->body, ";\n");
  operands_free(&o);
}

/* c_2[k] += c_3[k] * (1 - v_3[k] * v_3[k]) + b_3[k] * (... d_2[k]); */
void emit_each_second_share(struct emitter *e, uint32_t node, int k, int level)
{
  const struct ad_node *n = &e->nodes[node];
  const bool curve = emit_bends_at_all(e, node, k);
  struct operands o;
  if (!curve && !e->curved[node])
    return;
  operands_make(&o, e, node);
  emit_comment_share(e, node, k, 'c', curve, level);
  emit_indent(&e->body, add_loops(e, node, level));
  add_element(&e->body, e, node, n->arg[k], 'c');
  emit_add(&e->body, " += ");
  if (e->curved[node])
    emit_term(&e->body, ad_op_info(n->op)->d[k], &o.names, o.c,
              e->wild[node] & EMIT_WILD_C, true);
  if (curve) {
    emit_add(&e->body, e->curved[node] ? " + " : "");
    emit_curve(e, node, k, &o.names, o.b, o.d);
  }
  emit_add(&e->body, ";\n");
  operands_free(&o);
}
