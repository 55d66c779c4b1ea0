/* lesson_show.h: the lesson's cells with all that stands beside them. */
#ifndef LESSON_SHOW_H
#define LESSON_SHOW_H

#include "../lesson/lesson.h"

struct lesson_cell {
  const char *word;
  void (*run)(const struct lesson *l);
  const char *const *code; /* its lines; NULL ends them */
  const char *picture;     /* how much of the graph is drawn; NULL: none */
  const char *title, *before, *after;
};

struct lesson_options {
  bool list, brief, code;
  const char *plots; /* a folder for the pictures */
  bool letters;      /* draw them in letters */
  struct lesson lesson;
};

/* The lesson's cells are numbered, the traps have names. */
bool lesson_is_trap(const struct lesson_cell *c);

/* Runs the cell and prints what o asks for; returns an exit code. */
int lesson_show(const struct lesson_cell *c, const struct lesson_options *o);

#endif
