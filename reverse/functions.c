/* functions.c: the graph as PyTorch shows it: grad_fn and next_functions. */
#include <config.h>

#include "graph_impl.h"

#include <ctype.h>
#include <stdio.h>

static const struct tape_function none = {NULL, 0, 0};

/* The node at a slot, a leaf's accumulator too. */
static struct tape_function function_at(tape *t, uint32_t slot)
{
  const struct tape_function f = {t, slot, tape_epoch_of(t, slot)};
  return f;
}

struct tape_function var_mat_grad_fn(var_mat x)
{
  struct tape_graph *g;
  if (!x.on || x.fixed || tape_ask(x, &g) ||
      g->flag[x.as.at.slot] & SLOT_LEAF)
    return none;
  return function_at(x.on, tape_record_of(x.on, x.as.at.slot).last);
}

struct tape_function var_grad_fn(var x)
{
  return var_mat_grad_fn(var_mat_of(x));
}

/* Whether f is there, and of today. */
static bool there(struct tape_function f)
{
  return f.on && f.on->graph && tape_has(f.on, f.slot, f.epoch) &&
         f.slot < f.on->graph->known && !f.on->status;
}

size_t tape_next_functions(struct tape_function f, size_t room,
                           struct tape_function *next)
{
  if (!there(f))
    return 0;
  const struct tape_record r = tape_record_of(f.on, f.slot);
  for (uint32_t k = 0; k < r.args && k < room; k++) {
    const struct tape_operand o = tape_record_arg(f.on, &r, k);
    next[k] = none;
    if (o.wanted && f.on->graph->flag[o.slot] & SLOT_LEAF)
      next[k] = function_at(f.on, o.slot);
    else if (o.wanted)
      next[k] = function_at(f.on, tape_record_of(f.on, o.slot).last);
  }
  return r.args;
}

const char *tape_function_name(struct tape_function f)
{
  if (!there(f))
    return "None";
  if (f.on->graph->flag[f.slot] & SLOT_LEAF)
    return "AccumulateGrad";
  const struct tape_record r = tape_record_of(f.on, f.slot);
  return tape_record_name(f.on, &r);
}

/* Where PyTorch's word is not ours with a capital letter. */
static const struct {
  const char *ours, *theirs;
} other_words[] = {
  {"matmul", "MmBackward0"},      {"join", "CatBackward0"},
  {"powi", "PowBackward0"},       {"pow", "PowBackward1"},
  {"sqr", "PowBackward0"},        {"cube", "PowBackward0"},
  {"inv", "ReciprocalBackward0"}, {"log1p", "Log1PBackward0"},
  {"max", "MaximumBackward0"},    {"min", "MinimumBackward0"},
  {"inverse", "LinalgInvExBackward0"}, {"det", "LinalgDetBackward0"},
  {"cholesky", "LinalgCholeskyExBackward0"},
  {"solve", "LinalgSolveExBackward0"},
};

int tape_function_torch_name(struct tape_function f, char *text, size_t size)
{
  const char *name = tape_function_name(f);
  if (isupper((unsigned char)name[0])) /* None, AccumulateGrad */
    return snprintf(text, size, "%s", name);
  const struct tape_record r = tape_record_of(f.on, f.slot);
  if (r.m && r.m->kind == TAPE_CUSTOM)
    return snprintf(text, size, "%sBackward", name);
  for (size_t k = 0; k < sizeof other_words / sizeof *other_words; k++)
    if (strcmp(name, other_words[k].ours) == 0)
      return snprintf(text, size, "%s", other_words[k].theirs);
  return snprintf(text, size, "%c%sBackward0", toupper((unsigned char)name[0]),
                  name + 1);
}
