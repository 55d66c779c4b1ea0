/* formula_expression.c: operands and operators, by precedence climbing
 * (V. Pratt, Top down operator precedence, POPL 1973).  Operators, their
 * binding and the functions are the rows of the op table. */
#include <config.h>

#include "formula_parse.h"

#include <stdio.h>
#include <string.h>

#include "nearest.h"

/* Levels of parentheses, of unary signs and of a^b^c...; bounds the
 * recursion. */
enum { DEEPEST = 1000 };

/* Where an unknown function's name comes nearest to. */
static uint32_t fail_unknown(struct parser *p, const struct token *name)
{
  const char *words[AD_OP_COUNT];
  char hint[160];
  snprintf(hint, sizeof hint, "%s", _("`dualtape ops` lists the functions"));
  for (int op = 0; op < AD_OP_COUNT; op++)
    words[op] = ad_op_info((enum ad_op)op)->name;
  const char *near =
      ad_nearest(parse_text(p, name), name->length, words, AD_OP_COUNT);
  if (near)
    snprintf(hint, sizeof hint, _("did you mean `%s`?"), near);
  return parse_fail(p, name->offset, name->length, hint,
                    _("unknown function `%.*s`"), parse_shown(name),
                    parse_text(p, name));
}

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

/* name ( expression , ... ) */
static uint32_t parse_call(struct parser *p, const struct token *name)
{
  enum ad_op op = ad_op_find(parse_text(p, name), name->length);
  uint32_t args[AD_OP_ARGS] = {NO_NODE, NO_NODE, NO_NODE};
  int count = 0;
  if (formula_find(p->f, parse_text(p, name), name->length))
    return parse_fail(p, name->offset, name->length, _("write * for a product"),
                      _("`%.*s` is a value, not a function"), parse_shown(name),
                      parse_text(p, name));
  if (op == AD_OP_COUNT)
    return fail_unknown(p, name);
  p->brackets++;
  parse_advance(p); /* over the ( */
  while (!p->failed && !parse_at(p, ")")) {
    uint32_t value = parse_expression(p, 0);
    if (count < AD_OP_ARGS)
      args[count] = value;
    count++;
    if (parse_at(p, ","))
      parse_advance(p);
    else if (!p->failed && !parse_at(p, ")"))
      return parse_fail_unexpected(p, _("an operator, `,` or `)`"));
  }
  p->brackets--;
  size_t length = p->token.offset + 1 - name->offset;
  if (!p->failed && count != ad_op_arity(op))
    return parse_fail(p, name->offset, length, "",
                      ngettext_("`%.*s` takes %d argument, not %d",
                                "`%.*s` takes %d arguments, not %d",
                                (unsigned long)ad_op_arity(op)),
                      parse_shown(name), parse_text(p, name), ad_op_arity(op),
                      count);
  if (!p->failed)
    parse_advance(p);
  return parse_apply(p, op, args, name->offset, length);
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

/* What can stand before an operator. */
static uint32_t parse_operand(struct parser *p)
{
  parse_skip_newlines(p);
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
  if (parse_at(p, "("))
    return parse_parentheses(p);
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
    enum ad_op op = op_in_front(p, AD_INFIX);
    if (op == AD_OP_COUNT || ad_op_info(op)->binding < binding)
      break;
    parse_advance(p);
    uint32_t right =
        parse_expression(p, ad_op_info(op)->binding + !ad_op_info(op)->right);
    if (!p->failed)
      left = parse_apply(p, integer_form(p, op, right),
                         (const uint32_t[]){left, right}, t.offset, t.length);
  }
  p->depth--;
  return left;
}
