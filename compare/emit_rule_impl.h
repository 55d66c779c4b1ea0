/* emit_rule_impl.h: what emit_rule.c and emit_rule_text.c share: a text of
 * emitted/matrix.rules being written. */
#ifndef EMIT_RULE_IMPL_H
#define EMIT_RULE_IMPL_H

#include "emit_impl.h"

/* Words are short; text of the rules is our own. */
enum { EMIT_WORD = 32, EMIT_LEVELS = 12, EMIT_SCRATCH = 8 };

/* A text being written.  Where a loop runs once it is left out, and what is
 * inside moves to the left: hence levels by those of the rule's lines. */
struct emit_writer {
  struct emitter *e;
  uint32_t node;
  bool second; /* Abar means the tangent of the adjoint */
  int level[EMIT_LEVELS + 1]; /* of lines at this level of the rule */
  int closing[EMIT_LEVELS];   /* of the } that ends a line at this level */
  char gone[EMIT_LEVELS][EMIT_WORD]; /* the index of a loop that was left out, or "" */
  int open;              /* the level of a for that has no { and was the last
                            line; -1: it was none */
  struct emit_scratch {
    char name[EMIT_WORD];
    struct ad_shape shape;
  } arrays[EMIT_SCRATCH];
  int array_count;
};

/* The text for w's node, its lines beginning at this level. */
void emit_rule_text(struct emit_writer *w, int level, const char *text);

/* The letter of a word's end: v of A, d of Adot, b of Abar, c of Abardot, `length`
 * being all of it; 0: it is none. */
char emit_rule_letter(const char *word, size_t length);

#endif
