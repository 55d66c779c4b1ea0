/* test_agreement.c: the drivers of reverse mode, and reverse mode against
 * forward mode on whole functions. */
#include <config.h>

#include "close.h"
#include "each_op.h"
#include "on_tape.h"

#include "../forward/drivers.h"
#include "../reverse/drivers.h"

#include <stdlib.h>

#define THREE(REAL)                                                           \
  static enum ad_status three_##REAL(const REAL *x, REAL *y, void *data)      \
  {                                                                           \
    (void)data;                                                               \
    y[0] = REAL##_mul(REAL##_exp(x[0]), x[1]);                                \
    y[1] = REAL##_div(REAL##_add(x[0], x[2]), x[1]);                          \
    y[2] = REAL##_sin(REAL##_mul(x[1], x[2]));                                \
    return AD_OK;                                                             \
  }
THREE(dual)
THREE(var)
static const double at3[] = {0.3, -1.7, 2.2};

START_TEST(jacobian_agrees_with_forward)
{
  double a[9], b[9], y[3], z[3];
  ck_assert_int_eq(dual_jacobian(three_dual, NULL, 3, at3, 3, y, a), AD_OK);
  ck_assert_int_eq(var_jacobian(three_var, NULL, t, 3, at3, 3, z, b), AD_OK);
  for (int k = 0; k < 9; k++)
    assert_close(a[k], b[k], 4e-16);
  for (int i = 0; i < 3; i++)
    assert_same(y[i], z[i]);
}
END_TEST

static enum ad_status silent(const var *x, var *y, void *data)
{
  (void)x, (void)y, (void)data;
  return AD_OK;
}

START_TEST(outputs_may_be_missing)
{
  double y[3], jac[9], more[9];
  const double w[] = {1, -2, 0.5};
  ck_assert_int_eq(var_jacobian(three_var, NULL, t, 3, at3, 3, y, NULL),
                   AD_OK);
  assert_close(y[0], exp(0.3) * -1.7, 4e-16);
  ck_assert_int_eq(var_jacobian(three_var, NULL, t, 3, at3, 3, NULL, jac),
                   AD_OK);
  ck_assert_int_eq(var_vjp(three_var, NULL, t, 3, at3, 3, w, y, NULL), AD_OK);
  ck_assert_int_eq(var_vjp(three_var, NULL, t, 3, at3, 3, w, NULL, more),
                   AD_OK);
  for (int j = 0; j < 3; j++)
    assert_close(more[j], jac[j] - 2 * jac[3 + j] + 0.5 * jac[6 + j], 1e-15);
  ck_assert_int_eq(var_vjp(silent, NULL, t, 3, at3, 0, NULL, NULL, more),
                   AD_OK);
  for (int j = 0; j < 3; j++)
    assert_same(more[j], 0);
}
END_TEST

static enum ad_status simple(const var *x, var *y, void *data)
{
  const int *how = data;
  y[0] = var_const(7);
  y[1] = *how ? x[0] : var_const(8);
  return *how == 2 ? AD_NOT_INPUT : AD_OK;
}

START_TEST(constants_and_inputs_as_outputs)
{
  const double x0[] = {4, 5};
  double y[2], jac[4];
  int how = 1;
  ck_assert_int_eq(var_jacobian(simple, &how, NULL, 2, x0, 2, y, jac), AD_OK);
  assert_same(y[0], 7);
  assert_same(y[1], 4);
  assert_same(jac[0], 0);
  assert_same(jac[1], 0);
  assert_same(jac[2], 1);
  assert_same(jac[3], 0);
  how = 0; /* no inputs at all */
  ck_assert_int_eq(var_jacobian(simple, &how, t, 0, NULL, 2, y, NULL), AD_OK);
  assert_same(y[1], 8);
}
END_TEST

/* What the function returns, or leaves on the tape, ends the driver; nothing
 * is written. */
static enum ad_status overfills(const var *x, var *y, void *data)
{
  (void)data;
  tape_limit(x[0].on, 1);
  y[0] = y[1] = var_exp(x[0]);
  return AD_OK;
}

START_TEST(drivers_pass_on_errors)
{
  const double x0[] = {4, 5}, w[] = {1, 1};
  double y[2] = {9, 9}, jac[4] = {9, 9, 9, 9};
  int how = 2;
  ck_assert_int_eq(var_jacobian(simple, &how, t, 2, x0, 2, y, jac),
                   AD_NOT_INPUT);
  ck_assert_int_eq(var_vjp(simple, &how, t, 2, x0, 2, w, y, jac),
                   AD_NOT_INPUT);
  ck_assert_int_eq(var_jacobian(overfills, NULL, NULL, 2, x0, 2, y, jac),
                   AD_TAPE_FULL);
  ck_assert_int_eq(var_vjp(overfills, NULL, NULL, 2, x0, 2, w, y, jac),
                   AD_TAPE_FULL);
  ck_assert_int_eq(var_vjp(NULL, NULL, t, 2, x0, 2, w, y, jac),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(var_vjp(simple, &how, t, 2, NULL, 2, w, y, jac),
                   AD_BAD_ARGUMENT);
  how = 1;
  ck_assert_int_eq(var_vjp(simple, &how, t, 2, x0, 2, NULL, NULL, jac),
                   AD_BAD_ARGUMENT);
  for (int k = 0; k < 4; k++)
    assert_same(jac[k], 9);
  assert_same(y[0], 9);
  assert_same(y[1], 9);
}
END_TEST

/* <w, J v> = <J' w, v> */
START_TEST(dot_product_identity)
{
  srand(7);
  for (int round = 0; round < 100; round++) {
    double v[3], w[3], jv[3], jw[3], left = 0, right = 0, size = 0;
    for (int k = 0; k < 3; k++) {
      v[k] = 2.0 * rand() / RAND_MAX - 1;
      w[k] = 2.0 * rand() / RAND_MAX - 1;
    }
    ck_assert_int_eq(dual_jvp(three_dual, NULL, 3, at3, v, 3, NULL, jv),
                     AD_OK);
    ck_assert_int_eq(var_vjp(three_var, NULL, NULL, 3, at3, 3, w, NULL, jw),
                     AD_OK);
    for (int k = 0; k < 3; k++) {
      left += w[k] * jv[k];
      right += jw[k] * v[k];
      size += fabs(w[k] * jv[k]) + fabs(jw[k] * v[k]);
    }
    ck_assert_double_le(fabs(left - right), 1e-15 * size);
  }
}
END_TEST

/* Random straight-line programs over the whole table, the same one over duals
 * and over vars.  Every value is squashed to [0.5, 1.5], and an op that is
 * undefined there makes way, so that all stays finite.  `flip` makes one sign
 * wrong: the negative control. */
enum { INPUTS = 3, STEPS = 40 };

static double primal_dual(dual x) { return x.v; }
static double primal_var(var x) { return var_value(x); }

/* The op, or sin where the op is undefined or has no derivative. */
static enum ad_op fitting(enum ad_op op, double a, double b, double c)
{
  return ad_op_defined(op, a, b, c) && !ad_op_on_edge(op, a, b, c) ? op
                                                                   : AD_OP_sin;
}

#define PROGRAM(REAL)                                                         \
  static REAL program_##REAL(unsigned seed, const REAL *x, bool flip)         \
  {                                                                           \
    REAL v[INPUTS + STEPS];                                                   \
    uint64_t state = seed;                                                    \
    for (int k = 0; k < INPUTS; k++)                                          \
      v[k] = x[k];                                                            \
    for (int k = INPUTS; k < INPUTS + STEPS; k++) {                           \
      int pick[4];                                                            \
      for (int p = 0; p < 4; p++) {                                           \
        state = state * 6364136223846793005u + 1442695040888963407u;          \
        pick[p] = (int)(state >> 33) % (p ? k : (int)AD_OP_COUNT);            \
      }                                                                       \
      const REAL arg[] = {v[pick[1]],                                         \
                          ad_op_variables((enum ad_op)pick[0]) == 1           \
                            ? REAL##_const(3) : v[pick[2]], v[pick[3]]};      \
      enum ad_op op =                                                         \
        fitting((enum ad_op)pick[0], primal_##REAL(arg[0]),                   \
                primal_##REAL(arg[1]), primal_##REAL(arg[2]));                \
      REAL y = REAL##_by_op(op, arg);                                         \
      if (flip && k >= INPUTS + STEPS - 5) /* some may be flat */             \
        y = REAL##_neg(y);                                                    \
      v[k] = REAL##_add(REAL##_const(1), REAL##_mul(REAL##_const(0.5),        \
                                                    REAL##_sin(y)));          \
    }                                                                         \
    REAL sum = REAL##_const(0);                                               \
    for (int k = INPUTS; k < INPUTS + STEPS; k++)                             \
      sum = REAL##_add(sum, v[k]);                                            \
    return sum;                                                               \
  }
PROGRAM(dual)
PROGRAM(var)

static const double start[INPUTS] = {0.7, 1.1, 1.4};

/* The largest difference of the gradients by what rounding explains. */
static double disagreement(unsigned seed, bool flip)
{
  double worst = 0, grad[INPUTS], bound[INPUTS];
  const double one = 1;
  var x[INPUTS];
  tape_reset(t);
  tape_inputs(t, INPUTS, start, x);
  var y = program_var(seed, x, flip);
  ck_assert_int_eq(tape_vjp_magnitude(1, &y, &one, INPUTS, x, bound), AD_OK);
  ck_assert_int_eq(tape_gradient(y, INPUTS, x, grad), AD_OK);
  for (int j = 0; j < INPUTS; j++) {
    dual u[INPUTS];
    for (int k = 0; k < INPUTS; k++)
      u[k] = dual_make(start[k], j == k);
    dual z = program_dual(seed, u, false);
    if (!flip)
      assert_same(z.v, var_value(y));
    ck_assert(isfinite(z.v) && isfinite(z.d) && isfinite(grad[j]));
    double limit = 2.3e-16 * (double)tape_size(t) * bound[j];
    if (z.d != grad[j])
      worst = fmax(worst, fabs(z.d - grad[j]) / limit);
  }
  return worst;
}

START_TEST(random_programs_agree)
{
  for (unsigned seed = 1; seed <= 500; seed++)
    ck_assert_msg(disagreement(seed, false) <= 1, "seed %u", seed);
}
END_TEST

/* All but those whose last step is flat, or cancels. */
START_TEST(random_programs_with_a_wrong_sign_disagree)
{
  int caught = 0;
  for (unsigned seed = 1; seed <= 100; seed++)
    caught += disagreement(seed, true) > 1;
  /* 98 of them; where the last step is x - x or x / x, its sign is nothing to
   * see.  A new row draws other programs, hence the margin. */
  ck_assert_int_ge(caught, 90);
}
END_TEST

static var lab(const var *x)
{
  return var_mul(var_powi(var_add(x[0], x[1]), 3), var_sqr(x[2]));
}

START_TEST(gradient_of_the_lab)
{
  const double x[] = {1, 2, 3};
  double y, grad[3];
  ck_assert_int_eq(var_gradient(lab, NULL, 3, x, &y, grad), AD_OK);
  assert_same(y, 243);
  assert_same(grad[0], 243);
  assert_same(grad[1], 243);
  assert_same(grad[2], 162);
  ck_assert_int_eq(var_gradient(lab, t, 3, x, NULL, grad), AD_OK);
  ck_assert_int_eq(var_jacobian(three_var, NULL, t, 3, x, SIZE_MAX - 1, NULL,
                                NULL), AD_NO_MEMORY);
  ck_assert_int_eq(var_gradient(NULL, t, 3, x, NULL, grad), AD_BAD_ARGUMENT);
  ck_assert_int_eq(var_gradient(lab, t, 3, NULL, NULL, grad), AD_BAD_ARGUMENT);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("agreement");
  ADD_ON_TAPE(s, jacobian_agrees_with_forward);
  ADD_ON_TAPE(s, outputs_may_be_missing);
  ADD_ON_TAPE(s, constants_and_inputs_as_outputs);
  ADD_ON_TAPE(s, drivers_pass_on_errors);
  ADD_ON_TAPE(s, dot_product_identity);
  ADD_ON_TAPE(s, random_programs_agree);
  ADD_ON_TAPE(s, random_programs_with_a_wrong_sign_disagree);
  ADD_ON_TAPE(s, gradient_of_the_lab);
  return run_suite(s);
}
