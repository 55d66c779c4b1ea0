/* test_sparse.c: sparse Jacobians and Hessians against dense ones, bit for bit. */
#include <config.h>

#include "programs.h"

#include "on_tape.h"
#include "patterns.h"

#include "../reverse/matrix.h"
#include "../reverse/sparse.h"

static bool same_bits(double a, double b) /* but for the sign of 0 */
{
  return a == b || (isnan(a) && isnan(b));
}

/* ---- what is on a tape ---------------------------------------------------------- */

/* Both sides, both orders. */
static void jacobians(size_t m, const var *y, size_t n, const var *x)
{
  double *dense = malloc((m * n + 1) * sizeof *dense);
  uint32_t *colour = malloc((m + n) * sizeof *colour);
  struct ad_pattern p;
  size_t colours;
  ck_assert_int_eq(tape_jacobian_pattern(m, y, n, x, &p), AD_OK);
  double *value = malloc((ad_pattern_count(&p) + 1) * sizeof *value);
  ck_assert(dense && colour && value);
  for (int side = 0; side < 4; side++) {
    const bool rows = side & 1;
    const enum ad_order order = side & 2 ? AD_LARGEST_FIRST : AD_NATURAL;
    ck_assert_int_eq((rows ? ad_colour_rows : ad_colour_columns)(
                       &p, order, colour, &colours), AD_OK);
    ck_assert_int_eq((rows ? tape_sparse_rows : tape_sparse_columns)(
                       m, y, n, x, &p, colour, colours, value), AD_OK);
    ck_assert_int_eq((rows ? tape_jacobian_rows : tape_jacobian_columns)(
                       m, y, n, x, dense), AD_OK);
    for (size_t i = 0; i < m; i++)
      for (size_t k = p.start[i]; k < p.start[i + 1]; k++)
        ck_assert_msg(same_bits(value[k], dense[i * n + p.col[k]]),
                      "entry %zu, %u: %.17g, not %.17g", i, p.col[k], value[k],
                      dense[i * n + p.col[k]]);
  }
  ad_pattern_free(&p);
  free(dense);
  free(colour);
  free(value);
}

static size_t hessian(var y, size_t n, const var *x)
{
  struct ad_sparse s;
  double *grad = malloc(n * sizeof *grad), *want = malloc(n * sizeof *want);
  ck_assert_int_eq(tape_sparse_plan_hessian(y, n, x, &s), AD_OK);
  s.value = malloc((ad_pattern_count(&s.at) + 1) * sizeof *s.value);
  ck_assert(grad && want && s.value);
  double *dense = dense_hessian(y, n, x);
  ck_assert_int_eq(tape_sparse_hessian(y, n, x, &s.at, s.colour, s.colours,
                                       grad, s.value), AD_OK);
  for (size_t i = 0; i < n; i++)
    for (size_t k = s.at.start[i]; k < s.at.start[i + 1]; k++) {
      const double a = dense[i * n + s.at.col[k]];
      const double b = dense[s.at.col[k] * n + i];
      ck_assert_msg(same_bits(s.value[k], a) || same_bits(s.value[k], b),
                    "entry %zu, %u: %.17g, not %.17g or %.17g", i, s.at.col[k],
                    s.value[k], a, b);
    }
  ck_assert_int_eq(tape_gradient(y, n, x, want), AD_OK);
  for (size_t j = 0; j < n; j++)
    ck_assert(same_bits(grad[j], want[j]));
  const size_t colours = s.colours;
  ad_sparse_free(&s);
  free(dense);
  free(grad);
  free(want);
  return colours;
}

START_TEST(random_programs)
{
  for (uint64_t seed = 1; seed <= 300; seed++) {
    double at[PROGRAM_INPUTS];
    var x[PROGRAM_INPUTS], y[PROGRAM_OUTPUTS];
    program_point(seed, at);
    record(t, seed, at, x, y);
    bool finite = true; /* NaN has no pattern */
    double all[PROGRAM_RESULTS];
    sweep_all(t, x, y, all);
    for (int k = 0; k < PROGRAM_RESULTS; k++)
      finite = finite && isfinite(all[k]);
    if (!finite)
      continue;
    jacobians(PROGRAM_OUTPUTS, y, PROGRAM_INPUTS, x);
    for (int i = 0; i < PROGRAM_OUTPUTS; i++)
      hessian(y[i], PROGRAM_INPUTS, x);
  }
}
END_TEST

enum { N = 60 };

static void inputs(var *x)
{
  double at[N];
  for (size_t j = 0; j < N; j++)
    at[j] = 0.3 + 0.017 * (double)(j * j % 61);
  tape_reset(t);
  ck_assert_int_eq(tape_inputs(t, N, at, x), AD_OK);
}

/* Random sparse systems: y_i of three random inputs, and the sum of functions of
 * three; more colours than lanes. */
START_TEST(random_systems)
{
  uint64_t state = 3;
  size_t many = 0;
  for (int round = 0; round < 40; round++) {
    var x[N], y[N], sum = var_const(0);
    inputs(x);
    for (size_t i = 0; i < N; i++) {
      const var a = x[sample_bits(&state) % N], b = x[sample_bits(&state) % N],
                c = x[sample_bits(&state) % (1 + (size_t)round)];
      y[i] = var_sub(var_mul(a, b), var_exp(c));
      sum = var_add(sum, var_sin(y[i]));
    }
    jacobians(N, y, N, x);
    many += hessian(sum, N, x) > TAPE_LANES;
  }
  ck_assert_uint_gt(many, 0);
}
END_TEST

START_TEST(matrices)
{
  double at[N];
  for (int k = 0; k < N; k++)
    at[k] = 0.1 + 0.013 * k;
  var x[N], y[N];
  const var_mat a = var_mat_input(t, 6, 10, at);
  const var_mat b = var_mat_mul(var_mat_slice(a, 0, 0, 5, 10), var_mat_slice(a, 1, 0, 5, 10));
  for (size_t k = 0; k < N; k++)
    x[k] = var_mat_at(a, k / 10, k % 10);
  for (size_t k = 0; k < 50; k++)
    y[k] = var_mat_at(b, k / 10, k % 10);
  jacobians(50, y, N, x);
  const var_mat norms = var_mat_norm(b, 1);
  for (size_t k = 0; k < 5; k++)
    y[k] = var_mat_at(norms, k, 0);
  jacobians(5, y, N, x);
  hessian(var_mat_at(var_mat_sum(norms, AD_ALL), 0, 0), N, x);
}
END_TEST

/* ---- functions ------------------------------------------------------------------ */

struct size {
  size_t n;
};

static enum ad_status rosenbrock(const var *x, var *y, void *data)
{
  const struct size *s = data;
  y[0] = var_const(0);
  for (size_t i = 0; i + 1 < s->n; i++) {
    const var w = var_sub(x[i + 1], var_sqr(x[i]));
    const var u = var_sub(var_const(1), x[i]);
    y[0] = var_add(y[0], var_add(var_sqr(u), var_mul(var_const(100), var_sqr(w))));
  }
  return AD_OK;
}

/* A second difference: three neighbours each. */
static enum ad_status heat(const var *x, var *y, void *data)
{
  const struct size *s = data;
  for (size_t i = 0; i < s->n; i++) {
    y[i] = var_mul(var_const(-2), var_exp(x[i]));
    if (i)
      y[i] = var_add(y[i], x[i - 1]);
    if (i + 1 < s->n)
      y[i] = var_add(y[i], x[i + 1]);
  }
  return AD_OK;
}

/* The Hessian is tridiagonal: closed forms, 3 colours, at any size. */
START_TEST(large_hessian)
{
  struct size s = {100000};
  double *x = malloc(s.n * sizeof *x), y;
  struct ad_sparse h;
  ck_assert(x);
  for (size_t i = 0; i < s.n; i++)
    x[i] = 0.5 + 1e-5 * (double)i;
  ck_assert_int_eq(var_sparse_hessian(rosenbrock, &s, t, s.n, x, &y, NULL, &h), AD_OK);
  ck_assert_uint_eq(h.colours, 3);
  ck_assert_uint_eq(ad_pattern_count(&h.at), 3 * s.n - 2);
  for (size_t i = 0; i < s.n; i++)
    for (size_t k = h.at.start[i]; k < h.at.start[i + 1]; k++) {
      const size_t j = h.at.col[k];
      const double own = i + 1 < s.n ? 2 + 1200 * x[i] * x[i] - 400 * x[i + 1] : 0;
      const double want = i == j ? own + (i ? 200 : 0)
                                 : -400 * x[i < j ? i : j];
      assert_close(h.value[k], want, 1e-12);
    }
  ad_sparse_free(&h);
  free(x);
}
END_TEST

START_TEST(jacobian_of_a_function)
{
  struct size s = {1000};
  double x[1000], y[1000];
  struct ad_sparse j;
  for (size_t i = 0; i < s.n; i++)
    x[i] = sin((double)i);
  ck_assert_int_eq(var_sparse_jacobian(heat, &s, NULL, s.n, x, s.n, y, &j), AD_OK);
  ck_assert_uint_eq(j.colours, 3);
  for (size_t i = 0; i < s.n; i++)
    for (size_t k = j.at.start[i]; k < j.at.start[i + 1]; k++)
      assert_same(j.value[k], j.at.col[k] == i ? -2 * exp(x[i]) : 1);
  ad_sparse_free(&j);
  /* One dense row: by rows, in one direction. */
  ck_assert_int_eq(var_sparse_jacobian(rosenbrock, &s, NULL, s.n, x, 1, y, &j), AD_OK);
  ck_assert(j.by_rows && j.colours == 1);
  ad_sparse_free(&j);
}
END_TEST

/* Colours that do not separate, and patterns of another shape, are refused; a
 * pattern that lacks an entry gives wrong numbers, which the comparison sees. */
START_TEST(controls)
{
  struct size s = {N};
  struct ad_sparse h;
  var x[N], y;
  inputs(x);
  ck_assert_int_eq(rosenbrock(x, &y, &s), AD_OK);
  ck_assert_int_eq(tape_sparse_plan_hessian(y, N, x, &h), AD_OK);
  h.value = calloc(3 * N, sizeof *h.value);
  ck_assert(h.value);
  h.colour[5] = h.colour[6];
  ck_assert_int_eq(tape_sparse_hessian(y, N, x, &h.at, h.colour, h.colours, NULL,
                                       h.value), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_sparse_hessian(y, N - 1, x, &h.at, h.colour, h.colours,
                                       NULL, h.value), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_sparse_columns(1, &y, N, x, &h.at, h.colour, h.colours,
                                       h.value), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_sparse_hessian(y, N, NULL, &h.at, h.colour, h.colours,
                                       NULL, h.value), AD_BAD_ARGUMENT);
  ad_sparse_free(&h);
  double *dense = dense_hessian(y, N, x), diagonal[N * N] = {0};
  uint32_t colour[N];
  size_t colours;
  struct ad_pattern p;
  for (size_t j = 0; j < N; j++)
    diagonal[j * N + j] = 1;
  ck_assert_int_eq(ad_pattern_of(N, N, diagonal, &p), AD_OK);
  ck_assert_int_eq(ad_colour_star(&p, AD_NATURAL, colour, &colours), AD_OK);
  ck_assert_uint_eq(colours, 1);
  ck_assert_int_eq(tape_sparse_hessian(y, N, x, &p, colour, colours, NULL,
                                       diagonal), AD_OK);
  ck_assert(!same_bits(diagonal[5], dense[5 * N + 5]));
  ad_pattern_free(&p);
  free(dense);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("sparse");
  ADD_ON_TAPE(s, random_programs);
  ADD_ON_TAPE(s, random_systems);
  ADD_ON_TAPE(s, matrices);
  ADD_ON_TAPE(s, large_hessian);
  ADD_ON_TAPE(s, jacobian_of_a_function);
  ADD_ON_TAPE(s, controls);
  return run_suite(s);
}
