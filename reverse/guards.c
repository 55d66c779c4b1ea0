/* guards.c: recorded comparisons. */
#include <config.h>

#include "replay_impl.h"

#include <stdio.h>
#include <stdlib.h>

/* ---- memory -------------------------------------------------------------- */

struct tape_replays *tape_replays_of(tape *t)
{
  if (!t->replays)
    t->replays = calloc(1, sizeof *t->replays);
  return t->replays;
}

void tape_replays_reset(tape *t)
{
  struct tape_replays *r = t->replays;
  if (!r)
    return;
  r->guards = r->pieces = r->known = 0;
  r->failed = false;
}

void tape_replays_rewind(tape *t, uint32_t used, uint32_t guards)
{
  struct tape_replays *r = t->replays;
  r->guards = r->guards < guards ? r->guards : guards;
  r->known = r->known < used ? r->known : used;
  while (r->pieces && r->piece[r->pieces - 1].slot >= used)
    r->pieces--;
}

void tape_replays_free(tape *t)
{
  if (!t->replays)
    return;
  free(t->replays->guard);
  free(t->replays->piece);
  free(t->replays);
  t->replays = NULL;
}

size_t tape_replays_bytes(const tape *t)
{
  const struct tape_replays *r = t->replays;
  return r ? sizeof *r + r->guard_room * sizeof *r->guard +
               r->piece_room * sizeof *r->piece
           : 0;
}

/* ---- recording ----------------------------------------------------------- */

bool tape_compare_values(enum tape_compare compare, double a, double b)
{
  switch (compare) {
  case TAPE_LT: return a < b;
  case TAPE_LE: return a <= b;
  case TAPE_GT: return a > b;
  case TAPE_GE: return a >= b;
  case TAPE_EQ: return a == b;
  case TAPE_NE: return a != b;
  }
  return false;
}

static union tape_side side_of(var x)
{
  union tape_side s;
  memset(&s, 0, sizeof s);
  if (x.on)
    s.slot = x.as.at.slot;
  else
    s.constant = var_constant(x);
  return s;
}

bool tape_keep_guard(tape *t, enum tape_compare compare, var a, var b,
                     bool held)
{
  struct tape_replays *r = tape_replays_of(t);
  if (r && r->guards == r->guard_room) {
    const uint32_t room = r->guard_room ? 2 * r->guard_room : 16;
    if (tape_resize(&r->guard, room, sizeof *r->guard))
      r->guard_room = room;
  }
  if (!r || r->guards == r->guard_room) {
    tape_fail(t, AD_NO_MEMORY);
    return false;
  }
  r->guard[r->guards] =
    (struct tape_guard){.a = side_of(a),
                        .b = side_of(b),
                        .at = t->used,
                        .origin = r->guards,
                        .compare = (uint8_t)compare,
                        .constants = (uint8_t)((a.on ? 0 : 1) + (b.on ? 0 : 2)),
                        .held = held};
  r->guards++;
  return true;
}

static bool compare(enum tape_compare how, var a, var b)
{
  tape *const t = a.on ? a.on : b.on;
  if (t) {
    const var_mat x[] = {var_mat_of(a), var_mat_of(b)};
    if (tape_admit_matrices(t, "comparison", x, 2))
      return false;
  }
  const double u = var_value(a), w = var_value(b);
  const bool holds = tape_compare_values(how, u, w);
  return !t || tape_keep_guard(t, how, a, b, holds) ? holds : false;
}

bool var_lt(var a, var b) { return compare(TAPE_LT, a, b); }
bool var_le(var a, var b) { return compare(TAPE_LE, a, b); }
bool var_gt(var a, var b) { return compare(TAPE_GT, a, b); }
bool var_ge(var a, var b) { return compare(TAPE_GE, a, b); }
bool var_eq(var a, var b) { return compare(TAPE_EQ, a, b); }
bool var_ne(var a, var b) { return compare(TAPE_NE, a, b); }

/* ---- do they hold? ------------------------------------------------------- */

double tape_side_value(const tape *t, const struct tape_guard *g, int side)
{
  const union tape_side s = side ? g->b : g->a;
  return g->constants >> side & 1 ? s.constant : t->val[s.slot];
}

static bool fails(const tape *t, const struct tape_guard *g)
{
  return tape_compare_values((enum tape_compare)g->compare,
                             tape_side_value(t, g, 0),
                             tape_side_value(t, g, 1)) != g->held;
}

const struct tape_guard *tape_failed_guard(const tape *t, uint32_t until)
{
  const struct tape_replays *r = t->replays;
  for (uint32_t k = 0; r && k < r->guards && r->guard[k].at <= until; k++)
    if (fails(t, &r->guard[k]))
      return &r->guard[k];
  return NULL;
}

size_t tape_failed_guards(const tape *t)
{
  const struct tape_replays *r = t->replays;
  size_t failed = 0;
  for (uint32_t k = 0; r && k < r->guards; k++)
    failed += fails(t, &r->guard[k]);
  return failed;
}

/* "slot 3 = 1.5", or a constant's number alone. */
static void say_side(char *text, size_t size, union tape_side s, bool constant,
                     double value)
{
  if (constant)
    snprintf(text, size, "%.6g", value);
  else
    snprintf(text, size, "slot %u (%.6g)", s.slot, value);
}

void tape_say_guard(const tape *t, uint32_t k, double a, double b, char *text,
                    size_t size)
{
  static const char *const signs[] = {"<", "<=", ">", ">=", "==", "!="};
  const struct tape_guard *g = &t->replays->guard[k];
  char left[40], right[40];
  say_side(left, sizeof left, g->a, g->constants & 1, a);
  say_side(right, sizeof right, g->b, g->constants & 2, b);
  snprintf(text, size,
           "comparison %u, %s %s %s, was %s when recorded and is %s now: "
           "another branch; record it again",
           k + 1, left, signs[g->compare], right, g->held ? "true" : "false",
           g->held ? "false" : "true");
}
