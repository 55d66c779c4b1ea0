/* latex_read.c: an expression of ops.def, C, read into a tree; what its words are
 * for people, latex_words.def says. */
#include <config.h>

#include "latex.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

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
    if (words[w].count != call->count || !latex_is_word(call, words[w].name))
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
  if (latex_is_word(call, "isinf") || latex_is_word(call, "isnan"))
    return latex_make_number(r->t, 0);
  if (latex_is_word(call, "fabs") && call->count == 1 &&
      r->t->at[call->arg[0]].kind == LATEX_NUMBER)
    return latex_make_number(r->t, fabs(r->t->at[call->arg[0]].number));
  const uint32_t expanded = expand(r, call);
  return expanded == LATEX_NONE && is_good(r) ? latex_add(r->t, *call) : expanded;
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
  if (latex_is_word(&node, "NAN"))
    return latex_make_number(r->t, NAN);
  if (latex_is_word(&node, "INFINITY"))
    return latex_make_number(r->t, INFINITY);
  if (latex_is_word(&node, "pi"))
    return latex_make_name(r->t, "\\pi");
  const uint32_t expanded = expand(r, &node);
  return expanded == LATEX_NONE && is_good(r) ? latex_add(r->t, node) : expanded;
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
  return is_good(r) ? latex_choose(r->t, c, yes, no) : LATEX_NONE;
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
