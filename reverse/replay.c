/* replay.c: all values of a tape at other inputs, one loop over the records. */
#include <config.h>

#include "graph_impl.h"
#include "replay_impl.h"

#include <stdio.h>

/* ---- values ---------------------------------------------------------------- */

#define ARGUMENT(k, at) (constants >> (k) & 1 ? constant[at] : val[at])

/* Computes what ops have made, from the first record to the last; *done is the
 * slot where it ended. */
static enum ad_status run_records(tape *t, uint32_t *done)
{
  const uint8_t *const restrict code = t->code;
  const struct tape_args *const restrict arg = t->arg;
  const struct tape_rest *const restrict rest = t->rest;
  const double *const restrict constant = t->constant;
  double *const val = t->val;
  const size_t used = t->used;
  size_t i;

  for (i = 0; i < used; i++) {
    const size_t ia = arg[i].a, ib = arg[i].b;
    switch ((enum tape_code)code[i]) {
    case TAPE_INPUT:
      i += ia - 1; /* to the last slot of the range */
      break;
    case TAPE_MATRIX: {
      const enum ad_status status = tape_matrix_value(t, ia, false);
      if (status) {
        *done = (uint32_t)i;
        return status;
      }
      i += ib - 1;
      break;
    }
#define OP1(name, ...)                                                        \
  case TAPE_##name: val[i] = ad_##name(val[ia]); break;
#define OPN(name, ...)                                                        \
  case TAPE_##name: val[i] = ad_##name(val[ia], (int)ib); break;
#define OP2(name, ...)                                                        \
  case TAPE_##name: val[i] = ad_##name(val[ia], val[ib]); break;              \
  case TAPE_##name##_vc: val[i] = ad_##name(val[ia], constant[ib]); break;    \
  case TAPE_##name##_cv: val[i] = ad_##name(constant[ia], val[ib]); break;
#define OP3(name, ...)                                                        \
  case TAPE_##name:                                                           \
  TAPE_WITH_CONSTANTS(name): {                                                \
    const unsigned constants = code[i] - (unsigned)TAPE_##name;               \
    const size_t at_b = rest[ib].b, at_c = rest[ib].c;                        \
    val[i] =                                                                  \
      ad_##name(ARGUMENT(0, ia), ARGUMENT(1, at_b), ARGUMENT(2, at_c));       \
    break;                                                                    \
  }
#include "../ops/ops.def"
    case TAPE_CODE_COUNT:
      break;
    }
  }
  *done = t->used;
  return AD_OK;
}

#undef ARGUMENT

/* ---- autograd --------------------------------------------------------------- */

/* Whether the tape still is the program that was run: a change in place after
 * which ops were recorded is no part of it. */
static enum ad_status check_changes(tape *t)
{
  const struct tape_graph *g = t->graph;
  for (uint32_t k = 0; g && k < g->changes; k++)
    if (g->change[k].replaced || g->change[k].at < t->used)
      return tape_refuse(t->graph, AD_CHANGED_IN_PLACE,
                         "replay: slot %u was changed in place when the tape had "
                         "%u values, and ops came after; the tape does not hold "
                         "what it was before: record again",
                         g->change[k].window.slot, g->change[k].at);
  return AD_OK;
}

/* All is as if recorded now: nothing is freed, and all records have seen the
 * numbers that there are. */
static void renew_graph(tape *t)
{
  struct tape_graph *g = t->graph;
  if (!g)
    return;
  for (uint32_t i = 0; i < g->known; i++)
    g->flag[i] &= (uint8_t)~SLOT_FREED;
  for (uint32_t k = 0; k < g->changes; k++)
    g->change[k].at = 0;
  g->fireds = 0;
  g->created = false;
}

/* ---- replay ------------------------------------------------------------------ */

enum ad_status tape_check_inputs(const tape *t, size_t n, const var *x)
{
  uint32_t begin = 0, end = 0;
  for (size_t j = 0; j < n; j++) {
    const enum ad_status status = tape_check(t, x[j]);
    if (status)
      return status;
    if (!tape_is_input(t, x[j].as.at.slot, &begin, &end))
      return AD_NOT_INPUT;
  }
  return AD_OK;
}

/* What a replay ended with stays on the tape until the next one. */
static enum ad_status end_replay(tape *t, enum ad_status status, uint32_t done)
{
  const struct tape_guard *g = tape_failed_guard(t, done);
  if (g) {
    status = AD_OTHER_BRANCH;
    tape_say_guard(t, (uint32_t)(g - t->replays->guard),
                   tape_side_value(t, g, 0), tape_side_value(t, g, 1),
                   t->error, sizeof t->error);
  } else if (status) {
    snprintf(t->error, sizeof t->error, "replay: %s (slot %u): %s",
             tape_matrix_name(t, &t->matrix[t->arg[done].a]), done,
             ad_status_text(status));
  }
  if (status) {
    tape_fail(t, status);
    t->replays->failed = true;
  }
  return status;
}

enum ad_status tape_replay(tape *t, size_t n, const var *x, const double *at)
{
  uint32_t done = 0;
  if (!t || (n && (!x || !at)))
    return AD_BAD_ARGUMENT;
  if (t->status && !(t->replays && t->replays->failed))
    return t->status;
  enum ad_status status = tape_check_inputs(t, n, x);
  if (!status)
    status = check_changes(t);
  if (status)
    return status;
  if (!tape_replays_of(t))
    return AD_NO_MEMORY;
  tape_mend(t);
  if (!tape_list_pieces(t))
    return AD_NO_MEMORY;
  for (size_t j = 0; j < n; j++)
    t->val[x[j].as.at.slot] = at[j];
  t->swept = t->dotted = t->seconds = t->gathers = 0;
  renew_graph(t);
  status = run_records(t, &done);
  return end_replay(t, status, done);
}
