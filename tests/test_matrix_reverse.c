/* test_matrix_reverse.c: matrices on the tape: views, mixing with single vars,
 * errors, memory, limits, bounds of rounding. */
#include <config.h>

#include "close.h"
#include "matrices.h"
#include "on_tape.h"
#include "sample.h"

#include "../reverse/matrix_impl.h"

#include <float.h>
#include <stdlib.h>

enum { R = 5, C = 4 };
static double numbers[R * C];

static void fill(void)
{
  uint64_t state = 11;
  for (int k = 0; k < R * C; k++)
    numbers[k] = 2 * sample_unit(&state) - 1;
}

/* ---- views ------------------------------------------------------------------ */

/* A view as a list of the base's places: what the strides have to mean. */
struct places {
  size_t rows, cols, at[R * C];
};

static struct places places_of(size_t rows, size_t cols, size_t row,
                               size_t col, const struct places *from,
                               bool transposed, bool diagonal)
{
  struct places p = {.rows = rows, .cols = cols};
  for (size_t i = 0; i < rows; i++)
    for (size_t j = 0; j < cols; j++) {
      const size_t k = diagonal ? i : transposed ? j : i + row;
      const size_t l = diagonal ? i : transposed ? i : j + col;
      p.at[i * cols + j] = from->at[k * from->cols + l];
    }
  return p;
}

/* One random view more, of both. */
static var_mat step(var_mat a, struct places *p, uint64_t *state)
{
  const struct places old = *p;
  switch (sample_bits(state) % 5) {
  case 0:
    *p = places_of(old.cols, old.rows, 0, 0, &old, true, false);
    return var_mat_transpose(a);
  case 1:
  case 2: {
    const size_t i = sample_bits(state) % old.rows;
    const size_t j = sample_bits(state) % old.cols;
    const size_t rows = 1 + sample_bits(state) % (old.rows - i);
    const size_t cols = 1 + sample_bits(state) % (old.cols - j);
    *p = places_of(rows, cols, i, j, &old, false, false);
    return var_mat_slice(a, i, j, rows, cols);
  }
  case 3: /* row by row, whatever the strides */
    p->rows = 1, p->cols = old.rows * old.cols;
    if (old.rows % 2 == 0)
      p->rows = 2, p->cols = old.rows / 2 * old.cols;
    return var_mat_reshape(a, p->rows, p->cols);
  default:
    if (sample_bits(state) % 3)
      return a;
    *p = places_of(old.rows < old.cols ? old.rows : old.cols, 1, 0, 0, &old,
                   false, true);
    return var_mat_diagonal(a);
  }
}

/* Values come from, and adjoints go to, the right places, in each number that
 * a chain of views shows. */
START_TEST(views_of_views)
{
  uint64_t state = 3;
  fill();
  for (int round = 0; round < 400; round++) {
    tape_reset(t);
    const var_mat base = var_mat_input(t, R, C, numbers);
    var_mat a = base;
    struct places p = {.rows = R, .cols = C};
    for (size_t k = 0; k < R * C; k++)
      p.at[k] = k;
    for (int k = 0; k < 5; k++)
      a = step(a, &p, &state);
    ck_assert_uint_eq(a.rows, p.rows);
    ck_assert_uint_eq(a.cols, p.cols);
    double v[R * C], w[R * C], bar[R * C], want[R * C] = {0};
    var_mat_value(a, v);
    const var_mat y = var_mat_sqr(a);
    tape_clear_adjoints(t);
    for (size_t k = 0; k < p.rows * p.cols; k++) {
      assert_same(v[k], numbers[p.at[k]]);
      assert_same(var_value(var_mat_at(a, k / p.cols, k % p.cols)), v[k]);
      w[k] = (double)k + 1;
      want[p.at[k]] += w[k] * (2 * v[k]);
    }
    var_mat_seed(y, w);
    ck_assert_int_eq(tape_sweep(t), AD_OK);
    var_mat_adjoint(base, bar);
    for (int k = 0; k < R * C; k++)
      assert_same(bar[k], want[k]);
  }
}
END_TEST

/* A view takes no slot; an op takes those of its result, in one record. */
START_TEST(views_take_no_room)
{
  fill();
  const var_mat a = var_mat_input(t, R, C, numbers);
  var_mat_reshape(a, C, R);
  var_mat_transpose(var_mat_slice(a, 1, 1, 2, 2));
  var_mat_diagonal(var_mat_detach(a));
  ck_assert_uint_eq(tape_size(t), R * C);
  var_mat_reshape(var_mat_transpose(a), 1, R * C);
  ck_assert_uint_eq(tape_size(t), 2 * R * C);
  var_mat_matmul(a, var_mat_transpose(a));
  ck_assert_uint_eq(tape_size(t), 2 * R * C + R * R);
  ck_assert_uint_eq(t->matrices, 2);
}
END_TEST

/* One matrix joined to its own views: shares of all meet. */
START_TEST(joined_views_share)
{
  fill();
  const var_mat a = var_mat_input(t, 2, 2, numbers);
  const var_mat b = var_mat_transpose(a);
  const var_mat fixed = var_mat_fixed(t, 2, 2, numbers + 4);
  const var_mat y = var_mat_join(2, 2, (var_mat[]){a, b, fixed, a});
  double v[16], w[16], bar[4];
  var_mat_value(y, v);
  assert_same(v[2], numbers[0]);
  assert_same(v[3], numbers[2]);
  assert_same(v[8], numbers[4]);
  for (int k = 0; k < 16; k++)
    w[k] = 1 << k;
  tape_clear_adjoints(t);
  var_mat_seed(y, w);
  ck_assert_int_eq(tape_sweep(t), AD_OK);
  var_mat_adjoint(a, bar);
  assert_same(bar[0], w[0] + w[2] + w[10]);
  assert_same(bar[1], w[1] + w[6] + w[11]);
  assert_same(bar[2], w[4] + w[3] + w[14]);
  assert_same(bar[3], w[5] + w[7] + w[15]);
  var_mat_adjoint(fixed, bar);
  for (int k = 0; k < 4; k++)
    assert_same(bar[k], 0);
}
END_TEST

/* ---- fixed matrices ----------------------------------------------------------- */

/* Ops on fixed matrices are fixed; a fixed row that is repeated gets nothing,
 * and what meets it all that it is due. */
START_TEST(fixed_matrices_get_nothing)
{
  fill();
  const var_mat x = var_mat_input(t, R, C, numbers);
  const var_mat row = var_mat_fixed(t, 1, C, numbers);
  const var_mat f = var_mat_exp(row);
  ck_assert(f.fixed && !var_mat_mul(f, x).fixed);
  ck_assert(var_mat_matmul(row, var_mat_transpose(f)).fixed);
  ck_assert_ptr_null(var_mat_at(f, 0, 1).on);
  const var_mat y = var_mat_sum(
    var_mat_add(var_mat_mul(x, f), var_mat_mul(var_mat_detach(x), x)), AD_ALL);
  double bar[R * C];
  ck_assert_int_eq(tape_gradient(var_mat_at(y, 0, 0), 0, NULL, NULL), AD_OK);
  var_mat_adjoint(x, bar);
  for (int k = 0; k < R * C; k++)
    assert_close(bar[k], exp(numbers[k % C]) + numbers[k], 1e-15);
  for (size_t k = 0; k < C; k++) /* not even in memory */
    assert_same(t->adj[f.as.at.slot + k] + t->adj[row.as.at.slot + k], 0);
}
END_TEST

/* ---- elements ------------------------------------------------------------------ */

/* Vars among matrices: y = sum_k (u A)_k v + a_01, u a var, v made of elements
 * of a result.  By hand: A = [a b; c d], s = a + b + c + d,
 * v = u a * u d = u^2 a d,  y = u s v + b = u^3 s a d + b. */
START_TEST(elements_are_vars)
{
  const double n[] = {2, 3, 5, 7};
  const double a = 2, d = 7, s = 17, u = 1.5;
  var x = tape_input(t, u);
  const var_mat m = var_mat_input(t, 2, 2, n);
  const var_mat p = var_mat_mul(var_mat_of(x), m);
  var v = var_mul(var_mat_at(p, 0, 0), var_mat_at(p, 1, 1));
  const var_mat q = var_mat_sum(var_mat_mul(p, var_mat_of(v)), AD_ALL);
  var y = var_add(var_mat_at(q, 0, 0), var_mat_at(m, 0, 1));
  double bar[4];
  const var at[] = {x, var_mat_at(m, 1, 0)};
  ck_assert_int_eq(tape_gradient(y, 2, at, bar), AD_OK);
  assert_close(var_value(y), u * u * u * s * a * d + 3, 1e-15);
  assert_close(bar[0], 3 * u * u * s * a * d, 1e-15);
  assert_close(bar[1], u * u * u * a * d, 1e-15);
  var_mat_adjoint(m, bar);
  assert_close(bar[0], u * u * u * d * (a + s), 1e-15);
  assert_close(bar[1], u * u * u * a * d + 1, 1e-15);
  assert_close(bar[3], u * u * u * a * (d + s), 1e-15);
  double one;
  var_mat_adjoint(var_mat_of(x), &one);
  assert_same(one, var_adjoint(x));
  ck_assert_ptr_null(var_mat_of(var_const(4)).on);
}
END_TEST

/* A join of single vars, and an op of three with one var and one constant. */
START_TEST(matrices_of_vars)
{
  var x[4];
  const double at[] = {1, 2, 3, 4};
  tape_inputs(t, 4, at, x);
  var_mat parts[4];
  for (int k = 0; k < 4; k++)
    parts[k] = var_mat_of(var_mul(x[k], x[(k + 1) % 4]));
  const var_mat m = var_mat_join(2, 2, parts);
  const var_mat y = var_mat_fma(m, var_mat_const(2), var_mat_of(x[0]));
  double v[4], bar[4];
  var_mat_value(y, v);
  assert_same(v[2], 25);
  const double w[] = {1, 1, 1, 1};
  tape_clear_adjoints(t);
  var_mat_seed(y, w);
  tape_sweep(t);
  for (int k = 0; k < 4; k++) {
    bar[k] = var_adjoint(x[k]);
    assert_same(bar[k], 2 * (at[(k + 1) % 4] + at[(k + 3) % 4]) +
                          (k ? 0 : 4));
  }
}
END_TEST

/* ---- errors --------------------------------------------------------------------- */

START_TEST(stale_and_mixed)
{
  double v[4] = {1, 2, 3, 4};
  tape *other = tape_new();
  const var_mat a = var_mat_input(t, 2, 2, v), b = var_mat_input(other, 2, 2, v);
  var_mat_value(var_mat_matmul(a, b), v);
  ck_assert(isnan(v[0]));
  ck_assert_int_eq(tape_status(t), AD_MIXED_TAPES);
  ck_assert_int_eq(tape_status(other), AD_MIXED_TAPES);
  tape_reset(t);
  const var_mat c = var_mat_input(t, 2, 2, v);
  var_mat_value(a, v);
  ck_assert(isnan(v[0]) && isnan(var_value(var_mat_at(a, 0, 0))));
  ck_assert_int_eq(tape_status(t), AD_OK);
  var_mat_join(1, 2, (var_mat[]){c, a});
  ck_assert_int_eq(tape_status(t), AD_STALE_VAR);
  tape_reset(t);
  const var_mat d = var_mat_input(t, 2, 2, v);
  tape_clear_adjoints(t);
  ck_assert_int_eq(var_mat_seed(c, v), AD_STALE_VAR);
  ck_assert_int_eq(var_mat_seed(d, NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_status(t), AD_OK);
  tape_free(other);
}
END_TEST

/* Adjoints are there after a sweep, and not before; a later record has none. */
START_TEST(adjoints_when_swept)
{
  double v[] = {1, 2}, bar[2];
  const var_mat a = var_mat_input(t, 1, 2, v);
  var_mat_adjoint(a, bar);
  ck_assert(isnan(bar[0]));
  ck_assert_int_eq(var_mat_seed(a, v), AD_BAD_ARGUMENT);
  tape_clear_adjoints(t);
  const var_mat b = var_mat_exp(a);
  ck_assert_int_eq(tape_sweep(t), AD_BAD_ARGUMENT);
  ck_assert_int_eq(var_mat_seed(b, v), AD_BAD_ARGUMENT);
  tape_clear_adjoints(t);
  ck_assert_int_eq(var_mat_seed(a, v), AD_OK);
  ck_assert_int_eq(var_mat_seed(a, v), AD_OK);
  tape_sweep(t);
  var_mat_adjoint(a, bar);
  assert_same(bar[1], 4);
}
END_TEST

/* ---- room ------------------------------------------------------------------------ */

/* Returns the gradient of sum(exp(A A') A) in the first element, or NaN. */
static double program(tape *on)
{
  double bar[R * C];
  const var_mat a = var_mat_input(on, R, C, numbers);
  const var_mat b = var_mat_exp(var_mat_matmul(a, var_mat_transpose(a)));
  const var_mat c = var_mat_join(1, 2, (var_mat[]){var_mat_matmul(b, a), b});
  const var y = var_mat_at(var_mat_sum(c, AD_ALL), 0, 0);
  if (tape_gradient(var_sin(y), 0, NULL, NULL))
    return NAN;
  var_mat_adjoint(a, bar);
  return bar[0];
}

/* On a tape of any size the program ends well or with AD_TAPE_FULL, and the
 * limit is the number of slots exactly. */
START_TEST(limits)
{
  fill();
  const double want = program(t);
  const size_t size = tape_size(t);
  ck_assert_uint_eq(size, R * C + 2 * R * R + R * C + R * (C + R) + 1 + 1);
  for (size_t limit = 1; limit <= size + 1; limit++) {
    tape_reset(t);
    tape_limit(t, limit);
    const double got = program(t);
    ck_assert_int_eq(tape_status(t), limit < size ? AD_TAPE_FULL : AD_OK);
    ck_assert_uint_le(tape_size(t), limit);
    if (limit >= size)
      assert_same(got, want);
  }
}
END_TEST

/* From a small tape to a large one, many records and parts: numbers stay, and
 * the bytes are told. */
START_TEST(memory_grows)
{
  enum { MANY = 300 };
  const double v[] = {1, 2, 3, 4};
  const var_mat a = var_mat_input(t, 2, 2, v);
  const size_t before = tape_bytes(t);
  var_mat sum = a;
  for (int k = 0; k < MANY; k++)
    sum = var_mat_join(
      1, 1, (var_mat[]){var_mat_add(sum, var_mat_matmul(a, a))});
  double got[4], bar[4];
  var_mat_value(sum, got);
  assert_same(got[0], 1 + MANY * 7.0);
  ck_assert_uint_eq(t->matrices, 3 * MANY);
  ck_assert_uint_gt(tape_bytes(t), before + 3 * MANY * sizeof *t->matrix);
  tape_gradient(var_mat_at(sum, 0, 0), 0, NULL, NULL);
  var_mat_adjoint(a, bar);
  assert_same(bar[0], 1 + MANY * 2.0);
  assert_same(bar[1], MANY * 3.0);
  const size_t large = tape_bytes(t);
  tape_reset(t);
  ck_assert_uint_eq(tape_size(t), 0);
  program(t);
  ck_assert_uint_eq(tape_bytes(t), large);
}
END_TEST

/* What no 32-bit index can name is refused before memory is asked for. */
START_TEST(impossible_sizes)
{
  static const size_t wrong[][2] = {{0, 1},         {1, 0},
                                    {INT32_MAX, 1}, {1, INT32_MAX},
                                    {65536, 65536}, {SIZE_MAX, 2}};
  const double v[] = {1, 2, 3};
  for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
    tape_reset(t);
    const size_t bytes = tape_bytes(t);
    const var_mat a = var_mat_input(t, wrong[k][0], wrong[k][1], v);
    ck_assert_int_eq(tape_status(t), AD_BAD_SHAPE);
    var_mat_exp(var_mat_transpose(var_mat_diagonal(a)));
    ck_assert_uint_eq(tape_bytes(t), bytes);
  }
  tape_reset(t);
  tape_limit(t, 100);
  const var_mat a = var_mat_input(t, 1, INT32_MAX - 1, v);
  ck_assert_int_eq(tape_status(t), AD_TAPE_FULL);
  var_mat_diagonal(var_mat_transpose(var_mat_diagonal(a)));
  /* A product of two long vectors is larger than any tape. */
  enum { LONG = 70000 };
  double *many = calloc(LONG, sizeof *many);
  ck_assert_ptr_nonnull(many);
  tape_limit(t, 0);
  tape_reset(t);
  const var_mat column = var_mat_input(t, LONG, 1, many);
  var_mat_matmul(column, var_mat_transpose(column));
  ck_assert_int_eq(tape_status(t), AD_BAD_SHAPE);
  ck_assert_ptr_nonnull(strstr(tape_error_text(t), "larger than a tape"));
  tape_reset(t);
  const var_mat again = var_mat_input(t, LONG, 1, many);
  var_mat_add(again, var_mat_transpose(again));
  ck_assert_ptr_nonnull(strstr(tape_error_text(t), "larger than a tape"));
  free(many);
}
END_TEST

START_TEST(without_a_tape)
{
  const double v[] = {1, 2};
  double y;
  var_mat_value(var_mat_input(NULL, 1, 2, v), &y);
  ck_assert(isnan(y));
  var_mat_input(t, 1, 2, NULL);
  ck_assert_int_eq(tape_status(t), AD_BAD_ARGUMENT);
  const var_mat c = var_mat_powi(var_mat_const(3), 2);
  ck_assert_ptr_null(c.on);
  var_mat_value(c, &y);
  assert_same(y, 9);
  var_mat_value(var_mat_slice(c, 0, 0, 2, 2), &y);
  ck_assert(isnan(y));
  var_mat_value(var_mat_join(1, 1, NULL), &y);
  ck_assert(isnan(y));
  var_mat_value(var_mat_sum(c, AD_ALL), &y);
  ck_assert(isnan(y));
}
END_TEST

/* ---- bounds of rounding ------------------------------------------------------------ */

/* Sum of (A B)_ij w_ij by single vars. */
static var by_scalars(tape *on, const double *w, var *a, var *b)
{
  var sum = var_const(0);
  tape_inputs(on, R * C, numbers, a);
  tape_inputs(on, R * C, numbers, b);
  for (int i = 0; i < R; i++)
    for (int j = 0; j < R; j++)
      for (int k = 0; k < C; k++)
        sum = var_add(sum, var_mul(var_mul(a[i * C + k], b[j * C + k]),
                                   var_const(w[i * R + j])));
  return sum;
}

/* The sweep over absolute values has the same magnitudes as the one over the
 * single products; and no cancellation. */
START_TEST(magnitudes)
{
  double w[R * R], ones[R * C], got[R * C], want[2 * R * C], plain[R * C];
  fill();
  for (int k = 0; k < R * R; k++)
    w[k] = sin(k);
  for (int k = 0; k < R * C; k++)
    ones[k] = 1;
  const var_mat a = var_mat_input(t, R, C, numbers);
  const var_mat b = var_mat_input(t, R, C, numbers);
  const var_mat f = var_mat_fixed(t, R, R, w);
  const var y = var_mat_at(
    var_mat_sum(var_mat_mul(f, var_mat_matmul(a, var_mat_transpose(b))), AD_ALL),
    0, 0);
  var x[R * C], p[2 * R * C];
  for (size_t k = 0; k < R * C; k++)
    x[k] = var_mat_at(a, k / C, k % C);
  ck_assert_int_eq(tape_vjp_magnitude(1, &y, ones, R * C, x, got), AD_OK);
  ck_assert_int_eq(tape_gradient(y, R * C, x, plain), AD_OK);
  tape *scalars = tape_new();
  const var z = by_scalars(scalars, w, p, p + R * C);
  ck_assert_int_eq(tape_vjp_magnitude(1, &z, ones, R * C, p, want), AD_OK);
  size_t smaller = 0;
  for (int k = 0; k < R * C; k++) {
    assert_close(got[k], want[k], 1e-14);
    smaller += fabs(plain[k]) < 0.9 * got[k];
  }
  ck_assert_uint_gt(smaller, R * C / 2);
  tape_free(scalars);
}
END_TEST

/* The error of a sum of large terms that cancel lies within tape_rounding, which
 * only counts what is there: the negative control is |v̄ v|, which misses it. */
START_TEST(rounding_of_products)
{
  uint64_t state = 23;
  size_t missed = 0;
  for (int round = 0; round < 200; round++) {
    enum { N = 12 };
    double a[N], b[N];
    long double exact = 0;
    for (int k = 0; k < N; k++) {
      a[k] = ldexp(sample_unit(&state) - 0.5, (int)(sample_bits(&state) % 20));
      b[k] = k % 2 ? -a[k - 1] : 1 + ldexp(sample_unit(&state), -30);
    }
    for (int k = 1; k < N; k += 2) { /* a b + (-a) (b + tiny) */
      a[k] = b[k - 1] + ldexp(sample_unit(&state), -40);
      exact += (long double)a[k - 1] * b[k - 1] + (long double)a[k] * b[k];
    }
    tape_reset(t);
    const var_mat x = var_mat_input(t, 1, N, a), z = var_mat_input(t, N, 1, b);
    const var y = var_mat_at(var_mat_matmul(x, z), 0, 0);
    ck_assert_int_eq(tape_gradient(y, 0, NULL, NULL), AD_OK);
    const double error = (double)fabsl(var_value(y) - exact);
    ck_assert_msg(error <= tape_rounding(t), "%g > %g", error,
                  tape_rounding(t));
    missed += error > DBL_EPSILON * fabs(var_value(y));
  }
  ck_assert_uint_gt(missed, 100);
}
END_TEST

/* Element by element it is what the single ops have. */
START_TEST(rounding_of_elements)
{
  fill();
  var x[R * C];
  const var_mat a = var_mat_input(t, R, C, numbers);
  const var_mat y = var_mat_exp(var_mat_sin(a));
  double ones[R * C];
  for (int k = 0; k < R * C; k++)
    ones[k] = 1;
  tape_clear_adjoints(t);
  var_mat_seed(y, ones);
  tape_sweep(t);
  tape *scalars = tape_new();
  var out[R * C];
  tape_inputs(scalars, R * C, numbers, x);
  for (int k = 0; k < R * C; k++)
    out[k] = var_exp(var_sin(x[k]));
  double bar[R * C];
  tape_vjp(R * C, out, ones, R * C, x, bar);
  assert_close(tape_rounding(t), tape_rounding(scalars), 1e-14);
  tape_free(scalars);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("matrix_reverse");
  ADD_ON_TAPE(s, views_of_views);
  ADD_ON_TAPE(s, views_take_no_room);
  ADD_ON_TAPE(s, joined_views_share);
  ADD_ON_TAPE(s, fixed_matrices_get_nothing);
  ADD_ON_TAPE(s, elements_are_vars);
  ADD_ON_TAPE(s, matrices_of_vars);
  ADD_ON_TAPE(s, stale_and_mixed);
  ADD_ON_TAPE(s, adjoints_when_swept);
  ADD_ON_TAPE(s, limits);
  ADD_ON_TAPE(s, memory_grows);
  ADD_ON_TAPE(s, impossible_sizes);
  ADD_ON_TAPE(s, without_a_tape);
  ADD_ON_TAPE(s, magnitudes);
  ADD_ON_TAPE(s, rounding_of_products);
  ADD_ON_TAPE(s, rounding_of_elements);
  return run_suite(s);
}
