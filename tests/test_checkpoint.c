/* test_checkpoint.c: schedules against dynamic programming and a simulation,
 * gradients by checkpoints against one tape of the whole loop. */
#include <config.h>

#include "close.h"

#include <stdio.h>

#include "../reverse/checkpoint.h"
#include "../reverse/drivers.h"

enum { STEPS = 200, SNAPSHOTS = 10 };

/* ---- the optimum, by dynamic programming ---------------------------------- */

/* best[l][s]: the fewest runs of steps that reverse l steps with s states, the
 * first of which is kept.  Advance m, keep the state there, reverse the l - m
 * steps behind it with one state less, then the m before it with all:
 *   best(1, s) = 0,  best(l, 1) = 1 + 2 + ... + (l-1),
 *   best(l, s) = min over m of m + best(l-m, s-1) + best(m, s). */
static uint64_t best[STEPS + 1][SNAPSHOTS + 1];

static void find_best(void)
{
  for (uint64_t l = 2; l <= STEPS; l++)
    best[l][1] = l * (l - 1) / 2;
  for (size_t s = 2; s <= SNAPSHOTS; s++)
    for (size_t l = 2; l <= STEPS; l++) {
      best[l][s] = UINT64_MAX;
      for (size_t m = 1; m < l; m++) {
        const uint64_t cost = m + best[l - m][s - 1] + best[m][s];
        if (cost < best[l][s])
          best[l][s] = cost;
      }
    }
}

/* ---- a machine that does what a schedule says ----------------------------- */

struct machine {
  const char *wrong; /* NULL, or what is */
  uint64_t advances, most_runs; /* in all; of one step */
  size_t most;                  /* states kept at a time */
};

#define DEMAND(condition)                                                     \
  do                                                                          \
    if (!(condition)) {                                                       \
      m.wrong = #condition;                                                   \
      return m;                                                               \
    }                                                                         \
  while (0)

/* Follows the schedule; online: it is finished when l steps are done.  `edit`
 * may change an action on its way. */
static struct machine follow(tape_schedule *s, uint64_t l, size_t snapshots,
                             bool online,
                             void (*edit)(struct tape_action *, uint64_t))
{
  struct machine m = {0};
  static uint64_t slot[1000], runs[100001];
  static bool full[1000];
  uint64_t at = 0, end = l;
  bool first = true;
  memset(full, 0, sizeof full);
  memset(runs, 0, sizeof runs);
  for (uint64_t count = 0; count < 100000000; count++) {
    struct tape_action a = tape_schedule_next(s);
    if (edit)
      edit(&a, count);
    size_t kept = 0;
    switch (a.kind) {
    case TAPE_ADVANCE:
      DEMAND(a.from == at && a.to > at && a.to <= l);
      DEMAND(online || a.to < end); /* the last step is recorded at once */
      for (uint64_t k = a.from; k < a.to; k++)
        if (++runs[k] > m.most_runs)
          m.most_runs = runs[k];
      m.advances += a.to - a.from;
      at = a.to;
      if (online && at == l) {
        tape_schedule_finish(s);
        online = false;
      }
      break;
    case TAPE_STORE:
      DEMAND(a.from == at && a.slot < snapshots);
      slot[a.slot] = at;
      full[a.slot] = true;
      /* those behind the reversed steps are of no more use */
      for (size_t k = 0; k < snapshots; k++)
        kept += full[k] && slot[k] < end;
      m.most = kept > m.most ? kept : m.most;
      break;
    case TAPE_RESTORE:
      DEMAND(a.slot < snapshots && full[a.slot]);
      DEMAND(slot[a.slot] == a.from && a.from < end);
      at = a.from;
      break;
    case TAPE_FIRST_TURN:
    case TAPE_YOU_TURN:
      DEMAND((a.kind == TAPE_FIRST_TURN) == first);
      DEMAND(a.from == at && a.to == at + 1 && a.to == end);
      first = false;
      end--;
      break;
    case TAPE_TERMINATE:
      DEMAND(end == 0 && m.most <= snapshots);
      DEMAND(tape_schedule_next(s).kind == TAPE_TERMINATE);
      return m;
    }
  }
  m.wrong = "it does not end";
  return m;
}

static struct machine run(uint64_t l, size_t s, bool online)
{
  tape_schedule *schedule = online ? tape_schedule_online(s)
                                   : tape_schedule_new(l, s);
  ck_assert_ptr_nonnull(schedule);
  if (online && l == 0)
    tape_schedule_finish(schedule);
  struct machine m = follow(schedule, l, s, online && l, NULL);
  tape_schedule_free(schedule);
  ck_assert_msg(!m.wrong, "l = %d, s = %d: not %s", (int)l, (int)s, m.wrong);
  return m;
}

/* ---- schedules ------------------------------------------------------------ */

START_TEST(counts_are_the_optimum)
{
  find_best();
  for (size_t s = 1; s <= SNAPSHOTS; s++)
    for (size_t l = 0; l <= STEPS; l++) {
      struct machine m = run(l, s, false);
      ck_assert_uint_eq(m.advances, best[l][s]);
      ck_assert_uint_eq(tape_schedule_optimum(l, s), best[l][s]);
      ck_assert_uint_le(m.most_runs, tape_schedule_repetition(l, s));
    }
}
END_TEST

/* Long loops: the count is the formula's, which is the optimum by the test
 * above, and by hand at the corners. */
START_TEST(long_loops)
{
  const uint64_t l[] = {1000, 12345, 100000};
  const size_t s[] = {2, 7, 50, 999};
  for (size_t i = 0; i < 3; i++)
    for (size_t j = 0; j < 4; j++) {
      struct machine m = run(l[i], s[j], false);
      ck_assert_uint_eq(m.advances, tape_schedule_optimum(l[i], s[j]));
    }
  /* beta(10, 5) = 3003: r = 5, t = 5 l - beta(11, 4) = 15015 - 1365 */
  ck_assert_uint_eq(tape_schedule_optimum(3003, 10), 13650);
  ck_assert_uint_eq(tape_schedule_repetition(3003, 10), 5);
  ck_assert_uint_eq(tape_schedule_repetition(3004, 10), 6);
  const uint64_t large = (uint64_t)1 << 40;
  ck_assert_uint_eq(tape_schedule_optimum(large, SIZE_MAX), large - 1);
  /* beta(10^6, 2) = (10^6 + 2)(10^6 + 1)/2 < l: r = 3 */
  ck_assert_uint_eq(tape_schedule_optimum(large, 1000000),
                    3 * large - 500002500003u);
  ck_assert_uint_eq(tape_schedule_optimum(UINT64_MAX, 1), UINT64_MAX);
}
END_TEST

/* The rule for loops of unknown length: every step runs at most once more than
 * with the length known (the last one, which nobody knew to be the last, among
 * them), and the runs are few more. */
START_TEST(online_repeats_as_little)
{
  double worst = 0;
  for (size_t s = 1; s <= SNAPSHOTS; s++)
    for (size_t l = 0; l <= STEPS; l++) {
      struct machine m = run(l, s, true);
      const uint64_t r = tape_schedule_repetition(l, s);
      ck_assert_msg(m.most_runs <= r + 1, "l = %d, s = %d: %d runs, r = %d",
                    (int)l, (int)s, (int)m.most_runs, (int)r);
      ck_assert_uint_ge(m.advances, tape_schedule_optimum(l, s));
      if (s > 1 && l > 1)
        worst = fmax(worst, (double)m.advances /
                              (double)(tape_schedule_optimum(l, s) + 1));
    }
  printf("# online: at most %.3f times the optimum\n", worst);
  ck_assert_double_le(worst, 1.5);
}
END_TEST

static void late(struct tape_action *a, uint64_t count)
{
  if (a->kind == TAPE_RESTORE && count > 20)
    a->slot = (a->slot + 1) % 3;
}

static void forgetful(struct tape_action *a, uint64_t count)
{
  if (a->kind == TAPE_STORE && count > 2)
    a->slot = 0;
}

static void eager(struct tape_action *a, uint64_t count)
{
  (void)count;
  if (a->kind == TAPE_ADVANCE)
    a->to++;
}

/* Negative control: the machine sees actions that are wrong, and the optimum
 * that somebody else might take for it. */
START_TEST(wrong_schedules_are_seen)
{
  void (*const edits[])(struct tape_action *, uint64_t) = {late, forgetful,
                                                           eager};
  for (size_t k = 0; k < 3; k++) {
    tape_schedule *s = tape_schedule_new(50, 3);
    ck_assert_ptr_nonnull(follow(s, 50, 3, false, edits[k]).wrong);
    tape_schedule_free(s);
  }
  find_best();
  ck_assert_uint_ne(run(57, 4, false).advances, best[57][5]);
  ck_assert_uint_ne(run(57, 4, false).advances, best[58][4]);
}
END_TEST

START_TEST(no_snapshots)
{
  ck_assert_ptr_null(tape_schedule_new(5, 0));
  ck_assert_ptr_null(tape_schedule_online(0));
  ck_assert_ptr_null(tape_schedule_online(SIZE_MAX));
  tape_schedule_free(NULL);
}
END_TEST

/* ---- gradients ------------------------------------------------------------ */

enum { N = 2, LOOP = 300 };

/* W3: x' = sin(x) exp(-x) + p_k x, and the sum of all x; q_0, which W3 has not,
 * is used twice a step, so that the order of its sum counts. */
static enum ad_status w3(uint64_t k, const var *x, const var *q, const var *p,
                         var *y, void *data)
{
  (void)k, (void)data;
  const var wave = var_mul(var_sin(var_mul(q[0], x[0])), var_exp(var_neg(x[0])));
  y[0] = var_add(var_mul(wave, q[0]), var_mul(p[0], x[0]));
  y[1] = var_add(x[1], y[0]);
  return AD_OK;
}

static enum ad_status w3_plain(uint64_t k, const double *x, const double *q,
                               const double *p, double *y, void *data)
{
  (void)k, (void)data;
  const double wave = sin(q[0] * x[0]) * exp(-x[0]);
  y[0] = wave * q[0] + p[0] * x[0];
  y[1] = x[1] + y[0];
  return AD_OK;
}

static const double x0[N] = {0.5, 0}, w[N] = {0.25, 1}, q0[1] = {1.1};
static double p0[LOOP];

static void fill_parameters(void)
{
  for (int k = 0; k < LOOP; k++)
    p0[k] = 0.2 + 0.3 * fabs(sin(k));
}

static enum ad_status parameters(uint64_t k, double *p, void *data)
{
  (void)data;
  p[0] = p0[k];
  return AD_OK;
}

struct result {
  double y[N], xbar[N], qbar[1], pbar[LOOP];
};

/* All steps on one tape. */
static void by_one_tape(size_t steps, struct result *r)
{
  tape *t = tape_new();
  var x[N], q[1], p[LOOP], y[N];
  tape_inputs(t, N, x0, x);
  tape_inputs(t, 1, q0, q);
  tape_inputs(t, LOOP, p0, p);
  var now[N] = {x[0], x[1]};
  for (size_t k = 0; k < steps; k++) {
    w3(k, now, q, p + k, y, NULL);
    memcpy(now, y, sizeof now);
  }
  for (int i = 0; i < N; i++)
    r->y[i] = var_value(now[i]);
  ck_assert_int_eq(tape_vjp(N, now, w, N, x, r->xbar), AD_OK);
  ck_assert_int_eq(tape_vjp(N, now, w, 1, q, r->qbar), AD_OK);
  ck_assert_int_eq(tape_vjp(N, now, w, LOOP, p, r->pbar), AD_OK);
  tape_free(t);
}

/* No tolerance: bit for bit (but -0 for 0). */
static bool same(const struct result *a, const struct result *b, size_t steps)
{
  bool same = a->qbar[0] == b->qbar[0];
  for (int i = 0; i < N; i++)
    same = same && a->y[i] == b->y[i] && a->xbar[i] == b->xbar[i];
  for (size_t k = 0; k < steps; k++)
    same = same && a->pbar[k] == b->pbar[k];
  return same;
}

static bool until(uint64_t k, const double *x, void *data)
{
  (void)x;
  return k < *(const uint64_t *)data;
}

START_TEST(gradients_are_the_tape_s)
{
  const size_t steps[] = {0, 1, 2, 3, 17, LOOP};
  const size_t snapshots[] = {1, 2, 3, 8, 400};
  fill_parameters();
  for (int i = 0; i < 6; i++)
    for (int j = 0; j < 5; j++)
      for (int way = 0; way < 6; way++) {
        struct result want, got;
        struct tape_loop_cost cost;
        uint64_t l = steps[i];
        by_one_tape(l, &want);
        struct tape_loop loop = {.steps = l, .snapshots = snapshots[j], .n = N,
                                 .shared = 1, .own = 1, .q = q0, .p = p0,
                                 .step = w3, .data = &l};
        if (way % 2)
          loop.plain = w3_plain;
        if (way / 2 == 1)
          loop.p = NULL, loop.parameters = parameters;
        if (way / 2 == 2)
          loop.more = until, loop.steps = 0;
        ck_assert_int_eq(tape_checkpointed(&loop, x0, w, got.y, got.xbar,
                                           got.qbar, got.pbar, &cost), AD_OK);
        ck_assert_msg(same(&want, &got, l), "l = %d, s = %d, way %d: differs",
                      (int)l, (int)snapshots[j], way);
        ck_assert_uint_eq(cost.steps, l);
        if (!loop.more)
          ck_assert_uint_eq(cost.advances,
                            tape_schedule_optimum(l, snapshots[j]));
        ck_assert_uint_le(cost.snapshots, snapshots[j]);
        /* Negative control. */
        got.pbar[0] = nextafter(got.pbar[0], 9);
        ck_assert(l == 0 || !same(&want, &got, l));
      }
}
END_TEST

/* Memory follows the snapshots, not the steps. */
START_TEST(memory_is_bounded)
{
  struct tape_loop_cost few, many;
  struct tape_loop loop = {.steps = 100, .snapshots = 20, .n = N, .shared = 1,
                           .own = 1, .q = q0, .parameters = parameters,
                           .step = w3};
  fill_parameters();
  ck_assert_int_eq(tape_checkpointed(&loop, x0, w, NULL, NULL, NULL, NULL,
                                     &few), AD_OK);
  loop.steps = LOOP;
  ck_assert_int_eq(tape_checkpointed(&loop, x0, w, NULL, NULL, NULL, NULL,
                                     &many), AD_OK);
  ck_assert_uint_eq(few.bytes, many.bytes);
  ck_assert_uint_eq(many.snapshots, 20);
}
END_TEST

/* ---- states of another kind ------------------------------------------------ */

/* Outputs that are inputs, constants, and twice the same. */
static enum ad_status odd(uint64_t k, const var *x, const var *q, const var *p,
                          var *y, void *data)
{
  (void)q, (void)p, (void)data;
  y[0] = x[1];
  y[1] = y[2] = var_mul(x[0], x[2]);
  if (k == 3)
    y[0] = var_const(2);
  return AD_OK;
}

START_TEST(odd_states)
{
  const double x[3] = {1.5, 2.5, 0.5}, seed[3] = {1, 2, 3};
  double y[3], got[3], want[3];
  for (uint64_t l = 0; l < 9; l++) {
    struct tape_loop loop = {.steps = l, .snapshots = 2, .n = 3, .step = odd};
    tape *t = tape_new();
    var in[3], now[3], out[3];
    tape_inputs(t, 3, x, in);
    memcpy(now, in, sizeof now);
    for (uint64_t k = 0; k < l; k++) {
      odd(k, now, NULL, NULL, out, NULL);
      memcpy(now, out, sizeof now);
    }
    ck_assert_int_eq(tape_vjp(3, now, seed, 3, in, want), AD_OK);
    ck_assert_int_eq(tape_checkpointed(&loop, x, seed, y, got, NULL, NULL,
                                       NULL), AD_OK);
    for (int i = 0; i < 3; i++) {
      assert_same(y[i], var_value(now[i]));
      assert_close(got[i], want[i], 1e-15);
    }
    tape_free(t);
  }
}
END_TEST

/* ---- errors ---------------------------------------------------------------- */

static enum ad_status fails_at_7(uint64_t k, const var *x, const var *q,
                                 const var *p, var *y, void *data)
{
  (void)q, (void)p, (void)data;
  y[0] = var_sin(x[0]);
  return k == 7 ? AD_CUSTOM : AD_OK;
}

static enum ad_status strange(uint64_t k, const var *x, const var *q,
                              const var *p, var *y, void *data)
{
  (void)q, (void)p, (void)x;
  y[0] = k == 4 ? *(var *)data : var_const(1);
  return AD_OK;
}

START_TEST(errors_are_statuses)
{
  double y[1], xbar[1];
  const double x[1] = {0.5}, seed[1] = {1};
  struct tape_loop loop = {.steps = 20, .snapshots = 3, .n = 1,
                           .step = fails_at_7};
  ck_assert_int_eq(tape_checkpointed(&loop, x, seed, y, xbar, NULL, NULL, NULL),
                   AD_CUSTOM);
  tape *t = tape_new();
  var other = tape_input(t, 1);
  for (uint64_t l = 5; l < 8; l++) { /* 5: the first that is recorded */
    loop = (struct tape_loop){.steps = l, .snapshots = 3, .n = 1,
                              .step = strange, .data = &other};
    ck_assert_int_eq(tape_checkpointed(&loop, x, seed, y, xbar, NULL, NULL,
                                       NULL), AD_MIXED_TAPES);
  }
  tape_free(t);
  loop.step = fails_at_7, loop.steps = 3;
  ck_assert_int_eq(tape_checkpointed(NULL, x, seed, y, xbar, NULL, NULL, NULL),
                   AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_checkpointed(&loop, NULL, seed, y, xbar, NULL, NULL,
                                     NULL), AD_BAD_ARGUMENT);
  ck_assert_int_eq(tape_checkpointed(&loop, x, NULL, y, xbar, NULL, NULL, NULL),
                   AD_BAD_ARGUMENT);
  struct tape_loop bad[] = {loop, loop, loop, loop, loop};
  bad[0].snapshots = 0;
  bad[1].step = NULL;
  bad[2].own = 1;
  bad[3].shared = 1;
  bad[4].more = until;
  for (int k = 0; k < 5; k++)
    ck_assert_int_eq(tape_checkpointed(&bad[k], x, seed, y, xbar, NULL, NULL,
                                       NULL), AD_BAD_ARGUMENT);
  loop.n = SIZE_MAX / 16;
  ck_assert_int_eq(tape_checkpointed(&loop, x, seed, y, xbar, NULL, NULL, NULL),
                   AD_NO_MEMORY);
}
END_TEST

int main(void)
{
  Suite *s = suite_create("checkpoint");
  ADD(s, counts_are_the_optimum);
  ADD(s, long_loops);
  ADD(s, online_repeats_as_little);
  ADD(s, wrong_schedules_are_seen);
  ADD(s, no_snapshots);
  ADD(s, gradients_are_the_tape_s);
  ADD(s, memory_is_bounded);
  ADD(s, odd_states);
  ADD(s, errors_are_statuses);
  return run_suite(s);
}
