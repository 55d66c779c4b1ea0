/* batch_kernel.inc.h: the loops of batch_impl.h, over lanes, from the op table;
 * included once by each file that compiles them for a kind of machine:
 *
 *   BATCH_KERNELS   the struct's name
 *   BATCH_NAME      for people
 *   BATCH_MVEC      1: libmvec's functions stand for libm's */

#include "batch_loop.inc.h"

/* ---- values -------------------------------------------------------------------- */

static enum ad_status batch_values(struct batch_lanes *l)
{
  const struct batch_plan *const plan = l->plan;
  const size_t lanes = plan->lanes & ~(size_t)7;
  double *const val = l->val;

  for (size_t i = 0; i < plan->steps; i++) {
    const struct batch_step *const s = &plan->step[i];
    double *const restrict y = ROW(val, s->y);
    const double *const a = ROW(val, s->a), *const b = ROW(val, s->b);
    const double *const c = ROW(val, s->c);
    const double constant = s->constant;
    switch ((enum tape_code)s->code) {
    case TAPE_MATRIX: {
      const enum ad_status status = tape_batch_matrix_value(l, s);
      if (status)
        return status;
      break;
    }
#define OP1(name, ...)                                                        \
  case TAPE_##name: LANES y[k] = ad_##name(a[k]); break;
#define OPN(name, ...)                                                        \
  case TAPE_##name: LANES y[k] = ad_##name(a[k], s->n); break;
#define OP2(name, ...)                                                        \
  case TAPE_##name: LANES y[k] = ad_##name(a[k], b[k]); break;                \
  case TAPE_##name##_vc: LANES y[k] = ad_##name(a[k], constant); break;       \
  case TAPE_##name##_cv: LANES y[k] = ad_##name(constant, b[k]); break;
#define OP3(name, ...)                                                        \
  TAPE_WITH_CONSTANTS(name): /* is never met */                               \
  case TAPE_##name: LANES y[k] = ad_##name(a[k], b[k], c[k]); break;
#include "../ops/ops.def"
    case TAPE_INPUT:
    case TAPE_CODE_COUNT:
      break;
    }
  }
  return AD_OK;
}

/* ---- adjoints ------------------------------------------------------------------- */

/* Both operands in one loop, if neither row needs the other. */
#define GIVE_BOTH(to_a, to_b, partial_a, partial_b)                           \
  if (s->apart) {                                                             \
    double *const restrict at = ROW(adj, to_a);                               \
    double *const restrict bt = ROW(adj, to_b);                               \
    if (s->fresh == 3)                                                        \
      LANES at[k] = 0 + TIMES(partial_a, w[k]),                               \
            bt[k] = 0 + TIMES(partial_b, w[k]);                               \
    else if (s->fresh == 1)                                                   \
      LANES at[k] = 0 + TIMES(partial_a, w[k]),                               \
            bt[k] += TIMES(partial_b, w[k]);                                  \
    else if (s->fresh == 2)                                                   \
      LANES at[k] += TIMES(partial_a, w[k]),                                  \
        bt[k] = 0 + TIMES(partial_b, w[k]);                                   \
    else                                                                      \
      LANES at[k] += TIMES(partial_a, w[k]),                                  \
        bt[k] += TIMES(partial_b, w[k]);                                      \
  } else {                                                                    \
    GIVE(1, to_a, partial_a)                                                  \
    GIVE(2, to_b, partial_b)                                                  \
  }

#define TIMES(p, w) ((p) * (w))
static enum ad_status batch_adjoints(struct batch_lanes *l)
{
  ADJOINTS
  {
#define OP1(name, ...)                                                        \
  case TAPE_##name: GIVE(1, s->to_a, ad_##name##_da(a[k], y[k])) break;
#define OPN(name, ...)                                                        \
  case TAPE_##name: GIVE(1, s->to_a, ad_##name##_da(a[k], s->n, y[k])) break;
#define OP2(name, ...)                                                        \
  case TAPE_##name:                                                           \
    GIVE_BOTH(s->to_a, s->to_b, ad_##name##_da(a[k], b[k], y[k]),                   \
              ad_##name##_db(a[k], b[k], y[k]))                               \
    break;                                                                    \
  case TAPE_##name##_vc:                                                      \
    GIVE(1, s->to_a, ad_##name##_da(a[k], constant, y[k]))                       \
    break;                                                                    \
  case TAPE_##name##_cv:                                                      \
    GIVE(2, s->to_b, ad_##name##_db(constant, b[k], y[k]))                       \
    break;
#define OP3(name, ...)                                                        \
  TAPE_WITH_CONSTANTS(name): /* is never met */                               \
  case TAPE_##name:                                                           \
    GIVE(1, s->to_a, ad_##name##_da(a[k], b[k], c[k], y[k]))                     \
    GIVE(2, s->to_b, ad_##name##_db(a[k], b[k], c[k], y[k]))                     \
    GIVE(4, s->to_c, ad_##name##_dc(a[k], b[k], c[k], y[k]))                     \
    break;
#include "../ops/ops.def"
    MATRIX_CASES
  }
  }
  return AD_OK;
}
#undef TIMES

/* ---- points and rows ------------------------------------------------------------- */

/* With n known to the compiler these are shuffles of whole vectors. */
static inline void take_points(const struct batch_lanes *l, const double *at,
                               size_t count, const size_t n)
{
  const size_t lanes = l->plan->lanes & ~(size_t)7;
  const var *const x = l->plan->x;
  for (size_t j = 0; j < n; j++) {
    double *const restrict row = ROW(l->val, x[j].as.at.slot);
    if (count == lanes)
      LANES row[k] = at[k * n + j];
    else
      LANES row[k] = at[(k < count ? k : count - 1) * n + j];
  }
}

static inline void take_three(const struct batch_lanes *l, const double *at)
{
  const size_t lanes = l->plan->lanes & ~(size_t)7;
  const var *const x = l->plan->x;
  double *const restrict a = ROW(l->val, x[0].as.at.slot);
  double *const restrict b = ROW(l->val, x[1].as.at.slot);
  double *const restrict c = ROW(l->val, x[2].as.at.slot);
  LANES
  {
    a[k] = at[3 * k];
    b[k] = at[3 * k + 1];
    c[k] = at[3 * k + 2];
  }
}

static void batch_take(const struct batch_lanes *l, const double *at,
                       size_t count)
{
  const bool all = count == l->plan->lanes;
  switch (all ? l->plan->n : 0) {
  case 1: take_points(l, at, count, 1); break;
  case 2: take_points(l, at, count, 2); break;
  case 3: take_three(l, at); break;
  case 4: take_points(l, at, count, 4); break;
  default: take_points(l, at, count, l->plan->n);
  }
}

static inline bool has_nan(const double *row, size_t lanes)
{
  int64_t found = 0;
  LANES found |= row[k] != row[k];
  return found;
}

static inline bool put_three(const struct batch_lanes *l,
                             double *const restrict grad)
{
  const size_t lanes = l->plan->lanes & ~(size_t)7;
  const var *const x = l->plan->x;
  const uint32_t *const home = l->plan->home;
  const double *const a = ROW(l->adj, home[x[0].as.at.slot]);
  const double *const b = ROW(l->adj, home[x[1].as.at.slot]);
  const double *const c = ROW(l->adj, home[x[2].as.at.slot]);
  for (size_t k = 0; k < lanes; k++) {
    grad[3 * k] = a[k];
    grad[3 * k + 1] = b[k];
    grad[3 * k + 2] = c[k];
  }
  return has_nan(a, lanes) || has_nan(b, lanes) || has_nan(c, lanes);
}

static bool batch_put(const struct batch_lanes *l, double *const restrict grad,
                      size_t count)
{
  const size_t lanes = l->plan->lanes & ~(size_t)7, n = l->plan->n;
  const uint32_t *const home = l->plan->home;
  bool nan = false;
  if (n == 3 && count == lanes)
    return put_three(l, grad);
  for (size_t j = 0; j < n; j++) {
    const double *const row = ROW(l->adj, home[l->plan->x[j].as.at.slot]);
    for (size_t k = 0; k < count; k++)
      grad[k * n + j] = row[k];
    nan = nan || has_nan(row, lanes);
  }
  return nan;
}

/* Eight sums side by side, whatever the vectors are, added up in order. */
static double batch_sum(const double *row, size_t count)
{
  double part[8] = {0}, sum = 0;
  size_t k = 0;
  for (; k + 8 <= count; k += 8)
    for (size_t j = 0; j < 8; j++)
      part[j] += row[k + j];
  for (; k < count; k++)
    part[k % 8] += row[k];
  for (size_t j = 0; j < 8; j++)
    sum += part[j];
  return sum;
}

const struct batch_kernels BATCH_KERNELS = {
  BATCH_NAME, BATCH_MVEC, batch_values, batch_adjoints, batch_take, batch_put,
  batch_sum};
