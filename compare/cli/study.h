/* study.h: a student's folder of exercises, and what was done in it.
 *
 * It holds the student's files, NNN-word/word.c, and one for dualtape, progress.txt:
 *
 *   # dualtape exercise: ...
 *   # exercise    passed            tries  hints
 *   101-lab       2026-11-25T20:01      3      1
 *   202-dual-mul  -                     2      0
 *
 * a line for each exercise that was tried, in local time. */
#ifndef CLI_STUDY_H
#define CLI_STUDY_H

#include "coursework.h"

#define STUDY_FILE "progress.txt"
#define STUDY_DEFAULT "my-exercises" /* where `start` puts one */

struct study_line {
  char name[64];
  char passed[20]; /* when; "-": not yet */
  unsigned tries, hints;
};

struct study {
  char *folder; /* what stands before NNN-word: "", "../", "DIR/"; NULL: none */
  struct study_line *lines;
  size_t count;
};

/* Finds the student's folder, and reads what was done: `folder`, or, if that is NULL,
 * the one where the program was called, or STUDY_DEFAULT there, or one above.  Then
 * that there is none is no error: study->folder is NULL.  CLI_OK or, having said
 * what is wrong, CLI_BAD; free it either way. */
int study_open(struct study *s, const char *folder);
void study_free(struct study *s);

/* An error with the hint how to get a folder, if there is none. */
int study_wanted(const struct study *s);

/* Makes the folder's progress.txt, if it has none. */
int study_begin(const char *folder);

/* What is known of an exercise; zeros if it was never tried. */
struct study_line study_of(const struct study *s, const struct exercise *e);
bool study_passed(const struct study *s, const struct exercise *e);

/* The first exercise that is not passed; NULL if all are.  And how many are. */
struct exercise *study_next(const struct study *s, struct coursework *c);
size_t study_count(const struct study *s, const struct coursework *c);

/* Notes what happened, in the file at once; `stage` counts hints. */
enum study_event { STUDY_WRONG, STUDY_RIGHT, STUDY_HINT, STUDY_RESET };
int study_note(struct study *s, const struct exercise *e,
               enum study_event event, unsigned stage);

/* The student's file, to be freed. */
char *study_file(const struct study *s, const struct exercise *e);

#endif
