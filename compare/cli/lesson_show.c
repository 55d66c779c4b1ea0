/* lesson_show.c: one cell of the lesson: title, explanations, code, what it
 * prints, picture. */
#include <config.h>

#include "lesson_show.h"

#include <stdlib.h>
#include <string.h>

#include "../utf8.h"
#include "cli.h"
#include "plot.h"

enum { LINE = 79, INDENT = 4 };

bool lesson_is_trap(const struct lesson_cell *c)
{
  return c->word[0] < '0' || c->word[0] > '9';
}

/* ---- text ----------------------------------------------------------------- */

/* How much of the n bytes of text stands on a line of `width` columns: all, or
 * as many words as fit, but one at least. */
static size_t words_that_fit(const char *text, size_t n, size_t width)
{
  size_t fit = 0;
  if (ad_utf8_width(text, n) <= width)
    return n;
  for (size_t k = 1; k < n; k++)
    if (text[k] == ' ' && (!fit || ad_utf8_width(text, k) <= width))
      fit = k;
  return fit ? fit : n;
}

/* Each line of text behind `indent` blanks; too long ones go on below. */
static void print_lines(const char *text, int indent)
{
  while (*text) {
    size_t n = strcspn(text, "\n");
    size_t fit = words_that_fit(text, n, LINE - (size_t)indent);
    printf("%*s%.*s\n", n ? indent : 0, "", (int)fit, text);
    while (fit < n) {
      text += fit + 1, n -= fit + 1;
      fit = words_that_fit(text, n, LINE - (size_t)indent - 4);
      printf("%*s%.*s\n", indent + 4, "", (int)fit, text);
    }
    text += n + (text[n] == '\n');
  }
}

static void print_title(const struct lesson_cell *c)
{
  char title[200];
  snprintf(title, sizeof title,
           lesson_is_trap(c) ? _("Trap `%s`: %s") : _("Cell %s: %s"), c->word,
           _(c->title));
  puts(title);
  for (size_t k = ad_utf8_width(title, strlen(title)); k > 0; k--)
    putchar('-');
  putchar('\n');
}

/* ---- pictures --------------------------------------------------------------- */

static int draw(const char *picture, const char *output, const char *terminal)
{
  static char formula[] = "u = x^2; v = u + y; w = z*v; r = w^2";
  static char x[] = "x=1", y[] = "y=2", z[] = "z=4";
  char *operands[] = {formula, x, y, z, NULL};
  struct plot_options o = {.output = output, .terminal = terminal,
                           .show = picture, .true_value = NAN};
  fflush(stdout); /* gnuplot may write there */
  return plot_formula(&o, 4, operands);
}

static int draw_files(const struct lesson_cell *c,
                      const struct lesson_options *o)
{
  static const char *const endings[] = {"svg", "png", "pdf"};
  char path[4096];
  int code = CLI_OK;
  for (int k = 0; k < 3 && !code; k++) {
    if (snprintf(path, sizeof path, "%s/lesson-%s.%s", o->plots, c->word,
                 endings[k]) >= (int)sizeof path)
      return cli_error(NULL, _("%s: the name is too long"), o->plots);
    code = draw(c->picture, path, NULL);
    if (!code && !o->brief)
      printf(_("Picture: %s\n"), path);
  }
  return code;
}

static int draw_cell(const struct lesson_cell *c,
                     const struct lesson_options *o)
{
  int code = CLI_OK;
  if (!c->picture)
    return CLI_OK;
  if (!o->brief)
    putchar('\n');
  if (o->plots)
    code = draw_files(c, o);
  const bool letters = o->letters || !(o->plots || o->brief);
  if (code || !letters)
    return code;
  if (o->letters || plot_can_draw())
    return draw(c->picture, NULL, "dumb");
  puts(_("(The picture needs gnuplot, which is not here.)"));
  return CLI_OK;
}

/* ---- cells -------------------------------------------------------------------- */

/* What the cell prints; NULL if memory is out. */
static char *output_of(const struct lesson_cell *c,
                       const struct lesson_options *o)
{
  char *text = NULL;
  size_t size;
  struct lesson lesson = o->lesson;
  lesson.out = open_memstream(&text, &size);
  if (!lesson.out)
    return NULL;
  c->run(&lesson);
  const bool bad = ferror(lesson.out) != 0;
  if (fclose(lesson.out) == 0 && !bad)
    return text;
  free(text);
  return NULL;
}

static void print_code(const struct lesson_cell *c)
{
  for (const char *const *line = c->code; *line; line++)
    printf("%*s%s\n", **line ? INDENT : 0, "", *line);
  putchar('\n');
}

int lesson_show(const struct lesson_cell *c, const struct lesson_options *o)
{
  char *text = output_of(c, o);
  if (!text)
    return cli_error(NULL, _("out of memory"));
  if (o->brief)
    printf("== %s\n", c->word);
  else {
    print_title(c);
    putchar('\n');
    print_lines(_(c->before), 0);
    putchar('\n');
  }
  if (o->code)
    print_code(c);
  if (o->brief)
    fputs(text, stdout);
  else
    print_lines(text, INDENT);
  free(text);
  const int code = draw_cell(c, o);
  if (!code && !o->brief) {
    putchar('\n');
    print_lines(_(c->after), 0);
  }
  return code;
}
