/* exercise_new.c: `dualtape exercise new`: a small exercise that is sound, to be
 * rewritten: exercises/template, with the names in it replaced. */
#include <config.h>

#include "exercise.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

/* NNN-word, of letters, digits and single hyphens; '/' is the end of a folder. */
static bool is_name(const char *name)
{
  const size_t digits = strspn(name, "0123456789");
  const char *word = name + 4;
  if (digits != 3 || name[3] != '-' || strlen(name) > 40)
    return false;
  for (const char *at = word; *at; at++)
    if (!(islower((unsigned char)*at) || isdigit((unsigned char)*at) ||
          (*at == '-' && at > word && at[1] && at[-1] != '-')))
      return false;
  return islower((unsigned char)*word);
}

struct names {
  const char *name; /* "901-my-word" */
  char word[48];    /* "my-word" */
  char c[48];       /* "my_word", as C has it */
  char number[4];
};

static struct names names_of(const char *name)
{
  struct names n = {.name = name};
  snprintf(n.word, sizeof n.word, "%s", name + 4);
  snprintf(n.c, sizeof n.c, "%s", name + 4);
  snprintf(n.number, sizeof n.number, "%.3s", name);
  for (char *at = n.c; *at; at++)
    if (*at == '-')
      *at = '_';
  return n;
}

/* The text with @NAME@, @WORD@, @C@ and @NUMBER@ replaced; to be freed. */
static char *filled_in(const char *text, const struct names *n)
{
  const struct {
    const char *mark, *value;
  } marks[] = {
    {"@NAME@", n->name}, {"@WORD@", n->word}, {"@C@", n->c}, {"@NUMBER@", n->number}};
  enum { MARKS = sizeof marks / sizeof *marks };
  char *result = NULL;
  size_t size;
  FILE *out = open_memstream(&result, &size);
  while (out && *text) {
    int k = 0;
    while (k < MARKS &&
           strncmp(text, marks[k].mark, strlen(marks[k].mark)) != 0)
      k++;
    if (k < MARKS) {
      fputs(marks[k].value, out);
      text += strlen(marks[k].mark);
    } else {
      fputc(*text++, out);
    }
  }
  if (!out || fclose(out) == 0)
    return result;
  free(result);
  return NULL;
}

static int make_file(const char *from, const char *to, const struct names *n)
{
  struct cli_output out;
  char *text = text_read(from), *mine = text ? filled_in(text, n) : NULL;
  int code = mine ? CLI_OK : cli_error(NULL, "%s: %s", from, strerror(errno));
  if (!code)
    code = cli_output_open(&out, to);
  if (!code) {
    fputs(mine, out.stream);
    code = cli_output_close(&out, CLI_OK);
  }
  free(text);
  free(mine);
  return code;
}

static int is_visible(const struct dirent *entry)
{
  return *entry->d_name != '.';
}

static bool is_folder(const char *path)
{
  struct stat s;
  return stat(path, &s) == 0 && S_ISDIR(s.st_mode);
}

/* The template's files; word.c gets its name, and solution.c a place beside. */
static int make_files(const char *from, const char *to, const struct names *n)
{
  struct dirent **files = NULL;
  const int count = scandir(from, &files, is_visible, alphasort);
  int code = count >= 0 ? CLI_OK : cli_error(NULL, "%s: %s", from, strerror(errno));
  for (int k = 0; k < count; k++) {
    const char *file = files[k]->d_name;
    char *source = text_format("%s/%s", from, file);
    char *target = strcmp(file, "solution.c") == 0
                     ? text_format("%s/../solutions/%s.c", to, n->name)
                   : strcmp(file, "word.c") == 0
                     ? text_format("%s/%s.c", to, n->word)
                     : text_format("%s/%s", to, file);
    if (!code && (!source || !target))
      code = cli_error(NULL, _("out of memory"));
    if (!code && is_folder(source)) {
      code = exercise_folder_make(target);
      if (!code)
        code = make_files(source, target, n);
    } else if (!code) {
      code = make_file(source, target, n);
    }
    free(source);
    free(target);
    free(files[k]);
  }
  free(files);
  return code;
}

static bool is_there(const char *path)
{
  struct stat s;
  return lstat(path, &s) == 0;
}

static int make(const char *template, const char *folder, const char *solutions,
                const char *solution, const struct names *n)
{
  if (is_there(folder) || is_there(solution))
    return cli_error(_("nothing is overwritten: name another, or move it away"),
                     _("%s is there already"),
                     is_there(folder) ? folder : solution);
  int code = exercise_folder_make(solutions);
  if (!code)
    code = exercise_folder_make(folder);
  if (!code)
    code = make_files(template, folder, n);
  if (!code)
    printf(_("%s: a small exercise that is sound, to be rewritten; its solution is\n"
             "%s.  Is it sound still?\n"
             "  dualtape exercise verify %s%s\n"),
           folder, solution, strchr(folder, '/') ? "" : "./", folder);
  return code;
}

int exercise_new(struct coursework *c, const struct exercise_options *o, int argc,
                 char **argv)
{
  (void)o;
  if (argc != 1)
    return cli_error(_("for example: dualtape exercise new 901-mine"),
                     _("which name?"));
  const char *slash = strrchr(argv[0], '/');
  const char *name = slash ? slash + 1 : argv[0];
  if (!is_name(name))
    return cli_error(_("three digits, a hyphen, and a word of small letters, "
                       "digits and hyphens: 901-mine"),
                     _("`%s` is no name of an exercise"), name);
  const struct names n = names_of(name);
  const int before = (int)(name - argv[0]);
  char *template = text_format("%s/template", c->folder);
  char *solutions = text_format("%.*ssolutions", before, argv[0]);
  char *solution = text_format("%.*ssolutions/%s.c", before, argv[0], name);
  int code = template && solutions && solution
               ? CLI_OK
               : cli_error(NULL, _("out of memory"));
  if (!code && !is_folder(template))
    code = cli_error(_("lecturers have the whole one"),
                     _("this dualtape is a student's: it has no template"));
  if (!code)
    code = make(template, argv[0], solutions, solution, &n);
  free(template);
  free(solutions);
  free(solution);
  return code;
}
