/* optimize_impl.h: what the files of optimize.h share; not installed. */
#ifndef DUALTAPE_OPTIMIZE_IMPL_H
#define DUALTAPE_OPTIMIZE_IMPL_H

#include "graph_impl.h"
#include "optimize.h"
#include "replay_impl.h"

/* What is known of a slot of the old tape. */
enum mark {
  MARK_ASKED = 1,  /* one of x */
  MARK_FROZEN = 2, /* depends on no x */
  MARK_LIVE = 4,   /* an output or a guard depends on it */
  MARK_SOLID = 8,  /* a matrix's record looks at it: it needs a slot */
  MARK_OUT = 16,   /* one of y */
  MARK_CARRIES = 32 /* may have an adjoint: an output depends on it */
};

/* A record of either kind, found from its first slot. */
struct span {
  uint32_t first, last;     /* its slots */
  const struct tape_matrix *m; /* NULL: a scalar's, or inputs */
  bool input;
  enum ad_op op; /* a scalar's */
  int n;         /* an OPN op's integer */
  int args;      /* of a scalar's op, with an adjoint */
  struct {
    bool constant;
    uint32_t slot;
    double value;
  } x[AD_OP_ARGS];
};

/* How a slot's value is used by scalars' records: how often, by the last record
 * but none and the one before, and by the first. */
struct uses {
  uint32_t count, last, second, first;
  bool matrix; /* or by a matrix's, where order is not known */
};

/* What was recorded as what: keys of the new tape's scalar records. */
struct merger {
  struct merge_key *table;
  size_t room; /* a power of 2 */
  struct uses *use; /* of slots of the old tape */
};

struct optimizer {
  const tape *from;
  tape *to;
  int flags;
  uint8_t *mark;
  uint32_t *map; /* old slot to new */
  struct merger merge;
  size_t folded, merged;
  bool again; /* merging has made more to merge */
};

/* The record that begins at slot i; ends there. */
struct span tape_span_from(const tape *t, uint32_t i);
struct span tape_span_to(const tape *t, uint32_t last);

enum ad_status tape_merger_open(struct optimizer *o);
void tape_merger_close(struct optimizer *o);

/* An earlier record of the new tape that does the same as r, whose operands in
 * the new tape are x; and may stand for it.  Else false, and the record that is
 * about to be made, in slot `slot`, is noted. */
bool tape_merge(struct optimizer *o, const struct span *r, const var *x,
                uint32_t *slot);

#endif
