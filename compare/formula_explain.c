/* formula_explain.c: an error as a compiler would say it. */
#include <config.h>

#include "formula.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "messages.h"
#include "utf8.h"

void ad_formula_place(const char *text, size_t offset, size_t *line,
                      size_t *column)
{
  size_t start = 0;
  *line = 1;
  for (size_t i = 0; i < offset; i++)
    if (text[i] == '\n') {
      ++*line;
      start = i + 1;
    }
  *column = ad_utf8_count(text + start, offset - start) + 1;
}

/* snprintf at the end of what is there, counting what did not fit. */
struct sink {
  char *buffer;
  size_t size, length;
};

static void put(struct sink *s, const char *format, ...)
{
  bool room = s->length < s->size;
  va_list args;
  va_start(args, format);
  int n = vsnprintf(room ? s->buffer + s->length : NULL,
                    room ? s->size - s->length : 0, format, args);
  va_end(args);
  s->length += n > 0 ? (size_t)n : 0;
}

/* A quoted line: what a terminal could take for a command, and what is no
 * text, becomes a question mark. */
static void put_text(struct sink *s, const char *text, size_t length)
{
  for (size_t i = 0; i < length;) {
    size_t n = ad_utf8_length(text + i, length - i);
    unsigned char c = (unsigned char)text[i];
    if (n == 0 || c < 0x20 || c == 0x7F)
      put(s, c == '\t' ? " " : "?");
    else
      put(s, "%.*s", (int)n, text + i);
    i += n ? n : 1;
  }
}

enum { BEFORE = 60, AFTER = 20 }; /* bytes of a long line to show */

/* The line around the place, and ^~~~ below it. */
static void put_line(struct sink *s, const struct ad_formula_error *e,
                     const char *text, size_t length)
{
  size_t from = e->offset, to = e->offset;
  while (from > 0 && text[from - 1] != '\n' && e->offset - from < BEFORE)
    from--;
  while (to < length && text[to] != '\n' && to - e->offset < AFTER + BEFORE)
    to++;
  while (from < e->offset && ((unsigned char)text[from] & 0xC0) == 0x80)
    from++; /* not from within a character */
  while (to > e->offset && to < length &&
         ((unsigned char)text[to] & 0xC0) == 0x80)
    to--;
  put(s, "  ");
  put_text(s, text + from, to - from);
  put(s, "\n  %*s^", (int)ad_utf8_width(text + from, e->offset - from), "");
  size_t end = e->offset + e->length;
  end = end < to ? end : to;
  size_t marked = ad_utf8_width(text + e->offset, end - e->offset);
  for (size_t i = 1; i < marked; i++)
    put(s, "~");
  put(s, "\n");
}

size_t ad_formula_explain(const struct ad_formula_error *e, const char *file,
                          const char *text, size_t length, char *buffer,
                          size_t size)
{
  struct sink s = {buffer, size, 0};
  put(&s, _("%s:%zu:%zu: error: %s\n"), file, e->line, e->column, e->message);
  put_line(&s, e, text, length);
  if (e->hint[0])
    put(&s, _("hint: %s\n"), e->hint);
  return s.length;
}
