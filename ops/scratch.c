#include <config.h>

#include "scratch.h"

#include <stdint.h>
#include <stdlib.h>

/* Chunks are a list, each at least twice as large as the one before, so that
 * what was taken never moves. */
struct ad_scratch_chunk {
  struct ad_scratch_chunk *next;
  size_t used, room;
  double numbers[];
};

static const size_t first_room = 512;

static struct ad_scratch_chunk *chunk_new(size_t room)
{
  if (room > (SIZE_MAX - sizeof(struct ad_scratch_chunk)) / sizeof(double))
    return NULL;
  struct ad_scratch_chunk *c = malloc(sizeof *c + room * sizeof(double));
  if (c)
    c->next = NULL, c->used = 0, c->room = room;
  return c;
}

double *ad_scratch_take(struct ad_scratch *s, size_t n)
{
  struct ad_scratch_chunk *c = s->current;
  while (c && c->room - c->used < n && c->next)
    c = c->next;
  if (!c || c->room - c->used < n) {
    size_t room = c ? c->room : first_room / 2;
    room = room <= SIZE_MAX / 2 ? 2 * room : room;
    struct ad_scratch_chunk *more = chunk_new(room < n ? n : room);
    if (!more)
      return NULL;
    if (c)
      c->next = more;
    else
      s->chunks = more;
    c = more;
  }
  s->current = c;
  double *numbers = c->numbers + c->used;
  c->used += n;
  return numbers;
}

struct ad_block ad_scratch_block(struct ad_scratch *s, size_t rows,
                                 size_t cols, bool tangents)
{
  const bool fits = !cols || rows <= SIZE_MAX / sizeof(double) / 2 / cols;
  const size_t n = fits ? rows * cols : 0;
  double *v = fits ? ad_scratch_take(s, tangents ? 2 * n : n) : NULL;
  struct ad_block b =
    ad_block_of(v, v && tangents ? v + n : NULL, rows, cols);
  if (v)
    ad_block_zero(b);
  return b;
}

void ad_scratch_reset(struct ad_scratch *s)
{
  for (struct ad_scratch_chunk *c = s->chunks; c; c = c->next)
    c->used = 0;
  s->current = s->chunks;
}

void ad_scratch_free(struct ad_scratch *s)
{
  while (s->chunks) {
    struct ad_scratch_chunk *next = s->chunks->next;
    free(s->chunks);
    s->chunks = next;
  }
  s->current = NULL;
}

size_t ad_scratch_bytes(const struct ad_scratch *s)
{
  size_t bytes = 0;
  for (const struct ad_scratch_chunk *c = s->chunks; c; c = c->next)
    bytes += sizeof *c + c->room * sizeof(double);
  return bytes;
}
