/* emit_impl.h: what compare/emit*.c share. */
#ifndef EMIT_IMPL_H
#define EMIT_IMPL_H

#include "emit.h"

/* A text that grows; once out of memory it stays as it is. */
struct emit_text {
  char *at;
  size_t length, room;
  bool failed;
};

void emit_add(struct emit_text *t, const char *format, ...)
#ifdef __GNUC__
  __attribute__((format(printf, 2, 3)))
#endif
  ;

/* A line of the formula, fit for a comment: without the signs that end one,
 * cut off if it is long. */
void emit_quote(struct emit_text *t, const char *piece, size_t length);

/* A number as C reads it back to the same double; a negative one in
 * parentheses. */
enum { EMIT_NUMBER = 40 };
void emit_number(double x, char text[EMIT_NUMBER]);

/* What the free names of an expression of ops.def stand for. */
struct emit_names {
  const char *a[AD_OP_ARGS], *y;
  bool integer; /* an OPN row: n is */
  int n;
};

/* The expression with its names replaced; choices that depend on n alone are
 * made. */
void emit_expression(struct emit_text *t, const char *expression,
                     const struct emit_names *names);

/* Whether the expression, choices on n being made, is this text. */
bool emit_expression_is(const char *expression, const struct emit_names *names,
                        const char *text);

/* Whether it is plain C; whether it is finite where its names are, so that a
 * product needs no care; and whether it needs no parentheses in a product. */
bool emit_is_plain(const char *expression);
bool emit_is_tame(const char *expression);
bool emit_is_factor(const char *expression);

#endif
