/* formula_expression.c: operands and operators, by precedence climbing
 * (V. Pratt, Top down operator precedence, POPL 1973).  Operators, their
 * binding and the functions are the rows of the op table. */
#include <config.h>

#include "formula_parse.h"

#include <string.h>

/* Levels of parentheses, of unary signs and of a^b^c...; bounds the
 * recursion. */
enum { DEEPEST = 1000 };

/* A name in an expression: a value, pi, or a new input. */
static uint32_t parse_name(struct parser *p, const struct token *t)
{
  const struct formula_name *known =
      formula_find(p->f, parse_text(p, t), t->length);
  if (known)
    return known->node;
  if (ad_op_find(parse_text(p, t), t->length) != AD_OP_COUNT)
    return parse_fail(p, t->offset, t->length,
                      _("write its argument in parentheses"),
                      _("`%.*s` is a function"), parse_shown(t),
                      parse_text(p, t));
  if (token_is(&p->lexer, t, "pi"))
    return parse_add(p, (struct ad_node){.kind = AD_NODE_CONSTANT,
                                         .constant = 3.14159265358979323846,
                                         .offset = (uint32_t)t->offset,
                                         .length = (uint32_t)t->length});
  return parse_new_input(p, t, NAN);
}

/* The op of the symbol in front, of a prefix or of an infix op. */
static enum ad_op op_in_front(const struct parser *p, enum ad_notation how)
{
  for (int op = 0; op < AD_OP_COUNT && p->token.kind == TOKEN_SYMBOL; op++) {
    const struct ad_op_info *info = ad_op_info((enum ad_op)op);
    if (info->notation == how && info->kind != AD_INTEGER &&
        parse_at(p, info->symbol))
      return (enum ad_op)op;
  }
  return AD_OP_COUNT;
}

/* The OPN row written with the same symbol as op, if right is its integer. */
static enum ad_op integer_form(const struct parser *p, enum ad_op op,
                               uint32_t right)
{
  for (int k = 0; k < AD_OP_COUNT; k++) {
    const struct ad_op_info *info = ad_op_info((enum ad_op)k);
    if (info->kind == AD_INTEGER && info->notation == AD_INFIX &&
        strcmp(info->symbol, ad_op_info(op)->symbol) == 0 &&
        parse_is_integer(p, right))
      return (enum ad_op)k;
  }
  return op;
}

static uint32_t parse_parentheses(struct parser *p)
{
  size_t open = p->token.offset;
  p->brackets++;
  parse_advance(p);
  uint32_t value = parse_expression(p, 0);
  p->brackets--;
  if (!p->failed && p->token.kind == TOKEN_END)
    return parse_fail(p, open, 1, "", _("this parenthesis is never closed"));
  if (!p->failed && !parse_at(p, ")"))
    return parse_fail_unexpected(p, _("an operator or `)`"));
  if (!p->failed)
    parse_advance(p);
  return value;
}

/* A newline after an operator means nothing, nor does a ;, but for one in a
 * matrix. */
static void skip_to_operand(struct parser *p)
{
  while (p->token.kind == TOKEN_NEWLINE && !p->failed)
    if (p->literals && *parse_text(p, &p->token) == ';')
      parse_fail_unexpected(p, _("a number, a name or `(`"));
    else
      parse_advance(p);
}

/* A number, a name, a call, or something in brackets. */
static uint32_t parse_atom(struct parser *p)
{
  const struct token t = p->token;
  if (parse_at(p, "("))
    return parse_parentheses(p);
  if (parse_at(p, "["))
    return parse_literal(p);
  if (parse_at(p, "'"))
    return parse_fail(p, t.offset, t.length,
                      _("a formula holds numbers only; quotes are for the "
                        "shell"),
                      _("a `'` with nothing before it to transpose"));
  if (t.kind != TOKEN_NUMBER && t.kind != TOKEN_NAME)
    return parse_fail_unexpected(p, _("a number, a name or `(`"));
  parse_advance(p);
  if (t.kind == TOKEN_NAME)
    return parse_at(p, "(") ? parse_call(p, &t) : parse_name(p, &t);
  return parse_add(p, (struct ad_node){.kind = AD_NODE_CONSTANT,
                                       .constant = t.number,
                                       .offset = (uint32_t)t.offset,
                                       .length = (uint32_t)t.length});
}

/* What can stand before an operator. */
static uint32_t parse_operand(struct parser *p)
{
  skip_to_operand(p);
  struct token t = p->token;
  enum ad_op prefix = op_in_front(p, AD_PREFIX);
  if (p->failed)
    return NO_NODE;
  if (prefix != AD_OP_COUNT || parse_at(p, "+")) {
    parse_advance(p);
    uint32_t a = parse_expression(
        p, ad_op_info(prefix == AD_OP_COUNT ? AD_OP_neg : prefix)->binding);
    return prefix == AD_OP_COUNT
               ? a
               : parse_apply(p, prefix, &a, t.offset, t.length);
  }
  const uint32_t value = parse_atom(p);
  return p->failed ? NO_NODE : parse_postfix(p, value);
}

/* ---- operators ------------------------------------------------------------ */

/* An infix operator of either table.  Those of matrix.def have no column for
 * their symbols: there is one, which binds as the product of numbers does. */
struct infix {
  enum ad_op op;           /* AD_OP_COUNT: none, or */
  enum ad_matrix_op whole; /* a matrix's; AD_MATRIX_COUNT: none */
  int binding, next;       /* and that of its right operand */
};

static struct infix infix_in_front(const struct parser *p)
{
  struct infix i = {op_in_front(p, AD_INFIX), AD_MATRIX_COUNT, -1, 0};
  const struct ad_op_info *info =
      ad_op_info(i.op == AD_OP_COUNT ? AD_OP_mul : i.op);
  if (i.op == AD_OP_COUNT && parse_at(p, "@"))
    i.whole = AD_MATRIX_matmul;
  if (i.op != AD_OP_COUNT || i.whole != AD_MATRIX_COUNT)
    i.binding = info->binding, i.next = info->binding + !info->right;
  return i;
}

static uint32_t apply_infix(struct parser *p, const struct infix *i,
                            const struct token *t, uint32_t left,
                            uint32_t right)
{
  if (i->op != AD_OP_COUNT)
    return parse_apply(p, integer_form(p, i->op, right),
                       (const uint32_t[]){left, right}, t->offset, t->length);
  return parse_add_more(p,
                        (struct ad_node){.kind = AD_NODE_WHOLE,
                                         .arg = {left, right},
                                         .n = AD_ALL,
                                         .offset = (uint32_t)t->offset,
                                         .length = (uint32_t)t->length},
                        (struct ad_node_more){.whole = i->whole});
}

/* Operands joined by operators that bind at least as much as `binding`. */
uint32_t parse_expression(struct parser *p, int binding)
{
  if (++p->depth > DEEPEST)
    parse_fail(p, p->token.offset, p->token.length,
               _("name the inner parts: u = ...; v = f(u)"),
               _("nested deeper than %d levels"), DEEPEST);
  uint32_t left = p->failed ? NO_NODE : parse_operand(p);
  while (!p->failed) {
    struct token t = p->token;
    const struct infix i = infix_in_front(p);
    if (i.binding < binding || i.binding < 0)
      break;
    parse_advance(p);
    uint32_t right = parse_expression(p, i.next);
    if (!p->failed)
      left = apply_infix(p, &i, &t, left, right);
  }
  p->depth--;
  return left;
}
