/* coursework.c: the exercises in their folders, and the texts in them. */
#include <config.h>

#include "coursework.h"

#include <ctype.h>
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../nearest.h"
#include "cli.h"

/* ---- texts ------------------------------------------------------------------------ */

char *text_format(const char *format, ...)
{
  char *text = NULL;
  size_t size;
  va_list args;
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return NULL;
  va_start(args, format);
  vfprintf(out, format, args);
  va_end(args);
  if (fclose(out) == 0)
    return text;
  free(text);
  return NULL;
}

char *text_read(const char *path)
{
  char *text = NULL;
  size_t room = 0;
  FILE *in = fopen(path, "r");
  if (!in)
    return NULL;
  errno = 0;
  const ssize_t size = getdelim(&text, &room, '\0', in);
  const int error = errno;
  fclose(in);
  if (size < 0 && !error) { /* an empty file */
    free(text);
    return strdup("");
  }
  if (size < 0) {
    free(text);
    errno = error;
    return NULL;
  }
  return text;
}

static const char *next_line(const char *text)
{
  text += strcspn(text, "\n");
  return *text ? text + 1 : text;
}

/* Whether a line begins "key:", and how long that key is. */
static size_t key_length(const char *line)
{
  const size_t n = strcspn(line, ": \t\n");
  return line[n] == ':' && *line != '#' ? n : 0;
}

bool text_key(const char *text, size_t k, char *key, size_t size)
{
  for (; *text; text = next_line(text)) {
    const size_t n = key_length(text);
    if (n && k-- == 0) {
      snprintf(key, size, "%.*s", (int)n, text);
      return true;
    }
  }
  return false;
}

/* The lines from `text` on that begin with a blank, joined to the first. */
static char *joined(const char *text)
{
  char *value = malloc(strlen(text) + 1), *to = value;
  if (!value)
    return NULL;
  do {
    while (*text == ' ' || *text == '\t')
      text++;
    if (to > value && *text != '\n' && *text)
      *to++ = ' ';
    while (*text && *text != '\n')
      *to++ = *text++;
    text = next_line(text);
  } while (*text == ' ' || *text == '\t');
  *to = '\0';
  return value;
}

char *text_value(const char *text, const char *key)
{
  const size_t length = strlen(key);
  for (; *text; text = next_line(text))
    if (key_length(text) == length && strncmp(text, key, length) == 0)
      return joined(text + length + 1);
  return NULL;
}

static bool is_separator(const char *line)
{
  return strncmp(line, "---", 3) == 0 && (line[3] == '\n' || !line[3]);
}

size_t text_parts(const char *text)
{
  size_t parts = *text != '\0';
  for (; *text; text = next_line(text))
    parts += is_separator(text);
  return parts;
}

char *text_part(const char *text, size_t k)
{
  for (; k > 0 && *text; text = next_line(text))
    k -= is_separator(text);
  const char *end = text;
  while (*end && !is_separator(end))
    end = next_line(end);
  return strndup(text, (size_t)(end - text));
}

/* ---- folders ---------------------------------------------------------------------- */

static bool is_folder(const char *path)
{
  struct stat s;
  return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

static char *find_folder(void)
{
  const char *own = getenv("DUALTAPE_DATADIR");
  if (own && *own)
    return text_format("%s/exercises", own);
  return strdup(is_folder(PKGDATADIR "/exercises") ? PKGDATADIR "/exercises"
                                                   : SOURCEDIR "/exercises");
}

/* The exercise in FOLDER/NAME; false when out of memory. */
static bool add(struct coursework *c, const char *folder, const char *name)
{
  struct exercise *more =
    realloc(c->exercises, (c->count + 1) * sizeof *c->exercises);
  if (!more)
    return false;
  c->exercises = more;
  struct exercise *e = &more[c->count];
  *e = (struct exercise){.number = (int)strtol(name, NULL, 10),
                         .name = strdup(name),
                         .folder = text_format("%s/%s", folder, name)};
  c->count++;
  if (!e->name || !e->folder)
    return false;
  e->word = e->name + strspn(e->name, "0123456789");
  e->word += *e->word == '-';
  return true;
}

static int is_exercise(const struct dirent *entry)
{
  const size_t digits = strspn(entry->d_name, "0123456789");
  return digits == 3 && entry->d_name[3] == '-' && entry->d_name[4];
}

int coursework_read(struct coursework *c)
{
  struct dirent **names = NULL;
  *c = (struct coursework){.folder = find_folder()};
  if (!c->folder)
    return cli_error(NULL, _("out of memory"));
  const int count = scandir(c->folder, &names, is_exercise, alphasort);
  if (count < 0)
    return cli_error(_("set DUALTAPE_DATADIR to the folder that holds "
                       "exercises/"), "%s: %s", c->folder, strerror(errno));
  bool good = true;
  for (int k = 0; k < count; k++) {
    good = good && add(c, c->folder, names[k]->d_name);
    free(names[k]);
  }
  free(names);
  return good ? CLI_OK : cli_error(NULL, _("out of memory"));
}

void coursework_free(struct coursework *c)
{
  for (size_t k = 0; k < c->count; k++) {
    struct exercise *e = &c->exercises[k];
    if (e->judge)
      dlclose(e->judge);
    free(e->name);
    free(e->folder);
  }
  if (c->runtime) {
    unlink(c->runtime);
    cli_unguard(c->runtime);
    free(c->runtime);
  }
  free(c->exercises);
  free(c->folder);
  *c = (struct coursework){0};
}

/* ---- one of them -------------------------------------------------------------------- */

static struct exercise *unknown(const struct coursework *c, const char *name)
{
  char hint[160];
  const char **names = calloc(c->count + 1, sizeof *names);
  for (size_t k = 0; names && k < c->count; k++)
    names[k] = isdigit((unsigned char)*name) ? c->exercises[k].name
                                             : c->exercises[k].word;
  const char *near =
    names ? ad_nearest(name, strlen(name), names, c->count) : NULL;
  snprintf(hint, sizeof hint,
           near ? _("did you mean `%s`?")
                : _("`dualtape exercise list` lists them"), near);
  cli_error(hint, _("there is no exercise `%s`"), name);
  free(names);
  return NULL;
}

/* A folder of the lecturer's own. */
static struct exercise *own(struct coursework *c, const char *path)
{
  char *full = realpath(path, NULL), *slash = full ? strrchr(full, '/') : NULL;
  bool good = slash && slash > full;
  if (good) {
    *slash = '\0';
    good = add(c, full, slash + 1);
  }
  free(full);
  if (good)
    return &c->exercises[c->count - 1];
  cli_error(NULL, "%s: %s", path, strerror(errno));
  return NULL;
}

struct exercise *coursework_find(struct coursework *c, const char *name)
{
  char *end;
  const long number = strtol(name, &end, 10);
  for (size_t k = 0; k < c->count; k++) {
    struct exercise *e = &c->exercises[k];
    if (strcmp(name, e->name) == 0 || strcmp(name, e->word) == 0 ||
        (!*end && number == e->number))
      return e;
  }
  return strchr(name, '/') && is_folder(name) ? own(c, name)
                                              : unknown(c, name);
}

char *exercise_path(const struct exercise *e, const char *file)
{
  return text_format("%s/%s", e->folder, file);
}

char *exercise_spoken(const struct exercise *e, const char *stem,
                      const char *ending)
{
  /* TRANSLATORS: the language of files like hints.ko.txt, or en */
  const char *language = _("en");
  char *path = strcmp(language, "en") == 0
                 ? NULL
                 : text_format("%s/%s.%s.%s", e->folder, stem, language, ending);
  if (path && access(path, R_OK) == 0)
    return path;
  free(path);
  return text_format("%s/%s.%s", e->folder, stem, ending);
}

char *exercise_solution(const struct exercise *e)
{
  return text_format("%s/../solutions/%s.c", e->folder, e->name);
}
