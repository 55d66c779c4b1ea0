/* emit_tape_impl.h: what the files emit_tape*.c share. */
#ifndef EMIT_TAPE_IMPL_H
#define EMIT_TAPE_IMPL_H

#include "emit_impl.h"

#include "../reverse/optimize_impl.h"

struct tape_emitter {
  tape *t;
  const struct ad_emit *how;
  const char *name;
  size_t m, n;
  const var *y, *x;
  bool *live, *useful; /* an output needs the value; an input, the adjoint */
  unsigned *wild; /* what may be infinite, by slot: EMIT_WILD_ */
  size_t forward, backward; /* functions */
  struct emit_text body;
};

/* Whether argument k gets a share of the record's adjoint. */
bool emit_tape_hands_down(const struct tape_emitter *e, const struct span *s,
                          int k);

/* v[3], or v[3][k] in lanes; a line, or a loop over lanes, up to its first word,
 * and up to its expression: "v[3] = ". */
void emit_tape_slot(const struct tape_emitter *e, char letter, uint32_t slot,
                    char text[EMIT_NUMBER]);
void emit_tape_loop(struct tape_emitter *e);
void emit_tape_begin(struct tape_emitter *e, char letter, uint32_t slot,
                     const char *how);

/* The names in the expressions of the record's op. */
void emit_tape_operands(const struct tape_emitter *e, const struct span *s,
                        struct emit_operands *o);

/* The line of the record's tangent; of the tangent of argument a's adjoint. */
void emit_tape_tangent(struct tape_emitter *e, const struct span *s);
void emit_tape_second(struct tape_emitter *e, const struct span *s, int a);

/* The functions of values and of adjoints, counting them; then the one that calls
 * them. */
void emit_tape_forward(struct tape_emitter *e);
void emit_tape_backward(struct tape_emitter *e);
void emit_tape_declaration(struct emit_text *t, const struct tape_emitter *e);
void emit_tape_function(struct tape_emitter *e);

#endif
