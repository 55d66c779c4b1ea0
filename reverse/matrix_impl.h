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

/* The code of an op whose left or right operand is a constant. */
enum tape_code tape_code_of(enum ad_op op, bool left, bool right);

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

enum tape_matrix_kind { TAPE_EACH, TAPE_WHOLE, TAPE_JOIN, TAPE_CUSTOM };

/* One record. */
struct tape_matrix {
  enum tape_matrix_kind kind;
  int op; /* enum ad_op, enum ad_matrix_op, a place in tape_graph.custom */
  int args, n;
  uint32_t slot, rows, cols; /* the result, row by row */
  bool wanted;               /* an argument is */
  bool idle;                 /* the sweep that runs passes it by */
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

/* The adjoint step, and the tangents' step, for `count` directions at once: the
 * adjoints or tangents of direction k lie k * lane numbers on in `planes`, and
 * those of results were 0 before the tangents' step. */
enum ad_status tape_matrix_adjoints(tape *t, size_t m, double *planes,
                                    size_t lane, size_t count);
enum ad_status tape_matrix_tangents(tape *t, size_t m, double *planes,
                                    size_t lane, size_t count);

/* x as an operand of this shape; and the result of a record that is appended,
 * and computed. */
struct tape_operand tape_operand_of(var_mat x, size_t rows, size_t cols);
var_mat tape_record_matrix(tape *t, struct tape_matrix *m);

/* The one tape of the arguments, NULL if all are constants; and whether all
 * are of it and of its epoch, with the error on it if not. */
tape *tape_of_matrices(const var_mat *x, size_t args);
enum ad_status tape_admit_matrices(tape *t, const char *name, const var_mat *x,
                                   size_t args);

/* Sets the tape's error: op NAME met a slot of another tape, or of an epoch
 * before. */
void tape_fail_mixed(tape *t, const char *name, tape *other, uint32_t slot);
void tape_fail_stale(tape *t, const char *name, uint32_t slot, uint32_t epoch);

/* What is wrong with x as a variable of t: AD_NOT_INPUT (a constant),
 * AD_MIXED_TAPES, AD_STALE_VAR, or nothing. */
enum ad_status tape_check(const tape *t, var x);

/* The epoch that a var of the slot has. */
uint32_t tape_epoch_of(const tape *t, uint32_t slot);

/* The adjoint sweep over the records of slots from - 1 down to `to`; adjoints
 * below gather from then on. */
enum ad_status tape_sweep_range(tape *t, uint32_t from, uint32_t to);

/* The same for tangents, from slot `from` up to `to` - 1; and for adjoints with
 * their tangents, down, after tape_clear_seconds. */
enum ad_status tape_tangents_range(tape *t, uint32_t from, uint32_t to);
enum ad_status tape_clear_seconds(tape *t);
enum ad_status tape_second_range(tape *t, uint32_t from, uint32_t to);

/* The name of the record's op. */
const char *tape_matrix_name(const tape *t, const struct tape_matrix *m);

/* A custom record's value and adjoint: custom.c. */
enum ad_status tape_custom_value(tape *t, struct tape_matrix *m,
                                 const struct ad_block *x, struct ad_block y);
enum ad_status tape_custom_adjoint(tape *t, struct tape_matrix *m,
                                   const struct ad_block *x,
                                   const struct ad_block *ybar,
                                   const struct ad_block *xbar, bool magnitude);
const char *tape_custom_name(const tape *t, const struct tape_matrix *m);

/* Computes the record's values afresh; with tangents if `tangents`. */
enum ad_status tape_matrix_value(tape *t, size_t m, bool tangents);

/* The part of record m in tape_rounding: a bound, in units of the precision, of
 * what its own rounding errors bring to the outputs. */
double tape_matrix_rounding(const tape *t, size_t m,
                            struct ad_scratch *scratch);

#endif
