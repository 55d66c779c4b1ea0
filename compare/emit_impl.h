/* emit_impl.h: what compare/emit*.c share.
 *
 *   emit.c             what is needed; the text as a whole
 *   emit_scalar.c      formulas of numbers: a line for each value
 *   emit_line.c        ... one line, or a loop over the lanes of a block
 *   emit_second.c      ... tangents, and the tangents of adjoints
 *   emit_batch.c       ... the blocks of many points
 *   emit_tape*.c       a recorded tape
 *   emit_latex.c       the steps in LaTeX, with latex_steps.h
 *   emit_matrix.c      formulas with matrices: a loop for each value
 *   emit_adjoint.c     ... and for each share of an adjoint
 *   emit_each.c        ... ops of ops.def, element by element
 *   emit_view.c        ... literals, views and matrices of matrices
 *   emit_rule.c        ... ops of matrix.def, from emitted/matrix.rules
 *   emit_rule_text.c   ... a rule's text, with names for its words
 *   emit_element.c     ... element (i, j) of a value, as C
 *   emit_comment.c     ... the comments
 *   emit_helper.c      functions that are written along
 *   emit_expression.c  text; the expressions of ops.def with other names
 *   emit_wild.c        where 0 times infinity has to be asked for
 *   emit_names.c       which names are free */
#ifndef EMIT_IMPL_H
#define EMIT_IMPL_H

#include "emit.h"

/* ---- text ------------------------------------------------------------------ */

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

/* length bytes as they are. */
void emit_bytes(struct emit_text *t, const char *bytes, size_t length);

/* A line of the formula, fit for a comment: without the signs that end one,
 * cut off if it is long. */
void emit_quote(struct emit_text *t, const char *piece, size_t length);

/* All lines of the formula, each after `before`. */
void emit_source(struct emit_text *t, const char *before, const char *source,
                 size_t size);

/* A number as C reads it back to the same double; a negative one in
 * parentheses. */
enum { EMIT_NUMBER = 40 };
void emit_number(double x, char text[EMIT_NUMBER]);

/* The word or number at p ends there. */
const char *emit_word_end(const char *p);

/* ---- expressions ----------------------------------------------------------- */

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

/* Whether the expression is finite where its names are. */
bool emit_is_tame(const char *expression, const struct emit_names *names);

/* The adjoint b times the partial d; but for its sign where d is 1 or -1.  0 times
 * infinity is asked for where d may be infinite, or where b may: if it is wild. */
void emit_share(struct emit_text *t, const char *d,
                const struct emit_names *names, const char *b, bool wild);

/* ---- what may be infinite -------------------------------------------------- */

/* Of a value its tangent d_i, its adjoint b_i, and c_i, the tangent of this. */
enum { EMIT_WILD_D = 1, EMIT_WILD_B = 2, EMIT_WILD_C = 4 };

/* Of an op's value, argument k having `wild`: what that makes of d_i. */
unsigned emit_wild_value(const struct ad_op_info *op,
                         const struct emit_names *names, int k, unsigned wild);

/* Of its argument a: what a share of b_i and c_i makes of the argument's, `wild`
 * being what is so of the op's value, `moves` whether a tangent of its arguments
 * is. */
unsigned emit_wild_share(const struct ad_op_info *op,
                         const struct emit_names *names, int a, unsigned wild,
                         bool moves);

/* ---- the formula ----------------------------------------------------------- */

struct emitter {
  const ad_formula *f;
  const struct ad_node *nodes;
  size_t count, n, m; /* nodes, numbers of all inputs, of all outputs */
  const char *source, *name;
  size_t size;    /* of source */
  enum ad_emit_what what;
  int lanes;      /* points in a block; 0: one point */
  uint32_t *slot; /* i of v_i, by node; constant numbers have none */
  bool *live;     /* an output needs the value */
  bool *useful;   /* an input needs the adjoint */
  bool *met;      /* the adjoint is not 0 for certain: it is there */
  bool *moved;    /* its tangent is needed */
  bool *curved;   /* ... and so is its tangent (AD_EMIT_HVP) */
  unsigned *wild; /* which of d_i, b_i, c_i may be infinite: EMIT_WILD_ */
  bool large;     /* arrays are too large for the stack */
  bool undefined; /* there may be no inverse: NaN */
  struct emit_text body;
};

/* The function's arrays, in the order of its parameters: how many numbers a
 * point has there; `wanted` ones may be NULL.  Returns how many arrays. */
struct emit_array_of {
  const char *name;
  size_t count;
  bool input, wanted;
};
enum { EMIT_ARRAYS = 5 };
int emit_arrays(const struct emitter *e, struct emit_array_of a[EMIT_ARRAYS]);

/* Fills `live` and `useful`; and, after it, `wild`. */
void emit_find_needed(struct emitter *e);
void emit_find_wild(struct emitter *e);

/* Whether argument k of a node gets a share of its adjoint. */
bool emit_hands_down(const struct emitter *e, uint32_t node, int k);

/* v_3, or a constant number. */
void emit_value_name(const struct emitter *e, uint32_t node,
                     char text[EMIT_NUMBER]);

/* "grad" of one number, else "jac". */
const char *emit_last(const struct emitter *e);

/* The names in an op node's expressions. */
struct emit_operands {
  struct emit_names names;
  char text[AD_OP_ARGS + 1][EMIT_NUMBER];
};
void emit_operands_of(const struct emitter *e, uint32_t node,
                      struct emit_operands *o);

/* v_3, d_3, b_3, c_3 of a node: its value, its tangent, its adjoint, and the
 * tangent of this; v_3[k] in a block. */
void emit_letter(const struct emitter *e, char letter, uint32_t node,
                 char text[EMIT_NUMBER]);

/* A statement up to its expression, which ends with ";".  `how` is "const" or
 * "double", which define it, or "+=" or "-=". */
void emit_begin(struct emitter *e, const char *indent, char letter,
                uint32_t node, const char *how);
void emit_store(struct emitter *e, const char *indent, const char *array,
                size_t index);

/* Element `index` of an array that is a parameter: x[2]. */
void emit_load(struct emitter *e, const char *array, size_t index);

/* The values and the outputs; the body of AD_EMIT_JVP and of AD_EMIT_HVP after
 * them, in two parts: tangents go along with the values. */
void emit_share_line(struct emitter *e, uint32_t node, int k,
                     const char *indent);
void emit_find_moved(struct emitter *e);
void emit_tangent(struct emitter *e, uint32_t node);
void emit_tangent_outputs(struct emitter *e);
void emit_second(struct emitter *e);

/* The partial d times a factor, as a term of a sum: "+ " or "- " between terms,
 * "-" before the first; the second partial with respect to arguments a and b. */
void emit_term(struct emit_text *t, const char *d,
               const struct emit_names *names, const char *factor, bool wild,
               bool first);
const char *emit_second_partial(const struct ad_op_info *op, int a, int b);

/* Whether f_ab d_b is not 0 for certain, for this b or for any; and b_i times
 * their sum, with these words for b_i and for all d_b. */
bool emit_bends(const struct emitter *e, uint32_t node, int a, int b);
bool emit_bends_at_all(const struct emitter *e, uint32_t node, int a);
void emit_curve(struct emitter *e, uint32_t node, int a,
                const struct emit_names *names, const char *b_i,
                const char *const *d);

/* Whether this can be asked for; f_hvp, f_hvp_batch, and so on, to be freed, NULL:
 * no memory. */
bool emit_how_good(const struct ad_emit *how);
char *emit_full_name(const struct ad_emit *how);

/* The function over many points, after the one of a block. */
void emit_batch(struct emit_text *t, const struct emitter *e);

/* Both write the function's body, after its {. */
void emit_scalar(struct emitter *e);
void emit_matrix(struct emitter *e);

/* ---- matrices -------------------------------------------------------------- */

static inline struct ad_shape emit_shape(const struct emitter *e, uint32_t node)
{
  return ad_formula_node_shape(e->f, node);
}
static inline size_t emit_size(const struct emitter *e, uint32_t node)
{
  const struct ad_shape s = emit_shape(e, node);
  return s.rows * s.cols;
}
/* A single number is a double, not an array of one. */
static inline bool emit_is_number(const struct emitter *e, uint32_t node)
{
  return emit_size(e, node) == 1;
}

/* An index: the text (NULL or "0": none) plus a number. */
struct emit_index {
  const char *text;
  size_t plus;
};

/* [i * cols + j]; an index into a single row or column is not written. */
void emit_place(struct emit_text *t, struct ad_shape s, struct emit_index i,
                struct emit_index j);

/* v_NODE or what belongs to it, by the letter: its tangent d_NODE, its adjoint
 * b_NODE, the tangent of this c_NODE; element (i, j) of it; and element k, row by
 * row. */
void emit_name(struct emit_text *t, const struct emitter *e, char letter,
               uint32_t node);
void emit_element(struct emit_text *t, const struct emitter *e, uint32_t node,
                  char letter, struct emit_index i, struct emit_index j);
void emit_flat(struct emit_text *t, const struct emitter *e, uint32_t node,
               char letter, const char *k);

/* Its declaration, all numbers being 0. */
void emit_declare(struct emitter *e, char letter, uint32_t node, int level);

/* "  " for each level, then a for over `count`; nothing if count is 1.
 * Returns the level of what is inside. */
int emit_for(struct emit_text *t, int level, const char *index, size_t count);
void emit_indent(struct emit_text *t, int level);

/* The declaration of an array, up to its ; */
void emit_array(struct emit_text *t, const struct emitter *e, const char *type,
                const char *name, size_t count);

/* v_3 = v_1 @ v_2   (4x3 @ 3x1); d_3 = ...; and b_1 += ..., from ops.def or
 * matrix.rules.  c_1 += ... is, with `curve`, the tangent of that; else what c_3
 * alone brings. */
void emit_comment_value(struct emitter *e, uint32_t node);
void emit_comment_tangent(struct emitter *e, uint32_t node);
void emit_comment_share(struct emitter *e, uint32_t node, int k, char letter,
                        bool curve, int level); /* not of matrix.def */

/* An equation with v_1, d_1, b_1, c_1 for A, Adot, Abar, Abardot, and v_1 for a;
 * with `second` c_1 for Abar. */
void emit_comment_equation(struct emit_text *t, const struct emitter *e,
                           uint32_t node, const char *equation, bool second);

/* The value of a node without ops, its tangent, and the share of its argument k,
 * of b's or c's. */
void emit_view_value(struct emitter *e, uint32_t node);
void emit_view_tangent(struct emitter *e, uint32_t node);
void emit_view_share(struct emitter *e, uint32_t node, int k, char letter,
                     int level);

/* The same for an op of ops.def on each element. */
void emit_each_value(struct emitter *e, uint32_t node);
void emit_each_tangent(struct emitter *e, uint32_t node);
void emit_each_share(struct emitter *e, uint32_t node, int k, int level);
void emit_each_second_share(struct emitter *e, uint32_t node, int k, int level);

/* And for an op of matrix.def: all shares at once, of b's and c's. */
void emit_rule_value(struct emitter *e, uint32_t node);
void emit_rule_tangent(struct emitter *e, uint32_t node);
void emit_rule_shares(struct emitter *e, uint32_t node, int level);

/* Whether each op of matrix.def that the formula has is in matrix.rules. */
bool emit_rules_there(const struct emitter *e);

/* Whether the tangent of argument `along`, of Y with ad_node_arguments, changes
 * what Ybar brings to argument k. */
bool emit_rule_curved(const struct emitter *e, uint32_t node, int k, int along);

/* The adjoints of a formula with matrices, after its outputs. */
void emit_find_met(struct emitter *e);
void emit_adjoints(struct emitter *e);

/* ---- functions that are written along ------------------------------------------ */

/* Which of them a text needs, and they need in turn; and whether there is one
 * that only the library has. */
struct emit_helpers {
  bool *need, library;
};
bool emit_helpers_find(struct emit_helpers *h, const char *text);
void emit_helpers_free(struct emit_helpers *h);

/* Those that are needed, under the emitted function's name. */
void emit_helpers_write(struct emit_text *t, const struct emit_helpers *h,
                        const char *name);

/* A text in which ad_solve becomes NAME_solve, but for what the library has. */
void emit_renamed(struct emit_text *t, const char *text, const char *name);

#endif
