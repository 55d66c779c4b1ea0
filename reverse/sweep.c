/* sweep.c: the adjoint sweep, a flat loop over the records from the last to
 * the first, with one case for each row of the op table. */
#include <config.h>

#include "tape.h"

#include <float.h>
#include <stdlib.h>
#include <string.h>

/* With `magnitude` every partial counts by its absolute value.  The argument
 * is a constant in each of the two calls below, so that the compiler makes
 * two loops and neither asks. */
#define TERM(p) ad_times(magnitude ? fabs(p) : (p), w)

/* Hands every adjoint down to the arguments of its record, in one pass.  In x * x both arguments are the same slot: each += reads its adjoint
 * afresh. */
static inline void sweep(const tape *t, const bool magnitude)
{
  const uint8_t *const restrict code = t->code;
  const struct tape_args *const restrict arg = t->arg;
  const double *const restrict val = t->val;
  const double *const restrict constant = t->constant;
  double *const restrict adj = t->adj;

  for (uint32_t i = t->used; i-- > 0;) {
    const double w = adj[i], y = val[i];
    const uint32_t ia = arg[i].a, ib = arg[i].b;
    switch ((enum tape_code)code[i]) {
    case TAPE_INPUT:
      i -= ia - 1; /* to the first slot of the range */
      break;
#define OP1(name, ...)                                                        \
  case TAPE_##name:                                                           \
    adj[ia] += TERM(ad_##name##_da(val[ia], y));                              \
    break;
#define OPN(name, ...)                                                        \
  case TAPE_##name:                                                           \
    adj[ia] += TERM(ad_##name##_da(val[ia], (int)ib, y));                     \
    break;
#define OP2(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    const double a = val[ia], b = val[ib];                                    \
    adj[ia] += TERM(ad_##name##_da(a, b, y));                                 \
    adj[ib] += TERM(ad_##name##_db(a, b, y));                                 \
    break;                                                                    \
  }                                                                           \
  case TAPE_##name##_vc:                                                      \
    adj[ia] += TERM(ad_##name##_da(val[ia], constant[ib], y));                \
    break;                                                                    \
  case TAPE_##name##_cv:                                                      \
    adj[ib] += TERM(ad_##name##_db(constant[ia], val[ib], y));                \
    break;
#include "../ops/ops.def"
    case TAPE_CODE_COUNT:
      break;
    }
  }
}

/* Whether x is a variable of t that a sweep can speak of. */
static enum ad_status check(const tape *t, var x)
{
  if (!x.on)
    return AD_NOT_INPUT;
  if (x.on != t)
    return AD_MIXED_TAPES;
  if (x.as.at.epoch != t->epoch || x.as.at.slot >= t->used)
    return AD_STALE_VAR;
  return AD_OK;
}

/* The one tape of all vars in y and x, into *t; NULL if all y are constants.
 * Nothing here is sticky: a wrong question leaves the tape good. */
static enum ad_status find_tape(size_t m, const var *y, size_t n, const var *x,
                                tape **t)
{
  *t = NULL;
  for (size_t i = 0; i < m && !*t; i++)
    *t = y[i].on;
  if (*t && (*t)->status)
    return (*t)->status;
  enum ad_status status = AD_OK;
  for (size_t i = 0; i < m && !status; i++)
    status = y[i].on ? check(*t, y[i]) : AD_OK;
  for (size_t j = 0; j < n && !status; j++)
    status = *t || !x[j].on ? check(*t, x[j]) : AD_OK;
  return status;
}

static enum ad_status make_adjoints(tape *t)
{
  if (t->adj_room < t->used) {
    free(t->adj);
    t->adj_room = t->swept = 0;
    t->adj = malloc(t->capacity * sizeof *t->adj);
    if (!t->adj)
      return AD_NO_MEMORY;
    t->adj_room = t->capacity;
  }
  memset(t->adj, 0, t->used * sizeof *t->adj);
  t->swept = t->used;
  return AD_OK;
}

static enum ad_status vjp(size_t m, const var *y, const double *w, size_t n,
                          const var *x, double *xbar, const bool magnitude)
{
  if ((m && (!y || !w)) || (n && (!x || !xbar)))
    return AD_BAD_ARGUMENT;
  tape *t;
  enum ad_status status = find_tape(m, y, n, x, &t);
  if (!status && t)
    status = make_adjoints(t);
  if (status)
    return status;
  for (size_t i = 0; i < m; i++)
    if (y[i].on)
      t->adj[y[i].as.at.slot] += magnitude ? fabs(w[i]) : w[i];
  if (t && magnitude)
    sweep(t, true);
  else if (t)
    sweep(t, false);
  for (size_t j = 0; j < n; j++)
    xbar[j] = t ? t->adj[x[j].as.at.slot] : 0;
  return AD_OK;
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

double tape_rounding(const tape *t)
{
  double sum = 0;
  for (uint32_t i = t->swept; i-- > 0;) {
    if (t->code[i] == TAPE_INPUT)
      i -= t->arg[i].a - 1;
    else
      sum += fabs(t->adj[i] * t->val[i]);
  }
  return DBL_EPSILON * sum;
}
