/* latex_steps.h: what the files that write the steps share.
 *
 *   emit_latex.c   the text as a whole
 *   latex_trace.c  the evaluation trace, and the local partials
 *   latex_sweep.c  adjoints and tangents
 *   latex_rows.c   rows, and what stands in them */
#ifndef LATEX_STEPS_H
#define LATEX_STEPS_H

#include "latex.h"

struct steps {
  struct emitter e;
  struct latex_tree tree;
  bool document;
  int *index;          /* i of v_i, by node */
  double *v, *adj;     /* by node; v is NULL without a point */
  uint32_t *head, *next; /* who uses a node: edges, from the last to the first */
  struct emit_text *to;
  struct emit_text rows; /* of the align* that is being written */
  size_t width;          /* of the row so far */
};

static inline bool latex_is_op(const struct steps *s, uint32_t node)
{
  return s->e.nodes[node].kind == AD_NODE_OP;
}

/* Whether a node has a row: an output needs it. */
static inline bool latex_is_step(const struct steps *s, uint32_t node)
{
  return s->e.live[node] && s->e.nodes[node].kind != AD_NODE_CONSTANT;
}

/* ---- rows of the align* that is being written ----------------------------- */

void latex_begin_row(struct steps *s);

/* A number of the point, beside a row. */
void latex_put_number(struct steps *s, double x);

/* A term of a sum, in a new line where this one is full; takes the text. */
void latex_put_term(struct steps *s, struct emit_text *text, bool minus,
                    bool first);

/* The rows as an align*, if there are any; the title, of an output or NULL. */
void latex_close_rows(struct steps *s, const char *title, const char *of);

/* ---- what stands in them -------------------------------------------------- */

/* v_3, \bar v_3, \dot v_3 */
void latex_put_value(struct steps *s, struct emit_text *text,
                     const char *accent, uint32_t node);

/* What a, b, c, y and n are in an op's expressions. */
struct latex_letters {
  char text[AD_OP_ARGS + 1][LATEX_SIZE];
  uint32_t letter[LATEX_LETTERS];
};
void latex_name_letters(struct steps *s, uint32_t node,
                        struct latex_letters *names);

/* A tree, or LATEX_NONE if it was not understood, which is told at the end. */
void latex_put_tree(struct steps *s, struct emit_text *text, uint32_t tree,
                    enum latex_level least);

/* Whether argument k is the first of its node, and dv_i/dv_j is not 0 for
 * certain: x x has one partial, by x. */
bool latex_is_partial(const struct steps *s, uint32_t node, int k);

/* dv_i/dv_j, j being argument k, all its places together: as mathematics, as a
 * number, and as a symbol. */
void latex_put_partial(struct steps *s, struct emit_text *text, uint32_t node,
                       int k, enum latex_level least);
double latex_partial_number(const struct steps *s, uint32_t node, int k);
void latex_put_symbol(const struct steps *s, struct emit_text *text,
                      uint32_t node, int k);

/* ---- an align* each ------------------------------------------------------- */

void latex_put_trace(struct steps *s);
void latex_put_partials(struct steps *s);
void latex_put_adjoints(struct steps *s);
void latex_put_tangents(struct steps *s);

#endif
