/* formula_parse.c: statements, and the whole. */
#include <config.h>

#include "formula_parse.h"

#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An operand after an operand: 2x, sin x. */
static void check_end_of_value(struct parser *p)
{
  const struct token *t = &p->token;
  if (p->failed || t->kind == TOKEN_NEWLINE || t->kind == TOKEN_END ||
      parse_at(p, ","))
    return;
  if (parse_at(p, ")"))
    parse_fail(p, t->offset, 1, "", _("this parenthesis was never opened"));
  else if (parse_at(p, "]"))
    parse_fail(p, t->offset, 1, "", _("this bracket was never opened"));
  else if (parse_at(p, ":"))
    parse_fail(p, t->offset, 1, _("write u = ... to give a value a name"),
               _("a range stands in an index: x[1:3]"));
  else if (parse_at(p, "="))
    parse_fail(p, t->offset, 1, _("an assignment is NAME = expression"),
               _("only a name can stand left of ="));
  else
    parse_fail(p, t->offset, t->length, _("write * for a product"),
               _("an operator is missing before `%.*s`"), parse_shown(t),
               parse_text(p, t));
}

/* Gives the value a name: u = ... */
static void bind_name(struct parser *p, const struct token *t, uint32_t value)
{
  const struct formula_name *known =
      formula_find(p->f, parse_text(p, t), t->length);
  if (p->failed)
    return;
  if (known) {
    parse_fail(p, t->offset, t->length, _("choose another name"),
               known->input ? _("`%.*s` is an input already")
                            : _("`%.*s` is assigned a second time"),
               parse_shown(t), parse_text(p, t));
    return;
  }
  struct formula_name *name =
      formula_name(p->f, parse_text(p, t), t->length, value, false);
  if (!name)
    parse_fail_memory(p);
  else if (!parse_node(p, value)->name)
    parse_node(p, value)->name = name->text;
}

/* Whether a name in front is a new one to be assigned, and may be. */
static bool check_new_name(struct parser *p, const struct token *t)
{
  if (ad_op_find(parse_text(p, t), t->length) != AD_OP_COUNT ||
      token_is(&p->lexer, t, "pi"))
    parse_fail(p, t->offset, t->length, _("choose another name"),
               _("`%.*s` already has a meaning"), parse_shown(t),
               parse_text(p, t));
  return !p->failed;
}

/* The value after `input x =`: a number, or a matrix of numbers, which is
 * computed here and now. */
static void parse_default(struct parser *p)
{
  const size_t start = p->token.offset, nodes = p->f->count,
               input = p->f->input_count - 1;
  const uint32_t value = parse_expression(p, 0);
  if (p->failed)
    return;
  struct formula_input *in = &p->f->inputs[input];
  if (parse_is_constant(p, value)) {
    in->value = parse_node(p, value)->constant;
    parse_drop_constant(p, value);
  } else if (!formula_evaluate(p->f, value, &in->shape, &in->data, p->error)) {
    p->failed = true;
    if (!p->error->message[0]) {
      p->failed = false;
      parse_fail(p, start, p->token.offset - start, "",
                 _("the default value of an input has to be a number"));
    }
  } else {
    p->f->count = nodes;
  }
}

/* input x = 1, y, z = -2 */
static void parse_inputs(struct parser *p)
{
  do {
    parse_advance(p);
    parse_skip_newlines(p);
    struct token t = p->token;
    if (p->failed || t.kind != TOKEN_NAME) {
      parse_fail_unexpected(p, _("the name of an input"));
      return;
    }
    if (!check_new_name(p, &t))
      return;
    if (formula_find(p->f, parse_text(p, &t), t.length)) {
      parse_fail(p, t.offset, t.length,
                 _("declare inputs before they are used, once"),
                 _("`%.*s` is there already"), parse_shown(&t),
                 parse_text(p, &t));
      return;
    }
    parse_new_input(p, &t, NAN);
    parse_advance(p);
    if (p->failed || !parse_at(p, "="))
      continue;
    parse_advance(p);
    parse_default(p);
  } while (!p->failed && parse_at(p, ","));
}

/* One value of a statement, perhaps named.  It becomes an output; the outputs
 * of all statements but the last are taken back. */
static void parse_value(struct parser *p)
{
  parse_skip_newlines(p);
  struct token t = p->token;
  struct lexer before = p->lexer;
  bool named = false;
  if (t.kind == TOKEN_NAME) {
    parse_advance(p);
    named = parse_at(p, "=");
    if (named && check_new_name(p, &t))
      parse_advance(p);
    else if (!p->failed)
      p->lexer = before, p->token = t;
  }
  uint32_t value = p->failed ? NO_NODE : parse_expression(p, 0);
  check_end_of_value(p);
  if (named)
    bind_name(p, &t, value);
  char name[64] = "";
  if (!p->failed && named && t.length < sizeof name)
    memcpy(name, parse_text(p, &t), t.length);
  if (!p->failed && !formula_add_output(p->f, value, name))
    parse_fail_memory(p);
}

static void drop_outputs(struct parser *p, const struct token *unnamed)
{
  ad_formula *f = p->f;
  for (size_t i = 0; i < f->output_count; i++)
    free(f->outputs[i].name);
  f->output_count = 0;
  if (unnamed->length)
    parse_fail(p, unnamed->offset, unnamed->length,
               _("write u = ... to use it later, or put it last to see it"),
               _("this value is computed but never used"));
}

/* Whether an `input` statement is in front: the word, and a name. */
static bool at_inputs(const struct parser *p)
{
  struct ad_formula_error unused;
  struct lexer ahead = p->lexer;
  ahead.error = &unused;
  return parse_at(p, "input") && lex(&ahead).kind == TOKEN_NAME;
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
    more = parse_at(p, ",");
    if (more)
      parse_advance(p);
  }
}

static void parse_statements(struct parser *p)
{
  struct token unnamed = {.length = 0}; /* in the statement before */
  bool any = false;
  parse_advance(p);
  for (parse_skip_newlines(p); !p->failed && p->token.kind != TOKEN_END;
       parse_skip_newlines(p)) {
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
    parse_fail(p, p->token.offset, 0,
               _("write for example: dualtape compare 'x^2' x=3"),
               _("there is nothing to evaluate"));
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
      parse_fail_memory(p);
      return;
    }
    free(f->outputs[i].name);
    f->outputs[i].name = copy;
  }
}

static void parse(struct parser *p)
{
  /* strtod is to read a dot whatever the caller's language, but messages stay
   * in it: a copy of the caller's locale, with one category changed. */
  locale_t own = duplocale(uselocale((locale_t)0)), old = (locale_t)0;
  locale_t c = own ? newlocale(LC_NUMERIC_MASK, "C", own) : own;
  if (c)
    old = uselocale(c);
  else if (own)
    freelocale(own);
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
    parse_fail_memory(&p);
  else if (length >= UINT32_MAX)
    parse_fail(&p, 0, 0, "", _("a formula of 4 GB or more"));
  else
    parse(&p);
  if (!p.failed && !formula_keep_text(p.f, text, length))
    parse_fail_memory(&p);
  if (p.failed) {
    ad_formula_place(text, p.error->offset, &p.error->line, &p.error->column);
    ad_formula_free(p.f);
    return NULL;
  }
  ad_formula_shape(p.f, NULL, NULL); /* perhaps with others, later */
  return p.f;
}
