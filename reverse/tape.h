/* tape.h: reverse mode, by a tape.
 *
 * While a function runs on vars, every op appends one record to a tape: what
 * was done, to which earlier values, and the value it gave.  Afterwards one
 * sweep over the tape from its end to its start carries adjoints,
 *
 *   v̄_i = dy/dv_i,   v̄_a += v̄_i (dv_i/dv_a)   for each argument a of record i,
 *
 * and so yields the gradient with respect to all inputs at once, at a small
 * multiple of the function's own cost however many inputs there are.
 * (Griewank & Walther, Evaluating Derivatives, 2nd ed., section 3.2; Baydin
 * et al., JMLR 18 (2018), section 3.2.)
 *
 *   tape *t = tape_new();
 *   var x = tape_input(t, 2), y = tape_input(t, 5);
 *   var z = var_sub(var_add(var_log(x), var_mul(x, y)), var_sin(y));
 *   double grad[2];
 *   if (tape_gradient(z, 2, (var[]){x, y}, grad) == AD_OK)
 *     use(var_value(z), grad);
 *   tape_free(t);
 *
 * Errors are sticky: the first one stays on the tape, later ops do nothing
 * and yield NaN, and the call that asks for a gradient returns the status.
 * So a formula needs no checks in its middle.
 *
 * A tape belongs to one thread at a time; there is no global state. */
#ifndef DUALTAPE_TAPE_H
#define DUALTAPE_TAPE_H

#include <stdint.h>
#include <string.h>

#include "../ops/block.h"
#include "../ops/policy.h"
#include "../ops/scratch.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct tape tape;

/* Two members that are the lower and the upper half of 64 bits. */
#if defined __BYTE_ORDER__ && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define TAPE_HALVES(low, high) uint32_t high, low
#else
#define TAPE_HALVES(low, high) uint32_t low, high
#endif

/* One value: a slot of a tape, or a constant, which is on no tape and takes
 * no room.  Passed by value.  The tag is what the compiler prints when
 * somebody writes x * y. */
typedef struct var_write_add_sub_mul_div_not_operators {
  tape *on; /* NULL: a constant */
  union {
    struct {
      TAPE_HALVES(slot, epoch);
    } at;
    uint64_t word;     /* both, for recording: see tape_ready */
    uint64_t constant; /* its bits: see var_constant */
  } as;
} var;

/* ---- the tape ----------------------------------------------------------- */

/* An empty tape; NULL if out of memory.  Free it with tape_free, which takes
 * NULL too. */
tape *tape_new(void);
void tape_free(tape *t);

/* Forgets all records, vars and errors but keeps the memory, for recording
 * again.  A var from before is stale: using it is AD_STALE_VAR. */
void tape_reset(tape *t);

/* Lets the tape hold at most `slots` values; one more is AD_TAPE_FULL.  The
 * default, 0, stands for the most that 32-bit indexes can name. */
void tape_limit(tape *t, size_t slots);

/* Which partials the sweeps over this tape take at the ops' edges; NULL, the
 * default, is the rows' own rules.  The policy is not copied: it has to live
 * as long as it is set.  tape_reset keeps it. */
void tape_policy(tape *t, const struct ad_policy *policy);

/* The first error since tape_new or tape_reset, or AD_OK. */
enum ad_status tape_status(const tape *t);

/* The first error as a sentence, with what is known of the place: the op, both
 * shapes, the slot.  Valid until the tape changes. */
const char *tape_error_text(const tape *t);

/* The number of values on the tape, and the bytes it has asked for. */
size_t tape_size(const tape *t);
size_t tape_bytes(const tape *t);

/* ---- vars --------------------------------------------------------------- */

/* An independent variable with the primal x. */
var tape_input(tape *t, double x);

/* n independent variables in one record, in consecutive slots: out[j] has the
 * primal x[j].  out belongs to the caller. */
enum ad_status tape_inputs(tape *t, size_t n, const double *x, var *out);

/* The same without an array of vars, for functions of many inputs: the first
 * one is returned, and input j is var_after(first, j).  A constant NaN if n is
 * 0 or x is NULL. */
var tape_input_range(tape *t, size_t n, const double *x);

/* The var `j` slots after x, which is one of a range of inputs. */
static inline var var_after(var x, size_t j)
{
  x.as.word += (uint32_t)j;
  return x;
}

/* A constant: never recorded, no gradient flows into it. */
static inline var var_const(double c)
{
  var x;
  x.on = NULL;
  memcpy(&x.as.constant, &c, sizeof c);
  return x;
}

/* What a constant is.  (A var has it as an integer, since compilers would keep
 * one with a double in a floating-point register, slots and all, and take them
 * out of it at every op: a tenth of the time of recording.) */
static inline double var_constant(var x)
{
  double c;
  memcpy(&c, &x.as.constant, sizeof c);
  return c;
}

/* The primal.  NaN if the var is stale or its tape has an error. */
double var_value(var x);

/* The adjoint of x left by the last reverse sweep over its tape: dy/dx for
 * inputs and intermediate values alike.  0 for constants; NaN where
 * var_value is NaN or no sweep has come by. */
double var_adjoint(var x);

/* ---- gradients ---------------------------------------------------------- */

/* grad[j] = dy/dx_j for j < n.  x may name any vars of the tape, intermediate
 * ones too.  Returns the tape's status; AD_NOT_INPUT if an x_j is a constant.
 * If y is a constant, the gradient is zero.  On an error grad is untouched. */
enum ad_status tape_gradient(var y, size_t n, const var *x, double *grad);

/* The same for the inputs var_after(first, j), j < n, or any slots in a row. */
enum ad_status tape_gradient_range(var y, size_t n, var first, double *grad);

/* Vector-Jacobian product: xbar[j] = sum_i w[i] dy_i/dx_j, for m outputs y
 * with the seeds w (the "head gradient"), in one sweep.  All vars of one
 * tape. */
enum ad_status tape_vjp(size_t m, const var *y, const double *w, size_t n,
                        const var *x, double *xbar);

/* As tape_vjp with |w_i| and the absolute value of every partial: the sum over
 * all paths from x_j to the outputs of the magnitude that the path brings.
 * Where xbar is a difference of large contributions, this tells how large. */
enum ad_status tape_vjp_magnitude(size_t m, const var *y, const double *w,
                                  size_t n, const var *x, double *xbar);

/* The same in three steps, for outputs and inputs of any kind: make all
 * adjoints 0; add w to that of y, for as many outputs as there are; sweep.
 * Afterwards var_adjoint and var_mat_adjoint have the adjoints.  These return
 * the tape's status. */
enum ad_status tape_clear_adjoints(tape *t);
enum ad_status tape_seed(var y, double w);
enum ad_status tape_sweep(tape *t);

/* First-order bound of the rounding error in the value of the outputs seeded
 * in the last tape_vjp: eps * sum_i |v̄_i v_i| over all records, each record's
 * value being right to 1 ulp, or to what the op's row says; in a record of a
 * whole matrix, the terms that its elements are sums of, in place of v_i, as
 * often as there are terms.  (M. Iri, Japan J. Appl. Math. 1 (1984).)  Infinity
 * if out of memory. */
double tape_rounding(const tape *t);

/* ---- recording: private to the inline functions below ------------------- */

/* What a record does.  An OP2 row has two codes more for a constant operand
 * on the right (vc) or on the left (cv), which needs no slot.  An OP3 row has
 * seven, whose number tells which arguments are constants (bit k: argument k). */
enum tape_code {
  TAPE_INPUT,
  TAPE_MATRIX, /* a is its place in `matrix`, b the slots it makes */
#define OP1(name, ...) TAPE_##name,
#define OPN(name, ...) TAPE_##name,
#define OP2(name, ...) TAPE_##name, TAPE_##name##_vc, TAPE_##name##_cv,
#define OP3(name, ...)                                                        \
  TAPE_##name, TAPE_##name##_1, TAPE_##name##_2, TAPE_##name##_3,             \
    TAPE_##name##_4, TAPE_##name##_5, TAPE_##name##_6,
#include "../ops/ops.def"
  TAPE_CODE_COUNT
};

/* The codes of an OP3 row with a constant, as cases of a switch. */
#define TAPE_WITH_CONSTANTS(name)                                             \
  case TAPE_##name##_1: case TAPE_##name##_2: case TAPE_##name##_3:           \
  case TAPE_##name##_4: case TAPE_##name##_5: case TAPE_##name##_6

/* a, b: slots of the arguments.  A constant operand: its place in `constant`.
 * An OPN record: b is the integer's bits.  An OP3 record: b is a place in
 * `rest`.  An input record: a is the number of slots it makes. */
struct tape_args {
  uint32_t a, b;
};

/* The second and the third argument of an OP3 record. */
struct tape_rest {
  uint32_t b, c;
};

/* Slot i is value v_i, and record i tells how it was made: 17 bytes in three
 * parallel arrays, and 8 more where it has three arguments.  A record that makes
 * a range of slots stands at the first and at the last slot of its range, so that
 * sweeps meet it from both sides; what lies between is never touched. */
struct tape {
  double *val;
  struct tape_args *arg;
  uint8_t *code;
  TAPE_HALVES(used, epoch); /* slots made; counts resets: a var of an older
                               epoch is stale.  Together, the next var */
  uint32_t room; /* slots there is memory for; 0 after an error */
  enum ad_status status;
  /* what tape_reset makes 0 stands together */
  uint32_t constants, rests, matrices, parts;
  uint32_t dotted, seconds, swept; /* up to where dot, adjdot, adj are valid */
  uint32_t gathers; /* adjoints below slot gathers - 1 gather; 0: none do */
  uint32_t kepts, below; /* below: epoch ^ that of the last kept; or 0 */
  uint32_t no_grad;      /* how many no-gradient regions are open */
  double *constant;
  struct tape_rest *rest;
  uint32_t constant_room, rest_room, dot_room, adj_room;
  double *adj; /* adjoints */
  double *dot, *adjdot; /* tangents of values and of adjoints: second.c */
  uint32_t capacity, limit;
  const struct ad_policy *policy;
  struct tape_matrix *matrix; /* records of whole matrices: matrix_impl.h */
  uint32_t matrix_room;
  struct tape_part *part; /* parts of joined matrices */
  uint32_t part_room;
  struct ad_scratch scratch;
  struct tape_graph *graph; /* autograd.h's; NULL until it is used */
  struct tape_replays *replays; /* replay.h's; the same */
  struct tape_kept {        /* what marks keep, from below: mark.h.  Slots from */
    uint32_t end, epoch;    /* the last entry's end to this one's are of an */
  } *kept;                  /* earlier epoch, and not stale */
  uint32_t kept_room;
  char error[200]; /* more about the status than its text; or "" */
};

/* Where a tape has the next var: used and epoch. */
#define TAPE_NEXT_AT                                                          \
  (offsetof(tape, used) < offsetof(tape, epoch) ? offsetof(tape, used)        \
                                                : offsetof(tape, epoch))

/* The same for operands that the fast path refuses: two constants, a full
 * tape, errors. */
var tape_record1(enum ad_op op, var a, int n);
var tape_record2(enum ad_op op, var a, var b);
var tape_record3(enum ad_op op, var a, var b, var c);

/* The place of c among the tape's constants, a new one if need be. */
uint32_t tape_new_constant(tape *t, double c);

/* The var that the next record makes: slot `used` of this epoch.  Recording
 * handles a var as one word, since compilers that see two halves put them
 * together in vector registers, at a sixth of the time of a record; and it
 * writes the word as a whole, since the processor would wait to read what was
 * written in parts. */
static inline uint64_t tape_next(const tape *t)
{
  uint64_t next;
  memcpy(&next, (const char *)t + TAPE_NEXT_AT, sizeof next);
  return next;
}

static inline void tape_used(tape *t, uint64_t next)
{
  memcpy((char *)t + TAPE_NEXT_AT, &next, sizeof next);
}

/* The var of a slot. */
static inline var var_at(tape *t, uint32_t slot)
{
  var x;
  x.on = t;
  x.as.word = tape_next(t) >> 32 << 32 | slot;
  return x;
}

static inline uint32_t tape_slot(var x) { return (uint32_t)x.as.word; }

/* Appends a record to a tape that has room. */
static inline var tape_push(tape *t, enum tape_code code, uint32_t a,
                            uint32_t b, double y)
{
  var x;
  x.on = t;
  x.as.word = tape_next(t);
  const uint32_t i = tape_slot(x);
  t->val[i] = y;
  t->arg[i].a = a;
  t->code[i] = (uint8_t)code; /* between a and b, lest these be put together */
  t->arg[i].b = b;
  tape_used(t, x.as.word + 1);
  return x;
}

/* Puts two arguments into `rest`, which has room; returns their place. */
static inline uint32_t tape_push_rest(tape *t, uint32_t b, uint32_t c)
{
  const uint32_t place = t->rests++;
  t->rest[place].b = b;
  t->rest[place].c = c;
  return place;
}

/* Whether a slot that was made in an epoch is still there: the epoch is the
 * present one, or the slot is below a mark.  Vars tell by tape_good. */
bool tape_keeps(const tape *t, uint32_t slot, uint32_t epoch);
static inline bool tape_has(const tape *t, uint32_t slot, uint32_t epoch)
{
  return epoch == t->epoch || tape_keeps(t, slot, epoch);
}

/* (A function that does the rest for earlier epochs by a call of its own, which
 * is its last step, costs nothing for the present one.) */
#ifdef __GNUC__
#define TAPE_RARE __attribute__((noinline, cold))
#else
#define TAPE_RARE
#endif
static inline bool tape_good(const tape *t, var x)
{
  return tape_has(t, x.as.at.slot, x.as.at.epoch);
}

/* Where the compiler should not expect to go. */
#ifdef __GNUC__
#define TAPE_LIKELY(condition) __builtin_expect(condition, 1)
#else
#define TAPE_LIKELY(condition) (condition)
#endif

/* Whether a var, `d` being its word ^ tape_next, is of the present epoch, or
 * from just below the last mark; those of below other marks are looked up. */
static inline bool tape_near(const tape *t, uint64_t d)
{
  return d >> 32 == 0 || d >> 32 == t->below;
}

/* Whether a record with this argument can be appended as it is. */
static inline bool tape_ready(const tape *t, var a)
{
  if (!t)
    return false;
  const uint64_t next = tape_next(t);
  return (uint32_t)next < t->room && tape_near(t, a.as.word ^ next);
}

/* The same for two arguments: both are on this tape, and of its epoch. */
static inline bool tape_ready2(var a, var b)
{
  const tape *t = a.on;
  if (!t || b.on != t)
    return false;
  const uint64_t next = tape_next(t);
  const uint64_t c = a.as.word ^ next, d = b.as.word ^ next;
  return (uint32_t)next < t->room &&
         (TAPE_LIKELY((c | d) >> 32 == 0) ||
          (tape_near(t, c) && tape_near(t, d)));
}

/* For three, of which two are in `rest`, and those in `known` are constants (bit
 * k: argument k), t being the tape of the others. */
static inline bool tape_ready3(const tape *t, unsigned known, var a, var b,
                               var c)
{
  if (known == 7 || !t || (!(known & 2) && b.on != t) ||
      (!(known & 4) && c.on != t))
    return false;
  const uint64_t next = tape_next(t);
  const uint64_t d = known & 1 ? 0 : a.as.word ^ next,
                 e = known & 2 ? 0 : b.as.word ^ next,
                 f = known & 4 ? 0 : c.as.word ^ next;
  return (uint32_t)next < t->room && t->rests < t->rest_room &&
         (TAPE_LIKELY((d | e | f) >> 32 == 0) ||
          (tape_near(t, d) && tape_near(t, e) && tape_near(t, f)));
}

/* The place of c among the tape's constants.  A function repeats few of them
 * (Rosenbrock: 1 and 100), so the last two are looked at first; they are
 * compared by their bits, which also tell 0 from -0. */
static inline uint32_t tape_constant(tape *t, double c)
{
  for (uint32_t k = 1; k <= 2 && k <= t->constants; k++)
    if (memcmp(&t->constant[t->constants - k], &c, sizeof c) == 0)
      return t->constants - k;
  return tape_new_constant(t, c);
}

/* Where the compiler sees that an operand is a constant, as in
 * var_mul(var_const(100), x), it records the op's constant form in place;
 * inlining is forced, so that it sees. */
#ifdef __GNUC__
#define TAPE_INLINE static inline __attribute__((always_inline))
#define TAPE_KNOWN_CONSTANT(x) (__builtin_constant_p(!(x).on) && !(x).on)
#else
#define TAPE_INLINE static inline
#define TAPE_KNOWN_CONSTANT(x) (false)
#endif

/* Which of three are: bit k, argument k. */
#define TAPE_KNOWN_CONSTANTS(a, b, c)                                         \
  ((TAPE_KNOWN_CONSTANT(a) ? 1u : 0) | (TAPE_KNOWN_CONSTANT(b) ? 2u : 0) |    \
   (TAPE_KNOWN_CONSTANT(c) ? 4u : 0))

/* The value of an operand, and where a record says it is, its slot or its place
 * among the constants. */
static inline double tape_primal(const tape *t, bool constant, var x)
{
  return constant ? var_constant(x) : t->val[tape_slot(x)];
}
static inline uint32_t tape_place(tape *t, bool constant, var x)
{
  return constant ? tape_constant(t, var_constant(x)) : tape_slot(x);
}

#define OP1(name, ...)                                                        \
  TAPE_INLINE var var_##name(var a)                                           \
  {                                                                           \
    if (!tape_ready(a.on, a))                                                 \
      return tape_record1(AD_OP_##name, a, 0);                                \
    uint32_t i = tape_slot(a);                                                \
    return tape_push(a.on, TAPE_##name, i, 0, ad_##name(a.on->val[i]));       \
  }
#define OPN(name, ...)                                                        \
  TAPE_INLINE var var_##name(var a, int n)                                    \
  {                                                                           \
    if (!tape_ready(a.on, a))                                                 \
      return tape_record1(AD_OP_##name, a, n);                                \
    uint32_t i = tape_slot(a);                                                \
    return tape_push(a.on, TAPE_##name, i, (uint32_t)n,                       \
                     ad_##name(a.on->val[i], n));                             \
  }
#define OP2(name, ...)                                                        \
  TAPE_INLINE var var_##name(var a, var b)                                    \
  {                                                                           \
    uint32_t i = tape_slot(a), j = tape_slot(b);                              \
    if (TAPE_KNOWN_CONSTANT(b) && tape_ready(a.on, a))                        \
      return tape_push(a.on, TAPE_##name##_vc, i,                             \
                       tape_constant(a.on, var_constant(b)),                    \
                       ad_##name(a.on->val[i], var_constant(b)));               \
    if (TAPE_KNOWN_CONSTANT(a) && tape_ready(b.on, b))                        \
      return tape_push(b.on, TAPE_##name##_cv,                                \
                       tape_constant(b.on, var_constant(a)), j,                 \
                       ad_##name(var_constant(a), b.on->val[j]));               \
    if (!tape_ready2(a, b))                                                   \
      return tape_record2(AD_OP_##name, a, b);                                \
    return tape_push(a.on, TAPE_##name, i, j,                                 \
                     ad_##name(a.on->val[i], a.on->val[j]));                  \
  }
#define OP3(name, ...)                                                        \
  TAPE_INLINE var var_##name(var a, var b, var c)                             \
  {                                                                           \
    const unsigned known = TAPE_KNOWN_CONSTANTS(a, b, c);                     \
    tape *const t = !(known & 1) ? a.on : !(known & 2) ? b.on : c.on;         \
    if (!tape_ready3(t, known, a, b, c))                                      \
      return tape_record3(AD_OP_##name, a, b, c);                             \
    const double y = ad_##name(tape_primal(t, known & 1, a),                  \
                               tape_primal(t, known & 2, b),                  \
                               tape_primal(t, known & 4, c));                 \
    const uint32_t i = tape_place(t, known & 1, a),                           \
                   j = tape_place(t, known & 2, b),                           \
                   k = tape_place(t, known & 4, c);                           \
    return tape_push(t, (enum tape_code)(TAPE_##name + known), i,             \
                     tape_push_rest(t, j, k), y);                             \
  }
#include "../ops/ops.def"

#ifdef __cplusplus
}
#endif
#endif
