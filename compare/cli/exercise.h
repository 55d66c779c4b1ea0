/* exercise.h: the parts of `dualtape exercise`. */
#ifndef CLI_EXERCISE_H
#define CLI_EXERCISE_H

#include <stdint.h>

#include "coursework.h"

/* Proves exercises sound, in TAP on stdout; `jobs` at a time. */
int exercise_verify(struct coursework *c, struct exercise **which, size_t count,
                    int jobs, uint64_t seed);

#endif
