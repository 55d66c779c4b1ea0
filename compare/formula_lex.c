/* formula_lex.c: from bytes to words.  Any bytes may come in: what is not a
 * word of the language is an error that names it. */
#include <config.h>

#include "formula_lex.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "messages.h"
#include "utf8.h"

static struct token fail(struct lexer *l, size_t offset, size_t length,
                         const char *hint, const char *format, ...)
{
  struct ad_formula_error *e = l->error;
  va_list args;
  va_start(args, format);
  vsnprintf(e->message, sizeof e->message, format, args);
  va_end(args);
  snprintf(e->hint, sizeof e->hint, "%s", hint);
  e->offset = offset, e->length = length;
  return (struct token){TOKEN_ERROR, offset, length, 0};
}

/* The byte at a place, -1 past the end; never sign-extended. */
static int byte(const struct lexer *l, size_t at)
{
  return at < l->length ? (unsigned char)l->text[at] : -1;
}

static bool is_digit(int c) { return c >= '0' && c <= '9'; }

static bool is_letter(int c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static void skip_blanks(struct lexer *l)
{
  for (; l->at < l->length; l->at++) {
    int c = byte(l, l->at);
    if (c == '#')
      while (l->at + 1 < l->length && byte(l, l->at + 1) != '\n')
        l->at++;
    else if (c != ' ' && c != '\t' && c != '\r')
      break;
  }
}

/* digits [. digits] [e [+-] digits]; the caller has set LC_NUMERIC to "C". */
static struct token number(struct lexer *l)
{
  size_t start = l->at, at = start;
  while (is_digit(byte(l, at)))
    at++;
  if (byte(l, at) == '.')
    at++;
  while (is_digit(byte(l, at)))
    at++;
  if (byte(l, at) == 'e' || byte(l, at) == 'E') {
    size_t digits = at + 1;
    if (byte(l, digits) == '+' || byte(l, digits) == '-')
      digits++;
    if (!is_digit(byte(l, digits)))
      return fail(l, start, digits - start,
                  _("write 2e-3, or 2*e for a product"),
                  _("a number with e but without an exponent"));
    for (at = digits; is_digit(byte(l, at));)
      at++;
  }
  size_t length = at - start;
  char few[64], *copy = length < sizeof few ? few : malloc(length + 1);
  if (!copy)
    return fail(l, start, length, "", _("out of memory"));
  memcpy(copy, l->text + start, length);
  copy[length] = '\0';
  errno = 0;
  double x = strtod(copy, NULL);
  bool zero = x == 0 && errno == ERANGE;
  if (copy != few)
    free(copy);
  if (isinf(x))
    return fail(l, start, length, _("the largest double is about 1.8e308"),
                _("this number is too large"));
  if (zero)
    return fail(l, start, length,
                _("the least double above 0 is about 4.9e-324"),
                _("this number is too small, it would become 0"));
  l->at = at;
  return (struct token){TOKEN_NUMBER, start, length, x};
}

/* The length of the symbol here, 0 if there is none.  Operators come from the
 * op table; the longest one wins. */
static size_t symbol_length(const struct lexer *l)
{
  size_t best = memchr("(),=[]'@:", byte(l, l->at), 9) ? 1 : 0;
  for (int op = 0; op < AD_OP_COUNT; op++) {
    const char *symbol = ad_op_info((enum ad_op)op)->symbol;
    size_t n = strlen(symbol);
    if (n > best && n <= l->length - l->at &&
        memcmp(symbol, l->text + l->at, n) == 0)
      best = n;
  }
  return best;
}

/* What is written for what people type from a book. */
static const struct {
  const char *typed, *hint;
} habits[] = {
  {"\u00b2", N_("write x^2")},
  {"\u00b3", N_("write x^3")},
  {"\u00b7", N_("write *")},
  {"\u00d7", N_("write *")},
  {"\u2212", N_("write the minus sign -")},
  {"\u2013", N_("write the minus sign -")},
  {"\u03c0", N_("write pi")},
  {"\u221a", N_("write sqrt(x)")},
  {"\"", N_("a formula holds numbers only; quotes are for the shell")},
  {"|", N_("write abs(x)")},
  {"!", N_("there is no factorial")},
  {"%", N_("there is no remainder")},
  {"{", N_("write round parentheses ( )")},
  {".", N_("* / ^ go element by element; @ multiplies matrices")},
};

static struct token stranger(struct lexer *l)
{
  int c = byte(l, l->at);
  size_t n = ad_utf8_length(l->text + l->at, l->length - l->at);
  if (c == 0)
    return fail(l, l->at, 1, _("is this a text file?"), _("a NUL byte (0x00)"));
  if (n == 0)
    return fail(l, l->at, 1,
                _("save the file as UTF-8, or write plain letters"),
                _("a byte that is not UTF-8 (0x%02X)"), (unsigned)c);
  if (n == 1 && !isprint(c))
    return fail(l, l->at, 1, _("is this a text file?"),
                _("a control character (0x%02X)"), (unsigned)c);
  const char *hint =
      n > 1 ? _("names are made of the letters a-z, digits and _") : "";
  for (size_t k = 0; k < sizeof habits / sizeof *habits; k++)
    if (strlen(habits[k].typed) == n &&
        memcmp(habits[k].typed, l->text + l->at, n) == 0)
      hint = _(habits[k].hint);
  return fail(l, l->at, n, hint, _("unexpected character `%.*s`"), (int)n,
              l->text + l->at);
}

struct token lex(struct lexer *l)
{
  skip_blanks(l);
  size_t start = l->at;
  int c = byte(l, start);
  if (c < 0)
    return (struct token){TOKEN_END, start, 0, 0};
  if (c == '\n' || c == ';') {
    l->at++;
    return (struct token){TOKEN_NEWLINE, start, 1, 0};
  }
  if (is_digit(c) || (c == '.' && is_digit(byte(l, start + 1))))
    return number(l);
  if (is_letter(c)) {
    while (is_letter(byte(l, l->at)) || is_digit(byte(l, l->at)))
      l->at++;
    return (struct token){TOKEN_NAME, start, l->at - start, 0};
  }
  size_t n = symbol_length(l);
  if (n == 0)
    return stranger(l);
  l->at += n;
  return (struct token){TOKEN_SYMBOL, start, n, 0};
}

bool token_is(const struct lexer *l, const struct token *token,
              const char *text)
{
  return (token->kind == TOKEN_SYMBOL || token->kind == TOKEN_NAME) &&
         strlen(text) == token->length &&
         memcmp(text, l->text + token->offset, token->length) == 0;
}
