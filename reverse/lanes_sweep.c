/* lanes_sweep.c: the adjoint sweep and the tangent sweep for several directions,
 * flat loops over the records with one case for each row of the op table. */
#include <config.h>

#include "lanes_impl.h"

#include <string.h>

#include "matrix_impl.h"

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
  const struct tape_rest *const rest = t->rest;
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
      continue;
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
#include "partials.inc.h"
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
  const struct tape_rest *const rest = t->rest;
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
#include "partials.inc.h"
    case TAPE_CODE_COUNT:
      break;
    }
    for (size_t k = 0; k < l->count; k++)
      l->all[i * l->slot + k * l->lane] = sum[k];
  }
  return AD_OK;
}

#undef GIVE

enum ad_status tape_sweep_lanes(struct lanes *l, bool rows)
{
  const struct ad_policy *const policy = l->t->policy;
  return rows ? lane_adjoints(l, policy) : lane_tangents(l, policy);
}
