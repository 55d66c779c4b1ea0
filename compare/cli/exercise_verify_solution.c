/* exercise_verify_solution.c: the solution is right; its answers in disguise, as
 * another program would give them, are wrong. */
#include <config.h>

#include "exercise_verify_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CALLS = 32 };

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
    proof_skip(p, what, "the answer is a constant");
    return;
  }
  if (r.verdict == JUDGE_RIGHT && r.approximate && change == nearly) {
    proof_skip(p, what, "the answer is an approximation");
    return;
  }
  proof_line(p, r.verdict == JUDGE_WRONG, "%s", what);
  if (r.verdict != JUDGE_WRONG)
    proof_explain(p, path, &r);
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
void prove_solution(struct proof *p)
{
  struct judge_report r;
  struct judge_options o = {.seed = p->seed, .said = p->said};
  char *path = exercise_solution(p->e);
  if (access(path, R_OK) != 0) {
    proof_skip(p, "the solution is right", "without solutions");
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
  proof_line(p, good, "the solution is right");
  if (!good)
    proof_explain(p, path, &r);
  proof_line(p, !*built.diagnosis, "the solution compiles without warnings");
  if (*built.diagnosis)
    proof_explain(p, path, &built);
  if (folder) {
    disguises(p, path, folder, &built);
    judge_clean(folder);
  }
  free(path);
}
