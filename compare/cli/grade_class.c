/* grade_class.c: who handed in what. */
#include <config.h>

#include "grade.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../utf8.h"
#include "cli.h"

/* ---- files of others ---------------------------------------------------------------- */

/* Neither the file nor its folder may be a symbolic link, also not one that was put
 * there after handed_in has looked.  O_NONBLOCK: a pipe must not make us wait. */
static int open_own(const char *path)
{
  const char *slash = strrchr(path, '/');
  char *folder = strndup(path, (size_t)(slash - path));
  const int at = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
                        : -1;
  const int fd =
    at >= 0 ? openat(at, slash + 1, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) : -1;
  const int error = errno;
  if (at >= 0)
    close(at);
  free(folder);
  errno = error;
  return fd;
}

char *grade_read(const char *path, size_t *size, const char **why)
{
  struct stat s;
  const int fd = open_own(path);
  char *text = NULL;
  *why = NULL;
  *size = 0;
  if (fd < 0) {
    *why = errno == ELOOP ? _("it is a symbolic link") : strerror(errno);
    return NULL;
  }
  if (fstat(fd, &s) != 0 || !S_ISREG(s.st_mode))
    *why = _("it is no regular file");
  else if (s.st_size > GRADE_SOURCE_MOST)
    *why = _("it is larger than 1 MiB");
  else if (!(text = malloc(GRADE_SOURCE_MOST + 1)))
    *why = _("out of memory");
  for (ssize_t got = 1; text && got && *size < GRADE_SOURCE_MOST;) {
    got = read(fd, text + *size, GRADE_SOURCE_MOST - *size);
    if (got < 0 && errno != EINTR) {
      *why = strerror(errno);
      free(text);
      text = NULL;
    }
    *size += got > 0 ? (size_t)got : 0;
  }
  close(fd);
  if (text)
    text[*size] = '\0';
  return text;
}

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/: notices changes, no more. */
uint64_t grade_hash(const char *text, size_t size)
{
  uint64_t h = 0xcbf29ce484222325u;
  for (size_t k = 0; k < size; k++)
    h = (h ^ (unsigned char)text[k]) * 0x100000001b3u;
  return h;
}

/* ---- names ----------------------------------------------------------------------------- */

/* U+FFFE and U+FFFF, which XML has not; separators of lines, and what turns the
 * direction of writing (U+2028 to U+202E, U+2066 to U+2069), by which a line
 * could look like another. */
static bool is_odd(const unsigned char *c)
{
  return (c[0] == 0xEF && c[1] == 0xBF && c[2] >= 0xBE) ||
         (c[0] == 0xE2 && c[1] == 0x80 && c[2] >= 0xA8 && c[2] <= 0xAE) ||
         (c[0] == 0xE2 && c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9);
}

void grade_clean(char *to, size_t room, const char *from)
{
  size_t at = 0;
  while (*from && at + 8 < room) {
    const size_t n = ad_utf8_length(from, strlen(from));
    const unsigned char c = (unsigned char)*from;
    const bool control = (c < 32 && c != '\n' && c != '\t') || c == 127 ||
                         (n == 2 && c == 0xC2 &&
                          (unsigned char)from[1] < 0xA0) ||
                         (n == 3 && is_odd((const unsigned char *)from));
    if (n && !control) {
      memcpy(to + at, from, n);
      at += n;
    } else {
      to[at++] = '?';
    }
    from += n ? n : 1;
  }
  to[at] = '\0';
  if (*from)
    strcpy(to + at, "...\n");
}

bool grade_student(struct grade_class *c, const char *name, size_t *at)
{
  for (*at = 0; *at < c->students; ++*at)
    if (strcmp(c->student[*at], name) == 0)
      return true;
  char **more = realloc(c->student, (c->students + 1) * sizeof *more);
  if (!more)
    return false;
  c->student = more;
  c->student[*at] = strdup(name);
  c->students += c->student[*at] != NULL;
  return c->student[*at] != NULL;
}

bool grade_column(struct grade_class *c, const char *name, struct exercise *e,
                  size_t *at)
{
  for (*at = 0; *at < c->columns; ++*at)
    if (strcmp(c->column[*at].name, name) == 0)
      return true;
  struct grade_column *more =
    realloc(c->column, (c->columns + 1) * sizeof *more);
  if (!more)
    return false;
  c->column = more;
  c->column[*at] = (struct grade_column){strdup(name), e};
  c->columns += c->column[*at].name != NULL;
  return c->column[*at].name != NULL;
}

bool grade_tasks_make(struct grade_class *c)
{
  c->task = calloc(c->students * c->columns + 1, sizeof *c->task);
  for (size_t k = 0; c->task && k < c->students * c->columns; k++) {
    c->task[k].student = k / c->columns;
    c->task[k].exercise = k % c->columns;
    snprintf(c->task[k].result.verdict, sizeof c->task[k].result.verdict,
             "missing");
  }
  return c->task != NULL;
}

void grade_class_free(struct grade_class *c)
{
  for (size_t k = 0; c->task && k < c->students * c->columns; k++) {
    free(c->task[k].file);
    free(c->task[k].result.output);
  }
  for (size_t k = 0; k < c->students; k++)
    free(c->student[k]);
  for (size_t k = 0; k < c->columns; k++)
    free(c->column[k].name);
  free(c->task);
  free(c->student);
  free(c->column);
  *c = (struct grade_class){0};
}

/* ---- folders ------------------------------------------------------------------------------ */

static bool is_there(const char *path, bool folder)
{
  struct stat s;
  return lstat(path, &s) == 0 && (!folder || S_ISDIR(s.st_mode));
}

/* Where a student has a file for an exercise: 101-lab/lab.c, as `dualtape exercise
 * start` makes it, 101-lab.c or lab.c; NULL if nowhere.  Folders are not gone
 * into through symbolic links. */
static char *handed_in(const char *folder, const struct exercise *e)
{
  char *inner = text_format("%s/%s", folder, e->name);
  char *ways[] = {
    inner && is_there(inner, true) ? text_format("%s/%s.c", inner, e->word)
                                   : NULL,
    text_format("%s/%s.c", folder, e->name),
    text_format("%s/%s.c", folder, e->word)};
  char *found = NULL;
  free(inner);
  for (int k = 0; k < 3; k++)
    if (!found && ways[k] && is_there(ways[k], false))
      found = ways[k];
    else
      free(ways[k]);
  return found;
}

static bool has_any(const struct grade_class *c, const char *folder)
{
  for (size_t k = 0; k < c->columns; k++) {
    char *file = handed_in(folder, c->column[k].exercise);
    free(file);
    if (file)
      return true;
  }
  return false;
}

struct folders {
  char **path;
  size_t count;
};

static bool add_folder(struct folders *f, char *path)
{
  char **more = path ? realloc(f->path, (f->count + 1) * sizeof *more) : NULL;
  if (!more) {
    free(path);
    return false;
  }
  f->path = more;
  f->path[f->count++] = path;
  return true;
}

/* What macOS adds to archives is no student. */
static int is_visible(const struct dirent *d)
{
  return d->d_name[0] != '.' && strcmp(d->d_name, "__MACOSX") != 0;
}

/* A student's folder, or a folder of such. */
static int add_folders(const struct grade_class *c, struct folders *f,
                       const char *path)
{
  struct dirent **entries = NULL;
  char *full = realpath(path, NULL);
  if (!full || !is_there(full, true)) {
    const int error = full ? ENOTDIR : errno;
    free(full);
    return cli_error(NULL, "%s: %s", path, strerror(error));
  }
  if (has_any(c, full))
    return add_folder(f, full) ? CLI_OK : cli_error(NULL, _("out of memory"));
  const int count = scandir(full, &entries, is_visible, alphasort);
  int code = count < 0 ? cli_error(NULL, "%s: %s", path, strerror(errno))
                       : CLI_OK;
  size_t inner = 0;
  for (int k = 0; k < count; k++) {
    char *one = text_format("%s/%s", full, entries[k]->d_name);
    if (!one || !is_there(one, true)) {
      free(one);
    } else {
      inner++;
      if (!add_folder(f, one) && !code)
        code = cli_error(NULL, _("out of memory"));
    }
    free(entries[k]);
  }
  if (!code && !inner) /* a student who handed in nothing */
    code = add_folder(f, strdup(full)) ? CLI_OK
                                       : cli_error(NULL, _("out of memory"));
  free(entries);
  free(full);
  return code;
}

/* A student may name a folder as they like, but not write lines of the table. */
static void clean_name(char *to, size_t room, const char *from)
{
  grade_clean(to, room, from);
  for (; *to; to++)
    if (*to == '\n' || *to == '\t')
      *to = '?';
}

static const char *name_of(const char *path)
{
  const char *slash = strrchr(path, '/');
  return slash && slash[1] ? slash + 1 : path;
}

static int name_students(struct grade_class *c, const struct folders *f)
{
  for (size_t k = 0; k < f->count; k++) {
    size_t at;
    const size_t before = c->students;
    char name[512];
    clean_name(name, sizeof name, name_of(f->path[k]));
    if (!grade_student(c, name, &at))
      return cli_error(NULL, _("out of memory"));
    if (c->students == before)
      return cli_error(_("each student has a folder of another name"),
                       _("there are two folders `%s`"), name);
  }
  return CLI_OK;
}

/* Every student has a row, who handed in nothing as well. */
int grade_class_read(struct grade_class *c, int argc, char **argv)
{
  struct folders f = {0};
  int code = CLI_OK;
  for (int k = 0; !code && k < argc; k++)
    code = add_folders(c, &f, argv[k]);
  if (!code)
    code = name_students(c, &f);
  if (!code && !grade_tasks_make(c))
    code = cli_error(NULL, _("out of memory"));
  for (size_t k = 0; !code && k < c->students * c->columns; k++) {
    struct grade_task *t = &c->task[k];
    t->file = handed_in(f.path[t->student], c->column[t->exercise].exercise);
    if (!t->file) {
      t->result.state = GRADE_DONE;
      t->result.output = text_format(_("%s.c was not handed in\n"),
                                     c->column[t->exercise].exercise->word);
    }
  }
  for (size_t k = 0; k < f.count; k++)
    free(f.path[k]);
  free(f.path);
  return code;
}
