/* latex.h: the expressions of ops.def as mathematics, in LaTeX.
 *
 *   latex_name.c   names, v_i, numbers
 *   latex_read.c   an expression read into a tree
 *   latex_tree.c   ... and what it is for people
 *   latex_write.c  the tree in LaTeX, with latex_write.h
 *   latex_width.c  how wide that is
 *
 * The steps of a formula and of its derivatives: latex_steps.h.
 *
 * What is there for floating point alone is taken away: branches for NaN and for
 * infinities, branches that give NaN where the op is not defined, and a series
 * near 0 beside the formula that it stands for.  Functions of ops' headers become
 * what latex_words.def says that they compute. */
#ifndef LATEX_H
#define LATEX_H

#include "emit_impl.h"

#include <string.h>

/* ---- names and numbers ------------------------------------------------- */

/* alpha, x_1, rate: \alpha, x_{1}, \mathit{rate}. */
void latex_name(struct emit_text *t, const char *name);

/* "v_{-1}"; with an accent "\bar v_{-1}". */
enum { LATEX_SIZE = 64 };
void latex_value(char text[LATEX_SIZE], const char *accent, int index);

/* A number as it is, pi being \pi: as many digits as it needs. */
void latex_number(struct emit_text *t, double x);

/* A number rounded to six digits, and whether it is the same then. */
void latex_rounded(struct emit_text *t, double x);
bool latex_is_short(double x);

/* ---- trees ------------------------------------------------------------- */

enum latex_kind {
  LATEX_NUMBER, /* also NaN; a condition that holds is 1, one that does not 0 */
  LATEX_NAME,   /* a piece of LaTeX: v_{1} */
  LATEX_NEGATE,
  LATEX_ADD,
  LATEX_SUB,
  LATEX_MUL,
  LATEX_DIV,
  LATEX_LESS,
  LATEX_LESS_OR_SAME,
  LATEX_MORE,
  LATEX_MORE_OR_SAME,
  LATEX_SAME,
  LATEX_OTHER,
  LATEX_AND,
  LATEX_OR,
  LATEX_CHOICE, /* arg[0] ? arg[1] : arg[2] */
  LATEX_CALL,
};

enum { LATEX_ARGS = 4 };
struct latex_node {
  enum latex_kind kind;
  double number;
  const char *word; /* of a NAME, or of a function; not the tree's */
  size_t length;    /* of word */
  int count;        /* of arguments */
  uint32_t arg[LATEX_ARGS];
};

/* All trees of one expression; arguments come first. */
struct latex_tree {
  struct latex_node *at;
  size_t count, room;
  bool failed;  /* no memory */
  bool strange; /* no expression that can be read */
};

void latex_clear(struct latex_tree *t);
void latex_free(struct latex_tree *t);

uint32_t latex_make_number(struct latex_tree *t, double x);
uint32_t latex_make_name(struct latex_tree *t, const char *latex);

/* The simplest tree of this: 0 + x is x. */
uint32_t latex_make(struct latex_tree *t, enum latex_kind kind, uint32_t a,
                    uint32_t b);

/* The same of a choice; a node as it is. */
uint32_t latex_choose(struct latex_tree *t, uint32_t c, uint32_t yes, uint32_t no);
uint32_t latex_add(struct latex_tree *t, struct latex_node node);

static inline bool latex_is_word(const struct latex_node *n, const char *word)
{
  return n->length == strlen(word) && memcmp(n->word, word, n->length) == 0;
}

/* Whether two trees are the same expression. */
bool latex_same(const struct latex_tree *t, uint32_t a, uint32_t b);

/* The C expression as a tree; letter[k] is what the name 'a' + k stands for. */
enum { LATEX_LETTERS = 26 };
#define LATEX_NONE UINT32_MAX
uint32_t latex_read(struct latex_tree *t, const char *expression,
                    const uint32_t letter[LATEX_LETTERS]);

/* ---- writing ----------------------------------------------------------- */

/* How tightly a text holds together. */
enum latex_level {
  LATEX_CASES,
  LATEX_SUM,
  LATEX_PRODUCT, /* it may begin with a minus sign */
  LATEX_POWER,
  LATEX_ATOM,
};

/* Appends the tree. */
enum latex_level latex_write(struct emit_text *to, struct latex_tree *t,
                             uint32_t node);

/* About how many characters wide it is on paper. */
size_t latex_width(const char *text);

#endif
