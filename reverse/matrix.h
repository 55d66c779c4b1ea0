/* reverse/matrix.h: whole matrices on a tape.
 *
 * A var_mat is a window on slots of a tape: where it begins, its shape, its
 * strides.  An op on matrices is one record however large they are, whose
 * slots hold the result row by row; so an n by n product is one record, and
 * its adjoint two products.  Views (transpose, slice, row, diagonal, ...) only
 * make another window: no record, no work, and adjoints meet in the slots that
 * they share.  An element is a var, and a var is a 1 by 1 matrix.
 *
 *   var_mat w = var_mat_input(t, 64, 64, weights);
 *   var_mat x = var_mat_fixed(t, 64, 32, data);    // no gradient
 *   var_mat h = var_mat_tanh(var_mat_matmul(w, x));
 *   var y = var_mat_at(var_mat_sum(h, AD_ALL), 0, 0);
 *   tape_gradient(y, 0, NULL, NULL);
 *   var_mat_adjoint(w, grad);                      // row by row
 *
 * For each row NAME of ops.def there is var_mat_NAME, element by element, and
 * for each row of matrix.def one on whole matrices.  Shapes of elementwise
 * arguments are the same, or broadcast: a 1 by 1 matrix or var_mat_const(c)
 * stands for every element, a row for every row, a column for every column.
 *
 * Errors are the tape's: sticky, the first one stays; tape_error_text names the
 * op, both shapes and the record. */
#ifndef DUALTAPE_REVERSE_MATRIX_H
#define DUALTAPE_REVERSE_MATRIX_H

#include "../ops/matrix.h"
#include "tape.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct var_mat_write_add_sub_mul_div_not_operators {
  tape *on; /* NULL: a constant number of every shape */
  union {
    struct {
      uint32_t slot, epoch;
    } at;
    double constant;
  } as;
  uint32_t rows, cols;
  int32_t rs, cs; /* strides, in slots */
  bool fixed;     /* no gradient flows into it */
} var_mat;

/* ---- making ------------------------------------------------------------- */

/* Independent variables, rows by cols, from x row by row; they require a
 * gradient.  And a matrix of data, which does not: ops whose arguments all do
 * not, yield a result that does not, and their adjoints are never computed. */
var_mat var_mat_input(tape *t, size_t rows, size_t cols, const double *x);
var_mat var_mat_fixed(tape *t, size_t rows, size_t cols, const double *x);

/* A constant number, of every shape; it takes no slot. */
var_mat var_mat_const(double c);

/* A var as a 1 by 1 matrix, and an element as a var (a constant, if the
 * matrix is fixed). */
var_mat var_mat_of(var x);
var var_mat_at(var_mat a, size_t i, size_t j);

/* ---- views: no record, no copy ------------------------------------------ */

var_mat var_mat_transpose(var_mat a);

/* Rows i to i + rows - 1, columns j to j + cols - 1. */
var_mat var_mat_slice(var_mat a, size_t i, size_t j, size_t rows, size_t cols);

/* The diagonal, as a column. */
var_mat var_mat_diagonal(var_mat a);

/* The same numbers without a gradient. */
var_mat var_mat_detach(var_mat a);

/* Another shape of as many elements, row by row: a view where a lies without
 * gaps, else one record that copies. */
var_mat var_mat_reshape(var_mat a, size_t rows, size_t cols);

/* ---- ops ---------------------------------------------------------------- */

/* A matrix of down by across matrices, row by row: those side by side have as
 * many rows, those below each other as many columns.  One record. */
var_mat var_mat_join(size_t down, size_t across, const var_mat *parts);

#define OP1(name, ...) var_mat var_mat_##name(var_mat a);
#define OPN(name, ...) var_mat var_mat_##name(var_mat a, int n);
#define OP2(name, ...) var_mat var_mat_##name(var_mat a, var_mat b);
#define OP3(name, ...)                                                        \
  var_mat var_mat_##name(var_mat a, var_mat b, var_mat c);
#include "../ops/ops.def"

/* The ops of matrix.def: of one or two matrices, and with an axis (0, 1 or
 * AD_ALL) where the row has one. */
#define MATRIX_PARAMETERS_1_NONE (var_mat a)
#define MATRIX_PARAMETERS_1_AXIS (var_mat a, int axis)
#define MATRIX_PARAMETERS_2_NONE (var_mat a, var_mat b)
#define MATRIX_PARAMETERS_2_AXIS (var_mat a, var_mat b, int axis)
#define MATRIX(name, args, integer, ...)                                      \
  var_mat var_mat_##name MATRIX_PARAMETERS_##args##_##integer;
#include "../ops/matrix.def"

/* Any op of either table, chosen at run time. */
var_mat var_mat_each(enum ad_op op, const var_mat *x, int n);
var_mat var_mat_apply(enum ad_matrix_op op, const var_mat *x, int n);

/* ---- reading ------------------------------------------------------------- */

/* The primals, row by row; the adjoints left by the last reverse sweep, 0 for
 * fixed matrices.  out has rows * cols numbers; NaN where there is none. */
void var_mat_value(var_mat a, double *out);
void var_mat_adjoint(var_mat a, double *out);

/* Adds w (row by row) to the adjoints of y, after tape_clear_adjoints: the
 * seed of a sweep, the "head gradient". */
enum ad_status var_mat_seed(var_mat y, const double *w);

#ifdef __cplusplus
}
#endif
#endif
