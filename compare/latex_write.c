/* latex_write.c: a tree in LaTeX, as people write it: quotients as fractions,
 * x x as a power, signs in front. */
#include <config.h>

#include "latex.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Parentheses that are as high as what is in them. */
static void add_parentheses(struct emit_text *to, const char *inside)
{
  const bool high = strstr(inside, "\\frac") || strstr(inside, "\\begin");
  emit_add(to, high ? "\\left(%s\\right)" : "(%s)", inside);
}

/* The tree, in parentheses unless it holds together so tightly. */
static enum latex_level write_within(struct emit_text *to, struct latex_tree *t,
                                     uint32_t node, enum latex_level least)
{
  struct emit_text text = {0};
  enum latex_level level = latex_write(&text, t, node);
  if (level >= least)
    emit_add(to, "%s", text.at ? text.at : "");
  else
    add_parentheses(to, text.at ? text.at : "");
  to->failed = to->failed || text.failed;
  free(text.at);
  return level >= least ? level : LATEX_ATOM;
}

static bool is_call(const struct latex_node *n, const char *name)
{
  return n->kind == LATEX_CALL && n->length == strlen(name) &&
         memcmp(n->word, name, n->length) == 0;
}

/* ---- functions --------------------------------------------------------- */

/* #1 is the first argument, #(1) the same in parentheses, #(*) all of them. */
static const struct {
  const char *name, *text;
} functions[] = {
  {"sin", "\\sin#(*)"},
  {"cos", "\\cos#(*)"},
  {"tan", "\\tan#(*)"},
  {"sinh", "\\sinh#(*)"},
  {"cosh", "\\cosh#(*)"},
  {"tanh", "\\tanh#(*)"},
  {"asin", "\\arcsin#(*)"},
  {"acos", "\\arccos#(*)"},
  {"atan", "\\arctan#(*)"},
  {"asinh", "\\operatorname{arsinh}#(*)"},
  {"acosh", "\\operatorname{arcosh}#(*)"},
  {"atanh", "\\operatorname{artanh}#(*)"},
  {"log", "\\ln#(*)"},
  {"log2", "\\log_{2}#(*)"},
  {"log10", "\\log_{10}#(*)"},
  {"exp", "e^{#1}"},
  {"sqrt", "\\sqrt{#1}"},
  {"cbrt", "\\sqrt[3]{#1}"},
  {"fabs", "\\left|#1\\right|"},
  {"floor", "\\left\\lfloor #1\\right\\rfloor"},
  {"ceil", "\\left\\lceil #1\\right\\rceil"},
  {"fmax", "\\max#(*)"},
  {"tgamma", "\\Gamma#(*)"},
  {"sigmoid", "\\sigma#(*)"},
  {"Phi", "\\Phi#(*)"},
  {"phi", "\\varphi#(*)"},
  {"ad_sf_lgamma", "\\ln\\left|\\Gamma#(1)\\right|"},
  {"ad_sf_lbeta", "\\ln\\mathrm{B}#(*)"},
  {"ad_sf_erfinv", "\\operatorname{erf}^{-1}#(*)"},
  {"ad_sf_lambertw", "W#(*)"},
  {"ad_bessel_j", "J_{#1}#(2)"},
  {"ad_bessel_y", "Y_{#1}#(2)"},
};

/* "(a, b)": the arguments from the first to the one before `end`. */
static void add_arguments(struct emit_text *to, struct latex_tree *t,
                          const struct latex_node *n, int first, int end)
{
  struct emit_text inside = {0};
  for (int k = first; k < end; k++) {
    emit_add(&inside, k > first ? ", " : "");
    latex_write(&inside, t, n->arg[k]);
  }
  add_parentheses(to, inside.at ? inside.at : "");
  to->failed = to->failed || inside.failed;
  free(inside.at);
}

/* \operatorname{bessel\_j}#(*) of what nobody has a sign for. */
static void add_unknown(struct emit_text *to, const struct latex_node *n)
{
  const size_t skip = n->length > 3 && strncmp(n->word, "ad_", 3) == 0 ? 3 : 0;
  emit_add(to, "\\operatorname{");
  for (size_t k = skip; k < n->length; k++)
    emit_add(to, n->word[k] == '_' ? "\\%c" : "%c", n->word[k]);
  emit_add(to, "}");
}

/* digamma and its derivatives */
static void add_psi(struct emit_text *to, struct latex_tree *t,
                    const struct latex_node *n)
{
  const struct latex_node *order = &t->at[n->arg[0]];
  if (order->kind != LATEX_NUMBER || order->number > 3)
    emit_add(to, "\\psi^{(%g)}", order->number);
  else
    emit_add(to, "\\psi%.*s", (int)order->number, "'''");
  add_arguments(to, t, n, 1, 2);
}

static const char *template_of(const struct latex_node *n)
{
  for (size_t k = 0; k < sizeof functions / sizeof *functions; k++)
    if (is_call(n, functions[k].name))
      return functions[k].text;
  return NULL;
}

/* The function with its arguments; `power` (1: none) at its name: \sin^{2}(x). */
static void add_call(struct emit_text *to, struct latex_tree *t,
                     const struct latex_node *n, int power)
{
  const char *p = template_of(n);
  if (is_call(n, "psi")) {
    add_psi(to, t, n);
    return;
  }
  if (!p) {
    add_unknown(to, n);
    p = n->count ? "#(*)" : "";
  }
  for (; *p; p++) {
    if (*p != '#') {
      emit_add(to, "%c", *p);
      continue;
    }
    const bool all = p[2] == '*';
    if (power > 1)
      emit_add(to, "^{%d}", power);
    if (p[1] == '(')
      add_arguments(to, t, n, all ? 0 : p[2] - '1', all ? n->count : p[2] - '0');
    else
      latex_write(to, t, n->arg[p[1] - '1']);
    p += p[1] == '(' ? 3 : 1;
  }
}

/* Whether a power can stand at the name. */
static bool takes_power(const struct latex_node *n)
{
  const char *p = n->kind == LATEX_CALL ? template_of(n) : NULL;
  return p && strchr(p, '#') && !strchr(p, '^') && !strchr(p, '_') &&
         strcmp(strchr(p, '#'), "#(*)") == 0;
}

/* ---- products ---------------------------------------------------------- */

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

static bool is_small_integer(double x)
{
  return x == floor(x) && fabs(x) < 1e6;
}

/* A number: 0.5 is 1/2. */
static void gather_number(struct latex_tree *t, struct product *p,
                          struct factors *up, struct factors *down,
                          uint32_t node)
{
  const double x = fabs(t->at[node].number);
  p->minus = p->minus != (t->at[node].number < 0);
  if (is_small_integer(x)) {
    up->number *= x;
  } else if (is_small_integer(4 * x)) {
    const double parts = is_small_integer(2 * x) ? 2 : 4;
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
  } else if (is_call(&n, "pow") && t->at[n.arg[1]].kind == LATEX_NUMBER &&
             t->at[n.arg[1]].number >= 1 &&
             is_small_integer(t->at[n.arg[1]].number) &&
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
  if (takes_power(&n)) {
    add_call(to, t, &n, power);
    return LATEX_POWER;
  }
  write_within(to, t, node, LATEX_ATOM);
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
      level = write_within(&text, t, f->node[k],
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

static enum latex_level write_product(struct emit_text *to,
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

/* a^b, b not being an integer above 0. */
static enum latex_level write_pow(struct emit_text *to, struct latex_tree *t,
                                  const struct latex_node *n)
{
  if (t->at[n->arg[1]].kind == LATEX_NUMBER && t->at[n->arg[1]].number == 0) {
    emit_add(to, "1");
    return LATEX_ATOM;
  }
  write_within(to, t, n->arg[0], LATEX_ATOM);
  emit_add(to, "^{");
  latex_write(to, t, n->arg[1]);
  emit_add(to, "}");
  return LATEX_POWER;
}

/* ---- the rest ---------------------------------------------------------- */

/* a + b, where b may begin with a minus sign. */
static enum latex_level write_sum(struct emit_text *to, struct latex_tree *t,
                                  const struct latex_node *n)
{
  struct emit_text text = {0};
  bool minus = n->kind == LATEX_SUB;
  write_within(to, t, n->arg[0], LATEX_SUM);
  write_within(&text, t, n->arg[1], minus ? LATEX_PRODUCT : LATEX_SUM);
  const char *p = text.at ? text.at : "";
  if (*p == '-')
    minus = !minus, p++;
  emit_add(to, minus ? " - %s" : " + %s", p);
  to->failed = to->failed || text.failed;
  free(text.at);
  return LATEX_SUM;
}

static enum latex_level write_relation(struct emit_text *to,
                                       struct latex_tree *t,
                                       const struct latex_node *n)
{
  static const char *const signs[] = {
    [LATEX_LESS] = " < ",    [LATEX_LESS_OR_SAME] = " \\le ",
    [LATEX_MORE] = " > ",    [LATEX_MORE_OR_SAME] = " \\ge ",
    [LATEX_SAME] = " = ",    [LATEX_OTHER] = " \\ne ",
    [LATEX_AND] = " \\text{ and } ", [LATEX_OR] = " \\text{ or } ",
  };
  const bool words = n->kind == LATEX_AND || n->kind == LATEX_OR;
  write_within(to, t, n->arg[0], words ? LATEX_CASES : LATEX_SUM);
  emit_add(to, "%s", signs[n->kind]);
  write_within(to, t, n->arg[1], words ? LATEX_CASES : LATEX_SUM);
  return LATEX_CASES;
}

static enum latex_level write_cases(struct emit_text *to, struct latex_tree *t,
                                    uint32_t node)
{
  emit_add(to, "\\begin{cases} ");
  for (; t->at[node].kind == LATEX_CHOICE; node = t->at[node].arg[2]) {
    latex_write(to, t, t->at[node].arg[1]);
    emit_add(to, " & \\text{if } ");
    latex_write(to, t, t->at[node].arg[0]);
    emit_add(to, " \\\\ ");
  }
  latex_write(to, t, node);
  emit_add(to, " & \\text{otherwise} \\end{cases}");
  return LATEX_CASES;
}

static enum latex_level write_number(struct emit_text *to, double x)
{
  const size_t before = to->length;
  latex_number(to, x);
  return x < 0 || (to->at && strstr(to->at + before, "10^")) ? LATEX_PRODUCT
                                                             : LATEX_ATOM;
}

enum latex_level latex_write(struct emit_text *to, struct latex_tree *t,
                             uint32_t node)
{
  if (node == LATEX_NONE)
    return LATEX_ATOM;
  const struct latex_node n = t->at[node]; /* writing may make nodes */
  switch (n.kind) {
  case LATEX_NUMBER: return write_number(to, n.number);
  case LATEX_NAME:
    emit_bytes(to, n.word, n.length);
    return LATEX_ATOM;
  case LATEX_NEGATE:
  case LATEX_MUL:
  case LATEX_DIV: return write_product(to, t, node);
  case LATEX_ADD:
  case LATEX_SUB: return write_sum(to, t, &n);
  case LATEX_CHOICE: return write_cases(to, t, node);
  case LATEX_CALL: break;
  default: return write_relation(to, t, &n);
  }
  if (is_call(&n, "pow")) {
    const struct latex_node *e = &t->at[n.arg[1]];
    const bool plain = e->kind == LATEX_NUMBER && e->number >= 1 &&
                       is_small_integer(e->number) &&
                       t->at[n.arg[0]].kind != LATEX_NUMBER;
    return plain ? write_product(to, t, node) : write_pow(to, t, &n);
  }
  add_call(to, t, &n, 1);
  return is_call(&n, "exp") ? LATEX_POWER : LATEX_ATOM;
}

/* ---- how wide ---------------------------------------------------------- */

/* The } of the { at p. */
static const char *closing(const char *p, const char *end)
{
  int depth = 0;
  for (; p < end; p++) {
    depth += (*p == '{') - (*p == '}');
    if (depth == 0)
      return p;
  }
  return end;
}

/* Whether the command is there to be seen: \partial, not \mathrm. */
static bool is_sign(const char *word, size_t length)
{
  static const char *const silent[] = {"left", "right", "operatorname",
                                       "mathrm", "mathit", "text", "bar", "dot"};
  for (size_t k = 0; k < sizeof silent / sizeof *silent; k++)
    if (strlen(silent[k]) == length && memcmp(silent[k], word, length) == 0)
      return false;
  return length > 0;
}

/* Fractions, which are the only ones that call it again, are not deep. */
static size_t width_of(const char *p, const char *end)
{
  size_t width = 0;
  while (p < end) {
    if (*p != '\\') {
      width += !strchr("{}^_& ", *p++);
      continue;
    }
    size_t length = 0;
    while (isalpha((unsigned char)p[1 + length]))
      length++;
    if (length == 4 && memcmp(p + 1, "frac", 4) == 0) {
      const char *const over = closing(p + 5, end);
      const char *const under = closing(over + 1, end);
      const size_t a = width_of(p + 5, over), b = width_of(over + 1, under);
      width += a > b ? a : b;
      p = under;
      continue;
    }
    width += is_sign(p + 1, length);
    p += 1 + (length ? length : 1);
  }
  return width;
}

size_t latex_width(const char *text)
{
  return width_of(text, text + strlen(text));
}
