/* exercise_show.c: `dualtape exercise list`, `progress`, `hint`, `solution`: what is
 * shown and changes nothing but the count of hints. */
#include <config.h>

#include "exercise.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "table.h"

/* ---- small things --------------------------------------------------------------------- */

char *exercise_title(const struct exercise *e)
{
  char *path = exercise_spoken(e, "README", "md");
  char *text = path ? text_read(path) : NULL, *title = NULL;
  if (text) {
    const char *at = text + strspn(text, "# ");
    at += strspn(at, "0123456789");
    at += strspn(at, " ");
    title = strndup(at, strcspn(at, "\r\n"));
  }
  free(path);
  free(text);
  return title ? title : strdup(e->name);
}

static const char *chapter(int number)
{
  static const char *const names[] = {
    N_("derivatives and differences, step size"),
    N_("dual arithmetic"),
    N_("forward mode"),
    N_("graphs and traces by hand"),
    N_("the tape"),
    N_("head gradients, products with vectors, matrices"),
    N_("checking gradients"),
    N_("edges, traps and numerics"),
    N_("second order, checkpointing, and using it"),
  };
  const int k = number / 100 - 1;
  return k >= 0 && k < (int)(sizeof names / sizeof *names) ? _(names[k]) : "";
}

/* Full and empty places of a bar. */
static void fill(FILE *out, size_t full, size_t empty)
{
  const bool utf8 = cli_utf8();
  while (full-- > 0)
    fputs(utf8 ? "█" : "#", out);
  while (empty-- > 0)
    fputs(utf8 ? "░" : "-", out);
}

void exercise_bar(const struct study *s, const struct coursework *c, FILE *out)
{
  enum { WIDTH = 32 };
  const size_t done = study_count(s, c), all = c->count;
  const size_t full = all ? done * WIDTH / all : 0;
  const bool colour = cli_colour(out);
  fputs(colour ? "[\033[32m" : "[", out);
  fill(out, full, WIDTH - full);
  fprintf(out, "%s] %zu/%zu\n", colour ? "\033[0m" : "", done, all);
}

void exercise_all_solved(FILE *out)
{
  fputs(_("All exercises are solved.\n"), out);
}

void exercise_next(const struct study *s, struct coursework *c, FILE *out)
{
  const struct exercise *e = study_next(s, c);
  if (!e) {
    exercise_all_solved(out);
    return;
  }
  char *title = exercise_title(e), *readme = exercise_spoken(e, "README", "md");
  char *file = study_file(s, e);
  const char *slash = readme ? strrchr(readme, '/') : NULL;
  if (title && slash && file)
    fprintf(out, _("Next: %s, %s\n"
                   "  read %s%s%s, write %s\n"),
            e->name, title, s->folder ? s->folder : "", e->name, slash, file);
  free(title);
  free(readme);
  free(file);
}

/* ---- list ------------------------------------------------------------------------------ */

static void list_line(const struct study *s, const struct exercise *e,
                      const struct exercise *next, int width)
{
  const bool utf8 = cli_utf8(), colour = cli_colour(stdout);
  const bool passed = study_passed(s, e), now = s->folder && e == next;
  char *title = exercise_title(e);
  printf("  %s%s%s  %-*s  %s\n",
         !colour  ? ""
         : passed ? "\033[32m"
         : now    ? "\033[1;33m"
                  : "",
         passed ? utf8 ? "✓" : "x" : now ? utf8 ? "→" : ">" : " ",
         colour ? "\033[0m" : "", width, e->name, title ? title : "");
  free(title);
}

static void list(struct coursework *c, const struct study *s)
{
  const struct exercise *next = study_next(s, c);
  int width = 0, at = -1;
  for (size_t k = 0; k < c->count; k++) {
    const int n = (int)strlen(c->exercises[k].name);
    width = n > width ? n : width;
  }
  for (size_t k = 0; k < c->count; k++) {
    const struct exercise *e = &c->exercises[k];
    if (e->number / 100 != at) {
      at = e->number / 100;
      printf("%d %s\n", at, chapter(e->number));
    }
    list_line(s, e, next, width);
  }
  if (s->folder)
    exercise_bar(s, c, stdout);
  else
    puts(_("`dualtape exercise start` copies them to my-exercises, where you "
           "solve them."));
}

int exercise_list(struct coursework *c, const struct exercise_options *o,
                  int argc, char **argv)
{
  struct study s;
  if (argc)
    return cli_error(NULL, _("list and progress take no exercise: `%s`"), argv[0]);
  int code = study_open(&s, o->folder);
  if (!code && o->json)
    code = exercise_json_list(c, &s);
  else if (!code)
    list(c, &s);
  study_free(&s);
  return code;
}

/* ---- progress ---------------------------------------------------------------------------- */

static void show_progress(struct coursework *c, const struct study *s)
{
  struct table t = {0};
  table_row(&t);
  table_cell(&t, "%s", _("exercise"));
  table_cell(&t, "%s", _("solved"));
  table_cell(&t, "%s", _("tries"));
  table_cell(&t, "%s", _("hints"));
  for (size_t k = 0; k < c->count; k++) {
    const struct exercise *e = &c->exercises[k];
    struct study_line l = study_of(s, e);
    char *between = strchr(l.passed, 'T');
    if (between)
      *between = ' ';
    table_row(&t);
    table_cell(&t, "%s", e->name);
    table_cell(&t, "%s", l.passed);
    table_cell(&t, "%u", l.tries);
    table_cell(&t, "%u", l.hints);
  }
  table_print(&t, stdout, "llrr", 0);
  exercise_bar(s, c, stdout);
  exercise_next(s, c, stdout);
}

int exercise_progress(struct coursework *c, const struct exercise_options *o,
                      int argc, char **argv)
{
  struct study s;
  if (argc)
    return cli_error(NULL, _("list and progress take no exercise: `%s`"), argv[0]);
  int code = study_open(&s, o->folder);
  if (!code)
    code = study_wanted(&s);
  if (!code && o->json)
    code = exercise_json_list(c, &s);
  else if (!code)
    show_progress(c, &s);
  study_free(&s);
  return code;
}

/* ---- hint ----------------------------------------------------------------------------------- */

static void show_stage(const char *texts, size_t k, size_t stages)
{
  char *text = text_part(texts, k);
  printf(_("hint %zu of %zu\n"), k + 1, stages);
  for (const char *at = text; at && *at;) {
    const int n = (int)strcspn(at, "\n");
    printf("  %.*s\n", n, at);
    at += n + (at[n] == '\n');
  }
  free(text);
}

/* The next stage; all, if they were seen, or with --all. */
static int show_hints(struct study *s, const struct exercise *e,
                      const char *texts, bool all)
{
  const size_t stages = text_parts(texts);
  const size_t seen = study_of(s, e).hints;
  const bool again = all || seen >= stages;
  const size_t from = again ? 0 : seen, to = again ? stages : seen + 1;
  if (!stages)
    return cli_error(NULL, _("%s has no hints"), e->name);
  for (size_t k = from; k < to; k++)
    show_stage(texts, k, stages);
  if (to < stages && !s->folder)
    puts(_("In a folder of your own (`dualtape exercise start`) the next hint "
           "comes each time; --all shows all."));
  else if (to < stages)
    puts(_("Ask again for the next one."));
  else
    puts(_("There are no more hints."));
  return s->folder ? study_note(s, e, STUDY_HINT, (unsigned)to) : CLI_OK;
}

static int hint(struct coursework *c, struct study *s,
                const struct exercise_options *o, int argc, char **argv)
{
  struct exercise *e;
  int code = exercise_choose(c, s, argc, argv, &e);
  if (code || !e)
    return code;
  char *path = exercise_spoken(e, "hints", "txt");
  char *texts = path ? text_read(path) : NULL;
  code = texts ? show_hints(s, e, texts, o->all)
               : cli_error(NULL, "%s: %s", path ? path : e->name,
                           strerror(errno));
  free(path);
  free(texts);
  return code;
}

int exercise_hint(struct coursework *c, const struct exercise_options *o,
                  int argc, char **argv)
{
  struct study s;
  int code = study_open(&s, o->folder);
  if (!code)
    code = hint(c, &s, o, argc, argv);
  study_free(&s);
  return code;
}

/* ---- solution --------------------------------------------------------------------------------- */

static int show_solution(const struct study *s, const struct exercise *e,
                         bool yes)
{
  char *path = exercise_solution(e), *text = path ? text_read(path) : NULL;
  int code = CLI_OK;
  if (!text)
    code = cli_error(_("your lecturer may have it"),
                     _("the solution of %s is not part of this dualtape"),
                     e->name);
  else if (!yes && !study_passed(s, e))
    code = cli_error(_("--yes shows the solution all the same; `dualtape exercise "
                       "hint` says less"),
                     _("you have not solved %s yet"), e->name);
  else
    fputs(text, stdout);
  free(path);
  free(text);
  return code;
}

int exercise_solution_show(struct coursework *c,
                           const struct exercise_options *o, int argc,
                           char **argv)
{
  struct study s;
  struct exercise *e = NULL;
  int code = study_open(&s, o->folder);
  if (!code && argc != 1)
    code = cli_error(_("for example: dualtape exercise solution lab"),
                     _("which exercise?"));
  if (!code)
    e = coursework_find(c, argv[0]);
  if (!code)
    code = e ? show_solution(&s, e, o->yes) : CLI_BAD;
  study_free(&s);
  return code;
}
