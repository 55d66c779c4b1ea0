/* cmd_grade.c: `dualtape grade`: a class's submissions, checked in isolation. */
#include <config.h>

#include "cli.h"

#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../nearest.h"
#include "grade.h"
#include "progress.h"

static int help(void)
{
  puts(_("Usage: dualtape grade [OPTION...] DIR...\n"
         "       dualtape grade --merge [OPTION...] JOURNAL...\n"
         "\n"
         "Compiles what students handed in and checks it, as `dualtape exercise check`\n"
         "does, each file in isolation.  DIR is a student's folder, with files\n"
         "NNN-NAME/NAME.c, NNN-NAME.c or NAME.c, or a folder of students' folders.\n"
         "\n"
         "  --only=N,...      these exercises: 101, lab, or a folder of your own, ./901-mine\n"
         "                    (default: all)\n"
         "  --format=FORMAT   table (default), csv, json (results.json of Gradescope, for\n"
         "                    several students an array), junit or tap\n"
         "  -o, --output=FILE where the results go (default: standard output)\n"
         "  --journal=FILE    a line for each file that was checked; if it is there, what\n"
         "                    it has is not checked again, unless it was handed in anew\n"
         "                    (default: FILE.journal with -o FILE, until all is done)\n"
         "  --merge           puts the journals of several machines together\n"
         "  -j, --jobs=N      how many at a time (default 1)"));
  puts(_("  --seed=S          of the random inputs, the same for all students\n"
         "  --points=P        for each exercise (default 1)\n"
         "  --time=S          seconds for one answer (default 2)\n"
         "  --timeout=S       seconds for all answers of a file together (default 10)\n"
         "  --memory=MB       of a student's program (default 512)\n"
         "  --isolation=LIST  of bwrap, user, filter, limits, with commas between: which\n"
         "                    protections to use (default: all that work here; limits\n"
         "                    alone do not keep your files safe, and have to be named)\n"
         "  -q, --quiet       does not say which protection is in force\n"
         "  -h, --help        this text\n"
         "\n"
         "Examples:\n"
         "  dualtape grade -j2 --only=101,201 submissions/\n"
         "  dualtape grade -j2 -o grades.csv --format=csv submissions/\n"
         "  dualtape grade --only=lab --format=json -o results.json /autograder/submission\n"
         "\n"
         "Exit status: 0 graded, 1 some could not be checked through no fault of theirs,\n"
         "2 bad usage or input."));
  return CLI_OK;
}

/* ---- options ----------------------------------------------------------------------------- */

static const char *const formats[] = {"table", "csv", "json", "junit", "tap"};
enum { TABLE, CSV, JSON, JUNIT, TAP, FORMATS };

struct options {
  struct grade_options run;
  const char *output, *journal, *only;
  int format;
  bool merge, seeded;
  double seed, points;
  unsigned isolation;
};

static int choose_format(const char *word, int *format)
{
  char hint[160];
  for (*format = 0; *format < FORMATS; ++*format)
    if (strcmp(word, formats[*format]) == 0)
      return CLI_OK;
  const char *near = ad_nearest(word, strlen(word), formats, FORMATS);
  snprintf(hint, sizeof hint,
           near ? _("did you mean `%s`?")
                : _("`dualtape grade --help` lists them"), near);
  return cli_error(hint, _("there is no format `%s`"), word);
}

static int choose_isolation(const char *list, unsigned *set)
{
  static const struct {
    const char *name;
    unsigned bit;
  } all[] = {{"bwrap", GRADE_BWRAP},
             {"user", GRADE_USER},
             {"filter", GRADE_FILTER},
             {"limits", GRADE_LIMITS}};
  *set = 0;
  while (*list) {
    const size_t n = strcspn(list, ",");
    size_t k = 0;
    while (k < 4 && (strlen(all[k].name) != n ||
                     strncmp(all[k].name, list, n) != 0))
      k++;
    if (k == 4)
      return cli_error(_("`dualtape grade --help` lists them"),
                       _("there is no protection `%.*s`"), (int)n, list);
    *set |= all[k].bit;
    list += n + (list[n] == ',');
  }
  return CLI_OK;
}

static const struct option longs[] = {
  {"format", required_argument, NULL, 'F'},
  {"isolation", required_argument, NULL, 'I'},
  {"jobs", required_argument, NULL, 'j'},
  {"journal", required_argument, NULL, 'J'},
  {"memory", required_argument, NULL, 'M'},
  {"merge", no_argument, NULL, 'm'},
  {"only", required_argument, NULL, 'O'},
  {"output", required_argument, NULL, 'o'},
  {"points", required_argument, NULL, 'p'},
  {"quiet", no_argument, NULL, 'q'},
  {"seed", required_argument, NULL, 's'},
  {"time", required_argument, NULL, 't'},
  {"timeout", required_argument, NULL, 'T'},
  {"help", no_argument, NULL, 'h'},
  {NULL, 0, NULL, 0},
};

/* *code is CLI_OK where the help was wanted, too: false then. */
static bool read_options(struct options *o, int argc, char **argv, int *code)
{
  *code = CLI_OK;
  for (int c; !*code &&
              (c = getopt_long(argc, argv, ":j:o:qh", longs, NULL)) != -1;)
    switch (c) {
    case 'F': *code = choose_format(optarg, &o->format); break;
    case 'I': *code = choose_isolation(optarg, &o->isolation); break;
    case 'j':
      *code = cli_option_number("jobs", optarg, 1, 1000, &o->run.jobs);
      break;
    case 'J': o->journal = optarg; break;
    case 'M':
      *code = cli_option_number("memory", optarg, 16, 1e6, &o->run.megabytes);
      break;
    case 'm': o->merge = true; break;
    case 'O': o->only = optarg; break;
    case 'o': o->output = optarg; break;
    case 'p':
      *code = cli_option_number("points", optarg, 0, 1e6, &o->points);
      break;
    case 'q': o->run.quiet = true; break;
    case 's':
      *code = cli_option_number("seed", optarg, 0, 1e15, &o->seed);
      o->seeded = true;
      break;
    case 't':
      *code = cli_option_number("time", optarg, 0.01, 1e5, &o->run.answer);
      break;
    case 'T':
      *code = cli_option_number("timeout", optarg, 0.01, 1e5, &o->run.seconds);
      break;
    case 'h': *code = help(); return false;
    default: *code = cli_bad_option("grade", argv, c);
    }
  return !*code;
}

/* ---- results ------------------------------------------------------------------------------- */

static int show(const struct options *o, struct grade_class *c)
{
  struct cli_output out;
  int code = cli_output_open(&out, o->output);
  if (code)
    return code;
  c->points = o->points;
  switch (o->format) {
  case TABLE: grade_table(c, out.stream); break;
  case CSV: grade_csv(c, out.stream); break;
  case JSON: code = grade_json(c, out.stream); break;
  case JUNIT: grade_junit(c, out.stream); break;
  default: grade_tap(c, out.stream);
  }
  return cli_output_close(&out, code);
}

/* Takes the results of lines whose file is what it was; of all, if `merge`. */
static bool take(struct grade_class *c, const struct grade_lines *l, bool merge)
{
  for (size_t k = 0; k < l->count; k++) {
    const struct grade_line *line = &l->line[k];
    for (size_t t = 0; t < c->students * c->columns; t++) {
      struct grade_result *r = &c->task[t].result;
      if (strcmp(c->student[c->task[t].student], line->student) != 0 ||
          strcmp(c->column[c->task[t].exercise].name, line->exercise) != 0 ||
          (!merge && (!c->task[t].file || r->hash != line->hash)))
        continue;
      char *output = strdup(line->output);
      if (!output)
        return false;
      free(r->output);
      *r = (struct grade_result){GRADE_DONE, "", line->seconds, line->hash,
                                 output};
      snprintf(r->verdict, sizeof r->verdict, "%s", line->verdict);
    }
  }
  return true;
}

/* ---- merging -------------------------------------------------------------------------------- */

static int by_name(const void *a, const void *b)
{
  return strcmp(*(char *const *)a, *(char *const *)b);
}

static int by_column(const void *a, const void *b)
{
  const struct grade_column *one = a, *other = b;
  return strcmp(one->name, other->name);
}

static int merge(const struct options *o, int argc, char **argv)
{
  struct grade_class c = {0};
  struct grade_lines *l = calloc((size_t)argc + 1, sizeof *l);
  int code = l ? CLI_OK : cli_error(NULL, _("out of memory"));
  bool good = true, there;
  size_t at;
  for (int k = 0; !code && k < argc; k++) {
    code = grade_lines_read(&l[k], argv[k], &there);
    if (!code && !there)
      code = cli_error(NULL, "%s: %s", argv[k], strerror(ENOENT));
    if (!code && l[k].seed != l[0].seed)
      code = cli_error(_("give each machine the same --seed"),
                       _("%s has another seed than %s"), argv[k], argv[0]);
    for (size_t i = 0; !code && i < l[k].count; i++)
      good = good && grade_student(&c, l[k].line[i].student, &at) &&
             grade_column(&c, l[k].line[i].exercise, NULL, &at);
  }
  if (!code && c.students) {
    qsort(c.student, c.students, sizeof *c.student, by_name);
    qsort(c.column, c.columns, sizeof *c.column, by_column);
  }
  good = good && grade_tasks_make(&c);
  for (int k = 0; !code && good && k < argc; k++)
    good = take(&c, &l[k], true);
  if (!code)
    code = good ? show(o, &c) : cli_error(NULL, _("out of memory"));
  for (int k = 0; l && k < argc; k++)
    grade_lines_free(&l[k]);
  free(l);
  grade_class_free(&c);
  return code;
}

/* ---- exercises ---------------------------------------------------------------------------------- */

/* Finding one may move them all: folders first, which stay where they are. */
static int columns(struct coursework *work, struct grade_class *c,
                   const char *only)
{
  char *words = strdup(only ? only : ""), *rest = words;
  char **folder = calloc(work->count + strlen(words ? words : "") + 1,
                         sizeof *folder);
  size_t count = 0, at;
  bool good = words && folder;
  int code = CLI_OK;
  for (char *word; good && !code && (word = strtok_r(rest, ", ", &rest));) {
    const struct exercise *e = coursework_find(work, word);
    code = e ? CLI_OK : CLI_BAD;
    if (e)
      folder[count++] = e->folder;
  }
  for (size_t k = 0; good && !only && k < work->count; k++)
    folder[count++] = work->exercises[k].folder;
  for (size_t k = 0; good && !code && k < count; k++)
    for (size_t l = 0; l < work->count; l++)
      if (work->exercises[l].folder == folder[k])
        good = good && grade_column(c, work->exercises[l].name,
                                    &work->exercises[l], &at);
  free(folder);
  free(words);
  return good ? code : cli_error(NULL, _("out of memory"));
}

static int load(struct coursework *work, struct grade_class *c)
{
  int code = CLI_OK;
  cli_progress_begin("grade");
  for (size_t k = 0; !code && k < c->columns; k++) {
    bool wanted = false;
    for (size_t s = 0; s < c->students; s++)
      wanted = wanted ||
               c->task[s * c->columns + k].result.state == GRADE_TODO;
    if (wanted)
      code = judge_load(work, c->column[k].exercise);
  }
  cli_progress_end();
  /* it has no secrets, and another user may have to link it */
  if (!code && work->runtime && chmod(work->runtime, 0644) != 0)
    code = cli_error(NULL, "%s: %s", work->runtime, strerror(errno));
  return code;
}

/* ---- protection ----------------------------------------------------------------------------------- */

static int protect(const struct options *o, const struct coursework *work,
                   const struct grade_class *c, struct grade_guard *g)
{
  char *folder = text_format("%s/dualtape-XXXXXX", getenv("TMPDIR"));
  char *check = exercise_path(c->column[0].exercise, "check.c");
  char *full = check ? realpath(check, NULL) : NULL;
  *g = (struct grade_guard){.seconds = o->run.seconds,
                            .megabytes = o->run.megabytes,
                            .toolkit = work->folder,
                            .runtime = work->runtime,
                            .check = full};
  const bool good = full && folder && mkdtemp(folder);
  if (good) {
    grade_guard_find(g, o->isolation ? o->isolation : ~0u, (unsigned)o->run.jobs, folder);
    rmdir(folder);
  }
  free(folder);
  free(check);
  free(full);
  g->check = NULL;
  if (!good)
    return cli_error(NULL, "%s: %s", "TMPDIR", strerror(errno));
  const unsigned missing = o->isolation & ~g->have;
  if (missing || (g->have == GRADE_LIMITS && o->isolation != GRADE_LIMITS))
    return cli_error(
      _("install bubblewrap; --isolation=limits goes on without"),
      missing ? _("this protection does not work here")
              : _("only limits protect here: a submission could read and delete "
                  "your files"));
  char *text = o->run.quiet ? NULL : grade_guard_text(g);
  if (text)
    fprintf(stderr, _("protection: %s\n"), text);
  free(text);
  return CLI_OK;
}

/* ---- grading ---------------------------------------------------------------------------------------- */

/* Hashes tell whether a line of the journal is about this very file. */
static void hash_all(struct grade_class *c)
{
  for (size_t k = 0; k < c->students * c->columns; k++) {
    const char *why;
    size_t size;
    char *text = c->task[k].file ? grade_read(c->task[k].file, &size, &why)
                                 : NULL;
    if (text)
      c->task[k].result.hash = grade_hash(text, size);
    free(text);
  }
}

static int resume(const struct options *o, struct grade_class *c,
                  const char *path, struct grade_journal *j)
{
  struct grade_lines l = {0};
  bool there = false;
  int code = path ? grade_lines_read(&l, path, &there) : CLI_OK;
  if (!code && there && o->seeded && l.seed != c->seed)
    code = cli_error(_("remove it to begin anew"),
                     _("%s was begun with another seed"), path);
  if (!code && there) {
    c->seed = l.seed;
    hash_all(c);
    if (!take(c, &l, false))
      code = cli_error(NULL, _("out of memory"));
  }
  grade_lines_free(&l);
  return code ? code : grade_journal_open(j, path, !there, c->seed);
}

static bool any_left(const struct grade_class *c)
{
  for (size_t k = 0; k < c->students * c->columns; k++)
    if (c->task[k].result.state == GRADE_TODO)
      return true;
  return false;
}

static int grade(const struct options *o, struct coursework *work,
                 struct grade_class *c, const char *journal)
{
  struct grade_journal j = {NULL, -1};
  struct grade_guard g;
  int code = resume(o, c, journal, &j);
  if (!code && any_left(c)) {
    code = load(work, c);
    if (!code)
      code = protect(o, work, c, &g);
    if (!code)
      code = grade_run(work, c, &g, &o->run, &j);
  }
  grade_journal_close(&j);
  if (code == CLI_BAD)
    return code;
  const int shown = show(o, c);
  if (!shown && !code && journal && !o->journal)
    unlink(journal);
  return shown ? shown : code;
}

/* Processes of another user, and in another folder, have to find both. */
static int make_absolute(struct coursework *work)
{
  const char *own = getenv("TMPDIR");
  char *place = realpath(own && *own ? own : "/tmp", NULL);
  char *folder = realpath(work->folder, NULL);
  if (!place || !folder || setenv("TMPDIR", place, 1) != 0) {
    free(folder);
    free(place);
    return cli_error(NULL, "%s: %s", "TMPDIR", strerror(errno));
  }
  free(place);
  free(work->folder);
  work->folder = folder;
  return CLI_OK;
}

int cmd_grade(int argc, char **argv)
{
  struct options o = {
    .run = {.jobs = 1, .seconds = 10, .answer = 2, .megabytes = 512},
    .points = 1};
  struct grade_class c = {0};
  struct coursework work;
  int code;
  if (!read_options(&o, argc, argv, &code))
    return code;
  argc -= optind, argv += optind;
  if (argc < 1)
    return cli_error(_("`dualtape grade --help` says more"),
                     o.merge ? _("grade: which journals?")
                             : _("grade: which folder?"));
  if (o.merge)
    return merge(&o, argc, argv);
#if !HAVE_JSON_C
  if (o.format == JSON)
    return grade_json(&c, stdout); /* which says that there is none */
#endif
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  c.seed = o.seeded ? (uint64_t)o.seed
                    : ((uint64_t)t.tv_sec * 1000003u + (uint64_t)t.tv_nsec) %
                        1000000;
  char *journal = o.journal ? strdup(o.journal)
                  : o.output && strcmp(o.output, "-") != 0 &&
                      strncmp(o.output, "/dev/", 5) != 0
                    ? text_format("%s.journal", o.output)
                    : NULL;
  code = coursework_read(&work);
  if (!code)
    code = make_absolute(&work);
  if (!code)
    code = columns(&work, &c, o.only);
  if (!code)
    code = grade_class_read(&c, argc, argv);
  if (!code)
    code = grade(&o, &work, &c, journal);
  grade_class_free(&c);
  coursework_free(&work);
  free(journal);
  return code;
}
