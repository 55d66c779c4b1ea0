/* coursework_words.c: what a check.c says, in the language of the messages. */
#include <config.h>

#include "coursework.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *words_read(const struct exercise *e)
{
  char *path = exercise_spoken(e, "words", "txt");
  char *words = path ? text_read(path) : NULL;
  free(path);
  return words;
}

static const char *next_line(const char *text)
{
  text += strcspn(text, "\n");
  return *text ? text + 1 : text;
}

/* The line of words that is this text; NULL: none. */
static const char *line_of(const char *words, const char *english)
{
  const size_t n = strlen(english);
  for (; *words; words = next_line(words))
    if (strncmp(words, english, n) == 0 && words[n] == '\n')
      return words;
  return NULL;
}

const char *words_say(const char *words, const char *english, char *room,
                      size_t size)
{
  const char *at = words && *english ? line_of(words, english) : NULL;
  if (!at)
    return english;
  at = next_line(at);
  const size_t blanks = strspn(at, " "), n = strcspn(at, "\n") - blanks;
  if (!blanks || !n || n >= size)
    return english;
  snprintf(room, size, "%.*s", (int)n, at + blanks);
  return room;
}

bool words_key(const char *words, size_t k, char *key, size_t size)
{
  for (; *words; words = next_line(words)) {
    const size_t n = strcspn(words, "\n");
    if (n && *words != ' ' && *words != '#' && k-- == 0) {
      snprintf(key, size, "%.*s", (int)n, words);
      return true;
    }
  }
  return false;
}

/* ---- what wants a translation ---------------------------------------------------------- */

static bool in_name(char c) { return isalnum((unsigned char)c) || c == '_'; }

/* Whether the n letters are a name in C code, outside its comments. */
static bool is_name(const char *word, size_t n, const char *code)
{
  bool comment = false;
  for (const char *at = code; *at; at++) {
    if (strncmp(at, comment ? "*/" : "/*", 2) == 0)
      comment = !comment;
    if (!comment && strncmp(at, word, n) == 0 && !in_name(at[n]) &&
        (at == code || !in_name(at[-1])))
      return true;
  }
  return false;
}

bool words_are_any(const char *text, const char *code)
{
  size_t n;
  for (const char *at = text; *at; at += n) {
    size_t letters = 0;
    for (n = 0; in_name(at[n]); n++)
      letters += isalpha((unsigned char)at[n]) != 0;
    if (letters == n && n >= 3 && strncmp(at, "NaN", n) != 0 &&
        !is_name(at, n, code))
      return true;
    n += n == 0;
  }
  return false;
}

/* ---- formats --------------------------------------------------------------------------- */

/* The next conversion at or behind `at`, and its length; "" at the end. */
static const char *conversion(const char *at, size_t *length)
{
  for (;; at += 2) {
    at = strchr(at, '%');
    if (!at)
      break;
    if (at[1] == '%')
      continue;
    const size_t flags = strspn(at + 1, "0123456789.*-+ #lzhjtL");
    *length = flags + 1 + (at[1 + flags] != '\0');
    return at;
  }
  *length = 0;
  return "";
}

bool words_same(const char *format, const char *other)
{
  size_t n, m;
  do {
    format = conversion(format, &n);
    other = conversion(other, &m);
    if (n != m || strncmp(format, other, n) != 0)
      return false;
    format += n;
    other += m;
  } while (n);
  return true;
}
