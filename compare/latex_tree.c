/* latex_tree.c: trees of expressions, made simple, without what is there for
 * floating point alone. */
#include <config.h>

#include "latex.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- nodes ------------------------------------------------------------- */

void latex_clear(struct latex_tree *t)
{
  t->count = 0;
  t->strange = false;
}

void latex_free(struct latex_tree *t)
{
  free(t->at);
  *t = (struct latex_tree){0};
}

uint32_t latex_add(struct latex_tree *t, struct latex_node node)
{
  if (t->count == t->room) {
    const size_t room = t->room ? 2 * t->room : 64;
    struct latex_node *more = realloc(t->at, room * sizeof *more);
    if (!more) {
      t->failed = true;
      return LATEX_NONE;
    }
    t->at = more, t->room = room;
  }
  t->at[t->count] = node;
  return (uint32_t)t->count++;
}

uint32_t latex_make_number(struct latex_tree *t, double x)
{
  return latex_add(t, (struct latex_node){.kind = LATEX_NUMBER, .number = x});
}

uint32_t latex_make_name(struct latex_tree *t, const char *latex)
{
  return latex_add(t, (struct latex_node){.kind = LATEX_NAME, .word = latex,
                                    .length = strlen(latex)});
}

static bool is_number(const struct latex_tree *t, uint32_t a, double x)
{
  return t->at[a].kind == LATEX_NUMBER && t->at[a].number == x;
}

static bool is_nan(const struct latex_tree *t, uint32_t a)
{
  return t->at[a].kind == LATEX_NUMBER && isnan(t->at[a].number);
}

bool latex_same(const struct latex_tree *t, uint32_t a, uint32_t b)
{
  const struct latex_node *p = &t->at[a], *q = &t->at[b];
  if (a == b)
    return true;
  if (p->kind != q->kind || p->count != q->count || p->length != q->length ||
      (p->kind == LATEX_NUMBER && p->number != q->number) ||
      (p->length && memcmp(p->word, q->word, p->length) != 0))
    return false;
  for (int k = 0; k < p->count; k++)
    if (!latex_same(t, p->arg[k], q->arg[k]))
      return false;
  return true;
}

/* ---- conditions -------------------------------------------------------- */

/* Whether x is compared as it says; both are numbers. */
static double compared(enum latex_kind kind, double x, double y)
{
  switch (kind) {
  case LATEX_LESS: return x < y;
  case LATEX_LESS_OR_SAME: return x <= y;
  case LATEX_MORE: return x > y;
  case LATEX_MORE_OR_SAME: return x >= y;
  case LATEX_SAME: return x == y;
  default: return x != y;
  }
}

/* a != a asks for NaN, and there is none in mathematics. */
static uint32_t compare(struct latex_tree *t, enum latex_kind kind, uint32_t a,
                        uint32_t b)
{
  if (t->at[a].kind == LATEX_NUMBER && t->at[b].kind == LATEX_NUMBER)
    return latex_make_number(t, compared(kind, t->at[a].number, t->at[b].number));
  if (latex_same(t, a, b))
    return latex_make_number(t, compared(kind, 0, 0));
  return latex_add(t, (struct latex_node){.kind = kind, .count = 2, .arg = {a, b}});
}

static uint32_t both(struct latex_tree *t, enum latex_kind kind, uint32_t a,
                     uint32_t b)
{
  const bool empty = kind == LATEX_AND; /* what changes nothing */
  if (is_number(t, a, empty) || is_number(t, b, !empty))
    return b;
  if (is_number(t, b, empty) || is_number(t, a, !empty))
    return a;
  return latex_add(t, (struct latex_node){.kind = kind, .count = 2, .arg = {a, b}});
}

/* Whether one of two conditions holds if the other does not. */
static bool opposite(const struct latex_tree *t, uint32_t a, uint32_t b)
{
  static const enum latex_kind of[] = {
    [LATEX_LESS] = LATEX_MORE_OR_SAME, [LATEX_LESS_OR_SAME] = LATEX_MORE,
    [LATEX_MORE] = LATEX_LESS_OR_SAME, [LATEX_MORE_OR_SAME] = LATEX_LESS,
    [LATEX_SAME] = LATEX_OTHER,        [LATEX_OTHER] = LATEX_SAME,
  };
  const struct latex_node *p = &t->at[a], *q = &t->at[b];
  return p->kind >= LATEX_LESS && p->kind <= LATEX_OTHER &&
         q->kind == of[p->kind] && latex_same(t, p->arg[0], q->arg[0]) &&
         latex_same(t, p->arg[1], q->arg[1]);
}

/* |a| < 1e-4: a series, where the formula would cancel. */
static bool is_near_zero(const struct latex_tree *t, uint32_t condition)
{
  const struct latex_node *n = &t->at[condition];
  return n->kind == LATEX_LESS && t->at[n->arg[0]].kind == LATEX_CALL &&
         latex_is_word(&t->at[n->arg[0]], "fabs") &&
         t->at[n->arg[1]].kind == LATEX_NUMBER &&
         t->at[n->arg[1]].number <= 1e-3;
}

/* x being neither > 0 nor < 0: x and x * x are 0. */
static bool is_zero_left(const struct latex_tree *t, uint32_t first,
                         uint32_t second, uint32_t rest)
{
  const struct latex_node *p = &t->at[first], *q = &t->at[second];
  const struct latex_node *r = &t->at[rest];
  return p->kind == LATEX_MORE && q->kind == LATEX_LESS &&
         is_number(t, p->arg[1], 0) && is_number(t, q->arg[1], 0) &&
         latex_same(t, p->arg[0], q->arg[0]) &&
         (latex_same(t, p->arg[0], rest) ||
          (r->kind == LATEX_MUL && latex_same(t, r->arg[0], p->arg[0]) &&
           latex_same(t, r->arg[1], p->arg[0])));
}

uint32_t latex_choose(struct latex_tree *t, uint32_t c, uint32_t yes, uint32_t no)
{
  if (t->at[c].kind == LATEX_NUMBER)
    return t->at[c].number != 0 ? yes : no;
  if (is_nan(t, no) || latex_same(t, yes, no))
    return yes;
  if (is_nan(t, yes) || is_near_zero(t, c))
    return no;
  const struct latex_node other = t->at[no];
  if (other.kind == LATEX_CHOICE && opposite(t, c, other.arg[0]))
    no = other.arg[1];
  else if (other.kind == LATEX_CHOICE &&
           is_zero_left(t, c, other.arg[0], other.arg[2])) {
    const uint32_t zero = latex_make_number(t, 0);
    if (!t->failed)
      no = latex_add(t, (struct latex_node){.kind = LATEX_CHOICE, .count = 3,
                                      .arg = {other.arg[0], other.arg[1], zero}});
  }
  return latex_add(t, (struct latex_node){.kind = LATEX_CHOICE, .count = 3,
                                    .arg = {c, yes, no}});
}

/* ---- sums and products ------------------------------------------------- */

uint32_t latex_make(struct latex_tree *t, enum latex_kind kind, uint32_t a,
                    uint32_t b)
{
  if (t->failed || t->strange)
    return LATEX_NONE;
  const bool numbers =
    t->at[a].kind == LATEX_NUMBER && t->at[b].kind == LATEX_NUMBER;
  const double x = t->at[a].number, y = t->at[b].number;
  if (kind >= LATEX_LESS && kind <= LATEX_OTHER)
    return compare(t, kind, a, b);
  if (kind == LATEX_AND || kind == LATEX_OR)
    return both(t, kind, a, b);
  if (kind == LATEX_NEGATE && t->at[a].kind == LATEX_NUMBER)
    return latex_make_number(t, 0 - x);
  if (numbers && (kind == LATEX_ADD || kind == LATEX_SUB))
    return latex_make_number(t, kind == LATEX_ADD ? x + y : x - y);
  if ((kind == LATEX_ADD || kind == LATEX_SUB) && is_number(t, b, 0))
    return a;
  if (kind == LATEX_ADD && is_number(t, a, 0))
    return b;
  if (kind == LATEX_SUB && is_number(t, a, 0))
    return latex_make(t, LATEX_NEGATE, b, b);
  if (kind == LATEX_MUL && (is_number(t, a, 0) || is_number(t, b, 0)))
    return latex_make_number(t, 0);
  return latex_add(t, (struct latex_node){.kind = kind, .arg = {a, b},
                                    .count = kind == LATEX_NEGATE ? 1 : 2});
}
