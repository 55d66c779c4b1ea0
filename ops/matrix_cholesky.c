/* matrix_cholesky.c: the rules of cholesky and logdet, of symmetric positive
 * definite matrices.
 *
 * Of A the symmetric part counts, (A + A') / 2, which must be A but for
 * rounding (dense.h).  So adjoints are symmetric, half of each off-diagonal
 * share going to either triangle, as in PyTorch; and they are the derivative
 * with respect to every single element. */
#include <config.h>

#include <math.h>

#include "dense_impl.h"
#include "matrix.h"

static const char *square(const struct ad_shape *x)
{
  return x->rows == x->cols ? NULL : "the matrix has to be square";
}

/* X̄ += (M + M') / 2. */
static void add_symmetric(struct ad_block m, struct ad_block xbar)
{
  ad_dense_add(0.5, m, xbar);
  ad_dense_add(0.5, ad_block_transpose(m), xbar);
}

/* What stands for L and L^-1 in bounds: with K = |L^-1| |L|, an error in the
 * last place of A changes L by no more than |L| low(K K'). */
static enum ad_status bounds(struct ad_scratch *s, struct ad_block l,
                             struct ad_block *more, struct ad_block *inverse)
{
  const size_t n = l.rows;
  const struct ad_block a = ad_scratch_block(s, n, n, false);
  const struct ad_block m = ad_scratch_block(s, n, n, false);
  const struct ad_block k = ad_scratch_block(s, n, n, false);
  const struct ad_block kk = ad_scratch_block(s, n, n, false);
  *more = ad_scratch_block(s, n, n, false);
  *inverse = ad_scratch_block(s, n, n, false);
  if (!a.v || !m.v || !k.v || !kk.v || !more->v || !inverse->v)
    return AD_NO_MEMORY;
  ad_block_absolute(l, a);
  for (size_t i = 0; i < n; i++)
    m.v[i * n + i] = 1;
  ad_dense_solve_lower(ad_block_primal(l), false, m);
  ad_block_absolute(m, m);
  ad_dense_multiply(m, a, k);
  ad_dense_multiply(k, ad_block_transpose(k), kk);
  ad_dense_low(kk);
  ad_block_copy(a, *more);
  ad_dense_multiply(a, kk, *more);
  ad_block_zero(k);
  ad_dense_multiply(m, *more, k);
  ad_dense_multiply(k, m, *inverse);
  return AD_OK;
}

/* ---- L L' = A:  Ā += symmetric part of L'^-1 low(L' L̄) L^-1 --------------------
 *
 * L' (the tangent) = L low(L^-1 A' L'^-1), where `low` takes the lower
 * triangle and half the diagonal.  (I. Murray, "Differentiation of the
 * Cholesky decomposition", arXiv:1602.07527 (2016), equations 8 and 10; Giles,
 * section 2.2.7 has an algorithm for single elements.) */

const char *ad_matrix_cholesky_shape(const struct ad_shape *x, int n,
                                     struct ad_shape *y)
{
  (void)n;
  *y = *x;
  return square(x);
}

enum ad_status ad_matrix_cholesky_value(const struct ad_matrix_call *c)
{
  return ad_dense_cholesky(c->scratch, c->x[0], c->y);
}

/* What is above the diagonal of L is a constant 0: its adjoint counts not. */
static struct ad_block lower_of(struct ad_scratch *s, struct ad_block w)
{
  const struct ad_block l = ad_scratch_block(s, w.rows, w.cols, w.d);
  for (size_t i = 0; l.v && i < w.rows; i++)
    ad_block_copy(ad_dense_part(w, i, 0, 1, i + 1),
                  ad_dense_part(l, i, 0, 1, i + 1));
  return l;
}

enum ad_status ad_matrix_cholesky_adjoint(const struct ad_matrix_call *c,
                                          const struct ad_block *ybar,
                                          const struct ad_block *xbar)
{
  const struct ad_block l = c->y, t = ad_block_transpose(l);
  const struct ad_block w = lower_of(c->scratch, *ybar);
  const struct ad_block m =
    ad_scratch_block(c->scratch, l.rows, l.cols, ybar->d);
  if (!w.v || !m.v)
    return AD_NO_MEMORY;
  ad_dense_multiply(t, w, m);
  ad_dense_low(m);
  ad_dense_solve_upper(t, false, m);
  ad_dense_solve_upper(t, false, ad_block_transpose(m));
  add_symmetric(m, xbar[0]);
  return AD_OK;
}

enum ad_status ad_matrix_cholesky_magnitude(const struct ad_matrix_call *c,
                                            const struct ad_block *ybar,
                                            const struct ad_block *xbar)
{
  struct ad_scratch *s = c->scratch;
  const size_t n = c->y.rows;
  struct ad_block more, inverse;
  const struct ad_block w = lower_of(s, ad_block_primal(*ybar));
  const struct ad_block m = ad_scratch_block(s, n, n, false);
  const struct ad_block u = ad_scratch_block(s, n, n, false);
  enum ad_status status =
    w.v && m.v && u.v ? bounds(s, c->y, &more, &inverse) : AD_NO_MEMORY;
  if (status)
    return status;
  ad_block_absolute(w, w);
  ad_dense_multiply(ad_block_transpose(more), w, m);
  ad_dense_low(m);
  ad_dense_multiply(ad_block_transpose(inverse), m, u);
  ad_block_zero(m);
  ad_dense_multiply(u, inverse, m);
  add_symmetric(m, xbar[0]);
  return AD_OK;
}

/* ---- y = log det A = 2 sum of log l_ii:  Ā += ȳ A^-1  (Giles, section 2.2.4) -----
 *
 * y' = 2 sum of l_ii' / l_ii. */

const char *ad_matrix_logdet_shape(const struct ad_shape *x, int n,
                                   struct ad_shape *y)
{
  (void)n;
  y->rows = y->cols = 1;
  return square(x);
}

/* The factor of the argument, with tangents or not. */
static enum ad_status factor(const struct ad_matrix_call *c, bool tangents,
                             struct ad_block *l)
{
  const size_t n = c->x[0].rows;
  *l = ad_scratch_block(c->scratch, n, n, tangents);
  return l->v ? ad_dense_cholesky(c->scratch, c->x[0], *l) : AD_NO_MEMORY;
}

enum ad_status ad_matrix_logdet_value(const struct ad_matrix_call *c)
{
  struct ad_block l;
  enum ad_status status = factor(c, c->y.d, &l);
  double y = 0, dy = 0;
  for (size_t i = 0; !status && i < l.rows; i++) {
    const ptrdiff_t at = ad_dense_at(&l, i, i);
    y += log(l.v[at]);
    dy += l.d ? l.d[at] / l.v[at] : 0;
  }
  if (status)
    return status;
  *c->y.v = 2 * y;
  if (c->y.d)
    *c->y.d = 2 * dy;
  return AD_OK;
}

/* A^-1 = L'^-1 L^-1, times the 1 by 1 block w. */
enum ad_status ad_matrix_logdet_adjoint(const struct ad_matrix_call *c,
                                        const struct ad_block *ybar,
                                        const struct ad_block *xbar)
{
  const size_t n = c->x[0].rows;
  struct ad_block l;
  const struct ad_block m = ad_scratch_block(c->scratch, n, n, ybar->d);
  enum ad_status status = m.v ? factor(c, ybar->d, &l) : AD_NO_MEMORY;
  if (status)
    return status;
  for (size_t i = 0; i < n; i++) {
    m.v[i * n + i] = *ybar->v;
    if (m.d)
      m.d[i * n + i] = *ybar->d;
  }
  ad_dense_solve_lower(l, false, m);
  ad_dense_solve_upper(ad_block_transpose(l), false, m);
  add_symmetric(m, xbar[0]);
  return AD_OK;
}

enum ad_status ad_matrix_logdet_magnitude(const struct ad_matrix_call *c,
                                          const struct ad_block *ybar,
                                          const struct ad_block *xbar)
{
  struct ad_block l, more, inverse;
  const struct ad_block m =
    ad_scratch_block(c->scratch, c->x[0].rows, c->x[0].rows, false);
  enum ad_status status = m.v ? factor(c, false, &l) : AD_NO_MEMORY;
  if (!status)
    status = bounds(c->scratch, l, &more, &inverse);
  if (status)
    return status;
  ad_dense_multiply(ad_block_transpose(inverse), inverse, m);
  ad_dense_add(fabs(*ybar->v), m, xbar[0]);
  return AD_OK;
}
