/* sparsity_impl.h: index domains on a tape, for sparsity.h's files; not
 * installed. */
#ifndef DUALTAPE_SPARSITY_IMPL_H
#define DUALTAPE_SPARSITY_IMPL_H

#include "optimize_impl.h"
#include "sparsity.h"

/* A list of numbers that grows. */
struct index_list {
  uint32_t *at;
  size_t count, room;
};

/* A set of inputs: `size` ascending numbers from arena.at[from] on. */
struct index_set {
  size_t from;
  uint32_t size;
  bool squared; /* all its pairs are in the Hessian already */
};

enum { SET_EMPTY = 0 };      /* number 1 + j is {j} */
#define SET_PENDING UINT32_MAX /* is made when asked for */

struct sparsity {
  const tape *t;
  size_t n;
  uint32_t *rep;  /* the slot whose domain this slot has */
  uint32_t *set;  /* of such a slot: its set */
  uint32_t *seen; /* slots, by stamp */
  uint8_t *live;  /* y depends on it; NULL where that is not asked */
  uint32_t *mark; /* inputs, by stamp */
  uint32_t stamp;
  struct index_set *sets;
  size_t set_count, set_room;
  struct index_list arena, stack, found, roots;
  struct index_list pairs; /* 2k, 2k + 1: sets whose inputs interact */
  bool flat[AD_OP_COUNT][AD_OP_ARGS];
  bool curved[AD_OP_COUNT][AD_OP_ARGS][AD_OP_ARGS];
};

/* Room for a pattern with `count` entries, its starts 0.  On an error *p holds
 * no memory. */
enum ad_status tape_pattern_open(size_t rows, size_t cols, size_t count,
                                 struct ad_pattern *p);

/* For x[0..n-1] on t; to be followed by close in any case. */
enum ad_status tape_sparsity_open(struct sparsity *s, const tape *t, size_t n,
                                  const var *x, bool hessian);
void tape_sparsity_close(struct sparsity *s);

bool tape_index_push(struct index_list *l, uint32_t i);

/* After s->stamp++ and s->found.count = 0: adds a set to s->found, numbers that
 * are not there yet (false if out of memory); and puts s->found in order. */
bool tape_find_set(struct sparsity *s, uint32_t set);
void tape_sort_found(struct sparsity *s);

/* Those below return false if out of memory.  The set of a slot's domain: */
bool tape_domain_set(struct sparsity *s, uint32_t slot, uint32_t *set);

/* the set that the domains of the slots in s->roots have together: */
bool tape_domain_gather(struct sparsity *s, uint32_t *set);

/* The domains of all slots that a record makes. */
bool tape_domain_record(struct sparsity *s, const struct span *r);
bool tape_domain_matrix(struct sparsity *s, const struct tape_matrix *m);

/* Hessian: what a live record's arguments are, marked as live; and which pairs
 * of sets it lets interact. */
bool tape_live_matrix(struct sparsity *s, const struct tape_matrix *m);
bool tape_interact(struct sparsity *s, uint32_t a, uint32_t b);
bool tape_interact_matrix(struct sparsity *s, const struct tape_matrix *m);

#endif
