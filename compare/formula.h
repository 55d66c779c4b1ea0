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
 * Values may be matrices, in the notation of MATLAB and Julia:
 *
 *   input W = [1, 2; 3, 4], x = [0.5; -1]  # rows end with ; or a newline
 *   h = tanh(W @ x)                        # @ is the matrix product
 *   2*(h' @ h), sum(W[1, :]), x[1:end-1]   # ' transposes; indices count from
 *                                          # 1, and 1:3 is 1, 2, 3
 *
 *   [A, b; c', 1]      a matrix of numbers or of matrices that fit
 *   A'                 the transpose; binds tightest: x^y' is x^(y')
 *   A @ B              the product; binds as * does
 *   A[i, j]  x[i]      elements; x[i] of a row or a column
 *   A[1:2, :]  x[2:end]  ranges, with both ends; : is all, end the last
 *   zeros(m,n) ones(m,n) eye(n)
 *   rand(m,n,seed) randn(m,n,seed)  the numbers of random.h, row by row
 *   reshape(A,m,n)     the same numbers, row by row, in another shape
 *   sum(A), sum(A, 0), ...  the rows of matrix.def: over all, down the columns
 *                      (0) or along the rows (1); max(A) is amax(A)
 *
 * The ops of ops.def work element by element: A*B, A^2, exp(A), A/2.  Shapes
 * are the same, or a number stands for every element, a row for every row, a
 * column for every column.  An input whose value is a matrix is a matrix; any
 * other is a number.  The shape of every node is known before anything is
 * computed: see ad_formula_shape.
 *
 * A formula is parsed once into a list of nodes, v_1, v_2, ... of the
 * evaluation trace, and every engine runs over that list.  Operations on
 * constant numbers are done while parsing. */
#ifndef DUALTAPE_FORMULA_H
#define DUALTAPE_FORMULA_H

#include "../ops/info.h"
#include "../ops/matrix.h"
#include "../ops/policy.h"
#include "../reverse/matrix.h"
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

enum ad_node_kind {
  AD_NODE_INPUT,
  AD_NODE_CONSTANT, /* a number */
  AD_NODE_OP,       /* an op of ops.def, element by element */
  AD_NODE_DATA,     /* a constant matrix */
  AD_NODE_WHOLE,    /* an op of matrix.def */
  AD_NODE_JOIN,     /* a matrix of matrices */
  AD_NODE_TRANSPOSE,
  AD_NODE_SLICE,
  AD_NODE_RESHAPE,
};

/* An index in a slice counts from 1; or from the end: -1 is the last, -2 the
 * one before; 0 is left out. */
struct ad_range {
  int first, last;
};

/* What only nodes of matrices have. */
struct ad_node_more {
  enum ad_matrix_op whole; /* WHOLE */
  uint32_t rows, cols; /* DATA, RESHAPE: its shape; JOIN: parts down, across */
  const double *data;  /* DATA: row by row */
  const char *maker;   /* DATA: "zeros", "rand", ...; NULL: written out */
  bool seeded;         /* DATA: by a maker with a seed */
  uint64_t seed;
  const uint32_t *parts;    /* JOIN: the nodes, row by row */
  struct ad_range row, col; /* SLICE: what it takes */
  bool single;              /* SLICE: x[row], of a row or a column */
};

/* One step of the evaluation.  Nodes are in order: arguments come first. */
struct ad_node {
  enum ad_node_kind kind;
  enum ad_op op;     /* AD_NODE_OP */
  uint32_t arg[AD_OP_ARGS]; /* the nodes of its arguments; not of a JOIN */
  int n;             /* AD_NODE_OP of an OPN row: its integer; WHOLE: its axis */
  double constant;   /* AD_NODE_CONSTANT */
  const char *name;  /* of an input or of an assigned value, else NULL */
  uint32_t offset, length; /* the place in the text, in bytes */
  const struct ad_node_more *more; /* NULL: an input, or a node of numbers */
};

/* Parses text (length bytes, any bytes).  NULL on error, with *error filled;
 * error may be NULL.  Free with ad_formula_free, which takes NULL too. */
ad_formula *ad_formula_parse(const char *text, size_t length,
                             struct ad_formula_error *error);
void ad_formula_free(ad_formula *formula);

/* Inputs, in order; *value, if not NULL, becomes the default of an `input`
 * statement, NaN if there is none or if it is a matrix. */
size_t ad_formula_inputs(const ad_formula *formula);
const char *ad_formula_input(const ad_formula *formula, size_t i,
                             double *value);

/* The node of input i. */
uint32_t ad_formula_input_node(const ad_formula *formula, size_t i);

/* The default of input i, row by row, and its shape; NULL if there is none. */
const double *ad_formula_default(const ad_formula *formula, size_t i,
                                 struct ad_shape *shape);

/* Outputs: the node of each, and a name to print ("f", or "f1", "f2", ...
 * where the formula gives none). */
size_t ad_formula_outputs(const ad_formula *formula);
const char *ad_formula_output(const ad_formula *formula, size_t i,
                              uint32_t *node);

/* All nodes, and their number. */
const struct ad_node *ad_formula_nodes(const ad_formula *formula,
                                       size_t *count);

/* The number of argument nodes (ad_op_variables of an op), and each of them. */
int ad_node_arguments(const struct ad_node *node);
uint32_t ad_node_argument(const struct ad_node *node, int k);

/* Where a SLICE begins in its argument: row and column, from 0. */
void ad_formula_slice(const ad_formula *formula, uint32_t node, size_t *row,
                      size_t *col);

/* Whether it is a constant number or matrix. */
bool ad_node_is_constant(const struct ad_node *node);

/* ---- shapes -------------------------------------------------------------- */

/* Gives the inputs these shapes (NULL: those of their defaults, 1x1 where there
 * is none) and finds the shapes of all nodes.  False, with *error filled (it
 * may be NULL), if shapes do not fit: the error names both, and a remedy.
 * ad_formula_parse has done it with NULL, where that is right; else nothing
 * can be run before this. */
bool ad_formula_shape(ad_formula *formula, const struct ad_shape *inputs,
                      struct ad_formula_error *error);

/* Whether all nodes have shapes, and whether any of them is of matrices. */
bool ad_formula_shaped(const ad_formula *formula);
bool ad_formula_has_matrices(const ad_formula *formula);

/* The shape of a node; where its numbers, row by row, begin among the values
 * of all nodes, and how many values there are.  Without matrices node i's
 * value is the i-th of as many as there are nodes. */
struct ad_shape ad_formula_node_shape(const ad_formula *formula, uint32_t node);
size_t ad_formula_start(const ad_formula *formula, uint32_t node);
size_t ad_formula_size(const ad_formula *formula);

/* The numbers of all inputs, or outputs, one after the other: how many there
 * are, and which input or output the k-th belongs to, and where it begins. */
size_t ad_formula_input_size(const ad_formula *formula);
size_t ad_formula_output_size(const ad_formula *formula);
size_t ad_formula_input_of(const ad_formula *formula, size_t k, size_t *begin);
size_t ad_formula_output_of(const ad_formula *formula, size_t k,
                            size_t *begin);

/* The name of the k-th of them: "x", or "x[2]" of a row or a column, or
 * "W[2,3]".  Written as snprintf does. */
int ad_formula_input_name(const ad_formula *formula, size_t k, char *text,
                          size_t size);
int ad_formula_output_name(const ad_formula *formula, size_t k, char *text,
                           size_t size);

/* ---- running ------------------------------------------------------------- */

/* What the partials are at edges when the formula runs over duals, and on the
 * tapes of ad_formula_function; NULL, the default, is the rows' own rules.  The
 * policy is not copied. */
void ad_formula_policy(ad_formula *formula, const struct ad_policy *policy);

/* An op node's value and partials under the formula's policy, the nodes having
 * the values v.  All of them numbers. */
struct ad_partials ad_formula_partials(const ad_formula *formula,
                                       uint32_t node, const double *v);

/* Runs the formula: v has room for ad_formula_size numbers, as many as there
 * are nodes where none is a matrix, and receives all values.  A formula with
 * matrices may end early, with its status and, if node is not NULL, the node
 * (a singular matrix, no memory); hyper-dual numbers and Taylor
 * polynomials do not run over matrices, and become NaN. */
enum ad_status ad_formula_run(const ad_formula *formula, const double *x,
                              double *v, uint32_t *node);
void ad_formula_run_double(const ad_formula *formula, const double *x,
                           double *v);
void ad_formula_run_dual(const ad_formula *formula, const dual *x, dual *v);
void ad_formula_run_hyper(const ad_formula *formula, const hyper *x, hyper *v);
void ad_formula_run_taylor(const ad_formula *formula, const taylor *x,
                           taylor *v);
void ad_formula_run_var(const ad_formula *formula, const var *x, var *v);

/* Node `node`, which is no input, recorded on a tape, m being all nodes before
 * it: constants stay constants, and what the op requires of gradients is up to
 * its arguments (reverse/matrix.h).  The formula has shapes. */
var_mat ad_formula_record(const ad_formula *formula, uint32_t node, tape *t,
                          const var_mat *m);

/* One step of the reverse sweep by hand, the nodes having the values v: adds to
 * the adjoints of the node's arguments, or of argument k alone if k >= 0, what
 * the node's own adjoint hands back.  adj has a number for each of v. */
enum ad_status ad_formula_hand_back(const ad_formula *formula, uint32_t node,
                                    int k, const double *v, double *adj);

/* The arguments of element `element` of an op node, as the op table's functions
 * take them. */
void ad_formula_operands(const ad_formula *formula, uint32_t node,
                         size_t element, const double *v,
                         double x[AD_OP_ARGS]);

/* The first node whose op is outside its domain, or on its edge, when the
 * nodes have the values v; false if there is none. */
bool ad_formula_undefined(const ad_formula *formula, const double *v,
                          uint32_t *node);
bool ad_formula_edge(const ad_formula *formula, const double *v,
                     uint32_t *node);

/* The formula as a function for the engines; it refers to the formula, which
 * has to live longer, and not get other shapes meanwhile.  The numbers of
 * matrices are inputs and outputs row by row.  With matrices there is no
 * on_hyper and no on_taylor. */
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
