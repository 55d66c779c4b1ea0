/* strd_impl.h: the inside of the reader, for compare/strd*.c alone. */
#ifndef STRD_IMPL_H
#define STRD_IMPL_H

#include <stdbool.h>
#include <stddef.h>

#include "strd.h"

/* What the line is in; see strd.c. */
enum part { HEAD, MODEL, TABLE, DATA };

enum { LONGEST_LINE = 200, LONGEST_MODEL = 1000 };

struct strd_reader {
  const char *text;
  size_t length, at;
  size_t line;                  /* the number of the line in `words` */
  char words[LONGEST_LINE + 1]; /* the line without blanks at its ends */
  enum part part;
  bool model_begun, model_whole;
  char model[LONGEST_MODEL];
  size_t declared, expected; /* parameters and observations, as announced */
  bool has_squares;
  struct ad_strd *set;
  struct ad_strd_error *error;
};

/* Fills the reader's error with a line's number (0: of the whole file) and a
 * message; returns false. */
#ifdef __GNUC__
__attribute__((format(printf, 3, 4)))
#endif
bool strd_fail(struct strd_reader *r, size_t line, const char *format, ...);

/* What follows `prefix`, in small letters, and blanks in a text; NULL if it
 * begins otherwise.  Letters of the text count the same in either case. */
const char *strd_after(const char *text, const char *prefix);
bool strd_is_blank(char c);

/* Reads the next line into words, its length and characters checked.  *more
 * becomes false at the end of the text. */
bool strd_next_line(struct strd_reader *r, bool *more);

/* Reads `count` finite numbers, or one whole number of 1 or more, of which the
 * text has to consist. */
bool strd_numbers(struct strd_reader *r, const char *text, size_t count,
                  double *out);
bool strd_count(struct strd_reader *r, const char *text, size_t *out);

/* Takes the line in words as one of the part MODEL. */
bool strd_model(struct strd_reader *r);

/* Makes the set's formula of the model,
 *   input b1, b2, x
 *   b1*(1-exp(-b2*x)) */
bool strd_formula(struct strd_reader *r);

#endif
