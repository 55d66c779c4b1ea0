/* formula_parse.c: from words to nodes, by precedence climbing (V. Pratt, Top
 * down operator precedence, POPL 1973).  Operators, their binding and the
 * functions are the rows of the op table. */
#include <config.h>

#include "formula_impl.h"

#include <limits.h>
#include <locale.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "formula_lex.h"
#include "nearest.h"

/* Levels of parentheses, of unary signs and of a^b^c...; bounds the
 * recursion. */
enum { DEEPEST = 1000 };

struct parser {
  struct lexer lexer;
  struct token token; /* the one in front */
  ad_formula *f;
  struct ad_formula_error *error;
  bool failed;
  int depth;    /* of recursion */
  int brackets; /* inside parentheses, newlines mean nothing */
};

static uint32_t parse_expression(struct parser *p, int binding);

/* ---- errors and words --------------------------------------------------- */

static uint32_t fail(struct parser *p, size_t offset, size_t length,
                     const char *hint, const char *format, ...)
{
  va_list args;
  if (p->failed)
    return NO_NODE; /* the first one counts */
  p->failed = true;
  p->error->offset = offset;
  p->error->length = length;
  snprintf(p->error->hint, sizeof p->error->hint, "%s", hint);
  va_start(args, format);
  vsnprintf(p->error->message, sizeof p->error->message, format, args);
  va_end(args);
  return NO_NODE;
}

static uint32_t fail_memory(struct parser *p)
{
  return fail(p, p->token.offset, 0, "", "out of memory");
}

/* Names in messages are cut to a readable length. */
static int shown(const struct token *t)
{
  return t->length < 40 ? (int)t->length : 40;
}

static const char *text_of(const struct parser *p, const struct token *t)
{
  return p->lexer.text + t->offset;
}

static void advance(struct parser *p)
{
  do
    p->token = lex(&p->lexer);
  while (p->token.kind == TOKEN_NEWLINE && p->brackets > 0 &&
         *text_of(p, &p->token) == '\n');
  if (p->token.kind == TOKEN_ERROR)
    p->failed = true; /* the lexer has said why */
}

static void skip_newlines(struct parser *p)
{
  while (p->token.kind == TOKEN_NEWLINE && !p->failed)
    advance(p);
}

static bool at(const struct parser *p, const char *symbol)
{
  return token_is(&p->lexer, &p->token, symbol);
}

static uint32_t fail_unexpected(struct parser *p, const char *wanted)
{
  const struct token *t = &p->token;
  if (t->kind == TOKEN_END)
    return fail(p, t->offset, 0, "", "the formula ends, but %s is missing",
                wanted);
  if (t->kind == TOKEN_NEWLINE)
    return fail(p, t->offset, 0, "", "the statement ends, but %s is missing",
                wanted);
  return fail(p, t->offset, t->length, "", "expected %s, not `%.*s`", wanted,
              shown(t), text_of(p, t));
}

/* ---- nodes --------------------------------------------------------------- */

static struct ad_node *node(const struct parser *p, uint32_t i)
{
  return &p->f->nodes[i];
}

static bool is_constant(const struct parser *p, uint32_t i)
{
  return node(p, i)->kind == AD_NODE_CONSTANT;
}

static uint32_t add(struct parser *p, struct ad_node n)
{
  uint32_t i = p->failed ? NO_NODE : formula_add(p->f, n);
  return i == NO_NODE && !p->failed ? fail_memory(p) : i;
}

/* A constant that has gone into another node is removed, unless it has a name
 * and may be used again. */
static void drop_constant(struct parser *p, uint32_t i)
{
  if (i + 1 == p->f->count && is_constant(p, i) && !node(p, i)->name)
    p->f->count--;
}

/* An op on constants is done here and now. */
static uint32_t fold(struct parser *p, struct ad_node n, double a, double b)
{
  const struct ad_op_info *op = ad_op_info(n.op);
  if (!ad_op_defined(n.op, a, b))
    return fail(p, n.offset, n.length, "",
                "this constant is undefined: %s needs %s", op->name,
                op->domain);
  n.kind = AD_NODE_CONSTANT;
  n.constant = ad_op_eval(n.op, a, b).y;
  if (!(n.constant - n.constant == 0))
    return fail(p, n.offset, n.length, "",
                "this constant is too large for a double");
  return add(p, n);
}

static uint32_t apply1(struct parser *p, enum ad_op op, uint32_t a,
                       size_t offset, size_t length)
{
  if (p->failed)
    return NO_NODE;
  struct ad_node n = {.kind = AD_NODE_OP, .op = op, .a = a,
                      .offset = (uint32_t)offset, .length = (uint32_t)length};
  if (!is_constant(p, a))
    return add(p, n);
  double value = node(p, a)->constant;
  drop_constant(p, a);
  return fold(p, n, value, 0);
}

/* An OPN row's op: b has to be an integer constant. */
static uint32_t apply_integer(struct parser *p, struct ad_node n)
{
  double value = node(p, n.b)->constant;
  n.n = (int)value;
  drop_constant(p, n.b);
  n.b = 0;
  return add(p, n);
}

static bool is_integer(const struct parser *p, uint32_t i)
{
  double c = node(p, i)->constant;
  return is_constant(p, i) && c == floor(c) && fabs(c) <= INT_MAX;
}

static uint32_t apply2(struct parser *p, enum ad_op op, uint32_t a, uint32_t b,
                       size_t offset, size_t length)
{
  if (p->failed)
    return NO_NODE;
  struct ad_node n = {.kind = AD_NODE_OP, .op = op, .a = a, .b = b,
                      .offset = (uint32_t)offset, .length = (uint32_t)length};
  const struct ad_op_info *info = ad_op_info(op);
  if (info->kind == AD_INTEGER && !is_integer(p, b))
    return fail(p, node(p, b)->offset, node(p, b)->length,
                "use ^ for other exponents",
                "the second argument of `%s` has to be an integer constant",
                info->name);
  if (is_constant(p, a) && is_constant(p, b)) {
    double u = node(p, a)->constant, v = node(p, b)->constant;
    drop_constant(p, b);
    drop_constant(p, a);
    return fold(p, n, u, v);
  }
  return info->kind == AD_INTEGER ? apply_integer(p, n) : add(p, n);
}

/* ---- names ---------------------------------------------------------------- */

/* Where an unknown function's name comes nearest to. */
static uint32_t fail_unknown(struct parser *p, const struct token *name)
{
  const char *words[AD_OP_COUNT];
  char hint[80] = "`dualtape ops` lists the functions";
  for (int op = 0; op < AD_OP_COUNT; op++)
    words[op] = ad_op_info((enum ad_op)op)->name;
  const char *near =
    ad_nearest(text_of(p, name), name->length, words, AD_OP_COUNT);
  if (near)
    snprintf(hint, sizeof hint, "did you mean `%s`?", near);
  return fail(p, name->offset, name->length, hint, "unknown function `%.*s`",
              shown(name), text_of(p, name));
}

static uint32_t new_input(struct parser *p, const struct token *t,
                          double value)
{
  struct ad_node n = {.kind = AD_NODE_INPUT, .offset = (uint32_t)t->offset,
                      .length = (uint32_t)t->length};
  uint32_t i = add(p, n);
  if (i == NO_NODE)
    return NO_NODE;
  struct formula_name *name =
    formula_name(p->f, text_of(p, t), t->length, i, true);
  if (!name || !formula_add_input(p->f, i, value))
    return fail_memory(p);
  node(p, i)->name = name->text;
  return i;
}

/* A name in an expression: a value, pi, or a new input. */
static uint32_t parse_name(struct parser *p, const struct token *t)
{
  const struct formula_name *known =
    formula_find(p->f, text_of(p, t), t->length);
  if (known)
    return known->node;
  if (ad_op_find(text_of(p, t), t->length) != AD_OP_COUNT)
    return fail(p, t->offset, t->length, "write its argument in parentheses",
                "`%.*s` is a function", shown(t), text_of(p, t));
  if (token_is(&p->lexer, t, "pi"))
    return add(p, (struct ad_node){.kind = AD_NODE_CONSTANT,
                                   .constant = 3.14159265358979323846,
                                   .offset = (uint32_t)t->offset,
                                   .length = (uint32_t)t->length});
  return new_input(p, t, NAN);
}

/* name ( expression , ... ) */
static uint32_t parse_call(struct parser *p, const struct token *name)
{
  enum ad_op op = ad_op_find(text_of(p, name), name->length);
  uint32_t args[2] = {NO_NODE, NO_NODE};
  int count = 0;
  if (formula_find(p->f, text_of(p, name), name->length))
    return fail(p, name->offset, name->length, "write * for a product",
                "`%.*s` is a value, not a function", shown(name),
                text_of(p, name));
  if (op == AD_OP_COUNT)
    return fail_unknown(p, name);
  p->brackets++;
  advance(p); /* over the ( */
  while (!p->failed && !at(p, ")")) {
    uint32_t value = parse_expression(p, 0);
    if (count < 2)
      args[count] = value;
    count++;
    if (at(p, ","))
      advance(p);
    else if (!p->failed && !at(p, ")"))
      return fail_unexpected(p, "an operator, `,` or `)`");
  }
  p->brackets--;
  size_t length = p->token.offset + 1 - name->offset;
  if (!p->failed && count != ad_op_arity(op))
    return fail(p, name->offset, length, "", "`%.*s` takes %d argument%s, not %d",
                shown(name), text_of(p, name), ad_op_arity(op),
                ad_op_arity(op) == 1 ? "" : "s", count);
  if (!p->failed)
    advance(p);
  return count == 1 ? apply1(p, op, args[0], name->offset, length)
                    : apply2(p, op, args[0], args[1], name->offset, length);
}

/* ---- expressions ------------------------------------------------------------ */

/* The op of the symbol in front, of a prefix or of an infix op. */
static enum ad_op op_in_front(const struct parser *p, enum ad_notation how)
{
  for (int op = 0; op < AD_OP_COUNT && p->token.kind == TOKEN_SYMBOL; op++) {
    const struct ad_op_info *info = ad_op_info((enum ad_op)op);
    if (info->notation == how && info->kind != AD_INTEGER &&
        at(p, info->symbol))
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
        is_integer(p, right))
      return (enum ad_op)k;
  }
  return op;
}

static uint32_t parse_parentheses(struct parser *p)
{
  size_t open = p->token.offset;
  p->brackets++;
  advance(p);
  uint32_t value = parse_expression(p, 0);
  p->brackets--;
  if (!p->failed && p->token.kind == TOKEN_END)
    return fail(p, open, 1, "", "this parenthesis is never closed");
  if (!p->failed && !at(p, ")"))
    return fail_unexpected(p, "an operator or `)`");
  if (!p->failed)
    advance(p);
  return value;
}

/* What can stand before an operator. */
static uint32_t parse_operand(struct parser *p)
{
  skip_newlines(p);
  struct token t = p->token;
  enum ad_op prefix = op_in_front(p, AD_PREFIX);
  if (p->failed)
    return NO_NODE;
  if (prefix != AD_OP_COUNT || at(p, "+")) {
    advance(p);
    uint32_t a = parse_expression(
      p, ad_op_info(prefix == AD_OP_COUNT ? AD_OP_neg : prefix)->binding);
    return prefix == AD_OP_COUNT ? a : apply1(p, prefix, a, t.offset, t.length);
  }
  if (at(p, "("))
    return parse_parentheses(p);
  if (t.kind != TOKEN_NUMBER && t.kind != TOKEN_NAME)
    return fail_unexpected(p, "a number, a name or `(`");
  advance(p);
  if (t.kind == TOKEN_NAME)
    return at(p, "(") ? parse_call(p, &t) : parse_name(p, &t);
  return add(p, (struct ad_node){.kind = AD_NODE_CONSTANT,
                                 .constant = t.number,
                                 .offset = (uint32_t)t.offset,
                                 .length = (uint32_t)t.length});
}

/* Operands joined by operators that bind at least as much as `binding`. */
static uint32_t parse_expression(struct parser *p, int binding)
{
  if (++p->depth > DEEPEST)
    fail(p, p->token.offset, p->token.length,
         "name the inner parts: u = ...; v = f(u)",
         "nested deeper than %d levels", DEEPEST);
  uint32_t left = p->failed ? NO_NODE : parse_operand(p);
  while (!p->failed) {
    struct token t = p->token;
    enum ad_op op = op_in_front(p, AD_INFIX);
    if (op == AD_OP_COUNT || ad_op_info(op)->binding < binding)
      break;
    advance(p);
    uint32_t right =
      parse_expression(p, ad_op_info(op)->binding + !ad_op_info(op)->right);
    if (!p->failed)
      left = apply2(p, integer_form(p, op, right), left, right, t.offset,
                    t.length);
  }
  p->depth--;
  return left;
}

/* ---- statements -------------------------------------------------------------- */

/* An operand after an operand: 2x, sin x. */
static void check_end_of_value(struct parser *p)
{
  const struct token *t = &p->token;
  if (p->failed || t->kind == TOKEN_NEWLINE || t->kind == TOKEN_END ||
      at(p, ","))
    return;
  if (at(p, ")"))
    fail(p, t->offset, 1, "", "this parenthesis was never opened");
  else if (at(p, "="))
    fail(p, t->offset, 1, "an assignment is NAME = expression",
         "only a name can stand left of =");
  else
    fail(p, t->offset, t->length, "write * for a product",
         "an operator is missing before `%.*s`", shown(t), text_of(p, t));
}

/* Gives the value a name: u = ... */
static void bind_name(struct parser *p, const struct token *t, uint32_t value)
{
  const struct formula_name *known =
    formula_find(p->f, text_of(p, t), t->length);
  if (p->failed)
    return;
  if (known) {
    fail(p, t->offset, t->length, "choose another name",
         known->input ? "`%.*s` is an input already"
                      : "`%.*s` is assigned a second time",
         shown(t), text_of(p, t));
    return;
  }
  struct formula_name *name =
    formula_name(p->f, text_of(p, t), t->length, value, false);
  if (!name)
    fail_memory(p);
  else if (!node(p, value)->name)
    node(p, value)->name = name->text;
}

/* Whether a name in front is a new one to be assigned, and may be. */
static bool check_new_name(struct parser *p, const struct token *t)
{
  if (ad_op_find(text_of(p, t), t->length) != AD_OP_COUNT ||
      token_is(&p->lexer, t, "pi"))
    fail(p, t->offset, t->length, "choose another name",
         "`%.*s` already has a meaning", shown(t), text_of(p, t));
  return !p->failed;
}

/* input x = 1, y, z = -2 */
static void parse_inputs(struct parser *p)
{
  do {
    advance(p);
    skip_newlines(p);
    struct token t = p->token;
    if (p->failed || t.kind != TOKEN_NAME) {
      fail_unexpected(p, "the name of an input");
      return;
    }
    if (!check_new_name(p, &t))
      return;
    if (formula_find(p->f, text_of(p, &t), t.length)) {
      fail(p, t.offset, t.length, "declare inputs before they are used, once",
           "`%.*s` is there already", shown(&t), text_of(p, &t));
      return;
    }
    new_input(p, &t, NAN);
    advance(p);
    if (p->failed || !at(p, "="))
      continue;
    advance(p);
    size_t start = p->token.offset;
    uint32_t value = parse_expression(p, 0);
    if (p->failed)
      return;
    if (!is_constant(p, value)) {
      fail(p, start, p->token.offset - start, "",
           "the default value of an input has to be a number");
      return;
    }
    p->f->inputs[p->f->input_count - 1].value = node(p, value)->constant;
    drop_constant(p, value);
  } while (!p->failed && at(p, ","));
}

/* One value of a statement, perhaps named.  It becomes an output; the outputs
 * of all statements but the last are taken back. */
static void parse_value(struct parser *p)
{
  skip_newlines(p);
  struct token t = p->token;
  struct lexer before = p->lexer;
  bool named = false;
  if (t.kind == TOKEN_NAME) {
    advance(p);
    named = at(p, "=");
    if (named && check_new_name(p, &t))
      advance(p);
    else if (!p->failed)
      p->lexer = before, p->token = t;
  }
  uint32_t value = p->failed ? NO_NODE : parse_expression(p, 0);
  check_end_of_value(p);
  if (named)
    bind_name(p, &t, value);
  char name[64] = "";
  if (!p->failed && named && t.length < sizeof name)
    memcpy(name, text_of(p, &t), t.length);
  if (!p->failed && !formula_add_output(p->f, value, name))
    fail_memory(p);
}

static void drop_outputs(struct parser *p, const struct token *unnamed)
{
  ad_formula *f = p->f;
  for (size_t i = 0; i < f->output_count; i++)
    free(f->outputs[i].name);
  f->output_count = 0;
  if (unnamed->length)
    fail(p, unnamed->offset, unnamed->length,
         "write u = ... to use it later, or put it last to see it",
         "this value is computed but never used");
}

/* Whether an `input` statement is in front: the word, and a name. */
static bool at_inputs(const struct parser *p)
{
  struct ad_formula_error unused;
  struct lexer ahead = p->lexer;
  ahead.error = &unused;
  return at(p, "input") && lex(&ahead).kind == TOKEN_NAME;
}

/* expression, name = expression, ...; into *unnamed the place of a value that
 * got no name. */
static void parse_values(struct parser *p, struct token *unnamed)
{
  for (bool more = true; more && !p->failed;) {
    size_t start = p->token.offset;
    parse_value(p);
    if (!p->failed && !p->f->outputs[p->f->output_count - 1].name[0])
      *unnamed =
        (struct token){.offset = start, .length = p->token.offset - start};
    more = at(p, ",");
    if (more)
      advance(p);
  }
}

static void parse_statements(struct parser *p)
{
  struct token unnamed = {.length = 0}; /* in the statement before */
  bool any = false;
  advance(p);
  for (skip_newlines(p); !p->failed && p->token.kind != TOKEN_END;
       skip_newlines(p)) {
    if (at_inputs(p)) {
      parse_inputs(p);
      check_end_of_value(p);
      continue;
    }
    if (any)
      drop_outputs(p, &unnamed);
    unnamed.length = 0;
    any = true;
    parse_values(p, &unnamed);
  }
  if (!p->failed && !any)
    fail(p, p->token.offset, 0, "write for example: dualtape compare 'x^2' x=3",
         "there is nothing to evaluate");
}

/* Outputs without a name: that of their node, or f, or f1, f2, ... */
static void name_outputs(struct parser *p)
{
  ad_formula *f = p->f;
  const char *stem = formula_find(f, "f", 1) ? "result" : "f";
  for (size_t i = 0; i < f->output_count && !p->failed; i++) {
    const char *known = f->nodes[f->outputs[i].node].name;
    char name[64];
    if (f->outputs[i].name[0])
      continue;
    if (f->output_count == 1)
      snprintf(name, sizeof name, "%s", stem);
    else
      snprintf(name, sizeof name, "%s%zu", stem, i + 1);
    char *copy = strdup(known ? known : name);
    if (!copy) {
      fail_memory(p);
      return;
    }
    free(f->outputs[i].name);
    f->outputs[i].name = copy;
  }
}

static void parse(struct parser *p)
{
  /* strtod is to read a dot whatever the caller's language. */
  locale_t c = newlocale(LC_NUMERIC_MASK, "C", (locale_t)0), old = (locale_t)0;
  if (c)
    old = uselocale(c);
  parse_statements(p);
  if (c) {
    uselocale(old);
    freelocale(c);
  }
  name_outputs(p);
}

ad_formula *ad_formula_parse(const char *text, size_t length,
                             struct ad_formula_error *error)
{
  struct ad_formula_error own;
  struct parser p = {.lexer = {.text = text, .length = length},
                     .error = error ? error : &own};
  p.lexer.error = p.error;
  *p.error = (struct ad_formula_error){0};
  p.f = calloc(1, sizeof *p.f);
  if (!p.f)
    fail_memory(&p);
  else if (length >= UINT32_MAX)
    fail(&p, 0, 0, "", "a formula of 4 GB or more");
  else
    parse(&p);
  if (p.failed) {
    ad_formula_place(text, p.error->offset, &p.error->line, &p.error->column);
    ad_formula_free(p.f);
    return NULL;
  }
  return p.f;
}
