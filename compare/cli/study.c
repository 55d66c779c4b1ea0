/* study.c: the student's folder, and progress.txt in it. */
#include <config.h>

#include "study.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cli.h"

#define FIRST_WORDS "# dualtape exercise" /* those of write_lines */

/* ---- reading ------------------------------------------------------------------------ */

static struct study_line *line_of(const struct study *s, const char *name)
{
  for (size_t k = 0; k < s->count; k++)
    if (strcmp(s->lines[k].name, name) == 0)
      return &s->lines[k];
  return NULL;
}

static struct study_line *add(struct study *s, const char *name)
{
  struct study_line *more =
    realloc(s->lines, (s->count + 1) * sizeof *s->lines);
  if (!more)
    return NULL;
  s->lines = more;
  more += s->count++;
  *more = (struct study_line){.passed = "-"};
  snprintf(more->name, sizeof more->name, "%s", name);
  return more;
}

/* One line of the file, which is not empty; false if it is none of ours. */
static bool read_line(const char *text, struct study_line *l)
{
  char rest;
  const int words = sscanf(text, "%63s %19s %9u %9u %c", l->name, l->passed,
                           &l->tries, &l->hints, &rest);
  return words == 4;
}

static int parse(struct study *s, const char *path, char *text)
{
  int number = 0;
  for (char *end = text; *text; text = end) {
    end = text + strcspn(text, "\n");
    if (*end)
      *end++ = '\0';
    number++;
    struct study_line l, *mine;
    if (*text == '#' || !text[strspn(text, " \t\r")])
      continue;
    if (!read_line(text, &l))
      return cli_error(_("an exercise, when it was passed or -, and two numbers; "
                         "without this line it counts as not yet tried"),
                       _("%s:%d: this line is none of dualtape's: %s"), path,
                       number, text);
    mine = line_of(s, l.name);
    if (!mine)
      mine = add(s, l.name);
    if (!mine)
      return cli_error(NULL, _("out of memory"));
    *mine = l;
  }
  return CLI_OK;
}

static int read_lines(struct study *s)
{
  char *path = text_format("%s" STUDY_FILE, s->folder);
  char *text = path ? text_read(path) : NULL;
  int code = CLI_OK;
  s->count = 0;
  if (text)
    code = parse(s, path, text);
  else
    code = cli_error(NULL, "%s: %s", path ? path : STUDY_FILE, strerror(errno));
  free(path);
  free(text);
  return code;
}

/* ---- finding the folder ----------------------------------------------------------------- */

/* Whether there is a progress.txt of ours behind this prefix. */
static bool is_ours(const char *prefix)
{
  char begin[sizeof FIRST_WORDS] = "";
  char *path = text_format("%s" STUDY_FILE, prefix);
  FILE *in = path ? fopen(path, "r") : NULL;
  if (in && !fgets(begin, sizeof begin, in))
    *begin = '\0';
  if (in)
    fclose(in);
  free(path);
  return strcmp(begin, FIRST_WORDS) == 0;
}

static bool is_root(const char *prefix)
{
  struct stat here, above;
  char *one = text_format("%s.", prefix), *other = text_format("%s..", prefix);
  const bool root = !one || !other || stat(one, &here) != 0 ||
                    stat(other, &above) != 0 ||
                    (here.st_ino == above.st_ino && here.st_dev == above.st_dev);
  free(one);
  free(other);
  return root;
}

/* Here, in STUDY_DEFAULT, or above: "", "my-exercises/", "../", "../../", ...; NULL if
 * there is none up to the root. */
static char *look_around(void)
{
  if (!is_ours("") && is_ours(STUDY_DEFAULT "/"))
    return strdup(STUDY_DEFAULT "/");
  char *prefix = strdup("");
  while (prefix && !is_ours(prefix)) {
    char *above = is_root(prefix) ? NULL : text_format("../%s", prefix);
    free(prefix);
    prefix = above;
  }
  return prefix;
}

/* The folder as a prefix: with a slash behind, "" for ".". */
static char *prefix_of(const char *folder)
{
  size_t n = strlen(folder);
  while (n > 1 && folder[n - 1] == '/')
    n--;
  return strcmp(folder, ".") == 0 ? strdup("")
                                  : text_format(folder[n - 1] == '/' ? "%.*s"
                                                                     : "%.*s/",
                                                (int)n, folder);
}

int study_open(struct study *s, const char *folder)
{
  *s = (struct study){.folder = folder && *folder ? prefix_of(folder)
                                                  : look_around()};
  if (folder && s->folder && !is_ours(s->folder)) {
    study_free(s);
    return cli_error(_("`dualtape exercise start DIR` copies the exercises there"),
                     _("%s has no exercises"), folder);
  }
  return s->folder ? read_lines(s) : CLI_OK;
}

void study_free(struct study *s)
{
  free(s->folder);
  free(s->lines);
  *s = (struct study){0};
}

int study_wanted(const struct study *s)
{
  return s->folder ? CLI_OK
                   : cli_error(_("`dualtape exercise start` copies the exercises "
                                 "to my-exercises; then go there"),
                               _("this is no folder of exercises, nor is one "
                                 "above it"));
}

/* ---- what is known -------------------------------------------------------------------------- */

struct study_line study_of(const struct study *s, const struct exercise *e)
{
  const struct study_line *l = line_of(s, e->name);
  return l ? *l : (struct study_line){.passed = "-"};
}

bool study_passed(const struct study *s, const struct exercise *e)
{
  const struct study_line *l = line_of(s, e->name);
  return l && strcmp(l->passed, "-") != 0;
}

struct exercise *study_next(const struct study *s, struct coursework *c)
{
  for (size_t k = 0; k < c->count; k++)
    if (!study_passed(s, &c->exercises[k]))
      return &c->exercises[k];
  return NULL;
}

size_t study_count(const struct study *s, const struct coursework *c)
{
  size_t passed = 0;
  for (size_t k = 0; k < c->count; k++)
    passed += study_passed(s, &c->exercises[k]);
  return passed;
}

char *study_file(const struct study *s, const struct exercise *e)
{
  return text_format("%s%s/%s.c", s->folder ? s->folder : "", e->name, e->word);
}

/* ---- writing ---------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
  const struct study_line *one = a, *other = b;
  return strcmp(one->name, other->name);
}

static int write_lines(struct study *s)
{
  struct cli_output out;
  char *path = text_format("%s" STUDY_FILE, s->folder);
  if (!path)
    return cli_error(NULL, _("out of memory"));
  int code = cli_output_open(&out, path), width = 9;
  if (!code) {
    if (s->count)
      qsort(s->lines, s->count, sizeof *s->lines, by_name);
    for (size_t k = 0; k < s->count; k++)
      if ((int)strlen(s->lines[k].name) > width)
        width = (int)strlen(s->lines[k].name);
    fputs("# dualtape exercise: what you have done; `dualtape exercise progress` "
          "shows it\n", out.stream);
    fprintf(out.stream, "# %-*s  %-16s  tries  hints\n", width - 2, "exercise",
            "passed");
    for (size_t k = 0; k < s->count; k++)
      fprintf(out.stream, "%-*s  %-16s  %5u  %5u\n", width, s->lines[k].name,
              s->lines[k].passed, s->lines[k].tries, s->lines[k].hints);
    code = cli_output_close(&out, CLI_OK);
  }
  free(path);
  return code;
}

int study_begin(const char *folder)
{
  struct stat found;
  struct study s = {.folder = prefix_of(folder)};
  char *path = s.folder ? text_format("%s" STUDY_FILE, s.folder) : NULL;
  int code = CLI_OK;
  if (!path)
    code = cli_error(NULL, _("out of memory"));
  else if (lstat(path, &found) != 0)
    code = write_lines(&s);
  else if (!is_ours(s.folder))
    code = cli_error(_("name another folder, or move it away"),
                     _("%s is there already, and is none of dualtape's"), path);
  free(path);
  study_free(&s);
  return code;
}

/* While a terminal watches, another may ask for hints: only one of them at a time reads
 * and writes.  The lock is the folder's and goes when it is closed. */
static int lock(const struct study *s)
{
  const int fd = open(*s->folder ? s->folder : ".", O_RDONLY | O_CLOEXEC);
  if (fd >= 0)
    flock(fd, LOCK_EX);
  return fd;
}

static void change(struct study_line *l, enum study_event event, unsigned stage)
{
  const time_t now = time(NULL);
  struct tm local;
  const bool new = strcmp(l->passed, "-") == 0;
  if (event == STUDY_HINT)
    l->hints = stage > l->hints ? stage : l->hints;
  else if (event == STUDY_RESET)
    snprintf(l->passed, sizeof l->passed, "-");
  else if (l->tries < 999999999 && new)
    l->tries++;
  if (event == STUDY_RIGHT && new && localtime_r(&now, &local))
    strftime(l->passed, sizeof l->passed, "%Y-%m-%dT%H:%M", &local);
}

int study_note(struct study *s, const struct exercise *e,
               enum study_event event, unsigned stage)
{
  const int held = lock(s);
  int code = read_lines(s);
  struct study_line *l = code ? NULL : line_of(s, e->name);
  if (!code && !l)
    l = add(s, e->name);
  if (!code && !l)
    code = cli_error(NULL, _("out of memory"));
  if (!code) {
    change(l, event, stage);
    code = write_lines(s);
  }
  if (held >= 0)
    close(held);
  return code;
}
