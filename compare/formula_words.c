/* formula_words.c: the word in front of the parser, and errors at it. */
#include <config.h>

#include "formula_parse.h"

#include <stdarg.h>
#include <stdio.h>

uint32_t parse_fail(struct parser *p, size_t offset, size_t length,
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

uint32_t parse_fail_memory(struct parser *p)
{
  return parse_fail(p, p->token.offset, 0, "", _("out of memory"));
}

/* Names in messages are cut to a readable length. */
int parse_shown(const struct token *t)
{
  return t->length < 40 ? (int)t->length : 40;
}

const char *parse_text(const struct parser *p, const struct token *t)
{
  return p->lexer.text + t->offset;
}

void parse_advance(struct parser *p)
{
  do
    p->token = lex(&p->lexer);
  while (p->token.kind == TOKEN_NEWLINE && p->brackets > 0 &&
         *parse_text(p, &p->token) == '\n');
  if (p->token.kind == TOKEN_ERROR)
    p->failed = true; /* the lexer has said why */
}

void parse_skip_newlines(struct parser *p)
{
  while (p->token.kind == TOKEN_NEWLINE && !p->failed)
    parse_advance(p);
}

bool parse_at(const struct parser *p, const char *symbol)
{
  return token_is(&p->lexer, &p->token, symbol);
}

uint32_t parse_fail_unexpected(struct parser *p, const char *wanted)
{
  const struct token *t = &p->token;
  if (t->kind == TOKEN_END)
    return parse_fail(p, t->offset, 0, "",
                      _("the formula ends, but %s is missing"), wanted);
  if (t->kind == TOKEN_NEWLINE)
    return parse_fail(p, t->offset, 0, "",
                      _("the statement ends, but %s is missing"), wanted);
  return parse_fail(p, t->offset, t->length, "", _("expected %s, not `%.*s`"),
                    wanted, parse_shown(t), parse_text(p, t));
}
