/* lesson.h: the lesson's cells.
 *
 * A cell is one function in a file of its own, 01-column-vector.c to 08-lab.c,
 * then the traps, trap-*.c: a notebook's cell as a student would write it in C.
 * What it prints are the lines that the same cell prints in PyTorch
 * (tests/lesson_torch.py), to the last digit; what dualtape alone has to say
 * begins with "dualtape:".  lesson.def lists the cells with their
 * explanations. */
#ifndef LESSON_H
#define LESSON_H

#include <dualtape.h>

#include "print.h"

/* What a cell is told. */
struct lesson {
  FILE *out;
  bool random;   /* draw the numbers of cell 1 ... */
  uint64_t seed; /* ... from this seed */
};

#define CELL(word, name, ...) void lesson_##name(const struct lesson *l);
#include "lesson.def"

#endif
