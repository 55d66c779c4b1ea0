/* latex_write.h: what the files that write a tree in LaTeX share.
 *
 *   latex_write.c    a tree of any kind; sums, powers, cases
 *   latex_product.c  products and quotients
 *   latex_call.c     functions */
#ifndef LATEX_WRITE_H
#define LATEX_WRITE_H

#include "latex.h"

#include <math.h>
#include <string.h>

static inline bool latex_is_call(const struct latex_node *n, const char *name)
{
  return n->kind == LATEX_CALL && n->length == strlen(name) &&
         memcmp(n->word, name, n->length) == 0;
}

static inline bool latex_is_small_integer(double x)
{
  return x == floor(x) && fabs(x) < 1e6;
}

/* Parentheses that are as high as what is in them. */
void latex_write_parentheses(struct emit_text *to, const char *inside);

/* The tree, in parentheses unless it holds together so tightly. */
enum latex_level latex_write_within(struct emit_text *to, struct latex_tree *t,
                                    uint32_t node, enum latex_level least);

/* A product, a quotient, a negation, or a power above 0. */
enum latex_level latex_write_product(struct emit_text *to,
                                     struct latex_tree *t, uint32_t node);

/* The function with its arguments; `power` (1: none) at its name: \sin^{2}(x);
 * and whether a power can stand there. */
void latex_write_call(struct emit_text *to, struct latex_tree *t,
                      const struct latex_node *n, int power);
bool latex_takes_power(const struct latex_node *n);

#endif
