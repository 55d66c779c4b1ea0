/* hooks.c: functions that see a gradient, and may change it, on its way. */
#include <config.h>

#include "graph_impl.h"

#include <stdlib.h>

int var_mat_hook(var_mat x, tape_hook *hook, void *data)
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
    (struct tape_hooked){++g->hook_number, x, hook, data,
                         tape_complete_at(x.on, &w)};
  return g->hook_number;
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

/* Lets the hook see the adjoint as rows * cols numbers without gaps. */
static enum ad_status call_hook(tape *t, const struct tape_hooked *h)
{
  const struct tape_operand w = tape_window(h->x);
  double *grad = ad_scratch_take(&t->scratch, (size_t)w.rows * w.cols);
  if (!grad)
    return AD_NO_MEMORY;
  double *g = grad;
  EACH_SLOT(&w, s, *g++ = t->adj[s];)
  h->hook(grad, w.rows, w.cols, h->data);
  g = grad;
  EACH_SLOT(&w, s, t->adj[s] = *g++;)
  ad_scratch_reset(&t->scratch);
  return AD_OK;
}

/* Late slots first; at one place, in the order in which they were set. */
static int later_first(const void *a, const void *b)
{
  const struct tape_hooked *p = a, *q = b;
  if (p->fires != q->fires)
    return p->fires < q->fires ? 1 : -1;
  return (p->number > q->number) - (p->number < q->number);
}

enum ad_status tape_sweep_hooked(tape *t, uint32_t from)
{
  struct tape_graph *g = t->graph;
  enum ad_status status = AD_OK;
  if (g->hooks)
    qsort(g->hook, g->hooks, sizeof *g->hook, later_first);
  for (uint32_t k = 0; k < g->hooks && !status; k++) {
    const struct tape_operand w = tape_window(g->hook[k].x);
    if (!tape_window_any(g, &w, SLOT_REACHED))
      continue;
    if (g->hook[k].fires < from) {
      status = tape_sweep_range(t, from, g->hook[k].fires);
      from = g->hook[k].fires;
    }
    if (!status)
      status = call_hook(t, &g->hook[k]);
  }
  return status ? status : tape_sweep_range(t, from, 0);
}
