/* judge.c: what check.c asks of its judge: points, answers, comparisons,
 * suspicions.  Here they are noted; judge_verdict.c says what follows. */
#include <config.h>

#include "judge_impl.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "exercises/exercise.h"

/* How well what came has to agree with what a known mistake would give. */
static const double SUSPECT = 1e-9;

enum { SAID = 256 }; /* bytes of a text in another language */

void judge_broken(struct judge *j, const char *format, ...)
{
  va_list args;
  if (j->report->verdict == JUDGE_BROKEN)
    return; /* the first one counts */
  j->report->verdict = JUDGE_BROKEN;
  j->gone = true;
  va_start(args, format);
  vsnprintf(j->report->detail, sizeof j->report->detail, format, args);
  va_end(args);
}

/* ---- words ---------------------------------------------------------------------------- */

/* Notes a text of check.c, by write(2), as this process ends by _exit. */
static void note_said(struct judge *j, const char *text, size_t length)
{
  if (j->options->said)
    dprintf(fileno(j->options->said), "%.*s\n", (int)length, text);
}

/* Each word of `what`, whose first is the part, by which `all` may be known too. */
static void note_what(struct judge *j, const char *what, bool all)
{
  if (all)
    note_said(j, what, strlen(what));
  for (const char *at = what; *at;) {
    const size_t n = strcspn(at, " ");
    note_said(j, at, n);
    at += all ? strlen(at) : n + (at[n] == ' ');
  }
}

static const char *spoken(struct judge *j, const char *text, char *room,
                          size_t size)
{
  note_said(j, text, strlen(text));
  return words_say(j->words, text, room, size);
}

/* ---- points --------------------------------------------------------------------------- */

void judge_points(struct judge *j, int points) { j->points = points; }

bool judge_is_example(const struct judge *j) { return j->point == 0; }

bool judge_next(struct judge *j)
{
  if (j->gone || j->point + 1 >= j->points)
    return false;
  j->point++;
  j->inputs[0] = '\0';
  j->report->points = j->point + 1;
  return true;
}

double judge_random(struct judge *j, double from, double to)
{
  return from + (to - from) * ad_random_unit(&j->random);
}

/* A random number that people can compute with: four digits, or so, of the
 * range. */
static double round_number(struct judge *j, double from, double to)
{
  const double digits = floor(4 - log10(to - from)), x = judge_random(j, from, to);
  const double scale = digits > 0 && digits < 20 ? pow(10, digits) : 1e4;
  const double rounded = nearbyint(x * scale) / scale;
  return rounded < from || rounded > to ? x : rounded;
}

void judge_show(struct judge *j, const char *name, size_t n, const double *x)
{
  size_t at = strlen(j->inputs);
  const size_t size = sizeof j->inputs;
  char room[SAID];
  name = spoken(j, name, room, sizeof room);
  for (size_t k = 0; k < n && at < size; k++) {
    const char *before = k ? ", " : at ? ", " : "";
    if (k == 0)
      at += (size_t)snprintf(j->inputs + at, size - at,
                             n > 1 ? "%s%s = (" : "%s%s = ", before, name);
    if (at < size)
      at += (size_t)snprintf(j->inputs + at, size - at, "%s%.10g",
                             k ? before : "", x[k]);
  }
  if (n > 1 && at + 1 < size)
    strcpy(j->inputs + at, ")");
}

void judge_tell(struct judge *j, const char *format, ...)
{
  const size_t at = strlen(j->inputs), size = sizeof j->inputs;
  char room[SAID];
  const char *said = spoken(j, format, room, sizeof room);
  va_list args;
  if (words_same(format, said))
    format = said;
  va_start(args, format);
  const int before = snprintf(j->inputs + at, size - at, "%s", at ? ", " : "");
  if (before >= 0 && at + (size_t)before < size)
    vsnprintf(j->inputs + at + before, size - at - (size_t)before, format, args);
  va_end(args);
}

void judge_forget(struct judge *j) { j->inputs[0] = '\0'; }

double judge_draw(struct judge *j, const char *name, double example,
                  double from, double to)
{
  double x;
  judge_draws(j, name, 1, &example, from, to, &x);
  return x;
}

void judge_draws(struct judge *j, const char *name, size_t n,
                 const double *example, double from, double to, double *x)
{
  for (size_t k = 0; k < n; k++) {
    x[k] = round_number(j, from, to);
    if (j->point == 0 && example)
      x[k] = example[k];
  }
  judge_show(j, name, n, x);
}

long judge_whole(struct judge *j, const char *name, long example, long from,
                 long to)
{
  const double drawn = floor(judge_random(j, (double)from, (double)to + 1));
  const long n = j->point == 0 ? example : drawn > (double)to ? to : (long)drawn;
  judge_show(j, name, 1, &(double){(double)n});
  return n;
}

/* ---- answers --------------------------------------------------------------------------- */

/* The place of a call among those asked so far; -1: too many. */
static int place_of_call(struct judge *j, const char *name)
{
  for (int k = 0; k < j->answers; k++)
    if (strcmp(j->answer[k].name, name) == 0)
      return k;
  if (j->answers == JUDGE_CALLS)
    return -1;
  struct judge_answer *a = &j->answer[j->answers];
  snprintf(a->name, sizeof a->name, "%s", name);
  return j->answers++;
}

/* Is it what came the first time? */
static void note_answer(struct judge *j, size_t m, const double *out)
{
  struct judge_answer *a = &j->answer[j->call];
  if (!a->first) {
    a->first = malloc((m + 1) * sizeof *out);
    a->m = m;
    a->constant = true;
    if (a->first)
      memcpy(a->first, out, m * sizeof *out);
    return;
  }
  for (size_t k = 0; k < m && k < a->m; k++)
    if (out[k] != a->first[k] && !(isnan(out[k]) && isnan(a->first[k])))
      a->constant = false;
}

bool judge_call(struct judge *j, const char *name, size_t n, const double *in,
                size_t m, double *out)
{
  for (size_t k = 0; k < m; k++)
    out[k] = NAN;
  if (j->gone)
    return false;
  if (n > JUDGE_MOST || m > JUDGE_MOST) {
    judge_broken(j, "judge_call(%s): more than %d numbers", name, JUDGE_MOST);
    return false;
  }
  const int call = place_of_call(j, name);
  if (call < 0) {
    judge_broken(j, "more than %d different calls", JUDGE_CALLS);
    return false;
  }
  j->call = call;
  snprintf(j->report->call, sizeof j->report->call, "%s", name);
  if (!student_ask(&j->student, j->report, name, n, in, m, out)) {
    for (size_t k = 0; k < m; k++)
      out[k] = NAN;
    j->gone = true;
    snprintf(j->report->inputs, sizeof j->report->inputs, "%s", j->inputs);
    j->report->point = j->point;
    return false;
  }
  if (j->options->disguise)
    j->options->disguise(name, m, out, j->options->data);
  note_answer(j, m, out);
  return true;
}

/* ---- comparisons ------------------------------------------------------------------------ */

void judge_tolerance(struct judge *j, double relative, double absolute)
{
  j->relative = relative;
  j->absolute = absolute;
}

void judge_is_constant(struct judge *j) { j->report->constant = true; }
void judge_is_approximate(struct judge *j) { j->report->approximate = true; }

static double largest(size_t m, const double *v)
{
  double most = 0;
  for (size_t k = 0; k < m; k++)
    if (isfinite(v[k]))
      most = fmax(most, fabs(v[k]));
  return most;
}

static bool equal(double got, double want, double bound)
{
  if (isnan(want) || isinf(want))
    return isnan(want) ? isnan(got) : got == want;
  return fabs(got - want) <= bound;
}

/* The place of the part whose name is the first word of `what`. */
static int place_of_part(struct judge *j, const char *what)
{
  struct judge_report *r = j->report;
  char name[sizeof r->part->name];
  snprintf(name, sizeof name, "%.*s", (int)strcspn(what, " "), what);
  for (int k = 0; k < r->parts; k++)
    if (strcmp(r->part[k].name, name) == 0)
      return k;
  if (r->parts == JUDGE_PARTS) {
    judge_broken(j, "more than %d different parts", JUDGE_PARTS);
    return 0;
  }
  snprintf(r->part[r->parts].name, sizeof name, "%s", name);
  j->course[r->parts].single = true;
  j->course[r->parts].call = -1;
  return r->parts++;
}

/* The name of number k: the (k + 1)-th word after the part's, where "a[*3]" is
 * three of them; or "[k]". */
static void number_name(const char *what, size_t m, size_t k, char *name,
                        size_t size)
{
  const char *word = strchr(what, ' ');
  for (; word; word = strchr(word + 1, ' ')) {
    const int n = (int)strcspn(word + 1, " ");
    const char *times = strstr(word + 1, "[*");
    const bool several = times && times < word + 1 + n;
    const size_t count = several ? strtoul(times + 2, NULL, 10) : 1;
    if (k >= count) {
      k -= count;
      continue;
    }
    if (several)
      snprintf(name, size, "%.*s[%zu]", (int)(times - word - 1), word + 1, k);
    else
      snprintf(name, size, "%.*s", n, word + 1);
    break;
  }
  if (word)
    return;
  if (m > 1)
    snprintf(name, size, "%.*s[%zu]", (int)strcspn(what, " "), what, k);
  else
    snprintf(name, size, "%.*s", (int)strcspn(what, " "), what);
}

static bool any_wrong(const struct judge_report *r)
{
  for (int k = 0; k < r->parts; k++)
    if (r->part[k].wrong)
      return true;
  return false;
}

/* The first thing that is wrong is what the report shows. */
static void show_place(struct judge *j, const char *what)
{
  struct judge_report *r = j->report;
  snprintf(r->what, sizeof r->what, "%s", what);
  snprintf(r->inputs, sizeof r->inputs, "%s", j->inputs);
  r->point = j->point;
  r->example = j->point == 0;
  r->numbers = 0;
}

static void show_numbers(struct judge *j, const char *what, double bound)
{
  struct judge_report *r = j->report;
  const size_t m = j->m;
  r->numbers = m;
  for (r->first = 0; r->first < m; r->first++)
    if (!equal(j->got[r->first], j->want[r->first], bound))
      break;
  r->from = m <= JUDGE_SHOWN || r->first < JUDGE_SHOWN / 2 ? 0
            : r->first > m - JUDGE_SHOWN / 2 ? m - JUDGE_SHOWN
                                             : r->first - JUDGE_SHOWN / 2;
  for (size_t k = 0; k < JUDGE_SHOWN && r->from + k < m; k++) {
    r->got[k] = j->got[r->from + k];
    r->want[k] = j->want[r->from + k];
    r->differs[k] = !equal(r->got[k], r->want[k], bound);
    number_name(what, m, r->from + k, r->names[k], sizeof r->names[k]);
  }
}

static bool keep(struct judge *j, size_t m, const double *got,
                 const double *want)
{
  if (m > j->room) {
    free(j->got);
    free(j->want);
    j->got = malloc(m * sizeof *got);
    j->want = malloc(m * sizeof *want);
    j->room = j->got && j->want ? m : 0;
  }
  if (m > j->room) {
    judge_broken(j, "out of memory");
    return false;
  }
  memcpy(j->got, got, m * sizeof *got);
  memcpy(j->want, want, m * sizeof *want);
  j->m = m;
  return true;
}

/* Counts for the part how the comparison went. */
static void count(struct judge *j, int part, bool right)
{
  struct judge_course *c = &j->course[part];
  unsigned *counters[] = {&c->wrong, &c->right, &c->example_wrong,
                          &c->example_right};
  (*counters[2 * (j->point == 0) + right])++;
  if (!right && c->call < 0)
    c->call = j->call;
  if (right)
    j->report->part[part].right++;
  else
    j->report->part[part].wrong++;
  j->part = part;
  j->right = right;
  j->comparison++;
}

bool judge_compare(struct judge *j, const char *what, size_t m,
                   const double *got, const double *want)
{
  if (j->gone || !keep(j, m, got, want))
    return false;
  note_what(j, what, false);
  const int part = place_of_part(j, what);
  const double size = largest(m, want);
  const double bound = j->relative * size + j->absolute;
  struct judge_course *c = &j->course[part];
  bool right = true, nan = false;
  for (size_t k = 0; k < m; k++) {
    const double miss = fabs(got[k] - want[k]);
    right = right && equal(got[k], want[k], bound);
    nan = nan || (isnan(got[k]) && !isnan(want[k]));
    if (!equal(got[k], want[k], 0))
      c->miss = size > 0 && !isnan(miss) ? fmax(c->miss, miss / size) : INFINITY;
    if (got[k] != (double)(float)got[k])
      c->single = false;
  }
  c->nan += nan;
  if (!right && !any_wrong(j->report)) {
    show_place(j, what);
    show_numbers(j, what, bound);
  }
  count(j, part, right);
  return right;
}

bool judge_require(struct judge *j, const char *what, bool holds)
{
  if (j->gone)
    return false;
  note_what(j, what, true);
  const int part = place_of_part(j, what);
  j->course[part].miss = INFINITY;
  if (!holds && !any_wrong(j->report)) {
    show_place(j, what);
    j->report->required = true;
  }
  count(j, part, holds);
  j->m = 0;
  return holds;
}

/* ---- suspicions -------------------------------------------------------------------------- */

static void suspect(struct judge *j, const char *id, bool fits, bool differs)
{
  struct judge_suspect_of *s = j->suspect, *end = s + j->suspects;
  if (j->gone)
    return;
  while (s < end && (strcmp(s->id, id) != 0 || s->part != j->part))
    s++;
  if (s == end) {
    if (j->suspects == JUDGE_SUSPECTS) {
      judge_broken(j, "more than %d suspects", JUDGE_SUSPECTS);
      return;
    }
    j->suspects++;
    snprintf(s->id, sizeof s->id, "%s", id);
    s->part = j->part;
  }
  if (s->comparison != j->comparison) {
    s->comparison = j->comparison;
    s->asked++;
    s->misfits += !fits;
    s->fitted = fits;
  } else if (fits && !s->fitted) {
    s->misfits--;
    s->fitted = true;
  }
  s->differs += fits && differs;
}

void judge_suspect(struct judge *j, const char *id, size_t m,
                   const double *wrong)
{
  bool fits = true, differs = false;
  if (j->gone)
    return;
  if (m != j->m) {
    judge_broken(j, "judge_suspect(%s): %zu numbers, but %zu were compared", id,
                 m, j->m);
    return;
  }
  const double bound = SUSPECT * largest(m, wrong) + j->absolute;
  for (size_t k = 0; k < m; k++) {
    fits = fits && equal(j->got[k], wrong[k], bound);
    differs = differs || !equal(wrong[k], j->want[k], bound);
  }
  suspect(j, id, fits, differs);
}

void judge_suspect_if(struct judge *j, const char *id, bool fits)
{
  suspect(j, id, fits, !j->right);
}
