/* sketch.c: what a sketch means: whether it is sound, and its text. */
#include <config.h>

#include "sketch.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ad_sketch_used(const struct ad_sketch *s, size_t *used)
{
  memset(used, 0, AD_SKETCH_STEPS * sizeof *used);
  for (size_t i = 0; i < s->outputs; i++)
    used[s->output[i]]++;
  for (size_t i = s->count; i-- > 0;) {
    const struct ad_step *t = &s->step[i];
    for (int k = 0;
         used[i] && t->kind == AD_STEP_OP && k < ad_op_variables(t->op); k++)
      used[t->arg[k]]++;
  }
}

/* ---- soundness ---------------------------------------------------------- */

static bool inside(enum ad_op op, const double *x)
{
  return ad_op_defined(op, x[0], x[1], x[2]) &&
         !ad_op_on_edge(op, x[0], x[1], x[2]) &&
         isfinite(ad_op_value(op, x[0], x[1], x[2]));
}

/* y(x + h) - 2 y(x) + y(x - h) in argument k, and |y(x + h) - y(x - h)|; false
 * if one of the points is not inside. */
static bool bend(enum ad_op op, const double *x, int k, double h,
                 double *second, double *first)
{
  double y[3];
  for (int side = -1; side <= 1; side++) {
    double at[AD_OP_ARGS] = {x[0], x[1], x[2]};
    at[k] += side * h;
    if (!inside(op, at))
      return false;
    y[side + 1] = ad_op_value(op, at[0], at[1], at[2]);
  }
  *second = y[2] - 2 * y[1] + y[0];
  *first = fabs(y[2] - y[0]);
  return true;
}

/* Second differences of a smooth function fall with h^2.  A corner or a jump
 * near x shows in one of the steps, which go down to where rounding reaches it:
 * there it is large beside the op's change over that step, if not over a larger
 * one (trunc at 700).  Only values are asked: a wrong partial must not keep the
 * op away from those who look for it. */
static bool smooth(enum ad_op op, const double *x)
{
  for (int k = 0; k < ad_op_variables(op); k++) {
    const double h = 0.05 * fmax(1, fabs(x[k]));
    const double tiny = 1e-9 * (1 + fabs(ad_op_value(op, x[0], x[1], x[2])));
    double whole, first, part;
    if (!bend(op, x, k, h, &whole, &first))
      return false;
    for (double q = 0.5; q > 1e-8; q /= q > 0.3 ? 2 : 4) {
      if (!bend(op, x, k, h * q, &part, &first) ||
          fabs(part - whole * q * q) >
            0.02 * (first + fabs(whole) * q * q) + tiny)
        return false;
    }
  }
  return true;
}

static bool moderate(double v)
{
  return v == 0 || (fabs(v) >= 1e-3 && fabs(v) <= 1e3);
}

bool ad_sketch_sound(const struct ad_sketch *s)
{
  double v[AD_SKETCH_STEPS];
  bool varies[AD_SKETCH_STEPS], any = false;
  size_t used[AD_SKETCH_STEPS];
  ad_sketch_used(s, used);
  for (size_t i = 0; i < s->count; i++) {
    const struct ad_step *t = &s->step[i];
    v[i] = t->number;
    varies[i] = t->kind == AD_STEP_INPUT;
    if (t->kind == AD_STEP_OP) {
      double x[AD_OP_ARGS] = {0};
      for (int k = 0; k < ad_op_variables(t->op); k++) {
        x[k] = v[t->arg[k]];
        varies[i] = varies[i] || varies[t->arg[k]];
      }
      if (ad_op_info(t->op)->kind == AD_INTEGER)
        x[1] = t->n;
      if (used[i] && !smooth(t->op, x))
        return false;
      v[i] = ad_op_value(t->op, x[0], x[1], x[2]);
    }
    if (used[i] && !moderate(v[i]))
      return false;
  }
  for (size_t i = 0; i < s->outputs; i++)
    any = any || varies[s->output[i]];
  return any;
}

/* ---- text --------------------------------------------------------------- */

struct text {
  const struct ad_sketch *s;
  size_t used[AD_SKETCH_STEPS];
  char *to;
  size_t size, length;
};

#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
static void put(struct text *t, const char *format, ...)
{
  va_list args;
  const size_t at = t->length < t->size ? t->length : t->size;
  va_start(args, format);
  const int more =
      vsnprintf(t->to ? t->to + at : NULL, t->size - at, format, args);
  va_end(args);
  t->length += more > 0 ? (size_t)more : 0;
}

/* The fewest digits that give the number again. */
static void put_number(struct text *t, double x)
{
  char digits[40];
  for (int k = 1; k <= 17; k++) {
    snprintf(digits, sizeof digits, "%.*g", k, x);
    if (strtod(digits, NULL) == x)
      break;
  }
  put(t, "%s", digits);
}

/* A step that has a statement of its own is u1, u2, ... */
static bool named(const struct text *t, size_t i)
{
  return t->s->step[i].kind == AD_STEP_OP && t->used[i] > 1;
}
static void put_name(struct text *t, size_t i)
{
  size_t k = 1;
  for (size_t j = 0; j < i; j++)
    k += named(t, j);
  put(t, "u%zu", k);
}

static void put_step(struct text *t, size_t i, bool inside_op);

/* Operands are put into parentheses if they are operations themselves. */
static void put_op(struct text *t, const struct ad_step *p)
{
  const struct ad_op_info *info = ad_op_info(p->op);
  const bool call = info->notation == AD_CALL;
  put(t, "%s",
      call                          ? info->name
      : info->notation == AD_PREFIX ? info->symbol
                                    : "");
  put(t, "%s", call ? "(" : "");
  for (int k = 0; k < ad_op_variables(p->op); k++) {
    if (k > 0 && call)
      put(t, ", ");
    else if (k > 0)
      put(t, info->binding == 1 ? " %s " : "%s", info->symbol);
    put_step(t, p->arg[k], !call);
  }
  if (info->kind == AD_INTEGER && call)
    put(t, ", %d", p->n);
  else if (info->kind == AD_INTEGER)
    put(t, p->n < 0 ? "%s(%d)" : "%s%d", info->symbol, p->n);
  put(t, "%s", call ? ")" : "");
}

static void put_step(struct text *t, size_t i, bool inside_op)
{
  const struct ad_step *p = &t->s->step[i];
  const bool operation =
      p->kind == AD_STEP_OP ? ad_op_info(p->op)->notation != AD_CALL
                            : p->kind == AD_STEP_CONSTANT && signbit(p->number);
  if (named(t, i)) {
    put_name(t, i);
    return;
  }
  put(t, "%s", operation && inside_op ? "(" : "");
  if (p->kind == AD_STEP_INPUT)
    put(t, "%c", AD_SKETCH_NAMES[p->input]);
  else if (p->kind == AD_STEP_CONSTANT)
    put_number(t, p->number);
  else
    put_op(t, p);
  put(t, "%s", operation && inside_op ? ")" : "");
}

int ad_sketch_text(const struct ad_sketch *s, char *text, size_t size)
{
  struct text t = {.s = s, .to = text, .size = size};
  ad_sketch_used(s, t.used);
  for (size_t i = 0; i < s->count; i++)
    if (named(&t, i)) {
      put_name(&t, i);
      put(&t, " = ");
      put_op(&t, &s->step[i]);
      put(&t, "; ");
    }
  for (size_t i = 0; i < s->outputs; i++) {
    const struct ad_step *p = &s->step[s->output[i]];
    const bool prefix =
        p->kind == AD_STEP_CONSTANT ||
        (p->kind == AD_STEP_OP && ad_op_info(p->op)->notation == AD_PREFIX);
    put(&t, "%s", i ? ", " : "");
    put_step(&t, s->output[i], prefix); /* -x would look like an option */
  }
  return (int)t.length;
}

int ad_sketch_point(const struct ad_sketch *s, char *text, size_t size)
{
  struct text t = {.s = s, .to = text, .size = size};
  ad_sketch_used(s, t.used);
  if (size)
    *text = '\0';
  for (size_t i = 0; i < s->count; i++)
    if (t.used[i] && s->step[i].kind == AD_STEP_INPUT) {
      put(&t, "%s%c=", t.length ? " " : "", AD_SKETCH_NAMES[s->step[i].input]);
      put_number(&t, s->step[i].number);
    }
  return (int)t.length;
}
