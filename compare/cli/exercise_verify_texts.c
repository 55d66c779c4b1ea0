/* exercise_verify_texts.c: README, hints, remarks, and what check.c says, are there
 * in both languages. */
#include <config.h>

#include "exercise_verify_impl.h"

#include <stdlib.h>
#include <string.h>

enum { STAGES = 2, REMARKS = 3 };

static char *text_of(const struct exercise *e, const char *file)
{
  char *path = exercise_path(e, file), *text = path ? text_read(path) : NULL;
  free(path);
  return text;
}

/* Whether it has characters that English has not. */
static bool is_korean(const char *text)
{
  for (; *text; text++)
    if ((unsigned char)*text >= 0xEA && (unsigned char)*text <= 0xED)
      return true;
  return false;
}

void prove_readmes(struct proof *p)
{
  char *english = text_of(p->e, "README.md"), *korean = text_of(p->e, "README.ko.md");
  proof_line(p, english && strlen(english) > 200, "README.md is there");
  proof_line(p, korean && strlen(korean) > 200 && is_korean(korean),
             "README.ko.md is there, in Korean");
  free(english);
  free(korean);
}

void prove_hints(struct proof *p)
{
  char *english = text_of(p->e, "hints.txt"), *korean = text_of(p->e, "hints.ko.txt");
  const size_t stages = english ? text_parts(english) : 0;
  proof_line(p, stages >= STAGES, "hints.txt has %d stages or more", STAGES);
  proof_line(p, korean && text_parts(korean) == stages && is_korean(korean),
             "hints.ko.txt has as many, in Korean");
  free(english);
  free(korean);
}

/* Whether b has a text for every key of a. */
static bool has_keys(const char *a, const char *b)
{
  char id[64];
  bool all = true;
  for (size_t k = 0; all && text_key(a, k, id, sizeof id); k++) {
    char *value = text_value(b, id);
    all = value && *value;
    free(value);
  }
  return all;
}

static bool distinct(const char *texts)
{
  char a[64], b[64];
  bool good = true;
  for (size_t k = 0; good && text_key(texts, k, a, sizeof a); k++)
    for (size_t l = 0; good && l < k && text_key(texts, l, b, sizeof b); l++) {
      char *one = text_value(texts, a), *other = text_value(texts, b);
      good = strcmp(a, b) != 0 && one && other && strcmp(one, other) != 0;
      free(one);
      free(other);
    }
  return good;
}

void prove_remarks(struct proof *p)
{
  char *english = text_of(p->e, "remarks.txt"), *korean = text_of(p->e, "remarks.ko.txt");
  char id[64];
  proof_line(p, english && text_key(english, REMARKS - 1, id, sizeof id) &&
                distinct(english),
             "remarks.txt has %d different remarks or more", REMARKS);
  proof_line(p, english && korean && has_keys(english, korean) &&
                has_keys(korean, english) && is_korean(korean),
             "remarks.ko.txt has the same, in Korean");
  free(english);
  free(korean);
}

/* Whether the file has this text's Korean, if it has words to be translated. */
static bool has_korean(const struct proof *p, const char *text, const char *words,
                       const char *code)
{
  char room[512];
  const char *said = words_say(words, text, room, sizeof room);
  const bool good = said == text ? !words_are_any(text, code)
                                 : is_korean(said) && words_same(text, said);
  if (!good)
    fprintf(p->out, "# without Korean: %s\n", text);
  return good;
}

/* Whether check.c has each text of the file. */
static bool has_words(const struct proof *p, const char *words,
                      const char *checker)
{
  char key[256];
  bool good = true;
  for (size_t k = 0; words && words_key(words, k, key, sizeof key); k++)
    if (!strstr(checker, key)) {
      fprintf(p->out, "# no longer said: %s\n", key);
      good = false;
    }
  return good;
}

/* Each text that check.c said has its Korean, and nothing else has one. */
void prove_words(struct proof *p)
{
  char *korean = text_of(p->e, "words.ko.txt"), *text = NULL;
  char *checker = text_of(p->e, "check.c");
  char *skeleton = text_format("%s.c", p->e->word);
  char *code = skeleton ? text_of(p->e, skeleton) : NULL;
  size_t size = 0;
  bool good = p->said && checker && code;
  if (good)
    rewind(p->said);
  while (good && getline(&text, &size, p->said) > 0) {
    text[strcspn(text, "\n")] = '\0';
    good = has_korean(p, text, korean, code);
  }
  proof_line(p, good && has_words(p, korean, checker),
             "words.ko.txt has the Korean of what check.c says");
  free(text);
  free(korean);
  free(checker);
  free(skeleton);
  free(code);
}
