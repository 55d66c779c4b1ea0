/* judge_compile.c: the student's file, compiled with the student's side of
 * check.c.
 *
 * check.c is compiled with the student's file included before it, so that it
 * sees what the student declares, and a function that is missing or has other
 * arguments is the compiler's error.  The student's own main has another name
 * meanwhile.  The result is linked with libm and with nothing else. */
#include <config.h>

#include "judge_impl.h"

#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "source.h"

enum { COMPILE_SECONDS = 30 };

struct job {
  const struct coursework *c;
  const struct exercise *e;
  char *student, *check; /* full paths */
  const char *folder;
  const struct judge_options *o;
  struct judge_report *r;
  char *said; /* what the compiler says */
};

static bool broken(struct judge_report *r, const char *detail)
{
  r->verdict = JUDGE_BROKEN;
  snprintf(r->detail, sizeof r->detail, "%s", detail);
  return false;
}

/* ---- running the compiler ---------------------------------------------------------- */

/* $CC and these arguments, up to NULL.  The exit code, or -1 with a verdict;
 * *said is what it says. */
static int compiler(const struct job *job, char *const *arguments, char **said)
{
  char *words, *argv[SOURCE_WORDS + 32];
  int argc = source_compiler(argv, &words);
  struct child child;
  while (*arguments)
    argv[argc++] = *arguments++;
  argv[argc] = NULL;
  *said = NULL;
  if (!words || !child_start(&child, JUDGE_COMPILER, false, argv, job->folder,
                             job->o)) {
    broken(job->r, words ? strerror(errno) : _("out of memory"));
    free(words);
    return -1;
  }
  const bool done = child_wait(&child, judge_clock() + COMPILE_SECONDS);
  *said = strndup(child.text, child.kept);
  int status = 0;
  if (done) /* or it would be killed before it has returned */
    while (waitpid(child.pid, &status, 0) < 0 && errno == EINTR)
      continue;
  const pid_t group = child.pid;
  if (done) {
    child.pid = -1;
    kill(-group, SIGKILL);
  }
  child_end(&child);
  const int code = done && WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  if (code == 127) {
    char detail[200];
    snprintf(detail, sizeof detail, _("%s could not be started"), argv[0]);
    broken(job->r, detail);
  } else if (!done && *said && !**said) {
    free(*said);
    *said = strdup(_("the compiler did not come to an end"));
  }
  free(words);
  return code == 127 || !*said ? -1 : code;
}

/* ---- what it says ---------------------------------------------------------------------- */

/* "file:12:3: fatal error: text"; of the kind `kind`. */
static bool is_message(const char *line, const char *kind, regmatch_t match[5])
{
  char pattern[128];
  regex_t re;
  snprintf(pattern, sizeof pattern,
           "^([^\n:]+):([0-9]+):(([0-9]+):)? (fatal )?(%s): ", kind);
  if (regcomp(&re, pattern, REG_EXTENDED | REG_NEWLINE))
    return false;
  const bool found = regexec(&re, line, 5, match, 0) == 0;
  regfree(&re);
  return found;
}

/* Appends to the diagnosis, where the files' full paths become "lab.c" and
 * "check.c". */
static void quote(const struct job *job, const char *text, size_t size)
{
  char *to = job->r->diagnosis;
  const char *const paths[] = {job->student, job->check};
  const size_t room = sizeof job->r->diagnosis;
  size_t at = strlen(to);
  for (size_t k = 0; k < size && at + 1 < room;) {
    const char *path = NULL;
    for (int i = 0; i < 2 && !path; i++)
      if (strncmp(text + k, paths[i], strlen(paths[i])) == 0)
        path = paths[i];
    if (path) {
      at += (size_t)snprintf(to + at, room - at, "%s", strrchr(path, '/') + 1);
      k += strlen(path);
    } else {
      to[at++] = text[k++];
    }
  }
  to[at < room ? at : room - 1] = '\0';
}

/* The first message of this kind, with what belongs to it (the line, the caret),
 * becomes the diagnosis; only those in the student's file, if `own`. */
static bool diagnose(const struct job *job, const char *kind, bool own)
{
  regmatch_t m[5];
  const char *text = job->said;
  for (;; text += m[0].rm_eo) {
    if (!is_message(text, kind, m))
      return false;
    const bool is_own = (size_t)(m[1].rm_eo - m[1].rm_so) ==
                          strlen(job->student) &&
                        strncmp(text + m[1].rm_so, job->student,
                                strlen(job->student)) == 0;
    if (own && !is_own)
      continue;
    job->r->line = is_own ? atoi(text + m[2].rm_so) : 0;
    job->r->column = is_own && m[4].rm_so >= 0 ? atoi(text + m[4].rm_so) : 0;
    break;
  }
  const char *end = text + m[0].rm_eo;
  end += strcspn(end, "\n");
  /* the lines of source that follow are indented */
  while (*end && (end[1] == ' ' || isdigit((unsigned char)end[1])))
    end += 1 + strcspn(end + 1, "\n");
  quote(job, text + m[0].rm_so, (size_t)(end - text - m[0].rm_so));
  return true;
}

/* The name in a message such as: undefined reference to `NAME'; false if there
 * is none. */
static bool name_in(const char *said, const char *before, char *name,
                    size_t size)
{
  const char *at = strstr(said, before);
  if (!at)
    return false;
  at += strlen(before);
  while (*at && !isalpha((unsigned char)*at) && *at != '_')
    at++;
  const size_t n =
    strspn(at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");
  snprintf(name, size, "%.*s", (int)n, at);
  return n > 0;
}

/* Whether it is a name of the toolkit's. */
static bool of_toolkit(const char *name)
{
  static const char *const prefixes[] = {"ad_", "dual_", "jet_", "hyper_",
                                         "tape_", "var_", "fd_", "check_"};
  for (size_t k = 0; k < sizeof prefixes / sizeof *prefixes; k++)
    if (strncmp(name, prefixes[k], strlen(prefixes[k])) == 0)
      return true;
  return false;
}

static bool engine(const struct job *job, const char *detail)
{
  job->r->verdict = JUDGE_ENGINE;
  snprintf(job->r->remark, sizeof job->r->remark, "%s", REMARK_ENGINE);
  snprintf(job->r->detail, sizeof job->r->detail, "%s", detail);
  return false;
}

/* "fatal error: dualtape.h: No such file": a header of the toolkit's, which is not
 * where it is looked for? */
static bool header_of_toolkit(const char *said, char *name, size_t size)
{
  static const char *const ways[] = {"dualtape", "ops/", "forward/", "reverse/",
                                     "compare/"};
  const char *at = strstr(said, "fatal error: ");
  if (!at)
    return false;
  at += strlen("fatal error: ");
  at += *at == '\'' || *at == '"';
  snprintf(name, size, "%.*s", (int)strcspn(at, ":'\""), at);
  for (size_t k = 0; k < sizeof ways / sizeof *ways; k++)
    if (strncmp(name, ways[k], strlen(ways[k])) == 0)
      return true;
  return false;
}

/* It does not compile or link: why? */
static bool failed(const struct job *job)
{
  static const char *const unknown[] = {
    "implicit declaration of function ", "undeclared function ",
    "undefined reference to ", "undefined symbol: "};
  char name[128];
  regmatch_t m[5];
  job->r->verdict = JUDGE_NO_COMPILE;
  if (!diagnose(job, "error", true) && !diagnose(job, "error", false))
    quote(job, job->said, strlen(job->said));
  for (size_t k = 0; k < sizeof unknown / sizeof *unknown; k++)
    if (name_in(job->r->diagnosis, unknown[k], name, sizeof name)) {
      /* in check.c the student's function is missing; of the toolkit's names
       * only those that the student calls count */
      const bool in_check = is_message(job->r->diagnosis, "error", m) &&
                            !job->r->line;
      if (!in_check && of_toolkit(name))
        return engine(job, name);
      snprintf(job->r->detail, sizeof job->r->detail, "%s", name);
      return false;
    }
  return header_of_toolkit(job->r->diagnosis, name, sizeof name)
           ? engine(job, name)
           : false;
}

/* ---- what it includes --------------------------------------------------------------------- */

static bool starts(const char *path, const char *folder)
{
  const size_t n = strlen(folder);
  return n && strncmp(path, folder, n) == 0 && path[n] == '/';
}

/* The same, of a folder whose name may have links and ".." in it, as a build
 * outside the sources gives them. */
static bool within(const char *path, const char *folder)
{
  char *real = realpath(folder, NULL);
  const bool inside = starts(path, real ? real : folder);
  free(real);
  return inside;
}

/* A file of somebody else's, with `alone`: of -MMD's list, where the system's
 * headers are not. */
static bool is_others(const struct job *job, const char *path)
{
  char *header = text_format("%s/exercise.h", job->c->folder);
  char *own = header ? realpath(header, NULL) : NULL;
  const bool others = own && strcmp(path, own) != 0 &&
                      strcmp(path, job->check) != 0 &&
                      strcmp(path, job->student) != 0;
  free(header);
  free(own);
  return others;
}

static bool not_handed_in(const struct job *job)
{
  job->r->verdict = JUDGE_NO_COMPILE;
  job->r->line = 0;
  snprintf(job->r->diagnosis, sizeof job->r->diagnosis, "%s: %s",
           strrchr(job->student, '/') + 1,
           _("includes a file that was not handed in"));
  return false;
}

/* Whether a file that was read is the toolkit's, or another's solution. */
static bool is_foreign(const struct job *job, const char *path)
{
  const char *slash = strrchr(job->student, '/');
  const size_t beside = (size_t)(slash - job->student) + 1;
  char *header = text_format("%s/exercise.h", job->c->folder);
  char *data = realpath(job->c->folder, NULL), *own = realpath(header, NULL);
  bool foreign = false;
  if (data && own && strcmp(path, own) != 0 && strcmp(path, job->check) != 0 &&
      strcmp(path, job->student) != 0 &&
      (strncmp(path, job->student, beside) != 0 || strchr(path + beside, '/')))
    foreign = starts(path, data) || within(path, SOURCEDIR) ||
              within(path, BUILDDIR) || within(path, INCLUDEDIR);
  free(header);
  free(data);
  free(own);
  return foreign;
}

/* The list that -MD wrote: "lab.o: a.h \\\n b.h"; blanks in names are "\ ". */
static bool includes_right(const struct job *job)
{
  char *path = text_format("%s/includes", job->folder);
  char *list = path ? text_read(path) : NULL, *at = list;
  bool good = list ? true : broken(job->r, strerror(errno));
  while (good && at && *at) {
    char name[4096];
    size_t n = 0;
    while (*at && (isspace((unsigned char)*at) ||
                   (*at == '\\' && isspace((unsigned char)at[1]) &&
                    at[1] != ' ')))
      at++;
    for (; *at && !isspace((unsigned char)*at) && n + 1 < sizeof name; at++) {
      if (*at == '\\' && at[1] == ' ')
        at++;
      name[n++] = *at;
    }
    name[n] = '\0';
    char *full = n ? realpath(name, NULL) : NULL;
    if (full && is_foreign(job, full)) {
      const char *slash = strrchr(full, '/');
      good = engine(job, slash + 1);
    } else if (full && job->o && job->o->alone && is_others(job, full)) {
      good = not_handed_in(job);
    }
    free(full);
  }
  free(list);
  free(path);
  return good;
}

/* ---- the steps --------------------------------------------------------------------------- */

/* A word that is const where the compiler's argv is not. */
static char *word(const char *text)
{
  union { const char *in; char *out; } u = {text};
  return u.out;
}

static bool compile(struct job *job)
{
  char *object = text_format("%s/student.o", job->folder);
  char *list = text_format("%s/includes", job->folder);
  char *headers = text_format("-I%s", job->c->folder);
  char *arguments[] = {
    word("-std=gnu11"), word("-O0"), word("-g"), word("-Wall"), word("-Wextra"),
    word("-Wno-unused-parameter"), word("-Wno-unused-function"),
    word("-Werror=implicit-function-declaration"), word("-ffp-contract=off"),
    word("-DSTUDENT=1"), word("-Dmain=students_main"), headers,
    word(job->o && job->o->alone ? "-MMD" : "-MD"),
    word("-MF"), list, word("-include"), job->student, word("-o"), object,
    word("-c"), job->check, NULL};
  int code = -1;
  if (object && list && headers)
    code = compiler(job, arguments, &job->said);
  else
    broken(job->r, _("out of memory"));
  free(object);
  free(list);
  free(headers);
  return code == 0 || (code > 0 && failed(job));
}

static bool link_program(struct job *job)
{
  char *object = text_format("%s/student.o", job->folder);
  char *program = text_format("%s/program", job->folder);
  char *arguments[] = {word("-o"), program, object, job->c->runtime,
                       word("-lm"), NULL};
  char *warned = job->said;
  int code = -1;
  if (object && program && job->c->runtime)
    code = compiler(job, arguments, &job->said);
  else
    broken(job->r, _("out of memory"));
  free(object);
  free(program);
  const bool good = code == 0 || (code > 0 && failed(job));
  free(job->said);
  job->said = warned;
  return good;
}

bool judge_compile(const struct coursework *c, const struct exercise *e,
                   const char *file, const char *folder,
                   const struct judge_options *o, struct judge_report *r)
{
  char *check = exercise_path(e, "check.c");
  struct job job = {c, e, realpath(file, NULL), NULL, folder, o, r, NULL};
  const int error = job.student && access(file, R_OK) == 0 ? 0 : errno;
  bool good = false;
  job.check = check ? realpath(check, NULL) : NULL;
  free(check);
  if (error) {
    r->verdict = JUDGE_NO_FILE;
    snprintf(r->detail, sizeof r->detail, "%s", strerror(error));
  } else if (!job.check) {
    broken(r, strerror(errno));
  } else {
    good = compile(&job) && includes_right(&job) && link_program(&job);
  }
  if (good)
    diagnose(&job, "warning", true); /* shown if the answers are wrong */
  free(job.said);
  free(job.student);
  free(job.check);
  return good;
}

int judge_compile_runtime(struct coursework *c)
{
  const char *place = getenv("TMPDIR");
  struct judge_report report = {0};
  struct job job = {.c = c, .r = &report};
  char *source = text_format("%s/student.c", c->folder);
  char *object =
    text_format("%s/dualtape-XXXXXX", place && *place ? place : "/tmp");
  const int fd = source && object ? cli_temporary(object) : -1;
  int code = CLI_BAD;
  if (fd < 0) {
    cli_error(NULL, "%s: %s", object ? object : "student.c", strerror(errno));
  } else {
    close(fd);
    char *arguments[] = {word("-std=gnu11"), word("-O1"), word("-c"), source,
                         word("-o"), object, NULL};
    const int status = compiler(&job, arguments, &job.said);
    code = status == 0 ? CLI_OK
           : status < 0
             ? cli_error(_("install a C compiler, or name yours: CC=gcc"), "%s",
                         report.detail)
             : cli_error(NULL, _("%s does not compile:\n%s"), source, job.said);
    free(job.said);
    if (code) {
      unlink(object);
      cli_unguard(object);
    }
  }
  free(source);
  if (code)
    free(object);
  else
    c->runtime = object;
  return code;
}
