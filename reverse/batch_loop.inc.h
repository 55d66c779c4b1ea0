/* batch_loop.inc.h: how the loops of batch_kernel.inc.h and batch_careful.c go
 * over lanes and steps.
 *
 * The number of lanes is a multiple of 8, as the compiler is told, so that no
 * loop needs a rest.  Both sweeps define TIMES(p, w). */
#define LANES for (size_t k = 0; k < lanes; k++)
#define ROW(array, r) ((array) + (size_t)(r) * lanes)

/* Gives the row `to` its shares, if it has an adjoint.  0 + the share: what adding
 * to 0 would give, also where it is -0. */
#define GIVE(bit, to, partial)                                                \
  if (s->gives & (bit)) {                                                     \
    double *const restrict at = ROW(adj, to);                                 \
    if (s->fresh & (bit))                                                     \
      LANES at[k] = 0 + TIMES(partial, w[k]);                                 \
    else                                                                      \
      LANES at[k] += TIMES(partial, w[k]);                                    \
  }

#define ADJOINTS                                                              \
  const struct batch_plan *const plan = l->plan;                              \
  const size_t lanes = plan->lanes & ~(size_t)7;                              \
  const double *const val = l->val;                                           \
  double *const adj = l->adj;                                                 \
  for (size_t i = 0; i < plan->backs; i++) {                                  \
    const struct batch_step *const s = &plan->step[plan->back[i]];            \
    const double *const y = ROW(val, s->y), *const w = ROW(adj, s->to_y);        \
    const double *const a = ROW(val, s->a), *const b = ROW(val, s->b);        \
    const double *const c = ROW(val, s->c);                                   \
    const double constant = s->constant;                                      \
    switch ((enum tape_code)s->code)

#define MATRIX_CASES                                                          \
  case TAPE_MATRIX: {                                                         \
    const enum ad_status status = tape_batch_matrix_adjoint(l, s);            \
    if (status)                                                               \
      return status;                                                          \
    break;                                                                    \
  }                                                                           \
  case TAPE_INPUT:                                                            \
  case TAPE_CODE_COUNT:                                                       \
    break;
