/* exercise.h: the parts of `dualtape exercise`. */
#ifndef CLI_EXERCISE_H
#define CLI_EXERCISE_H

#include <stdint.h>

#include "coursework.h"

/* Proves exercises sound, in TAP on stdout; `jobs` at a time.  The solution is asked
 * with `seeds` seeds. */
struct verify_options {
  int jobs, seeds;
  uint64_t seed;
};
int exercise_verify(struct coursework *c, struct exercise **which, size_t count,
                    const struct verify_options *o);

#endif
