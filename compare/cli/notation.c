#include <config.h>

#include "notation.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

bool notation_make(struct notation *n, const ad_formula *formula)
{
  *n = (struct notation){.formula = formula, .utf8 = cli_utf8()};
  n->nodes = ad_formula_nodes(formula, &n->count);
  n->index = malloc((n->count + 1) * sizeof *n->index);
  if (!n->index)
    return false;
  int input = 1 - (int)ad_formula_inputs(formula), op = 1;
  for (size_t i = 0; i < n->count; i++)
    switch (n->nodes[i].kind) {
    case AD_NODE_INPUT: n->index[i] = input++; break;
    case AD_NODE_CONSTANT:
    case AD_NODE_DATA: n->index[i] = INT_MIN; break;
    case AD_NODE_OP:
    case AD_NODE_WHOLE:
    case AD_NODE_JOIN:
    case AD_NODE_TRANSPOSE:
    case AD_NODE_SLICE:
    case AD_NODE_RESHAPE: n->index[i] = op++; break;
    }
  return true;
}

void notation_free(struct notation *n)
{
  free(n->index);
  n->index = NULL;
}

/* A combining dot or bar goes over the letter before it. */
static const char *accent_utf8(char accent)
{
  return accent == '.' ? "\u0307" : accent == '-' ? "\u0304" : "";
}

static const char *accent_plain(char accent)
{
  return accent == '.' ? "d" : accent == '-' ? "b" : "";
}

static void subscript(int index, char *text, size_t size)
{
  char digits[16];
  snprintf(digits, sizeof digits, "%d", index);
  size_t at = 0;
  for (const char *c = digits; *c && at + 4 < size; c++)
    at += (size_t)(*c == '-'
                     ? snprintf(text + at, size - at, "\u208b")
                     : snprintf(text + at, size - at, "\xe2\x82%c",
                                0x80 + *c - '0')); /* U+2080 and on */
  text[at] = '\0';
}

/* A constant matrix: its name, or its numbers if they are few. */
static void data_value(const struct ad_node *node, char *text)
{
  char numbers[CLI_TEXT];
  const struct ad_shape s = {node->more->rows, node->more->cols};
  if (node->name) {
    snprintf(text, NOTATION_SIZE, "%.60s", node->name);
    return;
  }
  cli_matrix_text(node->more->data, s, 4, numbers);
  if (s.rows * s.cols > 6)
    snprintf(text, NOTATION_SIZE, "[%zux%zu]", s.rows, s.cols);
  else
    snprintf(text, NOTATION_SIZE, "%.100s", numbers);
}

void notation_value(const struct notation *n, uint32_t node, char accent,
                    char *text)
{
  char digits[64];
  if (n->nodes[node].kind == AD_NODE_CONSTANT) {
    snprintf(text, NOTATION_SIZE, "%.6g", n->nodes[node].constant);
  } else if (n->nodes[node].kind == AD_NODE_DATA) {
    data_value(&n->nodes[node], text);
  } else if (n->utf8) {
    subscript(n->index[node], digits, sizeof digits);
    snprintf(text, NOTATION_SIZE, "v%s%s", accent_utf8(accent), digits);
  } else {
    snprintf(text, NOTATION_SIZE, "%sv%d", accent_plain(accent),
             n->index[node]);
  }
}

void notation_name(const struct notation *n, const char *name, char accent,
                   char *text)
{
  if (n->utf8)
    snprintf(text, NOTATION_SIZE, "%c%s%.60s", name[0], accent_utf8(accent),
             name + 1);
  else
    snprintf(text, NOTATION_SIZE, "%s%.60s", accent_plain(accent), name);
}

void notation_write(const struct ad_op_info *op, const char *const *args,
                    char *text, size_t size)
{
  const bool tight = op->binding > 2; /* v^2, but v + w */
  const int count = ad_op_arity(ad_op_find(op->name, strlen(op->name)));
  if (op->notation == AD_INFIX) {
    snprintf(text, size, tight ? "%.80s%s%.80s" : "%.80s %s %.80s", args[0],
             op->symbol, args[1]);
    return;
  }
  if (op->notation == AD_PREFIX) {
    snprintf(text, size, "%s%.80s", op->symbol, args[0]);
    return;
  }
  size_t at = (size_t)snprintf(text, size, "%s(", op->name);
  for (int k = 0; k < count && at < size; k++)
    at += (size_t)snprintf(text + at, size - at, "%s%.60s%s", k ? ", " : "",
                           args[k], k + 1 == count ? ")" : "");
}

/* 2, end, end-1; and 1:3, all of it being : */
static void write_bound(int index, char *text, size_t size)
{
  if (index >= 0)
    snprintf(text, size, "%d", index);
  else if (index == -1)
    snprintf(text, size, "end");
  else
    snprintf(text, size, "end-%d", -(index + 1));
}

static void write_range(struct ad_range r, char *text, size_t size)
{
  char first[16], last[16];
  write_bound(r.first, first, sizeof first);
  write_bound(r.last, last, sizeof last);
  if (r.first == 0)
    snprintf(text, size, ":");
  else if (r.first == r.last)
    snprintf(text, size, "%s", first);
  else
    snprintf(text, size, "%s:%s", first, last);
}

/* [v1, v2; v3, v4], cut off where there are many. */
static void write_join(const struct ad_node *n, notation_words *words,
                       const void *data, char *text)
{
  const int count = ad_node_arguments(n);
  size_t at = (size_t)snprintf(text, NOTATION_SIZE, "[");
  for (int k = 0; k < count; k++) {
    char value[NOTATION_SIZE];
    if (k >= CLI_INLINE || at > NOTATION_SIZE - 80) {
      at += (size_t)snprintf(text + at, NOTATION_SIZE - at, "...");
      break;
    }
    words(data, ad_node_argument(n, k), value);
    at += (size_t)snprintf(text + at, NOTATION_SIZE - at, "%.40s%s", value,
                           k + 1 == count                       ? ""
                           : (uint32_t)(k + 1) % n->more->cols ? ", "
                                                                : "; ");
  }
  snprintf(text + at, NOTATION_SIZE - at, "]");
}

static void write_whole(const struct ad_node *n,
                        char arg[AD_OP_ARGS][NOTATION_SIZE], char *text)
{
  const struct ad_matrix_info *info = ad_matrix_info(n->more->whole);
  char axis[16] = "";
  if (n->more->whole == AD_MATRIX_matmul) {
    snprintf(text, NOTATION_SIZE, "%.80s @ %.80s", arg[0], arg[1]);
    return;
  }
  if (n->n != AD_ALL)
    snprintf(axis, sizeof axis, ", %d", n->n);
  snprintf(text, NOTATION_SIZE, "%s(%.80s%s%.80s%s)", info->name, arg[0],
           info->args > 1 ? ", " : "", info->args > 1 ? arg[1] : "", axis);
}

void notation_write_node(const struct ad_node *n, notation_words *words,
                         const void *data, char *text)
{
  char arg[AD_OP_ARGS][NOTATION_SIZE] = {"", "", ""}, row[48], col[48];
  for (int k = 0; k < ad_node_arguments(n) && n->kind != AD_NODE_JOIN; k++)
    words(data, n->arg[k], arg[k]);
  switch (n->kind) {
  case AD_NODE_OP:
    if (ad_op_info(n->op)->kind == AD_INTEGER)
      snprintf(arg[1], sizeof arg[1], "%d", n->n);
    notation_write(ad_op_info(n->op),
                   (const char *const[]){arg[0], arg[1], arg[2]}, text,
                   NOTATION_SIZE);
    return;
  case AD_NODE_WHOLE: write_whole(n, arg, text); return;
  case AD_NODE_JOIN: write_join(n, words, data, text); return;
  case AD_NODE_TRANSPOSE: snprintf(text, NOTATION_SIZE, "%.80s'", arg[0]); return;
  case AD_NODE_RESHAPE:
    snprintf(text, NOTATION_SIZE, "reshape(%.80s, %u, %u)", arg[0],
             n->more->rows, n->more->cols);
    return;
  case AD_NODE_SLICE:
    write_range(n->more->row, row, sizeof row);
    write_range(n->more->col, col, sizeof col);
    snprintf(text, NOTATION_SIZE, "%.80s[%s%s%s]", arg[0], row,
             n->more->single ? "" : ", ", n->more->single ? "" : col);
    return;
  case AD_NODE_INPUT:
  case AD_NODE_CONSTANT:
  case AD_NODE_DATA: break;
  }
  snprintf(text, NOTATION_SIZE, "%.60s", n->name ? n->name : "");
}

static void value_word(const void *notation, uint32_t node, char *text)
{
  notation_value(notation, node, '\0', text);
}

void notation_operation(const struct notation *n, uint32_t node, char *text)
{
  notation_write_node(&n->nodes[node], value_word, n, text);
}

/* What a word of the table's text for a partial stands for; NULL for a word
 * that is none of a, b, c, n, y. */
static const char *meaning(const struct notation *n, uint32_t node, char word,
                           char *text)
{
  const struct ad_node *step = &n->nodes[node];
  if (word >= 'a' && word < 'a' + ad_node_arguments(step))
    notation_value(n, step->arg[word - 'a'], '\0', text);
  else if (word == 'y')
    notation_value(n, node, '\0', text);
  else if (word == 'n')
    snprintf(text, NOTATION_SIZE, "%d", step->n);
  else
    return NULL;
  return text;
}

/* Replaces the words a, b, c, n, y; "2a" is 2 v. */
void notation_partial(const struct notation *n, uint32_t node, int argument,
                      char *text)
{
  const struct ad_op_info *op = ad_op_info(n->nodes[node].op);
  const char *say = op->say[argument];
  size_t at = 0;
  char before = ' ';
  for (const char *c = say; *c && at + 1 < NOTATION_SIZE; before = *c++) {
    char value[NOTATION_SIZE];
    bool word = !isalpha((unsigned char)before) &&
                !isalpha((unsigned char)c[1]);
    const char *other = word ? meaning(n, node, *c, value) : NULL;
    bool gap = other && isdigit((unsigned char)before);
    int put = other ? snprintf(text + at, NOTATION_SIZE - at, "%s%s",
                               gap ? " " : "", other)
                    : snprintf(text + at, NOTATION_SIZE - at, "%c", *c);
    at += put > 0 ? (size_t)put : 0;
  }
  text[at < NOTATION_SIZE ? at : NOTATION_SIZE - 1] = '\0';
}

void notation_product(const struct notation *n, const char *factor,
                      const char *value, char *text)
{
  const char *times = n->utf8 ? "\u00b7" : "*";
  bool sign = strcmp(factor, "-1") == 0;
  bool simple = strpbrk(factor, " +-/^") == NULL || strchr(factor, '[');
  if (strcmp(factor, "1") == 0 || sign)
    snprintf(text, NOTATION_SIZE, "%s%.200s", sign ? "-" : "", value);
  else
    snprintf(text, NOTATION_SIZE, simple ? "%.120s%s%.120s" : "(%.120s)%s%.120s",
             factor, times, value);
}
