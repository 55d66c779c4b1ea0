/* replay_impl.h: what replay.h keeps beside a tape, for reverse/ alone; not
 * installed. */
#ifndef DUALTAPE_REPLAY_IMPL_H
#define DUALTAPE_REPLAY_IMPL_H

#include "../ops/info.h"
#include "matrix_impl.h"
#include "replay.h"

enum tape_compare { TAPE_LT, TAPE_LE, TAPE_GT, TAPE_GE, TAPE_EQ, TAPE_NE };

/* One side of a comparison: a slot's value, or a constant. */
union tape_side {
  uint32_t slot;
  double constant;
};

struct tape_guard {
  union tape_side a, b;
  uint32_t at;      /* how long the tape was */
  uint32_t origin;  /* its place on the tape that this one was made from */
  uint8_t compare;  /* enum tape_compare */
  uint8_t constants; /* bit 0: a is one, bit 1: b */
  bool held;        /* what came out when it was recorded */
};

/* An op with pieces, and the piece that it was on when first seen: its first
 * partials, and its value where these are all 0. */
struct tape_piece {
  uint32_t slot, matrix; /* UINT32_MAX: a scalar's record */
  enum ad_op op;
  double key[AD_OP_ARGS + 1];
};

struct tape_replays {
  struct tape_guard *guard;
  uint32_t guards, guard_room;
  struct tape_piece *piece;
  uint32_t pieces, piece_room;
  uint32_t known; /* slots whose pieces are listed */
  bool failed;    /* the tape's status is a replay's */
};

/* The tape's; NULL if out of memory. */
struct tape_replays *tape_replays_of(tape *t);
void tape_replays_reset(tape *t);
/* Forgets slots from `used` on, and the guards from number `guards` on. */
void tape_replays_rewind(tape *t, uint32_t used, uint32_t guards);
void tape_replays_free(tape *t);
size_t tape_replays_bytes(const tape *t);

/* Takes back an error that was a replay's. */
void tape_mend(tape *t);

/* Whether an input's record made the slot; *begin and *end, 0 at first, are
 * kept from call to call. */
bool tape_is_input(const tape *t, uint32_t slot, uint32_t *begin,
                   uint32_t *end);

/* What x[0..n-1] have to be to get other values: inputs of t. */
enum ad_status tape_check_inputs(const tape *t, size_t n, const var *x);

/* Appends a guard; its first failure below slot `until`, or NULL. */
bool tape_keep_guard(tape *t, enum tape_compare compare, var a, var b,
                     bool held);
const struct tape_guard *tape_failed_guard(const tape *t, uint32_t until);
size_t tape_failed_guards(const tape *t);

/* The sides' values. */
double tape_side_value(const tape *t, const struct tape_guard *g, int side);

/* How a guard comes out when its sides are a and b. */
bool tape_compare_values(enum tape_compare compare, double a, double b);

/* "comparison 3, slot 1 (2) < 1, was true ...": guard k with the values a, b. */
void tape_say_guard(const tape *t, uint32_t k, double a, double b, char *text,
                    size_t size);

/* Lists the pieces of slots that are new; whether there was memory. */
bool tape_list_pieces(tape *t);
/* Whether op is one with pieces. */
bool tape_has_pieces(enum ad_op op);

#endif
