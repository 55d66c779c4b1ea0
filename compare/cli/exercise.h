/* exercise.h: the parts of `dualtape exercise`. */
#ifndef CLI_EXERCISE_H
#define CLI_EXERCISE_H

#include <signal.h>
#include <stdint.h>
#include <stdio.h>

#include "coursework.h"
#include "judge.h"
#include "study.h"

struct exercise_options {
  const char *file;   /* --file, or NULL */
  const char *folder; /* --folder, or NULL */
  double jobs, seed, seeds, seconds;
  bool seeded; /* --seed was given */
  bool all, json, poll, yes;
};

/* The actions, named as the student names them; the words behind are argv.  Each
 * returns the exit code. */
typedef int exercise_action(struct coursework *c,
                            const struct exercise_options *o, int argc,
                            char **argv);
exercise_action exercise_check, exercise_hint, exercise_list, exercise_new,
  exercise_progress, exercise_reset, exercise_solution_show, exercise_start,
  exercise_watch;

/* Proves exercises sound, in TAP on stdout; `jobs` at a time.  The solution is asked
 * with `seeds` seeds. */
struct verify_options {
  int jobs, seeds;
  uint64_t seed;
};
int exercise_verify(struct coursework *c, struct exercise **which, size_t count,
                    const struct verify_options *o);

/* ---- what several of them use -------------------------------------------------------- */

/* The exercise that argv names, or the next one that is not solved: exercise_check.c.
 * CLI_OK with NULL if all are solved, which is then said. */
int exercise_choose(struct coursework *c, const struct study *s, int argc,
                    char **argv, struct exercise **e);

/* Checks the student's file, loading the judge, and notes the outcome if it is the one
 * in their folder (no --file). */
int exercise_judge_file(struct coursework *c, struct exercise *e,
                        struct study *s, const char *file,
                        const struct exercise_options *o,
                        struct judge_report *r);
int exercise_code(const struct judge_report *r);

/* "[####------] 4/32", and which is next: exercise_show.c. */
void exercise_bar(const struct study *s, const struct coursework *c, FILE *out);
void exercise_next(const struct study *s, struct coursework *c, FILE *out);
void exercise_all_solved(FILE *out);

/* The heading of its README, without the number; to be freed. */
char *exercise_title(const struct exercise *e);

/* Says what exercise_json.c cannot, without json-c; else the report as JSON. */
int exercise_json_report(const struct exercise *e, const char *file,
                         const struct study *s, const struct judge_report *r);
int exercise_json_list(const struct coursework *c, const struct study *s);

/* Copies a file to where none is: CLI_OK, having set *made to whether there was none,
 * or CLI_BAD: exercise_copy.c. */
int exercise_copy(const char *from, const char *to, bool *made);
int exercise_folder_make(const char *folder);

/* Waits until a C file in `folder` is saved: exercise_wait.c.  False once
 * *stopped is set, by the handler of SIGINT, SIGTERM or SIGHUP.  Begin before it is read, so that no change is missed. */
struct wait {
  const char *folder;
  int inotify;             /* -1: by looking now and then */
  unsigned long long seen; /* what it looked like */
};
void wait_begin(struct wait *w, const char *folder, bool poll);
bool wait_for_change(struct wait *w, const volatile sig_atomic_t *stopped);
void wait_end(struct wait *w);

#endif
