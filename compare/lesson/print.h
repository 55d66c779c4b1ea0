/* print.h: values as PyTorch prints them.
 *
 *   x = tensor([[ 0.8945],
 *           [-0.3214]], requires_grad=True)
 *
 * Numbers are rounded to float, PyTorch's default, and then shown by its rules:
 * four decimals, or whole numbers as 2., or powers of ten where the numbers
 * differ by more than a factor 1000; all as wide as the widest that is finite;
 * at most 1000 of them, else the first and last three of rows and columns.  A
 * var is a tensor without dimensions, a matrix has two.  Other tensors, dtypes
 * and print options are not known here. */
#ifndef PRINT_H
#define PRINT_H

#include <stdio.h>

#include "../../reverse/autograd.h"

/* "name = " and the value; made by an op: grad_fn=<...>. */
void print_var(FILE *out, const char *name, var x);
void print_mat(FILE *out, const char *name, var_mat x);

/* The shape; the op that made x; those that made this op's arguments. */
void print_shape(FILE *out, const char *name, var_mat x);
void print_grad_fn(FILE *out, const char *name, var x);
void print_next_functions(FILE *out, const char *name, var x);

/* x's .grad: a number, or None with a warning, PyTorch's and dualtape's; and
 * beside it what it is by hand. */
void print_grad(FILE *out, const char *name, var x);
void print_mat_grad(FILE *out, const char *name, var_mat x);
void print_grad_by_hand(FILE *out, const char *name, var x, double by_hand);
void print_by_hand(FILE *out, const char *name, double value, double by_hand);

/* Nothing if all is well; else the error that PyTorch raises, and dualtape's. */
void print_status(FILE *out, enum ad_status status);

/* What dualtape refuses and PyTorch does not. */
void print_refusal(FILE *out, const char *what, enum ad_status status);

/* tensor(...): x has rows times cols numbers, row by row; rows is 0 for one
 * number without dimensions.  `suffix` as in grad_fn=<AddBackward0>, or NULL. */
void print_tensor(FILE *out, size_t rows, size_t cols, const double *x,
                  const char *suffix);

#endif
