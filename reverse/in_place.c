/* in_place.c: values that change, and whether backward still finds the old
 * ones. */
#include <config.h>

#include "graph_impl.h"

/* ---- versions ------------------------------------------------------------------ */

/* How often the slot was changed, before the tape had more than `until`
 * values. */
static uint32_t version(const struct tape_graph *g, uint32_t slot,
                        uint32_t until)
{
  uint32_t times = 0;
  for (uint32_t k = 0; k < g->changes; k++)
    if (g->change[k].at <= until && tape_window_has(&g->change[k].window, slot))
      times += g->change[k].times;
  return times;
}

uint32_t var_mat_version(var_mat x)
{
  struct tape_graph *g;
  uint32_t most = 0;
  if (!x.on || tape_ask(x, &g))
    return 0;
  const struct tape_operand w = tape_window(x);
  EACH_SLOT(&w, s, {
    const uint32_t v =
      g->flag[s] & SLOT_CHANGED ? version(g, s, UINT32_MAX) : 0;
    most = v > most ? v : most;
  })
  return most;
}

uint32_t var_version(var x) { return var_mat_version(var_mat_of(x)); }

/* The record saw the slots of w before `until`; which of them is another
 * now? */
static enum ad_status check_window(tape *t, const struct tape_record *r,
                                   const struct tape_operand *w,
                                   uint32_t until, const char *which)
{
  struct tape_graph *g = t->graph;
  EACH_SLOT(w, s, {
    if (!(g->flag[s] & SLOT_CHANGED))
      continue;
    const uint32_t found = version(g, s, UINT32_MAX);
    const uint32_t expected = version(g, s, until);
    if (found != expected)
      return tape_refuse(
        g, AD_CHANGED_IN_PLACE,
        "%s (slot %u) needs %s for backward, but slot %u has been changed in "
        "place: it is at version %u, version %u was expected; change a copy, or "
        "change it before it is used",
        tape_record_name(t, r), r->first, which, s, found, expected);
  })
  return AD_OK;
}

/* A var of the past: an op in place had replaced the slot before r used it. */
static enum ad_status check_replaced(tape *t, const struct tape_record *r,
                                     const struct tape_operand *w)
{
  struct tape_graph *g = t->graph;
  if (!tape_window_any(g, w, SLOT_REPLACED))
    return AD_OK;
  for (uint32_t k = 0; k < g->changes; k++) {
    const struct tape_change *c = &g->change[k];
    if (!c->replaced || c->at > r->first)
      continue;
    EACH_SLOT(w, s, {
      if (tape_window_has(&c->window, s))
        return tape_refuse(
          g, AD_CHANGED_IN_PLACE,
          "%s (slot %u) was given slot %u, which an op in place had replaced "
          "before; use the variable that the op in place has set",
          tape_record_name(t, r), r->first, s);
    })
  }
  return AD_OK;
}

enum ad_status tape_check_versions(tape *t, const struct tape_record *r)
{
  static const char *const operands[] = {"its first operand",
                                         "its second operand",
                                         "its third operand"};
  int uses = 0;
  enum ad_status status = AD_OK;
  if (!t->graph->changes)
    return AD_OK;
  for (uint32_t k = 0; k < r->args && !status; k++) {
    const struct tape_operand o = tape_record_arg(t, r, k);
    if (!o.wanted)
      continue;
    uses |= tape_record_uses(t, r, k);
    status = check_replaced(t, r, &o);
  }
  for (uint32_t k = 0; k < r->args && k < AD_OP_ARGS && !status; k++) {
    const struct tape_operand o = tape_record_arg(t, r, k);
    if (uses >> k & 1 && !o.constant)
      status = check_window(t, r, &o, r->first, operands[k]);
  }
  const struct tape_operand result = {.slot = r->first,
                                      .rows = 1,
                                      .cols = r->last - r->first + 1,
                                      .cs = 1};
  if (!status && uses & USES_RESULT)
    status = check_window(t, r, &result, r->last, "its own result");
  return status;
}

/* ---- changes ------------------------------------------------------------------- */

static bool same_window(const struct tape_operand *a,
                        const struct tape_operand *b)
{
  return a->slot == b->slot && a->rows == b->rows && a->cols == b->cols &&
         a->rs == b->rs && a->cs == b->cs;
}

/* One change more of the slots of w, when the tape has as many values as now.
 * Changes with nothing recorded between them stand as one. */
static enum ad_status note(tape *t, const struct tape_operand *w,
                           bool replaced)
{
  struct tape_graph *g = t->graph;
  struct tape_change *last = g->changes ? &g->change[g->changes - 1] : NULL;
  if (last && last->at == t->used && last->replaced == replaced &&
      same_window(&last->window, w)) {
    last->times++;
    return AD_OK;
  }
  if (g->changes == g->change_room) {
    const uint32_t room = g->change_room ? 2 * g->change_room : 8;
    if (!tape_resize(&g->change, room, sizeof *g->change))
      return AD_NO_MEMORY;
    g->change_room = room;
  }
  g->change[g->changes++] = (struct tape_change){*w, t->used, 1, replaced};
  tape_window_mark(g, w, SLOT_CHANGED);
  if (replaced)
    tape_window_mark(g, w, SLOT_REPLACED);
  return AD_OK;
}

static enum ad_status put(var_mat x, const double *values, bool replaced)
{
  struct tape_graph *g;
  enum ad_status status = tape_ask(x, &g);
  const struct tape_operand w = tape_window(x);
  if (!status)
    status = note(x.on, &w, replaced);
  if (!status)
    EACH_SLOT(&w, s, x.on->val[s] = *values++;)
  return status;
}

enum ad_status var_mat_set(var_mat x, const double *values)
{
  return x.on && values ? put(x, values, false) : AD_BAD_ARGUMENT;
}

enum ad_status var_set(var x, double value)
{
  return var_mat_set(var_mat_of(x), &value);
}

/* ---- ops in place ---------------------------------------------------------------- */

/* Whether y may be changed in place by an op that others are given to. */
static enum ad_status check_in_place(enum ad_op op, var_mat y,
                                     const var_mat *others)
{
  struct tape_graph *g;
  const char *name = ad_op_info(op)->name;
  enum ad_status status = tape_ask(y, &g);
  if (status)
    return status;
  if (!y.fixed && !y.on->no_grad && g->flag[y.as.at.slot] & SLOT_LEAF)
    return tape_refuse(g, AD_CHANGED_IN_PLACE,
                       "%s in place of slot %u: a leaf that requires a gradient "
                       "can be changed only within tape_no_grad_begin, or by "
                       "var_set",
                       name, y.as.at.slot);
  for (int k = 1; k < ad_op_variables(op); k++) {
    const var_mat *b = &others[k - 1];
    if ((b->rows != y.rows && b->rows != 1) ||
        (b->cols != y.cols && b->cols != 1))
      return tape_refuse(g, AD_BAD_SHAPE,
                         "%s of a %ux%u and a %ux%u matrix in place: the first "
                         "one has to keep its shape",
                         name, y.rows, y.cols, b->rows, b->cols);
  }
  return AD_OK;
}

/* y as an operand that the change leaves alone: y itself where no partial needs
 * it, else a copy (as PyTorch keeps self.clone()). */
static var_mat kept_operand(enum ad_op op, var_mat y)
{
  const tape *t = y.on;
  bool needed = t->policy;
  for (int k = 0; k < ad_op_variables(op); k++)
    needed = needed || t->graph->uses[op][k] & 1;
  return needed && !y.fixed && !t->no_grad ? var_mat_join(1, 1, &y) : y;
}

enum ad_status var_mat_in_place(enum ad_op op, var_mat *y,
                                const var_mat *others, int n)
{
  var_mat x[AD_OP_ARGS];
  if (!y || !ad_op_info(op) || (ad_op_variables(op) > 1 && !others))
    return AD_BAD_ARGUMENT;
  if (!y->on)
    return AD_BAD_ARGUMENT;
  tape *t = y->on;
  enum ad_status status = check_in_place(op, *y, others);
  if (status)
    return status;
  x[0] = kept_operand(op, *y);
  for (int k = 1; k < ad_op_variables(op); k++)
    x[k] = others[k - 1];
  const var_mat result = var_mat_each(op, x, n);
  struct tape_graph *g = tape_graph_of(t);
  if (!g || t->status)
    return t->status ? t->status : AD_NO_MEMORY;
  double *values = ad_scratch_take(&t->scratch, (size_t)y->rows * y->cols);
  if (!values)
    return AD_NO_MEMORY;
  var_mat_value(result, values);
  status = put(*y, values, !t->no_grad && !result.fixed);
  ad_scratch_reset(&t->scratch);
  if (!status && !t->no_grad && !result.fixed)
    *y = result;
  return status;
}

enum ad_status var_in_place(enum ad_op op, var *y, const var *others, int n)
{
  var_mat rest[AD_OP_ARGS];
  if (!y || !ad_op_info(op) || (ad_op_variables(op) > 1 && !others))
    return AD_BAD_ARGUMENT;
  for (int k = 1; k < ad_op_variables(op); k++)
    rest[k - 1] = var_mat_of(others[k - 1]);
  var_mat x = var_mat_of(*y);
  if (!y->on)
    return AD_BAD_ARGUMENT;
  const enum ad_status status = var_mat_in_place(op, &x, rest, n);
  if (!status)
    *y = var_mat_at(x, 0, 0);
  return status;
}
