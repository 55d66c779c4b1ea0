/* judge_print.c: a report in words. */
#include <config.h>

#include "judge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../utf8.h"
#include "cli.h"
#include "table.h"

const char *judge_word(enum judge_verdict verdict)
{
  static const char *const words[] = {
    [JUDGE_RIGHT] = "right",         [JUDGE_WRONG] = "wrong",
    [JUDGE_NO_FILE] = "no-file",     [JUDGE_NO_COMPILE] = "no-compile",
    [JUDGE_ENGINE] = "engine",       [JUDGE_FORBIDDEN] = "forbidden",
    [JUDGE_CRASHED] = "crashed",     [JUDGE_HANGS] = "hangs",
    [JUDGE_EXITS] = "exits",         [JUDGE_RUBBISH] = "rubbish",
    [JUDGE_FLOODS] = "floods",       [JUDGE_BROKEN] = "broken",
  };
  return words[verdict];
}

enum { SAID = 256 }; /* bytes of a text in another language */

/* ---- remarks --------------------------------------------------------------------------- */

static const struct {
  const char *id, *text;
} typical[] = {
  {REMARK_HARD_CODED,
   N_("These are the numbers of the example, whatever the input is: compute "
      "them from the arguments.")},
  {REMARK_EXAMPLE,
   N_("It is right at the example and wrong at other inputs: does it hold for "
      "these numbers only?")},
  {REMARK_DIFFERENCES,
   N_("It is right to a few digits only, as difference quotients are. Here the "
      "derivative is asked for exactly, by the rules of differentiation.")},
  {REMARK_FLOAT,
   N_("It is right to a few digits only, and all numbers are float's: compute "
      "in double.")},
  {REMARK_NOT_SET,
   N_("It is not a number at any input: is it ever set, or is 0/0 or inf - inf "
      "in it?")},
};

char *judge_remark(const struct exercise *e, const struct judge_report *r)
{
  if (!*r->remark)
    return NULL;
  char *path = exercise_spoken(e, "remarks", "txt");
  char *all = path ? text_read(path) : NULL;
  char *text = all ? text_value(all, r->remark) : NULL;
  for (size_t k = 0; !text && k < sizeof typical / sizeof *typical; k++)
    if (strcmp(typical[k].id, r->remark) == 0)
      text = strdup(_(typical[k].text));
  free(path);
  free(all);
  return text;
}

/* ---- texts ------------------------------------------------------------------------------ */

enum { PRINTED_LINES = 12 };

/* The first lines of text behind `before`. */
static void indented(FILE *out, const char *text, const char *before)
{
  for (int lines = 0; *text; lines++) {
    if (lines == PRINTED_LINES) {
      fprintf(out, "%s...\n", before);
      return;
    }
    const int n = (int)strcspn(text, "\n");
    fprintf(out, "%s%.*s\n", before, n, text);
    text += n + (text[n] == '\n');
  }
}

/* The bytes up to where a line may be broken: at a blank or, with `list`, at one
 * behind a comma or semicolon only. */
static size_t until_break(const char *text, bool list)
{
  size_t n = strcspn(text, " ");
  while (list && text[n] && n && !strchr(",;", text[n - 1]))
    n += 1 + strcspn(text + n + 1, " ");
  return n;
}

/* Words on lines of 76 columns, behind two blanks. */
static void filled(FILE *out, const char *text, bool list)
{
  enum { LINE = 76 };
  size_t column = 0;
  while (*text) {
    const size_t n = until_break(text, list);
    const size_t width = ad_utf8_width(text, n);
    if (column && column + 1 + width > LINE) {
      fputc('\n', out);
      column = 0;
    }
    fprintf(out, "%s%.*s", column ? " " : "  ", (int)n, text);
    column += 1 + width;
    text += n;
    text += strspn(text, " ");
  }
  fputc('\n', out);
}

static void show_inputs(const struct judge_report *r, FILE *out)
{
  char *text = !*r->inputs ? NULL
               : r->example ? text_format(_("at the example, %s"), r->inputs)
                            : text_format(_("at %s"), r->inputs);
  if (text)
    filled(out, text, true);
  free(text);
}

/* A name of check.c's in the language of the messages; of "adjoints[3]" the part
 * before the bracket. */
static const char *say(const char *words, const char *name, char *room,
                       size_t size)
{
  char part[SAID], said[SAID];
  const char *bracket = strrchr(name, '[');
  const char *whole = words_say(words, name, room, size);
  if (whole != name || !bracket)
    return whole;
  snprintf(part, sizeof part, "%.*s", (int)(bracket - name), name);
  snprintf(room, size, "%s%s", words_say(words, part, said, sizeof said), bracket);
  return room;
}

/* Two numbers that differ look different; zeros and NaNs have no sign. */
static void show_pair(struct table *t, double want, double got, bool differs)
{
  const double pair[] = {want == 0 ? 0 : want, got == 0 ? 0 : got};
  char text[2][32];
  for (int digits = 15; digits <= 17; digits += 2) {
    for (int k = 0; k < 2; k++)
      if (isnan(pair[k]))
        snprintf(text[k], sizeof text[k], "nan");
      else
        snprintf(text[k], sizeof text[k], "%.*g", digits, pair[k]);
    if (!differs || strcmp(text[0], text[1]) != 0)
      break;
  }
  table_cell(t, "%s", text[0]);
  table_cell(t, "%s", text[1]);
}

static void show_numbers(const struct judge_report *r, const char *words,
                         FILE *out)
{
  struct table t = {0};
  char room[2 * SAID];
  table_row(&t);
  table_cell(&t, "%s", "");
  table_cell(&t, "%s", _("expected"));
  table_cell(&t, "%s", _("came"));
  for (size_t k = 0; k < JUDGE_SHOWN && r->from + k < r->numbers; k++) {
    table_row(&t);
    table_cell(&t, "%s", say(words, r->names[k], room, sizeof room));
    show_pair(&t, r->want[k], r->got[k], r->differs[k]);
    if (r->differs[k])
      table_cell(&t, "%s", "<--");
  }
  table_print(&t, out, "lrrl", 2);
}

/* "right: value, dr/dx; wrong: dr/dz", if there are several parts. */
static void show_parts(const struct judge_report *r, const char *words, FILE *out)
{
  char room[2 * SAID];
  for (int wrong = 0; wrong < 2 && r->parts > 1; wrong++) {
    bool first = true;
    for (int k = 0; k < r->parts; k++) {
      if ((r->part[k].wrong > 0) != wrong)
        continue;
      fprintf(out, "%s %s", !first ? "," : wrong ? _("  wrong:") : _("  right:"),
              say(words, r->part[k].name, room, sizeof room));
      first = false;
    }
    if (!first)
      fputc('\n', out);
  }
}

static void show_wrong(const struct judge_report *r, const char *words, FILE *out)
{
  char room[2 * SAID];
  show_inputs(r, out);
  if (r->required)
    fprintf(out, _("  required: %s\n"), say(words, r->what, room, sizeof room));
  else
    show_numbers(r, words, out);
  show_parts(r, words, out);
}

/* "gradient is wrong" */
static char *wrong_heading(const struct judge_report *r, const char *words)
{
  char what[sizeof r->what], room[2 * SAID];
  if (r->required) /* which stands below */
    return strdup(_("what is required does not hold"));
  snprintf(what, sizeof what, "%.*s", (int)strcspn(r->what, " "), r->what);
  return text_format(_("wrong: %s"), say(words, what, room, sizeof room));
}

/* The heading behind "lab.c: ". */
static char *heading(const struct judge_report *r, const char *words)
{
  switch (r->verdict) {
  case JUDGE_RIGHT:
    return text_format(ngettext_("right, at %d input", "right, at %d inputs",
                                 (unsigned long)r->points), r->points);
  case JUDGE_WRONG:
    return wrong_heading(r, words);
  case JUDGE_NO_FILE:
    return text_format("%s", r->detail);
  case JUDGE_NO_COMPILE:
    return r->line ? text_format(_("does not compile: line %d"), r->line)
           : *r->detail
             ? text_format(_("the function `%s` is missing"), r->detail)
             : strdup(_("does not compile together with the checker: are your "
                        "functions declared as they were?"));
  case JUDGE_ENGINE:
    return text_format(strchr(r->detail, '.') ? _("includes the toolkit's %s")
                                              : _("uses the toolkit's %s"),
                       r->detail);
  case JUDGE_FORBIDDEN:
    return text_format(_("calls `%s`, which has another program do the work"),
                       r->detail);
  case JUDGE_CRASHED:
    return text_format(_("crashed in %s: %s"), *r->call ? r->call : "main",
                       r->detail);
  case JUDGE_HANGS:
    return text_format(_("no answer from %s: does a loop never end?"), r->call);
  case JUDGE_EXITS:
    return text_format(_("ended the program, or closed its channel, in %s: it "
                         "should return"),
                       *r->call ? r->call : "main");
  case JUDGE_RUBBISH:
    return strdup(_("writes to the checker's own channel"));
  case JUDGE_FLOODS:
    return strdup(_("prints without end"));
  case JUDGE_BROKEN:
    break;
  }
  return text_format(_("the checker is broken, which is not your fault: %s"),
                     r->detail);
}

static void show_more(const struct judge_report *r, const char *words, FILE *out)
{
  if (r->verdict == JUDGE_WRONG)
    show_wrong(r, words, out);
  else if (r->verdict == JUDGE_CRASHED || r->verdict == JUDGE_HANGS ||
           r->verdict == JUDGE_EXITS)
    show_inputs(r, out);
  if (r->verdict == JUDGE_NO_COMPILE)
    indented(out, r->diagnosis, "  ");
  else if (r->verdict == JUDGE_ENGINE)
    filled(out, _("In this exercise you write what the toolkit does: it is not "
                  "linked, and its headers are not to be included."), false);
  else if (r->verdict != JUDGE_RIGHT && *r->diagnosis) {
    fputs(_("  the compiler warns:\n"), out);
    indented(out, r->diagnosis, "    ");
  }
}

void judge_print(const struct exercise *e, const char *file,
                const struct judge_report *r, FILE *out)
{
  const bool colour = cli_colour(out), good = r->verdict == JUDGE_RIGHT;
  char *words = words_read(e);
  char *what = heading(r, words), *remark = judge_remark(e, r);
  fprintf(out, "%s: %s%s%s\n", file,
          !colour ? "" : good ? "\033[1;32m" : "\033[1;31m", what ? what : "",
          colour ? "\033[0m" : "");
  show_more(r, words, out);
  if (remark)
    filled(out, remark, false);
  if (*r->printed && !good) {
    fputs(_("  your code printed:\n"), out);
    indented(out, r->printed, "    | ");
    if (r->printed_size > strlen(r->printed))
      fprintf(out, _("    ... %zu bytes in all\n"), r->printed_size);
  }
  if (!good && r->points > 1)
    fprintf(out, _("  the same inputs again: --seed=%llu\n"),
            (unsigned long long)r->seed);
  free(words);
  free(what);
  free(remark);
}
