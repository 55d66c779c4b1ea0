/* backward_twice.c: the gradient of a gradient.
 *
 * The gradient g = dy/dx, hooks included, is what the adjoint sweep computes
 * from the values v_i and the head.  Its own reverse mode begins with v at x,
 * and meets the sweep's steps in the opposite order, upwards: where the sweep
 * did x̄ += f_a ȳ, it does p_y += f_a p_x, which is the tangent sweep; and where
 * a hook made ū into h(ū), p becomes h'(ū)' p.  Partials f_a depend on values:
 * those get v̄_b += ȳ f_ab p_a, and hand it on as any adjoint.  This is what the
 * second-order adjoint sweep does, p being the tangents (second.h), but that
 * the adjoints ȳ are those after the hooks.  Without hooks g is a gradient, its
 * Jacobian is symmetric, and all this is tangent over adjoint; with them it is
 * not symmetric, and only this order of things gives d(g'v)/dz. */
#include <config.h>

#include "graph_impl.h"
#include "second.h"

#include <stdlib.h>

enum ad_status tape_remember(struct tape_graph *g, var_mat y,
                             const double *head)
{
  const size_t n = (size_t)y.rows * y.cols;
  if (n > g->head_room) {
    if (!tape_resize(&g->head, n, sizeof *g->head))
      return AD_NO_MEMORY;
    g->head_room = n;
  }
  memcpy(g->head, head, n * sizeof *head);
  g->root = y;
  g->created = true;
  return AD_OK;
}

/* ---- whether it can be asked ------------------------------------------------- */

static enum ad_status check_second(struct tape_graph *g, var_mat x,
                                   const double *v, int flags)
{
  const uint8_t kept = SLOT_LEAF | SLOT_RETAINED;
  if (!v)
    return tape_refuse(g, AD_BAD_ARGUMENT, "there is no v to multiply by");
  if (flags & TAPE_CREATE_GRAPH)
    return tape_refuse(g, AD_BAD_ARGUMENT,
                       "the gradient of a gradient cannot be differentiated "
                       "again: third derivatives are not to be had from a tape");
  if (!g->created)
    return tape_refuse(g, AD_BAD_ARGUMENT,
                       "no gradient can be differentiated here: give the last "
                       "backward TAPE_CREATE_GRAPH");
  if (x.fixed || !(g->flag[x.as.at.slot] & kept))
    return tape_refuse(g, AD_NOT_INPUT,
                       "slot %u is no leaf that requires a gradient, and no "
                       "intermediate value whose .grad is retained",
                       x.as.at.slot);
  for (uint32_t k = 0; k < g->fireds; k++)
    if (!g->fired[k].by.derivative)
      return tape_refuse(g, AD_BAD_ARGUMENT,
                         "hook %d changed the gradient in a way that cannot be "
                         "differentiated: set it by "
                         "var_mat_hook_with_derivative, or remove it",
                         g->fired[k].by.number);
  return AD_OK;
}

/* ---- which values the gradient depends on -------------------------------------- */

/* What stands about a slot while one gradient is differentiated. */
enum { ON_THE_WAY = 1, USED = 2 };

static bool any(const uint8_t *marks, const struct tape_operand *w, int mark)
{
  EACH_SLOT(w, s, if (marks[s] & mark) return true;)
  return false;
}

static void mark_all(uint8_t *marks, const struct tape_operand *w, int mark)
{
  EACH_SLOT(w, s, marks[s] |= (uint8_t)mark;)
}

static struct tape_operand result_of(const struct tape_record *r)
{
  return (struct tape_operand){
    .slot = r->first, .rows = 1, .cols = r->last - r->first + 1, .cs = 1};
}

/* The record that begins at a slot. */
static struct tape_record beginning_at(const tape *t, uint32_t first)
{
  struct tape_record r = tape_record_of(t, first);
  if (r.leaf)
    r.last = first + t->arg[first].a - 1;
  return r;
}

/* From x, whose adjoint is complete at `at`, up to y: what depends on x. */
static void mark_way(const tape *t, const struct tape_operand *x, uint32_t at,
                     uint32_t from, uint8_t *marks)
{
  mark_all(marks, x, ON_THE_WAY);
  while (at < from) {
    const struct tape_record r = beginning_at(t, at);
    const struct tape_operand y = result_of(&r);
    at = r.last + 1;
    for (uint32_t k = 0; !r.leaf && k < r.args; k++) {
      const struct tape_operand o = tape_record_arg(t, &r, k);
      if (o.wanted && any(marks, &o, ON_THE_WAY))
        mark_all(marks, &y, ON_THE_WAY);
    }
  }
}

/* The values that partials on the way need. */
static void mark_partials(const tape *t, const struct tape_record *r,
                          uint8_t *marks)
{
  const struct tape_operand y = result_of(r);
  int uses = 0;
  for (uint32_t k = 0; k < r->args; k++) {
    const struct tape_operand o = tape_record_arg(t, r, k);
    if (o.wanted && any(marks, &o, ON_THE_WAY))
      uses |= tape_record_uses(t, r, k);
  }
  if (uses & USES_RESULT)
    mark_all(marks, &y, USED);
  for (uint32_t k = 0; k < r->args && k < AD_OP_ARGS; k++) {
    const struct tape_operand o = tape_record_arg(t, r, k);
    if (uses >> k & 1 && o.wanted)
      mark_all(marks, &o, USED);
  }
}

/* And what these were computed from: there gradients come by a second time, and
 * hooks are called. */
static void mark_used(const tape *t, uint32_t from, uint8_t *marks)
{
  for (uint32_t end = from; end > 0;) {
    const struct tape_record r = tape_record_ending(t, end - 1);
    const struct tape_operand y = result_of(&r);
    end = r.first;
    if (r.leaf)
      continue;
    if (tape_window_any(t->graph, &y, SLOT_REACHED) &&
        any(marks, &y, ON_THE_WAY))
      mark_partials(t, &r, marks);
    for (uint32_t k = 0; k < r.args && any(marks, &y, USED); k++) {
      const struct tape_operand o = tape_record_arg(t, &r, k);
      if (o.wanted)
        mark_all(marks, &o, USED);
    }
  }
}

/* ---- the two sweeps -------------------------------------------------------------- */

/* p <- h'(ū)' p in the hook's window. */
static enum ad_status pass_back(tape *t, const struct tape_fired *f)
{
  const struct tape_operand w = tape_window(f->by.x);
  const size_t n = (size_t)w.rows * w.cols;
  double *dot = ad_scratch_take(&t->scratch, n);
  if (!dot)
    return AD_NO_MEMORY;
  double *d = dot;
  EACH_SLOT(&w, s, *d++ = t->dot[s];)
  f->by.derivative(t->graph->fired_grad + f->at, dot, w.rows, w.cols,
                   f->by.data);
  d = dot;
  EACH_SLOT(&w, s, t->dot[s] = *d++;)
  ad_scratch_reset(&t->scratch);
  return AD_OK;
}

static enum ad_status sweep_up(tape *t, uint32_t at, uint32_t from)
{
  struct tape_graph *g = t->graph;
  enum ad_status status = AD_OK;
  for (uint32_t k = g->fireds; k-- > 0 && !status;) {
    const uint32_t fires = g->fired[k].by.fires;
    if (fires < at)
      continue; /* below x: nothing has come there */
    status = tape_tangents_range(t, at, fires);
    at = fires;
    if (!status)
      status = pass_back(t, &g->fired[k]);
  }
  return status ? status : tape_tangents_range(t, at, from);
}

/* The adjoints as the hook left them. */
static void pass_again(tape *t, const struct tape_fired *f)
{
  const struct tape_operand w = tape_window(f->by.x);
  const double *after = t->graph->fired_grad + f->at + (size_t)w.rows * w.cols;
  EACH_SLOT(&w, s, t->adj[s] = *after++;)
}

static enum ad_status sweep_down(tape *t, uint32_t from, const uint8_t *marks)
{
  struct tape_graph *g = t->graph;
  enum ad_status status = tape_clear_seconds(t);
  uint32_t f = 0, k = 0;
  tape_sort_hooks(g);
  while (!status) {
    for (; k < g->hooks; k++) {
      const struct tape_operand w = tape_window(g->hook[k].x);
      if (g->hook[k].fires <= from && any(marks, &w, USED))
        break;
    }
    const bool fired = f < g->fireds, hooked = k < g->hooks;
    if (!fired && !hooked)
      break;
    const bool first =
      fired && (!hooked || g->fired[f].by.fires >= g->hook[k].fires);
    const uint32_t to = first ? g->fired[f].by.fires : g->hook[k].fires;
    if (to < from) {
      status = tape_second_range(t, from, to);
      from = to;
    }
    if (!status && first)
      pass_again(t, &g->fired[f++]);
    else if (!status)
      status = tape_call_hook(t, &g->hook[k++], t->adjdot);
  }
  return status ? status : tape_second_range(t, from, 0);
}

static enum ad_status sweep_twice(tape *t, var_mat x, const double *v,
                                  uint32_t from)
{
  const struct tape_operand w = tape_window(x);
  const uint32_t at = tape_complete_at(t, &w);
  uint8_t *marks = calloc(t->used, sizeof *marks);
  enum ad_status status = marks ? tape_clear_tangents(t) : AD_NO_MEMORY;
  if (!status)
    status = var_mat_seed_tangent(x, v);
  if (!status)
    status = sweep_up(t, at, from);
  if (!status)
    status = tape_clear_adjoints(t);
  if (!status)
    status = var_mat_seed(t->graph->root, t->graph->head);
  if (!status) {
    mark_way(t, &w, at, from, marks);
    mark_used(t, from, marks);
    status = sweep_down(t, from, marks);
  }
  free(marks);
  return status;
}

/* ---- the calls ------------------------------------------------------------------- */

enum ad_status var_mat_backward_gradient(var_mat x, const double *v, int flags)
{
  struct tape_graph *g;
  if (!x.on)
    return AD_NOT_INPUT;
  tape *t = x.on;
  enum ad_status status = tape_ask(x, &g);
  if (!status)
    status = check_second(g, x, v, flags);
  if (!status)
    status = tape_reach(t, g->root, true);
  if (status)
    return status;
  const struct tape_operand root = tape_window(g->root);
  const uint32_t from = tape_complete_at(t, &root);
  status = sweep_twice(t, x, v, from);
  if (!status)
    tape_keep(g, t->adjdot, from);
  tape_unreach(t, from);
  return status;
}

enum ad_status var_backward_gradient(var x, double v, int flags)
{
  return var_mat_backward_gradient(var_mat_of(x), &v, flags);
}
