/* fd_extrapolate.h: derivatives by extrapolation to h = 0.
 *
 * The central difference D(h) is even in h:  D(h) = f' + c2 h^2 + c4 h^4 + ...
 * From D(h) and D(h/c) the term in h^2 is eliminated, from two such the term in
 * h^4, and so on:
 *
 *   T(i, 0) = D(h / c^i)
 *   T(i, j) = T(i, j-1) + (T(i, j-1) - T(i-1, j-1)) / (c^2j - 1) */
#ifndef DUALTAPE_FD_EXTRAPOLATE_H
#define DUALTAPE_FD_EXTRAPOLATE_H

#include "fd.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Richardson's way: c = 2 and so many levels, 2 to 10, from step h on; 0: from
 * the first settled one (fd_rule.h) of max(1, |x|) / 8, an eighth of it, ...
 * The error is what the last elimination changed, and what rounding does to it.
 * (L. Richardson, Phil. Trans. A 226 (1927).) */
struct fd_result fd_richardson(fd_function *f, void *data, double x, double h,
                               int levels, double noise);

/* Ridders' way: c = 1.4, as many levels as pay: every entry has an error
 * estimate and the best one is kept.  Unlike his, which ends when the diagonal
 * has run away from it, this ends when a difference's rounding alone is above
 * the best estimate; and nothing settles if differences nearer to x go away from
 * it, or settle elsewhere.  (C. Ridders, "Accurate computation of F'(x) and
 * F'(x) F''(x)", Adv. Eng. Software 4 (1982).)
 *
 * Of both: noise bounds the error in a value of f; 0: it is measured.  result.h
 * is the step of the innermost difference used; d is NaN and error infinite
 * where nothing settles. */
struct fd_result fd_ridders(fd_function *f, void *data, double x, double h,
                            double noise);

#ifdef __cplusplus
}
#endif
#endif
