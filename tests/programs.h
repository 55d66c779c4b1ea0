/* programs.h: random programs on a tape, the same for the same seed whatever the
 * point: ops of every row, constants, values that nothing uses, and the same
 * computed twice. */
#ifndef PROGRAMS_H
#define PROGRAMS_H

#include "close.h"
#include "each_op.h"
#include "sample.h"

#include "../reverse/second.h"

enum { PROGRAM_INPUTS = 5, PROGRAM_OUTPUTS = 3, PROGRAM_LENGTH = 60 };

/* A number between 1/2 and 3/2, where most ops are at home. */
static inline var program_tame(var x)
{
  return var_add(var_const(1), var_mul(var_const(0.5), var_sin(x)));
}

static inline var program_step(uint64_t *state, const var *v, size_t count)
{
  static const enum ad_op sums[] = {AD_OP_add, AD_OP_sub, AD_OP_neg, AD_OP_mul};
  static const enum ad_op calm[] = {
    AD_OP_sin, AD_OP_tanh, AD_OP_abs,   AD_OP_max, AD_OP_select, AD_OP_clamp,
    AD_OP_fma, AD_OP_atan, AD_OP_hypot, AD_OP_min, AD_OP_floor,  AD_OP_sigmoid};
  const uint64_t kind = sample_bits(state) % 10;
  const uint64_t pick = sample_bits(state);
  enum ad_op op = kind < 5   ? sums[pick % 4]
                  : kind < 8 ? calm[pick % 12]
                             : (enum ad_op)(pick % AD_OP_COUNT);
  var x[AD_OP_ARGS];
  for (int k = 0; k < AD_OP_ARGS; k++) {
    const size_t back = sample_bits(state) % (count < 12 ? count : 12);
    x[k] = v[count - 1 - back];
    if (sample_bits(state) % 6 == 0)
      x[k] = var_const(0.25 * (double)(sample_bits(state) % 9));
    else if (kind >= 8)
      x[k] = program_tame(x[k]);
  }
  if (ad_op_info(op)->kind == AD_INTEGER)
    x[1] = var_const((double)(sample_bits(state) % 4));
  const var y = var_by_op(op, x);
  return kind < 4 || kind >= 8 ? y : var_sin(y);
}

/* The program of this seed, from the inputs x. */
static inline void program(uint64_t seed, const var *x, var *y)
{
  var v[PROGRAM_INPUTS + PROGRAM_LENGTH];
  uint64_t state = seed, before = seed;
  size_t count = PROGRAM_INPUTS;
  memcpy(v, x, PROGRAM_INPUTS * sizeof *x);
  while (count < PROGRAM_INPUTS + PROGRAM_LENGTH) {
    const uint64_t now = state;
    size_t from = count;
    if (sample_bits(&state) % 4 == 0) { /* what was done before, once more */
      uint64_t again = before;
      sample_bits(&again);
      from = count > PROGRAM_INPUTS + 1 ? count - 1 : count;
      v[count] = program_step(&again, v, from);
      if (sample_bits(&state) % 2)
        v[count] = var_add(v[count], v[count - 1]);
    } else {
      v[count] = program_step(&state, v, count);
    }
    before = now;
    count++;
  }
  for (int i = 0; i < PROGRAM_OUTPUTS; i++)
    y[i] = v[count - 1 - (size_t)(7 * i)];
}

static inline void program_point(uint64_t seed, double *x)
{
  for (int j = 0; j < PROGRAM_INPUTS; j++)
    x[j] = 4 * sample_unit(&seed) - 2;
}

/* Everything that sweeps give: values, x̄, y', and x̄', the same seeds for all. */
enum { PROGRAM_RESULTS = 2 * PROGRAM_OUTPUTS + 2 * PROGRAM_INPUTS };

/* All that sweeps give at the tape's present values. */
static inline void sweep_all(tape *on, const var *x, const var *y, double *out)
{
  static const double w[PROGRAM_OUTPUTS] = {1.5, -0.75, 1};
  static const double dx[PROGRAM_INPUTS] = {1, -0.5, 0.25, 2, -1.25};
  for (int i = 0; i < PROGRAM_OUTPUTS; i++)
    *out++ = var_value(y[i]);
  ck_assert_int_eq(tape_vjp(PROGRAM_OUTPUTS, y, w, PROGRAM_INPUTS, x, out),
                   AD_OK);
  out += PROGRAM_INPUTS;
  ck_assert_int_eq(tape_clear_tangents(on), AD_OK);
  for (int j = 0; j < PROGRAM_INPUTS; j++)
    ck_assert_int_eq(tape_seed_tangent(x[j], dx[j]), AD_OK);
  ck_assert_int_eq(tape_sweep_tangents(on), AD_OK);
  for (int i = 0; i < PROGRAM_OUTPUTS; i++)
    *out++ = var_tangent(y[i]);
  ck_assert_int_eq(tape_clear_adjoints(on), AD_OK);
  for (int i = 0; i < PROGRAM_OUTPUTS; i++)
    ck_assert_int_eq(tape_seed(y[i], w[i]), AD_OK);
  ck_assert_int_eq(tape_sweep_second(on), AD_OK);
  for (int j = 0; j < PROGRAM_INPUTS; j++)
    *out++ = var_adjoint_tangent(x[j]);
}

static inline void record(tape *on, uint64_t seed, const double *at, var *x, var *y)
{
  tape_reset(on);
  ck_assert_int_eq(tape_inputs(on, PROGRAM_INPUTS, at, x), AD_OK);
  program(seed, x, y);
  ck_assert_int_eq(tape_status(on), AD_OK);
}

/* Bits, but for NaN's. */
static inline void assert_bits(const double *a, const double *b, size_t n,
                        uint64_t seed)
{
  for (size_t k = 0; k < n; k++)
    ck_assert_msg(memcmp(&a[k], &b[k], sizeof *a) == 0 ||
                    (isnan(a[k]) && isnan(b[k])),
                  "program %" PRIu64 ", result %zu: %.17g, not %.17g", seed, k,
                  a[k], b[k]);
}
#endif
