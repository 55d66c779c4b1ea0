/* sketch_shrink.c: the smallest sketch that still fails, as far as single
 * changes lead. */
#include <config.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "sketch.h"

struct shrinking {
  struct ad_sketch *s;
  bool (*fails)(const struct ad_sketch *s, void *data);
  void *data;
  size_t tries;
};

/* Takes the changed sketch if it still fails. */
static bool keep(struct shrinking *h, const struct ad_sketch *changed)
{
  if (!ad_sketch_sound(changed))
    return false;
  h->tries++;
  if (!h->fails(changed, h->data))
    return false;
  *h->s = *changed;
  return true;
}

static bool fewer_outputs(struct shrinking *h)
{
  for (size_t i = 0; h->s->outputs > 1 && i < h->s->outputs; i++) {
    struct ad_sketch t = *h->s;
    t.output[0] = t.output[1 - i];
    t.outputs = 1;
    if (keep(h, &t))
      return true;
  }
  return false;
}

/* Whoever uses step i uses step j instead, which comes before it. */
static bool replaced(struct shrinking *h, size_t i, size_t j)
{
  struct ad_sketch t = *h->s;
  for (size_t k = 0; k < t.outputs; k++)
    t.output[k] = t.output[k] == i ? j : t.output[k];
  for (size_t k = i + 1; k < t.count; k++)
    for (int a = 0; t.step[k].kind == AD_STEP_OP && a < AD_OP_ARGS; a++)
      t.step[k].arg[a] = t.step[k].arg[a] == i ? j : t.step[k].arg[a];
  return keep(h, &t);
}

/* A number that is no longer than this one; from the simplest on. */
static double simpler(double x, int k)
{
  static const double plain[] = {1, 2, 0.5, 3};
  enum { PLAIN = sizeof plain / sizeof *plain };
  char text[40];
  if (k < 2 * PLAIN)
    return k % 2 ? -plain[k / 2] : plain[k / 2];
  snprintf(text, sizeof text, "%.*g", k - 2 * PLAIN + 1, x);
  return strtod(text, NULL);
}
enum { SIMPLER = 8 + 4 };

static bool constant_for(struct shrinking *h, size_t i)
{
  for (int k = 0; k < 2; k++) {
    struct ad_sketch t = *h->s;
    t.step[i] = (struct ad_step){.kind = AD_STEP_CONSTANT, .number = k ? 2 : 1};
    if (keep(h, &t))
      return true;
  }
  return false;
}

/* An op becomes one of its arguments, another step of its arguments', an input
 * or a number: the later in the list, the more goes with it. */
static bool fewer_ops(struct shrinking *h)
{
  size_t used[AD_SKETCH_STEPS];
  ad_sketch_used(h->s, used);
  for (size_t i = h->s->count; i-- > 0;) {
    const struct ad_step p = h->s->step[i];
    if (!used[i] || p.kind != AD_STEP_OP)
      continue;
    for (int k = 0; k < ad_op_variables(p.op); k++)
      if (replaced(h, i, p.arg[k]))
        return true;
    for (size_t j = 0; j < i; j++)
      if (h->s->step[j].kind == AD_STEP_INPUT && replaced(h, i, j))
        return true;
    if (constant_for(h, i))
      return true;
  }
  return false;
}

/* Arguments become inputs, inputs constants, inputs each other. */
static bool fewer_inputs(struct shrinking *h)
{
  size_t used[AD_SKETCH_STEPS];
  ad_sketch_used(h->s, used);
  for (size_t i = 0; i < h->s->count; i++) {
    if (!used[i] || h->s->step[i].kind != AD_STEP_INPUT)
      continue;
    if (constant_for(h, i))
      return true;
    for (size_t j = 0; j < i; j++)
      if (used[j] && h->s->step[j].kind == AD_STEP_INPUT && replaced(h, i, j))
        return true;
  }
  return false;
}

static size_t length(double x)
{
  char text[40];
  for (int k = 1; k <= 17; k++) {
    const int n = snprintf(text, sizeof text, "%.*g", k, x);
    if (strtod(text, NULL) == x)
      return (size_t)n + (size_t)(k > 1) + (fabs(x) != 1);
  }
  return sizeof text;
}

static bool shorter_numbers(struct shrinking *h)
{
  size_t used[AD_SKETCH_STEPS];
  ad_sketch_used(h->s, used);
  for (size_t i = 0; i < h->s->count; i++) {
    const struct ad_step p = h->s->step[i];
    for (int k = 0; used[i] && p.kind != AD_STEP_OP && k < SIMPLER; k++) {
      struct ad_sketch t = *h->s;
      t.step[i].number = simpler(p.number, k);
      if (length(t.step[i].number) < length(p.number) && keep(h, &t))
        return true;
    }
  }
  return false;
}

/* Small integers of OPN rows: 2 is the simplest that is not trivial. */
static bool smaller_integers(struct shrinking *h)
{
  for (size_t i = 0; i < h->s->count; i++) {
    struct ad_sketch t = *h->s;
    if (t.step[i].kind != AD_STEP_OP || t.step[i].n == 2 ||
        ad_op_info(t.step[i].op)->kind != AD_INTEGER)
      continue;
    t.step[i].n = 2;
    if (keep(h, &t))
      return true;
  }
  return false;
}

/* Inputs in use are x, y, ... in this order. */
void ad_sketch_rename(struct ad_sketch *s)
{
  size_t used[AD_SKETCH_STEPS], next = 0;
  ad_sketch_used(s, used);
  for (size_t i = 0; i < s->count; i++)
    if (used[i] && s->step[i].kind == AD_STEP_INPUT)
      s->step[i].input = next++;
}

/* Every change makes the formula or its numbers shorter, so that it ends. */
size_t ad_sketch_shrink(struct ad_sketch *s,
                        bool (*fails)(const struct ad_sketch *s, void *data),
                        void *data)
{
  struct shrinking h = {s, fails, data, 0};
  while (fewer_outputs(&h) || fewer_ops(&h) || fewer_inputs(&h) ||
         shorter_numbers(&h) || smaller_integers(&h))
    ;
  ad_sketch_rename(s);
  return h.tries;
}
