/* exercise_copy.c: `dualtape exercise start` and `reset`: files go to the student, and
 * none of theirs is lost. */
#include <config.h>

#include "exercise.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

/* ---- files ------------------------------------------------------------------------------ */

static int write_text(const char *path, const char *text)
{
  struct cli_output out;
  int code = cli_output_open(&out, path);
  if (code)
    return code;
  fputs(text, out.stream);
  return cli_output_close(&out, CLI_OK);
}

static bool is_there(const char *path)
{
  struct stat s;
  return lstat(path, &s) == 0;
}

int exercise_copy(const char *from, const char *to, bool *made)
{
  *made = false;
  if (is_there(to))
    return CLI_OK;
  char *text = text_read(from);
  if (!text)
    return cli_error(NULL, "%s: %s", from, strerror(errno));
  const int code = write_text(to, text);
  *made = code == CLI_OK;
  free(text);
  return code;
}

int exercise_folder_make(const char *folder)
{
  struct stat s;
  if (mkdir(folder, 0777) == 0)
    return CLI_OK;
  const int error = errno;
  if (error == EEXIST && stat(folder, &s) == 0 && S_ISDIR(s.st_mode))
    return CLI_OK;
  return cli_error(NULL, "%s: %s", folder, strerror(error));
}

/* ---- start ------------------------------------------------------------------------------ */

struct copies {
  size_t made, kept;
};

/* FILE of a folder, if that has it. */
static int copy_into(const char *from, const char *to, const char *file,
                     struct copies *n)
{
  bool made;
  char *source = text_format("%s/%s", from, file);
  char *target = text_format("%s/%s", to, file);
  int code = source && target ? CLI_OK : cli_error(NULL, _("out of memory"));
  if (!code && is_there(source)) {
    code = exercise_copy(source, target, &made);
    n->made += !code && made;
    n->kept += !code && !made;
  }
  free(source);
  free(target);
  return code;
}

static int copy_readmes(const char *from, const char *to, struct copies *n)
{
  int code = copy_into(from, to, "README.md", n);
  return code ? code : copy_into(from, to, "README.ko.md", n);
}

static int copy_exercise(const struct exercise *e, const char *folder,
                         struct copies *n)
{
  char *to = text_format("%s/%s", folder, e->name);
  char *own = text_format("%s.c", e->word);
  int code = to && own ? exercise_folder_make(to)
                       : cli_error(NULL, _("out of memory"));
  if (!code)
    code = copy_readmes(e->folder, to, n);
  if (!code)
    code = copy_into(e->folder, to, own, n);
  free(to);
  free(own);
  return code;
}

/* Exercises that a lecturer edits are not for a student to fill in. */
static bool is_source(const struct coursework *c, const char *folder)
{
  char *one = realpath(c->folder, NULL), *other = realpath(folder, NULL);
  const bool same = one && other && strcmp(one, other) == 0;
  free(one);
  free(other);
  return same;
}

static void show_start(struct coursework *c, const char *folder,
                       const struct copies *n)
{
  printf(ngettext_("%s: %zu exercise\n", "%s: %zu exercises\n",
                   (unsigned long)c->count), folder, c->count);
  if (n->kept)
    printf(ngettext_("  %zu file was there and is kept as it was; %zu are new\n",
                     "  %zu files were there and are kept as they were; %zu are "
                     "new\n", (unsigned long)n->kept), n->kept, n->made);
  if (strcmp(folder, ".") == 0)
    puts(_("Now leave this running while you work:\n"
           "  dualtape exercise watch"));
  else
    printf(_("Now: cd %s, and leave this running while you work:\n"
             "  dualtape exercise watch\n"), folder);
}

int exercise_start(struct coursework *c, const struct exercise_options *o,
                   int argc, char **argv)
{
  struct copies n = {0};
  struct study s = {0};
  const char *folder = argc ? argv[0] : o->folder ? o->folder : STUDY_DEFAULT;
  if (argc > 1)
    return cli_error(NULL, _("one folder, not `%s` as well"), argv[1]);
  if (is_source(c, folder))
    return cli_error(_("name another folder, of your own"),
                     _("%s is where dualtape has its exercises"), folder);
  int code = exercise_folder_make(folder);
  if (!code)
    code = study_begin(folder);
  if (!code)
    code = copy_readmes(c->folder, folder, &n);
  for (size_t k = 0; !code && k < c->count; k++)
    code = copy_exercise(&c->exercises[k], folder, &n);
  if (!code)
    code = study_open(&s, folder);
  if (!code) {
    show_start(c, folder, &n);
    *s.folder = '\0'; /* there, paths begin there */
    exercise_next(&s, c, stdout);
  }
  study_free(&s);
  return code;
}

/* ---- reset ------------------------------------------------------------------------------- */

/* The student's file under the first name word.c.1, word.c.2, ... that is free, to be
 * freed; NULL, having said why, if that fails. */
static char *back_up(const char *file)
{
  for (unsigned k = 1; k < 100000; k++) {
    char *path = text_format("%s.%u", file, k);
    bool made = false;
    const int code = path ? exercise_copy(file, path, &made)
                          : cli_error(NULL, _("out of memory"));
    if (made)
      return path;
    free(path);
    if (code)
      return NULL;
  }
  cli_error(NULL, _("%s: too many backups"), file);
  return NULL;
}

/* The skeleton in place of what the student has. */
static int put_back(const char *file, const char *skeleton)
{
  char *text = text_read(file), *kept = NULL;
  int code = CLI_OK;
  if (text && strcmp(text, skeleton) == 0) {
    printf(_("%s is as it was at first\n"), file);
    free(text);
    return CLI_OK;
  }
  if (text || is_there(file)) {
    kept = back_up(file);
    code = kept ? CLI_OK : CLI_BAD;
  }
  if (!code)
    code = write_text(file, skeleton);
  if (!code && kept)
    printf(_("%s is as it was at first; what you had is now %s\n"), file, kept);
  else if (!code)
    printf(_("%s is there again\n"), file);
  free(text);
  free(kept);
  return code;
}

static int reset(struct coursework *c, struct study *s, const char *name)
{
  struct exercise *e = coursework_find(c, name);
  if (!e)
    return CLI_BAD;
  char *path = text_format("%s/%s.c", e->folder, e->word);
  char *skeleton = path ? text_read(path) : NULL;
  char *folder = text_format("%s%s", s->folder, e->name);
  char *file = study_file(s, e);
  int code = skeleton ? CLI_OK
                      : cli_error(NULL, "%s: %s", path ? path : e->name,
                                  strerror(errno));
  if (!code)
    code = exercise_folder_make(folder);
  if (!code)
    code = put_back(file, skeleton);
  if (!code)
    code = study_note(s, e, STUDY_RESET, 0);
  free(path);
  free(skeleton);
  free(folder);
  free(file);
  return code;
}

int exercise_reset(struct coursework *c, const struct exercise_options *o,
                   int argc, char **argv)
{
  struct study s;
  int code = study_open(&s, o->folder);
  if (!code)
    code = study_wanted(&s);
  if (!code && argc != 1)
    code = cli_error(_("for example: dualtape exercise reset lab"),
                     _("which exercise?"));
  if (!code)
    code = reset(c, &s, argv[0]);
  study_free(&s);
  return code;
}
