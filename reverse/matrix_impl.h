/* matrix_impl.h: the records of matrices, for reverse/ alone; not installed. */
#ifndef DUALTAPE_MATRIX_IMPL_H
#define DUALTAPE_MATRIX_IMPL_H

#include "../ops/shape.h"
#include "matrix.h"

/* What tape.c lends to the other files: the first error stays, and its status
 * is returned; an array made longer (realloc with overflow checks); room for n
 * more slots. */
enum ad_status tape_fail(tape *t, enum ad_status status);
bool tape_resize(void *array, size_t room, size_t size);
enum ad_status tape_grow(tape *t, size_t n);

/* What an op yields on a tape with an error: a matrix of NaN. */
var_mat tape_no_matrix(tape *t, size_t rows, size_t cols);

/* An operand, stretched to the shape that the op sees. */
struct tape_operand {
  bool constant; /* a number, the same for all elements */
  bool wanted;   /* a gradient flows into it */
  uint32_t slot;
  uint32_t rows, cols;
  int32_t rs, cs;
  double number;
};

enum tape_matrix_kind { TAPE_EACH, TAPE_WHOLE, TAPE_JOIN };

/* One record. */
struct tape_matrix {
  enum tape_matrix_kind kind;
  int op; /* enum ad_op or enum ad_matrix_op */
  int args, n;
  uint32_t slot, rows, cols; /* the result, row by row */
  bool wanted;               /* an argument is */
  struct tape_operand x[AD_OP_ARGS];
  uint32_t part, parts; /* TAPE_JOIN: its places in tape.part */
};

/* One part of a joined matrix: x goes to (row, col). */
struct tape_part {
  struct tape_operand x;
  uint32_t row, col;
};

/* The adjoint sweep's step over record m; and the one that carries tangents of
 * adjoints too (tape.dot and tape.adjdot have to be there). */
enum ad_status tape_matrix_adjoint(tape *t, size_t m, bool magnitude);
enum ad_status tape_matrix_second(tape *t, size_t m);

/* Computes the record's values afresh; with tangents if `tangents`. */
enum ad_status tape_matrix_value(tape *t, size_t m, bool tangents);

/* The part of record m in tape_rounding: a bound, in units of the precision, of
 * what its own rounding errors bring to the outputs. */
double tape_matrix_rounding(const tape *t, size_t m,
                            struct ad_scratch *scratch);

#endif
