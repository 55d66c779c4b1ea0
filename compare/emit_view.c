/* emit_view.c: C of what moves numbers and computes nothing: constants, inputs,
 * transposes, slices, reshapes, matrices of matrices. */
#include <config.h>

#include "emit_impl.h"

#include <stdio.h>
#include <string.h>

/* ---- constants --------------------------------------------------------------- */

/* zeros and ones, eye; rand and randn by their generator. */
static void add_made(struct emitter *e, uint32_t node, const char *name)
{
  struct emit_text *t = &e->body;
  const struct ad_node_more *m = e->nodes[node].more;
  const size_t count = emit_size(e, node);
  emit_add(t, "  ");
  emit_array(t, e, "double", name, count);
  emit_add(t, ";\n");
  if (m->seeded) {
    emit_add(t, "  ad_%s(%llu, %zu, %s);\n", m->maker,
             (unsigned long long)m->seed, count, name);
  } else if (strcmp(m->maker, "eye") == 0) {
    emit_add(t, "  ad_identity(%u, %s);\n", m->rows, name);
  } else {
    emit_indent(t, emit_for(t, 1, "k", count));
    emit_add(t, "%s[k] = %d;\n", name, m->data[0] == 0 ? 0 : 1);
  }
}

/* Numbers, a line for each row, or for eight of them. */
static void add_numbers(struct emitter *e, uint32_t node, const char *name)
{
  const struct ad_node_more *m = e->nodes[node].more;
  const size_t count = emit_size(e, node);
  const size_t line = m->cols > 1 && m->cols < 8 ? m->cols : 8;
  char number[EMIT_NUMBER];
  emit_add(&e->body, "  static const double %s[%zu] = {", name, count);
  for (size_t k = 0; k < count; k++) {
    emit_number(m->data[k], number);
    const bool signs = *number == '('; /* which a list does not need */
    emit_add(&e->body, "%s%.*s", k % line == 0 && count > line ? "\n    " : "",
             (int)strlen(number) - 2 * signs, number + signs);
    emit_add(&e->body, "%s", k + 1 == count            ? ""
                             : (k + 1) % line == 0 ? ","
                                                    : ", ");
  }
  emit_add(&e->body, count > line ? "\n  };\n" : "};\n");
}

static void add_data(struct emitter *e, uint32_t node)
{
  const struct ad_node_more *m = e->nodes[node].more;
  char name[EMIT_NUMBER], number[EMIT_NUMBER];
  emit_value_name(e, node, name);
  emit_number(m->data[0], number);
  if (emit_is_number(e, node))
    emit_add(&e->body, "  const double %s = %s;\n", name, number);
  else if (m->maker)
    add_made(e, node, name);
  else
    add_numbers(e, node, name);
}

/* Its numbers are a parameter's: of x, or of v, its tangent. */
static void add_input(struct emitter *e, uint32_t node, char letter)
{
  size_t at = 0;
  char name[EMIT_NUMBER];
  const char *const from = letter == 'v' ? "x" : "v";
  const char *const what = letter == 'v' ? "" : "tangent of ";
  const struct ad_shape s = emit_shape(e, node);
  for (size_t j = 0; ad_formula_input_node(e->f, j) != node; j++)
    at += emit_size(e, ad_formula_input_node(e->f, j));
  emit_letter(e, letter, node, name);
  if (emit_is_number(e, node)) {
    emit_add(&e->body, "  const double %s = %s[%zu]; /* %s%s */\n", name, from,
             at, what, e->nodes[node].name);
    return;
  }
  emit_add(&e->body, "  const double *const %s = %s", name, from);
  emit_add(&e->body, at ? " + %zu;" : ";", at);
  emit_add(&e->body, " /* %s%s, %zux%zu */\n", what, e->nodes[node].name,
           s.rows, s.cols);
}

/* ---- views ---------------------------------------------------------------------- */

/* Element (i, j) of part k of a join, or of what another view makes, and where
 * it is in the node and in the argument. */
struct move {
  uint32_t arg;
  struct ad_shape shape;           /* what is moved */
  struct emit_index i, j;          /* in the node */
  struct emit_index from_i, from_j; /* in the argument */
  bool flat;                       /* all numbers, in their order */
};

static struct move part_of(const struct emitter *e, uint32_t node, int k)
{
  const struct ad_node *n = &e->nodes[node];
  const uint32_t arg = ad_node_argument(n, k);
  struct move m = {.arg = arg, .shape = emit_shape(e, node),
                   .i = {"i", 0}, .j = {"j", 0},
                   .from_i = {"i", 0}, .from_j = {"j", 0}};
  if (n->kind == AD_NODE_TRANSPOSE)
    m.from_i.text = "j", m.from_j.text = "i";
  if (n->kind == AD_NODE_SLICE)
    ad_formula_slice(e->f, node, &m.from_i.plus, &m.from_j.plus);
  const struct ad_shape x = emit_shape(e, arg);
  m.flat = n->kind == AD_NODE_RESHAPE ||
           (n->kind == AD_NODE_TRANSPOSE && (x.rows == 1 || x.cols == 1));
  if (n->kind != AD_NODE_JOIN)
    return m;
  m.shape = x;
  for (uint32_t c = (uint32_t)k / n->more->cols * n->more->cols;
       c < (uint32_t)k; c++)
    m.j.plus += emit_shape(e, n->more->parts[c]).cols;
  for (uint32_t r = 0; r < (uint32_t)k / n->more->cols; r++)
    m.i.plus += emit_shape(e, n->more->parts[r * n->more->cols]).rows;
  return m;
}

/* An index over 1 is none. */
static void without_loops(struct move *m)
{
  struct emit_index *const all[] = {&m->i, &m->j, &m->from_i, &m->from_j};
  for (size_t k = 0; k < 4; k++)
    if ((*all[k]->text == 'i' ? m->shape.rows : m->shape.cols) == 1)
      all[k]->text = NULL;
}

/* Y(...) = A(...), or Abar(...) += Ybar(...): of values or tangents, of adjoints
 * or their tangents. */
static void add_move(struct emitter *e, uint32_t node, struct move m,
                     char letter, int level)
{
  struct emit_text *t = &e->body;
  const bool bar = letter == 'b' || letter == 'c';
  const uint32_t to = bar ? m.arg : node, from = bar ? node : m.arg;
  without_loops(&m);
  if (m.flat) {
    emit_indent(t, emit_for(t, level, "k", emit_size(e, node)));
    emit_flat(t, e, to, letter, "k");
    emit_add(t, bar ? " += " : " = ");
    emit_flat(t, e, from, letter, "k");
  } else {
    level = emit_for(t, level, "i", m.shape.rows);
    emit_indent(t, emit_for(t, level, "j", m.shape.cols));
    emit_element(t, e, to, letter, bar ? m.from_i : m.i,
                 bar ? m.from_j : m.j);
    emit_add(t, bar ? " += " : " = ");
    emit_element(t, e, from, letter, bar ? m.i : m.from_i,
                 bar ? m.j : m.from_j);
  }
  emit_add(t, ";\n");
}

static void add_view(struct emitter *e, uint32_t node)
{
  char name[EMIT_NUMBER];
  emit_value_name(e, node, name);
  emit_add(&e->body, "  ");
  if (emit_is_number(e, node))
    emit_add(&e->body, "double %s", name);
  else
    emit_array(&e->body, e, "double", name, emit_size(e, node));
  emit_add(&e->body, ";\n");
  for (int k = 0; k < ad_node_arguments(&e->nodes[node]); k++)
    add_move(e, node, part_of(e, node, k), 'v', 1);
}

void emit_view_value(struct emitter *e, uint32_t node)
{
  switch (e->nodes[node].kind) {
  case AD_NODE_INPUT: add_input(e, node, 'v'); break;
  case AD_NODE_DATA:
    emit_comment_value(e, node);
    add_data(e, node);
    break;
  default:
    emit_comment_value(e, node);
    add_view(e, node);
  }
}

/* Parts that have no tangent stay 0. */
void emit_view_tangent(struct emitter *e, uint32_t node)
{
  const struct ad_node *n = &e->nodes[node];
  if (n->kind == AD_NODE_INPUT) {
    add_input(e, node, 'd');
    return;
  }
  emit_comment_tangent(e, node);
  emit_declare(e, 'd', node, 1);
  for (int k = 0; k < ad_node_arguments(n); k++)
    if (emit_hands_down(e, node, k))
      add_move(e, node, part_of(e, node, k), 'd', 1);
}

void emit_view_share(struct emitter *e, uint32_t node, int k, char letter,
                     int level)
{
  emit_comment_share(e, node, k, letter, false, level);
  add_move(e, node, part_of(e, node, k), letter, level);
}
