/* batch.c: blocks of points, parts of blocks, threads. */
#include <config.h>

#include "batch_impl.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

/* ---- which machine ------------------------------------------------------------ */

#if HAVE_LIBMVEC
#define VECTOR_MATH(plain, kernels) ((plain) ? &kernels : &kernels##_mvec)
#else
#define VECTOR_MATH(plain, kernels) ((void)(plain), &kernels)
#endif

static const struct batch_kernels *kernels_of(int flags)
{
  if (flags & TAPE_BATCH_PLAIN)
    return &tape_batch_plain;
#if HAVE_BATCH_X86
  const bool plain_math = flags & TAPE_BATCH_LIBM;
  __builtin_cpu_init();
  if (!(flags & TAPE_BATCH_AVX2) && __builtin_cpu_supports("avx512f") &&
      __builtin_cpu_supports("avx512dq"))
    return VECTOR_MATH(plain_math, tape_batch_avx512);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return VECTOR_MATH(plain_math, tape_batch_avx2);
#endif
  return &tape_batch_plain;
}

const char *tape_batch_kernels(int flags) { return kernels_of(flags)->name; }

/* ---- a run --------------------------------------------------------------------- */

/* The points of a part are one worker's; what it finds is kept by part, so that
 * who worked on it leaves no trace. */
struct batch_part {
  double sum, *sum_grad;
  size_t failed, first_failed;
  uint32_t guard; /* that failed there, */
  double a, b;    /* and what it compared */
  enum ad_status status;
};

struct batch_run {
  const struct batch_plan *plan;
  const struct batch_kernels *kernels;
  struct tape_batch *b;
  size_t blocks, parts;
  struct batch_part *part;
  bool gradient, careful;
  atomic_size_t next; /* part to be done */
};

enum { MOST_PARTS = 64, LEAST_BLOCKS = 8, MOST_JOBS = 256 };

/* ---- one block ------------------------------------------------------------------ */

static double side_at(const struct batch_lanes *l, const struct tape_guard *g,
                      int side, size_t k)
{
  const union tape_side s = side ? g->b : g->a;
  return g->constants >> side & 1 ? s.constant
                                  : l->val[s.slot * l->plan->lanes + k];
}

/* Whether a guard fails in lane k; the first that does. */
static bool lane_fails(const struct batch_lanes *l, size_t k,
                       struct batch_part *part, size_t point)
{
  const struct tape_replays *r = l->plan->t->replays;
  for (uint32_t i = 0; r && i < r->guards; i++) {
    const struct tape_guard *g = &r->guard[i];
    const double a = side_at(l, g, 0, k), b = side_at(l, g, 1, k);
    if (tape_compare_values((enum tape_compare)g->compare, a, b) == g->held)
      continue;
    if (!part->failed++) {
      part->first_failed = point;
      part->guard = g->origin, part->a = a, part->b = b;
    }
    return true;
  }
  return false;
}

/* Points at another branch get NaN. */
static void check_guards(const struct batch_run *run,
                         const struct batch_lanes *l, struct batch_part *part,
                         size_t first, size_t count)
{
  const struct tape_batch *b = run->b;
  for (size_t k = 0; k < count; k++) {
    if (!lane_fails(l, k, part, first + k))
      continue;
    if (b->value)
      b->value[first + k] = NAN;
    for (size_t j = 0; b->grad && j < b->n; j++)
      b->grad[(first + k) * b->n + j] = NAN;
    part->sum = NAN;
    for (size_t j = 0; b->sum_grad && j < b->shared; j++)
      part->sum_grad[j] = NAN;
  }
}

static void seed_lanes(struct batch_lanes *l, size_t count)
{
  const struct batch_plan *p = l->plan;
  const size_t lanes = p->lanes;
  double *const w = l->adj + p->home[p->y.as.at.slot] * lanes;
  for (size_t r = 0; p->whole && r < p->rows; r++)
    if (!(p->row[r] & ROW_SHARED))
      memset(l->adj + r * lanes, 0, lanes * sizeof *l->adj);
  if (p->row[p->y.as.at.slot] & ROW_SHARED)
    for (size_t k = 0; k < count; k++)
      w[k] += 1;
  else
    for (size_t k = 0; k < lanes; k++)
      w[k] = k < count;
}

/* Values of a block, and what is asked of them. */
static enum ad_status block_values(const struct batch_run *run,
                                   struct batch_lanes *l,
                                   struct batch_part *part, size_t first,
                                   size_t count)
{
  const struct batch_plan *p = run->plan;
  const struct tape_batch *b = run->b;
  run->kernels->take(l, b->at + first * p->n, count);
  const enum ad_status status = run->kernels->values(l);
  const double *const y = l->val + p->y.as.at.slot * p->lanes;
  if (!status && b->value)
    memcpy(b->value + first, y, count * sizeof *y);
  if (!status && b->sum)
    part->sum += run->kernels->sum(y, count);
  return status;
}

/* The adjoints of a block; false in *good if there was a NaN that may not be
 * one. */
static enum ad_status block_adjoints(const struct batch_run *run,
                                     struct batch_lanes *l, bool careful,
                                     size_t first, size_t count, bool *good)
{
  const struct tape_batch *b = run->b;
  seed_lanes(l, count);
  const enum ad_status status =
    careful ? tape_batch_careful(l) : run->kernels->adjoints(l);
  *good = true;
  if (!status && b->grad)
    *good = !run->kernels->put(l, b->grad + first * b->n, count) || careful;
  return status;
}

/* ---- one part ------------------------------------------------------------------- */

static void clear_shared(struct batch_lanes *l)
{
  const struct batch_plan *p = l->plan;
  for (size_t j = 0; j < p->shared; j++)
    memset(l->adj + p->home[p->p[j].as.at.slot] * p->lanes, 0,
           p->lanes * sizeof *l->adj);
}

/* What has come to p in the part's blocks; whether there is no NaN. */
static bool sum_shared(const struct batch_run *run, const struct batch_lanes *l,
                       struct batch_part *part)
{
  const struct batch_plan *p = l->plan;
  bool good = true;
  for (size_t j = 0; run->b->sum_grad && j < p->shared; j++) {
    const double *row = l->adj + p->home[p->p[j].as.at.slot] * p->lanes;
    part->sum_grad[j] = run->kernels->sum(row, p->lanes);
    good = good && part->sum_grad[j] == part->sum_grad[j];
  }
  return good;
}

/* All blocks of a part; if the plain sweep has found a NaN that it may have made
 * itself, *good is false. */
static enum ad_status do_part(const struct batch_run *run,
                              struct batch_lanes *l, size_t index,
                              bool careful, bool *good)
{
  const size_t lanes = run->plan->lanes, points = run->b->points;
  struct batch_part *part = &run->part[index];
  const size_t from = index * run->blocks / run->parts;
  const size_t to = (index + 1) * run->blocks / run->parts;
  enum ad_status status = AD_OK;
  part->sum = 0, part->failed = 0;
  *good = true;
  clear_shared(l);
  for (size_t i = from; i < to && !status && *good; i++) {
    const size_t first = i * lanes;
    const size_t count = points - first < lanes ? points - first : lanes;
    status = block_values(run, l, part, first, count);
    if (!status && run->gradient)
      status = block_adjoints(run, l, careful, first, count, good);
    if (!status && !*good && !run->b->sum_grad)
      status = block_adjoints(run, l, true, first, count, good);
    if (!status && run->plan->t->replays)
      check_guards(run, l, part, first, count);
  }
  if (!status && *good && run->gradient)
    *good = sum_shared(run, l, part) || careful;
  if (!status && *good && part->failed)
    for (size_t j = 0; run->b->sum_grad && j < run->plan->shared; j++)
      part->sum_grad[j] = NAN;
  return status;
}

/* ---- workers -------------------------------------------------------------------- */

/* Rows begin where a cache line does. */
static double *aligned(void *space)
{
  const uintptr_t at = (uintptr_t)space;
  return (double *)((char *)space + (64 - at % 64) % 64);
}

static void fill_rows(struct batch_lanes *l)
{
  const struct batch_plan *p = l->plan;
  for (size_t i = 0; i < p->fills; i++)
    for (size_t k = 0; k < p->lanes; k++)
      l->val[p->fill[i].row * p->lanes + k] = p->fill[i].value;
}

/* Does parts until none is left; false if out of memory before the first. */
static bool work(struct batch_run *run)
{
  const struct batch_plan *p = run->plan;
  const size_t row = p->lanes * sizeof(double);
  void *space = NULL;
  if (p->rows + p->homes <= (SIZE_MAX - 64) / row)
    space = calloc((p->rows + p->homes) * row + 64, 1);
  if (!space)
    return false;
  struct batch_lanes l = {.plan = p, .val = aligned(space)};
  l.adj = l.val + p->rows * p->lanes;
  fill_rows(&l);
  for (size_t i; (i = atomic_fetch_add(&run->next, 1)) < run->parts;) {
    bool good;
    enum ad_status status = do_part(run, &l, i, run->careful, &good);
    if (!status && !good)
      status = do_part(run, &l, i, true, &good);
    run->part[i].status = status;
  }
  ad_scratch_free(&l.scratch);
  free(space);
  return true;
}

static void *work_in_thread(void *run)
{
  work(run);
  return NULL;
}

/* The caller works, too; threads that cannot be had are done without. */
static bool work_together(struct batch_run *run)
{
  pthread_t thread[MOST_JOBS];
  size_t jobs = run->b->jobs > 1 ? (size_t)run->b->jobs : 1, started = 0;
  jobs = jobs < run->parts ? jobs : run->parts;
  jobs = jobs < MOST_JOBS ? jobs : MOST_JOBS;
  while (started + 1 < jobs &&
         !pthread_create(&thread[started], NULL, work_in_thread, run))
    started++;
  const bool good = work(run);
  while (started > 0)
    pthread_join(thread[--started], NULL);
  return good || atomic_load(&run->next) >= run->parts;
}

/* ---- the whole ------------------------------------------------------------------- */

/* Parts are added up in their order. */
static enum ad_status collect(const struct batch_run *run)
{
  struct tape_batch *b = run->b;
  const struct batch_part *first = NULL;
  for (size_t j = 0; b->sum_grad && j < b->shared; j++)
    b->sum_grad[j] = 0;
  if (b->sum)
    *b->sum = 0;
  for (size_t i = 0; i < run->parts; i++) {
    const struct batch_part *part = &run->part[i];
    if (part->status)
      return part->status;
    if (b->sum)
      *b->sum += part->sum;
    for (size_t j = 0; b->sum_grad && j < b->shared; j++)
      b->sum_grad[j] += part->sum_grad[j];
    b->failed += part->failed;
    if (part->failed && !first)
      first = part;
  }
  if (!first)
    return AD_OK;
  b->first_failed = first->first_failed;
  const int length =
    snprintf(b->said, sizeof b->said, "point %zu: ", b->first_failed);
  tape_say_guard(run->plan->from, first->guard, first->a, first->b,
                 b->said + length, sizeof b->said - (size_t)length);
  return AD_OTHER_BRANCH;
}

/* y depends on no input: a number. */
static enum ad_status constant_output(const struct batch_plan *p,
                                      struct tape_batch *b)
{
  const double y = var_constant(p->y);
  for (size_t k = 0; b->value && k < b->points; k++)
    b->value[k] = y;
  for (size_t k = 0; b->grad && k < b->points * b->n; k++)
    b->grad[k] = 0;
  for (size_t j = 0; b->sum_grad && j < b->shared; j++)
    b->sum_grad[j] = 0;
  if (b->sum)
    *b->sum = (double)b->points * y;
  return AD_OK;
}

static enum ad_status run_plan(const struct batch_plan *plan,
                               struct tape_batch *b)
{
  struct batch_run run = {.plan = plan,
                          .kernels = kernels_of(b->flags),
                          .b = b,
                          .gradient = b->grad || b->sum_grad,
                          .careful = plan->whole || plan->t->policy};
  run.blocks = b->points / plan->lanes + (b->points % plan->lanes > 0);
  run.parts = run.blocks / LEAST_BLOCKS;
  run.parts = run.parts < 1 ? 1 : run.parts > MOST_PARTS ? MOST_PARTS : run.parts;
  run.part = calloc(run.parts, sizeof *run.part);
  const size_t all = b->sum_grad ? run.parts * b->shared : 0;
  double *sums = calloc(all + 1, sizeof *sums);
  enum ad_status status = run.part && sums ? AD_OK : AD_NO_MEMORY;
  for (size_t i = 0; !status && i < run.parts; i++)
    run.part[i].sum_grad = sums + (all ? i * b->shared : 0);
  atomic_init(&run.next, 0);
  if (!status)
    status = work_together(&run) ? collect(&run) : AD_NO_MEMORY;
  free(run.part);
  free(sums);
  return status;
}

static bool complete(const struct tape_batch *b)
{
  return (!b->n || (b->x && (b->at || !b->points))) &&
         (!b->shared || b->p) && b->jobs >= 0 &&
         (!b->n || b->points <= SIZE_MAX / sizeof(double) / b->n);
}

enum ad_status tape_batch(const tape *t, struct tape_batch *b)
{
  struct batch_plan plan;
  if (!t || !b || !complete(b))
    return AD_BAD_ARGUMENT;
  b->failed = b->first_failed = 0;
  b->said[0] = 0;
  enum ad_status status = tape_batch_plan(&plan, t, b);
  if (!status && !plan.y.on)
    status = constant_output(&plan, b);
  else if (!status)
    status = run_plan(&plan, b);
  tape_batch_plan_free(&plan);
  return status;
}
