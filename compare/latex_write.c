/* latex_write.c: a tree in LaTeX, as people write it. */
#include <config.h>

#include "latex_write.h"

#include <stdlib.h>

void latex_write_parentheses(struct emit_text *to, const char *inside)
{
  const bool high = strstr(inside, "\\frac") || strstr(inside, "\\begin");
  emit_add(to, high ? "\\left(%s\\right)" : "(%s)", inside);
}

enum latex_level latex_write_within(struct emit_text *to, struct latex_tree *t,
                                    uint32_t node, enum latex_level least)
{
  struct emit_text text = {0};
  enum latex_level level = latex_write(&text, t, node);
  if (level >= least)
    emit_add(to, "%s", text.at ? text.at : "");
  else
    latex_write_parentheses(to, text.at ? text.at : "");
  to->failed = to->failed || text.failed;
  free(text.at);
  return level >= least ? level : LATEX_ATOM;
}

/* a^b, b not being an integer above 0. */
static enum latex_level write_pow(struct emit_text *to, struct latex_tree *t,
                                  const struct latex_node *n)
{
  if (t->at[n->arg[1]].kind == LATEX_NUMBER && t->at[n->arg[1]].number == 0) {
    emit_add(to, "1");
    return LATEX_ATOM;
  }
  latex_write_within(to, t, n->arg[0], LATEX_ATOM);
  emit_add(to, "^{");
  latex_write(to, t, n->arg[1]);
  emit_add(to, "}");
  return LATEX_POWER;
}

/* a + b, where b may begin with a minus sign. */
static enum latex_level write_sum(struct emit_text *to, struct latex_tree *t,
                                  const struct latex_node *n)
{
  struct emit_text text = {0};
  bool minus = n->kind == LATEX_SUB;
  latex_write_within(to, t, n->arg[0], LATEX_SUM);
  latex_write_within(&text, t, n->arg[1], minus ? LATEX_PRODUCT : LATEX_SUM);
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
  latex_write_within(to, t, n->arg[0], words ? LATEX_CASES : LATEX_SUM);
  emit_add(to, "%s", signs[n->kind]);
  latex_write_within(to, t, n->arg[1], words ? LATEX_CASES : LATEX_SUM);
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
  case LATEX_DIV: return latex_write_product(to, t, node);
  case LATEX_ADD:
  case LATEX_SUB: return write_sum(to, t, &n);
  case LATEX_CHOICE: return write_cases(to, t, node);
  case LATEX_CALL: break;
  default: return write_relation(to, t, &n);
  }
  if (latex_is_call(&n, "pow")) {
    const struct latex_node *e = &t->at[n.arg[1]];
    const bool plain = e->kind == LATEX_NUMBER && e->number >= 1 &&
                       latex_is_small_integer(e->number) &&
                       t->at[n.arg[0]].kind != LATEX_NUMBER;
    return plain ? latex_write_product(to, t, node) : write_pow(to, t, &n);
  }
  latex_write_call(to, t, &n, 1);
  return latex_is_call(&n, "exp") ? LATEX_POWER : LATEX_ATOM;
}
