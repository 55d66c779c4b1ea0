/* dense_lapack.c: factors and triangular solves by LAPACK and BLAS, where
 * configure found them and the matrix is large.
 *
 * Fortran stores columns one after the other.  A block whose rows lie one after
 * the other is to it the transpose, so that "lower" and "upper" change places.
 * Only finite numbers are handed over: what libraries do with NaN differs. */
#include <config.h>

#include "dense.h"

#include <math.h>
#include <string.h>

#include "dense_impl.h"

/* From this many rows on the libraries are faster than own loops. */
enum { LARGE = 64 };

bool ad_dense_has_lapack(void) { return HAVE_LAPACK; }

#if HAVE_LAPACK
void dgetrf_(const int *m, const int *n, double *a, const int *lda, int *swap,
             int *info);
void dpotrf_(const char *uplo, const int *n, double *a, const int *lda,
             int *info);
void dtrsm_(const char *side, const char *uplo, const char *trans,
            const char *diag, const int *m, const int *n, const double *alpha,
            const double *a, const int *lda, double *b, const int *ldb);

bool ad_lapack_wants(size_t n)
{
  const enum ad_dense_way way = ad_dense_chosen();
  return way == AD_DENSE_BLAS || (way == AD_DENSE_BY_SIZE && n >= LARGE);
}

static bool all_finite(const struct ad_block *a)
{
  for (size_t i = 0; i < a->rows; i++)
    for (size_t j = 0; j < a->cols; j++)
      if (!isfinite(a->v[ad_dense_at(a, i, j)]))
        return false;
  return true;
}

/* Zero-based exchanges in place of Fortran's, which lie at the front of swap:
 * an int is no larger than a size_t, so that each is read before its place is
 * written if the last comes first. */
static void widen(size_t *swap, size_t n)
{
  const int *const from = (const int *)(const void *)swap;
  for (size_t k = n; k-- > 0;) {
    int one_based;
    memcpy(&one_based, from + k, sizeof one_based);
    swap[k] = (size_t)one_based - 1;
  }
}

bool ad_lapack_lu(struct ad_block a, size_t *swap, enum ad_status *status)
{
  int lda, info;
  const int n = (int)a.rows;
  if (!ad_lapack_wants(a.rows) || ad_dense_seen(&a, &lda) != 'N' ||
      !all_finite(&a))
    return false;
  dgetrf_(&n, &n, a.v, &lda, (int *)(void *)swap, &info);
  widen(swap, a.rows);
  *status = info > 0 ? AD_SINGULAR : AD_OK;
  return true;
}

bool ad_lapack_cholesky(struct ad_block a, enum ad_status *status)
{
  int lda, info;
  const int n = (int)a.rows;
  const char way = ad_dense_seen(&a, &lda);
  if (!ad_lapack_wants(a.rows) || !way || !all_finite(&a))
    return false;
  dpotrf_(way == 'N' ? "L" : "U", &n, a.v, &lda, &info);
  *status = info > 0 ? AD_NOT_DEFINITE : AD_OK;
  return true;
}

/* X = L^-1 X; or, where X's rows lie one after the other, X' = X' L'^-1. */
bool ad_lapack_solve(bool upper, bool unit, struct ad_block l,
                     struct ad_block x)
{
  int lda, ldx;
  const double one = 1;
  const char way = ad_dense_seen(&l, &lda), way_x = ad_dense_seen(&x, &ldx);
  if (!ad_lapack_wants(l.rows) || !way || !way_x || !all_finite(&l) ||
      !all_finite(&x))
    return false;
  const int rows = (int)x.rows, cols = (int)x.cols;
  const bool left = way_x == 'N', stored = way == 'N';
  dtrsm_(left ? "L" : "R", upper == stored ? "U" : "L",
         left == stored ? "N" : "T", unit ? "U" : "N", left ? &rows : &cols,
         left ? &cols : &rows, &one, l.v, &lda, x.v, &ldx);
  return true;
}
#else
bool ad_lapack_wants(size_t n)
{
  (void)n;
  return false;
}

bool ad_lapack_lu(struct ad_block a, size_t *swap, enum ad_status *status)
{
  (void)a, (void)swap, (void)status;
  return false;
}

bool ad_lapack_cholesky(struct ad_block a, enum ad_status *status)
{
  (void)a, (void)status;
  return false;
}

bool ad_lapack_solve(bool upper, bool unit, struct ad_block l,
                     struct ad_block x)
{
  (void)upper, (void)unit, (void)l, (void)x;
  return false;
}
#endif
