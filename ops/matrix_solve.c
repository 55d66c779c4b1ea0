/* matrix_solve.c: the rules of inverse and solve.
 *
 * Adjoints factor the matrix again: a third of the work of an inverse, for
 * which nothing has to be kept on the tape. */
#include <config.h>

#include "dense_impl.h"
#include "matrix.h"

/* |A|, a packed block; its v is NULL if out of memory. */
static struct ad_block absolute(struct ad_scratch *s, struct ad_block a)
{
  struct ad_block b = ad_scratch_block(s, a.rows, a.cols, false);
  if (b.v)
    ad_block_absolute(a, b);
  return b;
}

/* X + K |A| X: what an error in the last place of A, with an inverse of size
 * K, may add to X >= 0. */
static struct ad_block worsened(struct ad_scratch *s, struct ad_block k,
                                struct ad_block a, struct ad_block x)
{
  const struct ad_block ax = ad_scratch_block(s, x.rows, x.cols, false);
  struct ad_block y = ad_scratch_block(s, x.rows, x.cols, false);
  if (!ax.v || !y.v) {
    y.v = NULL;
    return y;
  }
  ad_dense_multiply(a, x, ax);
  ad_block_copy(x, y);
  ad_dense_multiply(k, ax, y);
  return y;
}

/* ---- Y = A^-1:  Ā -= Y' Ȳ Y'  (Giles, section 2.2.3) --------------------------
 *
 * Y' (the tangent) = -Y A' Y. */

const char *ad_matrix_inverse_shape(const struct ad_shape *x, int n,
                                    struct ad_shape *y)
{
  (void)n;
  *y = *x;
  return x->rows == x->cols ? NULL : "the matrix has to be square";
}

static void identity(struct ad_block y)
{
  ad_block_zero(y);
  for (size_t i = 0; i < y.rows; i++)
    y.v[ad_dense_at(&y, i, i)] = 1;
}

enum ad_status ad_matrix_inverse_value(const struct ad_matrix_call *c)
{
  struct ad_dense_lu f;
  enum ad_status status = ad_dense_lu(c->scratch, c->x[0], &f);
  if (status)
    return status;
  identity(c->y);
  ad_dense_lu_solve(&f, c->x[0], false, c->y);
  return AD_OK;
}

enum ad_status ad_matrix_inverse_adjoint(const struct ad_matrix_call *c,
                                         const struct ad_block *ybar,
                                         const struct ad_block *xbar)
{
  const size_t n = c->y.rows;
  const struct ad_block t = ad_block_transpose(c->y);
  const struct ad_block m = ad_scratch_block(c->scratch, n, n, ybar->d);
  if (!m.v)
    return AD_NO_MEMORY;
  ad_dense_multiply(t, *ybar, m);
  ad_dense_subtract_product(m, t, xbar[0]);
  return AD_OK;
}

/* |Y| + |Y| |A| |Y| stands for Y. */
enum ad_status ad_matrix_inverse_magnitude(const struct ad_matrix_call *c,
                                           const struct ad_block *ybar,
                                           const struct ad_block *xbar)
{
  struct ad_scratch *s = c->scratch;
  const size_t n = c->y.rows;
  const struct ad_block a = absolute(s, c->x[0]), y = absolute(s, c->y);
  const struct ad_block w = absolute(s, *ybar);
  const struct ad_block m = ad_scratch_block(s, n, n, false);
  if (!a.v || !y.v || !w.v || !m.v)
    return AD_NO_MEMORY;
  const struct ad_block more = worsened(s, y, a, y);
  if (!more.v)
    return AD_NO_MEMORY;
  ad_dense_multiply(ad_block_transpose(more), w, m);
  ad_dense_multiply(m, ad_block_transpose(more), xbar[0]);
  return AD_OK;
}

/* ---- A X = B:  S = A'^-1 X̄,  B̄ += S,  Ā -= S X'  (Giles, section 2.3.1) --------
 *
 * X' (the tangent) = A^-1 (B' - A' X); S' likewise. */

const char *ad_matrix_solve_shape(const struct ad_shape *x, int n,
                                  struct ad_shape *y)
{
  (void)n;
  *y = x[1];
  return x[0].rows != x[0].cols ? "the first has to be square"
         : x[0].rows != x[1].rows
           ? "both have to have the same number of rows"
           : NULL;
}

enum ad_status ad_matrix_solve_value(const struct ad_matrix_call *c)
{
  struct ad_dense_lu f;
  enum ad_status status = ad_dense_lu(c->scratch, c->x[0], &f);
  if (status)
    return status;
  ad_block_copy(c->x[1], c->y);
  ad_dense_lu_solve(&f, c->x[0], false, c->y);
  return AD_OK;
}

enum ad_status ad_matrix_solve_adjoint(const struct ad_matrix_call *c,
                                       const struct ad_block *ybar,
                                       const struct ad_block *xbar)
{
  struct ad_dense_lu f;
  const struct ad_block s =
    ad_scratch_block(c->scratch, c->y.rows, c->y.cols, ybar->d);
  enum ad_status status =
    s.v ? ad_dense_lu(c->scratch, c->x[0], &f) : AD_NO_MEMORY;
  if (status)
    return status;
  ad_block_copy(*ybar, s);
  ad_dense_lu_solve(&f, c->x[0], true, s);
  if (xbar[1].v)
    ad_block_add(s, xbar[1]);
  if (xbar[0].v)
    ad_dense_subtract_product(s, ad_block_transpose(c->y), xbar[0]);
  return AD_OK;
}

/* S and X, each with its own share of the error: K = |A^-1|. */
enum ad_status ad_matrix_solve_magnitude(const struct ad_matrix_call *c,
                                         const struct ad_block *ybar,
                                         const struct ad_block *xbar)
{
  struct ad_scratch *s = c->scratch;
  const size_t n = c->x[0].rows;
  struct ad_dense_lu f;
  const struct ad_block inverse = ad_scratch_block(s, n, n, false);
  const struct ad_block plain =
    ad_scratch_block(s, c->y.rows, c->y.cols, false);
  const struct ad_block a = absolute(s, c->x[0]), w = absolute(s, *ybar);
  enum ad_status status = inverse.v && plain.v && a.v && w.v
                            ? ad_dense_lu(s, c->x[0], &f)
                            : AD_NO_MEMORY;
  if (status)
    return status;
  identity(inverse);
  ad_dense_lu_solve(&f, c->x[0], false, inverse);
  const struct ad_block k = absolute(s, inverse), x = absolute(s, c->y);
  if (!k.v || !x.v)
    return AD_NO_MEMORY;
  ad_dense_multiply(ad_block_transpose(k), w, plain);
  const struct ad_block more =
    worsened(s, ad_block_transpose(k), ad_block_transpose(a), plain);
  const struct ad_block wide = worsened(s, k, a, x);
  if (!more.v || !wide.v)
    return AD_NO_MEMORY;
  if (xbar[1].v)
    ad_block_add(more, xbar[1]);
  if (xbar[0].v)
    ad_dense_multiply(more, ad_block_transpose(wide), xbar[0]);
  return AD_OK;
}
