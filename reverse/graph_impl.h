/* graph_impl.h: what autograd.h keeps beside a tape, for reverse/ alone; not
 * installed.
 *
 * A tape says how values were made.  Which of them are leaves, what their
 * gradients have added up to, what was freed or changed, stands here, with one
 * byte of flags for each slot.  It is made when it is first asked for, and
 * catches up with the tape (`known`) whenever it is asked again; recording
 * knows nothing of it. */
#ifndef DUALTAPE_GRAPH_IMPL_H
#define DUALTAPE_GRAPH_IMPL_H

#include "autograd.h"
#include "custom.h"
#include "matrix_impl.h"

/* Marks a text that whoever prints it translates: po/. */
#define N_(text) text

enum slot_flag {
  SLOT_LEAF = 1,      /* an input's */
  SLOT_MATRIX = 2,    /* of a record in tape.matrix */
  SLOT_REACHED = 4,   /* the backward that runs comes to it */
  SLOT_GRAD = 8,      /* has a .grad */
  SLOT_RETAINED = 16, /* an intermediate whose .grad is wanted */
  SLOT_FREED = 32,    /* its record was swept and not retained */
  SLOT_CHANGED = 64,  /* stands in `change` */
  SLOT_REPLACED = 128 /* by an op in place: its vars are of the past */
};

/* Slots that were changed in place, when the tape had `at` values. */
struct tape_change {
  struct tape_operand window;
  uint32_t at, times;
  bool replaced;
};

struct tape_hooked {
  int number;
  var_mat x;
  tape_hook *hook;
  tape_hook_derivative *derivative; /* NULL: not known */
  void *data;
  uint32_t fires; /* when the sweep has come down to here */
};

/* A hook that the backward with TAPE_CREATE_GRAPH has called: what the gradient
 * was before, and then after it, from place `at` of tape_graph.fired_grad. */
struct tape_fired {
  struct tape_hooked by;
  size_t at;
};

struct tape_graph {
  uint32_t known, room;
  uint8_t *flag; /* enum slot_flag, by slot */
  double *grad;  /* by slot, where SLOT_GRAD is set */
  uint8_t uses[AD_OP_COUNT][AD_OP_ARGS]; /* enum value_use of each partial */
  struct tape_change *change;
  uint32_t changes, change_room;
  struct tape_hooked *hook;
  uint32_t hooks, hook_room;
  int hook_number; /* the last one given */
  const struct tape_custom **custom;
  uint32_t customs, custom_room;
  bool created;  /* by TAPE_CREATE_GRAPH, from this y with this head, */
  var_mat root;
  double *head;
  size_t head_room;
  struct tape_fired *fired; /* and these hooks, in the order of their calls */
  uint32_t fireds, fired_room;
  double *fired_grad;
  size_t fired_grads, fired_grad_room;
  char message[320];
};

/* A custom op's place among the tape's; false if out of memory. */
bool tape_custom_place(struct tape_graph *g, const struct tape_custom *c,
                       int *place);

/* The tape's graph, which has caught up; NULL if out of memory. */
struct tape_graph *tape_graph_of(tape *t);
void tape_graph_free(tape *t);
void tape_graph_reset(tape *t);
/* Forgets slots from `used` on, with their hooks and changes; AD_CHANGED_IN_PLACE
 * if one of below was changed since there were `changes` of them. */
enum ad_status tape_graph_rewind(tape *t, uint32_t used, uint32_t changes);
size_t tape_graph_bytes(const tape *t);

/* Sets the message, and returns the status. */
enum ad_status tape_refuse(struct tape_graph *g, enum ad_status status,
                           const char *format, ...)
#ifdef __GNUC__
  __attribute__((format(printf, 3, 4)))
#endif
  ;

/* Begins a call about x: *g is its tape's graph, without a message.  x has a
 * tape.  AD_STALE_VAR, AD_NO_MEMORY, or the tape's own error. */
enum ad_status tape_ask(var_mat x, struct tape_graph **g);

/* ---- windows ------------------------------------------------------------- */

/* The slots of a matrix, as an operand; of one slot. */
struct tape_operand tape_window(var_mat x);

static inline uint32_t tape_window_slot(const struct tape_operand *w, size_t i,
                                        size_t j)
{
  return (uint32_t)((int64_t)w->slot + (int64_t)i * w->rs + (int64_t)j * w->cs);
}

/* For each slot of window w. */
#define EACH_SLOT(w, slot, ...)                                               \
  for (size_t i_ = 0; i_ < (w)->rows; i_++)                                   \
    for (size_t j_ = 0; j_ < (w)->cols; j_++) {                               \
      const uint32_t slot = tape_window_slot(w, i_, j_);                      \
      __VA_ARGS__                                                             \
    }

bool tape_window_has(const struct tape_operand *w, uint32_t slot);

/* Whether any slot has the flag; sets it on all. */
bool tape_window_any(const struct tape_graph *g, const struct tape_operand *w,
                     enum slot_flag flag);
void tape_window_mark(struct tape_graph *g, const struct tape_operand *w,
                      enum slot_flag flag);

/* ---- records ------------------------------------------------------------- */

/* Which values a partial needs; args by 1 << k. */
enum value_use { USES_RESULT = 8, USES_ALL = 15 };

/* A record, whatever its kind. */
struct tape_record {
  bool leaf;
  uint32_t first, last; /* its slots; of a leaf, first is one of them */
  uint32_t args;
  int op;                /* enum ad_op of a scalar or elementwise op, else -1 */
  struct tape_matrix *m; /* NULL: a scalar */
};

/* The record that made the slot; and the one that ends there, inputs with all
 * their slots. */
struct tape_record tape_record_of(const tape *t, uint32_t slot);
struct tape_record tape_record_ending(const tape *t, uint32_t last);

/* Its argument k; `wanted` is false if nothing flows there. */
struct tape_operand tape_record_arg(const tape *t, const struct tape_record *r,
                                    uint32_t k);

/* Which values the partial with respect to argument k needs; and whether any
 * partial that is wanted needs one. */
int tape_record_uses(const tape *t, const struct tape_record *r, uint32_t k);
bool tape_record_keeps(const tape *t, const struct tape_record *r);

const char *tape_record_name(const tape *t, const struct tape_record *r);

/* The columns of the op table: which letters stand in a partial's text. */
void tape_read_uses(uint8_t uses[AD_OP_COUNT][AD_OP_ARGS]);

/* ---- parts of a backward --------------------------------------------------- */

/* Where the sweep has all of the adjoint of w: the end of its record. */
uint32_t tape_complete_at(const tape *t, const struct tape_operand *w);

/* Marks what y reaches; refuses what is freed or changed (then nothing is
 * marked).  tape_unreach takes the marks away. */
enum ad_status tape_reach(tape *t, var_mat y, bool again);
void tape_unreach(tape *t, uint32_t from);

/* Whether the values that record r needs are those that it saw. */
enum ad_status tape_check_versions(tape *t, const struct tape_record *r);

/* Adds what a sweep has found to the .grad of reached leaves and retained
 * values. */
void tape_keep(struct tape_graph *g, const double *found, uint32_t from);

/* y and head of a backward, for a gradient of its gradient. */
enum ad_status tape_remember(struct tape_graph *g, var_mat y,
                             const double *head);

/* Sweeps down from `from`, calling hooks on the way; what they are given, and
 * give back, goes into `fired` if `save`. */
enum ad_status tape_sweep_hooked(tape *t, uint32_t from, bool save);

/* Brings the hooks into the order in which a sweep calls them; lets one see, and
 * change, its window of an array over the slots. */
void tape_sort_hooks(struct tape_graph *g);
enum ad_status tape_call_hook(tape *t, const struct tape_hooked *h,
                              double *array);

#endif
