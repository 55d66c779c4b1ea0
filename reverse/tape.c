/* tape.c: memory, errors and inputs of a tape. */
#include <config.h>

#include "tape.h"
#include "copy.h"
#include "graph_impl.h"
#include "replay_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../ops/info.h"

/* Index UINT32_MAX is kept free, so that `used` itself never wraps. */
static const uint32_t most_slots = UINT32_MAX - 1;

/* The room that the fast path of recording sees: none in a no-gradient region,
 * so that every op takes the slow path, which knows of regions. */
static uint32_t room_of(const tape *t)
{
  if (t->no_grad)
    return 0;
  return t->capacity < t->limit ? t->capacity : t->limit;
}

tape *tape_new(void)
{
  tape *t = calloc(1, sizeof *t);
  if (t)
    t->limit = most_slots;
  return t;
}

void tape_free(tape *t)
{
  if (!t)
    return;
  free(t->val);
  free(t->arg);
  free(t->code);
  free(t->constant);
  free(t->rest);
  free(t->adj);
  free(t->dot);
  free(t->adjdot);
  free(t->matrix);
  free(t->part);
  free(t->kept);
  ad_scratch_free(&t->scratch);
  tape_graph_free(t);
  tape_replays_free(t);
  free(t);
}

void tape_reset(tape *t)
{
  t->constants = t->rests = t->matrices = t->parts = 0;
  t->dotted = t->seconds = t->swept = t->gathers = 0;
  t->kepts = t->below = t->no_grad = 0;
  t->status = AD_OK;
  t->error[0] = 0;
  t->room = room_of(t);
  tape_used(t, (uint64_t)(t->epoch + 1) << 32);
  if (t->graph)
    tape_graph_reset(t);
  tape_replays_reset(t);
}

void tape_mend(tape *t)
{
  if (!t->replays || !t->replays->failed)
    return;
  t->replays->failed = false;
  t->status = AD_OK;
  t->error[0] = 0;
  t->room = room_of(t);
}

void tape_limit(tape *t, size_t slots)
{
  t->limit = slots && slots < most_slots ? (uint32_t)slots : most_slots;
  if (!t->status)
    t->room = room_of(t);
}

void tape_no_grad_begin(tape *t)
{
  if (t && !t->status)
    t->room = 0;
  if (t)
    t->no_grad++;
}

void tape_no_grad_end(tape *t)
{
  if (t && t->no_grad && !--t->no_grad && !t->status)
    t->room = room_of(t);
}

bool tape_in_no_grad(const tape *t) { return t && t->no_grad; }

void tape_policy(tape *t, const struct ad_policy *policy)
{
  t->policy = policy;
}

enum ad_status tape_status(const tape *t)
{
  return t ? t->status : AD_BAD_ARGUMENT;
}

const char *tape_error_text(const tape *t)
{
  return t && t->error[0] ? t->error : ad_status_text(tape_status(t));
}

size_t tape_size(const tape *t) { return t->used; }

size_t tape_bytes(const tape *t)
{
  return sizeof *t + t->constant_room * sizeof *t->constant +
         t->rest_room * sizeof *t->rest +
         t->capacity * (sizeof *t->val + sizeof *t->arg + sizeof *t->code) +
         t->matrix_room * sizeof *t->matrix + t->part_room * sizeof *t->part +
         t->kept_room * sizeof *t->kept +
         t->adj_room * sizeof *t->adj + 2 * t->dot_room * sizeof *t->dot +
         ad_scratch_bytes(&t->scratch) + tape_graph_bytes(t) +
         tape_replays_bytes(t);
}

/* The first error stays; without room, every later op takes the slow path
 * and finds it. */
enum ad_status tape_fail(tape *t, enum ad_status status)
{
  if (!t->status)
    t->status = status;
  t->room = 0;
  return t->status;
}

/* Whether the array at *p could be made `room` elements long.  On failure the
 * old array stays. */
bool tape_resize(void *p, size_t room, size_t size)
{
  void *old, *new = NULL;
  memcpy(&old, p, sizeof old);
  if (room <= SIZE_MAX / size)
    new = realloc(old, room * size);
  if (new)
    memcpy(p, &new, sizeof new);
  return new != NULL;
}

/* Makes room for n more slots.  Doubling keeps the cost per slot constant;
 * large blocks are moved by the kernel's page tables (mremap), not copied,
 * and pages that are never touched take no memory. */
enum ad_status tape_grow(tape *t, size_t n)
{
  if (t->status)
    return t->status;
  if (t->used > t->limit || n > t->limit - t->used)
    return tape_fail(t, AD_TAPE_FULL);
  size_t need = t->used + n, room = t->capacity ? t->capacity : 256;
  while (room < need)
    room *= 2;
  if (room > most_slots)
    room = most_slots;
  if (room > t->capacity) {
    if (!tape_resize(&t->val, room, sizeof *t->val) ||
        !tape_resize(&t->arg, room, sizeof *t->arg) ||
        !tape_resize(&t->code, room, sizeof *t->code))
      return tape_fail(t, AD_NO_MEMORY);
    t->capacity = (uint32_t)room;
  }
  t->room = room_of(t);
  return AD_OK;
}

/* On failure the tape has the error, and the record that is being made goes
 * into room that it still has. */
uint32_t tape_new_constant(tape *t, double c)
{
  if (t->constants == t->constant_room) {
    uint32_t room = t->constant_room ? 2 * t->constant_room : 16;
    if (!tape_resize(&t->constant, room, sizeof c)) {
      tape_fail(t, AD_NO_MEMORY);
      return 0;
    }
    t->constant_room = room;
  }
  t->constant[t->constants] = c;
  return t->constants++;
}

static void grow_rest(tape *t)
{
  const size_t room = t->rest_room ? 2 * (size_t)t->rest_room : 64;
  if (tape_resize(&t->rest, room, sizeof *t->rest))
    t->rest_room = room < most_slots ? (uint32_t)room : most_slots;
  else
    tape_fail(t, AD_NO_MEMORY);
}

/* What an op yields on a tape with an error: a var whose value is NaN. */
static var nothing(tape *t) { return var_at(t, UINT32_MAX); }

var tape_input(tape *t, double x)
{
  var v = var_const(NAN);
  tape_inputs(t, 1, &x, &v);
  return v;
}

/* n slots that one record makes, holding x; false if the tape has an error. */
static bool input_slots(tape *t, size_t n, const double *x, uint32_t *first)
{
  if (t->used > t->room || n > t->room - t->used)
    tape_grow(t, n);
  if (t->status)
    return false;
  const uint32_t last = t->used + (uint32_t)n - 1;
  *first = t->used;
  tape_copy(t->val + *first, x, n);
  tape_used(t, tape_next(t) + n);
  t->code[*first] = t->code[last] = TAPE_INPUT;
  t->arg[*first].a = t->arg[last].a = (uint32_t)n;
  return true;
}

enum ad_status tape_inputs(tape *t, size_t n, const double *x, var *out)
{
  uint32_t first;
  if (!t || (n && (!x || !out)))
    return t ? tape_fail(t, AD_BAD_ARGUMENT) : AD_BAD_ARGUMENT;
  if (n == 0)
    return t->status;
  const bool good = input_slots(t, n, x, &first);
  for (size_t j = 0; j < n; j++)
    out[j] = good ? var_at(t, first + (uint32_t)j) : nothing(t);
  return t->status;
}

var tape_input_range(tape *t, size_t n, const double *x)
{
  uint32_t first;
  if (!t || !n || !x) {
    if (t)
      tape_fail(t, AD_BAD_ARGUMENT);
    return t ? nothing(t) : var_const(NAN);
  }
  return input_slots(t, n, x, &first) ? var_at(t, first) : nothing(t);
}

double var_value(var x)
{
  if (!x.on)
    return var_constant(x);
  bool there = tape_good(x.on, x) && x.as.at.slot < x.on->used;
  return there && !x.on->status ? x.on->val[x.as.at.slot] : NAN;
}

double var_adjoint(var x)
{
  if (!x.on)
    return 0;
  bool there = tape_good(x.on, x) && x.as.at.slot < x.on->swept;
  return there && !x.on->status ? x.on->adj[x.as.at.slot] : NAN;
}

/* ---- the slow path of recording ----------------------------------------- */

/* An op's record code by op: with variable operands, with a constant right
 * operand, with a constant left one. */
static const uint8_t codes[][3] = {
#define OP1(name, ...) [AD_OP_##name] = {TAPE_##name, 0, 0},
#define OPN(name, ...) [AD_OP_##name] = {TAPE_##name, 0, 0},
#define OP2(name, ...)                                                        \
  [AD_OP_##name] = {TAPE_##name, TAPE_##name##_vc, TAPE_##name##_cv},
#define OP3(name, ...) [AD_OP_##name] = {TAPE_##name, 0, 0},
#include "../ops/ops.def"
};
enum tape_code tape_code_of(enum ad_op op, bool left, bool right)
{
  return (enum tape_code)codes[op][right ? 1 : left ? 2 : 0];
}

_Static_assert(TAPE_CODE_COUNT <= 256, "a record's code is one byte");

void tape_fail_mixed(tape *t, const char *name, tape *other, uint32_t slot)
{
  if (!t->status)
    snprintf(t->error, sizeof t->error,
             "%s: an operand is slot %u of another tape; record both on the "
             "same tape", name, slot);
  if (!other->status)
    snprintf(other->error, sizeof other->error,
             "%s: slot %u of this tape met a variable of another tape; record "
             "both on the same tape", name, slot);
  tape_fail(other, AD_MIXED_TAPES);
  tape_fail(t, AD_MIXED_TAPES);
}

void tape_fail_stale(tape *t, const char *name, uint32_t slot, uint32_t epoch)
{
  if (!t->status)
    snprintf(t->error, sizeof t->error,
             "%s: an operand, slot %u, is from before tape_reset or tape_rewind "
             "(of epoch %u; now it is %u); make it again from a new input",
             name, slot, epoch, t->epoch);
  tape_fail(t, AD_STALE_VAR);
}

/* Whether t can take one more record with argument x. */
static bool admit(tape *t, enum ad_op op, var x)
{
  if (t->status)
    return false;
  if (x.on && x.on != t)
    tape_fail_mixed(t, ad_op_info(op)->name, x.on, x.as.at.slot);
  else if (x.on && !tape_good(t, x))
    tape_fail_stale(t, ad_op_info(op)->name, x.as.at.slot, x.as.at.epoch);
  if (t->status)
    return false;
  return t->no_grad || t->used < t->room || tape_grow(t, 1) == AD_OK;
}

/* Whether admit has nothing against x.  As a rule the fast path refused a
 * constant, or there is no room. */
static inline bool belongs(const tape *t, var x)
{
  return !x.on || (x.on == t && tape_good(t, x));
}

static inline double primal_of(const tape *t, var x)
{
  return tape_primal(t, !x.on, x);
}
static inline uint32_t place_of(tape *t, var x)
{
  return tape_place(t, !x.on, x);
}

var tape_record1(enum ad_op op, var a, int n)
{
  tape *t = a.on;
  if (!t)
    return var_const(ad_op_value(op, var_constant(a), n, 0));
  if (!admit(t, op, a))
    return nothing(t);
  uint32_t i = a.as.at.slot;
  if (t->no_grad)
    return var_const(ad_op_value(op, t->val[i], n, 0));
  return tape_push(t, (enum tape_code)codes[op][0], i, (uint32_t)n,
                   ad_op_value(op, t->val[i], n, 0));
}

var tape_record2(enum ad_op op, var a, var b)
{
  if (!a.on && !b.on)
    return var_const(ad_op_value(op, var_constant(a), var_constant(b), 0));
  tape *t = a.on ? a.on : b.on;
  if (!(t->used < t->room && belongs(t, a) && belongs(t, b)) &&
      (!admit(t, op, a) || !admit(t, op, b)))
    return nothing(t);
  const double u = primal_of(t, a), w = primal_of(t, b);
  if (t->no_grad)
    return var_const(ad_op_value(op, u, w, 0));
  const uint32_t i = place_of(t, a), j = place_of(t, b);
  if (t->status)
    return nothing(t);
  return tape_push(t, (enum tape_code)codes[op][!b.on ? 1 : !a.on ? 2 : 0], i,
                   j, ad_op_value(op, u, w, 0));
}

var tape_record3(enum ad_op op, var a, var b, var c)
{
  tape *t = a.on ? a.on : b.on ? b.on : c.on;
  if (!t)
    return var_const(
      ad_op_value(op, var_constant(a), var_constant(b), var_constant(c)));
  if (!(t->used < t->room && belongs(t, a) && belongs(t, b) &&
        belongs(t, c)) &&
      (!admit(t, op, a) || !admit(t, op, b) || !admit(t, op, c)))
    return nothing(t);
  const double y =
    ad_op_value(op, primal_of(t, a), primal_of(t, b), primal_of(t, c));
  if (t->no_grad)
    return var_const(y);
  const uint32_t i = place_of(t, a), j = place_of(t, b), k = place_of(t, c);
  const unsigned constants =
    (a.on ? 0u : 1) | (b.on ? 0u : 2) | (c.on ? 0u : 4);
  if (t->rests == t->rest_room)
    grow_rest(t);
  if (t->status)
    return nothing(t);
  return tape_push(t, (enum tape_code)(codes[op][0] + constants), i,
                   tape_push_rest(t, j, k), y);
}
