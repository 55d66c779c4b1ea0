/* emit_rule.c: C of the ops of matrix.def: the lines of emitted/matrix.rules
 * (made into emit_rules.inc) with names and numbers for their words. */
#include <config.h>

#include "emit_impl.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct rule {
  const char *value, *before, *before_equation; /* NULL: no such text */
  const char *adjoint[AD_MATRIX_ARGS], *equation[AD_MATRIX_ARGS];
} rules[AD_MATRIX_COUNT] = {
#include "compare/emit_rules.inc"
};

/* Words are short; text of the rules is our own. */
enum { WORD = 32, LEVELS = 12, ARRAYS = 4 };

/* A text being written.  Where a loop runs once it is left out, and what is
 * inside moves to the left: hence levels by those of the rule's lines. */
struct writer {
  struct emitter *e;
  uint32_t node;
  int level[LEVELS + 1]; /* of lines at this level of the rule */
  int closing[LEVELS];   /* of the } that ends a line at this level */
  char gone[LEVELS][WORD]; /* the index of a loop that was left out, or "" */
  int open;              /* the level of a for that has no { and was the last
                            line; -1: it was none */
  struct array {
    char name[WORD];
    struct ad_shape shape;
  } arrays[ARRAYS];
  int array_count;
};

static const struct ad_node *op_of(const struct writer *w)
{
  return &w->e->nodes[w->node];
}

/* ---- words ----------------------------------------------------------------------- */

/* The node that a word A, B, Y, Abar, ... of this length means. */
static bool find_value(const struct writer *w, const char *word, size_t length,
                       uint32_t *node, bool *bar)
{
  *bar = length == 4 && memcmp(word + 1, "bar", 3) == 0;
  if (length != 1 && !*bar)
    return false;
  if (*word == 'Y')
    *node = w->node;
  else if (*word >= 'A' && *word < 'A' + ad_node_arguments(op_of(w)))
    *node = op_of(w)->arg[*word - 'A'];
  else
    return false;
  return true;
}

static const struct array *find_array(const struct writer *w, const char *word,
                                      size_t length)
{
  for (int k = 0; k < w->array_count; k++)
    if (strlen(w->arrays[k].name) == length &&
        memcmp(w->arrays[k].name, word, length) == 0)
      return &w->arrays[k];
  return NULL;
}

/* The lanes of the op's argument, and the elements of each. */
static size_t lanes(const struct writer *w, size_t *elements)
{
  const struct ad_shape x = emit_shape(w->e, op_of(w)->arg[0]);
  const int axis = op_of(w)->n;
  *elements = axis == 0 ? x.rows : axis == 1 ? x.cols : x.rows * x.cols;
  return x.rows * x.cols / *elements;
}

/* A.rows, A.cols, A.size, LANE, or a number. */
static size_t size_at(const struct writer *w, const char *p, const char **end)
{
  uint32_t node;
  bool bar;
  size_t elements;
  *end = emit_word_end(p);
  if (isdigit((unsigned char)*p))
    return (size_t)strtoul(p, NULL, 10);
  lanes(w, &elements);
  if (**end != '.' || !find_value(w, p, (size_t)(*end - p), &node, &bar))
    return elements;
  const struct ad_shape s = emit_shape(w->e, node);
  p = *end + 1;
  *end = emit_word_end(p);
  return strncmp(p, "rows", 4) == 0   ? s.rows
         : strncmp(p, "cols", 4) == 0 ? s.cols
                                      : s.rows * s.cols;
}

/* The word from p to end, "0" if its loop was left out. */
static void take_index(const struct writer *w, const char *p, const char *end,
                       char index[WORD])
{
  while (p < end && *p == ' ')
    p++;
  snprintf(index, WORD, "%.*s", (int)(end - p), p);
  for (int k = 0; k < LEVELS; k++)
    if (strcmp(index, w->gone[k]) == 0)
      strcpy(index, "0");
}

static const char *lane_index(const struct writer *w)
{
  size_t elements;
  return lanes(w, &elements) == 1 ? "0" : "l";
}

/* (i, j), (k) of a lane, or () of it: the text of row and column; false if it
 * is element k, row by row. */
static bool take_indexes(const struct writer *w, const char *p, const char *end,
                         char i[WORD], char j[WORD])
{
  const char *comma = memchr(p, ',', (size_t)(end - p));
  const int axis = op_of(w)->n;
  if (comma) {
    take_index(w, p, comma, i);
    take_index(w, comma + 1, end, j);
    return true;
  }
  take_index(w, p, end, axis == 1 ? j : i);
  snprintf(axis == 1 ? i : j, WORD, "%s", lane_index(w));
  if (p == end)
    strcpy(axis == 1 ? j : i, "0");
  return axis != AD_ALL;
}

/* A(...), A[...] and the same of an array; returns what comes after. */
static const char *put_element(struct writer *w, const struct array *a,
                               uint32_t node, bool bar, const char *p)
{
  struct emit_text *t = &w->e->body;
  char i[WORD], j[WORD];
  const char *end = strchr(p, *p == '(' ? ')' : ']');
  if (*p == '[') {
    take_index(w, p + 1, end, i);
    if (a)
      emit_add(t, "%s[%s]", a->name, i);
    else
      emit_flat(t, w->e, node, bar, i);
  } else if (a) {
    take_indexes(w, p + 1, end, i, j);
    emit_add(t, "%s", a->name);
    emit_place(t, a->shape, (struct emit_index){i, 0}, (struct emit_index){j, 0});
  } else if (take_indexes(w, p + 1, end, i, j)) {
    emit_element(t, w->e, node, bar, (struct emit_index){i, 0},
                 (struct emit_index){j, 0});
  } else {
    emit_flat(t, w->e, node, bar, i);
  }
  return end + 1;
}

/* Where the numbers of A begin; those of a constant number, in a place of its
 * own. */
static void put_pointer(struct writer *w, uint32_t node, bool bar)
{
  struct emit_text *t = &w->e->body;
  char name[EMIT_NUMBER];
  emit_value_name(w->e, node, name);
  if (w->e->nodes[node].kind == AD_NODE_CONSTANT)
    emit_add(t, "&(const double){%s}", name);
  else if (bar)
    emit_add(t, emit_is_number(w->e, node) ? "&b_%u" : "b_%u",
             (unsigned)w->e->slot[node]);
  else
    emit_add(t, emit_is_number(w->e, node) ? "&%s" : "%s", name);
}

/* One word or sign of a line; returns what comes after. */
static const char *put_piece(struct writer *w, const char *p)
{
  const bool address = p[0] == '&' && isupper((unsigned char)p[1]);
  const char *const from = p + address;
  const bool word = isalnum((unsigned char)*from) || *from == '_';
  const char *end = word ? emit_word_end(from) : from + 1;
  const size_t length = (size_t)(end - from);
  uint32_t node = 0;
  bool bar = false;
  char index[WORD];
  const struct array *array = word ? find_array(w, from, length) : NULL;
  const bool value = word && find_value(w, from, length, &node, &bar);
  if (address && value) {
    put_pointer(w, node, bar);
    return end;
  }
  if ((value || array) && (*end == '(' || *end == '['))
    return put_element(w, array, node, bar, end);
  if (value || (length == 4 && memcmp(from, "LANE", 4) == 0)) {
    emit_add(&w->e->body, "%zu", size_at(w, from, &end));
    return end;
  }
  take_index(w, p, length < WORD ? end : p, index);
  if (word && strcmp(index, "0") == 0)
    emit_add(&w->e->body, "0");
  else
    emit_bytes(&w->e->body, p, (size_t)(end - p));
  return end;
}

/* ---- lines ----------------------------------------------------------------------- */

/* A loop over `count`, and what stands after it: nothing, or { and a comment. */
static void put_loop(struct writer *w, int level, const char *index,
                     size_t count, const char *rest)
{
  struct emit_text *t = &w->e->body;
  const bool brace = strchr(rest, '{') && strchr(rest, '{') < strchr(rest, '\n');
  const int length = (int)strcspn(rest, "\n");
  const int here = w->level[level];
  if (count == 1)
    snprintf(w->gone[level], WORD, "%s", index);
  if (count > 1) {
    emit_for(t, here, index, count);
    t->length -= t->failed ? 0 : 1; /* the newline */
    emit_add(t, "%.*s\n", length, rest);
    w->open = brace ? -1 : here;
    w->level[level + 1] = here + 1;
    w->closing[level] = here;
  } else if (!brace) {
    w->level[level + 1] = here;
  } else if (w->open >= 0) { /* the for above gets the { */
    t->length -= t->failed ? 0 : 1;
    emit_add(t, "%.*s\n", length, rest);
    w->level[level + 1] = w->open + 1;
    w->closing[level] = w->open;
    w->open = -1;
  } else {
    emit_indent(t, here);
    emit_add(t, "%.*s\n", length - 1, rest + 1);
    w->level[level + 1] = here + 1;
    w->closing[level] = here;
  }
}

/* SCRATCH(name, A); or SCRATCH(name, SIZE); and ORDER(name, SIZE); */
static void put_array(struct writer *w, int level, const char *p, bool order)
{
  struct emit_text *t = &w->e->body;
  const char *name = strchr(p, '(') + 1, *end = emit_word_end(name);
  struct array *a = &w->arrays[w->array_count < ARRAYS - 1 ? w->array_count++
                                                           : ARRAYS - 1];
  uint32_t node;
  bool bar;
  snprintf(a->name, WORD, "%.*s", (int)(end - name), name);
  p = end + 2;
  end = emit_word_end(p);
  if (*end != '.' && find_value(w, p, (size_t)(end - p), &node, &bar))
    a->shape = emit_shape(w->e, node);
  else
    a->shape = (struct ad_shape){size_at(w, p, &end), 1};
  emit_indent(t, level);
  emit_array(t, w->e, order ? "size_t" : "double", a->name,
             a->shape.rows * a->shape.cols * (order ? 2 : 1));
  p = strchr(p, ')') + 1;
  emit_add(t, "%.*s\n", (int)strcspn(p, "\n"), p);
}

static bool begins(const char *p, const char *word)
{
  return strncmp(p, word, strlen(word)) == 0;
}

static void put_line(struct writer *w, const char *line)
{
  const int level = (int)strspn(line, " ") / 2;
  const char *p = line + 2 * level, *end;
  char index[WORD];
  size_t elements;
  for (int k = level; k < LEVELS; k++)
    w->gone[k][0] = '\0';
  if (begins(p, "EACH(")) {
    const char *comma = strchr(p, ',');
    snprintf(index, WORD, "%.*s", (int)(comma - p - 5), p + 5);
    const size_t count = size_at(w, comma + 2, &end);
    put_loop(w, level, index, count, end + 1);
    return;
  }
  if (begins(p, "LANES")) {
    put_loop(w, level, "l", lanes(w, &elements), p + 5);
    return;
  }
  w->open = -1;
  if (begins(p, "SCRATCH(") || begins(p, "ORDER(")) {
    put_array(w, w->level[level], p, *p == 'O');
    return;
  }
  emit_indent(&w->e->body, *p == '}' ? w->closing[level] : w->level[level]);
  w->level[level + 1] = w->level[level] + 1;
  w->closing[level] = w->level[level];
  while (*p != '\n')
    p = put_piece(w, p);
  emit_add(&w->e->body, "\n");
}

static void put_text(struct writer *w, int level, const char *text)
{
  w->level[0] = level;
  w->open = -1;
  for (const char *p = text; *p; p = strchr(p, '\n') + 1)
    put_line(w, p);
}

/* ---- ops ------------------------------------------------------------------------- */

bool emit_rules_there(const struct emitter *e)
{
  bool there = true;
  for (size_t i = 0; i < e->count; i++)
    there = there && (e->nodes[i].kind != AD_NODE_WHOLE ||
                      rules[e->nodes[i].more->whole].value);
  return there;
}

const char *emit_rule_equation(enum ad_matrix_op op, int k)
{
  return rules[op].equation[k] ? rules[op].equation[k] : "";
}

void emit_rule_value(struct emitter *e, uint32_t node)
{
  struct writer w = {.e = e, .node = node};
  char name[EMIT_NUMBER];
  emit_value_name(e, node, name);
  emit_comment_value(e, node);
  emit_indent(&e->body, 1);
  if (emit_is_number(e, node))
    emit_add(&e->body, "double %s", name);
  else
    emit_array(&e->body, e, "double", name, emit_size(e, node));
  emit_add(&e->body, ";\n");
  put_text(&w, 1, rules[e->nodes[node].more->whole].value);
}

void emit_rule_shares(struct emitter *e, uint32_t node, int level)
{
  const struct rule *r = &rules[e->nodes[node].more->whole];
  struct writer w = {.e = e, .node = node};
  if (r->before) {
    emit_add(&e->body, "\n");
    emit_indent(&e->body, level++);
    emit_add(&e->body, "{ /* ");
    emit_comment_equation(&e->body, e, node, r->before_equation);
    emit_add(&e->body, " */\n");
    put_text(&w, level, r->before);
  }
  for (int k = 0; k < ad_node_arguments(&e->nodes[node]); k++)
    if (emit_hands_down(e, node, k)) {
      emit_comment_share(e, node, k, level);
      put_text(&w, level, r->adjoint[k]);
    }
  if (r->before) {
    emit_indent(&e->body, level - 1);
    emit_add(&e->body, "}\n");
  }
}
