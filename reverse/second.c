/* second.c: the tangent sweep and the second-order adjoint sweep, flat loops
 * over the records with one case for each row of the op table. */
#include <config.h>

#include "second.h"

#include <stdlib.h>
#include <string.h>

#include "matrix_impl.h"

/* ---- memory and seeds ------------------------------------------------------ */

/* Tangents of values and of adjoints are allocated together. */
static enum ad_status make_room(tape *t)
{
  if (t->dot_room >= t->used)
    return AD_OK;
  free(t->dot);
  free(t->adjdot);
  t->dot_room = t->dotted = t->seconds = 0;
  t->dot = malloc(t->capacity * sizeof *t->dot);
  t->adjdot = malloc(t->capacity * sizeof *t->adjdot);
  if (!t->dot || !t->adjdot) {
    free(t->dot);
    free(t->adjdot);
    t->dot = t->adjdot = NULL;
    return AD_NO_MEMORY;
  }
  t->dot_room = t->capacity;
  return AD_OK;
}

enum ad_status tape_clear_tangents(tape *t)
{
  enum ad_status status = tape_status(t);
  if (!status)
    status = make_room(t);
  if (status)
    return status;
  if (t->used)
    memset(t->dot, 0, t->used * sizeof *t->dot);
  t->dotted = t->used;
  return AD_OK;
}

static inline enum ad_status seed_slot(var x, double *array, uint32_t there,
                                       double w)
{
  if (x.as.at.slot >= x.on->used)
    return AD_STALE_VAR;
  if (x.as.at.slot >= there)
    return AD_BAD_ARGUMENT;
  array[x.as.at.slot] += w;
  return AD_OK;
}

/* Of an earlier epoch. */
TAPE_RARE static enum ad_status seed_old(var x, double *array, uint32_t there,
                                         double w)
{
  return tape_good(x.on, x) ? seed_slot(x, array, there, w) : AD_STALE_VAR;
}

/* Adds w to the place of x in one of the tape's arrays, valid below `there`. */
static inline enum ad_status seed(var x, double *array, uint32_t there,
                                  double w)
{
  if (x.on->status)
    return x.on->status;
  return x.as.at.epoch == x.on->epoch ? seed_slot(x, array, there, w)
                                      : seed_old(x, array, there, w);
}

enum ad_status tape_seed_tangent(var x, double dx)
{
  return x.on ? seed(x, x.on->dot, x.on->dotted, dx) : AD_OK;
}

enum ad_status var_mat_seed_tangent(var_mat x, const double *dx)
{
  enum ad_status status = dx ? AD_OK : AD_BAD_ARGUMENT;
  for (size_t i = 0; !status && x.on && !x.fixed && i < x.rows; i++)
    for (size_t j = 0; !status && j < x.cols; j++)
      status = tape_seed_tangent(var_mat_at(x, i, j), dx[i * x.cols + j]);
  return status;
}

/* Makes the tangents of all adjoints 0, once after tape_clear_adjoints, which
 * has made `seconds` 0. */
enum ad_status tape_clear_seconds(tape *t)
{
  if (t->swept != t->used || t->dotted != t->used || !t->dot_room ||
      (t->gathers && t->gathers <= t->used))
    return AD_BAD_ARGUMENT;
  if (t->seconds != t->used)
    memset(t->adjdot, 0, t->used * sizeof *t->adjdot);
  t->seconds = t->used;
  return AD_OK;
}

enum ad_status tape_seed_second(var y, double dw)
{
  if (!y.on)
    return AD_OK;
  enum ad_status status = tape_status(y.on);
  if (!status)
    status = tape_clear_seconds(y.on);
  return status ? status : seed(y, y.on->adjdot, y.on->seconds, dw);
}

/* ---- reading ----------------------------------------------------------------- */

TAPE_RARE static double read_old(var x, const double *array, uint32_t there)
{
  const bool good = tape_good(x.on, x) && x.as.at.slot < there;
  return good && !x.on->status ? array[x.as.at.slot] : NAN;
}

static inline double read_slot(var x, const double *array, uint32_t there)
{
  if (x.as.at.epoch != x.on->epoch)
    return read_old(x, array, there);
  return x.as.at.slot < there && !x.on->status ? array[x.as.at.slot] : NAN;
}

double var_tangent(var x)
{
  return x.on ? read_slot(x, x.on->dot, x.on->dotted) : 0;
}

double var_adjoint_tangent(var x)
{
  return x.on ? read_slot(x, x.on->adjdot, x.on->seconds) : 0;
}

/* Reads a matrix element by element; fixed ones and constants have none. */
static void read_matrix(var_mat a, double (*of)(var x), double *out)
{
  var x = var_const(0);
  x.on = a.fixed ? NULL : a.on;
  for (size_t i = 0; i < a.rows; i++)
    for (size_t j = 0; j < a.cols; j++) {
      if (x.on) {
        x.as.at.slot = (uint32_t)((int64_t)a.as.at.slot + (int64_t)i * a.rs +
                                  (int64_t)j * a.cs);
        x.as.at.epoch = a.as.at.epoch;
      }
      *out++ = of(x);
    }
}

void var_mat_tangent(var_mat a, double *out)
{
  read_matrix(a, var_tangent, out);
}

void var_mat_adjoint_tangent(var_mat a, double *out)
{
  read_matrix(a, var_adjoint_tangent, out);
}

/* ---- tangents -------------------------------------------------------------------- */

#define GIVE(at, p) sum += ad_times(p, dot[at])

/* Terms are added in the order of forward mode, so that the results are the
 * same to the last bit. */
TAPE_INLINE enum ad_status tangents(tape *t,
                                    const struct ad_policy *const policy,
                                    size_t from, size_t to)
{
  const uint8_t *const restrict code = t->code;
  const struct tape_args *const restrict arg = t->arg;
  const struct tape_rest *const restrict rest = t->rest;
  const double *const restrict constant = t->constant;
  const double *const val = t->val;
  double *const dot = t->dot;

  for (size_t i = from; i < to; i++) {
    const double y = val[i];
    double sum = 0;
    const size_t ia = arg[i].a, ib = arg[i].b;
    switch ((enum tape_code)code[i]) {
    case TAPE_INPUT:
      i += ia - 1; /* to the last slot of the range */
      continue;
    case TAPE_MATRIX: {
      enum ad_status status =
        t->matrix[ia].wanted && !t->matrix[ia].idle
          ? tape_matrix_value(t, ia, true)
          : AD_OK;
      if (status)
        return status;
      i += ib - 1;
      continue;
    }
#include "partials.inc.h"
    case TAPE_CODE_COUNT:
      break;
    }
    dot[i] = sum;
  }
  return AD_OK;
}

#undef GIVE

enum ad_status tape_sweep_tangents(tape *t)
{
  enum ad_status status = tape_status(t);
  if (status || !t->used)
    return status;
  if (t->dotted != t->used)
    return AD_BAD_ARGUMENT;
  return tape_tangents_range(t, 0, t->used);
}

enum ad_status tape_tangents_range(tape *t, uint32_t from, uint32_t to)
{
  return t->policy ? tangents(t, t->policy, from, to)
                   : tangents(t, NULL, from, to);
}

/* ---- adjoints and their tangents ---------------------------------------------------- */

/* The tangent of an argument of an OP3 record. */
#define OPERAND_DOT(k, at) (constants >> (k) & 1 ? 0 : dot[at])

/* ad_times, without the product where a row says that the partial is always 0,
 * as most second ones of OP3 are; and without its questions where it is always
 * another number: that times v is NaN only if v is. */
TAPE_INLINE double share(double partial, double v)
{
#ifdef __GNUC__
  if (__builtin_constant_p(partial) && isfinite(partial))
    return partial == 0 ? 0 : partial * v;
#endif
  return ad_times(partial, v);
}

/* Gives an argument its shares: of the adjoint, and of its tangent, where
 * `curve` is sum_b f_ab v'_b. */
#define GIVE(slot, first, curve)                                              \
  do {                                                                        \
    const double f = (first);                                                 \
    adj[slot] += share(f, w);                                                 \
    adjdot[slot] += share(f, dw) + share(curve, w);                           \
  } while (0)

TAPE_INLINE enum ad_status second(tape *t,
                                  const struct ad_policy *const policy,
                                  size_t from, size_t to)
{
  const uint8_t *const restrict code = t->code;
  const struct tape_args *const restrict arg = t->arg;
  const struct tape_rest *const restrict rest = t->rest;
  const double *const restrict constant = t->constant;
  const double *const restrict val = t->val;
  const double *const restrict dot = t->dot;
  double *const adj = t->adj;
  double *const adjdot = t->adjdot;

  for (size_t i = from; i-- > to;) {
    const double w = adj[i], dw = adjdot[i], y = val[i];
    const size_t ia = arg[i].a, ib = arg[i].b;
    switch ((enum tape_code)code[i]) {
    case TAPE_INPUT:
      i -= ia - 1; /* to the first slot of the range */
      break;
    case TAPE_MATRIX: {
      enum ad_status status = tape_matrix_second(t, ia);
      if (status)
        return status;
      i -= ib - 1;
      break;
    }
#define OP1(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    const double a = val[ia];                                                 \
    GIVE(ia, RULED(name, 0, a, 0, 0, ad_##name##_da(a, y)),                   \
         share(ad_##name##_daa(a, y), dot[ia]));                              \
    break;                                                                    \
  }
#define OPN(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    const double a = val[ia];                                                 \
    const int n = (int)ib;                                                    \
    GIVE(ia, RULED(name, 0, a, n, 0, ad_##name##_da(a, n, y)),                \
         share(ad_##name##_daa(a, n, y), dot[ia]));                           \
    break;                                                                    \
  }
#define OP2(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    const double a = val[ia], b = val[ib], da = dot[ia], db = dot[ib];        \
    const double ab = ad_##name##_dab(a, b, y);                               \
    GIVE(ia, RULED(name, 0, a, b, 0, ad_##name##_da(a, b, y)),                \
         share(ad_##name##_daa(a, b, y), da) + share(ab, db));                \
    GIVE(ib, RULED(name, 1, a, b, 0, ad_##name##_db(a, b, y)),                \
         share(ab, da) + share(ad_##name##_dbb(a, b, y), db));                \
    break;                                                                    \
  }                                                                           \
  case TAPE_##name##_vc: {                                                    \
    const double a = val[ia], b = constant[ib];                               \
    GIVE(ia, RULED(name, 0, a, b, 0, ad_##name##_da(a, b, y)),                \
         share(ad_##name##_daa(a, b, y), dot[ia]));                           \
    break;                                                                    \
  }                                                                           \
  case TAPE_##name##_cv: {                                                    \
    const double a = constant[ia], b = val[ib];                               \
    GIVE(ib, RULED(name, 1, a, b, 0, ad_##name##_db(a, b, y)),                \
         share(ad_##name##_dbb(a, b, y), dot[ib]));                           \
    break;                                                                    \
  }
#define OP3(name, ...)                                                        \
  case TAPE_##name:                                                           \
  TAPE_WITH_CONSTANTS(name): {                                                \
    const unsigned constants = code[i] - (unsigned)TAPE_##name;               \
    const uint32_t at_b = rest[ib].b, at_c = rest[ib].c;                      \
    const double a = OPERAND(0, ia), b = OPERAND(1, at_b),                    \
                 c = OPERAND(2, at_c);                                        \
    const double da = OPERAND_DOT(0, ia), db = OPERAND_DOT(1, at_b),          \
                 dc = OPERAND_DOT(2, at_c);                                   \
    const double ab = ad_##name##_dab(a, b, c, y);                            \
    const double ac = ad_##name##_dac(a, b, c, y);                            \
    const double bc = ad_##name##_dbc(a, b, c, y);                            \
    if (!(constants & 1))                                                     \
      GIVE(ia, RULED(name, 0, a, b, c, ad_##name##_da(a, b, c, y)),           \
           share(ad_##name##_daa(a, b, c, y), da) + share(ab, db) +           \
             share(ac, dc));                                                  \
    if (!(constants & 2))                                                     \
      GIVE(at_b, RULED(name, 1, a, b, c, ad_##name##_db(a, b, c, y)),         \
           share(ab, da) + share(ad_##name##_dbb(a, b, c, y), db) +           \
             share(bc, dc));                                                  \
    if (!(constants & 4))                                                     \
      GIVE(at_c, RULED(name, 2, a, b, c, ad_##name##_dc(a, b, c, y)),         \
           share(ac, da) + share(bc, db) +                                    \
             share(ad_##name##_dcc(a, b, c, y), dc));                         \
    break;                                                                    \
  }
#include "../ops/ops.def"
    case TAPE_CODE_COUNT:
      break;
    }
  }
  return AD_OK;
}

#undef GIVE
#undef OPERAND_DOT

enum ad_status tape_sweep_second(tape *t)
{
  enum ad_status status = tape_status(t);
  if (status || !t->used)
    return status;
  status = tape_clear_seconds(t);
  return status ? status : tape_second_range(t, t->used, 0);
}

enum ad_status tape_second_range(tape *t, uint32_t from, uint32_t to)
{
  t->gathers = 0;
  return t->policy ? second(t, t->policy, from, to)
                   : second(t, NULL, from, to);
}

double tape_rounding_slope(tape *t)
{
  double *const adj = t->adj;
  if (t->seconds != t->used)
    return INFINITY;
  t->adj = t->adjdot;
  const double rounding = tape_rounding(t);
  t->adj = adj;
  return rounding;
}
