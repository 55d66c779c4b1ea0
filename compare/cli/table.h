/* table.h: aligned columns on a terminal. */
#ifndef TABLE_H
#define TABLE_H

#include <stdio.h>

#include "../formula.h"

enum { TABLE_COLUMNS = 10 };

struct table {
  char *(*rows)[TABLE_COLUMNS];
  size_t count, room;
  bool failed; /* out of memory: table_print says so */
};

/* Starts a row, and fills its next cell, as printf does. */
void table_row(struct table *t);
void table_cell(struct table *t, const char *format, ...)
#ifdef __GNUC__
  __attribute__((format(printf, 2, 3)))
#endif
  ;

/* Prints the rows, each after `indent` blanks, and frees them.  `align` has a
 * letter for each column: l or r; two blanks stand between columns.  Returns
 * false if out of memory. */
bool table_print(struct table *t, FILE *out, const char *align, int indent);

void table_free(struct table *t);

/* The columns a UTF-8 text takes: two for Hangul, none for accents. */
size_t table_width(const char *text);

#endif
