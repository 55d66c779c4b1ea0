#include <config.h>

#include "utf8.h"

/* How many bytes a character has by its first one, 0 if it cannot be first. */
static size_t announced(unsigned char c)
{
  if (c < 0x80)
    return 1;
  if (c < 0xC2)
    return 0; /* a continuation, or overlong */
  if (c < 0xE0)
    return 2;
  if (c < 0xF0)
    return 3;
  return c < 0xF5 ? 4 : 0;
}

size_t ad_utf8_length(const char *text, size_t length)
{
  if (length == 0)
    return 0;
  unsigned char c = (unsigned char)text[0];
  size_t n = announced(c);
  if (n > length)
    return 0;
  /* The second byte's range is narrower after some first bytes. */
  unsigned low = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
  unsigned high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
  for (size_t k = 1; k < n; k++, low = 0x80, high = 0xBF) {
    unsigned char next = (unsigned char)text[k];
    if (next < low || next > high)
      return 0;
  }
  return n;
}

size_t ad_utf8_count(const char *text, size_t length)
{
  size_t n = 0;
  for (size_t i = 0; i < length; i++)
    n += ((unsigned char)text[i] & 0xC0) != 0x80;
  return n;
}
