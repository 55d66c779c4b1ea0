#include <config.h>

#include "utf8.h"

#include <stdint.h>

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

/* ---- columns ------------------------------------------------------------ */

static const struct {
  uint32_t first, last;
  unsigned columns;
} wide[] = {
  {0x0300, 0x036F, 0}, /* accents */
  {0x1100, 0x115F, 2}, /* Hangul: leading consonants; */
  {0x1160, 0x11FF, 0}, /* vowels and final consonants that join them */
  {0x200B, 0x200F, 0}, /* zero width, directions */
  {0x20D0, 0x20F0, 0}, /* accents for symbols */
  {0x2E80, 0x303E, 2}, /* CJK radicals, punctuation */
  {0x3041, 0x4DBF, 2}, /* kana, Hangul letters, ideographs */
  {0x4E00, 0xA4CF, 2}, /* ideographs, Yi */
  {0xA960, 0xA97C, 2}, /* Hangul: more leading consonants */
  {0xAC00, 0xD7A3, 2}, /* Hangul syllables */
  {0xF900, 0xFAFF, 2}, /* ideographs */
  {0xFE30, 0xFE6F, 2}, /* vertical and small forms */
  {0xFF01, 0xFF60, 2}, /* full-width forms */
  {0xFFE0, 0xFFE6, 2},
  {0x1F300, 0x1F64F, 2}, /* pictures */
  {0x1F900, 0x1F9FF, 2},
  {0x20000, 0x3FFFD, 2}, /* ideographs */
};

/* The well-formed character of n bytes: 0xxxxxxx, or 110xxxxx 10xxxxxx ... */
static uint32_t decode(const char *text, size_t n)
{
  uint32_t c = (unsigned char)text[0];
  if (n > 1)
    c &= 0x7FU >> n;
  for (size_t k = 1; k < n; k++)
    c = c << 6 | ((unsigned char)text[k] & 0x3F);
  return c;
}

size_t ad_utf8_width(const char *text, size_t length)
{
  size_t columns = 0;
  for (size_t i = 0; i < length;) {
    size_t n = ad_utf8_length(text + i, length - i);
    uint32_t c = n ? decode(text + i, n) : 0;
    size_t own = 1;
    for (size_t k = 0; k < sizeof wide / sizeof *wide; k++)
      if (c >= wide[k].first && c <= wide[k].last)
        own = wide[k].columns;
    columns += own;
    i += n ? n : 1;
  }
  return columns;
}
