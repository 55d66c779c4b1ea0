/* emit_second.c: tangents d_i beside the values v_i, and the tangents c_i of the
 * adjoints b_i, as in forward/dual.h and reverse/second.h and in their order:
 *
 *   d_i = sum_a f_a d_a,
 *   b_a += b_i f_a,   c_a += c_i f_a + b_i sum_b f_ab d_b.
 *
 * What is 0 for certain is left out. */
#include <config.h>

#include "emit_impl.h"

#include <string.h>

/* ---- what is needed -------------------------------------------------------- */

const char *emit_second_partial(const struct ad_op_info *op, int a, int b)
{
  return a < b ? op->dd[a][b] : op->dd[b][a];
}

bool emit_bends(const struct emitter *e, uint32_t node, int a, int b)
{
  const struct ad_node *n = &e->nodes[node];
  const struct ad_op_info *op = ad_op_info(n->op);
  const struct emit_names names = {.integer = op->kind == AD_INTEGER,
                                   .n = n->n};
  return e->useful[n->arg[b]] &&
         !emit_expression_is(emit_second_partial(op, a, b), &names, "0");
}

bool emit_bends_at_all(const struct emitter *e, uint32_t node, int a)
{
  bool bends = false;
  for (int b = 0; b < ad_node_arguments(&e->nodes[node]); b++)
    bends = bends || emit_bends(e, node, a, b);
  return bends;
}

/* The tangents that change what the node brings to argument a. */
static void find_bends(struct emitter *e, uint32_t node, int a)
{
  const struct ad_node *n = &e->nodes[node];
  const int count = ad_node_arguments(n);
  for (int b = 0; n->kind == AD_NODE_OP && b < count; b++)
    if (emit_bends(e, node, a, b))
      e->moved[n->arg[b]] = true;
  for (int b = 0; n->kind == AD_NODE_WHOLE && b <= count; b++)
    if (emit_rule_curved(e, node, a, b))
      e->moved[b < count ? n->arg[b] : node] = true;
}

/* Tangents that second partials are multiplied by, where an adjoint comes. */
static void find_bending(struct emitter *e)
{
  uint32_t seed;
  ad_formula_output(e->f, 0, &seed);
  e->met[seed] = e->useful[seed];
  for (uint32_t i = seed + 1; i-- > 0;)
    for (int a = 0; e->met[i] && a < ad_node_arguments(&e->nodes[i]); a++) {
      if (!emit_hands_down(e, i, a))
        continue;
      e->met[ad_node_argument(&e->nodes[i], a)] = true;
      find_bends(e, i, a);
    }
  memset(e->met, 0, e->count * sizeof *e->met);
}

void emit_find_moved(struct emitter *e)
{
  if (e->what == AD_EMIT_HVP)
    find_bending(e);
  for (size_t i = 0; e->what == AD_EMIT_JVP && i < e->m; i++) {
    uint32_t node;
    ad_formula_output(e->f, i, &node);
    e->moved[node] = e->useful[node];
  }
  for (uint32_t i = (uint32_t)e->count; i-- > 0;)
    for (int k = 0; e->moved[i] && k < ad_node_arguments(&e->nodes[i]); k++)
      if (emit_hands_down(e, i, k))
        e->moved[ad_node_argument(&e->nodes[i], k)] = true;
}

/* ---- tangents ------------------------------------------------------------- */

void emit_term(struct emit_text *t, const char *d,
               const struct emit_names *names, const char *factor, bool wild,
               bool first)
{
  const bool minus = emit_expression_is(d, names, "-1");
  emit_add(t, "%s", first ? minus ? "-" : "" : minus ? " - " : " + ");
  emit_share(t, d, names, factor, wild);
}

void emit_tangent(struct emitter *e, uint32_t node)
{
  const struct ad_op_info *op = ad_op_info(e->nodes[node].op);
  struct emit_operands o;
  char d[EMIT_NUMBER];
  bool first = true;
  emit_operands_of(e, node, &o);
  emit_begin(e, "  ", 'd', node, "const");
  for (int k = 0; k < ad_node_arguments(&e->nodes[node]); k++) {
    if (!emit_hands_down(e, node, k))
      continue;
    emit_letter(e, 'd', e->nodes[node].arg[k], d);
    emit_term(&e->body, op->d[k], &o.names, d,
              e->wild[e->nodes[node].arg[k]] & EMIT_WILD_D, first);
    first = false;
  }
  emit_add(&e->body, "; /* tangent of v_%u: %s */\n",
           (unsigned)e->slot[node], op->name);
}

void emit_tangent_outputs(struct emitter *e)
{
  for (size_t i = 0; i < e->m; i++) {
    uint32_t node;
    char d[EMIT_NUMBER];
    const char *name = ad_formula_output(e->f, i, &node);
    emit_letter(e, 'd', node, d);
    emit_store(e, "  ", "dy", i);
    emit_add(&e->body, "%s; /* tangent of %s */\n", e->useful[node] ? d : "0",
             name);
  }
  emit_add(&e->body, "}\n");
}

/* ---- tangents of adjoints --------------------------------------------------- */

/* b_i * (f_aa d_a + f_ab d_b) */
void emit_curve(struct emitter *e, uint32_t node, int a,
                const struct emit_names *names, const char *b_i,
                const char *const *d)
{
  const struct ad_node *n = &e->nodes[node];
  bool first = true;
  emit_add(&e->body, "ad_times(%s, ", b_i);
  for (int b = 0; b < ad_node_arguments(n); b++) {
    if (!emit_bends(e, node, a, b))
      continue;
    emit_term(&e->body, emit_second_partial(ad_op_info(n->op), a, b), names,
              d[b], e->wild[n->arg[b]] & EMIT_WILD_D, first);
    first = false;
  }
  emit_add(&e->body, ")");
}

static void add_curve(struct emitter *e, uint32_t node, int a,
                      const struct emit_operands *o)
{
  const struct ad_node *n = &e->nodes[node];
  char b_i[EMIT_NUMBER], text[AD_OP_ARGS][EMIT_NUMBER];
  const char *d[AD_OP_ARGS];
  emit_letter(e, 'b', node, b_i);
  for (int b = 0; b < ad_node_arguments(n); b++) {
    emit_letter(e, 'd', n->arg[b], text[b]);
    d[b] = text[b];
  }
  emit_curve(e, node, a, &o->names, b_i, d);
}

static void add_second_share(struct emitter *e, uint32_t node, int a)
{
  const struct ad_node *n = &e->nodes[node];
  const struct ad_op_info *op = ad_op_info(n->op);
  const uint32_t to = n->arg[a];
  const bool curve = emit_bends_at_all(e, node, a);
  if (!curve && !e->curved[node])
    return;
  struct emit_operands o;
  char c[EMIT_NUMBER];
  emit_operands_of(e, node, &o);
  emit_letter(e, 'c', node, c);
  emit_begin(e, "  ", 'c', to, e->curved[to] ? "+=" : "double");
  if (e->curved[node])
    emit_term(&e->body, op->d[a], &o.names, c, e->wild[node] & EMIT_WILD_C,
              true);
  if (curve) {
    emit_add(&e->body, e->curved[node] ? " + " : "");
    add_curve(e, node, a, &o);
  }
  emit_add(&e->body, "; /* tangent of b_%u: %s */\n",
           (unsigned)e->slot[to], op->name);
  e->curved[to] = true;
}

static void add_results(struct emitter *e, const char *array, char letter,
                        const bool *there)
{
  size_t input = 0;
  for (uint32_t i = 0; i < e->count; i++) {
    if (e->nodes[i].kind != AD_NODE_INPUT)
      continue;
    char name[EMIT_NUMBER];
    emit_letter(e, letter, i, name);
    emit_store(e, "  ", array, input++);
    emit_add(&e->body, "%s; /* of %s */\n", there[i] ? name : "0",
             e->nodes[i].name);
  }
}

void emit_second(struct emitter *e)
{
  uint32_t seed;
  const char *name = ad_formula_output(e->f, 0, &seed);
  emit_add(&e->body, "\n");
  if (!e->n)
    emit_add(&e->body, "  (void)grad, (void)hv;\n");
  if (e->useful[seed]) {
    emit_begin(e, "  ", 'b', seed, "const");
    emit_add(&e->body, "1; /* %s */\n", name);
    e->met[seed] = true;
  }
  for (uint32_t i = seed + 1; i-- > 0;)
    for (int k = 0; e->met[i] && k < ad_node_arguments(&e->nodes[i]); k++)
      if (emit_hands_down(e, i, k)) {
        emit_share_line(e, i, k, "  ");
        add_second_share(e, i, k);
      }
  add_results(e, "grad", 'b', e->met);
  add_results(e, "hv", 'c', e->curved);
  emit_add(&e->body, "}\n");
}
