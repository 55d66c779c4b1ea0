/* gradients.c: leaves, who requires a gradient, and the .grad that are kept. */
#include <config.h>

#include "graph_impl.h"

/* x's graph, if x is on a tape, of today, and nothing is wrong. */
static struct tape_graph *graph_if_good(var_mat x)
{
  struct tape_graph *g;
  return x.on && tape_ask(x, &g) == AD_OK ? g : NULL;
}

bool var_mat_is_leaf(var_mat x)
{
  if (!x.on || x.fixed)
    return true;
  struct tape_graph *g = graph_if_good(x);
  return g && g->flag[x.as.at.slot] & SLOT_LEAF;
}

bool var_is_leaf(var x) { return var_mat_is_leaf(var_mat_of(x)); }

bool var_mat_requires_grad(var_mat x) { return x.on && !x.fixed; }

bool var_requires_grad(var x) { return x.on; }

enum ad_status var_mat_require_grad(var_mat *x, bool yes)
{
  struct tape_graph *g;
  if (!x || !x->on)
    return AD_BAD_ARGUMENT;
  enum ad_status status = tape_ask(*x, &g);
  if (status)
    return status;
  if (!(g->flag[x->as.at.slot] & SLOT_LEAF))
    return tape_refuse(g, AD_BAD_ARGUMENT,
                       "slot %u is no leaf: only of leaves can it be said "
                       "whether they require a gradient; for a result use "
                       "var_mat_detach",
                       x->as.at.slot);
  x->fixed = !yes;
  return AD_OK;
}

var var_detach(var x) { return var_const(var_value(x)); }

/* ---- .grad -------------------------------------------------------------------- */

bool var_mat_grad(var_mat x, double *grad)
{
  struct tape_graph *g = x.fixed ? NULL : graph_if_good(x);
  const struct tape_operand w = tape_window(x);
  if (!g || !tape_window_any(g, &w, SLOT_GRAD))
    return false;
  EACH_SLOT(&w, s, *grad++ = g->flag[s] & SLOT_GRAD ? g->grad[s] : 0;)
  return true;
}

bool var_grad(var x, double *grad)
{
  return var_mat_grad(var_mat_of(x), grad);
}

const char *var_mat_grad_none(var_mat x)
{
  if (!x.on || x.fixed)
    return N_("it requires no gradient");
  struct tape_graph *g = graph_if_good(x);
  const struct tape_operand w = tape_window(x);
  if (!g)
    return N_("the variable is from before tape_reset, or its tape has an error");
  if (tape_window_any(g, &w, SLOT_GRAD))
    return NULL;
  if (tape_window_any(g, &w, SLOT_LEAF | SLOT_RETAINED))
    return N_("no backward has come by");
  return N_("the .grad of a non-leaf is not kept; call var_retain_grad before "
           "backward");
}

const char *var_grad_none(var x) { return var_mat_grad_none(var_mat_of(x)); }

enum ad_status var_mat_retain_grad(var_mat x)
{
  struct tape_graph *g;
  if (!x.on)
    return AD_NO_GRADIENT;
  enum ad_status status = tape_ask(x, &g);
  const struct tape_operand w = tape_window(x);
  if (status)
    return status;
  if (x.fixed)
    return tape_refuse(g, AD_NO_GRADIENT,
                       "slot %u requires no gradient: there is none to retain",
                       x.as.at.slot);
  if (!(g->flag[x.as.at.slot] & SLOT_LEAF))
    tape_window_mark(g, &w, SLOT_RETAINED);
  return AD_OK;
}

enum ad_status var_retain_grad(var x)
{
  return var_mat_retain_grad(var_mat_of(x));
}

void tape_zero_grad(tape *t)
{
  for (uint32_t s = 0; t && t->graph && s < t->graph->known; s++)
    t->graph->grad[s] = 0;
}

void tape_forget_grad(tape *t)
{
  for (uint32_t s = 0; t && t->graph && s < t->graph->known; s++)
    t->graph->flag[s] &= (uint8_t)~SLOT_GRAD;
}
