/* hooks.c: functions that see a gradient, and may change it, on its way. */
#include <config.h>

#include "graph_impl.h"

#include <stdlib.h>

int var_mat_hook_with_derivative(var_mat x, tape_hook *hook,
                                 tape_hook_derivative *derivative, void *data)
{
  struct tape_graph *g;
  if (!x.on || !hook || tape_ask(x, &g))
    return 0;
  if (x.fixed) {
    tape_refuse(g, AD_NO_GRADIENT,
                "slot %u requires no gradient: there is none to hook",
                x.as.at.slot);
    return 0;
  }
  if (g->hooks == g->hook_room) {
    const uint32_t room = g->hook_room ? 2 * g->hook_room : 4;
    if (!tape_resize(&g->hook, room, sizeof *g->hook))
      return 0;
    g->hook_room = room;
  }
  const struct tape_operand w = tape_window(x);
  g->hook[g->hooks++] =
    (struct tape_hooked){++g->hook_number, x,    hook,
                         derivative,       data, tape_complete_at(x.on, &w)};
  return g->hook_number;
}

int var_mat_hook(var_mat x, tape_hook *hook, void *data)
{
  return var_mat_hook_with_derivative(x, hook, NULL, data);
}

int var_hook_with_derivative(var x, tape_hook *hook,
                             tape_hook_derivative *derivative, void *data)
{
  return var_mat_hook_with_derivative(var_mat_of(x), hook, derivative, data);
}

int var_hook(var x, tape_hook *hook, void *data)
{
  return var_mat_hook(var_mat_of(x), hook, data);
}

bool tape_unhook(tape *t, int number)
{
  struct tape_graph *g = t ? t->graph : NULL;
  for (uint32_t k = 0; g && k < g->hooks; k++)
    if (g->hook[k].number == number) {
      memmove(&g->hook[k], &g->hook[k + 1],
              (g->hooks - k - 1) * sizeof *g->hook);
      g->hooks--;
      return true;
    }
  return false;
}

/* ---- called --------------------------------------------------------------- */

/* Lets the hook see its window as rows * cols numbers without gaps. */
enum ad_status tape_call_hook(tape *t, const struct tape_hooked *h,
                              double *array)
{
  const struct tape_operand w = tape_window(h->x);
  double *grad = ad_scratch_take(&t->scratch, (size_t)w.rows * w.cols);
  if (!grad)
    return AD_NO_MEMORY;
  double *g = grad;
  EACH_SLOT(&w, s, *g++ = array[s];)
  h->hook(grad, w.rows, w.cols, h->data);
  g = grad;
  EACH_SLOT(&w, s, array[s] = *g++;)
  ad_scratch_reset(&t->scratch);
  return AD_OK;
}

/* Room for one hook more in `fired`, and for n numbers before and after it. */
static bool room_for_fired(struct tape_graph *g, size_t n)
{
  if (g->fireds == g->fired_room) {
    const uint32_t room = g->fired_room ? 2 * g->fired_room : 4;
    if (!tape_resize(&g->fired, room, sizeof *g->fired))
      return false;
    g->fired_room = room;
  }
  if (2 * n > g->fired_grad_room - g->fired_grads) {
    const size_t room = 2 * g->fired_grad_room + 2 * n;
    if (!tape_resize(&g->fired_grad, room, sizeof *g->fired_grad))
      return false;
    g->fired_grad_room = room;
  }
  return true;
}

/* Calls the hook on adjoints, and keeps what they were before and after. */
static enum ad_status call_saved(tape *t, const struct tape_hooked *h)
{
  struct tape_graph *g = t->graph;
  const struct tape_operand w = tape_window(h->x);
  if (!room_for_fired(g, (size_t)w.rows * w.cols))
    return AD_NO_MEMORY;
  g->fired[g->fireds++] = (struct tape_fired){*h, g->fired_grads};
  EACH_SLOT(&w, s, g->fired_grad[g->fired_grads++] = t->adj[s];)
  const enum ad_status status = tape_call_hook(t, h, t->adj);
  EACH_SLOT(&w, s, g->fired_grad[g->fired_grads++] = t->adj[s];)
  return status;
}

/* Late slots first; at one place, in the order in which they were set. */
static int later_first(const void *a, const void *b)
{
  const struct tape_hooked *p = a, *q = b;
  if (p->fires != q->fires)
    return p->fires < q->fires ? 1 : -1;
  return (p->number > q->number) - (p->number < q->number);
}

void tape_sort_hooks(struct tape_graph *g)
{
  if (g->hooks)
    qsort(g->hook, g->hooks, sizeof *g->hook, later_first);
}

enum ad_status tape_sweep_hooked(tape *t, uint32_t from, bool save)
{
  struct tape_graph *g = t->graph;
  enum ad_status status = AD_OK;
  tape_sort_hooks(g);
  if (save)
    g->fireds = 0, g->fired_grads = 0;
  for (uint32_t k = 0; k < g->hooks && !status; k++) {
    const struct tape_operand w = tape_window(g->hook[k].x);
    if (!tape_window_any(g, &w, SLOT_REACHED))
      continue;
    if (g->hook[k].fires < from) {
      status = tape_sweep_range(t, from, g->hook[k].fires);
      from = g->hook[k].fires;
    }
    if (!status)
      status = save ? call_saved(t, &g->hook[k])
                    : tape_call_hook(t, &g->hook[k], t->adj);
  }
  return status ? status : tape_sweep_range(t, from, 0);
}
