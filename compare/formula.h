/* formula.h: a small straight-line language for functions.
 *
 *   input x = 1, y = 2, z = 4      # optional: order and default values
 *   u = x^2; v = u + y             # statements end with ; or a newline
 *   w = z*v
 *   r = w^2, sin(u)                # the last statement is the output(s)
 *
 * Names are letters, digits and _; numbers are decimal (1, .5, 2e-3); `pi` is
 * known; # starts a comment.  Operators and functions are the rows of
 * ops.def, with their binding: + -, then * /, then unary -, then ^ (to the
 * right: a^b^c is a^(b^c), -x^2 is -(x^2)).  x^3 with an integer constant is
 * the op powi.  A name that is not assigned before is an input; inputs count
 * in the order in which they appear.  A name can be assigned once.  A newline
 * inside parentheses, or after an operator or comma, does not end the
 * statement.
 *
 * A formula is parsed once into a list of nodes, v_1, v_2, ... of the
 * evaluation trace, and every engine runs over that list.  Operations on
 * constants are done while parsing. */
#ifndef DUALTAPE_FORMULA_H
#define DUALTAPE_FORMULA_H

#include "../ops/info.h"
#include "../ops/policy.h"
#include "function.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct ad_formula ad_formula;

/* What is wrong with a formula, and where.  Lines and columns count from 1,
 * columns in characters, not bytes. */
struct ad_formula_error {
  size_t offset;   /* in bytes, from 0 */
  size_t length;   /* of the wrong piece, in bytes; may be 0 at the end */
  size_t line, column;
  /* In the language of the program's locale, if the program has bound the
   * gettext domain "dualtape" (see cli/main.c); else in English. */
  char message[400];
  char hint[400]; /* how to mend it; may be "" */
};

enum ad_node_kind { AD_NODE_INPUT, AD_NODE_CONSTANT, AD_NODE_OP };

/* One step of the evaluation.  Nodes are in order: arguments come first. */
struct ad_node {
  enum ad_node_kind kind;
  enum ad_op op;     /* AD_NODE_OP */
  uint32_t arg[AD_OP_ARGS]; /* AD_NODE_OP: the nodes of its arguments */
  int n;             /* AD_NODE_OP of an OPN row: its integer */
  double constant;   /* AD_NODE_CONSTANT */
  const char *name;  /* of an input or of an assigned value, else NULL */
  uint32_t offset, length; /* the place in the text, in bytes */
};

/* Parses text (length bytes, any bytes).  NULL on error, with *error filled;
 * error may be NULL.  Free with ad_formula_free, which takes NULL too. */
ad_formula *ad_formula_parse(const char *text, size_t length,
                             struct ad_formula_error *error);
void ad_formula_free(ad_formula *formula);

/* Inputs, in order; *value, if not NULL, becomes the default of an `input`
 * statement, NaN if there is none. */
size_t ad_formula_inputs(const ad_formula *formula);
const char *ad_formula_input(const ad_formula *formula, size_t i,
                             double *value);

/* Outputs: the node of each, and a name to print ("f", or "f1", "f2", ...
 * where the formula gives none). */
size_t ad_formula_outputs(const ad_formula *formula);
const char *ad_formula_output(const ad_formula *formula, size_t i,
                              uint32_t *node);

/* All nodes, and their number. */
const struct ad_node *ad_formula_nodes(const ad_formula *formula,
                                       size_t *count);

/* The number of argument nodes: ad_op_variables of an op, else 0. */
int ad_node_arguments(const struct ad_node *node);

/* What the partials are at edges when the formula runs over duals, and on the
 * tapes of ad_formula_function; NULL, the default, is the rows' own rules.  The
 * policy is not copied. */
void ad_formula_policy(ad_formula *formula, const struct ad_policy *policy);

/* An op node's value and partials under the formula's policy, the nodes having
 * the values v. */
struct ad_partials ad_formula_partials(const ad_formula *formula,
                                       uint32_t node, const double *v);

/* Runs the formula: v has room for as many values as there are nodes and
 * receives them all. */
void ad_formula_run_double(const ad_formula *formula, const double *x,
                           double *v);
void ad_formula_run_dual(const ad_formula *formula, const dual *x, dual *v);
void ad_formula_run_hyper(const ad_formula *formula, const hyper *x, hyper *v);
void ad_formula_run_var(const ad_formula *formula, const var *x, var *v);

/* The first node whose op is outside its domain, or on its edge, when the
 * nodes have the values v; false if there is none. */
bool ad_formula_undefined(const ad_formula *formula, const double *v,
                          uint32_t *node);
bool ad_formula_edge(const ad_formula *formula, const double *v,
                     uint32_t *node);

/* The formula as a function for the engines; it refers to the formula, which
 * has to live longer. */
struct ad_function ad_formula_function(ad_formula *formula);

/* Line and column, from 1 and in characters, of a byte offset in a text. */
void ad_formula_place(const char *text, size_t offset, size_t *line,
                      size_t *column);

/* The error for people, ending with a newline, as a compiler would say it:
 *
 *   lesson.ad:2:5: error: unknown function `tahn`
 *     v = tahn(x)
 *         ^~~~
 *   hint: did you mean `tanh`?
 *
 * Written to buffer as snprintf would, returning the length it needs. */
size_t ad_formula_explain(const struct ad_formula_error *error,
                          const char *file, const char *text, size_t length,
                          char *buffer, size_t size);

#ifdef __cplusplus
}
#endif
#endif
