/* graph.c: the memory of autograd.h, beside a tape. */
#include <config.h>

#include "graph_impl.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Slots recorded since the last look: which are leaves, which matrices'. */
static void catch_up(const tape *t, struct tape_graph *g)
{
  while (g->known < t->used) {
    const uint32_t i = g->known;
    const enum tape_code code = (enum tape_code)t->code[i];
    uint32_t n = 1;
    uint8_t flag = 0;
    if (code == TAPE_INPUT)
      n = t->arg[i].a, flag = SLOT_LEAF;
    else if (code == TAPE_MATRIX)
      n = t->arg[i].b, flag = SLOT_MATRIX;
    memset(g->flag + i, flag, n);
    g->known += n;
  }
}

struct tape_graph *tape_graph_of(tape *t)
{
  if (!t->graph) {
    t->graph = calloc(1, sizeof *t->graph);
    if (!t->graph)
      return NULL;
    tape_read_uses(t->graph->uses);
  }
  struct tape_graph *g = t->graph;
  if (g->room < t->used) {
    if (!tape_resize(&g->flag, t->capacity, sizeof *g->flag) ||
        !tape_resize(&g->grad, t->capacity, sizeof *g->grad))
      return NULL;
    g->room = t->capacity;
  }
  catch_up(t, g);
  return g;
}

void tape_graph_reset(tape *t)
{
  struct tape_graph *g = t->graph;
  if (!g)
    return;
  g->known = g->changes = g->hooks = g->customs = g->fireds = 0;
  g->created = false;
  g->message[0] = 0;
}

enum ad_status tape_graph_rewind(tape *t, uint32_t used, uint32_t changes)
{
  struct tape_graph *g = t->graph;
  uint32_t hooks = 0;
  for (uint32_t k = changes; k < g->changes; k++)
    if (g->change[k].window.slot < used)
      return tape_refuse(g, AD_CHANGED_IN_PLACE,
                         "rewind: slot %u, which is below the mark, was changed "
                         "in place above it; what it was before is not known",
                         g->change[k].window.slot);
  for (uint32_t k = 0; k < g->hooks; k++)
    if (g->hook[k].x.as.at.slot < used)
      g->hook[hooks++] = g->hook[k];
  g->hooks = hooks;
  g->changes = g->changes < changes ? g->changes : changes;
  g->known = g->known < used ? g->known : used;
  g->fireds = 0;
  g->created = false;
  return AD_OK;
}

void tape_graph_free(tape *t)
{
  if (!t->graph)
    return;
  free(t->graph->flag);
  free(t->graph->grad);
  free(t->graph->change);
  free(t->graph->hook);
  free(t->graph->custom);
  free(t->graph->head);
  free(t->graph->fired);
  free(t->graph->fired_grad);
  free(t->graph);
  t->graph = NULL;
}

size_t tape_graph_bytes(const tape *t)
{
  const struct tape_graph *g = t->graph;
  return g ? sizeof *g + g->room * (sizeof *g->flag + sizeof *g->grad) +
               g->change_room * sizeof *g->change +
               g->hook_room * sizeof *g->hook +
               g->custom_room * sizeof *g->custom +
               g->head_room * sizeof *g->head +
               g->fired_room * sizeof *g->fired +
               g->fired_grad_room * sizeof *g->fired_grad
           : 0;
}

/* ---- what there is to say -------------------------------------------------- */

const char *tape_message(const tape *t)
{
  return t && t->graph ? t->graph->message : "";
}

enum ad_status tape_refuse(struct tape_graph *g, enum ad_status status,
                           const char *format, ...)
{
  va_list args;
  va_start(args, format);
  vsnprintf(g->message, sizeof g->message, format, args);
  va_end(args);
  return status;
}

enum ad_status tape_ask(var_mat x, struct tape_graph **out)
{
  tape *t = x.on;
  struct tape_graph *g = *out = tape_graph_of(t);
  if (!g)
    return AD_NO_MEMORY;
  g->message[0] = 0;
  if (t->status)
    return tape_refuse(g, t->status, "%s", tape_error_text(t));
  if (!tape_has(t, x.as.at.slot, x.as.at.epoch))
    return tape_refuse(g, AD_STALE_VAR,
                       "this variable (slot %u of epoch %u) is from before "
                       "tape_reset or tape_rewind (the epoch is now %u); make it "
                       "again from a new input",
                       x.as.at.slot, x.as.at.epoch, t->epoch);
  if (x.as.at.slot >= t->used)
    return tape_refuse(g, AD_STALE_VAR, "there is no slot %u on this tape",
                       x.as.at.slot);
  return AD_OK;
}

/* ---- windows ---------------------------------------------------------------- */

struct tape_operand tape_window(var_mat x)
{
  return (struct tape_operand){.wanted = !x.fixed,
                               .slot = x.as.at.slot,
                               .rows = x.rows,
                               .cols = x.cols,
                               .rs = x.rs,
                               .cs = x.cs};
}

bool tape_window_has(const struct tape_operand *w, uint32_t slot)
{
  const int64_t n = (int64_t)w->rows * w->cols;
  const int64_t from = (int64_t)slot - w->slot;
  if ((w->cs == 1 && w->rs == (int32_t)w->cols) ||
      (w->rs == 1 && w->cs == (int32_t)w->rows))
    return from >= 0 && from < n; /* without gaps */
  for (uint32_t i = 0; i < w->rows; i++) {
    const int64_t at = from - (int64_t)i * w->rs, step = w->cs;
    if (at == 0 || (step && at % step == 0 && at / step > 0 &&
                    at / step < (int64_t)w->cols))
      return true;
  }
  return false;
}

bool tape_window_any(const struct tape_graph *g, const struct tape_operand *w,
                     enum slot_flag flag)
{
  EACH_SLOT(w, s, if (g->flag[s] & flag) return true;)
  return false;
}

void tape_window_mark(struct tape_graph *g, const struct tape_operand *w,
                      enum slot_flag flag)
{
  EACH_SLOT(w, s, g->flag[s] |= (uint8_t)flag;)
}
