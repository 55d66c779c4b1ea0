/* schedule.c: the binomial schedule, and the one for loops of unknown length. */
#include <config.h>

#include "schedule.h"

#include <stdbool.h>
#include <stdlib.h>

#define NONE SIZE_MAX

/* A kept state: of which step, how high in Wang, Moin and Iaccarino's order,
 * and the kept state before and after it in time. */
struct snapshot {
  uint64_t step, level;
  size_t before, after;
};

/* Kept states are a list in the order of time; those that are not in use hang
 * on another list, by `after`. */
struct tape_schedule {
  uint64_t at, end;      /* the state at hand; the steps not reversed yet */
  size_t count, room;    /* kept states, and how many may be */
  size_t last, unused;
  size_t dispensable;    /* online: the latest state that may go, ... */
  size_t dispensables;   /* ... and how many there are, all just before it */
  bool online, turned;   /* still going forward; the first turn is behind */
  bool kept;             /* the state at hand is kept */
  struct snapshot snapshot[];
};

/* ---- binomials ------------------------------------------------------------ */

static uint64_t times(uint64_t a, uint64_t b)
{
  return b && a > UINT64_MAX / b ? UINT64_MAX : a * b;
}

static uint64_t plus(uint64_t a, uint64_t b)
{
  return a > UINT64_MAX - b ? UINT64_MAX : a + b;
}

/* beta(s, r) = beta(s, r-1) (s+r)/r from the one before, or UINT64_MAX.  With
 * b = q r + m, b (s+r)/r is b + q s + m s/r, where nothing overflows early. */
static uint64_t next_beta(uint64_t b, uint64_t s, uint64_t r)
{
  if (b == UINT64_MAX)
    return b;
  return plus(b, plus(times(b / r, s), times(b % r, s) / r));
}

/* The least r with l <= beta(s, r), and beta(s, r-1), 0 for r = 0. */
static uint64_t repetition(uint64_t l, uint64_t s, uint64_t *below)
{
  uint64_t r = 0, b = 1;
  if (s == 1 && l > 1) /* beta(1, r) = r + 1 */
    return *below = l - 1;
  for (*below = 0; b < l; b = next_beta(b, s, r)) {
    *below = b;
    r++;
  }
  return r;
}

/* More snapshots than steps are of no use. */
static uint64_t useful(uint64_t l, size_t s) { return s < l ? s : l; }

uint64_t tape_schedule_repetition(uint64_t l, size_t s)
{
  uint64_t below;
  return repetition(l, useful(l, s), &below);
}

uint64_t tape_schedule_optimum(uint64_t l, size_t snapshots)
{
  uint64_t below;
  const uint64_t s = useful(l, snapshots), r = repetition(l, s, &below);
  if (r == 0)
    return 0;
  /* beta(s+1, r-1) = beta(s, r-1) (s+r)/(s+1), in the same way. */
  const uint64_t more = times(below % (s + 1), r - 1) / (s + 1);
  const uint64_t b = plus(below, plus(times(below / (s + 1), r - 1), more));
  const uint64_t all = times(r, l);
  return all == UINT64_MAX || b == UINT64_MAX ? UINT64_MAX : all - b;
}

/* How many of l > 1 steps to advance before the next state is kept, with room
 * for s, the one at hand included.  Any m that leaves neither part more than
 * its share is as good: beta(s, r-2) <= m <= beta(s, r-1), and l - m between
 * beta(s-1, r-1) and beta(s-1, r).  The largest keeps states least often. */
static uint64_t stride(uint64_t l, uint64_t s)
{
  uint64_t below;
  if (s <= 1 || s >= l)
    return s <= 1 ? l - 1 : 1;
  const uint64_t r = repetition(l, s, &below);
  /* beta(s-1, r-1) = beta(s, r-1) s/(s+r-1) */
  const uint64_t n = s + r - 1;
  const uint64_t least = below / n * s + times(below % n, s) / n;
  return below < l - least ? below : l - least;
}

/* ---- lists ---------------------------------------------------------------- */

static tape_schedule *new_schedule(size_t room)
{
  tape_schedule *s = NULL;
  if (room && room <= (SIZE_MAX - sizeof *s) / sizeof(struct snapshot))
    s = malloc(sizeof *s + room * sizeof(struct snapshot));
  if (!s)
    return NULL;
  *s = (tape_schedule){.room = room, .last = NONE, .dispensable = NONE};
  for (size_t k = 0; k < room; k++)
    s->snapshot[k].after = k + 1 < room ? k + 1 : NONE;
  return s;
}

tape_schedule *tape_schedule_new(uint64_t steps, size_t snapshots)
{
  const uint64_t s = snapshots && !steps ? 1 : useful(steps, snapshots);
  tape_schedule *made = new_schedule((size_t)s);
  if (made)
    made->end = steps;
  return made;
}

tape_schedule *tape_schedule_online(size_t snapshots)
{
  tape_schedule *made = new_schedule(snapshots);
  if (made)
    made->online = true;
  return made;
}

void tape_schedule_finish(tape_schedule *s)
{
  if (!s->online)
    return;
  s->online = false;
  s->end = s->at;
}

void tape_schedule_free(tape_schedule *s) { free(s); }

size_t tape_schedule_bytes(const tape_schedule *s)
{
  return sizeof *s + s->room * sizeof(struct snapshot);
}

/* Appends the state at hand, for which there is room. */
static size_t keep(tape_schedule *s, uint64_t level)
{
  const size_t slot = s->unused;
  s->unused = s->snapshot[slot].after;
  s->snapshot[slot] = (struct snapshot){.step = s->at, .level = level,
                                        .before = s->last, .after = NONE};
  if (s->last != NONE)
    s->snapshot[s->last].after = slot;
  s->last = slot;
  s->count++;
  s->kept = true;
  return slot;
}

static void drop(tape_schedule *s, size_t slot)
{
  struct snapshot *gone = &s->snapshot[slot];
  if (gone->before != NONE)
    s->snapshot[gone->before].after = gone->after;
  if (gone->after != NONE)
    s->snapshot[gone->after].before = gone->before;
  else
    s->last = gone->before;
  gone->after = s->unused;
  s->unused = slot;
  s->count--;
}

/* ---- actions -------------------------------------------------------------- */

static struct tape_action act(const tape_schedule *s,
                              enum tape_action_kind kind, uint64_t to,
                              size_t slot)
{
  return (struct tape_action){kind, s->at, to, slot};
}

static struct tape_action advance(tape_schedule *s, uint64_t steps)
{
  const struct tape_action a = act(s, TAPE_ADVANCE, s->at + steps, 0);
  s->at += steps;
  s->kept = false;
  return a;
}

static struct tape_action store(tape_schedule *s, uint64_t level)
{
  const size_t slot = keep(s, level);
  return act(s, TAPE_STORE, s->at, slot);
}

/* Makes room for the state at hand, and says its level.  A kept state is
 * dispensable if a later one has a higher level; the latest of them goes.
 * Where there is none, levels fall with time: then the last one, of level L, is
 * replaced by a state of level L + 1, so that all others of level L become
 * dispensable.  The initial state never goes. */
static uint64_t free_slot(tape_schedule *s)
{
  if (s->count < s->room)
    return 0;
  if (s->dispensables) {
    const size_t gone = s->dispensable;
    s->dispensable = s->snapshot[gone].before;
    s->dispensables--;
    drop(s, gone);
    return 0;
  }
  const uint64_t level = s->snapshot[s->last].level;
  drop(s, s->last);
  s->dispensable = s->last;
  for (size_t k = s->last; s->snapshot[k].level == level;
       k = s->snapshot[k].before)
    s->dispensables++;
  return level + 1;
}

/* One snapshot alone is the initial state's. */
static struct tape_action go_on(tape_schedule *s)
{
  if (!s->count)
    return store(s, UINT64_MAX);
  if (s->kept || s->room == 1)
    return advance(s, 1);
  return store(s, free_slot(s));
}

static struct tape_action turn(tape_schedule *s)
{
  const enum tape_action_kind kind = s->turned ? TAPE_YOU_TURN
                                               : TAPE_FIRST_TURN;
  const struct tape_action a = act(s, kind, s->at + 1, 0);
  s->turned = true;
  s->end = s->at;
  s->kept = false;
  return a;
}

static struct tape_action restore(tape_schedule *s)
{
  while (s->snapshot[s->last].step >= s->end)
    drop(s, s->last);
  s->at = s->snapshot[s->last].step;
  s->kept = true;
  return act(s, TAPE_RESTORE, s->at, s->last);
}

struct tape_action tape_schedule_next(tape_schedule *s)
{
  if (s->online)
    return go_on(s);
  if (!s->end)
    return (struct tape_action){.kind = TAPE_TERMINATE};
  if (s->at >= s->end)
    return restore(s);
  if (s->at + 1 == s->end && s->count)
    return turn(s);
  const uint64_t left = s->end - s->at;
  if (!s->kept && s->count < s->room)
    return store(s, UINT64_MAX);
  return advance(s, stride(left, s->room - s->count + 1));
}
