/* html.h: text in a page. */
#ifndef HTML_H
#define HTML_H

#include <stdio.h>

#include "table.h"

/* Text between tags, or in an attribute's double quotes. */
void html_text(FILE *out, const char *text);

/* The same, as printf makes it. */
void html_format(FILE *out, const char *format, ...)
#ifdef __GNUC__
  __attribute__((format(printf, 2, 3)))
#endif
  ;

/* JSON inside a script element: what could end the element is written as an
 * escape, which in JSON stands in strings only. */
void html_json(FILE *out, const char *json);

/* A table whose first row has the heads and whose first column names the rows;
 * `align` as table_print has it.  A cell that begins with "<-- " marks its row.
 * The table is freed; false if out of memory. */
bool html_table(FILE *out, struct table *t, const char *caption,
                const char *align);

#endif
