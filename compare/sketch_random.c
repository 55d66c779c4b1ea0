/* sketch_random.c: sketches at random, by a grammar that is the op table.
 *
 * Steps are added one by one, and their values are known.  An op is taken at
 * those of the steps before it that suit it; one that none suits gets its
 * argument shifted to a point of its own row, as asin gets x - 1.25. */
#include <config.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "sketch.h"

struct making {
  struct ad_sketch *s;
  struct ad_random *random;
  size_t most; /* steps */
};

static size_t below(struct making *m, size_t n)
{
  return (size_t)(ad_random_unit(m->random) * (double)n);
}

/* Rounded to 3 digits, for people. */
static double short_number(double x)
{
  const double unit =
    x == 0 ? 1 : pow(10, floor(log10(fabs(x))) - 2);
  char text[40];
  snprintf(text, sizeof text, "%.15g", nearbyint(x / unit) * unit);
  return strtod(text, NULL);
}

static size_t add(struct making *m, struct ad_step step)
{
  m->s->step[m->s->count] = step;
  return m->s->count++;
}

static size_t add_constant(struct making *m, double x)
{
  return add(m, (struct ad_step){.kind = AD_STEP_CONSTANT, .number = x});
}

/* The step, as the only output: is it sound? */
static bool sound(struct making *m, size_t i)
{
  m->s->outputs = 1;
  m->s->output[0] = i;
  return ad_sketch_sound(m->s);
}

/* A step that no other has for an argument, if chance meets one. */
static size_t lonely(struct making *m)
{
  const struct ad_sketch *s = m->s;
  const size_t i = below(m, s->count);
  for (size_t k = i + 1; k < s->count; k++)
    for (int a = 0; s->step[k].kind == AD_STEP_OP &&
                    a < ad_op_variables(s->step[k].op); a++)
      if (s->step[k].arg[a] == i)
        return s->count - 1;
  return i;
}

/* One of the steps that vary: the last one, of the younger half, of all, or one
 * that is not used yet. */
static size_t pick(struct making *m)
{
  const size_t n = m->s->count;
  size_t i;
  do {
    const size_t among[] = {1, (n + 1) / 2, n, 0}, which = below(m, 4);
    i = among[which] ? n - 1 - below(m, among[which]) : lonely(m);
  } while (m->s->step[i].kind == AD_STEP_CONSTANT);
  return i;
}

/* The value of step i. */
static double value_of(const struct ad_sketch *s, size_t i)
{
  double v[AD_SKETCH_STEPS];
  for (size_t j = 0; j <= i; j++) {
    const struct ad_step *t = &s->step[j];
    double x[AD_OP_ARGS] = {0};
    for (int k = 0; t->kind == AD_STEP_OP && k < ad_op_variables(t->op); k++)
      x[k] = v[t->arg[k]];
    if (t->kind == AD_STEP_OP && ad_op_info(t->op)->kind == AD_INTEGER)
      x[1] = t->n;
    v[j] = t->kind == AD_STEP_OP ? ad_op_value(t->op, x[0], x[1], x[2])
                                 : t->number;
  }
  return v[i];
}

/* Step i, moved near to `target`. */
static size_t shifted(struct making *m, size_t i, double target)
{
  const double by = short_number(target - value_of(m->s, i));
  if (by == 0 || !isfinite(by))
    return i;
  const size_t c = add_constant(m, fabs(by));
  return add(m, (struct ad_step){.kind = AD_STEP_OP,
                                 .op = by > 0 ? AD_OP_add : AD_OP_sub,
                                 .arg = {i, c}});
}

/* The op with arguments; `point`: near this one of its row, or SIZE_MAX. */
static struct ad_step with_arguments(struct making *m, enum ad_op op,
                                     size_t point)
{
  const struct ad_op_info *info = ad_op_info(op);
  const size_t arity = (size_t)ad_op_arity(op);
  const size_t variables = (size_t)ad_op_variables(op);
  struct ad_step t = {.kind = AD_STEP_OP, .op = op, .n = (int)below(m, 8) - 3};
  const size_t only = variables > 1 && below(m, 3) == 0 ? below(m, variables)
                                                        : variables;
  for (size_t k = 0; k < variables; k++) {
    const double there =
      point < info->point_count ? info->points[point * arity + k] : NAN;
    if (k != only && only < variables)
      t.arg[k] = add_constant(m, short_number(isfinite(there)
                                   ? there : 2 * ad_random_normal(m->random)));
    else
      t.arg[k] = isfinite(there) ? shifted(m, pick(m), there) : pick(m);
  }
  return t;
}

/* One op more.  What an attempt has added goes if it fails. */
static bool grow(struct making *m)
{
  const enum ad_op op = (enum ad_op)below(m, AD_OP_COUNT);
  const size_t before = m->s->count, points = ad_op_info(op)->point_count;
  for (int attempt = 0; attempt < 12; attempt++) {
    m->s->count = before;
    if (before + 1 + 2 * AD_OP_ARGS > AD_SKETCH_STEPS)
      return false;
    const struct ad_step t =
      with_arguments(m, op, attempt < 4 ? SIZE_MAX : below(m, points));
    if (sound(m, add(m, t)))
      return true;
  }
  m->s->count = before;
  return false;
}

static void inputs(struct making *m)
{
  const size_t n = 1 + below(m, AD_SKETCH_INPUTS);
  m->s->count = 0;
  for (size_t k = 0; k < n; k++) {
    double x;
    do
      x = short_number(2 * ad_random_normal(m->random));
    while (fabs(x) < 0.01);
    add(m, (struct ad_step){.kind = AD_STEP_INPUT, .input = k, .number = x});
  }
}

void ad_sketch_random(struct ad_sketch *s, struct ad_random *random)
{
  struct making m = {s, random, 0};
  *s = (struct ad_sketch){0};
  inputs(&m);
  const size_t ops = 1 + below(&m, below(&m, 4) ? 6 : 20);
  for (size_t k = 0, tries = 0; k < ops && tries < 8 * ops; tries++)
    k += grow(&m);
  const size_t last = s->count - 1;
  s->outputs = 1;
  s->output[0] = last;
  if (below(&m, 3) == 0) {
    s->output[1] = pick(&m);
    s->outputs = s->output[1] == last ? 1 : 2;
    if (!ad_sketch_sound(s))
      s->outputs = 1;
  }
  ad_sketch_rename(s);
}
