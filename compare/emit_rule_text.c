/* emit_rule_text.c: a text of emitted/matrix.rules with names and numbers for its
 * words. */
#include <config.h>

#include "emit_rule_impl.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct ad_node *op_of(const struct emit_writer *w)
{
  return &w->e->nodes[w->node];
}

/* ---- words ----------------------------------------------------------------------- */

char emit_rule_letter(const char *word, size_t length)
{
  static const struct {
    const char *end;
    char letter;
  } ends[] = {{"", 'v'}, {"dot", 'd'}, {"bar", 'b'}, {"bardot", 'c'}};
  for (size_t k = 0; k < sizeof ends / sizeof *ends; k++)
    if (strlen(ends[k].end) + 1 == length &&
        memcmp(word + 1, ends[k].end, length - 1) == 0)
      return ends[k].letter;
  return 0;
}

/* The node and the letter that a word A, B, Y, Abar, ... of this length means. */
static bool find_value(const struct emit_writer *w, const char *word,
                       size_t length, uint32_t *node, char *letter)
{
  *letter = emit_rule_letter(word, length);
  if (!*letter)
    return false;
  if (*letter == 'b' && w->second)
    *letter = 'c';
  if (*word == 'Y')
    *node = w->node;
  else if (*word >= 'A' && *word < 'A' + ad_node_arguments(op_of(w)))
    *node = op_of(w)->arg[*word - 'A'];
  else
    return false;
  return true;
}

static const struct emit_scratch *find_array(const struct emit_writer *w, const char *word,
                                      size_t length)
{
  for (int k = 0; k < w->array_count; k++)
    if (strlen(w->arrays[k].name) == length &&
        memcmp(w->arrays[k].name, word, length) == 0)
      return &w->arrays[k];
  return NULL;
}

/* The lanes of the op's argument, and the elements of each. */
static size_t lanes(const struct emit_writer *w, size_t *elements)
{
  const struct ad_shape x = emit_shape(w->e, op_of(w)->arg[0]);
  const int axis = op_of(w)->n;
  *elements = axis == 0 ? x.rows : axis == 1 ? x.cols : x.rows * x.cols;
  return x.rows * x.cols / *elements;
}

/* A.rows, A.cols, A.size, LANE, or a number. */
static size_t size_at(const struct emit_writer *w, const char *p, const char **end)
{
  uint32_t node;
  char letter;
  size_t elements;
  *end = emit_word_end(p);
  if (isdigit((unsigned char)*p))
    return (size_t)strtoul(p, NULL, 10);
  lanes(w, &elements);
  if (**end != '.' || !find_value(w, p, (size_t)(*end - p), &node, &letter))
    return elements;
  const struct ad_shape s = emit_shape(w->e, node);
  p = *end + 1;
  *end = emit_word_end(p);
  return strncmp(p, "rows", 4) == 0   ? s.rows
         : strncmp(p, "cols", 4) == 0 ? s.cols
                                      : s.rows * s.cols;
}

/* The word from p to end, "0" if its loop was left out. */
static void take_index(const struct emit_writer *w, const char *p, const char *end,
                       char index[EMIT_WORD])
{
  while (p < end && *p == ' ')
    p++;
  snprintf(index, EMIT_WORD, "%.*s", (int)(end - p), p);
  for (int k = 0; k < EMIT_LEVELS; k++)
    if (strcmp(index, w->gone[k]) == 0)
      strcpy(index, "0");
}

static const char *lane_index(const struct emit_writer *w)
{
  size_t elements;
  return lanes(w, &elements) == 1 ? "0" : "l";
}

/* (i, j), (k) of a lane, or () of it: the text of row and column; false if it
 * is element k, row by row. */
static bool take_indexes(const struct emit_writer *w, const char *p, const char *end,
                         char i[EMIT_WORD], char j[EMIT_WORD])
{
  const char *comma = memchr(p, ',', (size_t)(end - p));
  const int axis = op_of(w)->n;
  if (comma) {
    take_index(w, p, comma, i);
    take_index(w, comma + 1, end, j);
    return true;
  }
  take_index(w, p, end, axis == 1 ? j : i);
  snprintf(axis == 1 ? i : j, EMIT_WORD, "%s", lane_index(w));
  if (p == end)
    strcpy(axis == 1 ? j : i, "0");
  return axis != AD_ALL;
}

/* A(...), A[...] and the same of an array; returns what comes after. */
static const char *put_element(struct emit_writer *w, const struct emit_scratch *a,
                               uint32_t node, char letter, const char *p)
{
  struct emit_text *t = &w->e->body;
  char i[EMIT_WORD], j[EMIT_WORD];
  const char *end = strchr(p, *p == '(' ? ')' : ']');
  if (*p == '[') {
    take_index(w, p + 1, end, i);
    if (a)
      emit_add(t, "%s[%s]", a->name, i);
    else
      emit_flat(t, w->e, node, letter, i);
  } else if (a) {
    take_indexes(w, p + 1, end, i, j);
    emit_add(t, "%s", a->name);
    emit_place(t, a->shape, (struct emit_index){i, 0}, (struct emit_index){j, 0});
  } else if (take_indexes(w, p + 1, end, i, j)) {
    emit_element(t, w->e, node, letter, (struct emit_index){i, 0},
                 (struct emit_index){j, 0});
  } else {
    emit_flat(t, w->e, node, letter, i);
  }
  return end + 1;
}

/* Where the numbers of A begin; those of a constant number, in a place of its
 * own. */
static void put_pointer(struct emit_writer *w, uint32_t node, char letter)
{
  struct emit_text *t = &w->e->body;
  const bool constant = w->e->nodes[node].kind == AD_NODE_CONSTANT;
  emit_add(t, "%s", constant                     ? "&(const double){"
                    : emit_is_number(w->e, node) ? "&"
                                                 : "");
  emit_name(t, w->e, letter, node);
  emit_add(t, constant ? "}" : "");
}

/* One word or sign of a line; returns what comes after. */
static const char *put_piece(struct emit_writer *w, const char *p)
{
  const bool address = p[0] == '&' && isupper((unsigned char)p[1]);
  const char *const from = p + address;
  const bool word = isalnum((unsigned char)*from) || *from == '_';
  const char *end = word ? emit_word_end(from) : from + 1;
  const size_t length = (size_t)(end - from);
  uint32_t node = 0;
  char letter = 'v';
  char index[EMIT_WORD];
  const struct emit_scratch *array = word ? find_array(w, from, length) : NULL;
  const bool value = word && find_value(w, from, length, &node, &letter);
  if (address && value) {
    put_pointer(w, node, letter);
    return end;
  }
  if ((value || array) && (*end == '(' || *end == '['))
    return put_element(w, array, node, letter, end);
  if (value || (length == 4 && memcmp(from, "LANE", 4) == 0)) {
    emit_add(&w->e->body, "%zu", size_at(w, from, &end));
    return end;
  }
  take_index(w, p, length < EMIT_WORD ? end : p, index);
  if (word && strcmp(index, "0") == 0)
    emit_add(&w->e->body, "0");
  else
    emit_bytes(&w->e->body, p, (size_t)(end - p));
  return end;
}

/* ---- lines ----------------------------------------------------------------------- */

/* A loop over `count`, and what stands after it: nothing, or { and a comment. */
static void put_loop(struct emit_writer *w, int level, const char *index,
                     size_t count, const char *rest)
{
  struct emit_text *t = &w->e->body;
  const bool brace = strchr(rest, '{') && strchr(rest, '{') < strchr(rest, '\n');
  const int length = (int)strcspn(rest, "\n");
  const int here = w->level[level];
  if (count == 1)
    snprintf(w->gone[level], EMIT_WORD, "%s", index);
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
static void put_array(struct emit_writer *w, int level, const char *p, bool order)
{
  struct emit_text *t = &w->e->body;
  const char *name = strchr(p, '(') + 1, *end = emit_word_end(name);
  struct emit_scratch *a = &w->arrays[w->array_count < EMIT_SCRATCH - 1 ? w->array_count++
                                                           : EMIT_SCRATCH - 1];
  uint32_t node;
  char letter;
  snprintf(a->name, EMIT_WORD, "%.*s", (int)(end - name), name);
  p = end + 2;
  end = emit_word_end(p);
  if (*end != '.' && find_value(w, p, (size_t)(end - p), &node, &letter))
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

static void put_line(struct emit_writer *w, const char *line)
{
  const int level = (int)strspn(line, " ") / 2;
  const char *p = line + 2 * level, *end;
  char index[EMIT_WORD];
  size_t elements;
  for (int k = level; k < EMIT_LEVELS; k++)
    w->gone[k][0] = '\0';
  if (begins(p, "EACH(")) {
    const char *comma = strchr(p, ',');
    snprintf(index, EMIT_WORD, "%.*s", (int)(comma - p - 5), p + 5);
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

void emit_rule_text(struct emit_writer *w, int level, const char *text)
{
  w->level[0] = level;
  w->open = -1;
  for (const char *p = text; *p; p = strchr(p, '\n') + 1)
    put_line(w, p);
}
