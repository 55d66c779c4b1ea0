/* notation.h: a formula's steps in the notation of Griewank & Walther and
 * of Baydin et al. (2018), tables 2 and 3: inputs are v_{1-n} ... v_0,
 * operations v_1, v_2, ... */
#ifndef NOTATION_H
#define NOTATION_H

#include "cli.h"

enum { NOTATION_SIZE = 256 };

struct notation {
  const ad_formula *formula;
  const struct ad_node *nodes;
  size_t count;
  int *index; /* i of v_i by node; INT_MIN for constants */
  bool utf8;
};

/* false if out of memory; release with notation_free. */
bool notation_make(struct notation *n, const ad_formula *formula);
void notation_free(struct notation *n);

/* "v₁" or "v1", with its accent: '\0', '.' for the tangent, '-' for the
 * adjoint; a constant's number. */
void notation_value(const struct notation *n, uint32_t node, char accent,
                    char *text);

/* A name (input or output) with an accent. */
void notation_name(const struct notation *n, const char *name, char accent,
                   char *text);

/* An op with its arguments' texts, as it is written: a + b, -a, f(a, b). */
void notation_write(const struct ad_op_info *op, const char *const *args,
                    char *text, size_t size);

/* What makes a node, in words for its arguments that `words` writes; an input's
 * name. */
typedef void notation_words(const void *data, uint32_t node, char *text);
void notation_write_node(const struct ad_node *node, notation_words *words,
                         const void *data, char *text);

/* The operation that makes a node, "v₋₁ * v₀"; an input's name. */
void notation_operation(const struct notation *n, uint32_t node, char *text);

/* A factor of the chain rule, as the op table says it: "cos v₀".  0 stands for
 * the first argument. */
void notation_partial(const struct notation *n, uint32_t node, int argument,
                      char *text);

/* factor times value: "(cos v₀)·v̇₀"; the value alone if the factor is 1. */
void notation_product(const struct notation *n, const char *factor,
                      const char *value, char *text);

#endif
