/* dense.c: linear algebra that `dualtape emit` writes into a file whose ops
 * need it, function by function; it is text here, and compiled there.
 *
 * Matrices stand row by row.  Nothing is allocated: who calls brings the room.
 * The names begin with ad_, which becomes the name of the emitted function. */

#include <math.h>
#include <stddef.h>

/* Whether a is b, NaN being the same as NaN. */
static int ad_same(double a, double b)
{
  return a == b || (a != a && b != b);
}

/* Exchanges n numbers of a and b that stand `step` apart. */
static void ad_exchange(size_t n, size_t step, double *a, double *b)
{
  for (size_t k = 0; k < n; k++) {
    const double kept = a[k * step];
    a[k * step] = b[k * step];
    b[k * step] = kept;
  }
}

/* Y = I, n by n. */
static void ad_identity(size_t n, double *y)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      y[i * n + j] = i == j ? 1 : 0;
}

/* X = A^-1 X, X being n by m, by Gaussian elimination with partial pivoting.
 * a_ij is a[i * rs + j * cs]: n, 1 for A, and 1, n for A'.  lu has room for n
 * by n numbers.  Where A is singular X becomes NaN. */
static void ad_solve(size_t n, const double *a, size_t rs, size_t cs,
                     double *lu, size_t m, double *x)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      lu[i * n + j] = a[i * rs + j * cs];
  for (size_t k = 0; k < n; k++) {
    size_t p = k; /* the row with the largest number in column k */
    for (size_t i = k + 1; i < n; i++)
      if (fabs(lu[i * n + k]) > fabs(lu[p * n + k]))
        p = i;
    ad_exchange(n, 1, lu + k * n, lu + p * n);
    ad_exchange(m, 1, x + k * m, x + p * m);
    if (lu[k * n + k] == 0) {
      for (size_t i = 0; i < n * m; i++)
        x[i] = NAN;
      return;
    }
    for (size_t i = k + 1; i < n; i++) {
      const double l = lu[i * n + k] / lu[k * n + k];
      for (size_t j = k + 1; j < n; j++)
        lu[i * n + j] -= l * lu[k * n + j];
      for (size_t j = 0; j < m; j++)
        x[i * m + j] -= l * x[k * m + j];
    }
  }
  for (size_t k = n; k-- > 0;) /* U X = what is there, from the last row up */
    for (size_t j = 0; j < m; j++) {
      double s = x[k * m + j];
      for (size_t i = k + 1; i < n; i++)
        s -= lu[k * n + i] * x[i * m + j];
      x[k * m + j] = s / lu[k * n + k];
    }
}

/* P A Q = L D U by elimination with complete pivoting: the largest number that
 * is left comes first, so that D alone can be singular.  L below, D on and U
 * above the diagonal of ldu; its row i and column j are order[i] and
 * order[n + j] of A.  Returns det P det Q, which is 1 or -1. */
static double ad_ldu(size_t n, const double *a, double *ldu, size_t *order)
{
  double sign = 1;
  for (size_t i = 0; i < n * n; i++)
    ldu[i] = a[i];
  for (size_t i = 0; i < n; i++)
    order[i] = order[n + i] = i;
  for (size_t k = 0; k < n; k++) {
    size_t p = k, q = k;
    double most = 0;
    for (size_t i = k; i < n; i++)
      for (size_t j = k; j < n; j++)
        if (ad_larger(fabs(ldu[i * n + j]), most) != most)
          most = fabs(ldu[i * n + j]), p = i, q = j;
    ad_exchange(n, 1, ldu + k * n, ldu + p * n);
    ad_exchange(n, n, ldu + k, ldu + q);
    const size_t row = order[k], col = order[n + k];
    order[k] = order[p], order[p] = row;
    order[n + k] = order[n + q], order[n + q] = col;
    sign *= (p == k ? 1 : -1) * (q == k ? 1 : -1);
    const double d = ldu[k * n + k];
    if (d == 0) /* and so is all that is left */
      return sign;
    for (size_t j = k + 1; j < n; j++)
      ldu[k * n + j] /= d;
    for (size_t i = k + 1; i < n; i++) {
      for (size_t j = k + 1; j < n; j++)
        ldu[i * n + j] -= ldu[i * n + k] * ldu[k * n + j];
      ldu[i * n + k] /= d;
    }
  }
  return sign;
}

/* det A; room for n by n numbers and 2 n indexes. */
static double ad_det(size_t n, const double *a, double *ldu, size_t *order)
{
  double y = ad_ldu(n, a, ldu, order);
  for (size_t i = 0; i < n; i++)
    y *= ldu[i * n + i];
  return y;
}

/* C = det P det Q, which is `sign`, times L'^-1 K U'^-1, in the order of A. */
static void ad_unfactor(size_t n, const double *ldu, double sign,
                        const size_t *order, double *k, double *c)
{
  for (size_t p = n; p-- > 0;) /* K = L'^-1 K, from the last row up */
    for (size_t i = 0; i < p; i++)
      for (size_t j = 0; j < n; j++)
        k[i * n + j] -= ldu[p * n + i] * k[p * n + j];
  for (size_t p = n; p-- > 0;) /* K = K U'^-1, from the last column on */
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < p; j++)
        k[i * n + j] -= ldu[j * n + p] * k[i * n + p];
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      c[order[i] * n + order[n + j]] = sign * k[i * n + j];
}

/* C, the cofactors of A, which are the derivative of det A.  Those of a
 * product are the product of the cofactors: C(P A Q) = L'^-1 C(D) U'^-1, where
 * C(D) is diagonal, the product of all d but d_i.  So no d, which may be 0,
 * divides.  Room as above, and once more n by n numbers for C(P A Q). */
static void ad_cofactors(size_t n, const double *a, double *c, double *ldu,
                         double *k, size_t *order)
{
  const double sign = ad_ldu(n, a, ldu, order);
  ad_identity(n, k);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      k[i * n + i] *= j == i ? 1 : ldu[j * n + j];
  ad_unfactor(n, ldu, sign, order, k, c);
}

/* The product of all d but d_i and d_j. */
static double ad_others(size_t n, const double *ldu, size_t i, size_t j)
{
  double product = 1;
  for (size_t k = 0; k < n; k++)
    product *= k == i || k == j ? 1 : ldu[k * n + k];
  return product;
}

/* The tangents of the cofactors along dA.  With M = L^-1 (P dA Q) U^-1 and p_ij
 * the product of all d but d_i and d_j, those of C(D) are
 *   c_ii' = sum over j != i of m_jj p_ij,   c_ij' = -m_ji p_ij.
 * Room as above, and once more n by n numbers for M. */
static void ad_cofactors_tangent(size_t n, const double *a, const double *da,
                                 double *c, double *ldu, double *k, double *m,
                                 size_t *order)
{
  const double sign = ad_ldu(n, a, ldu, order);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      m[i * n + j] = da[order[i] * n + order[n + j]];
  for (size_t p = 0; p < n; p++) /* M = L^-1 M, from the first row down */
    for (size_t i = p + 1; i < n; i++)
      for (size_t j = 0; j < n; j++)
        m[i * n + j] -= ldu[i * n + p] * m[p * n + j];
  for (size_t p = 0; p < n; p++) /* M = M U^-1, from the first column on */
    for (size_t i = 0; i < n; i++)
      for (size_t j = p + 1; j < n; j++)
        m[i * n + j] -= m[i * n + p] * ldu[p * n + j];
  for (size_t i = 0; i < n; i++) {
    k[i * n + i] = 0;
    for (size_t j = 0; j < n; j++) {
      if (j == i)
        continue;
      const double others = ad_others(n, ldu, i, j);
      k[i * n + i] += m[j * n + j] * others;
      k[i * n + j] = -m[j * n + i] * others;
    }
  }
  ad_unfactor(n, ldu, sign, order, k, c);
}

/* The lower triangular L with L L' = A.  Of A the symmetric part counts; where
 * it is not symmetric to a thousandth, or not positive definite, L is NaN. */
static void ad_cholesky(size_t n, const double *a, double *l)
{
  int good = 1;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) {
      const double size = sqrt(fabs(a[i * n + i])) * sqrt(fabs(a[j * n + j]));
      double s = 0.5 * a[i * n + j] + 0.5 * a[j * n + i];
      for (size_t k = 0; k < j; k++)
        s -= l[i * n + k] * l[j * n + k];
      if (fabs(a[i * n + j] - a[j * n + i]) > size / 1000 || (i == j && s <= 0))
        good = 0;
      l[j * n + i] = 0;
      l[i * n + j] = i == j ? sqrt(s) : s / l[j * n + j];
    }
  for (size_t i = 0; i < n * n && !good; i++)
    l[i] = NAN;
}

/* X = L^-1 X, X being n by m, from the first row down. */
static void ad_lower(size_t n, const double *l, size_t m, double *x)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < m; j++) {
      double s = x[i * m + j];
      for (size_t k = 0; k < i; k++)
        s -= l[i * n + k] * x[k * m + j];
      x[i * m + j] = s / l[i * n + i];
    }
}

/* X = L'^-1 X, X being n by m, from the last row up. */
static void ad_upper(size_t n, const double *l, size_t m, double *x)
{
  for (size_t i = n; i-- > 0;)
    for (size_t j = 0; j < m; j++) {
      double s = x[i * m + j];
      for (size_t k = i + 1; k < n; k++)
        s -= l[k * n + i] * x[k * m + j];
      x[i * m + j] = s / l[i * n + i];
    }
}

/* M becomes its transpose. */
static void ad_turn(size_t n, double *m)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < i; j++)
      ad_exchange(1, 1, m + i * n + j, m + j * n + i);
}

/* M = low(L' W), where `low` takes the lower triangle and half the diagonal;
 * so W's lower triangle counts. */
static void ad_low(size_t n, const double *l, const double *w, double *m)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      m[i * n + j] = 0;
      for (size_t k = i; k < n && j <= i; k++)
        m[i * n + j] += (i == j ? 0.5 : 1) * l[k * n + i] * w[k * n + j];
    }
}

/* M' with M = L'^-1 low(L' Lbar) L^-1 (I. Murray, arXiv:1602.07527, equation
 * 10). */
static void ad_cholesky_back(size_t n, const double *l, const double *lbar,
                             double *m)
{
  ad_low(n, l, lbar, m);
  ad_upper(n, l, n, m);
  ad_turn(n, m); /* transposed, L^-1 is on the left, too */
  ad_upper(n, l, n, m);
}

/* dL += L low(L^-1 S L'^-1), S being the symmetric part of dA (equation 8).
 * Room for n by n numbers m. */
static void ad_cholesky_tangent(size_t n, const double *l, const double *da,
                                double *m, double *dl)
{
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++)
      m[i * n + j] = 0.5 * da[i * n + j] + 0.5 * da[j * n + i];
  ad_lower(n, l, n, m);
  ad_turn(n, m);
  ad_lower(n, l, n, m);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++)
      for (size_t k = j; k <= i; k++)
        dl[i * n + j] += (k == j ? 0.5 : 1) * l[i * n + k] * m[k * n + j];
}

/* The tangent of M above along dL, transposed, lbar being as it is:
 *   L'^-1 (low(dL' Lbar) - dL' M L - L' M dL) L^-1.
 * m is what ad_cholesky_back has left; room for n by n numbers t. */
static void ad_cholesky_curve(size_t n, const double *l, const double *dl,
                              const double *lbar, const double *m, double *t,
                              double *u)
{
  ad_low(n, dl, lbar, u);
  for (int first = 1; first >= 0; first--) {
    const double *const left = first ? dl : l, *const right = first ? l : dl;
    for (size_t i = 0; i < n; i++) /* T = M right */
      for (size_t j = 0; j < n; j++) {
        t[i * n + j] = 0;
        for (size_t k = j; k < n; k++)
          t[i * n + j] += m[k * n + i] * right[k * n + j];
      }
    for (size_t i = 0; i < n; i++) /* U -= left' T */
      for (size_t j = 0; j < n; j++)
        for (size_t k = i; k < n; k++)
          u[i * n + j] -= left[k * n + i] * t[k * n + j];
  }
  ad_upper(n, l, n, u);
  ad_turn(n, u);
  ad_upper(n, l, n, u);
}

/* X = A^-1 X A^-1 where A = L L' and X is symmetric. */
static void ad_between(size_t n, const double *l, double *x)
{
  for (int side = 0; side < 2; side++) {
    ad_lower(n, l, n, x);
    ad_upper(n, l, n, x);
    ad_turn(n, x);
  }
}

/* rand(m, n, seed) and randn(m, n, seed): `count` numbers. */
static void ad_rand(uint64_t seed, size_t count, double *y)
{
  struct ad_random random = ad_random_seed(seed);
  for (size_t k = 0; k < count; k++)
    y[k] = ad_random_unit(&random);
}

static void ad_randn(uint64_t seed, size_t count, double *y)
{
  struct ad_random random = ad_random_seed(seed);
  for (size_t k = 0; k < count; k++)
    y[k] = ad_random_normal(&random);
}
