/* emit_comment.c: what an emitted loop computes, in words. */
#include <config.h>

#include "emit_rule_impl.h"

#include <ctype.h>
#include <string.h>

static const char letters[] =
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

static void add_value(struct emit_text *t, const struct emitter *e,
                      uint32_t node)
{
  if (e->nodes[node].kind == AD_NODE_CONSTANT)
    emit_add(t, "%.6g", e->nodes[node].constant);
  else
    emit_name(t, e, 'v', node);
}

/* v_3 of the value, d_3 of its tangent, 0 where there is none. */
static void add_part(struct emit_text *t, const struct emitter *e,
                     uint32_t node, char letter)
{
  if (letter == 'v')
    add_value(t, e, node);
  else if (letter == 'd' && !e->moved[node])
    emit_add(t, "0");
  else
    emit_name(t, e, letter, node);
}

static void add_shape(struct emit_text *t, struct ad_shape s)
{
  emit_add(t, "%zux%zu", s.rows, s.cols);
}

/* ---- operations --------------------------------------------------------------- */

/* The sign between two arguments; NULL: it is a call, or has one argument. */
static const char *infix(const struct ad_node *n)
{
  if (n->kind == AD_NODE_WHOLE)
    return n->more->whole == AD_MATRIX_matmul ? "@" : NULL;
  const struct ad_op_info *op = n->kind == AD_NODE_OP ? ad_op_info(n->op) : NULL;
  return op && op->notation == AD_INFIX ? op->symbol : NULL;
}

static void add_call(struct emit_text *t, const struct emitter *e,
                     const struct ad_node *n, const char *name, int number,
                     bool has_number)
{
  emit_add(t, "%s(", name);
  for (int k = 0; k < ad_node_arguments(n); k++) {
    emit_add(t, "%s", k ? ", " : "");
    add_value(t, e, n->arg[k]);
  }
  if (has_number)
    emit_add(t, ", %d", number);
  emit_add(t, ")");
}

static void add_op(struct emit_text *t, const struct emitter *e,
                   const struct ad_node *n)
{
  const struct ad_op_info *op = ad_op_info(n->op);
  if (op->notation == AD_CALL) {
    add_call(t, e, n, op->name, n->n, op->kind == AD_INTEGER);
    return;
  }
  if (op->notation == AD_PREFIX)
    emit_add(t, "%s", op->symbol);
  add_value(t, e, n->arg[0]);
  if (op->kind == AD_INTEGER) {
    emit_add(t, " %s %d", op->symbol, n->n);
  } else if (op->notation == AD_INFIX) {
    emit_add(t, " %s ", op->symbol);
    add_value(t, e, n->arg[1]);
  }
}

static void add_whole(struct emit_text *t, const struct emitter *e,
                      const struct ad_node *n)
{
  if (!infix(n)) {
    add_call(t, e, n, ad_matrix_info(n->more->whole)->name, n->n,
             n->n != AD_ALL);
    return;
  }
  add_value(t, e, n->arg[0]);
  emit_add(t, " @ ");
  add_value(t, e, n->arg[1]);
}

/* 2:3 of the size, : if it is all. */
static void add_range(struct emit_text *t, size_t first, size_t count,
                      size_t size)
{
  if (count == size)
    emit_add(t, ":");
  else if (count == 1)
    emit_add(t, "%zu", first + 1);
  else
    emit_add(t, "%zu:%zu", first + 1, first + count);
}

static void add_slice(struct emit_text *t, const struct emitter *e,
                      uint32_t node, char letter)
{
  const uint32_t from = e->nodes[node].arg[0];
  const struct ad_shape s = emit_shape(e, node), of = emit_shape(e, from);
  size_t row, col;
  ad_formula_slice(e->f, node, &row, &col);
  add_part(t, e, from, letter);
  emit_add(t, "[");
  add_range(t, row, s.rows, of.rows);
  emit_add(t, ", ");
  add_range(t, col, s.cols, of.cols);
  emit_add(t, "]");
}

static void add_join(struct emit_text *t, const struct emitter *e,
                     const struct ad_node *n, char letter)
{
  enum { MOST = 12 };
  const int count = ad_node_arguments(n);
  emit_add(t, "[");
  for (int k = 0; k < count && k < MOST; k++) {
    emit_add(t, "%s", k == 0                              ? ""
                      : (uint32_t)k % n->more->cols == 0 ? "; "
                                                          : ", ");
    add_part(t, e, ad_node_argument(n, k), letter);
  }
  emit_add(t, count > MOST ? ", ...]" : "]");
}

static void add_data(struct emit_text *t, const struct ad_node *n)
{
  const struct ad_node_more *m = n->more;
  if (!m->maker)
    emit_add(t, "a constant");
  else if (m->seeded)
    emit_add(t, "%s(%u, %u, %llu)", m->maker, m->rows, m->cols,
             (unsigned long long)m->seed);
  else
    emit_add(t, strcmp(m->maker, "eye") ? "%s(%u, %u)" : "%s(%u)", m->maker,
             m->rows, m->cols);
}

/* What moves numbers, of values or of their tangents. */
static void add_view(struct emit_text *t, const struct emitter *e,
                     uint32_t node, char letter)
{
  const struct ad_node *n = &e->nodes[node];
  switch (n->kind) {
  case AD_NODE_JOIN: add_join(t, e, n, letter); break;
  case AD_NODE_SLICE: add_slice(t, e, node, letter); break;
  case AD_NODE_TRANSPOSE:
    add_part(t, e, n->arg[0], letter);
    emit_add(t, "'");
    break;
  case AD_NODE_RESHAPE:
    emit_add(t, "reshape(");
    add_part(t, e, n->arg[0], letter);
    emit_add(t, ", %u, %u)", n->more->rows, n->more->cols);
    break;
  default: break;
  }
}

static void add_operation(struct emit_text *t, const struct emitter *e,
                          uint32_t node)
{
  const struct ad_node *n = &e->nodes[node];
  switch (n->kind) {
  case AD_NODE_OP: add_op(t, e, n); break;
  case AD_NODE_WHOLE: add_whole(t, e, n); break;
  case AD_NODE_DATA: add_data(t, n); break;
  default: add_view(t, e, node, 'v');
  }
}

/* (4x3 @ 3x1), (3x3, 3x1 -> 3x1), (2x1), or nothing if all are numbers. */
static void add_shapes(struct emit_text *t, const struct emitter *e,
                       uint32_t node)
{
  const struct ad_node *n = &e->nodes[node];
  const struct ad_shape y = emit_shape(e, node);
  const int count = n->kind == AD_NODE_JOIN ? 0 : ad_node_arguments(n);
  const char *sign = count == 2 ? infix(n) : NULL;
  bool numbers = emit_is_number(e, node), same = true;
  for (int k = 0; k < count; k++) {
    const struct ad_shape x = emit_shape(e, n->arg[k]);
    numbers = numbers && emit_is_number(e, n->arg[k]);
    same = same && x.rows == y.rows && x.cols == y.cols;
  }
  if (numbers)
    return;
  emit_add(t, "   (");
  for (int k = 0; k < count && (!same || sign); k++) {
    if (k)
      emit_add(t, sign ? " %s " : ", ", sign);
    add_shape(t, emit_shape(e, n->arg[k]));
  }
  if (!sign)
    emit_add(t, "%s", same ? "" : " -> "), add_shape(t, y);
  emit_add(t, ")");
}

void emit_comment_value(struct emitter *e, uint32_t node)
{
  const char *name = e->nodes[node].name;
  emit_add(&e->body, "\n  /* ");
  if (name)
    emit_add(&e->body, "%s: ", name);
  add_value(&e->body, e, node);
  emit_add(&e->body, " = ");
  add_operation(&e->body, e, node);
  add_shapes(&e->body, e, node);
  emit_add(&e->body, " */\n");
}

/* ---- equations ---------------------------------------------------------------- */

/* The node and the letter that stand for the word at p, A or abar; what comes
 * after it, or NULL: it stands for itself. */
static const char *read_word(const struct ad_node *n, uint32_t node,
                             const char *p, uint32_t *of, char *letter)
{
  const char *const end = p + strspn(p, letters);
  const char low = (char)tolower((unsigned char)*p);
  *letter = emit_rule_letter(p, (size_t)(end - p));
  if (end == p || !*letter)
    return NULL;
  if (low == 'y')
    *of = node;
  else if (low >= 'a' && low < 'a' + ad_node_arguments(n))
    *of = n->arg[low - 'a'];
  else
    return NULL;
  return end;
}

void emit_comment_equation(struct emit_text *t, const struct emitter *e,
                           uint32_t node, const char *equation, bool second)
{
  const struct ad_node *n = &e->nodes[node];
  char before = ' ', letter;
  for (const char *p = equation; *p; before = p[-1]) {
    uint32_t of;
    const char *end = read_word(n, node, p, &of, &letter);
    if (end) {
      emit_add(t, "%s", isdigit((unsigned char)before) ? " " : "");
      add_part(t, e, of, letter == 'b' && second ? 'c' : letter);
    } else if (*p == 'n' && n->kind == AD_NODE_OP &&
               strspn(p, letters) == 1) {
      emit_add(t, "%d", n->n);
      end = p + 1;
    } else {
      end = strspn(p, letters) ? p + strspn(p, letters) : p + 1;
      emit_bytes(t, p, (size_t)(end - p));
    }
    p = end;
  }
}

/* d_3 * (1 - v_3^2), or the same of b_3 or c_3: a partial times it. */
static void add_product(struct emit_text *t, const struct emitter *e,
                        uint32_t node, int k, uint32_t of, char letter)
{
  const char *say = ad_op_info(e->nodes[node].op)->say[k];
  emit_name(t, e, letter, of);
  if (strcmp(say, "1") == 0 || strcmp(say, "-1") == 0)
    return;
  const bool bare = strpbrk(say, " +-/^") == NULL;
  emit_add(t, bare ? " * " : " * (");
  emit_comment_equation(t, e, node, say, false);
  emit_add(t, bare ? "" : ")");
}

/* ---- tangents ----------------------------------------------------------------- */

static void add_each_tangent(struct emit_text *t, const struct emitter *e,
                             uint32_t node)
{
  const struct ad_node *n = &e->nodes[node];
  bool first = true;
  for (int k = 0; k < ad_node_arguments(n); k++) {
    if (!emit_hands_down(e, node, k))
      continue;
    const bool minus = strcmp(ad_op_info(n->op)->say[k], "-1") == 0;
    emit_add(t, "%s", first ? minus ? "-" : "" : minus ? " - " : " + ");
    add_product(t, e, node, k, n->arg[k], 'd');
    first = false;
  }
}

void emit_comment_tangent(struct emitter *e, uint32_t node)
{
  struct emit_text *t = &e->body;
  emit_add(t, "\n  /* ");
  emit_name(t, e, 'd', node);
  emit_add(t, " = ");
  if (e->nodes[node].kind == AD_NODE_OP)
    add_each_tangent(t, e, node);
  else
    add_view(t, e, node, 'd');
  if (!emit_is_number(e, node)) {
    emit_add(t, "   (");
    add_shape(t, emit_shape(e, node));
    emit_add(t, ")");
  }
  emit_add(t, " */\n");
}

/* ---- shares ------------------------------------------------------------------- */

/* b_1 += b_3 * (1 - v_3^2), summed where the argument is repeated; or c_1 += the
 * tangent of it. */
static void add_each_share(struct emit_text *t, const struct emitter *e,
                           uint32_t node, int k, char letter, bool curve)
{
  const struct ad_node *n = &e->nodes[node];
  const bool sum = emit_size(e, n->arg[k]) != emit_size(e, node);
  const bool minus = strcmp(ad_op_info(n->op)->say[k], "-1") == 0;
  emit_name(t, e, letter, n->arg[k]);
  emit_add(t, " %s %s%s", minus ? "-=" : "+=", sum ? "sum of " : "",
           curve ? "the tangent of " : "");
  add_product(t, e, node, k, node, curve ? 'b' : letter);
}

static void add_share(struct emit_text *t, const struct emitter *e,
                      uint32_t node, int k, char letter)
{
  const struct ad_node *n = &e->nodes[node];
  const uint32_t to = ad_node_argument(n, k);
  if (n->kind == AD_NODE_SLICE)
    add_slice(t, e, node, letter);
  else
    emit_name(t, e, letter, to);
  emit_add(t, n->kind == AD_NODE_JOIN ? " += its part of " : " += ");
  emit_name(t, e, letter, node);
  emit_add(t, "%s", n->kind == AD_NODE_TRANSPOSE ? "'"
                    : n->kind == AD_NODE_RESHAPE ? ", in its own shape"
                                                 : "");
}

void emit_comment_share(struct emitter *e, uint32_t node, int k, char letter,
                        bool curve, int level)
{
  const uint32_t to = ad_node_argument(&e->nodes[node], k);
  emit_add(&e->body, "\n");
  emit_indent(&e->body, level);
  emit_add(&e->body, "/* ");
  if (e->nodes[node].kind == AD_NODE_OP)
    add_each_share(&e->body, e, node, k, letter, curve);
  else
    add_share(&e->body, e, node, k, letter);
  if (!emit_is_number(e, to)) {
    emit_add(&e->body, "   (");
    add_shape(&e->body, emit_shape(e, to));
    emit_add(&e->body, ")");
  }
  emit_add(&e->body, " */\n");
}
