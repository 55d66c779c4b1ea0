/* qr.h: linear least squares by Householder's QR, for compare/lm.c alone. */
#ifndef QR_H
#define QR_H

#include <stdbool.h>
#include <stddef.h>

/* v_1^2 + ... + v_n^2. */
double qr_squares(const double *v, size_t n);

/* The QR factors of a (rows by n, rows >= n, stored by rows) in place: R is
 * left in the upper triangle, below is nothing of use; b, of `rows` numbers,
 * becomes Q'b.  (G. Golub, C. Van Loan, Matrix Computations, 4th ed., section
 * 5.2.) */
void qr_factor(size_t rows, size_t n, double *a, double *b);

/* h = -R^-1 b, with R as qr_factor leaves it: the h for which |A h + b| is
 * least.  False if R has no full rank. */
bool qr_solve(size_t n, const double *R, const double *b, double *h);

#endif
