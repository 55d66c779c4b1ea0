/* forward/matrix.h: whole matrices in forward mode.
 *
 * A dual_mat is a matrix of dual numbers: its primals, and its tangents beside
 * them.  The numbers belong to a dual_space, which frees them all at once; a
 * dual_mat is a window on them, passed by value.  Views (transpose, slice,
 * diagonal, ...) only make another window.
 *
 *   dual_space *s = dual_space_new(true);
 *   dual_mat w = dual_mat_input(s, 64, 64, weights, direction);
 *   dual_mat x = dual_mat_fixed(s, 64, 32, data);    // no tangent
 *   dual_mat h = dual_mat_tanh(dual_mat_matmul(w, x));
 *   dual y = dual_mat_at(dual_mat_sum(h, AD_ALL), 0, 0);
 *   if (dual_space_status(s) == AD_OK)
 *     use(y.v, y.d);                                 // y.d = dy in direction
 *   dual_space_free(s);
 *
 * On a space without tangents the same functions compute plain values.
 *
 * For each row NAME of ops.def there is dual_mat_NAME, element by element, and
 * for each row of matrix.def one on whole matrices.  Shapes of elementwise
 * arguments are the same, or broadcast: a 1 by 1 matrix or dual_mat_const(c)
 * stands for every element, a row for every row, a column for every column.
 *
 * Errors are sticky: the first one stays on the space, later ops do nothing
 * and yield NaN.  All names, rules and words are those of reverse/matrix.h. */
#ifndef DUALTAPE_FORWARD_MATRIX_H
#define DUALTAPE_FORWARD_MATRIX_H

#include "../ops/matrix.h"
#include "dual.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- the space ------------------------------------------------------------ */

typedef struct dual_space dual_space;

/* An empty space, whose matrices carry tangents or plain values alone; NULL if
 * out of memory.  Free it with dual_space_free, which takes NULL too.  A space
 * belongs to one thread at a time. */
dual_space *dual_space_new(bool tangents);
void dual_space_free(dual_space *s);

/* Forgets all matrices and errors but keeps the memory.  A matrix from before
 * is stale: using it is AD_STALE_VAR. */
void dual_space_reset(dual_space *s);

/* Which partials the ops take at their edges; NULL, the default, is the rows'
 * own rules.  The policy is not copied: it has to live as long as it is set.
 * dual_space_reset keeps it. */
void dual_space_policy(dual_space *s, const struct ad_policy *policy);

/* The first error since dual_space_new or dual_space_reset, or AD_OK. */
enum ad_status dual_space_status(const dual_space *s);

/* The first error as a sentence, with what is known of the place: the op, both
 * shapes, and how many numbers had been made before it.  Valid until the space
 * changes. */
const char *dual_space_error(const dual_space *s);

/* ---- matrices ------------------------------------------------------------- */

typedef struct dual_mat_write_add_sub_mul_div_not_operators {
  dual_space *on;     /* NULL: a constant number of every shape */
  struct ad_block at; /* its numbers; at.d is NULL if it has no tangent */
  double constant;    /* where there is no space */
  size_t epoch;       /* the space's when it was made */
} dual_mat;

/* A rows by cols matrix with the primals v and the tangents d, row by row,
 * copied.  d NULL: no tangent, as in dual_mat_fixed; ops whose arguments all
 * have none yield a result without. */
dual_mat dual_mat_input(dual_space *s, size_t rows, size_t cols,
                        const double *v, const double *d);
dual_mat dual_mat_fixed(dual_space *s, size_t rows, size_t cols,
                        const double *v);

/* A constant number, of every shape; it takes no room. */
dual_mat dual_mat_const(double c);

/* A dual as a 1 by 1 matrix (a constant, if s is NULL), and an element as a
 * dual. */
dual_mat dual_mat_of(dual_space *s, dual x);
dual dual_mat_at(dual_mat a, size_t i, size_t j);

/* ---- views: no copy ------------------------------------------------------- */

dual_mat dual_mat_transpose(dual_mat a);

/* Rows i to i + rows - 1, columns j to j + cols - 1. */
dual_mat dual_mat_slice(dual_mat a, size_t i, size_t j, size_t rows,
                        size_t cols);

/* The diagonal, as a column. */
dual_mat dual_mat_diagonal(dual_mat a);

/* The same numbers without a tangent. */
dual_mat dual_mat_detach(dual_mat a);

/* Another shape of as many elements, row by row: a view where a lies without
 * gaps, else a copy. */
dual_mat dual_mat_reshape(dual_mat a, size_t rows, size_t cols);

/* ---- ops ------------------------------------------------------------------ */

/* A matrix of down by across matrices, row by row: those side by side have as
 * many rows, those below each other as many columns. */
dual_mat dual_mat_join(size_t down, size_t across, const dual_mat *parts);

#define OP1(name, ...) dual_mat dual_mat_##name(dual_mat a);
#define OPN(name, ...) dual_mat dual_mat_##name(dual_mat a, int n);
#define OP2(name, ...) dual_mat dual_mat_##name(dual_mat a, dual_mat b);
#define OP3(name, ...)                                                        \
  dual_mat dual_mat_##name(dual_mat a, dual_mat b, dual_mat c);
#include "../ops/ops.def"

/* The ops of matrix.def: of one or two matrices, and with an axis (0, 1 or
 * AD_ALL) where the row has one. */
#define DUAL_MATRIX_PARAMETERS_1_NONE (dual_mat a)
#define DUAL_MATRIX_PARAMETERS_1_AXIS (dual_mat a, int axis)
#define DUAL_MATRIX_PARAMETERS_2_NONE (dual_mat a, dual_mat b)
#define DUAL_MATRIX_PARAMETERS_2_AXIS (dual_mat a, dual_mat b, int axis)
#define MATRIX(name, args, integer, ...)                                      \
  dual_mat dual_mat_##name DUAL_MATRIX_PARAMETERS_##args##_##integer;
#include "../ops/matrix.def"

/* Any op of either table, chosen at run time. */
dual_mat dual_mat_each(enum ad_op op, const dual_mat *x, int n);
dual_mat dual_mat_apply(enum ad_matrix_op op, const dual_mat *x, int n);

/* ---- reading -------------------------------------------------------------- */

/* The primals, and the tangents (0 where a matrix has none), row by row.  out
 * has rows * cols numbers, 1 for a constant; NaN where there is none. */
void dual_mat_value(dual_mat a, double *out);
void dual_mat_tangent(dual_mat a, double *out);

#ifdef __cplusplus
}
#endif
#endif
