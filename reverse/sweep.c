/* sweep.c: the adjoint sweep, a flat loop over the records from the last to
 * the first, with one case for each row of the op table. */
#include <config.h>

#include "tape.h"
#include "../ops/info.h"
#include "copy.h"
#include "matrix_impl.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

/* ad_times, with the rare case out of the way: left to themselves, compilers
 * choose between 0 and the product without a branch, so that every adjoint
 * waits for the choice.  A partial that they see, as in a sum, leaves none:
 * a number other than 0 times w is NaN only if w is. */
TAPE_INLINE double share_of(const double partial, const double w)
{
  const double share = partial * w;
#ifdef __GNUC__
  if (__builtin_constant_p(partial) && isfinite(partial) && partial != 0)
    return share;
  if (__builtin_expect(share == share, 1))
    return share;
#endif
  return ad_times(partial, w);
}

/* With `magnitude` every partial counts by its absolute value; with a policy,
 * edges have its rules.  Inlining is forced, so that where these are constants
 * the compiler makes a loop that does not ask. */
#define TERM(p) share_of(magnitude ? fabs(p) : (p), w)

/* Gives an argument its share.  Most arguments are the value just before,
 * v_{i-1}, whose adjoint is the next to be read: it is kept in a register,
 * `next`, since a load right after a store to the same place would be the
 * longest step of the whole loop.  (Measured: a fifth of a gradient's time.) */
#define GIVE(slot, p)                                                         \
  do {                                                                        \
    double share = TERM(p);                                                   \
    if ((slot) == below)                                                      \
      next += share;                                                          \
    else                                                                      \
      adj[slot] += share;                                                     \
  } while (0)

/* Passes over n slots below this one: the rest of its record. */
#define PASS(n)                                                               \
  do {                                                                        \
    below -= (n);                                                             \
    next = adj[below < 0 ? 0 : below];                                        \
  } while (0)

/* Hands every adjoint down to the arguments of its record, in one pass over
 * the records of slots from - 1 to `to`, which are whole records.  In x * x
 * both arguments are the same slot: each share is added afresh. */
TAPE_INLINE enum ad_status sweep(tape *t, const bool magnitude,
                                 const struct ad_policy *const policy,
                                 const size_t from, const size_t to)
{
  const uint8_t *const restrict code = t->code;
  const struct tape_args *const restrict arg = t->arg;
  const struct tape_rest *const restrict rest = t->rest;
  const double *const restrict val = t->val;
  const double *const restrict constant = t->constant;
  double *const restrict adj = t->adj;

  /* What made slot 0 alone has no arguments, and is not visited.  One counter
   * serves all the arrays: the slot below the record, i - 1. */
  const ptrdiff_t last = to ? (ptrdiff_t)to - 1 : 0;
  ptrdiff_t below = (ptrdiff_t)from - 1;
  double next = adj[below];
  while (below > last) {
    const ptrdiff_t i = below--;
    const uint32_t ia = arg[i].a, ib = arg[i].b;
    const double w = next, y = val[i];
    adj[i] = w;
    next = adj[below];
    switch ((enum tape_code)code[i]) {
    case TAPE_INPUT:
      PASS(ia - 1); /* to the first slot of the range */
      break;
    case TAPE_MATRIX: { /* all its adjoints are in memory: next is a copy */
      enum ad_status status = tape_matrix_adjoint(t, ia, magnitude);
      if (status)
        return status;
      PASS(ib - 1);
      break;
    }
#include "partials.inc.h"
    case TAPE_CODE_COUNT:
      break;
#ifdef __GNUC__
    default: /* a code is one of these, which need not be tested */
      __builtin_unreachable();
#endif
    }
  }
  adj[last] = next;
  return AD_OK;
}

#undef GIVE
#undef PASS
#undef TERM

/* The usual loop, which asks nothing; the same down to a mark; and the rarer
 * ones in one, which asks at each record. */
static enum ad_status sweep_plainly(tape *t, size_t from)
{
  return sweep(t, false, NULL, from, 0);
}
static enum ad_status sweep_above(tape *t, size_t from, size_t to)
{
  return sweep(t, false, NULL, from, to);
}
static enum ad_status sweep_otherwise(tape *t, bool magnitude, size_t from,
                                      size_t to)
{
  return sweep(t, magnitude, t->policy, from, to);
}

enum ad_status tape_sweep_range(tape *t, uint32_t from, uint32_t to)
{
  t->gathers = to ? to + 1 : 0;
  return from <= to  ? AD_OK
         : t->policy ? sweep_otherwise(t, false, from, to)
         : to        ? sweep_above(t, from, to)
                     : sweep_plainly(t, from);
}

/* Whether x is of the present epoch, as most are: there is nothing to say. */
static inline bool is_present(const tape *t, var x)
{
  return (x.on == t) & (x.as.at.epoch == t->epoch) & (x.as.at.slot < t->used);
}

enum ad_status tape_check(const tape *t, var x)
{
  if (!x.on)
    return AD_NOT_INPUT;
  if (x.on != t)
    return AD_MIXED_TAPES;
  if (!tape_good(t, x) || x.as.at.slot >= t->used)
    return AD_STALE_VAR;
  return AD_OK;
}

/* Down to the inputs. */
static inline enum ad_status sweep_all(tape *t)
{
  return t->policy ? sweep_otherwise(t, false, t->used, 0)
                   : sweep_plainly(t, t->used);
}

/* All of x, in one pass without branches, since as a rule all are right; only
 * a wrong one is looked for. */
static enum ad_status check_all(const tape *t, size_t n, const var *x)
{
  bool good = true;
  for (size_t j = 0; j < n; j++)
    good &= is_present(t, x[j]);
  for (size_t j = 0; !good && j < n; j++) {
    enum ad_status status = tape_check(t, x[j]);
    if (status)
      return status;
  }
  return AD_OK;
}

/* Makes all adjoints 0; none gather. */
static enum ad_status clear_adjoints(tape *t)
{
  t->gathers = 0;
  if (t->adj_room < t->used) {
    free(t->adj);
    t->adj_room = t->swept = 0;
    t->adj = malloc(t->capacity * sizeof *t->adj);
    if (!t->adj)
      return AD_NO_MEMORY;
    t->adj_room = t->capacity;
  }
  tape_zero(t->adj, t->used); /* a tape's capacity is 256 at least */
  t->swept = t->used;
  t->seconds = 0;
  return AD_OK;
}

/* The one tape of the outputs, NULL if all are constants. */
static tape *tape_of(size_t m, const var *y)
{
  for (size_t i = 0; i < m; i++)
    if (y[i].on)
      return y[i].on;
  return NULL;
}

/* Outputs that are all constants: the gradient is 0. */
static enum ad_status constant_outputs(size_t n, const var *x, double *xbar)
{
  for (size_t j = 0; j < n; j++)
    if (!x[j].on)
      return AD_NOT_INPUT;
  for (size_t j = 0; j < n; j++)
    xbar[j] = 0;
  return AD_OK;
}

/* Nothing here is sticky: a wrong question leaves the tape good. */
static inline enum ad_status vjp(size_t m, const var *y, const double *w,
                                 size_t n, const var *x, double *xbar,
                                 const bool magnitude)
{
  if ((m && (!y || !w)) || (n && (!x || !xbar)))
    return AD_BAD_ARGUMENT;
  tape *t = tape_of(m, y);
  if (!t)
    return constant_outputs(n, x, xbar);
  enum ad_status status = t->status;
  for (size_t i = 0; i < m && !status; i++)
    status = y[i].on ? tape_check(t, y[i]) : AD_OK;
  if (!status)
    status = check_all(t, n, x);
  if (!status)
    status = clear_adjoints(t);
  if (status)
    return status;
  for (size_t i = 0; i < m; i++)
    if (y[i].on)
      t->adj[y[i].as.at.slot] += magnitude ? fabs(w[i]) : w[i];
  status = magnitude ? sweep_otherwise(t, true, t->used, 0) : sweep_all(t);
  for (size_t j = 0; !status && j < n; j++)
    xbar[j] = t->adj[x[j].as.at.slot];
  return status;
}

enum ad_status tape_vjp(size_t m, const var *y, const double *w, size_t n,
                        const var *x, double *xbar)
{
  return vjp(m, y, w, n, x, xbar, false);
}

enum ad_status tape_vjp_magnitude(size_t m, const var *y, const double *w,
                                  size_t n, const var *x, double *xbar)
{
  return vjp(m, y, w, n, x, xbar, true);
}

enum ad_status tape_gradient(var y, size_t n, const var *x, double *grad)
{
  const double one = 1;
  return vjp(1, &y, &one, n, x, grad, false);
}

enum ad_status tape_gradient_range(var y, size_t n, var first, double *grad)
{
  if (!first.on || (n && !grad))
    return first.on ? AD_BAD_ARGUMENT : AD_NOT_INPUT;
  tape *t = first.on;
  enum ad_status status = t->status;
  if (!status && !is_present(t, first))
    status = tape_check(t, first);
  if (!status && n > t->used - first.as.at.slot)
    status = AD_BAD_ARGUMENT;
  if (!status && y.on != t)
    status = y.on ? AD_MIXED_TAPES : AD_OK;
  if (!status && !y.on)
    memset(grad, 0, n * sizeof *grad);
  if (status || !y.on || !n)
    return status;
  if (!is_present(t, y))
    status = tape_check(t, y);
  if (!status)
    status = clear_adjoints(t);
  if (status)
    return status;
  t->adj[y.as.at.slot] = 1;
  status = sweep_all(t);
  if (!status)
    tape_copy(grad, t->adj + first.as.at.slot, n);
  return status;
}

enum ad_status tape_clear_adjoints(tape *t)
{
  enum ad_status status = tape_status(t);
  if (!status)
    status = clear_adjoints(t);
  if (!status)
    t->gathers = t->used + 1;
  return status;
}

enum ad_status tape_seed(var y, double w)
{
  if (!y.on)
    return AD_OK;
  enum ad_status status = y.on->status ? y.on->status : tape_check(y.on, y);
  if (!status &&
      (y.as.at.slot >= y.on->swept ||
       (y.on->gathers && y.as.at.slot >= y.on->gathers - 1)))
    status = AD_BAD_ARGUMENT; /* made since tape_clear_adjoints; or swept */
  if (!status)
    y.on->adj[y.as.at.slot] += w;
  return status;
}

enum ad_status tape_sweep(tape *t)
{
  enum ad_status status = tape_status(t);
  if (status || !t->used)
    return status;
  if (t->swept != t->used)
    return AD_BAD_ARGUMENT;
  return tape_sweep_range(t, t->gathers ? t->gathers - 1 : t->used, 0);
}

/* ---- what values may be wrong by ------------------------------------------ */

/* The largest of |y| and of the op's values an eighth of each argument away. */
static double size_around(enum ad_op op, const double *x, double y)
{
  double size = fabs(y);
  for (int k = 0; k < ad_op_variables(op); k++)
    for (int side = 7; side <= 9; side += 2) {
      double at[AD_OP_ARGS] = {x[0], x[1], x[2]};
      at[k] *= side / 8.;
      const double v = fabs(ad_op_value(op, at[0], at[1], at[2]));
      size = isfinite(v) ? fmax(size, v) : size;
    }
  return size;
}

/* The error of a value in units of eps: what the row says, and at least one
 * ulp.  A bound of more than 2 ulp is of the value's size around (ops.def). */
static double error_of(enum ad_op op, double ulp, double a, double b, double c,
                       double y)
{
  const double x[AD_OP_ARGS] = {a, b, c};
  return ulp > 2 ? ulp * size_around(op, x, y) : fmax(1, ulp) * fabs(y);
}

static double value_error(const tape *t, size_t i)
{
  const double *const val = t->val, *const constant = t->constant;
  const size_t ia = t->arg[i].a, ib = t->arg[i].b;
  const double y = val[i];
#define ULP(value, first, second) value
#define ULP_AS(value, first, second, why) value
#define AT(...) 0
#define OP1(name, v, a, aa, domain, edge, rule, ulp, ...)                     \
  case TAPE_##name: return error_of(AD_OP_##name, ulp, val[ia], 0, 0, y);
#define OPN(name, v, a, aa, domain, edge, rule, ulp, ...)                     \
  case TAPE_##name:                                                           \
    return error_of(AD_OP_##name, ulp, val[ia], (int)ib, 0, y);
#define OP2(name, v, a, b, aa, ab, bb, domain, edge, rule, ulp, ...)          \
  case TAPE_##name:                                                           \
    return error_of(AD_OP_##name, ulp, val[ia], val[ib], 0, y);               \
  case TAPE_##name##_vc:                                                      \
    return error_of(AD_OP_##name, ulp, val[ia], constant[ib], 0, y);          \
  case TAPE_##name##_cv:                                                      \
    return error_of(AD_OP_##name, ulp, constant[ia], val[ib], 0, y);
#define OP3(name, v, a, b, c, aa, ab, ac, bb, bc, cc, domain, edge, rule,     \
            ulp, ...)                                                         \
  case TAPE_##name:                                                           \
  TAPE_WITH_CONSTANTS(name): return fmax(1, ulp) * fabs(y);
  switch ((enum tape_code)t->code[i]) {
#include "../ops/ops.def"
  case TAPE_INPUT: case TAPE_MATRIX: case TAPE_CODE_COUNT:
    break;
  }
#undef ULP
#undef ULP_AS
#undef AT
  return 0;
}

double tape_rounding(const tape *t)
{
  struct ad_scratch scratch = {0};
  double sum = 0;
  for (uint32_t i = t->swept; i-- > 0;) {
    if (t->code[i] == TAPE_INPUT) {
      i -= t->arg[i].a - 1;
    } else if (t->code[i] == TAPE_MATRIX) {
      sum += tape_matrix_rounding(t, t->arg[i].a, &scratch);
      i -= t->arg[i].b - 1;
    } else {
      sum += fabs(t->adj[i]) * value_error(t, i);
    }
  }
  ad_scratch_free(&scratch);
  return DBL_EPSILON * sum;
}
