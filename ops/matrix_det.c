/* matrix_det.c: the rule of the determinant.
 *
 *   y = det A,   y' = sum of c_ij a_ij',   Ā += ȳ C,   C the cofactors of A
 *
 * (Giles, section 2.2.4, where C = y A'^-1 needs an inverse; this does not:
 * it is as right at singular matrices.)
 *
 * Method: with complete pivoting P A Q = L D U, where L and U have ones on
 * their diagonals and are well conditioned, and D is diagonal and may have
 * zeros.  Cofactors of a product are the product of the cofactors:
 *
 *   C(P A Q) = L'^-1 C(D) U'^-1,   C(D)_ii = product of all d but d_i.
 *
 * Their tangents: with M = L^-1 (P A' Q) U^-1, and p_ij the product of all d
 * but d_i and d_j,
 *
 *   C(D + t M)_ii' = sum over j != i of m_jj p_ij,   C(D + t M)_ij' = -m_ji p_ij.
 */
#include <config.h>

#include <math.h>

#include "dense_impl.h"
#include "matrix.h"

struct factors {
  size_t n, *row, *col; /* P A Q has a_(row i, col j) at (i, j) */
  double sign;          /* det P det Q */
  double *d;
  struct ad_block l, u; /* their strict triangles count */
};

static void exchange(size_t *order, size_t i, size_t k, double *sign)
{
  const size_t kept = order[i];
  order[i] = order[k], order[k] = kept;
  if (i != k)
    *sign = -*sign;
}

/* The place of the largest number in rows and columns from k on; NaN counts as
 * larger than all. */
static void find_pivot(const struct ad_block *a, const struct factors *f,
                       size_t k, size_t *row, size_t *col)
{
  double most = -1;
  for (size_t i = k; i < f->n; i++)
    for (size_t j = k; j < f->n; j++) {
      const double x = fabs(a->v[f->row[i] * f->n + f->col[j]]);
      if (!isnan(most) && !(x <= most))
        most = x, *row = i, *col = j;
    }
}

/* Step k in a, a packed copy of A whose rows and columns stay where they are. */
static void eliminate(const struct ad_block *a, struct factors *f, size_t k)
{
  const size_t n = f->n;
  size_t row = k, col = k;
  find_pivot(a, f, k, &row, &col);
  exchange(f->row, k, row, &f->sign);
  exchange(f->col, k, col, &f->sign);
  double *const pivot = a->v + f->row[k] * n;
  const double d = f->d[k] = pivot[f->col[k]];
  for (size_t j = k + 1; d != 0 && j < n; j++)
    pivot[f->col[j]] /= d; /* U */
  for (size_t i = k + 1; d != 0 && i < n; i++) {
    double *const line = a->v + f->row[i] * n;
    const double x = line[f->col[k]];
    for (size_t j = k + 1; j < n; j++)
      line[f->col[j]] -= x * pivot[f->col[j]];
    line[f->col[k]] = x / d; /* L */
  }
}

/* Where all is 0, L and U are the identity: nothing was divided. */
static enum ad_status factor(struct ad_scratch *s, struct ad_block x,
                             struct factors *f)
{
  const size_t n = f->n = x.rows;
  const struct ad_block a = ad_scratch_block(s, n, n, false);
  double *const orders = ad_scratch_take(s, 2 * n);
  f->d = ad_scratch_take(s, n);
  f->l = ad_scratch_block(s, n, n, false);
  f->u = ad_scratch_block(s, n, n, false);
  if (!a.v || !orders || !f->d || !f->l.v || !f->u.v)
    return AD_NO_MEMORY;
  f->row = (size_t *)(void *)orders; /* a size_t is no larger than a double */
  f->col = (size_t *)(void *)(orders + n);
  f->sign = 1;
  for (size_t i = 0; i < n; i++)
    f->row[i] = f->col[i] = i;
  ad_block_copy(ad_block_primal(x), a);
  for (size_t k = 0; k < n; k++)
    eliminate(&a, f, k);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      (i > j ? f->l : f->u).v[i * n + j] = a.v[f->row[i] * n + f->col[j]];
  return AD_OK;
}

/* Column i of p: the products of all d but d_i and d_j; p_ii leaves only d_i
 * out.  From those before and those behind. */
static void products(const struct factors *f, size_t i, double *p)
{
  double before = 1, behind = 1;
  for (size_t j = 0; j < f->n; j++) {
    p[j] = before;
    before *= j == i ? 1 : f->d[j];
  }
  for (size_t j = f->n; j-- > 0;) {
    p[j] *= behind;
    behind *= j == i ? 1 : f->d[j];
  }
}

/* C(D), and its tangent for the change m; with `bound`, on absolute values. */
static void middle(const struct factors *f, const struct ad_block *m,
                   bool bound, double *p, struct ad_block c)
{
  const size_t n = f->n;
  for (size_t i = 0; i < n; i++) {
    products(f, i, p);
    for (size_t j = 0; bound && j < n; j++)
      p[j] = fabs(p[j]);
    c.v[i * n + i] = p[i];
    for (size_t j = 0; c.d && j < n; j++)
      if (j != i) {
        c.d[i * n + i] += m->v[j * n + j] * p[j];
        c.d[i * n + j] = (bound ? 1 : -1) * m->v[j * n + i] * p[j];
      }
  }
}

/* The inverse of a unit triangle. */
static struct ad_block unit_inverse(struct ad_scratch *s, struct ad_block t,
                                    bool upper, bool bound)
{
  const struct ad_block y = ad_scratch_block(s, t.rows, t.rows, false);
  for (size_t i = 0; y.v && i < t.rows; i++)
    y.v[i * t.rows + i] = 1;
  if (y.v)
    (upper ? ad_dense_solve_upper : ad_dense_solve_lower)(t, true, y);
  if (y.v && bound)
    ad_block_absolute(y, y);
  return y;
}

/* A block in the order of the factors, or back. */
static void in_order(const struct factors *f, const double *x, ptrdiff_t rs,
                     ptrdiff_t cs, double *y)
{
  for (size_t i = 0; i < f->n; i++)
    for (size_t j = 0; j < f->n; j++)
      y[i * f->n + j] =
        x[(ptrdiff_t)f->row[i] * rs + (ptrdiff_t)f->col[j] * cs];
}

/* y = a b c, blocks from s. */
static struct ad_block three(struct ad_scratch *s, struct ad_block a,
                             struct ad_block b, struct ad_block c)
{
  const struct ad_block ab = ad_scratch_block(s, b.rows, b.cols, b.d);
  struct ad_block y = ad_scratch_block(s, b.rows, b.cols, b.d);
  if (!ab.v || !y.v) {
    y.v = NULL;
    return y;
  }
  ad_dense_multiply(a, b, ab);
  ad_dense_multiply(ab, c, y);
  return y;
}

/* C(P A Q), with tangents if asked for; with `bound`, absolute values, and as
 * tangents what an error in the last place of A may change. */
static enum ad_status cofactors(struct ad_scratch *s, struct ad_block a,
                                const struct factors *f, bool tangents,
                                bool bound, struct ad_block *c)
{
  const size_t n = f->n;
  const struct ad_block l = unit_inverse(s, f->l, false, bound);
  const struct ad_block u = unit_inverse(s, f->u, true, bound);
  const struct ad_block change = ad_scratch_block(s, n, n, false);
  const struct ad_block core = ad_scratch_block(s, n, n, tangents);
  double *const p = ad_scratch_take(s, n);
  if (!l.v || !u.v || !change.v || !core.v || !p)
    return AD_NO_MEMORY;
  const double *const from = bound ? a.v : a.d;
  if (from)
    in_order(f, from, a.rs, a.cs, change.v);
  if (bound)
    ad_block_absolute(change, change);
  const struct ad_block m = three(s, l, change, u);
  if (!m.v)
    return AD_NO_MEMORY;
  middle(f, &m, bound, p, core);
  *c = three(s, ad_block_transpose(l), core, ad_block_transpose(u));
  return c->v ? AD_OK : AD_NO_MEMORY;
}

const char *ad_matrix_det_shape(const struct ad_shape *x, int n,
                                struct ad_shape *y)
{
  (void)n;
  y->rows = y->cols = 1;
  return x->rows == x->cols ? NULL : "the matrix has to be square";
}

enum ad_status ad_matrix_det_value(const struct ad_matrix_call *c)
{
  struct factors f;
  struct ad_block k;
  const struct ad_block *a = &c->x[0];
  enum ad_status status = factor(c->scratch, *a, &f);
  if (!status && c->y.d)
    status = cofactors(c->scratch, *a, &f, false, false, &k);
  if (status)
    return status;
  double y = f.sign, dy = 0;
  for (size_t i = 0; i < f.n; i++)
    y *= f.d[i];
  *c->y.v = y;
  if (!c->y.d)
    return AD_OK;
  for (size_t i = 0; a->d && i < f.n; i++)
    for (size_t j = 0; j < f.n; j++)
      dy += k.v[i * f.n + j] * a->d[ad_dense_at(a, f.row[i], f.col[j])];
  *c->y.d = f.sign * dy;
  return AD_OK;
}

enum ad_status ad_matrix_det_adjoint(const struct ad_matrix_call *c,
                                     const struct ad_block *ybar,
                                     const struct ad_block *xbar)
{
  struct factors f;
  struct ad_block k;
  enum ad_status status = factor(c->scratch, c->x[0], &f);
  if (!status)
    status = cofactors(c->scratch, c->x[0], &f, ybar->d, false, &k);
  if (status)
    return status;
  const double w = f.sign * *ybar->v, dw = ybar->d ? f.sign * *ybar->d : 0;
  for (size_t i = 0; i < f.n; i++)
    for (size_t j = 0; j < f.n; j++) {
      const ptrdiff_t at = ad_dense_at(&xbar[0], f.row[i], f.col[j]);
      xbar[0].v[at] += w * k.v[i * f.n + j];
      if (ybar->d)
        xbar[0].d[at] += dw * k.v[i * f.n + j] + w * k.d[i * f.n + j];
    }
  return AD_OK;
}

enum ad_status ad_matrix_det_magnitude(const struct ad_matrix_call *c,
                                       const struct ad_block *ybar,
                                       const struct ad_block *xbar)
{
  struct factors f;
  struct ad_block k;
  enum ad_status status = factor(c->scratch, c->x[0], &f);
  if (!status)
    status = cofactors(c->scratch, c->x[0], &f, true, true, &k);
  if (status)
    return status;
  for (size_t i = 0; i < f.n; i++)
    for (size_t j = 0; j < f.n; j++)
      xbar[0].v[ad_dense_at(&xbar[0], f.row[i], f.col[j])] +=
        fabs(*ybar->v) * (k.v[i * f.n + j] + k.d[i * f.n + j]);
  return AD_OK;
}
