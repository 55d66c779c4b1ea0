/* formula_lex.h: the words of a formula. */
#ifndef FORMULA_LEX_H
#define FORMULA_LEX_H

#include "formula.h"

enum token_kind {
  TOKEN_NUMBER,
  TOKEN_NAME,
  TOKEN_SYMBOL,  /* an operator of the op table, or ( ) , = [ ] ' @ : */
  TOKEN_NEWLINE, /* the end of a line, or ; */
  TOKEN_END,
  TOKEN_ERROR, /* the lexer has filled in the error */
};

struct token {
  enum token_kind kind;
  size_t offset, length; /* its place in the text */
  double number;
};

struct lexer {
  const char *text;
  size_t length, at;
  struct ad_formula_error *error;
};

struct token lex(struct lexer *lexer);

/* Whether the token is this symbol, or this word. */
bool token_is(const struct lexer *lexer, const struct token *token,
              const char *text);

#endif
