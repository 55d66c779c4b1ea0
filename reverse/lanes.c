/* lanes.c: the adjoint sweep and the tangent sweep for several directions,
 * flat loops over the records with one case for each row of the op table. */
#include <config.h>

#include "lanes.h"

#include <stdlib.h>
#include <string.h>

#include "matrix_impl.h"

/* Direction k of slot i is all[i * slot + k * lane]. */
struct lanes {
  tape *t;
  double *all;
  size_t count; /* of directions in this sweep */
  size_t slot, lane;
};

/* A partial of the record's op, as the policy has it. */
#define RULED(name, k, a, b, c, partial)                                      \
  ad_ruled(policy, AD_OP_##name, k, a, b, c, partial)

/* An argument of an OP3 record, which may be a constant. */
#define OPERAND(k, at) (constants >> (k) & 1 ? constant[at] : val[at])

/* to[k] += p w[k], where 0 times anything is 0, as ad_times has it.  (With the
 * vectors of GCC and clang, since neither makes SIMD of the test for 0.) */
#ifdef __GNUC__
typedef double pair __attribute__((vector_size(16)));
typedef int64_t pair_mask __attribute__((vector_size(16)));

static inline void give_neighbours(double *to, double p, const double *w)
{
  const pair factor = {p, p};
  for (int k = 0; k < TAPE_LANES; k += 2) {
    pair x, sum;
    memcpy(&x, w + k, sizeof x);
    memcpy(&sum, to + k, sizeof sum);
    const pair_mask moves = x != (pair){0, 0};
    sum += (pair)((pair_mask)(factor * x) & moves);
    memcpy(to + k, &sum, sizeof sum);
  }
}
#else
static void give_neighbours(double *to, double p, const double *w)
{
  for (int k = 0; k < TAPE_LANES; k++)
    to[k] += ad_times(p, w[k]);
}
#endif

static void give_planes(const struct lanes *l, double *to, double p,
                        const double *w)
{
  for (size_t k = 0; k < l->count; k++)
    to[k * l->lane] += ad_times(p, w[k]);
}

static inline void give(const struct lanes *l, double *to, double p,
                        const double *w)
{
  if (p == 0)
    return;
  if (l->lane == 1)
    give_neighbours(to, p, w);
  else
    give_planes(l, to, p, w);
}

/* The directions of a slot side by side in w: where they are, or copied. */
static inline const double *take(const struct lanes *l, size_t slot, double *w)
{
  const double *const from = l->all + slot * l->slot;
  if (l->lane == 1)
    return from;
  for (size_t k = 0; k < l->count; k++)
    w[k] = from[k * l->lane];
  return w;
}

/* ---- adjoints ---------------------------------------------------------------- */

#define GIVE(at, p) give(l, l->all + (at) * l->slot, p, w)

static inline enum ad_status lane_adjoints(struct lanes *l,
                                           const struct ad_policy *const policy)
{
  tape *const t = l->t;
  const uint8_t *const code = t->code;
  const struct tape_args *const arg = t->arg;
  const double *const val = t->val, *const constant = t->constant;

  for (size_t i = t->used; i-- > 0;) {
    double own[TAPE_LANES];
    const double *const w = take(l, i, own);
    const double y = val[i];
    const size_t ia = arg[i].a, ib = arg[i].b;
    bool idle = true;
    for (size_t k = 0; k < l->count; k++)
      idle &= w[k] == 0;
    if (idle && code[i] != TAPE_INPUT && code[i] != TAPE_MATRIX)
      continue; /* (a TAPE_THIRD record below it is idle, too) */
    switch ((enum tape_code)code[i]) {
    case TAPE_INPUT:
      i -= ia - 1; /* to the first slot of the range */
      break;
    case TAPE_MATRIX: {
      const enum ad_status status =
        tape_matrix_adjoints(t, ia, l->all, l->lane, l->count);
      if (status)
        return status;
      i -= ib - 1;
      break;
    }
#define OP1(name, ...)                                                        \
  case TAPE_##name:                                                           \
    GIVE(ia, RULED(name, 0, val[ia], 0, 0, ad_##name##_da(val[ia], y)));      \
    break;
#define OPN(name, ...)                                                        \
  case TAPE_##name:                                                           \
    GIVE(ia, RULED(name, 0, val[ia], (int)ib, 0,                              \
                   ad_##name##_da(val[ia], (int)ib, y)));                     \
    break;
#define OP2(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    const double a = val[ia], b = val[ib];                                    \
    GIVE(ia, RULED(name, 0, a, b, 0, ad_##name##_da(a, b, y)));               \
    GIVE(ib, RULED(name, 1, a, b, 0, ad_##name##_db(a, b, y)));               \
    break;                                                                    \
  }                                                                           \
  case TAPE_##name##_vc:                                                      \
    GIVE(ia, RULED(name, 0, val[ia], constant[ib], 0,                         \
                   ad_##name##_da(val[ia], constant[ib], y)));                \
    break;                                                                    \
  case TAPE_##name##_cv:                                                      \
    GIVE(ib, RULED(name, 1, constant[ia], val[ib], 0,                         \
                   ad_##name##_db(constant[ia], val[ib], y)));                \
    break;
#define OP3(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    i--; /* the record that holds the third argument */                       \
    const size_t ic = arg[i].a;                                               \
    const uint32_t constants = arg[i].b;                                      \
    const double a = OPERAND(0, ia), b = OPERAND(1, ib), c = OPERAND(2, ic);  \
    if (!(constants & 1))                                                     \
      GIVE(ia, RULED(name, 0, a, b, c, ad_##name##_da(a, b, c, y)));          \
    if (!(constants & 2))                                                     \
      GIVE(ib, RULED(name, 1, a, b, c, ad_##name##_db(a, b, c, y)));          \
    if (!(constants & 4))                                                     \
      GIVE(ic, RULED(name, 2, a, b, c, ad_##name##_dc(a, b, c, y)));          \
    break;                                                                    \
  }
#include "../ops/ops.def"
    case TAPE_THIRD: /* met with its OP3 record */
    case TAPE_CODE_COUNT:
      break;
    }
  }
  return AD_OK;
}

#undef GIVE

/* ---- tangents ------------------------------------------------------------------ */

#define GIVE(at, p)                                                           \
  do {                                                                        \
    double w[TAPE_LANES];                                                     \
    give_sum(sum, p, take(l, at, w), l->count);                               \
  } while (0)

/* As give, into a sum that lies side by side in any layout. */
static inline void give_sum(double *sum, double p, const double *w,
                            size_t count)
{
  if (p == 0)
    return;
  if (count == TAPE_LANES)
    give_neighbours(sum, p, w);
  else
    for (size_t k = 0; k < count; k++)
      sum[k] += ad_times(p, w[k]);
}

static inline enum ad_status lane_tangents(struct lanes *l,
                                           const struct ad_policy *const policy)
{
  tape *const t = l->t;
  const uint8_t *const code = t->code;
  const struct tape_args *const arg = t->arg;
  const double *const val = t->val, *const constant = t->constant;

  for (size_t i = 0; i < t->used; i++) {
    double sum[TAPE_LANES] = {0};
    const double y = val[i];
    const size_t ia = arg[i].a, ib = arg[i].b;
    switch ((enum tape_code)code[i]) {
    case TAPE_INPUT:
      i += ia - 1; /* to the last slot of the range */
      continue;
    case TAPE_MATRIX: {
      const enum ad_status status =
        tape_matrix_tangents(t, ia, l->all, l->lane, l->count);
      if (status)
        return status;
      i += ib - 1;
      continue;
    }
#define OP1(name, ...)                                                        \
  case TAPE_##name:                                                           \
    GIVE(ia, RULED(name, 0, val[ia], 0, 0, ad_##name##_da(val[ia], y)));      \
    break;
#define OPN(name, ...)                                                        \
  case TAPE_##name:                                                           \
    GIVE(ia, RULED(name, 0, val[ia], (int)ib, 0,                              \
                   ad_##name##_da(val[ia], (int)ib, y)));                     \
    break;
#define OP2(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    const double a = val[ia], b = val[ib];                                    \
    GIVE(ia, RULED(name, 0, a, b, 0, ad_##name##_da(a, b, y)));               \
    GIVE(ib, RULED(name, 1, a, b, 0, ad_##name##_db(a, b, y)));               \
    break;                                                                    \
  }                                                                           \
  case TAPE_##name##_vc:                                                      \
    GIVE(ia, RULED(name, 0, val[ia], constant[ib], 0,                         \
                   ad_##name##_da(val[ia], constant[ib], y)));                \
    break;                                                                    \
  case TAPE_##name##_cv:                                                      \
    GIVE(ib, RULED(name, 1, constant[ia], val[ib], 0,                         \
                   ad_##name##_db(constant[ia], val[ib], y)));                \
    break;
#define OP3(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    const size_t ic = arg[i - 1].a;                                           \
    const uint32_t constants = arg[i - 1].b;                                  \
    const double a = OPERAND(0, ia), b = OPERAND(1, ib), c = OPERAND(2, ic);  \
    if (!(constants & 1))                                                     \
      GIVE(ia, RULED(name, 0, a, b, c, ad_##name##_da(a, b, c, y)));          \
    if (!(constants & 2))                                                     \
      GIVE(ib, RULED(name, 1, a, b, c, ad_##name##_db(a, b, c, y)));          \
    if (!(constants & 4))                                                     \
      GIVE(ic, RULED(name, 2, a, b, c, ad_##name##_dc(a, b, c, y)));          \
    break;                                                                    \
  }
#include "../ops/ops.def"
    case TAPE_THIRD: /* met with its OP3 record, which comes next */
    case TAPE_CODE_COUNT:
      break;
    }
    for (size_t k = 0; k < l->count; k++)
      l->all[i * l->slot + k * l->lane] = sum[k];
  }
  return AD_OK;
}

#undef GIVE
#undef OPERAND
#undef RULED

/* ---- chunks -------------------------------------------------------------------- */

static enum ad_status lane_sweep(struct lanes *l, bool rows)
{
  const struct ad_policy *const policy = l->t->policy;
  return rows ? lane_adjoints(l, policy) : lane_tangents(l, policy);
}

/* The planes' distance keeps them out of each other's way in a cache. */
static enum ad_status lanes_open(struct lanes *l, tape *t)
{
  const size_t used = t->used, plane = (used / 8 + 1) * 8 + 8;
  *l = (struct lanes){.t = t, .slot = TAPE_LANES, .lane = 1};
  if (t->matrices)
    l->slot = 1, l->lane = plane;
  if (plane > SIZE_MAX / sizeof *l->all / TAPE_LANES)
    return AD_NO_MEMORY;
  l->all = malloc(plane * TAPE_LANES * sizeof *l->all);
  return l->all ? AD_OK : AD_NO_MEMORY;
}

/* All directions 0, those of the next sweep being `count`. */
static void lanes_clear(struct lanes *l, size_t count)
{
  const size_t plane = l->lane == 1 ? l->t->used * (size_t)TAPE_LANES
                                    : l->lane * count;
  l->count = l->lane == 1 ? (size_t)TAPE_LANES : count; /* all: a fixed length */
  memset(l->all, 0, plane * sizeof *l->all);
}

static double *lane_at(const struct lanes *l, var x, size_t k)
{
  return &l->all[x.as.at.slot * l->slot + k * l->lane];
}

static size_t chunk(size_t first, size_t end)
{
  return end - first < TAPE_LANES ? end - first : (size_t)TAPE_LANES;
}

static enum ad_status rows_of(struct lanes *l, size_t m, const var *y,
                              size_t n, const var *x, double *jac)
{
  enum ad_status status = AD_OK;
  for (size_t i = 0; !status && i < m; i += TAPE_LANES) {
    const size_t count = chunk(i, m);
    lanes_clear(l, count);
    for (size_t k = 0; k < count; k++)
      if (y[i + k].on)
        *lane_at(l, y[i + k], k) += 1;
    status = lane_sweep(l, true);
    for (size_t j = 0; !status && j < n; j++)
      for (size_t k = 0; k < count; k++)
        jac[(i + k) * n + j] = *lane_at(l, x[j], k);
  }
  return status;
}

static enum ad_status columns_of(struct lanes *l, size_t m, const var *y,
                                 size_t n, const var *x, double *jac)
{
  enum ad_status status = AD_OK;
  for (size_t j = 0; !status && j < n; j += TAPE_LANES) {
    const size_t count = chunk(j, n);
    lanes_clear(l, count);
    for (size_t k = 0; k < count; k++)
      *lane_at(l, x[j + k], k) = 1;
    status = lane_sweep(l, false);
    for (size_t i = 0; !status && i < m; i++)
      for (size_t k = 0; k < count; k++)
        jac[i * n + j + k] = y[i].on ? *lane_at(l, y[i], k) : 0;
  }
  return status;
}

/* ---- what is asked for ------------------------------------------------------------ */

/* Whether an input record made this slot.  What lies inside a range was never
 * written, so records are followed from a place where one begins: the end of
 * the range found last, or the start of the tape. */
static bool is_input(const tape *t, uint32_t slot, uint32_t *begin,
                     uint32_t *end)
{
  if (slot >= *begin && slot < *end)
    return true;
  for (uint32_t i = slot >= *end ? *end : 0; i <= slot;) {
    const uint32_t made = t->code[i] == TAPE_INPUT    ? t->arg[i].a
                          : t->code[i] == TAPE_MATRIX ? t->arg[i].b
                                                      : 1;
    if (slot < i + made) {
      *begin = i, *end = i + made;
      return t->code[i] == TAPE_INPUT;
    }
    i += made;
  }
  return false;
}

static enum ad_status lanes_check(const tape *t, size_t m, const var *y,
                                  size_t n, const var *x, bool inputs)
{
  enum ad_status status = t->status;
  uint32_t begin = 0, end = 0;
  for (size_t i = 0; !status && i < m; i++)
    status = y[i].on ? tape_check(t, y[i]) : AD_OK;
  for (size_t j = 0; !status && j < n; j++)
    status = tape_check(t, x[j]);
  for (size_t j = 0; inputs && !status && j < n; j++)
    status = is_input(t, x[j].as.at.slot, &begin, &end) ? AD_OK : AD_NOT_INPUT;
  return status;
}

/* The one tape of x and y, NULL if all are constants. */
static tape *lanes_tape(size_t m, const var *y, size_t n, const var *x)
{
  for (size_t i = 0; i < m; i++)
    if (y[i].on)
      return y[i].on;
  return n ? x[0].on : NULL;
}

static enum ad_status lanes_jacobian(size_t m, const var *y, size_t n,
                                     const var *x, double *jac, bool rows)
{
  struct lanes l;
  if ((m && !y) || (n && !x) || (m && n && !jac))
    return AD_BAD_ARGUMENT;
  tape *const t = lanes_tape(m, y, n, x);
  if (!t)
    return n ? AD_NOT_INPUT : AD_OK;
  enum ad_status status = lanes_check(t, m, y, n, x, !rows);
  if (status || !m || !n)
    return status;
  status = lanes_open(&l, t);
  if (!status)
    status = rows ? rows_of(&l, m, y, n, x, jac)
                  : columns_of(&l, m, y, n, x, jac);
  free(l.all);
  return status;
}

enum ad_status tape_jacobian_rows(size_t m, const var *y, size_t n,
                                  const var *x, double *jac)
{
  return lanes_jacobian(m, y, n, x, jac, true);
}

enum ad_status tape_jacobian_columns(size_t m, const var *y, size_t n,
                                     const var *x, double *jac)
{
  return lanes_jacobian(m, y, n, x, jac, false);
}
