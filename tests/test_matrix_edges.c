/* test_matrix_edges.c: the ops of matrix.def where they are singular, tied,
 * zero, huge or not finite, through the tape; against closed forms. */
#include <config.h>

#include "dualtape.h"

#include <float.h>

#include "close.h"

/* The op of an n by m matrix on a tape: value, and gradient of the sum of its
 * elements times w (NULL: ones). */
struct result {
  enum ad_status status;
  double y[64], grad[64];
};

static struct result run(enum ad_matrix_op op, int axis, size_t n, size_t m,
                         const double *a, const double *w)
{
  struct result r = {.status = AD_OK};
  double ones[64];
  for (int k = 0; k < 64; k++)
    ones[k] = 1;
  tape *t = tape_new();
  const var_mat x = var_mat_input(t, n, m, a);
  const var_mat y = var_mat_apply(op, &x, axis);
  r.status = tape_status(t);
  if (!r.status) {
    var_mat_value(y, r.y);
    ck_assert_int_eq(tape_clear_adjoints(t), AD_OK);
    ck_assert_int_eq(var_mat_seed(y, w ? w : ones), AD_OK);
    ck_assert_int_eq(tape_sweep(t), AD_OK);
    var_mat_adjoint(x, r.grad);
  }
  tape_free(t);
  return r;
}

static void expect(const double *got, const double *want, size_t n)
{
  for (size_t k = 0; k < n; k++)
    assert_close(got[k], want[k], 1e-14);
}

START_TEST(singular_has_no_inverse)
{
  const double a[] = {1, 2, 2, 4}, zero[4] = {0};
  ck_assert_int_eq(run(AD_MATRIX_inverse, AD_ALL, 2, 2, a, NULL).status,
                   AD_SINGULAR);
  ck_assert_int_eq(run(AD_MATRIX_inverse, AD_ALL, 2, 2, zero, NULL).status,
                   AD_SINGULAR);
  ck_assert_int_eq(run(AD_MATRIX_inverse, AD_ALL, 1, 1, zero, NULL).status,
                   AD_SINGULAR);
  tape *t = tape_new();
  const var_mat x = var_mat_input(t, 2, 2, a);
  var_mat_solve(x, x);
  ck_assert_int_eq(tape_status(t), AD_SINGULAR);
  ck_assert_ptr_nonnull(strstr(tape_error_text(t), "solve of a 2x2"));
  tape_free(t);
}
END_TEST

START_TEST(not_definite)
{
  static const double bad[][4] = {{1, 2, 2, 1},  {0, 0, 0, 0}, {-1, 0, 0, 1},
                                  {4, 0, 2, 5}, {1, 1, 1, 1}};
  for (int k = 0; k < 5; k++) {
    ck_assert_int_eq(run(AD_MATRIX_cholesky, AD_ALL, 2, 2, bad[k], NULL).status,
                     AD_NOT_DEFINITE);
    ck_assert_int_eq(run(AD_MATRIX_logdet, AD_ALL, 2, 2, bad[k], NULL).status,
                     AD_NOT_DEFINITE);
  }
}
END_TEST

/* [4 2; 2 5] = [2 0; 1 2] [2 1; 0 2]; the gradient of the sum of L, by hand:
 * l11 = sqrt(a), l21 = b/l11, l22 = sqrt(d - b^2/a). */
START_TEST(cholesky_by_hand)
{
  const double a[] = {4, 2, 2, 5}, l[] = {2, 0, 1, 2};
  const double db = 0.5 - 0.25; /* dl21/db + dl22/db = 1/2 - b/(a l22) */
  const double grad[] = {0.25 - 0.125 + 4. / 16 / 4, db / 2, db / 2, 0.25};
  const struct result r = run(AD_MATRIX_cholesky, AD_ALL, 2, 2, a, NULL);
  ck_assert_int_eq(r.status, AD_OK);
  expect(r.y, l, 4);
  expect(r.grad, grad, 4);
  const struct result g = run(AD_MATRIX_logdet, AD_ALL, 2, 2, a, NULL);
  const double inverse[] = {5. / 16, -2. / 16, -2. / 16, 4. / 16};
  assert_close(g.y[0], log(16), 1e-15);
  expect(g.grad, inverse, 4);
}
END_TEST

/* Cofactors where there is no inverse: of rank n - 1, n - 2, and 0. */
START_TEST(det_of_singular)
{
  const double one[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const double cofactors[] = {-3, 6, -3, 6, -12, 6, -3, 6, -3};
  const double low[] = {1, 2, 3, 2, 4, 6, 3, 6, 9}, zero[9] = {0};
  struct result r = run(AD_MATRIX_det, AD_ALL, 3, 3, one, NULL);
  ck_assert(fabs(r.y[0]) < 1e-14);
  for (int k = 0; k < 9; k++)
    ck_assert(fabs(r.grad[k] - cofactors[k]) < 1e-14);
  r = run(AD_MATRIX_det, AD_ALL, 3, 3, low, NULL);
  assert_same(r.y[0], 0);
  expect(r.grad, zero, 9);
  r = run(AD_MATRIX_det, AD_ALL, 3, 3, zero, NULL);
  expect(r.grad, zero, 9);
  r = run(AD_MATRIX_det, AD_ALL, 1, 1, zero, NULL);
  assert_same(r.grad[0], 1);
  const double turned[] = {0, 0, 2, 3, 0, 0, 0, 5, 0}; /* a permutation */
  r = run(AD_MATRIX_det, AD_ALL, 3, 3, turned, NULL);
  assert_same(r.y[0], 30);
}
END_TEST

/* The cofactors' own derivative at a singular matrix: det [x y; z t] has the
 * Hessian of x t - y z. */
START_TEST(det_second_order_at_zero)
{
  double a[4] = {0}, da[] = {1, 2, 3, 4}, w = 1, dw = 0, bar[4] = {0};
  double dbar[4] = {0}, y = 0, dy = 0;
  const double want[] = {4, -3, -2, 1};
  struct ad_scratch s = {0};
  const struct ad_block x = ad_block_of(a, da, 2, 2);
  const struct ad_matrix_call c = {&x, AD_ALL, ad_block_of(&y, &dy, 1, 1), &s};
  const struct ad_block ybar = ad_block_of(&w, &dw, 1, 1);
  const struct ad_block xbar = ad_block_of(bar, dbar, 2, 2);
  ck_assert_int_eq(ad_matrix_det_value(&c), AD_OK);
  ck_assert_int_eq(ad_matrix_det_adjoint(&c, &ybar, &xbar), AD_OK);
  expect(dbar, want, 4);
  ad_scratch_free(&s);
}
END_TEST

START_TEST(prod_with_zeros)
{
  const double none[] = {2, 3, 4, 5}, all = 120, g0[] = {60, 40, 30, 24};
  const double one[] = {2, 0, 4, 5}, g1[] = {0, 40, 0, 0};
  const double two[] = {2, 0, 0, 5}, g2[] = {0, 0, 0, 0};
  struct result r = run(AD_MATRIX_prod, AD_ALL, 2, 2, none, NULL);
  assert_same(r.y[0], all);
  expect(r.grad, g0, 4);
  expect(run(AD_MATRIX_prod, AD_ALL, 1, 4, one, NULL).grad, g1, 4);
  expect(run(AD_MATRIX_prod, AD_ALL, 4, 1, two, NULL).grad, g2, 4);
}
END_TEST

START_TEST(ties_share)
{
  const double a[] = {3, 1, 3, 3, -1, -1}, w[] = {6};
  const double high[] = {2, 0, 2, 2, 0, 0}, low[] = {0, 0, 0, 0, 3, 3};
  const double rows[] = {.5, 0, .5, 1, 0, 0};
  expect(run(AD_MATRIX_amax, AD_ALL, 2, 3, a, w).grad, high, 6);
  expect(run(AD_MATRIX_amin, AD_ALL, 2, 3, a, w).grad, low, 6);
  expect(run(AD_MATRIX_amax, 1, 2, 3, a, NULL).grad, rows, 6);
  const double nan[] = {1, NAN, 2};
  ck_assert(isnan(run(AD_MATRIX_amax, AD_ALL, 1, 3, nan, NULL).y[0]));
  ck_assert(isnan(run(AD_MATRIX_amin, AD_ALL, 1, 3, nan, NULL).y[0]));
}
END_TEST

START_TEST(norm_at_its_ends)
{
  const double zero[3] = {0}, huge[] = {3e300, -4e300}, tiny[] = {3e-310, 4e-310};
  const double unit[] = {0.6, -0.8};
  struct result r = run(AD_MATRIX_norm, AD_ALL, 3, 1, zero, NULL);
  assert_same(r.y[0], 0);
  expect(r.grad, zero, 3);
  r = run(AD_MATRIX_norm, AD_ALL, 1, 2, huge, NULL);
  assert_close(r.y[0], 5e300, 1e-15);
  expect(r.grad, unit, 2);
  r = run(AD_MATRIX_norm, AD_ALL, 1, 2, tiny, NULL);
  assert_close(r.y[0], 5e-310, 1e-13);
  const double inf[] = {1, -INFINITY}, nan[] = {1, NAN};
  assert_same(run(AD_MATRIX_norm, AD_ALL, 1, 2, inf, NULL).y[0], INFINITY);
  assert_same(run(AD_MATRIX_norm, AD_ALL, 1, 2, nan, NULL).y[0], NAN);
}
END_TEST

START_TEST(softmax_of_the_huge)
{
  const double huge[] = {1e300, 1e300, -1e300}, half[] = {.5, .5, 0};
  const double w[] = {1, 3, 5}, grad[] = {-.5, .5, 0};
  struct result r = run(AD_MATRIX_softmax, AD_ALL, 3, 1, huge, w);
  expect(r.y, half, 3);
  expect(r.grad, grad, 3);
  r = run(AD_MATRIX_logsumexp, AD_ALL, 3, 1, huge, NULL);
  assert_same(r.y[0], 1e300);
  expect(r.grad, half, 3);
  const double low[] = {-INFINITY, 0, 0}, halves[] = {0, .5, .5};
  r = run(AD_MATRIX_logsumexp, AD_ALL, 1, 3, low, NULL);
  assert_close(r.y[0], log(2), 1e-15);
  expect(r.grad, halves, 3);
  const double none[] = {-INFINITY, -INFINITY};
  assert_same(run(AD_MATRIX_logsumexp, AD_ALL, 1, 2, none, NULL).y[0],
              -INFINITY);
}
END_TEST

/* Hilbert's matrix, with a condition of 1.5e7 for n = 6, has an inverse of
 * integers.  Gradients of a sum of the inverse: -Y' 1 Y', within the magnitude,
 * which tells how many digits are lost. */
START_TEST(magnitude_of_ill_conditioned)
{
  enum { N = 6 };
  static const double exact[N][N] = {
    {36, -630, 3360, -7560, 7560, -2772},
    {-630, 14700, -88200, 211680, -220500, 83160},
    {3360, -88200, 564480, -1411200, 1512000, -582120},
    {-7560, 211680, -1411200, 3628800, -3969000, 1552320},
    {7560, -220500, 1512000, -3969000, 4410000, -1746360},
    {-2772, 83160, -582120, 1552320, -1746360, 698544}};
  double h[N * N], bar[N * N] = {0}, mag[N * N] = {0}, y[N * N], w[N * N];
  double sums[N] = {0}, worst = 0;
  struct ad_scratch s = {0};
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++)
      h[i * N + j] = 1. / (i + j + 1), w[i * N + j] = 1, sums[i] += exact[i][j];
  const struct ad_block x = ad_block_of(h, NULL, N, N);
  const struct ad_block ybar = ad_block_of(w, NULL, N, N);
  const struct ad_block xbar = ad_block_of(bar, NULL, N, N);
  const struct ad_block bound = ad_block_of(mag, NULL, N, N);
  const struct ad_matrix_call c = {&x, AD_ALL, ad_block_of(y, NULL, N, N), &s};
  ck_assert_int_eq(ad_matrix_inverse_value(&c), AD_OK);
  ck_assert_int_eq(ad_matrix_inverse_adjoint(&c, &ybar, &xbar), AD_OK);
  ck_assert_int_eq(ad_matrix_inverse_magnitude(&c, &ybar, &bound), AD_OK);
  for (int k = 0; k < N * N; k++) {
    const double want = -sums[k / N] * sums[k % N];
    ck_assert_msg(fabs(bar[k] - want) <= N * DBL_EPSILON * mag[k],
                  "%.17g, not %.17g, magnitude %g", bar[k], want, mag[k]);
    worst = fmax(worst, fabs(bar[k] - want) / fabs(want));
  }
  ck_assert_msg(worst > 1e-13, "too good (%g) to show anything", worst);
  ad_scratch_free(&s);
}
END_TEST

/* NaN and infinity anywhere: every op ends. */
START_TEST(not_finite)
{
  static const double bad[] = {NAN, INFINITY, -INFINITY, 0, 1e308, 5e-324};
  for (int op = 0; op < AD_MATRIX_COUNT; op++)
    for (int k = 0; k < 6 * 9; k++) {
      double a[9] = {4, 1, 0, 1, 5, 2, 0, 2, 6};
      a[k % 9] = a[k % 9 % 3 * 3 + k % 9 / 3] = bad[k / 9];
      tape *t = tape_new();
      const var_mat x = var_mat_input(t, 3, 3, a);
      const var_mat two[] = {x, x}, col[] = {var_mat_slice(x, 0, 0, 3, 1),
                                             var_mat_slice(x, 0, 1, 3, 1)};
      const var_mat y = var_mat_apply((enum ad_matrix_op)op,
                                      op == AD_MATRIX_outer ? col : two, AD_ALL);
      double g[9];
      const var all = var_mat_at(var_mat_sum(y, AD_ALL), 0, 0);
      enum ad_status status = tape_gradient(all, 0, NULL, NULL);
      if (k < 9 && !status && op != AD_MATRIX_outer && op != AD_MATRIX_trace)
        ck_assert_msg(isnan(var_value(all)), "%s hides NaN",
                      ad_matrix_info((enum ad_matrix_op)op)->name);
      if (!status)
        var_mat_adjoint(x, g);
      tape_free(t);
    }
}
END_TEST

int main(void)
{
  Suite *s = suite_create("matrix_edges");
  ADD(s, singular_has_no_inverse);
  ADD(s, not_definite);
  ADD(s, cholesky_by_hand);
  ADD(s, det_of_singular);
  ADD(s, det_second_order_at_zero);
  ADD(s, prod_with_zeros);
  ADD(s, ties_share);
  ADD(s, norm_at_its_ends);
  ADD(s, softmax_of_the_huge);
  ADD(s, magnitude_of_ill_conditioned);
  ADD(s, not_finite);
  return run_suite(s);
}
