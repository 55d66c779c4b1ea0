/* test_derivatives.c: Jacobians in chunks against sweeps one by one, dual
 * numbers and closed forms; Hessians against hyper-dual numbers and closed forms
 * of matrices. */
#include <config.h>

#include "close.h"

#include "../compare/derivatives.h"
#include "../compare/formula.h"
#include "../forward/hyper_drivers.h"
#include "../reverse/lanes.h"
#include "../reverse/matrix.h"

#include <stdio.h>
#include <stdlib.h>

enum { MOST = 32 };

/* A formula as a function; freed by `done`. */
struct problem {
  ad_formula *formula;
  struct ad_function f;
};

static struct problem of(const char *text)
{
  struct ad_formula_error e;
  struct problem p = {ad_formula_parse(text, strlen(text), &e), {0}};
  ck_assert_msg(p.formula, "%s: %s", text, e.message);
  p.f = ad_formula_function(p.formula);
  ck_assert(p.f.n <= MOST && p.f.m <= MOST);
  return p;
}

static void done(struct problem *p) { ad_formula_free(p->formula); }

/* The defaults of all inputs. */
static void point(const struct problem *p, double *x)
{
  for (size_t i = 0; i < ad_formula_inputs(p->formula); i++) {
    struct ad_shape s;
    const double *v = ad_formula_default(p->formula, i, &s);
    memcpy(x, v, s.rows * s.cols * sizeof *x);
    x += s.rows * s.cols;
  }
}

/* ---- chunks ------------------------------------------------------------------ */

/* More than one chunk in each direction, with a rest; every kind of record. */
#define NUMBERS                                                               \
  "input a=.3, b=-1.2, c=2, d=.7, e=1.1, g=-.4, h=.9, i=3, j=-2, k=.1;"      \
  "s = sin(a*b) + c/d; u = fma(s, e, g); w = clamp(u, h, i);"
#define VECTOR                                                                \
  "input x = [.5; -1; 2; .25; 3; 1; -2; .75; 1.5], W = rand(9, 1, 7);"
#define SQUARE "input A = randn(3, 3, 5), b = [1; 2; 3];"
static const char *const chunked[] = {
  NUMBERS "s, u, w, s*u, exp(j)*k, 2^a, c^d, 3 - e, a/2, 5/b, powi(c, 3), max(a, b)",
  VECTOR "tanh(x*W), x'@W, x[3]*W[2] + x[9], sin(x[1:2])",
  /* products of a matrix and a vector, both wanted or one, as rows or columns,
   * views and the same operand twice */
  VECTOR "x'@reshape(W@x', 9, 9), (x@W')[2:4, :]@x, x'@x, x[1:3]'@(W[1:3]@x')",
  SQUARE "A@b, b'@A, A'@b, (A@b)'@A, A[1:2, :]@b, b'@A[:, 2:3], [1, 2, 3]@A, A@[1; 2; 3]",
  SQUARE "solve(A@A' + 3*eye(3), b), logdet(A@A' + eye(3))",
  "input x = -2; x*x",           /* one by one */
  "input x = 1, y = 0; x, 7, y", /* an output that is a constant */
  "input x = 0; sqrt(x)*0, abs(x), x^0.5*0, sin(x), x, x + 1",
};

static void one_by_one(tape *t, const struct problem *p, const double *x,
                       double *jac)
{
  var u[2 * MOST], *const y = u + MOST;
  tape_reset(t);
  ck_assert_int_eq(tape_inputs(t, p->f.n, x, u), AD_OK);
  ck_assert_int_eq(p->f.on_var(u, y, p->f.data), AD_OK);
  for (size_t i = 0; i < p->f.m; i++)
    ck_assert_int_eq(tape_gradient(y[i], p->f.n, u, jac + i * p->f.n), AD_OK);
}

START_TEST(chunks_are_the_same_numbers)
{
  struct problem p = of(chunked[_i]);
  double x[MOST], rows[MOST * MOST], columns[MOST * MOST], one[MOST * MOST],
    duals[MOST * MOST], shape[MOST * MOST], y[MOST], z[MOST];
  tape *t = tape_new();
  const struct ad_function *f = &p.f;
  point(&p, x);
  one_by_one(t, &p, x, one);
  ck_assert_int_eq(var_jacobian(f->on_var, f->data, t, f->n, x, f->m, y, rows),
                   AD_OK);
  ck_assert_int_eq(
    var_jacobian_forward(f->on_var, f->data, t, f->n, x, f->m, z, columns),
    AD_OK);
  ck_assert_int_eq(dual_jacobian(f->on_dual, f->data, f->n, x, f->m, z, duals),
                   AD_OK);
  ck_assert_int_eq(ad_jacobian(f, x, z, shape), AD_OK);
  for (size_t k = 0; k < f->n * f->m; k++) {
    ck_assert_msg(one[k] == rows[k] || (isnan(one[k]) && isnan(rows[k])),
                  "row %zu column %zu: %.17g, not %.17g", k / f->n, k % f->n,
                  rows[k], one[k]);
    assert_close(columns[k], duals[k], 1e-14); /* (matrices: other orders) */
    assert_close(rows[k], columns[k], 1e-12);
    assert_close(shape[k], rows[k], 1e-12);
  }
  for (size_t i = 0; i < f->m; i++)
    assert_close(y[i], z[i], 1e-14);
  tape_free(t);
  done(&p);
}
END_TEST

/* Policies rule both directions: abs at 0. */
START_TEST(chunks_under_a_policy)
{
  struct problem p = of("input a=0,b=0,c=0,d=0,e=0; abs(a), abs(b), abs(c), "
                        "abs(d), abs(e)");
  struct ad_policy policy;
  const char *wrong;
  const double x[5] = {0};
  double jac[25];
  ck_assert(ad_policy_parse("abs=right", &policy, &wrong));
  ad_formula_policy(p.formula, &policy);
  p.f = ad_formula_function(p.formula);
  ck_assert_int_eq(ad_jacobian(&p.f, x, NULL, jac), AD_OK);
  for (int k = 0; k < 25; k++)
    assert_same(jac[k], k % 6 == 0);
  tape *t = tape_new();
  tape_policy(t, &policy);
  ck_assert_int_eq(var_jacobian(p.f.on_var, p.f.data, t, 5, x, 5, NULL, jac),
                   AD_OK);
  for (int k = 0; k < 25; k++)
    assert_same(jac[k], k % 6 == 0);
  tape_policy(t, NULL); /* the row's own rule is another one */
  ck_assert_int_eq(var_jacobian(p.f.on_var, p.f.data, t, 5, x, 5, NULL, jac),
                   AD_OK);
  assert_same(jac[0], 0);
  tape_free(t);
  done(&p);
}
END_TEST

/* y_i = sin(i x_j) added up over j with weights j: dy_i/dx_j = i j cos(i x_j);
 * f is counted: one recording, whatever the number of columns. */
enum { N = 19, M = 21 };
static int recorded, evaluated;

static enum ad_status waves_double(const double *x, double *y, void *data)
{
  (void)data;
  for (int i = 0; i < M; i++) {
    y[i] = 0;
    for (int j = 0; j < N; j++)
      y[i] += j * sin(i * x[j]);
  }
  return AD_OK;
}

static enum ad_status waves_dual(const dual *x, dual *y, void *data)
{
  (void)data;
  evaluated++;
  for (int i = 0; i < M; i++) {
    y[i] = dual_const(0);
    for (int j = 0; j < N; j++)
      y[i] = dual_add(y[i], dual_mul(dual_const(j), dual_sin(dual_mul(dual_const(i), x[j]))));
  }
  return AD_OK;
}

static enum ad_status waves_var(const var *x, var *y, void *data)
{
  (void)data;
  recorded++;
  for (int i = 0; i < M; i++) {
    y[i] = var_const(0);
    for (int j = 0; j < N; j++)
      y[i] = var_add(y[i], var_mul(var_const(j), var_sin(var_mul(var_const(i), x[j]))));
  }
  return AD_OK;
}

START_TEST(closed_form_and_one_recording)
{
  struct ad_function f = {.name = "waves", .n = N, .m = M,
    .on_double = waves_double, .on_dual = waves_dual, .on_var = waves_var};
  double x[N], jac[M * N], reverse[M * N];
  for (int j = 0; j < N; j++)
    x[j] = 0.1 * j - 0.7;
  recorded = evaluated = 0;
  ck_assert_str_eq(ad_jacobian_mode(&f), "forward");
  ck_assert_int_eq(ad_jacobian(&f, x, NULL, jac), AD_OK);
  ck_assert_int_eq(recorded, 1);
  ck_assert_int_eq(evaluated, 0);
  ck_assert_int_eq(
    var_jacobian(f.on_var, NULL, NULL, N, x, M, NULL, reverse), AD_OK);
  ck_assert_int_eq(recorded, 2);
  for (int i = 0; i < M; i++)
    for (int j = 0; j < N; j++) {
      const double want = i * (j * cos(i * x[j]));
      assert_close(jac[i * N + j], want, 4e-16);
      assert_close(reverse[i * N + j], want, 4e-16);
      ck_assert(i * j == 0 || !is_close(jac[i * N + j], want * (1 + 1e-9), 1e-12));
    }
}
END_TEST

START_TEST(chunks_and_wrong_questions)
{
  tape *t = tape_new(), *other = tape_new();
  const double at[] = {1, 2};
  double jac[4];
  var x[2], z[2], y[2];
  ck_assert_int_eq(tape_inputs(t, 2, at, x), AD_OK);
  ck_assert_int_eq(tape_inputs(other, 2, at, z), AD_OK);
  y[0] = var_mul(x[0], x[1]), y[1] = var_exp(y[0]);
  enum ad_status (*const ask[])(size_t, const var *, size_t, const var *,
                                double *) = {tape_jacobian_rows,
                                             tape_jacobian_columns};
  for (int k = 0; k < 2; k++) {
    const var constant[] = {var_const(3), var_const(4)};
    const var mixed[] = {y[0], z[0]};
    ck_assert_int_eq(ask[k](2, y, 2, x, jac), AD_OK);
    assert_same(jac[0], 2);
    assert_same(jac[1], 1);
    assert_close(jac[2], 2 * exp(2), 1e-15);
    ck_assert_int_eq(ask[k](2, NULL, 2, x, jac), AD_BAD_ARGUMENT);
    ck_assert_int_eq(ask[k](2, y, 2, NULL, jac), AD_BAD_ARGUMENT);
    ck_assert_int_eq(ask[k](2, y, 2, x, NULL), AD_BAD_ARGUMENT);
    ck_assert_int_eq(ask[k](0, NULL, 0, NULL, NULL), AD_OK);
    ck_assert_int_eq(ask[k](2, y, 2, constant, jac), AD_NOT_INPUT);
    ck_assert_int_eq(ask[k](2, constant, 2, constant, jac), AD_NOT_INPUT);
    ck_assert_int_eq(ask[k](2, mixed, 2, x, jac), AD_MIXED_TAPES);
    ck_assert_int_eq(ask[k](2, y, 2, z, jac), AD_MIXED_TAPES);
    ck_assert_int_eq(ask[k](2, constant, 2, x, jac), AD_OK);
    for (int j = 0; j < 4; j++)
      assert_same(jac[j], 0);
  }
  ck_assert_int_eq(tape_jacobian_columns(1, y + 1, 1, y, jac), AD_NOT_INPUT);
  ck_assert_int_eq(tape_jacobian_rows(1, y + 1, 1, y, jac), AD_OK);
  assert_close(jac[0], exp(2), 1e-15); /* by a value that an op has made */
  ck_assert_int_eq(tape_status(t), AD_OK);
  tape_reset(t);
  ck_assert_int_eq(tape_jacobian_rows(2, y, 2, x, jac), AD_STALE_VAR);
  tape_free(t);
  tape_free(other);
}
END_TEST

/* Ops of numbers on a tape that has matrices, where directions lie apart: with
 * s = x'x, which is one record of matrices,
 *   y_i = sin(x_i) (x_i + i) + fma(x_i, s, x_j),  j = 10 - i.
 * Ten rows and columns are a whole chunk and a part of one. */
START_TEST(numbers_beside_matrices)
{
  enum { MANY = 11 };
  double at[MANY], jac[MANY * MANY], s = 0;
  var y[MANY], x[MANY];
  tape *t = tape_new();
  for (int j = 0; j < MANY; j++)
    at[j] = 0.3 * j - 1.1, s += at[j] * at[j];
  const var_mat v = var_mat_input(t, 1, MANY, at);
  const var sum = var_mat_at(var_mat_dot(v, v), 0, 0);
  for (int j = 0; j < MANY; j++)
    x[j] = var_mat_at(v, 0, (size_t)j);
  for (int i = 0; i < MANY; i++)
    y[i] = var_add(var_mul(var_sin(x[i]), var_add(x[i], var_const(i))),
                   var_fma(x[i], sum, x[MANY - 1 - i]));
  enum ad_status (*const ask[])(size_t, const var *, size_t, const var *,
                                double *) = {tape_jacobian_rows,
                                             tape_jacobian_columns};
  for (int k = 0; k < 2; k++) {
    ck_assert_int_eq(ask[k](MANY, y, MANY, x, jac), AD_OK);
    for (int i = 0; i < MANY; i++)
      for (int j = 0; j < MANY; j++) {
        const double own = cos(at[i]) * (at[i] + i) + sin(at[i]) + s;
        const double want =
          (i == j ? own : 0) + 2 * at[i] * at[j] + (j == MANY - 1 - i);
        ck_assert_msg(fabs(jac[i * MANY + j] - want) <= 1e-14 * (1 + fabs(want)),
                      "%d: dy%d/dx%d = %.17g, not %.17g", k, i, j,
                      jac[i * MANY + j], want);
      }
  }
  tape_free(t);
}
END_TEST

/* ---- Hessians ------------------------------------------------------------------- */

static const char *const smooth[] = {
  "input x=1.5, y=-.7, z=2.25; x^2*y + sin(y*z)",
  "input x=1.5, y=.7; (1 - x)^2 + 100*(y - x^2)^2",
  "input a=.3, b=.4, c=.5, d=.6, e=.7; log(a + exp(b*c))/d + atan2(d, e)*hypot(a, e)",
  "input a=.3, b=2, c=.1; fma(a, b, c)*tanh(fma(c, a, b)) + erf(a*b) + lgamma(b)",
  "input x=.2; j0(x) + x^x + sigmoid(3*x)",
};

static hyper run_hyper(const hyper *x, void *data)
{
  struct problem *p = data;
  hyper y;
  p->f.on_hyper(x, &y, p->f.data);
  return y;
}

/* Second derivatives by hyper-dual numbers, which know nothing of tapes. */
START_TEST(hessian_is_that_of_hyper_duals)
{
  struct problem p = of(smooth[_i]);
  double x[MOST], h[MOST * MOST], want[MOST * MOST], g[MOST], gw[MOST], hv[MOST],
    v[MOST], y, z;
  const size_t n = p.f.n;
  point(&p, x);
  ck_assert_int_eq(ad_hessian(&p.f, x, &y, g, h), AD_OK);
  ck_assert_int_eq(hyper_hessian(run_hyper, &p, n, x, &z, gw, want), AD_OK);
  assert_close(y, z, 1e-15);
  for (size_t i = 0; i < n; i++) {
    assert_close(g[i], gw[i], 1e-13);
    v[i] = 1.0 / (double)(i + 1);
  }
  ck_assert_int_eq(ad_hvp(&p.f, x, v, &y, NULL, hv), AD_OK);
  for (size_t i = 0; i < n; i++) {
    double sum = 0, size = 0;
    for (size_t j = 0; j < n; j++) {
      ck_assert(fabs(h[i * n + j] - want[i * n + j]) <=
                1e-13 * (1 + fabs(want[i * n + j])));
      ck_assert(fabs(h[i * n + j] * (1 + 1e-9) + 1e-9 - want[i * n + j]) >
                1e-13 * (1 + fabs(want[i * n + j])));
      sum += want[i * n + j] * v[j];
      size += fabs(want[i * n + j]);
    }
    ck_assert(fabs(hv[i] - sum) <= 1e-13 * (1 + size));
  }
  done(&p);
}
END_TEST

/* x'A x has the Hessian A + A'; log det X, by (X + X')/2 = S with B = S^-1,
 * the second derivative -tr(B E B D) along directions E and D. */
START_TEST(hessians_of_matrices)
{
  struct problem p = of("input x = [1; -2]; A = [3, 1; 5, 7]; x'@A@x");
  struct problem q = of("input X = [4, 1; 1, 3]; logdet(X)");
  const double x[] = {1, -2}, at[] = {4, 1, 1, 3};
  const double b[2][2] = {{3. / 11, -1. / 11}, {-1. / 11, 4. / 11}};
  double h[16];
  ck_assert_int_eq(ad_hessian(&p.f, x, NULL, NULL, h), AD_OK);
  assert_close(h[0], 6, 1e-15);
  assert_close(h[1], 6, 1e-15);
  assert_close(h[2], 6, 1e-15);
  assert_close(h[3], 14, 1e-15);
  ck_assert_int_eq(ad_hessian(&q.f, at, NULL, NULL, h), AD_OK);
  for (int k = 0; k < 16; k++) {
    const int i = k / 8, j = k / 4 % 2, r = k / 2 % 2, s = k % 2;
    /* both directions made symmetric: E = (e_i e_j' + e_j e_i')/2, D alike */
    const double want = -0.5 * (b[i][r] * b[j][s] + b[i][s] * b[j][r]);
    assert_close(h[k], want, 1e-14);
    ck_assert(!is_close(h[k], want * (1 + 1e-9), 1e-12));
  }
  done(&p), done(&q);
}
END_TEST

/* A dot product of a matrix with itself, whose two shares are one:
 * f = (sum of sin^2 x_j)^2 has the gradient 2 s sin 2x_j and the Hessian
 * 2 sin 2x_i sin 2x_j + 4 s cos 2x_j (i = j), s being the sum. */
START_TEST(dot_of_one_matrix)
{
  struct problem p = of("input x = [.3; -1.1; 2]; u = sin(x); dot(u, u)^2");
  const double x[] = {.3, -1.1, 2}, v[] = {.5, 1, -2};
  double h[9], g[3], hv[3], y, s = 0;
  for (int j = 0; j < 3; j++)
    s += sin(x[j]) * sin(x[j]);
  ck_assert_int_eq(ad_hessian(&p.f, x, &y, g, h), AD_OK);
  ck_assert_int_eq(ad_hvp(&p.f, x, v, &y, NULL, hv), AD_OK);
  assert_close(y, s * s, 1e-15);
  for (int i = 0; i < 3; i++) {
    double product = 0;
    assert_close(g[i], 2 * s * sin(2 * x[i]), 1e-14);
    for (int j = 0; j < 3; j++) {
      const double want = 2 * sin(2 * x[i]) * sin(2 * x[j]) +
                          (i == j ? 4 * s * cos(2 * x[i]) : 0);
      assert_close(h[i * 3 + j], want, 1e-13);
      product += want * v[j];
    }
    assert_close(hv[i], product, 1e-13);
  }
  done(&p);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("derivatives");
  ADD_EACH(s, "chunks_are_the_same_numbers", chunks_are_the_same_numbers, chunked);
  ADD(s, chunks_under_a_policy);
  ADD(s, closed_form_and_one_recording);
  ADD(s, numbers_beside_matrices);
  ADD(s, chunks_and_wrong_questions);
  ADD_EACH(s, "hessian_is_that_of_hyper_duals", hessian_is_that_of_hyper_duals, smooth);
  ADD(s, hessians_of_matrices);
  ADD(s, dot_of_one_matrix);
  return run_suite(s);
}
