/* test_dense.c: products and factors, by own loops, BLAS and LAPACK, against
 * sums in long double. */
#include <config.h>

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "../ops/dense_impl.h"
#include "close.h"
#include "matrix_sample.h"

static const enum ad_dense_way ways[] = {AD_DENSE_OWN, AD_DENSE_BLAS,
                                         AD_DENSE_BY_SIZE};
static const size_t sizes[] = {1, 2, 3, 4, 5, 7, 16, 17, 33, 64, 65, 100};
enum {
  WAYS = sizeof ways / sizeof *ways,
  SIZES = sizeof sizes / sizeof *sizes
};

/* Row i of a times column j of b, and the sum of absolute values. */
static long double exact(const double *a, const struct ad_block *x,
                         const double *b, const struct ad_block *y, size_t i,
                         size_t j, long double *size)
{
  long double sum = 0;
  for (size_t k = 0; k < x->cols; k++) {
    const long double p =
      (long double)a[place(x, i, k)] * b[place(y, k, j)];
    sum += p, *size += fabsl(p);
  }
  return sum;
}

static void check_close(const char *what, const struct ad_block *a,
                        const struct ad_block *b, double got, long double want,
                        long double size)
{
  ck_assert_msg(fabsl(got - want) <= (long double)(2 * a->cols + 4) *
                                       DBL_EPSILON / 2 * (size + 1),
                "%s of %zux%zu and %zux%zu: %.17g, not %.17Lg", what, a->rows,
                a->cols, b->rows, b->cols, got, want);
}

/* Y = 1 + A B in a layout each, with tangents.  Every element that y repeats
 * gets all shares, so that y is not repeated here. */
static void product(struct ad_shape s, size_t n, enum layout la,
                    enum layout lb, enum layout ly, enum ad_dense_way way)
{
  struct sample_block a = new_block(s, la);
  struct sample_block b = new_block((struct ad_shape){s.cols, n}, lb);
  struct sample_block y = new_block((struct ad_shape){s.rows, n}, ly);
  fill(a.b.v, &a.b), fill(a.b.d, &a.b), fill(b.b.v, &b.b), fill(b.b.d, &b.b);
  for (size_t i = 0; i < s.rows; i++)
    for (size_t j = 0; j < n; j++)
      y.b.v[place(&y.b, i, j)] = 1;
  ad_dense_choose(way);
  ad_dense_multiply(a.b, b.b, y.b);
  for (size_t i = 0; i < s.rows; i++)
    for (size_t j = 0; j < n; j++) {
      long double size = 0, dsize = 0;
      const long double v = exact(a.b.v, &a.b, b.b.v, &b.b, i, j, &size);
      const long double d = exact(a.b.d, &a.b, b.b.v, &b.b, i, j, &dsize) +
                            exact(a.b.v, &a.b, b.b.d, &b.b, i, j, &dsize);
      check_close("value", &a.b, &b.b, y.b.v[place(&y.b, i, j)], v + 1, size);
      check_close("tangent", &a.b, &b.b, y.b.d[place(&y.b, i, j)], d,
                  2 * dsize);
    }
  free_block(&a), free_block(&b), free_block(&y);
}

START_TEST(products)
{
  const enum ad_dense_way way = ways[_i];
  ck_assert(way != AD_DENSE_BLAS || ad_dense_has_blas() || !HAVE_BLAS);
  int l = 0;
  for (int i = 0; i < SIZES; i++)
    for (int j = 0; j < SIZES; j++)
      for (int k = 0; k < SIZES; k++, l++)
        if (i + j + k < 18 || l % 32 == 0)
          product((struct ad_shape){sizes[i], sizes[k]}, sizes[j],
                  (enum layout)(l % LAYOUTS), (enum layout)(l / 7 % LAYOUTS),
                  (enum layout)(l % 4), way);
  for (l = 0; l < 4 * LAYOUTS * LAYOUTS; l++)
    product((struct ad_shape){9, 6}, 5, (enum layout)(l % LAYOUTS),
            (enum layout)(l / LAYOUTS % LAYOUTS),
            (enum layout)(l / LAYOUTS / LAYOUTS), way);
  product((struct ad_shape){130, 300}, 70, ROWS, ROWS, ROWS, way);
}
END_TEST

/* A repeated result gets every share; both arguments may be the same. */
START_TEST(repeated_and_same)
{
  ad_dense_choose(ways[_i]);
  for (int n = 0; n < SIZES; n++) {
    struct sample_block a = new_block((struct ad_shape){sizes[n], sizes[n]}, ROWS);
    struct sample_block y =
      new_block((struct ad_shape){sizes[n], sizes[n]}, ONE_NUMBER);
    long double want = 0, size = 0;
    fill(a.b.v, &a.b);
    ad_dense_multiply(a.b, ad_block_transpose(a.b), ad_block_primal(y.b));
    const struct ad_block t = ad_block_transpose(a.b);
    for (size_t i = 0; i < sizes[n]; i++)
      for (size_t j = 0; j < sizes[n]; j++)
        want += exact(a.b.v, &a.b, a.b.v, &t, i, j, &size);
    ck_assert_msg(fabsl(*y.b.v - want) <= 1e-13L * (size + 1),
                  "%.17g, not %.17Lg", *y.b.v, want);
    free_block(&a), free_block(&y);
  }
}
END_TEST

/* A X = B, A' X = B: the residual; and P A = L U by it. */
static void equations(size_t n, bool transposed, enum layout layout)
{
  struct ad_scratch s = {0};
  struct ad_dense_lu f;
  struct sample_block a = new_block((struct ad_shape){n, n}, layout);
  struct sample_block x = new_block((struct ad_shape){n, 3}, layout);
  struct sample_block b = new_block((struct ad_shape){n, 3}, ROWS);
  fill(a.b.v, &a.b);
  fill(x.b.v, &x.b);
  ad_block_copy(ad_block_primal(x.b), b.b);
  ck_assert_int_eq(ad_dense_lu(&s, a.b, &f), AD_OK);
  ad_dense_lu_solve(&f, a.b, transposed, ad_block_primal(x.b));
  const struct ad_block m = transposed ? ad_block_transpose(a.b) : a.b;
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < 3; j++) {
      long double size = 0;
      const long double got = exact(m.v, &m, x.b.v, &x.b, i, j, &size);
      const double want = b.b.v[place(&b.b, i, j)];
      ck_assert_msg(fabsl(got - want) <=
                      16 * (long double)n * DBL_EPSILON * (size + 1),
                    "%zu equations: %.17Lg, not %.17g", n, got, want);
    }
  free_block(&a), free_block(&x), free_block(&b);
  ad_scratch_free(&s);
}

START_TEST(lu_solves)
{
  ad_dense_choose(ways[_i]);
  for (int n = 0; n < SIZES; n++)
    for (int layout = ROWS; layout <= BACKWARDS; layout++)
      equations(sizes[n], false, (enum layout)layout),
        equations(sizes[n], true, (enum layout)layout);
}
END_TEST

/* L L' = A, and L' L'^T + ... = A' for the tangents. */
START_TEST(cholesky_factors)
{
  ad_dense_choose(ways[_i]);
  for (int k = 0; k < 4 * SIZES; k++) {
    const size_t n = sizes[k / 4];
    struct ad_scratch s = {0};
    struct sample_block a = new_block((struct ad_shape){n, n}, COLUMNS);
    struct sample_block l = new_block((struct ad_shape){n, n},
                                      (enum layout)(k % 4)); /* LAPACK sees two */
    fill_definite(a.b);
    struct ad_block d = ad_block_tangent(a.b);
    fill_definite(d);
    ck_assert_int_eq(ad_dense_cholesky(&s, a.b, l.b), AD_OK);
    const struct ad_block t = ad_block_transpose(l.b);
    for (size_t i = 0; i < n; i++)
      for (size_t j = 0; j < n; j++) {
        long double size = 0;
        const long double v = exact(l.b.v, &l.b, t.v, &t, i, j, &size);
        const long double dv = exact(l.b.d, &l.b, t.v, &t, i, j, &size) +
                               exact(l.b.v, &l.b, t.d, &t, i, j, &size);
        ck_assert(fabsl(v - a.b.v[place(&a.b, i, j)]) <= 1e-13L * (size + 1));
        ck_assert(fabsl(dv - d.v[place(&d, i, j)]) <= 1e-12L * (size + 1));
        ck_assert(i >= j || (l.b.v[place(&l.b, i, j)] == 0 &&
                             l.b.d[place(&l.b, i, j)] == 0));
      }
    free_block(&a), free_block(&l);
    ad_scratch_free(&s);
  }
}
END_TEST

/* T X = B with a triangle T, of which the other half is NaN. */
static void triangle(size_t n, bool upper, bool unit, enum layout lt,
                     enum layout lx)
{
  struct sample_block t = new_block((struct ad_shape){n, n}, lt);
  struct sample_block x = new_block((struct ad_shape){n, 5}, lx);
  struct sample_block b = new_block((struct ad_shape){n, 5}, ROWS);
  fill(t.b.v, &t.b);
  fill(x.b.v, &x.b);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      double *const at = &t.b.v[place(&t.b, i, j)];
      *at = i == j ? 2 + *at * *at : *at / (double)n;
      if (upper ? i > j : i < j)
        *at = NAN;
    }
  ad_block_copy(ad_block_primal(x.b), b.b);
  (upper ? ad_dense_solve_upper : ad_dense_solve_lower)(
    ad_block_primal(t.b), unit, ad_block_primal(x.b));
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < n; j++) {
      double *const at = &t.b.v[place(&t.b, i, j)];
      *at = isnan(*at) ? 0 : i == j && unit ? 1 : *at;
    }
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j < 5; j++) {
      long double size = 0;
      const long double got = exact(t.b.v, &t.b, x.b.v, &x.b, i, j, &size);
      check_close("triangle", &t.b, &x.b, b.b.v[place(&b.b, i, j)], got, size);
    }
  free_block(&t), free_block(&x), free_block(&b);
}

START_TEST(triangles)
{
  ad_dense_choose(ways[_i]);
  for (int k = 0; k < 8 * SIZES; k++)
    for (int l = 0; l < 16; l++)
      triangle(sizes[k / 8], k & 1, k & 2, (enum layout)(l % 4),
               (enum layout)(l / 4));
}
END_TEST

/* A column of zeros, and a pivot below zero, wherever they are. */
START_TEST(refused)
{
  ad_dense_choose(ways[_i]);
  for (int k = 0; k < SIZES; k++)
    for (size_t bad = 0; bad < sizes[k]; bad += 1 + sizes[k] / 5) {
      const size_t n = sizes[k];
      struct ad_scratch s = {0};
      struct ad_dense_lu f;
      struct sample_block a = new_block((struct ad_shape){n, n}, ROWS);
      struct sample_block l = new_block((struct ad_shape){n, n}, COLUMNS);
      fill_definite(ad_block_primal(a.b));
      ck_assert_int_eq(ad_dense_lu(&s, a.b, &f), AD_OK);
      ck_assert_int_eq(ad_dense_cholesky(&s, a.b, l.b), AD_OK);
      for (size_t i = 0; i < n; i++)
        a.b.v[place(&a.b, i, bad)] = a.b.v[place(&a.b, bad, i)] = 0;
      ck_assert_int_eq(ad_dense_lu(&s, a.b, &f), AD_SINGULAR);
      a.b.v[place(&a.b, bad, bad)] = -1;
      ck_assert_int_eq(ad_dense_lu(&s, a.b, &f), AD_OK);
      ck_assert_int_eq(ad_dense_cholesky(&s, a.b, l.b), AD_NOT_DEFINITE);
      free_block(&a), free_block(&l);
      ad_scratch_free(&s);
    }
}
END_TEST

/* NaN and infinity come out, and nothing hangs. */
START_TEST(not_finite)
{
  static const double bad[] = {NAN, INFINITY, -INFINITY};
  ad_dense_choose(ways[_i]);
  for (size_t at = 0; at < 36 * 36; at += 7) {
    struct ad_scratch s = {0};
    struct ad_dense_lu f;
    struct sample_block a = new_block((struct ad_shape){36, 36}, ROWS);
    struct sample_block l = new_block((struct ad_shape){36, 36}, ROWS);
    fill_definite(a.b);
    a.b.v[at] = a.b.v[at % 36 * 36 + at / 36] = bad[at % 3];
    ad_block_copy(a.b, l.b);
    ck_assert_int_eq(ad_dense_lu(&s, a.b, &f), AD_OK);
    ad_dense_lu_solve(&f, a.b, false, ad_block_primal(l.b));
    double sum = 0;
    for (size_t k = 0; k < 36 * 36; k++)
      sum += l.b.v[k];
    ck_assert(isnan(sum));
    ad_dense_cholesky(&s, a.b, l.b);
    free_block(&a), free_block(&l);
    ad_scratch_free(&s);
  }
}
END_TEST

int main(void)
{
  Suite *s = suite_create("dense");
  ADD_EACH(s, "products", products, ways);
  ADD_EACH(s, "repeated_and_same", repeated_and_same, ways);
  ADD_EACH(s, "lu_solves", lu_solves, ways);
  ADD_EACH(s, "cholesky_factors", cholesky_factors, ways);
  ADD_EACH(s, "triangles", triangles, ways);
  ADD_EACH(s, "refused", refused, ways);
  ADD_EACH(s, "not_finite", not_finite, ways);
  return run_suite(s);
}
