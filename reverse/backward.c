/* backward.c: what a value reaches; the sweep; what is kept, what is freed. */
#include <config.h>

#include "graph_impl.h"

/* ---- what y reaches ---------------------------------------------------------- */

/* (Of an input only its end is marked on the tape, which is where a walk from
 * above meets it.) */
struct tape_record tape_record_ending(const tape *t, uint32_t last)
{
  struct tape_record r = tape_record_of(t, last);
  if (r.leaf)
    r.first = last + 1 - t->arg[last].a;
  return r;
}

uint32_t tape_complete_at(const tape *t, const struct tape_operand *w)
{
  uint32_t last = 0;
  EACH_SLOT(w, s, last = s > last ? s : last;)
  if (!(t->graph->flag[last] & SLOT_LEAF))
    return tape_record_of(t, last).last + 1;
  /* the end of an input: of the last one, if several follow one another */
  while (last < t->used && t->graph->flag[last] & SLOT_LEAF)
    last++;
  return last;
}

static bool reached(const struct tape_graph *g, const struct tape_record *r)
{
  for (uint32_t s = r->first; s <= r->last; s++)
    if (g->flag[s] & SLOT_REACHED)
      return true;
  return false;
}

static enum ad_status check_freed(tape *t, const struct tape_record *r)
{
  if (!(t->graph->flag[r->last] & SLOT_FREED))
    return AD_OK;
  return tape_refuse(
    t->graph, AD_FREED,
    "backward goes a second time through %s (slot %u), whose part of the graph "
    "the first one freed; give the first one TAPE_RETAIN_GRAPH, or compute the "
    "value again",
    tape_record_name(t, r), r->first);
}

enum ad_status tape_reach(tape *t, var_mat y, bool again)
{
  struct tape_graph *g = t->graph;
  const struct tape_operand root = tape_window(y);
  const uint32_t from = tape_complete_at(t, &root);
  enum ad_status status = AD_OK;
  tape_window_mark(g, &root, SLOT_REACHED);
  for (uint32_t end = from; end > 0 && !status;) {
    const struct tape_record r = tape_record_ending(t, end - 1);
    const bool met = reached(g, &r);
    end = r.first;
    if (r.m)
      r.m->idle = !met;
    if (r.leaf || !met)
      continue;
    status = again ? AD_OK : check_freed(t, &r);
    if (!status)
      status = tape_check_versions(t, &r);
    for (uint32_t k = 0; k < r.args; k++) {
      const struct tape_operand o = tape_record_arg(t, &r, k);
      if (o.wanted)
        tape_window_mark(g, &o, SLOT_REACHED);
    }
  }
  if (status)
    tape_unreach(t, from);
  return status;
}

void tape_unreach(tape *t, uint32_t from)
{
  for (uint32_t s = 0; s < from; s++)
    t->graph->flag[s] &= (uint8_t)~SLOT_REACHED;
  for (uint32_t k = 0; k < t->matrices; k++)
    t->matrix[k].idle = false;
}

/* ---- what is kept, and what is freed ------------------------------------------ */

void tape_keep(struct tape_graph *g, const double *found, uint32_t from)
{
  for (uint32_t s = 0; s < from; s++) {
    const uint8_t flag = g->flag[s];
    if (!(flag & SLOT_REACHED) || !(flag & (SLOT_LEAF | SLOT_RETAINED)))
      continue;
    g->grad[s] = flag & SLOT_GRAD ? g->grad[s] + found[s] : found[s];
    g->flag[s] |= SLOT_GRAD;
  }
}

static void free_reached(tape *t, uint32_t from)
{
  struct tape_graph *g = t->graph;
  for (uint32_t end = from; end > 0;) {
    const struct tape_record r = tape_record_ending(t, end - 1);
    end = r.first;
    if (r.leaf || !reached(g, &r) || !tape_record_keeps(t, &r))
      continue;
    for (uint32_t s = r.first; s <= r.last; s++)
      g->flag[s] |= SLOT_FREED;
  }
}

/* ---- backward ------------------------------------------------------------------ */

static enum ad_status check_question(struct tape_graph *g, var_mat y,
                                     const double *head)
{
  if (y.fixed)
    return tape_refuse(g, AD_NO_GRADIENT,
                       "slot %u requires no gradient: it was made from data, "
                       "detached, or in a no-gradient region",
                       y.as.at.slot);
  if (!head && (size_t)y.rows * y.cols != 1)
    return tape_refuse(
      g, AD_NEEDS_SEED,
      "backward of a %ux%u matrix needs a head gradient of the same shape (only "
      "for a single number it is 1 by itself): pass %zu numbers, row by row; ones "
      "give the gradient of the sum",
      y.rows, y.cols, (size_t)y.rows * y.cols);
  return AD_OK;
}

/* The adjoints from y down, with hooks; y is reached. */
static enum ad_status sweep_from(tape *t, var_mat y, const double *head,
                                 uint32_t from, bool save)
{
  enum ad_status status = tape_clear_adjoints(t);
  if (!status)
    status = var_mat_seed(y, head);
  return status ? status : tape_sweep_hooked(t, from, save);
}

enum ad_status var_mat_backward(var_mat y, const double *head, int flags)
{
  const double one = 1;
  struct tape_graph *g;
  if (!y.on)
    return AD_NO_GRADIENT;
  tape *t = y.on;
  enum ad_status status = tape_ask(y, &g);
  if (!status)
    status = check_question(g, y, head);
  if (!status)
    status = tape_reach(t, y, false);
  if (status)
    return status;
  head = head ? head : &one;
  g->created = false;
  const struct tape_operand root = tape_window(y);
  const uint32_t from = tape_complete_at(t, &root);
  status = sweep_from(t, y, head, from, flags & TAPE_CREATE_GRAPH);
  if (!status && flags & TAPE_CREATE_GRAPH)
    status = tape_remember(g, y, head);
  if (!status)
    tape_keep(g, t->adj, from);
  if (!status && !(flags & (TAPE_RETAIN_GRAPH | TAPE_CREATE_GRAPH)))
    free_reached(t, from);
  tape_unreach(t, from);
  return status;
}

enum ad_status var_backward(var y, const double *head, int flags)
{
  return var_mat_backward(var_mat_of(y), head, flags);
}
