/* latex_tree.c: an expression of ops.def as a tree, without what is there for
 * floating point alone. */
#include <config.h>

#include "latex.h"

#include <ctype.h>
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

static uint32_t add(struct latex_tree *t, struct latex_node node)
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
  return add(t, (struct latex_node){.kind = LATEX_NUMBER, .number = x});
}

uint32_t latex_make_name(struct latex_tree *t, const char *latex)
{
  return add(t, (struct latex_node){.kind = LATEX_NAME, .word = latex,
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

static bool is_word(const struct latex_node *n, const char *word)
{
  return n->length == strlen(word) && memcmp(n->word, word, n->length) == 0;
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
  return add(t, (struct latex_node){.kind = kind, .count = 2, .arg = {a, b}});
}

static uint32_t both(struct latex_tree *t, enum latex_kind kind, uint32_t a,
                     uint32_t b)
{
  const bool empty = kind == LATEX_AND; /* what changes nothing */
  if (is_number(t, a, empty) || is_number(t, b, !empty))
    return b;
  if (is_number(t, b, empty) || is_number(t, a, !empty))
    return a;
  return add(t, (struct latex_node){.kind = kind, .count = 2, .arg = {a, b}});
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
         is_word(&t->at[n->arg[0]], "fabs") &&
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

static uint32_t choose(struct latex_tree *t, uint32_t c, uint32_t yes,
                       uint32_t no)
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
      no = add(t, (struct latex_node){.kind = LATEX_CHOICE, .count = 3,
                                      .arg = {other.arg[0], other.arg[1], zero}});
  }
  return add(t, (struct latex_node){.kind = LATEX_CHOICE, .count = 3,
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
  return add(t, (struct latex_node){.kind = kind, .arg = {a, b},
                                    .count = kind == LATEX_NEGATE ? 1 : 2});
}

/* ---- reading ----------------------------------------------------------- */

struct reader {
  struct latex_tree *t;
  const char *p;
  const uint32_t *letter;
};

static uint32_t read_choice(struct reader *r);

static const struct {
  const char *name, *letters[LATEX_ARGS], *text;
  int count;
} words[] = {
#define WORD0(name, text) {#name, {NULL}, #text, 0},
#define WORD1(name, a, text) {#name, {#a}, #text, 1},
#define WORD2(name, a, b, text) {#name, {#a, #b}, #text, 2},
#define WORD3(name, a, b, c, text) {#name, {#a, #b, #c}, #text, 3},
#define WORD4(name, a, b, c, d, text) {#name, {#a, #b, #c, #d}, #text, 4},
#include "latex_words.def"
};

/* What latex_words.def says of it; LATEX_NONE: nothing. */
static uint32_t expand(struct reader *r, const struct latex_node *call)
{
  uint32_t letter[LATEX_LETTERS];
  for (int k = 0; k < LATEX_LETTERS; k++)
    letter[k] = LATEX_NONE;
  for (size_t w = 0; w < sizeof words / sizeof *words; w++) {
    if (words[w].count != call->count || !is_word(call, words[w].name))
      continue;
    for (int k = 0; k < call->count; k++)
      letter[words[w].letters[k][0] - 'a'] = call->arg[k];
    return latex_read(r->t, words[w].text, letter);
  }
  return LATEX_NONE;
}

static void skip_spaces(struct reader *r)
{
  while (isspace((unsigned char)*r->p))
    r->p++;
}

static bool take(struct reader *r, const char *sign)
{
  skip_spaces(r);
  const size_t length = strlen(sign);
  if (strncmp(r->p, sign, length) != 0)
    return false;
  r->p += length;
  return true;
}

static uint32_t strange(struct reader *r)
{
  r->t->strange = true;
  return LATEX_NONE;
}

static bool is_good(const struct reader *r)
{
  return !r->t->failed && !r->t->strange;
}

static uint32_t finish_call(struct reader *r, const struct latex_node *call)
{
  if (is_word(call, "isinf") || is_word(call, "isnan"))
    return latex_make_number(r->t, 0);
  if (is_word(call, "fabs") && call->count == 1 &&
      r->t->at[call->arg[0]].kind == LATEX_NUMBER)
    return latex_make_number(r->t, fabs(r->t->at[call->arg[0]].number));
  const uint32_t expanded = expand(r, call);
  return expanded == LATEX_NONE && is_good(r) ? add(r->t, *call) : expanded;
}

static uint32_t read_call(struct reader *r, struct latex_node call)
{
  do {
    const uint32_t argument = read_choice(r);
    if (!is_good(r) || call.count == LATEX_ARGS)
      return strange(r);
    call.arg[call.count++] = argument;
  } while (take(r, ","));
  return take(r, ")") ? finish_call(r, &call) : strange(r);
}

/* A letter that stands for something, a constant, or a function. */
static uint32_t read_word(struct reader *r)
{
  const char *const word = r->p;
  r->p = emit_word_end(word);
  const struct latex_node node = {.kind = LATEX_CALL, .word = word,
                                  .length = (size_t)(r->p - word)};
  if (take(r, "("))
    return read_call(r, node);
  if (node.length == 1 && islower((unsigned char)*word) &&
      r->letter[*word - 'a'] != LATEX_NONE)
    return r->letter[*word - 'a'];
  if (is_word(&node, "NAN"))
    return latex_make_number(r->t, NAN);
  if (is_word(&node, "INFINITY"))
    return latex_make_number(r->t, INFINITY);
  if (is_word(&node, "pi"))
    return latex_make_name(r->t, "\\pi");
  const uint32_t expanded = expand(r, &node);
  return expanded == LATEX_NONE && is_good(r) ? add(r->t, node) : expanded;
}

static uint32_t read_unary(struct reader *r)
{
  skip_spaces(r);
  if (take(r, "-")) {
    const uint32_t a = read_unary(r);
    return is_good(r) ? latex_make(r->t, LATEX_NEGATE, a, a) : LATEX_NONE;
  }
  if (take(r, "(")) {
    const uint32_t inner = read_choice(r);
    return is_good(r) && take(r, ")") ? inner : strange(r);
  }
  if (isdigit((unsigned char)*r->p)) {
    char *end;
    const double number = strtod(r->p, &end);
    r->p = end;
    return latex_make_number(r->t, number);
  }
  if (isalpha((unsigned char)*r->p) || *r->p == '_')
    return read_word(r);
  return strange(r);
}

/* Longer signs first. */
static const struct {
  const char *sign;
  enum latex_kind kind;
  int binding;
} signs[] = {
  {"||", LATEX_OR, 1},         {"&&", LATEX_AND, 2},
  {"==", LATEX_SAME, 3},       {"!=", LATEX_OTHER, 3},
  {"<=", LATEX_LESS_OR_SAME, 4}, {">=", LATEX_MORE_OR_SAME, 4},
  {"<", LATEX_LESS, 4},        {">", LATEX_MORE, 4},
  {"+", LATEX_ADD, 5},         {"-", LATEX_SUB, 5},
  {"*", LATEX_MUL, 6},         {"/", LATEX_DIV, 6},
};

/* Operators that bind at least so much, to the left. */
static uint32_t read_binary(struct reader *r, int binding)
{
  uint32_t a = read_unary(r);
  for (size_t k = 0; is_good(r) && k < sizeof signs / sizeof *signs; k++)
    if (signs[k].binding >= binding && take(r, signs[k].sign)) {
      const uint32_t b = read_binary(r, signs[k].binding + 1);
      a = latex_make(r->t, signs[k].kind, a, b);
      k = (size_t)-1; /* and again from the first */
    }
  return a;
}

static uint32_t read_choice(struct reader *r)
{
  const uint32_t c = read_binary(r, 1);
  if (!is_good(r) || !take(r, "?"))
    return c;
  const uint32_t yes = read_choice(r);
  if (!is_good(r) || !take(r, ":"))
    return strange(r);
  const uint32_t no = read_choice(r);
  return is_good(r) ? choose(r->t, c, yes, no) : LATEX_NONE;
}

uint32_t latex_read(struct latex_tree *t, const char *expression,
                    const uint32_t letter[LATEX_LETTERS])
{
  struct reader r = {t, expression, letter};
  const uint32_t node = read_choice(&r);
  skip_spaces(&r);
  if (is_good(&r) && *r.p)
    strange(&r);
  return is_good(&r) ? node : LATEX_NONE;
}
