/* grade_data.c: a class's results as CSV, TAP and JUnit's XML. */
#include <config.h>

#include "grade.h"

#include <string.h>

#include "cli.h"

/* ---- CSV, RFC 4180 -------------------------------------------------------------------- */

/* A field that a spreadsheet would take for a formula begins with ' then:
 * OWASP, "CSV injection". */
static void field(FILE *out, const char *text, char after)
{
  const bool formula = *text && strchr("=+-@\t\r", *text);
  if (!formula && !text[strcspn(text, ",\"\n\r")]) {
    fprintf(out, "%s%c", text, after);
    return;
  }
  fprintf(out, formula ? "\"'" : "\"");
  for (; *text; text++)
    fprintf(out, *text == '"' ? "\"\"" : "%c", *text);
  fprintf(out, "\"%c", after);
}

void grade_csv(const struct grade_class *c, FILE *out)
{
  fputs("student,exercise,points,of,verdict,seconds\n", out);
  for (size_t k = 0; k < c->students * c->columns; k++) {
    const struct grade_task *t = &c->task[k];
    field(out, c->student[t->student], ',');
    field(out, c->column[t->exercise].name, ',');
    fprintf(out, "%.10g,%.10g,", grade_score(c, t), c->points);
    field(out, t->result.verdict, ',');
    fprintf(out, "%.3f\n", t->result.seconds);
  }
}

/* ---- TAP, version 14 -------------------------------------------------------------------- */

/* # would begin a directive, and a new line another test. */
static void tap_name(FILE *out, const char *text)
{
  for (; *text; text++)
    if (*text == '#' || *text == '\\')
      fprintf(out, "\\%c", *text);
    else
      fputc((unsigned char)*text < ' ' ? '?' : *text, out);
}

void grade_tap(const struct grade_class *c, FILE *out)
{
  fprintf(out, "TAP version 14\n1..%zu\n", c->students * c->columns);
  for (size_t k = 0; k < c->students * c->columns; k++) {
    const struct grade_task *t = &c->task[k];
    fprintf(out, "%s %zu - ", grade_passed(t) ? "ok" : "not ok", k + 1);
    tap_name(out, c->student[t->student]);
    fputc(' ', out);
    tap_name(out, c->column[t->exercise].name);
    fprintf(out, ": %s\n", t->result.verdict);
    for (const char *at = t->result.output; !grade_passed(t) && at && *at;) {
      const int n = (int)strcspn(at, "\n");
      fprintf(out, "# %.*s\n", n, at);
      at += n + (at[n] == '\n');
    }
  }
}

/* ---- JUnit ---------------------------------------------------------------------------------- */

/* XML 1.0, 2.2: no control characters but these three. */
static void xml(FILE *out, const char *text)
{
  for (; text && *text; text++)
    switch (*text) {
    case '&': fputs("&amp;", out); break;
    case '<': fputs("&lt;", out); break;
    case '>': fputs("&gt;", out); break;
    case '"': fputs("&quot;", out); break;
    case '\n': fputs("&#10;", out); break;
    default:
      fputc((unsigned char)*text < ' ' && *text != '\t' ? '?' : *text, out);
    }
}

static size_t failures(const struct grade_class *c, size_t student)
{
  size_t count = 0;
  for (size_t k = 0; k < c->columns; k++)
    count += !grade_passed(&c->task[student * c->columns + k]);
  return count;
}

static void test_case(const struct grade_class *c, const struct grade_task *t,
                      FILE *out)
{
  fputs("    <testcase classname=\"", out);
  xml(out, c->student[t->student]);
  fputs("\" name=\"", out);
  xml(out, c->column[t->exercise].name);
  fprintf(out, "\" time=\"%.3f\"", t->result.seconds);
  if (grade_passed(t)) {
    fputs("/>\n", out);
    return;
  }
  fprintf(out, ">\n      <failure message=\"%s\" type=\"%s\">",
          t->result.verdict, t->result.verdict);
  xml(out, t->result.output);
  fputs("</failure>\n    </testcase>\n", out);
}

void grade_junit(const struct grade_class *c, FILE *out)
{
  fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n", out);
  for (size_t s = 0; s < c->students; s++) {
    fputs("  <testsuite name=\"", out);
    xml(out, c->student[s]);
    fprintf(out, "\" tests=\"%zu\" failures=\"%zu\" errors=\"0\">\n",
            c->columns, failures(c, s));
    for (size_t k = 0; k < c->columns; k++)
      test_case(c, &c->task[s * c->columns + k], out);
    fputs("  </testsuite>\n", out);
  }
  fputs("</testsuites>\n", out);
}
