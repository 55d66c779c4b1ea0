/* strd_line.c: lines, words and numbers of an StRD file. */
#include <config.h>

#include "strd_impl.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool strd_fail(struct strd_reader *r, size_t line, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  r->error->line = line;
  vsnprintf(r->error->message, sizeof r->error->message, format, list);
  va_end(list);
  return false;
}

bool strd_is_blank(char c) { return c == ' ' || c == '\t'; }

const char *strd_after(const char *text, const char *prefix)
{
  for (; *prefix; prefix++, text++) {
    const char c = *text >= 'A' && *text <= 'Z' ? (char)(*text + 32) : *text;
    if (c != *prefix)
      return NULL;
  }
  while (strd_is_blank(*text))
    text++;
  return text;
}

bool strd_next_line(struct strd_reader *r, bool *more)
{
  size_t n = 0;
  *more = r->at < r->length;
  r->line += *more;
  for (; r->at < r->length && r->text[r->at] != '\n'; r->at++) {
    const char c = r->text[r->at];
    if (c == '\r' || (n == 0 && strd_is_blank(c)))
      continue;
    if ((unsigned char)c < 32 && c != '\t')
      return strd_fail(r, r->line, "the character %d has no place in a text",
                       (int)c);
    if (n == LONGEST_LINE)
      return strd_fail(r, r->line, "the line is longer than %d characters",
                       LONGEST_LINE);
    r->words[n++] = c;
  }
  r->at += r->at < r->length;
  while (n && strd_is_blank(r->words[n - 1]))
    n--;
  r->words[n] = '\0';
  return true;
}

bool strd_numbers(struct strd_reader *r, const char *text, size_t count,
                  double *out)
{
  for (size_t k = 0; k < count; k++) {
    char *end;
    const char first = *(text + strspn(text, " \t+-"));
    out[k] = strtod(text, &end);
    if (end == text || !((first >= '0' && first <= '9') || first == '.') ||
        strcspn(text, "xX") < (size_t)(end - text))
      return strd_fail(r, r->line,
                       "number %zu of %zu is missing or is no number", k + 1,
                       count);
    if (!isfinite(out[k]))
      return strd_fail(r, r->line, "number %zu of %zu is too large", k + 1,
                       count);
    text = end;
  }
  text += strspn(text, " \t");
  return *text
             ? strd_fail(r, r->line, "after %zu number%s there is more: %.20s",
                         count, count == 1 ? "" : "s", text)
             : true;
}

bool strd_count(struct strd_reader *r, const char *text, size_t *out)
{
  double x;
  if (!strd_numbers(r, text, 1, &x))
    return false;
  if (!(x >= 1 && x <= 1e9 && x == floor(x)))
    return strd_fail(r, r->line, "%g is no count", x);
  *out = (size_t)x;
  return true;
}
