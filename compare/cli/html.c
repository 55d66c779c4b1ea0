/* html.c: text in a page. */
#include <config.h>

#include "html.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void html_text(FILE *out, const char *text)
{
  for (; *text; text++)
    switch (*text) {
    case '&': fputs("&amp;", out); break;
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '"': fputs("&quot;", out); break;
    case '\'': fputs("&#39;", out); break;
    default: fputc(*text, out);
    }
}

void html_format(FILE *out, const char *format, ...)
{
  char text[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  html_text(out, text);
}

void html_json(FILE *out, const char *json)
{
  for (; *json; json++)
    if (*json == '<' || *json == '>' || *json == '&')
      fprintf(out, "\\u%04x", (unsigned)*json);
    else
      fputc(*json, out);
}

static const char mark[] = "<-- ";

static bool is_marked(char *const row[TABLE_COLUMNS])
{
  for (size_t k = 0; k < TABLE_COLUMNS && row[k]; k++)
    if (strncmp(row[k], mark, strlen(mark)) == 0)
      return true;
  return false;
}

static void write_cell(FILE *out, const char *text, const char *tag,
                       const char *scope, bool number)
{
  fprintf(out, "<%s%s%s>", tag, scope, number ? " class=\"number\"" : "");
  html_text(out, strncmp(text, mark, strlen(mark)) ? text
                                                   : text + strlen(mark));
  fprintf(out, "</%s>", tag);
}

static void write_row(FILE *out, char *const row[TABLE_COLUMNS], size_t columns,
                      bool head, const char *align)
{
  fprintf(out, "<tr%s>", !head && is_marked(row) ? " class=\"disagree\"" : "");
  for (size_t k = 0; k < columns; k++) {
    const char *text = row[k] ? row[k] : "";
    const bool name = *text && (head || k == 0);
    write_cell(out, text, name ? "th" : "td",
               !name ? "" : head ? " scope=\"col\"" : " scope=\"row\"",
               k < strlen(align) && align[k] == 'r');
  }
  fputs("</tr>\n", out);
}

bool html_table(FILE *out, struct table *t, const char *caption,
                const char *align)
{
  size_t columns = 0;
  const bool good = !t->failed && t->count > 0;
  for (size_t i = 0; good && i < t->count; i++)
    for (size_t k = 0; k < TABLE_COLUMNS; k++)
      if (t->rows[i][k] && k >= columns)
        columns = k + 1;
  fputs("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"",
        out);
  html_text(out, caption);
  fputs("\">\n<table>\n<caption>", out);
  html_text(out, caption);
  fputs("</caption>\n<thead>\n", out);
  for (size_t i = 0; good && i < t->count; i++) {
    write_row(out, t->rows[i], columns, i == 0, align);
    if (i == 0)
      fputs("</thead>\n<tbody>\n", out);
  }
  fputs("</tbody>\n</table>\n</div>\n", out);
  table_free(t);
  return good;
}
