/* grade.h: the parts of `dualtape grade`.
 *
 * A class is students, and of each the files they handed in.  A task is one
 * file to be checked by one exercise's check.c; it gets a worker, a process of
 * its own that is trusted, as it runs dualtape's code, and writes the outcome to
 * memory that it shares with the program.  What was handed in is copied to a
 * private folder and seen by the compiler, and then by its own program, only
 * within what grade_guard.c puts around both. */
#ifndef CLI_GRADE_H
#define CLI_GRADE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "coursework.h"
#include "judge.h"

/* ---- what protects: grade_guard.c ---------------------------------------------------- */

enum grade_protection {
  GRADE_BWRAP = 1,  /* bubblewrap: own files, network, processes */
  GRADE_USER = 2,   /* a user of its own, where dualtape is root */
  GRADE_FILTER = 4, /* the system calls of a plain program only: libseccomp */
  GRADE_LIMITS = 8, /* of time, memory, processes, files; always */
};

struct grade_guard {
  unsigned have;      /* of enum grade_protection */
  unsigned user;      /* with GRADE_USER: of slot 0, the next has the next */
  double seconds;     /* of processor time */
  double megabytes;   /* of memory */
  const char *toolkit; /* the folder of exercise.h */
  const char *runtime; /* student.c compiled */
  const char *bwrap;  /* the program's path */

  /* of one task */
  unsigned slot;
  const char *check;  /* check.c */
  const char *source; /* the folder with the copy of the submission */
};

/* Finds out which protections work here, of those in `want`, by trying: `folder`
 * is a folder to try it in. */
void grade_guard_find(struct grade_guard *g, unsigned want, unsigned workers,
                      const char *folder);

/* judge_options.start; data is the struct grade_guard. */
void grade_guard_start(enum judge_process which, char **argv,
                       const char *folder, void *data);

/* Kills what is left of the task's processes, wherever they went. */
void grade_guard_sweep(const struct grade_guard *g);

/* "bubblewrap (...), limits (...)", to be freed. */
char *grade_guard_text(const struct grade_guard *g);

/* ---- the class: grade_class.c ----------------------------------------------------------- */

enum {
  GRADE_SOURCE_MOST = 1 << 20, /* bytes of one file that is handed in */
  GRADE_OUTPUT = 6000,         /* bytes of one report in words */
};

enum grade_state { GRADE_TODO, GRADE_RUNNING, GRADE_DONE };

struct grade_result {
  enum grade_state state;
  char verdict[24]; /* judge_word's, or "missing" or "refused" */
  double seconds;
  uint64_t hash;    /* of the file */
  char *output;     /* in words, for the student; or NULL */
};

struct grade_task {
  size_t student, exercise; /* which, in the class and in its columns */
  char *file;               /* NULL: not handed in */
  struct grade_result result;
};

/* An exercise that is graded; of results that were merged only the name is
 * known. */
struct grade_column {
  char *name;
  struct exercise *exercise;
};

struct grade_class {
  char **student; /* names: of folders */
  size_t students;
  struct grade_column *column;
  size_t columns;
  struct grade_task *task; /* [student * columns + column] */
  uint64_t seed;
  double points; /* for each exercise */
};

/* The students that DIR... hold: a folder with files of exercises is a student's,
 * otherwise its folders are.  CLI_OK or CLI_BAD. */
int grade_class_read(struct grade_class *c, int argc, char **argv);
void grade_class_free(struct grade_class *c);

/* Text for people, JSON and XML: of whole characters, none that controls a
 * terminal.  What does not fit ends "...\n". */
void grade_clean(char *to, size_t room, const char *from);

/* Places of a student or column, which are made if they are not there; false
 * when out of memory.  Before the tasks are made. */
bool grade_student(struct grade_class *c, const char *name, size_t *at);
bool grade_column(struct grade_class *c, const char *name,
                  struct exercise *e, size_t *at);
bool grade_tasks_make(struct grade_class *c);

/* Reads a regular file of at most GRADE_SOURCE_MOST bytes, never through a
 * symbolic link; NULL, and why in `why`. */
char *grade_read(const char *path, size_t *size, const char **why);
uint64_t grade_hash(const char *text, size_t size);

/* ---- running: grade_run.c ------------------------------------------------------------------ */

struct grade_options {
  double jobs, seconds, answer, megabytes;
  bool quiet;
};

struct grade_journal;
int grade_run(struct coursework *work, struct grade_class *c,
              struct grade_guard *g, const struct grade_options *o,
              struct grade_journal *j);

/* ---- the journal: grade_journal.c ------------------------------------------------------------ */

/* A file with a line for each task that is done, so that nothing done is lost,
 * and results of several machines can be put together. */
struct grade_line {
  char *student, *exercise, *output;
  char verdict[24];
  double seconds;
  uint64_t hash;
};
struct grade_lines {
  struct grade_line *line;
  size_t count;
  uint64_t seed;
};
/* CLI_OK or CLI_BAD; *there: whether there was a file. */
int grade_lines_read(struct grade_lines *l, const char *path, bool *there);
void grade_lines_free(struct grade_lines *l);

struct grade_journal {
  const char *path; /* NULL: none */
  int fd;
};
int grade_journal_open(struct grade_journal *j, const char *path, bool begin,
                       uint64_t seed);
bool grade_journal_add(struct grade_journal *j, const struct grade_class *c,
                       const struct grade_task *t);
void grade_journal_close(struct grade_journal *j);

/* ---- results: grade_show.c, grade_data.c, grade_json.c ------------------------------------------ */

double grade_score(const struct grade_class *c, const struct grade_task *t);
bool grade_passed(const struct grade_task *t);
void grade_table(const struct grade_class *c, FILE *out);
void grade_csv(const struct grade_class *c, FILE *out);
void grade_tap(const struct grade_class *c, FILE *out);
void grade_junit(const struct grade_class *c, FILE *out);
int grade_json(const struct grade_class *c, FILE *out);

#endif
