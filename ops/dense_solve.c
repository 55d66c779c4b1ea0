/* dense_solve.c: triangular solves, LU and Cholesky factors.
 *
 * Each works on halves: the first half, a product that brings it into the
 * second, the second half.  (S. Toledo, "Locality of reference in LU
 * decomposition with partial pivoting", SIAM J. Matrix Anal. 18 (1997).) */
#include <config.h>

#include "dense.h"

#include <math.h>

#include "dense_impl.h"

/* At most this many rows are done one by one. */
enum { SMALL = 16 };

/* ---- triangles ------------------------------------------------------------- */

/* Row i of X, minus f times row k. */
static void subtract_row(const struct ad_block *x, size_t i, double f,
                         size_t k)
{
  double *const to = x->v + ad_dense_at(x, i, 0);
  const double *const from = x->v + ad_dense_at(x, k, 0);
  for (size_t j = 0; j < x->cols; j++)
    to[(ptrdiff_t)j * x->cs] -= f * from[(ptrdiff_t)j * x->cs];
}

static void divide_row(const struct ad_block *x, size_t i, double by)
{
  double *const to = x->v + ad_dense_at(x, i, 0);
  for (size_t j = 0; j < x->cols; j++)
    to[(ptrdiff_t)j * x->cs] /= by;
}

/* X = L^-1 X, primals alone. */
static void lower(struct ad_block l, bool unit, struct ad_block x)
{
  const size_t n = x.rows, m = n / 2;
  if (ad_lapack_solve(false, unit, l, x))
    return;
  if (n > SMALL) {
    const struct ad_block first = ad_dense_part(x, 0, 0, m, x.cols);
    const struct ad_block second = ad_dense_part(x, m, 0, n - m, x.cols);
    lower(ad_dense_part(l, 0, 0, m, m), unit, first);
    ad_dense_subtract_product(ad_dense_part(l, m, 0, n - m, m), first, second);
    lower(ad_dense_part(l, m, m, n - m, n - m), unit, second);
    return;
  }
  for (size_t i = 0; i < n; i++) {
    for (size_t k = 0; k < i; k++)
      subtract_row(&x, i, l.v[ad_dense_at(&l, i, k)], k);
    if (!unit)
      divide_row(&x, i, l.v[ad_dense_at(&l, i, i)]);
  }
}

/* Rows and columns in reverse order: an upper triangle becomes a lower one. */
static struct ad_block reversed_rows(struct ad_block b)
{
  const ptrdiff_t last = ((ptrdiff_t)b.rows - 1) * b.rs;
  b.v += last;
  if (b.d)
    b.d += last;
  b.rs = -b.rs;
  return b;
}
static struct ad_block reversed(struct ad_block b)
{
  return ad_block_transpose(
    reversed_rows(ad_block_transpose(reversed_rows(b))));
}

/* X -= L B, of which only the lower triangle of L is read. */
static void subtract_lower(struct ad_block l, bool unit, struct ad_block b,
                           struct ad_block x)
{
  for (size_t i = 0; i < x.rows; i++)
    ad_dense_subtract_product(
      ad_dense_part(l, i, 0, 1, unit ? i : i + 1),
      ad_dense_part(b, 0, 0, unit ? i : i + 1, b.cols),
      ad_dense_part(x, i, 0, 1, x.cols));
}

/* X = U^-1 X, primals alone. */
static void upper(struct ad_block u, bool unit, struct ad_block x)
{
  if (!ad_lapack_solve(true, unit, u, x))
    lower(reversed(u), unit, reversed_rows(x));
}

void ad_dense_solve_lower(struct ad_block l, bool unit, struct ad_block x)
{
  const struct ad_block primal = ad_block_primal(x);
  lower(ad_block_primal(l), unit, primal);
  if (!x.d)
    return;
  if (l.d)
    subtract_lower(ad_block_tangent(l), unit, primal, ad_block_tangent(x));
  lower(ad_block_primal(l), unit, ad_block_tangent(x));
}

void ad_dense_solve_upper(struct ad_block u, bool unit, struct ad_block x)
{
  const struct ad_block primal = ad_block_primal(x);
  upper(ad_block_primal(u), unit, primal);
  if (!x.d)
    return;
  if (u.d)
    subtract_lower(reversed(ad_block_tangent(u)), unit, reversed_rows(primal),
                   reversed_rows(ad_block_tangent(x)));
  upper(ad_block_primal(u), unit, ad_block_tangent(x));
}

void ad_dense_low(struct ad_block x)
{
  for (size_t i = 0; i < x.rows; i++)
    for (size_t j = i; j < x.cols; j++) {
      const double f = i == j ? 0.5 : 0;
      double *const v = x.v + ad_dense_at(&x, i, j);
      *v = f != 0 ? f * *v : 0;
      if (x.d) {
        double *const d = x.d + ad_dense_at(&x, i, j);
        *d = f != 0 ? f * *d : 0;
      }
    }
}

/* ---- P A = L U --------------------------------------------------------------- */

static void exchange_rows(struct ad_block x, size_t i, size_t k)
{
  double *const a = x.v + ad_dense_at(&x, i, 0);
  double *const b = x.v + ad_dense_at(&x, k, 0);
  for (size_t j = 0; i != k && j < x.cols; j++) {
    const ptrdiff_t at = (ptrdiff_t)j * x.cs;
    const double kept = a[at];
    a[at] = b[at];
    b[at] = kept;
  }
}

/* Exchanges rows as swap says, or takes that back. */
static void exchange(struct ad_block x, const size_t *swap, size_t n,
                     bool back)
{
  for (size_t k = 0; k < n; k++) {
    const size_t i = back ? n - 1 - k : k;
    exchange_rows(x, i, swap[i]);
  }
}

/* One column: its largest number comes first; NaN counts as larger than all. */
static enum ad_status factor_column(struct ad_block a, size_t *swap)
{
  size_t pivot = 0;
  for (size_t i = 1; i < a.rows; i++) {
    const double most = fabs(a.v[ad_dense_at(&a, pivot, 0)]);
    if (!isnan(most) && !(fabs(a.v[ad_dense_at(&a, i, 0)]) <= most))
      pivot = i;
  }
  *swap = pivot;
  exchange_rows(a, 0, pivot);
  const double p = a.v[0];
  for (size_t i = 1; i < a.rows; i++)
    a.v[ad_dense_at(&a, i, 0)] /= p;
  return p == 0 ? AD_SINGULAR : AD_OK; /* NaN is not */
}

/* A matrix with at least as many rows as columns, in place. */
static enum ad_status factor(struct ad_block a, size_t *swap)
{
  if (a.cols == 1)
    return factor_column(a, swap);
  const size_t m = a.cols / 2, n = a.cols - m;
  const struct ad_block left = ad_dense_part(a, 0, 0, a.rows, m);
  const struct ad_block right = ad_dense_part(a, 0, m, a.rows, n);
  const struct ad_block above = ad_dense_part(right, 0, 0, m, n);
  const struct ad_block rest = ad_dense_part(right, m, 0, a.rows - m, n);
  enum ad_status status = factor(left, swap);
  if (status)
    return status;
  exchange(right, swap, m, false);
  lower(ad_dense_part(a, 0, 0, m, m), true, above);
  ad_dense_subtract_product(ad_dense_part(left, m, 0, a.rows - m, m), above,
                            rest);
  status = factor(rest, swap + m);
  if (status) /* from there on, swap is not filled */
    return status;
  exchange(ad_dense_part(left, m, 0, a.rows - m, m), swap + m, n, false);
  for (size_t k = m; k < a.cols; k++)
    swap[k] += m;
  return AD_OK;
}

enum ad_status ad_dense_lu(struct ad_scratch *s, struct ad_block a,
                           struct ad_dense_lu *f)
{
  double *const swap = ad_scratch_take(s, a.rows);
  enum ad_status status;
  f->lu = ad_scratch_block(s, a.rows, a.cols, false);
  if (ad_lapack_wants(a.rows)) /* which works down columns */
    f->lu = ad_block_transpose(f->lu);
  if (!swap || !f->lu.v)
    return AD_NO_MEMORY;
  f->swap = (size_t *)(void *)swap; /* a size_t is no larger than a double */
  ad_block_copy(ad_block_primal(a), f->lu);
  return ad_lapack_lu(f->lu, f->swap, &status) ? status
                                               : factor(f->lu, f->swap);
}

/* A' = U' L' P, so that A'^-1 = P' L'^-1 U'^-1. */
static void solve(const struct ad_dense_lu *f, bool transposed,
                  struct ad_block x)
{
  const struct ad_block t = ad_block_transpose(f->lu);
  if (transposed) {
    ad_dense_solve_lower(t, false, x);
    ad_dense_solve_upper(t, true, x);
    exchange(x, f->swap, x.rows, true);
  } else {
    exchange(x, f->swap, x.rows, false);
    ad_dense_solve_lower(f->lu, true, x);
    ad_dense_solve_upper(f->lu, false, x);
  }
}

void ad_dense_lu_solve(const struct ad_dense_lu *f, struct ad_block a,
                       bool transposed, struct ad_block x)
{
  const struct ad_block primal = ad_block_primal(x);
  solve(f, transposed, primal);
  if (!x.d)
    return;
  if (a.d) {
    const struct ad_block d = ad_block_tangent(a);
    ad_dense_subtract_product(transposed ? ad_block_transpose(d) : d, primal,
                              ad_block_tangent(x));
  }
  solve(f, transposed, ad_block_tangent(x));
}

/* ---- A = L L' ---------------------------------------------------------------- */

/* The lower triangle, in place; what is above is not kept. */
static enum ad_status root(struct ad_block a)
{
  const size_t n = a.rows, m = n / 2;
  if (n == 1) {
    if (a.v[0] <= 0)
      return AD_NOT_DEFINITE; /* NaN is not */
    a.v[0] = sqrt(a.v[0]);
    return AD_OK;
  }
  const struct ad_block first = ad_dense_part(a, 0, 0, m, m);
  const struct ad_block below = ad_dense_part(a, m, 0, n - m, m);
  const struct ad_block rest = ad_dense_part(a, m, m, n - m, n - m);
  enum ad_status status = root(first);
  if (status)
    return status;
  lower(first, false, ad_block_transpose(below));
  ad_dense_subtract_product(below, ad_block_transpose(below), rest);
  return root(rest);
}

static bool symmetric(const struct ad_block *a)
{
  for (size_t i = 0; i < a->rows; i++)
    for (size_t j = 0; j < i; j++) {
      const double scale = sqrt(fabs(a->v[ad_dense_at(a, i, i)])) *
                           sqrt(fabs(a->v[ad_dense_at(a, j, j)]));
      if (fabs(a->v[ad_dense_at(a, i, j)] - a->v[ad_dense_at(a, j, i)]) >
          scale / 1000)
        return false;
    }
  return true;
}

/* Y = (X + X') / 2, primals alone. */
static void symmetrize(struct ad_block x, struct ad_block y)
{
  ad_block_zero(y);
  ad_dense_add(0.5, x, y);
  ad_dense_add(0.5, ad_block_transpose(x), y);
}

static void clear_above(struct ad_block a)
{
  for (size_t i = 0; i < a.rows; i++)
    for (size_t j = i + 1; j < a.cols; j++)
      a.v[ad_dense_at(&a, i, j)] = 0;
}

enum ad_status ad_dense_cholesky(struct ad_scratch *s, struct ad_block a,
                                 struct ad_block l)
{
  const struct ad_block primal = ad_block_primal(l);
  if (!symmetric(&a))
    return AD_NOT_DEFINITE;
  symmetrize(ad_block_primal(a), primal);
  enum ad_status status;
  if (!ad_lapack_cholesky(primal, &status))
    status = root(primal);
  clear_above(primal);
  if (status || !l.d)
    return status;
  ad_block_zero(ad_block_tangent(l));
  if (!a.d)
    return AD_OK;
  struct ad_block m = ad_scratch_block(s, a.rows, a.cols, false);
  if (!m.v)
    return AD_NO_MEMORY;
  symmetrize(ad_block_tangent(a), m);
  ad_dense_solve_lower(primal, false, m);
  ad_dense_solve_lower(primal, false, ad_block_transpose(m));
  ad_dense_low(m);
  ad_dense_multiply(primal, m, ad_block_tangent(l));
  return AD_OK;
}
