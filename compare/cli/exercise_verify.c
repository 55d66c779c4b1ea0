/* exercise_verify.c: `dualtape exercise verify`: is an exercise sound?
 *
 * A proof has a name and one line of output, in TAP.  What each shows:
 *
 *   skeleton    compiles, and is wrong
 *   solution    is right, with several seeds
 *   wrong/ID.c  is wrong, with the remark ID
 *   disguises   answers that a program made of the solution's: always those of the
 *               example; all nearly right; none: they are found out in any exercise
 *   texts       README, hints and remarks are there in both languages
 *   words       what check.c says, while all these are judged, has its Korean */
#include <config.h>

#include "exercise.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli.h"
#include "judge.h"

enum { STAGES = 2, REMARKS = 3, CALLS = 32 };

struct proof {
  const struct coursework *c;
  struct exercise *e;
  FILE *out;
  FILE *said; /* all that check.c says */
  int failed, made, seeds;
  uint64_t seed;
};

/* One line; the numbers come when all are together. */
static void line(struct proof *p, bool good, const char *format, ...)
{
  va_list args;
  p->made++;
  p->failed += !good;
  fprintf(p->out, "%s %s: ", good ? "ok" : "not ok", p->e->name);
  va_start(args, format);
  vfprintf(p->out, format, args);
  va_end(args);
  fputc('\n', p->out);
}

static void skip(struct proof *p, const char *what, const char *why)
{
  p->made++;
  fprintf(p->out, "ok %s: %s # SKIP %s\n", p->e->name, what, why);
}

/* The report behind #, for a proof that failed. */
static void explain(struct proof *p, const char *file,
                    const struct judge_report *r)
{
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out)
    return;
  judge_print(p->e, file, r, out);
  fprintf(out, "(%s, remark `%s`, seed %llu)\n", judge_word(r->verdict),
          r->remark, (unsigned long long)r->seed);
  fclose(out);
  for (char *at = text; at && *at;) {
    const int n = (int)strcspn(at, "\n");
    fprintf(p->out, "# %.*s\n", n, at);
    at += n + (at[n] == '\n');
  }
  free(text);
}

static void judged(struct proof *p, const char *file, uint64_t seed,
                   struct judge_report *r)
{
  const struct judge_options o = {.seed = seed, .said = p->said};
  judge_run(p->c, p->e, file, &o, r);
}

/* ---- the student's file ------------------------------------------------------------------- */

static void skeleton(struct proof *p)
{
  struct judge_report r;
  char *path = text_format("%s/%s.c", p->e->folder, p->e->word);
  judged(p, path, p->seed, &r);
  const bool good = r.verdict == JUDGE_WRONG;
  line(p, good, "the skeleton compiles and is wrong");
  if (!good)
    explain(p, path, &r);
  free(path);
}

/* ---- known mistakes ------------------------------------------------------------------------ */

static int is_c_file(const struct dirent *entry)
{
  const size_t n = strlen(entry->d_name);
  return n > 2 && strcmp(entry->d_name + n - 2, ".c") == 0;
}

static void known_mistake(struct proof *p, const char *folder, const char *id)
{
  struct judge_report r;
  char *path = text_format("%s/%s.c", folder, id);
  judged(p, path, p->seed, &r);
  const bool good = r.verdict != JUDGE_RIGHT && strcmp(r.remark, id) == 0;
  line(p, good, "wrong/%s.c gets its remark", id);
  if (!good)
    explain(p, path, &r);
  free(path);
}

static void known_mistakes(struct proof *p)
{
  struct dirent **files = NULL;
  char *folder = exercise_path(p->e, "wrong");
  char *remarks = exercise_path(p->e, "remarks.txt"), *texts = text_read(remarks);
  const int count = scandir(folder, &files, is_c_file, alphasort);
  if (count < 0)
    skip(p, "known wrong answers get their remarks", "without wrong/");
  for (int k = 0; k < count; k++) {
    files[k]->d_name[strlen(files[k]->d_name) - 2] = '\0';
    known_mistake(p, folder, files[k]->d_name);
    free(files[k]);
  }
  free(files);
  char id[64];
  for (size_t k = 0; count >= 0 && texts && text_key(texts, k, id, sizeof id);
       k++) {
    char *path = text_format("%s/%s.c", folder, id);
    if (access(path, R_OK) != 0)
      line(p, false, "the remark %s has a wrong/%s.c", id, id);
    free(path);
  }
  free(folder);
  free(remarks);
  free(texts);
}

/* ---- disguises --------------------------------------------------------------------------------- */

/* The first answer to each call, which is that at the example. */
struct first {
  char call[64];
  size_t m;
  double *out;
};
struct disguise {
  struct first first[CALLS];
  int known;
};

static void always_first(const char *call, size_t m, double *out, void *data)
{
  struct disguise *d = data;
  int k = 0;
  while (k < d->known &&
         (strcmp(d->first[k].call, call) != 0 || d->first[k].m != m))
    k++;
  if (k == CALLS)
    return;
  struct first *f = &d->first[k];
  if (k == d->known) {
    snprintf(f->call, sizeof f->call, "%s", call);
    f->out = malloc((m + 1) * sizeof *out);
    f->m = m;
    d->known++;
    if (f->out)
      memcpy(f->out, out, m * sizeof *out);
  } else if (f->out) {
    memcpy(out, f->out, m * sizeof *out);
  }
}

static void nearly(const char *call, size_t m, double *out, void *data)
{
  (void)call, (void)data;
  for (size_t k = 0; k < m; k++)
    out[k] *= 1 + 3e-8 * (k % 2 ? -1 : 1);
}

static void nothing(const char *call, size_t m, double *out, void *data)
{
  (void)call, (void)data;
  for (size_t k = 0; k < m; k++)
    out[k] = NAN;
}

static void disguise(struct proof *p, const char *path, const char *folder,
                     const struct judge_report *built, const char *what,
                     void (*change)(const char *, size_t, double *, void *))
{
  struct disguise d = {.known = 0};
  struct judge_report r = *built;
  const struct judge_options o = {.seed = p->seed, .disguise = change, .data = &d};
  judge_ask(p->e, folder, &o, &r);
  if (r.verdict == JUDGE_RIGHT && r.constant && change == always_first) {
    skip(p, what, "the answer is a constant");
    return;
  }
  if (r.verdict == JUDGE_RIGHT && r.approximate && change == nearly) {
    skip(p, what, "the answer is an approximation");
    return;
  }
  line(p, r.verdict == JUDGE_WRONG, "%s", what);
  if (r.verdict != JUDGE_WRONG)
    explain(p, path, &r);
}

static void disguises(struct proof *p, const char *path, const char *folder,
                      const struct judge_report *built)
{
  disguise(p, path, folder, built, "the example's answers at all inputs are wrong",
           always_first);
  disguise(p, path, folder, built, "answers of seven digits are wrong", nearly);
  disguise(p, path, folder, built, "NaN everywhere is wrong", nothing);
}

/* ---- the solution --------------------------------------------------------------- */

/* The solution, compiled once, is asked with several seeds, and then in disguise. */
static void solution(struct proof *p)
{
  struct judge_report r;
  struct judge_options o = {.seed = p->seed, .said = p->said};
  char *path = exercise_solution(p->e);
  if (access(path, R_OK) != 0) {
    skip(p, "the solution is right", "without solutions");
    free(path);
    return;
  }
  char *folder = judge_build(p->c, p->e, path, &o, &r);
  const struct judge_report built = r;
  bool good = folder != NULL;
  for (int k = 0; good && k < p->seeds; k++, o.seed++) {
    r = built;
    judge_ask(p->e, folder, &o, &r);
    o.said = NULL;
    good = r.verdict == JUDGE_RIGHT;
  }
  line(p, good, "the solution is right");
  if (!good)
    explain(p, path, &r);
  line(p, !*built.diagnosis, "the solution compiles without warnings");
  if (*built.diagnosis)
    explain(p, path, &built);
  if (folder) {
    disguises(p, path, folder, &built);
    judge_clean(folder);
  }
  free(path);
}

/* ---- texts --------------------------------------------------------------------------------------- */

static char *text_of(const struct exercise *e, const char *file)
{
  char *path = exercise_path(e, file), *text = path ? text_read(path) : NULL;
  free(path);
  return text;
}

/* Whether it has characters that English has not. */
static bool is_korean(const char *text)
{
  for (; *text; text++)
    if ((unsigned char)*text >= 0xEA && (unsigned char)*text <= 0xED)
      return true;
  return false;
}

static void readmes(struct proof *p)
{
  char *english = text_of(p->e, "README.md"), *korean = text_of(p->e, "README.ko.md");
  line(p, english && strlen(english) > 200, "README.md is there");
  line(p, korean && strlen(korean) > 200 && is_korean(korean),
       "README.ko.md is there, in Korean");
  free(english);
  free(korean);
}

static void hints(struct proof *p)
{
  char *english = text_of(p->e, "hints.txt"), *korean = text_of(p->e, "hints.ko.txt");
  const size_t stages = english ? text_parts(english) : 0;
  line(p, stages >= STAGES, "hints.txt has %d stages or more", STAGES);
  line(p, korean && text_parts(korean) == stages && is_korean(korean),
       "hints.ko.txt has as many, in Korean");
  free(english);
  free(korean);
}

/* Whether b has a text for every key of a. */
static bool has_keys(const char *a, const char *b)
{
  char id[64];
  bool all = true;
  for (size_t k = 0; all && text_key(a, k, id, sizeof id); k++) {
    char *value = text_value(b, id);
    all = value && *value;
    free(value);
  }
  return all;
}

static bool distinct(const char *texts)
{
  char a[64], b[64];
  bool good = true;
  for (size_t k = 0; good && text_key(texts, k, a, sizeof a); k++)
    for (size_t l = 0; good && l < k && text_key(texts, l, b, sizeof b); l++) {
      char *one = text_value(texts, a), *other = text_value(texts, b);
      good = strcmp(a, b) != 0 && one && other && strcmp(one, other) != 0;
      free(one);
      free(other);
    }
  return good;
}

static void remarks(struct proof *p)
{
  char *english = text_of(p->e, "remarks.txt"), *korean = text_of(p->e, "remarks.ko.txt");
  char id[64];
  line(p, english && text_key(english, REMARKS - 1, id, sizeof id) &&
          distinct(english),
       "remarks.txt has %d different remarks or more", REMARKS);
  line(p, english && korean && has_keys(english, korean) &&
          has_keys(korean, english) && is_korean(korean),
       "remarks.ko.txt has the same, in Korean");
  free(english);
  free(korean);
}

/* Whether the file has this text's Korean, if it has words to be translated. */
static bool has_korean(const struct proof *p, const char *text, const char *words,
                       const char *code)
{
  char room[512];
  const char *said = words_say(words, text, room, sizeof room);
  const bool good = said == text ? !words_are_any(text, code)
                                 : is_korean(said) && words_same(text, said);
  if (!good)
    fprintf(p->out, "# without Korean: %s\n", text);
  return good;
}

/* Whether check.c has each text of the file. */
static bool has_words(const struct proof *p, const char *words,
                      const char *checker)
{
  char key[256];
  bool good = true;
  for (size_t k = 0; words && words_key(words, k, key, sizeof key); k++)
    if (!strstr(checker, key)) {
      fprintf(p->out, "# no longer said: %s\n", key);
      good = false;
    }
  return good;
}

/* Each text that check.c said has its Korean, and nothing else has one. */
static void words(struct proof *p)
{
  char *korean = text_of(p->e, "words.ko.txt"), *text = NULL;
  char *checker = text_of(p->e, "check.c");
  char *skeleton = text_format("%s.c", p->e->word);
  char *code = skeleton ? text_of(p->e, skeleton) : NULL;
  size_t size = 0;
  bool good = p->said && checker && code;
  if (good)
    rewind(p->said);
  while (good && getline(&text, &size, p->said) > 0) {
    text[strcspn(text, "\n")] = '\0';
    good = has_korean(p, text, korean, code);
  }
  line(p, good && has_words(p, korean, checker),
       "words.ko.txt has the Korean of what check.c says");
  free(text);
  free(korean);
  free(checker);
  free(skeleton);
  free(code);
}

/* ---- all of them ----------------------------------------------------------------------------------- */

static int verify_one(const struct coursework *c, struct exercise *e,
                      const struct verify_options *o, FILE *out)
{
  struct proof p = {.c = c,
                    .e = e,
                    .out = out,
                    .said = tmpfile(),
                    .seed = o->seed,
                    .seeds = o->seeds};
  readmes(&p);
  hints(&p);
  remarks(&p);
  skeleton(&p);
  solution(&p);
  known_mistakes(&p);
  words(&p);
  if (p.said)
    fclose(p.said);
  return p.failed ? CLI_DISAGREE : CLI_OK;
}

/* A process for each, whose lines are kept until its turn has come. */
struct worker {
  pid_t pid;
  FILE *lines;
};

static int begin(struct coursework *c, struct exercise *e,
                 const struct verify_options *o, struct worker *w)
{
  int code = judge_load(c, e);
  w->lines = code ? NULL : tmpfile();
  if (!code && !w->lines)
    code = cli_error(NULL, "%s", strerror(errno));
  fflush(NULL);
  w->pid = code ? -1 : fork();
  if (w->pid == 0) {
    code = verify_one(c, e, o, w->lines);
    fflush(w->lines);
    _exit(code);
  }
  return code;
}

/* Prints the lines with their numbers. */
static int finish(struct worker *w, const char *name, int *number)
{
  int status = 0;
  char *text = NULL;
  size_t room = 0;
  if (w->pid > 0)
    while (waitpid(w->pid, &status, 0) < 0 && errno == EINTR)
      continue;
  const bool whole = w->pid > 0 && WIFEXITED(status);
  if (w->lines)
    rewind(w->lines);
  while (w->lines && getline(&text, &room, w->lines) > 0) {
    const int word = strncmp(text, "not ok ", 7) == 0 ? 6
                     : strncmp(text, "ok ", 3) == 0  ? 2
                                                     : 0;
    if (word)
      printf("%.*s %d -%s", word, text, ++*number, text + word);
    else
      fputs(text, stdout);
  }
  if (!whole)
    printf("not ok %d - %s: can be checked\n", ++*number, name);
  fflush(stdout);
  free(text);
  if (w->lines)
    fclose(w->lines);
  return whole ? WEXITSTATUS(status) : CLI_DISAGREE;
}

int exercise_verify(struct coursework *c, struct exercise **which, size_t count,
                    const struct verify_options *o)
{
  struct worker *w = calloc(count + 1, sizeof *w);
  size_t begun = 0;
  int number = 0, code = CLI_OK;
  if (!w)
    return cli_error(NULL, _("out of memory"));
  for (size_t k = 0; k < count; k++) {
    for (; begun < count && begun < k + (size_t)o->jobs; begun++)
      begin(c, which[begun], o, &w[begun]);
    const int one = finish(&w[k], which[k]->name, &number);
    code = one > code ? one : code;
  }
  printf("1..%d\n", number);
  free(w);
  return code;
}
