/* emit_rule.c: C of the ops of matrix.def: the texts of emitted/matrix.rules (made
 * into emit_rules.inc), each under a comment with its equation. */
#include <config.h>

#include "emit_rule_impl.h"

enum { ALONG = AD_MATRIX_ARGS + 1 /* the last one: along Y */ };

static const struct rule { /* NULL: no such text */
  const char *value, *before, *before_equation, *between, *between_equation;
  const char *adjoint[AD_MATRIX_ARGS], *adjoint_equation[AD_MATRIX_ARGS];
  const char *tangent[AD_MATRIX_ARGS], *tangent_equation[AD_MATRIX_ARGS];
  const char *curve[AD_MATRIX_ARGS][ALONG];
  const char *curve_equation[AD_MATRIX_ARGS][ALONG];
} rules[AD_MATRIX_COUNT] = {
#include "compare/emit_rules.inc"
};

static const struct rule *rule_of(const struct emitter *e, uint32_t node)
{
  return &rules[e->nodes[node].more->whole];
}

bool emit_rules_there(const struct emitter *e)
{
  bool there = true;
  for (uint32_t i = 0; i < e->count; i++)
    there = there &&
            (e->nodes[i].kind != AD_NODE_WHOLE || rule_of(e, i)->value);
  return there;
}

/* ---- values, tangents ------------------------------------------------------------- */

void emit_rule_value(struct emitter *e, uint32_t node)
{
  struct emit_writer w = {.e = e, .node = node};
  char name[EMIT_NUMBER];
  emit_value_name(e, node, name);
  emit_comment_value(e, node);
  emit_indent(&e->body, 1);
  if (emit_is_number(e, node))
    emit_add(&e->body, "double %s", name);
  else
    emit_array(&e->body, e, "double", name, emit_size(e, node));
  emit_add(&e->body, ";\n");
  emit_rule_text(&w, 1, rule_of(e, node)->value);
}

/* c_0 += b_2 d_1'   (4x3) */
static void comment(struct emit_writer *w, uint32_t to, const char *equation,
                    int level)
{
  struct emit_text *t = &w->e->body;
  const struct ad_shape s = emit_shape(w->e, to);
  emit_add(t, "\n");
  emit_indent(t, level);
  emit_add(t, "/* ");
  emit_comment_equation(t, w->e, w->node, equation, w->second);
  if (!emit_is_number(w->e, to))
    emit_add(t, "   (%zux%zu)", s.rows, s.cols);
  emit_add(t, " */\n");
}

void emit_rule_tangent(struct emitter *e, uint32_t node)
{
  const struct rule *r = rule_of(e, node);
  struct emit_writer w = {.e = e, .node = node};
  bool first = true;
  for (int k = 0; k < ad_node_arguments(&e->nodes[node]); k++) {
    if (!emit_hands_down(e, node, k))
      continue;
    comment(&w, node, r->tangent_equation[k], 1);
    if (first)
      emit_declare(e, 'd', node, 1);
    first = false;
    emit_rule_text(&w, 1, r->tangent[k]);
  }
}

/* ---- adjoints ----------------------------------------------------------------------- */

bool emit_rule_curved(const struct emitter *e, uint32_t node, int k, int along)
{
  const bool result = along == ad_node_arguments(&e->nodes[node]);
  return rule_of(e, node)->curve[k][result ? AD_MATRIX_ARGS : along] &&
         e->useful[result ? node : e->nodes[node].arg[along]];
}

static void open_block(struct emit_writer *w, int level, const char *equation,
                       const char *text)
{
  struct emit_text *t = &w->e->body;
  emit_add(t, "\n");
  emit_indent(t, level);
  emit_add(t, "{ /* ");
  emit_comment_equation(t, w->e, w->node, equation, w->second);
  emit_add(t, " */\n");
  emit_rule_text(w, level + 1, text);
}

static void close_block(struct emit_writer *w, int level)
{
  emit_indent(&w->e->body, level);
  emit_add(&w->e->body, "}\n");
}

/* What the tangent of argument `along`, or of the result, brings. */
static void put_curves(struct emit_writer *w, int along, int level)
{
  struct emitter *const e = w->e;
  const struct rule *r = rule_of(e, w->node);
  const struct ad_node *n = &e->nodes[w->node];
  const int count = ad_node_arguments(n);
  const int place = along == count ? AD_MATRIX_ARGS : along;
  const bool block = r->between && along == 0 && e->useful[n->arg[0]];
  if (block)
    open_block(w, level++, r->between_equation, r->between);
  for (int k = 0; k < count; k++)
    if (emit_hands_down(e, w->node, k) &&
        emit_rule_curved(e, w->node, k, along)) {
      comment(w, n->arg[k], r->curve_equation[k][place], level);
      emit_rule_text(w, level, r->curve[k][place]);
    }
  if (block)
    close_block(w, level - 1);
}

/* What the adjoint, or with `second` its tangent, brings. */
static void put_shares(struct emitter *e, uint32_t node, bool second, int level)
{
  const struct rule *r = rule_of(e, node);
  const struct ad_node *n = &e->nodes[node];
  struct emit_writer w = {.e = e, .node = node, .second = second};
  if (r->before)
    open_block(&w, level++, r->before_equation, r->before);
  for (int k = 0; k < ad_node_arguments(n); k++)
    if (emit_hands_down(e, node, k)) {
      comment(&w, n->arg[k], r->adjoint_equation[k], level);
      emit_rule_text(&w, level, r->adjoint[k]);
    }
  if (e->what == AD_EMIT_HVP && !second)
    for (int along = ad_node_arguments(n); along >= 0; along--)
      put_curves(&w, along, level);
  if (r->before)
    close_block(&w, level - 1);
}

void emit_rule_shares(struct emitter *e, uint32_t node, int level)
{
  put_shares(e, node, false, level);
  if (e->what == AD_EMIT_HVP && e->curved[node])
    put_shares(e, node, true, level);
}
