#include <config.h>

#include "table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "../utf8.h"

size_t table_width(const char *text)
{
  return ad_utf8_width(text, strlen(text));
}

void table_row(struct table *t)
{
  if (t->count == t->room) {
    size_t room = t->room ? 2 * t->room : 16;
    void *more = realloc(t->rows, room * sizeof *t->rows);
    if (!more) {
      t->failed = true;
      return;
    }
    t->rows = more;
    t->room = room;
  }
  memset(t->rows[t->count++], 0, sizeof *t->rows);
}

void table_cell(struct table *t, const char *format, ...)
{
  size_t column = 0;
  if (t->failed || t->count == 0)
    return;
  char **row = t->rows[t->count - 1];
  while (column < TABLE_COLUMNS && row[column])
    column++;
  if (column == TABLE_COLUMNS)
    return;
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  row[column] = n < 0 ? NULL : malloc((size_t)n + 1);
  if (row[column])
    vsnprintf(row[column], (size_t)n + 1, format, again);
  else
    t->failed = true;
  va_end(again);
  va_end(args);
}

static const char *cell(const struct table *t, size_t i, size_t column)
{
  return t->rows[i][column] ? t->rows[i][column] : "";
}

static void print_row(const struct table *t, size_t i, FILE *out,
                      const char *align, const size_t *widths)
{
  size_t last = TABLE_COLUMNS;
  while (last > 0 && !*cell(t, i, last - 1))
    last--;
  for (size_t c = 0; c < last; c++) {
    const char *text = cell(t, i, c);
    size_t blanks = widths[c] - table_width(text);
    bool right = c < strlen(align) && align[c] == 'r';
    fprintf(out, "%s%*s%s", c ? "  " : "", right ? (int)blanks : 0, "", text);
    if (!right && c + 1 < last)
      fprintf(out, "%*s", (int)blanks, "");
  }
  fputc('\n', out);
}

bool table_print(struct table *t, FILE *out, const char *align, int indent)
{
  size_t widths[TABLE_COLUMNS] = {0};
  bool good = !t->failed;
  for (size_t i = 0; i < t->count; i++)
    for (size_t c = 0; c < TABLE_COLUMNS; c++)
      if (table_width(cell(t, i, c)) > widths[c])
        widths[c] = table_width(cell(t, i, c));
  for (size_t i = 0; good && i < t->count; i++) {
    fprintf(out, "%*s", indent, "");
    print_row(t, i, out, align, widths);
  }
  table_free(t);
  return good;
}

void table_free(struct table *t)
{
  for (size_t i = 0; i < t->count; i++)
    for (size_t c = 0; c < TABLE_COLUMNS; c++)
      free(t->rows[i][c]);
  free(t->rows);
  *t = (struct table){0};
}
