/* edge_push.c: the sweep that eliminates values, a flat loop over the records
 * with one case for each row of the op table. */
#include <config.h>

#include "edge_push.h"

#include <stdlib.h>

#include "edge_push_impl.h"
#include "replay_impl.h"

/* ---- what depends on an x ---------------------------------------------------- */

static enum ad_status mark_inputs(struct tape_edges *e, const tape *t, size_t n,
                                  const var *x)
{
  enum ad_status status = tape_check_inputs(t, n, x);
  for (size_t i = 0; !status && i < t->used; i++)
    e->what[i] = EDGE_PASSIVE;
  for (size_t j = 0; !status && j < n; j++) {
    uint32_t *const what = &e->what[x[j].as.at.slot];
    status = *what == EDGE_PASSIVE ? AD_OK : AD_BAD_ARGUMENT; /* or twice */
    *what = (uint32_t)j;
  }
  return status;
}

#define GIVE(at, p) ((void)sizeof(p), active |= what[at] != EDGE_PASSIVE)

static void mark_active(struct tape_edges *e, const tape *t)
{
  const struct ad_policy *const policy = NULL;
  const uint8_t *const restrict code = t->code;
  const struct tape_args *const restrict arg = t->arg;
  const struct tape_rest *const restrict rest = t->rest;
  const double *const constant = t->constant, *const val = t->val;
  uint32_t *const what = e->what;
  for (size_t i = 0; i < t->used; i++) {
    const double y = 0;
    const size_t ia = arg[i].a, ib = arg[i].b;
    bool active = false;
    switch ((enum tape_code)code[i]) {
    case TAPE_INPUT: i += ia - 1; continue;
#include "partials.inc.h"
    case TAPE_MATRIX: /* there is none */
    case TAPE_CODE_COUNT: break;
    }
    if (active)
      what[i] = EDGE_ACTIVE;
  }
  (void)policy, (void)constant, (void)val;
}

#undef GIVE

/* ---- a record's edges, pushed to its arguments ---------------------------------- */

/* An argument that is pushed to, each slot once: in x * x both partials are one. */
struct arc {
  uint32_t slot;
  double partial;
};

static inline int arc_to(struct arc *arc, int arcs, uint32_t slot,
                         double partial)
{
  for (int k = 0; k < arcs; k++)
    if (arc[k].slot == slot) {
      arc[k].partial += partial;
      return arcs;
    }
  arc[arcs] = (struct arc){slot, partial};
  return arcs + 1;
}

/* h_ii goes to each two arguments; h_ip to each with p. */
static void push_edges(struct tape_edges *e, uint32_t i, const struct arc *arc,
                       int arcs)
{
  tape_edges_sum(e, i);
  uint32_t next = e->list[i].first;
  e->list[i].first = e->list[i].last = EDGE_NONE;
  while (next != EDGE_NONE) {
    const struct edge one = e->pool[next];
    edge_release(e, next); /* and is the next one to be used */
    next = one.next;
    for (int k = 0; k < arcs; k++) {
      const double h = ad_times(arc[k].partial, one.h);
      if (one.to == i)
        for (int l = k; l < arcs; l++)
          edge_add(e, arc[k].slot, arc[l].slot, ad_times(arc[l].partial, h));
      else
        edge_add(e, arc[k].slot, one.to, arc[k].slot == one.to ? 2 * h : h);
    }
    e->cost.operations += one.to == i ? arcs * (arcs + 3) / 2 : arcs;
  }
}

/* ---- the sweep -------------------------------------------------------------------- */

/* Gives an argument its share of the adjoint, and notes it. */
#define GIVE(at, first)                                                       \
  do {                                                                        \
    const double f = (first);                                                 \
    adj[at] += ad_times(f, w);                                                \
    if (what[at] != EDGE_PASSIVE)                                             \
      arcs = arc_to(arc, arcs, (uint32_t)(at), f);                            \
  } while (0)

/* Makes an edge of f_ab; where the row says that this is 0, nothing is left of it
 * for the compiler.  f_ab and f_ba are one edge; between a slot and itself it is
 * both. */
#define BEND(a, b, times, second)                                             \
  do {                                                                        \
    const double f = (second);                                                \
    if (f != 0 && what[a] != EDGE_PASSIVE && what[b] != EDGE_PASSIVE) {       \
      edge_add(e, (uint32_t)(a), (uint32_t)(b), (times) * ad_times(f, w));    \
      e->cost.operations += 2;                                                \
    }                                                                         \
  } while (0)
#define BEND_ONE(a, second) BEND(a, a, 1, second)
#define BEND_TWO(a, b, second) BEND(a, b, (a) == (b) ? 2 : 1, second)

/* From the last record to the first, while that takes at most `most` operations. */
TAPE_INLINE void eliminate(struct tape_edges *e, tape *t,
                           const struct ad_policy *const policy,
                           const double most)
{
  const uint8_t *const restrict code = t->code;
  const struct tape_args *const restrict arg = t->arg;
  const struct tape_rest *const restrict rest = t->rest;
  const double *const restrict constant = t->constant;
  const double *const restrict val = t->val;
  const uint32_t *const what = e->what;
  double *const adj = t->adj;

  for (size_t i = t->used; i-- > 0 && !e->failed;) {
    const double w = adj[i], y = val[i];
    const size_t ia = arg[i].a, ib = arg[i].b;
    const uint32_t slot = (uint32_t)i;
    struct arc arc[AD_OP_ARGS];
    int arcs = 0;
    if (code[i] == TAPE_INPUT) {
      i -= ia - 1; /* to the first slot of the range */
      continue;
    }
    if (w == 0 && e->list[i].first == EDGE_NONE)
      continue; /* y does not depend on it */
    e->below = slot + 1;
    switch ((enum tape_code)code[i]) {
#define OP1(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    const double a = val[ia];                                                 \
    GIVE(ia, RULED(name, 0, a, 0, 0, ad_##name##_da(a, y)));                  \
    BEND_ONE(ia, ad_##name##_daa(a, y));                                      \
    break;                                                                    \
  }
#define OPN(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    const double a = val[ia];                                                 \
    const int n = (int)ib;                                                    \
    GIVE(ia, RULED(name, 0, a, n, 0, ad_##name##_da(a, n, y)));               \
    BEND_ONE(ia, ad_##name##_daa(a, n, y));                                   \
    break;                                                                    \
  }
#define OP2(name, ...)                                                        \
  case TAPE_##name: {                                                         \
    const double a = val[ia], b = val[ib];                                    \
    GIVE(ia, RULED(name, 0, a, b, 0, ad_##name##_da(a, b, y)));               \
    GIVE(ib, RULED(name, 1, a, b, 0, ad_##name##_db(a, b, y)));               \
    BEND_ONE(ia, ad_##name##_daa(a, b, y));                                   \
    BEND_TWO(ia, ib, ad_##name##_dab(a, b, y));                               \
    BEND_ONE(ib, ad_##name##_dbb(a, b, y));                                   \
    break;                                                                    \
  }                                                                           \
  case TAPE_##name##_vc: {                                                    \
    const double a = val[ia], b = constant[ib];                               \
    GIVE(ia, RULED(name, 0, a, b, 0, ad_##name##_da(a, b, y)));               \
    BEND_ONE(ia, ad_##name##_daa(a, b, y));                                   \
    break;                                                                    \
  }                                                                           \
  case TAPE_##name##_cv: {                                                    \
    const double a = constant[ia], b = val[ib];                               \
    GIVE(ib, RULED(name, 1, a, b, 0, ad_##name##_db(a, b, y)));               \
    BEND_ONE(ib, ad_##name##_dbb(a, b, y));                                   \
    break;                                                                    \
  }
#define OP3(name, ...)                                                        \
  case TAPE_##name:                                                           \
  TAPE_WITH_CONSTANTS(name): {                                                \
    const unsigned constants = code[i] - (unsigned)TAPE_##name;               \
    const uint32_t at_b = rest[ib].b, at_c = rest[ib].c;                      \
    const double a = OPERAND(0, ia), b = OPERAND(1, at_b),                    \
                 c = OPERAND(2, at_c);                                        \
    const bool va = !(constants & 1), vb = !(constants & 2),                  \
               vc = !(constants & 4);                                         \
    if (va)                                                                   \
      GIVE(ia, RULED(name, 0, a, b, c, ad_##name##_da(a, b, c, y)));          \
    if (vb)                                                                   \
      GIVE(at_b, RULED(name, 1, a, b, c, ad_##name##_db(a, b, c, y)));        \
    if (vc)                                                                   \
      GIVE(at_c, RULED(name, 2, a, b, c, ad_##name##_dc(a, b, c, y)));        \
    if (va)                                                                   \
      BEND_ONE(ia, ad_##name##_daa(a, b, c, y));                              \
    if (va && vb)                                                             \
      BEND_TWO(ia, at_b, ad_##name##_dab(a, b, c, y));                        \
    if (va && vc)                                                             \
      BEND_TWO(ia, at_c, ad_##name##_dac(a, b, c, y));                        \
    if (vb)                                                                   \
      BEND_ONE(at_b, ad_##name##_dbb(a, b, c, y));                            \
    if (vb && vc)                                                             \
      BEND_TWO(at_b, at_c, ad_##name##_dbc(a, b, c, y));                      \
    if (vc)                                                                   \
      BEND_ONE(at_c, ad_##name##_dcc(a, b, c, y));                            \
    break;                                                                    \
  }
#include "../ops/ops.def"
    case TAPE_INPUT:
    case TAPE_MATRIX: /* there is none */
    case TAPE_CODE_COUNT:
      break;
    }
    if (e->list[i].first != EDGE_NONE)
      push_edges(e, slot, arc, arcs);
    e->cost.operations += 2 * arcs;
    if (e->cost.operations > most)
      return;
  }
}

#undef GIVE
#undef BEND
#undef BEND_ONE
#undef BEND_TWO

/* ---- the whole ------------------------------------------------------------------------ */

static enum ad_status begin_pushing(struct tape_edges *e, tape *t, var y,
                                    size_t n, const var *x)
{
  enum ad_status status = t->status;
  if (!status && y.on)
    status = tape_check(t, y);
  if (!status && t->matrices)
    status = AD_BAD_ARGUMENT;
  if (!status)
    status = tape_edges_begin(e, t->used);
  if (!status)
    status = mark_inputs(e, t, n, x);
  if (!status)
    status = tape_clear_adjoints(t);
  return status ? status : tape_seed(y, 1);
}

enum ad_status tape_edges_sweep(struct tape_edges *e, double most, var y,
                                size_t n, const var *x, double *grad)
{
  tape *const t = x[0].on;
  const enum ad_status status =
    t ? begin_pushing(e, t, y, n, x) : AD_NOT_INPUT;
  if (status)
    return status;
  if (y.on) {
    mark_active(e, t);
    if (t->policy)
      eliminate(e, t, t->policy, most);
    else
      eliminate(e, t, NULL, most);
  }
  if (e->failed)
    return AD_NO_MEMORY;
  for (size_t j = 0; grad && j < n && e->cost.operations <= most; j++)
    grad[j] = var_adjoint(x[j]);
  return AD_OK;
}
