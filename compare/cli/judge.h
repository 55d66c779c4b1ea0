/* judge.h: checks a student's file by an exercise's check.c.
 *
 * Three processes: dualtape itself; a child of it that runs the judge's side of
 * check.c and gives the verdict; and the student's, which is another program
 * (exercises/student.c with the student's file) and knows the judge by a
 * socket only, over which numbers go. */
#ifndef CLI_JUDGE_H
#define CLI_JUDGE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "coursework.h"

enum judge_verdict {
  JUDGE_RIGHT,
  JUDGE_WRONG,      /* numbers differ */
  JUDGE_NO_FILE,    /* the student's file cannot be read */
  JUDGE_NO_COMPILE, /* `diagnosis` says why */
  JUDGE_ENGINE,     /* it uses the toolkit, which it has to replace: `detail` */
  JUDGE_FORBIDDEN,  /* it calls `detail`, by which another program would work */
  JUDGE_CRASHED,    /* by the signal `detail` */
  JUDGE_HANGS,      /* no answer within the time */
  JUDGE_EXITS,      /* it ended its process, or closed the channel */
  JUDGE_RUBBISH,    /* it wrote to the channel itself */
  JUDGE_FLOODS,     /* it printed more than JUDGE_PRINTED_MOST */
  JUDGE_BROKEN,     /* not the student's fault: `detail` */
};

enum {
  JUDGE_PARTS = 32,
  JUDGE_SHOWN = 12,
  JUDGE_PRINTED = 4096,
  JUDGE_PRINTED_MOST = 1 << 20
};

/* One part of the task: the first word of judge_compare's `what`. */
struct judge_part {
  char name[64];
  unsigned right, wrong;
};

/* All that is known afterwards.  It has no pointers, as another process writes
 * it. */
struct judge_report {
  enum judge_verdict verdict;
  char remark[64]; /* id of the remark; "" if none fits */
  char detail[256];
  char diagnosis[2048]; /* the compiler's first error, or first warning */
  int line, column;     /* in the student's file; 0 if not there */
  uint64_t seed;
  bool constant;    /* judge_is_constant was called */
  bool approximate; /* judge_is_approximate was called */
  int point, points; /* the first wrong one, how many there were */
  struct judge_part part[JUDGE_PARTS];
  int parts;

  /* The first comparison that went wrong. */
  char what[512];     /* the part */
  char call[64];      /* the last call asked before */
  char inputs[1024];  /* "x = 1, y = 2" */
  bool required;      /* it was a judge_require: no numbers */
  bool example;       /* it was at the README's example */
  size_t numbers;     /* how many were compared, of which JUDGE_SHOWN stand here */
  size_t first;       /* the first that differs, the first that stands here being */
  size_t from;        /* number `from` */
  char names[JUDGE_SHOWN][32];
  double got[JUDGE_SHOWN], want[JUDGE_SHOWN];
  bool differs[JUDGE_SHOWN];

  char printed[JUDGE_PRINTED]; /* what the student's code printed */
  size_t printed_size;         /* of how many bytes */
};

/* Ids of remarks that dualtape itself has, for all exercises. */
#define REMARK_HARD_CODED "hard-coded"     /* the example's numbers, always */
#define REMARK_EXAMPLE "example-only"      /* right at the example alone */
#define REMARK_DIFFERENCES "differences"   /* right to a few digits */
#define REMARK_FLOAT "float"             /* and only float's numbers came */
#define REMARK_NOT_SET "not-set"           /* NaN at every point */
#define REMARK_ENGINE "engine"             /* with JUDGE_ENGINE */
#define REMARK_FORBIDDEN "forbidden"       /* with JUDGE_FORBIDDEN */

enum judge_process { JUDGE_COMPILER, JUDGE_STUDENT };

struct judge_options {
  uint64_t seed;
  double seconds; /* for one answer; 0: 2 s */
  double in_all;  /* for all answers together; 0: as long as they come */

  /* The file may include the system's headers and none of other files: it is the
   * only one that was handed in. */
  bool alone;

  /* Called in the new process, before it becomes the compiler or the student's
   * program, instead of execvp(argv[0], argv): sets limits, and starts
   * argv within what protects from it.  Descriptors 0 to 3 have to stay as they
   * are.  Returns only if it fails.  NULL: execvp.  `folder` is the private
   * folder, in which the compiler writes. */
  void (*start)(enum judge_process which, char **argv, const char *folder,
                void *data);
  void *data;

  /* Another program's answers in place of the student's, to test check.c
   * (exercise_verify_solution.c); NULL: none.  It changes `out`, of m numbers,
   * which are the student's. */
  void (*disguise)(const char *call, size_t m, double *out, void *data);

  /* Where all that check.c says is written, a line for each text, in English;
   * NULL: nowhere. */
  FILE *said;
};

/* Compiles and loads check.c's judge, once; CLI_OK or, having said what is wrong,
 * CLI_BAD. */
int judge_load(struct coursework *c, struct exercise *e);

/* Checks the student's file.  The exercise's judge has been loaded.  All that can
 * go wrong is in the report; nothing is printed, no process or file is left. */
void judge_run(const struct coursework *c, const struct exercise *e,
               const char *file, const struct judge_options *o,
               struct judge_report *r);

/* The same in steps, to ask one program several times: makes a private folder with
 * the program in it (NULL, with the report, if there is none); asks it; removes
 * the folder and frees the path. */
char *judge_build(const struct coursework *c, const struct exercise *e,
                  const char *file, const struct judge_options *o,
                  struct judge_report *r);
void judge_ask(const struct exercise *e, const char *folder,
               const struct judge_options *o, struct judge_report *r);
void judge_clean(char *folder);

/* For people: what came out, what was expected, what came, at which input, the
 * remark.  `file` is the student's file as they named it. */
void judge_print(const struct exercise *e, const char *file,
                const struct judge_report *r, FILE *out);

/* The remark's text, to be freed; NULL if there is none. */
char *judge_remark(const struct exercise *e, const struct judge_report *r);

/* The verdict as one word for programs: "right", "no-compile". */
const char *judge_word(enum judge_verdict verdict);

#endif
