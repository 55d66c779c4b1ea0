/* formula_parse.h: what the parts of the parser share: formula_words.c (the
 * word in front, errors), formula_apply.c (making nodes), formula_expression.c
 * (operands and operators), formula_call.c (functions), formula_literal.c
 * (matrices), formula_parse.c (statements). */
#ifndef FORMULA_PARSE_H
#define FORMULA_PARSE_H

#include "formula_impl.h"
#include "formula_lex.h"
#include "messages.h"

struct parser {
  struct lexer lexer;
  struct token token; /* the one in front */
  ad_formula *f;
  struct ad_formula_error *error;
  bool failed;
  int depth;    /* of recursion */
  int brackets; /* inside parentheses, newlines mean nothing */
  int literals; /* inside [ ], ; ends no statement */
};

/* Every parse function does nothing after an error, and then returns
 * NO_NODE. */

/* ---- words -------------------------------------------------------------- */

/* Sets the error, if it is the first; returns NO_NODE. */
uint32_t parse_fail(struct parser *p, size_t offset, size_t length,
                    const char *hint, const char *format, ...)
#ifdef __GNUC__
  __attribute__((format(printf, 5, 6)))
#endif
  ;
uint32_t parse_fail_memory(struct parser *p);
uint32_t parse_fail_unexpected(struct parser *p, const char *wanted);

/* A token's text, and how much of it to show in messages. */
const char *parse_text(const struct parser *p, const struct token *t);
int parse_shown(const struct token *t);

/* The next token comes in front. */
void parse_advance(struct parser *p);
void parse_skip_newlines(struct parser *p);

/* Whether this symbol, or word, is in front. */
bool parse_at(const struct parser *p, const char *symbol);

/* ---- nodes -------------------------------------------------------------- */

struct ad_node *parse_node(const struct parser *p, uint32_t i);
bool parse_is_constant(const struct parser *p, uint32_t i);
bool parse_is_integer(const struct parser *p, uint32_t i);
uint32_t parse_add(struct parser *p, struct ad_node n);
void parse_drop_constant(struct parser *p, uint32_t i);

/* An op on as many nodes as its calls have arguments; on constants it is done
 * here and now. */
uint32_t parse_apply(struct parser *p, enum ad_op op, const uint32_t *args,
                     size_t offset, size_t length);

/* A new input with a default value, NaN for none. */
uint32_t parse_new_input(struct parser *p, const struct token *t,
                         double value);

/* A node of matrices; and a matrix of numbers, which takes a (NULL: out of
 * memory). */
uint32_t parse_add_more(struct parser *p, struct ad_node n,
                        struct ad_node_more more);
uint32_t parse_add_data(struct parser *p, struct ad_node n, double *a,
                        struct ad_node_more more);

/* ---- expressions -------------------------------------------------------- */

/* Operands joined by operators that bind at least as much as `binding`. */
uint32_t parse_expression(struct parser *p, int binding);

/* name(...), the parenthesis being in front; a [...], the bracket being in
 * front; and what stands behind an operand: ' and [i, j]. */
uint32_t parse_call(struct parser *p, const struct token *name);
uint32_t parse_literal(struct parser *p);
uint32_t parse_postfix(struct parser *p, uint32_t value);

#endif
