/* latex_product.c: products and quotients in LaTeX: factors gathered, x x as a
 * power, quotients as fractions, the sign in front. */
#include <config.h>

#include "latex_write.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_FACTORS = 24 };
struct factors {
  uint32_t node[MOST_FACTORS];
  int power[MOST_FACTORS], count;
  double number; /* an integer */
};
struct product {
  struct factors up, down;
  bool minus, full;
};

static void add_factor(struct latex_tree *t, struct product *p,
                       struct factors *f, uint32_t node, int power)
{
  for (int k = 0; k < f->count; k++)
    if (latex_same(t, f->node[k], node)) {
      f->power[k] += power;
      return;
    }
  p->full = p->full || f->count == MOST_FACTORS;
  if (p->full)
    return;
  f->node[f->count] = node;
  f->power[f->count++] = power;
}

/* A number: 0.5 is 1/2. */
static void gather_number(struct latex_tree *t, struct product *p,
                          struct factors *up, struct factors *down,
                          uint32_t node)
{
  const double x = fabs(t->at[node].number);
  p->minus = p->minus != (t->at[node].number < 0);
  if (latex_is_small_integer(x)) {
    up->number *= x;
  } else if (latex_is_small_integer(4 * x)) {
    const double parts = latex_is_small_integer(2 * x) ? 2 : 4;
    up->number *= parts * x;
    down->number *= parts;
  } else {
    node = latex_make_number(t, x);
    if (!t->failed)
      add_factor(t, p, up, node, 1);
  }
}

static void gather(struct latex_tree *t, struct product *p, uint32_t node,
                   bool inverse)
{
  const struct latex_node n = t->at[node];
  struct factors *up = inverse ? &p->down : &p->up;
  struct factors *down = inverse ? &p->up : &p->down;
  if (n.kind == LATEX_NEGATE) {
    p->minus = !p->minus;
    gather(t, p, n.arg[0], inverse);
  } else if (n.kind == LATEX_MUL || n.kind == LATEX_DIV) {
    gather(t, p, n.arg[0], inverse);
    gather(t, p, n.arg[1], inverse != (n.kind == LATEX_DIV));
  } else if (n.kind == LATEX_NUMBER && !isnan(n.number)) {
    gather_number(t, p, up, down, node);
  } else if (latex_is_call(&n, "pow") && t->at[n.arg[1]].kind == LATEX_NUMBER &&
             t->at[n.arg[1]].number >= 1 &&
             latex_is_small_integer(t->at[n.arg[1]].number) &&
             t->at[n.arg[0]].kind != LATEX_NUMBER) {
    add_factor(t, p, up, n.arg[0], (int)t->at[n.arg[1]].number);
  } else {
    add_factor(t, p, up, node, 1);
  }
}

/* 2/4 is 1/2. */
static void reduce(struct product *p)
{
  double a = p->up.number, b = p->down.number;
  while (b != 0) {
    const double rest = fmod(a, b);
    a = b, b = rest;
  }
  if (a > 1 && p->up.number != 0 && p->down.number != 0)
    p->up.number /= a, p->down.number /= a;
}

static enum latex_level add_power(struct emit_text *to, struct latex_tree *t,
                                  uint32_t node, int power)
{
  const struct latex_node n = t->at[node];
  if (latex_takes_power(&n)) {
    latex_write_call(to, t, &n, power);
    return LATEX_POWER;
  }
  latex_write_within(to, t, node, LATEX_ATOM);
  emit_add(to, "^{%d}", power);
  return LATEX_POWER;
}

/* "2 x^{2}\, y"; what stands alone within a fraction needs no parentheses. */
static enum latex_level add_factors(struct emit_text *to, struct latex_tree *t,
                                    const struct factors *f, bool fraction,
                                    bool minus)
{
  const bool number = f->number != 1 || !f->count;
  const bool alone = f->count == 1 && !number;
  enum latex_level level = LATEX_ATOM;
  if (number)
    latex_number(to, f->number);
  for (int k = 0; k < f->count; k++) {
    struct emit_text text = {0};
    if (f->power[k] > 1)
      level = add_power(&text, t, f->node[k], f->power[k]);
    else
      level = latex_write_within(&text, t, f->node[k],
                           alone && (fraction || !minus) ? LATEX_CASES
                                                         : LATEX_PRODUCT);
    const char *const p = text.at ? text.at : "";
    const bool digit = isdigit((unsigned char)*p) != 0;
    emit_add(to, "%s%s",
             !k && !number ? ""
             : digit       ? " \\cdot "
             : k           ? "\\, "
                           : " ",
             p);
    to->failed = to->failed || text.failed;
    free(text.at);
  }
  return alone || !f->count ? level : LATEX_PRODUCT;
}

enum latex_level latex_write_product(struct emit_text *to,
                                     struct latex_tree *t, uint32_t node)
{
  struct product p = {.up.number = 1, .down.number = 1};
  gather(t, &p, node, false);
  if (p.full)
    t->strange = true;
  reduce(&p);
  emit_add(to, p.minus && p.up.number != 0 ? "-" : "");
  if (p.up.number == 0 && p.down.number != 0)
    p = (struct product){.down.number = 1};
  const bool fraction = p.down.count || p.down.number != 1;
  emit_add(to, fraction ? "\\frac{" : "");
  const enum latex_level level = add_factors(to, t, &p.up, fraction, p.minus);
  if (!fraction)
    return p.minus ? LATEX_PRODUCT : level;
  emit_add(to, "}{");
  add_factors(to, t, &p.down, true, false);
  emit_add(to, "}");
  return LATEX_PRODUCT;
}
