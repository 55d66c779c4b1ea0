/* mark.c: positions of a tape, and what is forgotten above them. */
#include <config.h>

#include "mark.h"
#include "copy.h"
#include "graph_impl.h"
#include "replay_impl.h"

#include <string.h>

/* ---- epochs -------------------------------------------------------------- */

/* A mark ends the epoch in which the tape was recorded up to there, and each
 * rewinding ends that of what it forgets; so that the epoch of a var tells what
 * it is: the present one, that of an entry of `kept`, whose slots lie below the
 * entry's end, or a past one.  Recording asks for the present epoch and the
 * last entry's. */
bool tape_keeps(const tape *t, uint32_t slot, uint32_t epoch)
{
  for (uint32_t k = t->kepts; k-- > 0;)
    if (t->kept[k].epoch == epoch)
      return slot < t->kept[k].end;
  return false;
}

uint32_t tape_epoch_of(const tape *t, uint32_t slot)
{
  for (uint32_t k = 0; k < t->kepts; k++)
    if (slot < t->kept[k].end)
      return t->kept[k].epoch;
  return t->epoch;
}

/* The next slot is number `used`, of a new epoch. */
static void begin_epoch(tape *t, uint32_t used)
{
  tape_used(t, (uint64_t)(t->epoch + 1) << 32 | used);
  t->below = t->epoch ^ t->kept[t->kepts - 1].epoch;
}

/* What is on the tape is kept from now on; one entry stands for marks with
 * nothing between them. */
static bool keep_all(tape *t)
{
  if (t->kepts && t->kept[t->kepts - 1].end == t->used)
    return true;
  if (t->kepts == t->kept_room) {
    const uint32_t room = t->kept_room ? 2 * t->kept_room : 4;
    if (!tape_resize(&t->kept, room, sizeof *t->kept))
      return false;
    t->kept_room = room;
  }
  t->kept[t->kepts++] = (struct tape_kept){t->used, t->epoch};
  begin_epoch(t, t->used);
  return true;
}

/* A mark is good while its entry is there; epochs do not come twice. */
static enum ad_status check_mark(const struct tape_mark *m)
{
  if (!m || !m->on)
    return AD_BAD_ARGUMENT;
  const tape *const t = m->on;
  if (t->status)
    return t->status;
  return m->entry < t->kepts && t->kept[m->entry].epoch == m->epoch
           ? AD_OK
           : AD_STALE_MARK;
}

/* ---- adjoints ------------------------------------------------------------ */

/* Adjoints of slots from `from` on are made 0, those below stay. */
static bool clear_from(tape *t, uint32_t from)
{
  if (t->adj_room < t->used) {
    if (!tape_resize(&t->adj, t->capacity, sizeof *t->adj))
      return false;
    t->adj_room = t->capacity;
  }
  if (t->used > from)
    memset(t->adj + from, 0, (t->used - from) * sizeof *t->adj);
  t->swept = t->used;
  t->seconds = 0;
  return true;
}

/* From where on they do not gather. */
static uint32_t gathered(const tape *t)
{
  return t->gathers ? t->gathers - 1 : 0;
}

enum ad_status tape_gather(const struct tape_mark *m, var y, double w)
{
  enum ad_status status = check_mark(m);
  if (!status && y.on)
    status = tape_check(m->on, y);
  if (status)
    return status;
  tape *const t = m->on;
  const uint32_t from = gathered(t);
  if (from < m->slot)
    return AD_BAD_ARGUMENT;
  if (!clear_from(t, from))
    return AD_NO_MEMORY;
  if (y.on)
    t->adj[y.as.at.slot] += w;
  return tape_sweep_range(t, t->used, m->slot);
}

enum ad_status tape_adjoints(var first, size_t n, double *out)
{
  if (!first.on || (n && !out))
    return first.on ? AD_BAD_ARGUMENT : AD_NOT_INPUT;
  const tape *const t = first.on;
  const uint32_t slot = first.as.at.slot;
  enum ad_status status = t->status ? t->status : tape_check(t, first);
  if (!status && (slot > t->swept || n > t->swept - slot))
    status = AD_BAD_ARGUMENT;
  if (!status)
    tape_copy(out, t->adj + slot, n);
  return status;
}

/* ---- marks --------------------------------------------------------------- */

enum ad_status tape_mark(tape *t, struct tape_mark *m)
{
  if (m)
    *m = (struct tape_mark){.on = NULL};
  if (!t || !m || t->status)
    return t && m ? t->status : AD_BAD_ARGUMENT;
  if (!clear_from(t, gathered(t)) || !keep_all(t))
    return AD_NO_MEMORY;
  t->gathers = t->used + 1;
  const uint32_t entry = t->kepts - 1;
  *m = (struct tape_mark){.on = t,
                          .slot = t->used,
                          .entry = entry,
                          .epoch = t->kept[entry].epoch,
                          .constants = t->constants,
                          .rests = t->rests,
                          .matrices = t->matrices,
                          .parts = t->parts,
                          .guards = t->replays ? t->replays->guards : 0,
                          .changes = t->graph ? t->graph->changes : 0};
  return AD_OK;
}

static inline uint32_t least(uint32_t a, uint32_t b) { return a < b ? a : b; }

enum ad_status tape_rewind(const struct tape_mark *m)
{
  enum ad_status status = check_mark(m);
  if (!status && m->on->graph)
    status = tape_graph_rewind(m->on, m->slot, m->changes);
  if (status)
    return status;
  tape *const t = m->on;
  t->constants = m->constants;
  t->rests = m->rests;
  t->matrices = m->matrices;
  t->parts = m->parts;
  t->swept = least(t->swept, m->slot);
  t->dotted = least(t->dotted, m->slot);
  t->seconds = least(t->seconds, m->slot);
  t->gathers = least(t->gathers, m->slot + 1);
  if (t->replays)
    tape_replays_rewind(t, m->slot, m->guards);
  t->kepts = m->entry + 1;
  begin_epoch(t, m->slot);
  return AD_OK;
}
