/* checkpoint.c: does what a schedule says, with states and a tape. */
#include <config.h>

#include "checkpoint.h"

#include <stdlib.h>

/* One call: numbers lie in `numbers`, vars in `vars`, both in one piece. */
struct run {
  const struct tape_loop *loop;
  tape_schedule *schedule;
  tape *t;
  double *numbers, *kept;        /* kept: states, slot by slot */
  double *x, *next, *p;          /* the state, the one after it, one p_k */
  double *xbar, *qbar;           /* adjoints so far */
  var *vars, *u, *q, *own, *out; /* of one step */
  size_t slots, in_use;          /* states there is memory for, and used */
  bool known_end;                /* y is written */
  struct tape_loop_cost cost;
};

static void end(struct run *r)
{
  tape_schedule_free(r->schedule);
  tape_free(r->t);
  free(r->numbers);
  free(r->kept);
  free(r->vars);
}

static bool good(const struct tape_loop *l, const double *x, const double *w)
{
  return l && l->step && l->snapshots && (!l->n || (x && w)) &&
         (!l->shared || l->q) && (!l->own || l->p || l->parameters) &&
         !(l->more && l->steps);
}

/* a + b + c, at most SIZE_MAX. */
static size_t sum(size_t a, size_t b, size_t c)
{
  const size_t ab = a > SIZE_MAX - b ? SIZE_MAX : a + b;
  return ab > SIZE_MAX - c ? SIZE_MAX : ab + c;
}

static void *room(size_t count, size_t size)
{
  return count < SIZE_MAX / size ? calloc(count + 1, size) : NULL;
}

static enum ad_status begin(struct run *r, const double *x, const double *w)
{
  const struct tape_loop *l = r->loop;
  const size_t n = l->n;
  const size_t numbers = sum(sum(n, n, n), l->own, l->shared);
  const size_t vars = sum(sum(n, n, 0), l->own, l->shared);
  r->numbers = room(numbers, sizeof *r->numbers);
  r->vars = room(vars, sizeof *r->vars);
  r->t = tape_new();
  r->schedule = l->more ? tape_schedule_online(l->snapshots)
                        : tape_schedule_new(l->steps, l->snapshots);
  if (!r->numbers || !r->vars || !r->t || !r->schedule)
    return AD_NO_MEMORY;
  r->x = r->numbers, r->next = r->x + n, r->xbar = r->next + n;
  r->p = r->xbar + n, r->qbar = r->p + l->own;
  r->u = r->vars, r->out = r->u + n, r->q = r->out + n;
  r->own = r->q + l->shared;
  r->cost.bytes = (numbers + 1) * sizeof *r->numbers +
                  (vars + 1) * sizeof *r->vars;
  for (size_t i = 0; i < n; i++) {
    r->x[i] = x[i];
    r->xbar[i] = w[i];
  }
  return AD_OK;
}

/* p_k, NULL where steps have none of their own. */
static enum ad_status find_parameters(struct run *r, uint64_t k,
                                      const double **p)
{
  const struct tape_loop *l = r->loop;
  *p = l->own ? r->p : NULL;
  if (l->own && l->p)
    *p = l->p + (size_t)k * l->own;
  else if (l->own)
    return l->parameters(k, r->p, l->data);
  return AD_OK;
}

/* ---- running -------------------------------------------------------------- */

static void constants(size_t count, const double *x, var *u)
{
  for (size_t i = 0; i < count; i++)
    u[i] = var_const(x[i]);
}

/* The step over constants: vars that are on no tape. */
static enum ad_status run_constants(struct run *r, uint64_t k, const double *p)
{
  const struct tape_loop *l = r->loop;
  constants(l->n, r->x, r->u);
  constants(l->own, p, r->own);
  const enum ad_status status = l->step(k, r->u, r->q, r->own, r->out, l->data);
  for (size_t i = 0; !status && i < l->n; i++) {
    if (r->out[i].on)
      return AD_MIXED_TAPES; /* of a tape that is not the call's */
    r->next[i] = var_value(r->out[i]);
  }
  return status;
}

static enum ad_status advance(struct run *r, uint64_t from, uint64_t to)
{
  const struct tape_loop *l = r->loop;
  enum ad_status status = AD_OK;
  constants(l->shared, l->q, r->q);
  for (uint64_t k = from; !status && k < to; k++) {
    const double *p;
    status = find_parameters(r, k, &p);
    if (!status)
      status = l->plain ? l->plain(k, r->x, l->q, p, r->next, l->data)
                        : run_constants(r, k, p);
    double *x = r->x;
    r->x = r->next, r->next = x;
    r->cost.advances++;
  }
  return status;
}

/* Memory for states grows as they are kept: a loop that turns out to be short
 * needs few. */
static enum ad_status store(struct run *r, size_t slot)
{
  const size_t n = r->loop->n;
  if (slot >= r->slots) {
    size_t slots = 2 * r->slots > slot ? 2 * r->slots : slot + 1;
    slots = slots < r->loop->snapshots ? slots : r->loop->snapshots;
    if (slots > SIZE_MAX / sizeof(double) / (n + 1))
      return AD_NO_MEMORY;
    double *more = realloc(r->kept, (slots * n + 1) * sizeof *more);
    if (!more)
      return AD_NO_MEMORY;
    r->kept = more;
    r->slots = slots;
  }
  for (size_t i = 0; i < n; i++)
    r->kept[slot * n + i] = r->x[i];
  r->in_use = slot + 1 > r->in_use ? slot + 1 : r->in_use;
  r->cost.stores++;
  return AD_OK;
}

static void restore(struct run *r, size_t slot)
{
  const size_t n = r->loop->n;
  for (size_t i = 0; i < n; i++)
    r->x[i] = r->kept[slot * n + i];
  r->cost.restores++;
}

/* ---- one step on the tape ------------------------------------------------- */

static enum ad_status record(struct run *r, uint64_t k, const double *p)
{
  const struct tape_loop *l = r->loop;
  tape_reset(r->t);
  enum ad_status status = tape_inputs(r->t, l->n, r->x, r->u);
  if (!status)
    status = tape_inputs(r->t, l->shared, l->q, r->q);
  if (!status)
    status = tape_inputs(r->t, l->own, p, r->own);
  if (!status)
    status = l->step(k, r->u, r->q, r->own, r->out, l->data);
  for (size_t i = 0; !status && i < l->n; i++)
    status = r->out[i].on && r->out[i].on != r->t ? AD_MIXED_TAPES : AD_OK;
  return status ? status : tape_status(r->t);
}

/* The seeds are the adjoints so far, those of q among them, so that every
 * adjoint is added up as on one tape of all steps. */
static enum ad_status sweep(struct run *r)
{
  const struct tape_loop *l = r->loop;
  enum ad_status status = tape_clear_adjoints(r->t);
  for (size_t j = 0; !status && j < l->shared; j++)
    status = tape_seed(r->q[j], r->qbar[j]);
  for (size_t i = 0; !status && i < l->n; i++)
    status = tape_seed(r->out[i], r->xbar[i]);
  return status ? status : tape_sweep(r->t);
}

static enum ad_status turn(struct run *r, const struct tape_action *a,
                           double *y, double *pbar)
{
  const struct tape_loop *l = r->loop;
  const double *p;
  enum ad_status status = find_parameters(r, a->from, &p);
  if (!status)
    status = record(r, a->from, p);
  if (!status && a->kind == TAPE_FIRST_TURN) {
    r->cost.steps = a->to;
    for (size_t i = 0; y && i < l->n; i++)
      y[i] = var_value(r->out[i]);
  }
  if (!status)
    status = sweep(r);
  for (size_t i = 0; !status && i < l->n; i++)
    r->xbar[i] = var_adjoint(r->u[i]);
  for (size_t j = 0; !status && j < l->shared; j++)
    r->qbar[j] = var_adjoint(r->q[j]);
  for (size_t j = 0; !status && pbar && j < l->own; j++)
    pbar[(size_t)a->from * l->own + j] = var_adjoint(r->own[j]);
  return status;
}

/* ---- the loop ------------------------------------------------------------- */

static enum ad_status perform(struct run *r, const struct tape_action *a,
                              double *y, double *pbar)
{
  switch (a->kind) {
  case TAPE_ADVANCE: return advance(r, a->from, a->to);
  case TAPE_STORE: return store(r, a->slot);
  case TAPE_RESTORE: restore(r, a->slot); break;
  case TAPE_FIRST_TURN:
  case TAPE_YOU_TURN: return turn(r, a, y, pbar);
  case TAPE_TERMINATE: break;
  }
  return AD_OK;
}

/* Whether the loop ends with the state at hand, which is that of step k. */
static bool ended(const struct run *r, uint64_t k)
{
  const struct tape_loop *l = r->loop;
  return l->more && !l->more(k, r->x, l->data);
}

static enum ad_status follow(struct run *r, double *y, double *pbar)
{
  enum ad_status status = AD_OK;
  bool forward = r->loop->more != NULL;
  if (forward && ended(r, 0)) {
    tape_schedule_finish(r->schedule);
    forward = false;
  }
  for (;;) {
    const struct tape_action a = tape_schedule_next(r->schedule);
    if (a.kind == TAPE_TERMINATE)
      return AD_OK;
    status = perform(r, &a, y, pbar);
    if (status)
      return status;
    if (forward && a.kind == TAPE_ADVANCE && ended(r, a.to)) {
      tape_schedule_finish(r->schedule);
      forward = false;
    }
  }
}

enum ad_status tape_checkpointed(const struct tape_loop *loop, const double *x,
                                 const double *w, double *y, double *xbar,
                                 double *qbar, double *pbar,
                                 struct tape_loop_cost *cost)
{
  struct run r = {.loop = loop};
  if (!good(loop, x, w))
    return AD_BAD_ARGUMENT;
  enum ad_status status = begin(&r, x, w);
  for (size_t i = 0; !status && y && i < loop->n; i++)
    y[i] = x[i]; /* of a loop without steps */
  if (!status)
    status = follow(&r, y, pbar);
  for (size_t i = 0; !status && xbar && i < loop->n; i++)
    xbar[i] = r.xbar[i];
  for (size_t j = 0; !status && qbar && j < loop->shared; j++)
    qbar[j] = r.qbar[j];
  if (!status && cost) {
    *cost = r.cost;
    cost->snapshots = r.in_use;
    cost->bytes += (r.slots * loop->n + 1) * sizeof *r.kept + tape_bytes(r.t) +
                   tape_schedule_bytes(r.schedule);
  }
  end(&r);
  return status;
}
