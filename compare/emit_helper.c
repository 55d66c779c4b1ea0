/* emit_helper.c: functions that are written along with an emitted one: those in
 * the headers of ops that the expressions of ops.def call, and emitted/dense.c. */
#include <config.h>

#include "emit_impl.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* In an order in which each uses earlier ones alone. */
static const struct {
  const char *name, *text;
} helpers[] = {
#include "compare/emit_helpers.inc"
};
enum { HELPERS = sizeof helpers / sizeof *helpers };

/* The helper whose name begins at p; HELPERS if none does. */
static size_t helper_at(const char *p, size_t length)
{
  size_t k = 0;
  while (k < HELPERS && (strlen(helpers[k].name) != length ||
                         memcmp(helpers[k].name, p, length) != 0))
    k++;
  return k;
}

static bool ours(const char *p)
{
  return strncmp(p, "ad_", 3) == 0 || strncmp(p, "AD_", 3) == 0;
}

/* The next word, number or other character, comments being one piece. */
static const char *piece_end(const char *p)
{
  const char *end = NULL;
  if (isalnum((unsigned char)*p) || *p == '_')
    return emit_word_end(p);
  if (p[0] == '/' && p[1] == '*')
    end = strstr(p + 2, "*/");
  return end ? end + 2 : p + 1;
}

/* Helpers use earlier ones: the depth is no more than their number. */
static void find(struct emit_helpers *h, const char *text)
{
  for (const char *p = text; *p;) {
    const char *end = piece_end(p);
    const size_t k = ours(p) ? helper_at(p, (size_t)(end - p)) : HELPERS;
    if (k < HELPERS && !h->need[k]) {
      h->need[k] = true;
      find(h, helpers[k].text);
    }
    h->library = h->library || (ours(p) && k == HELPERS);
    p = end;
  }
}

bool emit_helpers_find(struct emit_helpers *h, const char *text)
{
  h->need = calloc(HELPERS, sizeof *h->need);
  if (h->need)
    find(h, text);
  return h->need;
}

void emit_helpers_free(struct emit_helpers *h) { free(h->need); }

void emit_helpers_write(struct emit_text *t, const struct emit_helpers *h,
                        const char *name)
{
  bool constants = false;
  for (size_t k = 0; k < HELPERS; k++) {
    const bool constant = helpers[k].text[0] == '#';
    if (!h->need[k])
      continue;
    if (constants && !constant)
      emit_add(t, "\n");
    emit_renamed(t, helpers[k].text, name);
    if (!constant)
      emit_add(t, "\n");
    constants = constant;
  }
  if (constants)
    emit_add(t, "\n");
}

/* The start of a line within parentheses, moved as far as they were; returns
 * what comes after. */
static const char *put_spaces(struct emit_text *t, const char *p, int shift)
{
  const int spaces = (int)strspn(p, " ");
  emit_add(t, "%*s", spaces + shift > 0 ? spaces + shift : 0, "");
  return p + spaces;
}

/* Constants keep their names. */
void emit_renamed(struct emit_text *t, const char *text, const char *name)
{
  char before = ' ';
  int depth = 0, shift = 0; /* of the parentheses that are open */
  for (const char *p = text; *p;) {
    const bool word = isalnum((unsigned char)*p) || *p == '_';
    const char *end = word ? emit_word_end(p) : p + 1;
    depth += (*p == '(') - (*p == ')');
    if (strncmp(p, "ad_", 3) == 0 && before != '_' &&
        helper_at(p, (size_t)(end - p)) < HELPERS) {
      emit_add(t, "%s", name);
      shift += depth == 0 ? (int)strlen(name) - 2 : 0;
      p += 2;
    }
    emit_bytes(t, p, (size_t)(end - p));
    before = end[-1];
    p = before == '\n' && depth > 0 ? put_spaces(t, end, shift) : end;
    shift = before == '\n' && depth == 0 ? 0 : shift;
  }
}
