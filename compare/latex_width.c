/* latex_width.c: about how wide a text is on paper. */
#include <config.h>

#include "latex.h"

#include <ctype.h>
#include <string.h>

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
