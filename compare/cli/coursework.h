/* coursework.h: the exercises as they lie in their folders. */
#ifndef CLI_COURSEWORK_H
#define CLI_COURSEWORK_H

#include <stdbool.h>
#include <stddef.h>

/* An exercise NNN-word: chapter NNN / 100. */
struct exercise {
  int number;    /* NNN, 0 if the folder has none */
  char *name;    /* "101-lab" */
  char *word;    /* "lab", within name; the student's file is lab.c */
  char *folder;  /* where its texts and its check.c are */
  void *judge;   /* check.c's judge when it is loaded, by judge_load */
};

struct coursework {
  char *folder;  /* the exercises, exercise.h and student.c */
  char *runtime; /* student.c compiled, or NULL; made by judge_load */
  struct exercise *exercises; /* in the order of their numbers */
  size_t count;
};

/* Reads which exercises there are: below the folder that $DUALTAPE_DATADIR names,
 * else where they were installed, else in the tree where the program was
 * built.  CLI_OK or, having said what is wrong, CLI_BAD; free it either way. */
int coursework_read(struct coursework *c);
void coursework_free(struct coursework *c);

/* The exercise that a student names: by number, "101-lab" or "lab", or, for
 * lecturers, by a folder, which is then one exercise more.  NULL, having said so,
 * if there is none. */
struct exercise *coursework_find(struct coursework *c, const char *name);

/* "FOLDER/FILE" of an exercise, to be freed; NULL when out of memory.  In the
 * language of the messages if `spoken`: "hints.ko.txt", if that is there. */
char *exercise_path(const struct exercise *e, const char *file);
char *exercise_spoken(const struct exercise *e, const char *stem,
                      const char *ending);

/* What check.c says, in the language of the messages: words.ko.txt has the English
 * text on a line, and behind blanks on the next the Korean.  words_read: the whole
 * file, to be freed, NULL if there is none.  words_say: the text itself if it is
 * not there, else its translation, in `room`.  words_same: whether both formats
 * ask printf for the same, so that one may stand for the other. */
char *words_read(const struct exercise *e);
const char *words_say(const char *words, const char *english, char *room,
                      size_t size);
bool words_same(const char *format, const char *other);

/* The k-th English text (from 0) of the file; false behind the last. */
bool words_key(const char *words, size_t k, char *key, size_t size);

/* Whether a text has words that want a translation: three letters or more that
 * are no name in the student's code. */
bool words_are_any(const char *text, const char *code);

/* The reference solution: in `solutions` beside the exercise's folder. */
char *exercise_solution(const struct exercise *e);

/* A whole file, to be freed; NULL, and errno, if it cannot be read. */
char *text_read(const char *path);

/* The value of "key: value" in a text of such lines, where lines that begin with
 * a blank go on; to be freed, NULL if there is none. */
char *text_value(const char *text, const char *key);

/* The k-th key (from 0), in `key`; false behind the last. */
bool text_key(const char *text, size_t k, char *key, size_t size);

/* Parts of a text, separated by lines that are "---": the k-th (from 0), to be
 * freed, and how many. */
size_t text_parts(const char *text);
char *text_part(const char *text, size_t k);

/* printf into memory, to be freed; NULL when out of memory. */
char *text_format(const char *format, ...)
#ifdef __GNUC__
  __attribute__((format(printf, 1, 2)))
#endif
  ;

#endif
