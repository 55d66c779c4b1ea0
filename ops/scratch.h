/* scratch.h: memory for the length of one rule.
 *
 * A rule takes what it needs and gives nothing back; whoever called it resets
 * the whole.  Chunks are kept, so that after the first sweep no rule
 * allocates. */
#ifndef DUALTAPE_SCRATCH_H
#define DUALTAPE_SCRATCH_H

#include "block.h"

#ifdef __cplusplus
extern "C" {
#endif

struct ad_scratch {
  struct ad_scratch_chunk *chunks, *current; /* all NULL to begin with */
};

/* n numbers, not cleared; NULL if out of memory. */
double *ad_scratch_take(struct ad_scratch *s, size_t n);

/* A packed block of this shape, all 0, with tangents or not; its v is NULL if
 * out of memory. */
struct ad_block ad_scratch_block(struct ad_scratch *s, size_t rows,
                                 size_t cols, bool tangents);

/* Takes everything back, but keeps the memory; and gives the memory back. */
void ad_scratch_reset(struct ad_scratch *s);
void ad_scratch_free(struct ad_scratch *s);

/* The bytes it has asked for. */
size_t ad_scratch_bytes(const struct ad_scratch *s);

#ifdef __cplusplus
}
#endif
#endif
